package review

import (
	"time"

	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/region"
	"kangma/staff"
)

// Correction is of one piece of evidence that is said to be wrong (NA-05, NA-10, BY-03). Its source proposes what is to
// be done, and another person confirms it: nobody changes a colour alone. Staff open it with the proposal itself.
const Correction Kind = "correction"

// States of a correction.
const (
	AtSource   State = "source"
	Retraction State = "retraction" // proposed
	Ending     State = "ending"
	Upholding  State = "upholding"
	Retracted  State = "retracted" // done
	Ended      State = "ended"
	Upheld     State = "upheld"
)

// Moves of a correction.
const (
	Retract Move = "retract"
	End     Move = "end"
	Uphold  Move = "uphold"
	Confirm Move = "confirm"
)

var proposals = []State{Retraction, Ending, Upholding}

var correction = Definition{Kind: Correction, Zh: "信息纠错", En: "correction of evidence", Rules: []string{"NA-05", "NA-10", "BY-03", "BY-17"}, Personal: true, Cites: true,
	Stages: []Stage{
		{State: AtSource, Zh: "数据来源单位核实中", En: "the source verifies", May: staff.EvidenceRecord, Level: region.LevelCounty, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Retraction, Zh: "拟撤销该信息，待复核", En: "retraction proposed, to be confirmed", May: staff.CaseDecide, Level: region.LevelCounty, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Ending, Zh: "拟终止该信息，待复核", En: "ending proposed, to be confirmed", May: staff.CaseDecide, Level: region.LevelCounty, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Upholding, Zh: "拟维持该信息，待复核", En: "upholding proposed, to be confirmed", May: staff.CaseDecide, Level: region.LevelCounty, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Retracted, Zh: "信息已撤销", En: "retracted", Closed: true},
		{State: Ended, Zh: "信息已终止", En: "ended", Closed: true},
		{State: Upheld, Zh: "信息无误，予以维持", En: "upheld", Closed: true},
		{State: Withdrawn, Zh: "已撤回", En: "withdrawn", Closed: true},
		{State: Lapsed, Zh: "该信息已终止，无需处理", En: "nothing left to decide: the evidence has ended", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "申请纠错", En: "apply", From: []State{Unopened}, To: AtSource, By: Holder, Form: true},
		{Move: Retract, Zh: "提议撤销", En: "propose to retract", From: []State{Unopened}, To: Retraction, By: Desk, May: staff.EvidenceRecord, Reason: true, Form: true},
		{Move: End, Zh: "提议终止", En: "propose to end", From: []State{Unopened}, To: Ending, By: Desk, May: staff.EvidenceRecord, Reason: true, Form: true},
		{Move: Retract, Zh: "提议撤销", En: "propose to retract", From: []State{AtSource}, To: Retraction, By: Desk, Reason: true},
		{Move: End, Zh: "提议终止", En: "propose to end", From: []State{AtSource}, To: Ending, By: Desk, Reason: true},
		{Move: Uphold, Zh: "提议维持", En: "propose to uphold", From: []State{AtSource}, To: Upholding, By: Desk, Reason: true},
		{Move: Confirm, Zh: "确认撤销", En: "confirm", From: []State{Retraction}, To: Retracted, By: Desk, Reason: true, Apart: []Move{Retract, End, Uphold}},
		{Move: Confirm, Zh: "确认终止", En: "confirm", From: []State{Ending}, To: Ended, By: Desk, Reason: true, Apart: []Move{Retract, End, Uphold}},
		{Move: Confirm, Zh: "确认维持", En: "confirm", From: []State{Upholding}, To: Upheld, By: Desk, Reason: true, Apart: []Move{Retract, End, Uphold}},
		{Move: Return, Zh: "退回核实", En: "send back", From: proposals, To: AtSource, By: Desk, Reason: true, Apart: []Move{Retract, End, Uphold}},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: append([]State{AtSource}, proposals...), To: Withdrawn, By: Holder},
		{Move: Lapse, Zh: "依据已终止", En: "close: the evidence has ended", From: append([]State{AtSource}, proposals...), To: Lapsed, By: Desk},
		escalates(append([]State{AtSource}, proposals...)...),
	},
	Parse: parseCorrection,
}

// CorrectionForm says what is wrong with the evidence. Staff who propose to end it say since when, and on what ground.
type CorrectionForm struct {
	Text   string          `json:"text"`
	Until  instant.Instant `json:"until,omitzero"` // of an end; zero: when it is confirmed
	Ground string          `json:"ground,omitempty"`
}

func parseCorrection(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f CorrectionForm
	f.Text = required(o, "text")
	f.Until, _, _ = o.Time("until")
	f.Ground = optional(o, "ground")
	return f, o.Done()
}
