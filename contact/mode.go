package contact

import (
	"strings"

	"kangma/internal/fault"
)

// Mode is a means of transport, in the words of evidence.md.
type Mode string

const (
	Train  Mode = "train"
	Flight Mode = "flight"
	Coach  Mode = "coach"
	Ship   Mode = "ship"
)

var modes = map[string]Mode{
	"train": Train, "火车": Train, "列车": Train, "高铁": Train, "动车": Train, "铁路": Train,
	"flight": Flight, "飞机": Flight, "航班": Flight, "客机": Flight,
	"coach": Coach, "bus": Coach, "客车": Coach, "大巴": Coach, "长途客车": Coach, "汽车": Coach, "客运大巴": Coach, "公交": Coach, "公交车": Coach,
	"ship": Ship, "轮船": Ship, "船": Ship, "邮轮": Ship, "客轮": Ship,
}

// ParseMode reads a mode as tables call it, in Chinese or English.
func ParseMode(s string) (Mode, error) {
	if m := modes[strings.ToLower(strings.TrimSpace(s))]; m != "" {
		return m, nil
	}
	return "", fault.Field("mode", s, "is not one of train, flight, coach, ship")
}

// Zh and En name the mode for readers.
func (m Mode) Zh() string {
	return map[Mode]string{Train: "火车", Flight: "飞机", Coach: "客车", Ship: "轮船"}[m]
}

func (m Mode) En() string { return string(m) }
