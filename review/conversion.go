package review

import (
	"time"

	"kangma/internal/strict"
	"kangma/region"
	"kangma/staff"
)

// Conversion asks for a green code (HB-05): it names the evidence that it asks to end. The county's headquarters reviews
// and passes its opinion upward, the prefecture's decides; each has 48 hours (BY-17).
const Conversion Kind = "conversion"

// States of a conversion.
const (
	AtCounty     State = "county"
	AtPrefecture State = "prefecture"
	Approved     State = "approved"
	Refused      State = "refused"
	Withdrawn    State = "withdrawn"
	Lapsed       State = "lapsed"
)

// Moves of a conversion.
const (
	Endorse Move = "endorse"
	Object  Move = "object"
	Approve Move = "approve"
	Refuse  Move = "refuse"
	Return  Move = "return"
	Lapse   Move = "lapse"
)

// ReviewTime is what each reviewer has (HB-05, BY-17).
const ReviewTime = 48 * time.Hour

var conversion = Definition{Kind: Conversion, Zh: "转码申请", En: "conversion to green", Rules: []string{"HB-05", "BY-17"}, Personal: true, Cites: true,
	Stages: []Stage{
		{State: AtCounty, Zh: "县级指挥部审核中", En: "the county's headquarters reviews", May: staff.CaseDecide, Level: region.LevelCounty, Clock: ReviewTime, Overdue: Escalate},
		{State: AtPrefecture, Zh: "市级指挥部复核中", En: "the prefecture's headquarters reviews again", May: staff.CaseDecide, Level: region.LevelPrefecture, Above: true,
			Clock: ReviewTime, Overdue: Escalate},
		{State: Approved, Zh: "已同意转码", En: "approved", Closed: true},
		{State: Refused, Zh: "未同意转码", En: "refused", Closed: true},
		{State: Withdrawn, Zh: "已撤回", En: "withdrawn", Closed: true},
		{State: Lapsed, Zh: "依据已终止，无需审核", En: "nothing left to decide: the evidence ended by itself", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "申请转码", En: "apply", From: []State{Unopened}, To: AtCounty, By: Holder, Form: true},
		{Move: Endorse, Zh: "拟同意，报市级复核", En: "pass upward, in favour", From: []State{AtCounty}, To: AtPrefecture, By: Desk, Reason: true},
		{Move: Object, Zh: "拟不同意，报市级复核", En: "pass upward, against", From: []State{AtCounty}, To: AtPrefecture, By: Desk, Reason: true},
		{Move: Approve, Zh: "同意转码", En: "approve", From: []State{AtPrefecture}, To: Approved, By: Desk, Reason: true, Apart: []Move{Endorse, Object}, Office: true},
		{Move: Refuse, Zh: "不同意转码", En: "refuse", From: []State{AtPrefecture}, To: Refused, By: Desk, Reason: true, Apart: []Move{Endorse, Object}, Office: true},
		{Move: Return, Zh: "退回县级重新审核", En: "send back to the county", From: []State{AtPrefecture}, To: AtCounty, By: Desk, Reason: true,
			Apart: []Move{Endorse, Object}, Office: true},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: []State{AtCounty, AtPrefecture}, To: Withdrawn, By: Holder},
		{Move: Lapse, Zh: "依据已终止", En: "close: the evidence has ended", From: []State{AtCounty, AtPrefecture}, To: Lapsed, By: Desk},
		escalates(AtCounty, AtPrefecture),
	},
	Parse: parseExplanation,
}

// Explanation is the form of kinds that need no more than words: why he asks, and what he promises meanwhile.
type Explanation struct {
	Text    string `json:"text"`
	Promise bool   `json:"promise,omitempty"` // signed: while it lasts he keeps to what he was told (BY-17: the interim measure)
}

func parseExplanation(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f Explanation
	f.Text = required(o, "text")
	f.Promise, _ = o.Bool("promise")
	return f, o.Done()
}
