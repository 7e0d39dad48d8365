package contact

import (
	"strconv"
	"strings"

	"kangma/internal/fault"
)

// SeatKind is what sort of place somebody had.
type SeatKind uint8

const (
	SeatUnknown  SeatKind = iota
	SeatChair             // a seat, by row and letter or by number
	SeatHard              // a hard sleeper: an open bay of six
	SeatSoft              // a soft sleeper: a compartment of four, with a door
	SeatStanding          // no seat
	SeatCabin             // of a ship
	SeatCrew              // who serves a zone
)

var seatKinds = map[string]SeatKind{"unknown": SeatUnknown, "seat": SeatChair, "hard_sleeper": SeatHard, "soft_sleeper": SeatSoft, "standing": SeatStanding, "cabin": SeatCabin, "crew": SeatCrew}

func (k SeatKind) String() string {
	for s, v := range seatKinds {
		if v == k {
			return s
		}
	}
	return "unknown"
}

// Seat is a place aboard. What is not known is 0.
type Seat struct {
	Kind   SeatKind
	Coach  uint16 // number of the carriage; deck of a ship. Of crew: the first of the zone
	Row    uint16 // row of a seat, number of a seat or berth, number of a cabin. Of crew: the first row of the zone
	To     uint16 // of crew: the last carriage or row of the zone
	Letter byte   // of a seat in its row, of a cabin's number; U, M, L of a berth
}

// ParseSeat reads a place as lists write it: carriage "05车", place "12F", "012F号", "13号下铺", "无座", "A305", and class "软卧",
// "second". What it cannot read it refuses: a wrong place would make wrong contacts.
func ParseSeat(m Mode, coach, place, class string) (Seat, error) {
	s := Seat{Kind: kindOf(m, place+" "+class)}
	if err := s.readCoach(coach); err != nil {
		return s, err
	}
	text := strings.ToUpper(half(place))
	for word, letter := range berths {
		if strings.Contains(text, word) {
			text, s.Letter = strings.ReplaceAll(text, word, ""), letter
			if s.Kind == SeatChair || s.Kind == SeatUnknown {
				s.Kind = SeatHard
			}
		}
	}
	for _, word := range []string{"无座", "站票", "NONE", "STANDING", "软卧", "硬卧", "硬座", "座位", "铺位", "舱", "号", "铺", "座", "排", " ", "-"} {
		text = strings.ReplaceAll(text, word, "")
	}
	if text == "" {
		return s, nil
	}
	if s.Kind == SeatStanding {
		return s, fault.Field("seat", place, "is a standing ticket and a seat")
	}
	digits := strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	n, err := strconv.ParseUint(digits, 10, 15)
	letters := strings.Replace(text, digits, "", 1)
	if err != nil || n == 0 || len(letters) > 1 || letters != "" && s.Letter != 0 {
		return s, fault.Field("seat", place, "is not a place like 12F, 13号下铺, 无座")
	}
	s.Row = uint16(n)
	if letters != "" {
		s.Letter = letters[0]
	}
	if s.Kind == SeatUnknown {
		s.Kind = SeatChair
	}
	return s, nil
}

var berths = map[string]byte{"上铺": 'U', "中铺": 'M', "下铺": 'L', "上": 'U', "中": 'M', "下": 'L', "UPPER": 'U', "MIDDLE": 'M', "LOWER": 'L'}

// kindOf finds out what sort of place the words mean.
func kindOf(m Mode, words string) SeatKind {
	words = strings.ToLower(words)
	for _, w := range []struct {
		word string
		kind SeatKind
	}{{"无座", SeatStanding}, {"站票", SeatStanding}, {"standing", SeatStanding}, {"软卧", SeatSoft}, {"soft", SeatSoft}, {"动卧", SeatSoft},
		{"硬卧", SeatHard}, {"hard_sleeper", SeatHard}, {"hard sleeper", SeatHard}} {
		if strings.Contains(words, w.word) {
			return w.kind
		}
	}
	switch {
	case m == Ship:
		return SeatCabin
	case strings.TrimSpace(words) == "":
		return SeatUnknown
	}
	return SeatChair
}

func (s *Seat) readCoach(text string) error {
	t := half(text)
	for _, word := range []string{"车厢", "车", "号", "厢", "层", "甲板", " "} {
		t = strings.ReplaceAll(t, word, "")
	}
	if t == "" || t == "不详" || t == "未知" || t == "无" {
		return nil
	}
	n, err := strconv.ParseUint(t, 10, 15)
	if err != nil || n == 0 {
		return fault.Field("coach", text, "is not the number of a carriage")
	}
	s.Coach = uint16(n)
	return nil
}

// ParseZone reads what a member of the crew serves: "5-8" carriages of a train or rows of an aircraft; "" is not known.
func ParseZone(m Mode, text string) (Seat, error) {
	s := Seat{Kind: SeatCrew}
	t := half(text)
	for _, word := range []string{"车厢", "车", "号", "厢", "排", " ", "rows", "coaches"} {
		t = strings.ReplaceAll(t, word, "")
	}
	switch t {
	case "":
		return s, nil
	case "全部", "全车", "全机", "全船", "all":
		s.Coach, s.Row, s.To = 1, 1, wholeZone
		return s, nil
	}
	first, last, span := strings.Cut(strings.NewReplacer("—", "-", "－", "-", "~", "-", "至", "-").Replace(t), "-")
	if !span {
		last = first
	}
	a, e1 := strconv.ParseUint(first, 10, 15)
	b, e2 := strconv.ParseUint(last, 10, 15)
	if e1 != nil || e2 != nil || a == 0 || b < a {
		return s, fault.Field("zone", text, "is not a zone like 5-8")
	}
	if s.To = uint16(b); m == Train {
		s.Coach = uint16(a)
	} else {
		s.Row = uint16(a)
	}
	return s, nil
}

const wholeZone = 1<<16 - 1

// half makes digits, letters and signs of full width those of half width.
func half(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 0xff01 && c <= 0xff5e {
			return c - 0xfee0
		}
		return c
	}, strings.TrimSpace(s))
}

// String is the place as people write it: "05车12F", "13号下铺", "无座".
func (s Seat) String() string {
	var b strings.Builder
	if s.Coach > 0 && s.Kind != SeatCrew {
		if s.Coach < 10 {
			b.WriteByte('0')
		}
		b.WriteString(strconv.Itoa(int(s.Coach)) + "车")
	}
	switch {
	case s.Kind == SeatStanding:
		b.WriteString("无座")
	case s.Kind == SeatCrew:
		b.WriteString("乘务")
	case s.Row > 0 && (s.Kind == SeatHard || s.Kind == SeatSoft):
		b.WriteString(strconv.Itoa(int(s.Row)) + "号" + map[byte]string{'U': "上铺", 'M': "中铺", 'L': "下铺"}[s.Letter])
	case s.Row > 0 && s.Kind == SeatCabin && s.Letter != 0:
		b.WriteString(string(s.Letter) + strconv.Itoa(int(s.Row)))
	case s.Row > 0:
		b.WriteString(strconv.Itoa(int(s.Row)))
		if s.Letter != 0 {
			b.WriteByte(s.Letter)
		}
	}
	return b.String()
}
