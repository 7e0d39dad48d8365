package review

import (
	"time"

	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// Arrival is the declaration before return or arrival (WZ-11). The system judges the risk from the itinerary and from the
// other cities that the holder names, and tells him; the street where he is going to learns of who comes with a risk.
const Arrival Kind = "arrival"

// States of a declaration: what the system judged, and that the street met him.
const (
	Declared  State = "declared"
	NoRisk    State = "no_risk"
	Analysing State = "analysing"
	NeedsCode State = "needs_code"
	AtRisk    State = "at_risk"
	Met       State = "met"
)

// Moves of a declaration.
const (
	JudgeClear     Move = "judge_clear"
	JudgeAnalysing Move = "judge_analysing"
	JudgeCode      Move = "judge_code"
	JudgeRisk      Move = "judge_risk"
	Again          Move = "again"   // asks for another judgement
	Rejudge        Move = "rejudge" // the same by the clock
	Meet           Move = "meet"
)

// JudgeTime is how long a declaration waits for an itinerary that is still being analysed before it is judged again.
const JudgeTime = time.Hour

var arrival = Definition{Kind: Arrival, Zh: "返温来温申报", En: "declaration before arrival", Rules: []string{"WZ-11"}, Personal: true,
	Stages: []Stage{
		{State: Declared, Zh: "已申报，待研判", En: "declared, to be judged", May: staff.CheckWork, Level: region.LevelStreet},
		{State: NoRisk, Zh: "行程正常，无需其他手续", En: "the itinerary is normal: nothing else is needed", Closed: true},
		{State: Analysing, Zh: "行程分析中，请稍后再查", En: "the itinerary is still being analysed: look again later", May: staff.CheckWork, Level: region.LevelStreet,
			Clock: JudgeTime, Overdue: Rejudge},
		{State: NeedsCode, Zh: "无法查询行程，请重新获取短信验证码后再研判", En: "no itinerary: ask for another SMS code, then have it judged again", May: staff.CheckWork, Level: region.LevelStreet},
		{State: AtRisk, Zh: "到过风险城市，已告知目的地街道，请抵达前联系", En: "has been in a city at risk: the street of destination knows and will call", May: staff.CheckWork,
			Level: region.LevelStreet, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Met, Zh: "街道已对接", En: "the street has met him", Closed: true},
		{State: Withdrawn, Zh: "已撤回", En: "withdrawn", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "申报", En: "declare", From: []State{Unopened}, To: Declared, By: Holder, Form: true},
		{Move: JudgeClear, Zh: "研判：正常", En: "judged: normal", From: []State{Declared}, To: NoRisk, By: System},
		{Move: JudgeAnalysing, Zh: "研判：分析中", En: "judged: being analysed", From: []State{Declared}, To: Analysing, By: System},
		{Move: JudgeCode, Zh: "研判：需重新获取验证码", En: "judged: needs another SMS code", From: []State{Declared}, To: NeedsCode, By: System},
		{Move: JudgeRisk, Zh: "研判：有风险", En: "judged: at risk", From: []State{Declared}, To: AtRisk, By: System},
		{Move: Again, Zh: "重新研判", En: "have it judged again", From: []State{Analysing, NeedsCode}, To: Declared, By: Holder},
		{Move: Rejudge, Zh: "到时重新研判", En: "to be judged again", From: []State{Analysing}, To: Declared, By: System},
		{Move: Meet, Zh: "已对接", En: "met", From: []State{Analysing, NeedsCode, AtRisk}, To: Met, By: Desk, Reason: true},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: []State{Analysing, NeedsCode, AtRisk}, To: Withdrawn, By: Holder},
		escalates(AtRisk),
	},
	Parse: parseArrival,
}

// ArrivalForm is what is declared before an arrival.
type ArrivalForm struct {
	Phone     string          `json:"phone"`
	Arrives   instant.Instant `json:"arrives"`
	Trip      string          `json:"trip,omitempty"` // flight, train or plate
	From      region.Code     `json:"from_region"`
	Through   []region.Code   `json:"through,omitempty"` // the other cities on the way, chosen by the holder
	Residence region.Code     `json:"residence"`         // street or town where he goes, else county
	Address   string          `json:"address"`
	Promise   bool            `json:"promise"`
}

// Where is the region whose grid worker is told.
func (f ArrivalForm) Where() region.Code { return f.Residence }

// Cities are all that he names on his way.
func (f ArrivalForm) Cities() []region.Code { return append([]region.Code{f.From}, f.Through...) }

const maxThrough = 30

func parseArrival(body []byte, regions Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f ArrivalForm
	f.Phone = parsed(o, "phone", person.ParsePhone)
	o.Require("arrives", "from_region", "residence")
	f.Arrives, _, _ = o.Time("arrives")
	f.Trip = optional(o, "trip")
	f.From, f.Residence = place(o, "from_region", regions), place(o, "residence", regions)
	through, _ := o.Words("through")
	for _, s := range through[:min(len(through), maxThrough)] {
		c, err := region.ParseCode(s)
		if err == nil {
			err = regions.Check(c)
		}
		if err != nil {
			o.FailWith("through", s, err)
		}
		f.Through = append(f.Through, c)
	}
	if len(through) > maxThrough {
		o.Fail("through", len(through), "are more than %d cities", maxThrough)
	}
	f.Address = parsed(o, "address", person.ParseAddress)
	f.Promise = promised(o)
	return f, o.Done()
}
