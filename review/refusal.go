package review

import (
	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/region"
	"kangma/staff"
)

// Refusal is a holder's report that his code was not recognised somewhere. It reaches the county where that was (NA-10).
const Refusal Kind = "refusal"

// States and moves of a refused recognition.
const (
	Settled   State = "settled"
	Unfounded State = "unfounded"
	Settle    Move  = "settle"
	Reject    Move  = "reject"
)

var refusal = Definition{Kind: Refusal, Zh: "拒认投诉", En: "recognition refused", Rules: []string{"NA-10"}, Personal: true,
	Stages: []Stage{
		{State: AtCounty, Zh: "属地部门处理中", En: "the department on the spot works on it", May: staff.CaseDecide, Level: region.LevelCounty, Clock: ReviewTime, Overdue: Escalate},
		{State: Settled, Zh: "已整改", En: "settled", Closed: true},
		{State: Unfounded, Zh: "经查不属实", En: "unfounded", Closed: true},
		{State: Withdrawn, Zh: "已撤回", En: "withdrawn", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "投诉", En: "report", From: []State{Unopened}, To: AtCounty, By: Holder, Form: true},
		{Move: Settle, Zh: "已整改", En: "settle", From: []State{AtCounty}, To: Settled, By: Desk, Reason: true},
		{Move: Reject, Zh: "不属实", En: "reject", From: []State{AtCounty}, To: Unfounded, By: Desk, Reason: true},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: []State{AtCounty}, To: Withdrawn, By: Holder},
		escalates(AtCounty),
	},
	Parse: parseRefusal,
}

// RefusalForm says where and when a code was refused.
type RefusalForm struct {
	Region      region.Code     `json:"region"`
	Place       string          `json:"place"`
	At          instant.Instant `json:"at"`
	Description string          `json:"description"`
	Issuer      region.Code     `json:"issuer,omitzero"` // whose code was refused; zero: this node's
}

// Where is the region whose office the case belongs to.
func (f RefusalForm) Where() region.Code { return f.Region }

func parseRefusal(body []byte, regions Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	o.Require("region", "at")
	var f RefusalForm
	f.Region = place(o, "region", regions)
	f.Place = required(o, "place")
	f.At, _, _ = o.Time("at")
	f.Description = required(o, "description")
	f.Issuer = place(o, "issuer", regions)
	return f, o.Done()
}
