package review

import (
	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/policy"
	"kangma/staff"
)

// ModeSwitch switches a mode of the jurisdiction for an interval, or off (HB-11, WH-07): one proposes, another approves.
const ModeSwitch Kind = "mode_switch"

// Proposed is the state of what waits for the second person.
const Proposed State = "proposed"

var modeSwitch = Definition{Kind: ModeSwitch, Zh: "切换赋码方式", En: "switch of a mode", Rules: []string{"HB-11", "WH-07"},
	Stages: []Stage{
		{State: Proposed, Zh: "待批准", En: "to be approved", May: staff.ModeSwitch, Clock: ReviewTime, Overdue: Expire},
		{State: Approved, Zh: "已切换", En: "switched", Closed: true},
		{State: Refused, Zh: "未批准", En: "refused", Closed: true},
		{State: Expired, Zh: "逾期未批准，已失效", En: "not approved in time", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "提出", En: "propose", From: []State{Unopened}, To: Proposed, By: Desk, May: staff.ModeSwitch, Form: true},
		{Move: Approve, Zh: "批准", En: "approve", From: []State{Proposed}, To: Approved, By: Desk, Reason: true, Apart: []Move{Open}},
		{Move: Refuse, Zh: "不批准", En: "refuse", From: []State{Proposed}, To: Refused, By: Desk, Reason: true},
		{Move: Expire, Zh: "逾期", En: "expire", From: []State{Proposed}, To: Expired, By: System},
	},
	Parse: parseMode,
}

// ModeForm is what is to be switched. Off is an interval that ends where it begins.
type ModeForm struct {
	Mode   string          `json:"mode"`
	From   instant.Instant `json:"from,omitzero"`  // zero: when it is approved
	Until  instant.Instant `json:"until,omitzero"` // zero: without end
	Off    bool            `json:"off,omitempty"`
	Reason string          `json:"reason"`
}

func parseMode(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f ModeForm
	f.Mode = choice(o, "mode", policy.Modes...)
	f.From, _, _ = o.Time("from")
	f.Until, _, _ = o.Time("until")
	f.Off, _ = o.Bool("off")
	f.Reason = required(o, "reason")
	switch {
	case o.Err() != nil:
	case f.Off && f.Until != 0:
		o.Fail("until", f.Until.String(), "is of no use to switch off: from then on it is off")
	case !f.Off && f.Until != 0 && f.Until <= f.From:
		o.Fail("until", f.Until.String(), "is not after from")
	}
	return f, o.Done()
}
