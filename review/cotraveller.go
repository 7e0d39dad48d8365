package review

import (
	"encoding/json"
	"time"

	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

// Cotraveller is whether somebody who travelled with a patient is his close contact (EP-03): the matching of passenger lists
// proposes, one public-health professional judges, another confirms. Confirmed it becomes contact.close, refused it ends.
const Cotraveller Kind = "cotraveller"

// States of such a case; the moves are those of conversions.
const (
	Judging    State = "judging"
	Confirming State = "confirming"
	Contact    State = "contact"
	NoContact  State = "no_contact"
)

var cotraveller = Definition{Kind: Cotraveller, Zh: "同行人员判定", En: "fellow traveller of a patient", Rules: []string{"EP-03", "SC-01", "BY-20"}, Personal: true, Cites: true,
	Stages: []Stage{
		{State: Judging, Zh: "待流调人员判定", En: "to be judged by an investigator", May: staff.InvestigateWork, Level: region.LevelCounty, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Confirming, Zh: "待另一名专业人员复核", En: "to be confirmed by another professional", May: staff.InvestigateWork, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Contact, Zh: "判定为密切接触者", En: "a close contact", Closed: true},
		{State: NoContact, Zh: "判定为非密切接触者", En: "no close contact", Closed: true},
		{State: Lapsed, Zh: "依据已终止，无需判定", En: "nothing left to judge: the evidence has ended", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "系统比对发现", En: "found by the matching", From: []State{Unopened}, To: Judging, By: System, Form: true},
		{Move: Endorse, Zh: "拟判定为密接，报复核", En: "judge a contact, for confirmation", From: []State{Judging}, To: Confirming, By: Desk, Reason: true},
		{Move: Object, Zh: "拟判定为非密接，报复核", En: "judge no contact, for confirmation", From: []State{Judging}, To: Confirming, By: Desk, Reason: true},
		{Move: Approve, Zh: "复核：密切接触者", En: "confirm: a close contact", From: []State{Confirming}, To: Contact, By: Desk, Reason: true, Apart: []Move{Endorse, Object}},
		{Move: Refuse, Zh: "复核：非密切接触者", En: "confirm: no close contact", From: []State{Confirming}, To: NoContact, By: Desk, Reason: true, Apart: []Move{Endorse, Object}},
		{Move: Return, Zh: "退回重新判定", En: "send back to be judged again", From: []State{Confirming}, To: Judging, By: Desk, Reason: true, Apart: []Move{Endorse, Object}},
		{Move: Lapse, Zh: "依据已终止", En: "close: the evidence has ended", From: []State{Judging, Confirming}, To: Lapsed, By: Desk},
		escalates(Judging, Confirming),
	},
	Parse: parseCotraveller,
}

// CotravellerForm is what the matching found: the policy, the rule that fired, and the numbers. Of the patient it says nothing.
type CotravellerForm struct {
	Trip    string          `json:"trip"` // G2331 2020-01-20 武汉—温州南 05车12F
	Policy  string          `json:"policy"`
	Rule    string          `json:"rule"`
	TitleZh string          `json:"title_zh"`
	TitleEn string          `json:"title_en"`
	Apart   int             `json:"rows_apart"` // -1 where that means nothing
	Stops   int             `json:"stops_shared"`
	Minutes int             `json:"minutes_shared"` // -1: not known
	Score   int             `json:"score"`
	Last    instant.Instant `json:"last_exposure"`
}

// parseCotraveller reads what the node itself wrote.
func parseCotraveller(body []byte, _ Regions) (Form, error) {
	var f CotravellerForm
	err := json.Unmarshal(body, &f)
	return f, err
}
