package review

import (
	"time"

	"kangma/evidence"
	"kangma/region"
	"kangma/staff"
)

// Check is the grass-roots check (WZ-10): the holder, or staff on site, fills in the form; the grid worker of the street
// accepts it, takes measures or finds no risk, and the code follows each step at once (WZ-12 to WZ-14).
const Check Kind = "check"

// States of a check.
const (
	Submitted  State = "submitted"
	Accepted   State = "accepted"
	Controlled State = "controlled"
	Cleared    State = "cleared"
	Released   State = "released"
	Returned   State = "returned"
)

// Moves of a check.
const (
	FillIn  Move = "fill_in" // opens it, by staff on site
	Change  Move = "change"  // the form, by its holder, until it is accepted
	Rewrite Move = "rewrite" // the same by staff on site
	Accept  Move = "accept"
	Control Move = "control" // a measure: where, under whom, whom to call
	Clear   Move = "clear"   // no risk
	Release Move = "release" // from the measure
)

// AcceptTime is how long a form waits for its grid worker before the office above is told.
const AcceptTime = 24 * time.Hour

var check = Definition{Kind: Check, Zh: "基层核查", En: "grass-roots check", Rules: []string{"WZ-10", "WZ-12", "WZ-13", "WZ-14"}, Personal: true, Only: []evidence.Kind{evidence.Check},
	Stages: []Stage{
		{State: Submitted, Zh: "已提交，待街道受理", En: "sent to the street, not yet accepted", May: staff.CheckWork, Level: region.LevelStreet, Clock: AcceptTime, Overdue: Escalate},
		{State: Accepted, Zh: "已受理，核查中", En: "accepted, being checked", May: staff.CheckWork, Level: region.LevelStreet, Clock: AcceptTime, Overdue: Escalate},
		{State: Controlled, Zh: "已纳入管控", En: "under control", May: staff.CheckWork, Level: region.LevelStreet},
		{State: Cleared, Zh: "无风险，已结案", En: "no risk, closed", Closed: true},
		{State: Released, Zh: "管控已解除", En: "the measure has ended", Closed: true},
		{State: Returned, Zh: "已撤回，不涉及", En: "not concerned, closed", Closed: true},
		{State: Withdrawn, Zh: "本人已撤回", En: "withdrawn", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "提交核查", En: "submit", From: []State{Unopened}, To: Submitted, By: Holder, Form: true},
		{Move: FillIn, Zh: "现场代填", En: "fill in on site", From: []State{Unopened}, To: Submitted, By: Desk, May: staff.CheckWork, Form: true},
		{Move: Change, Zh: "修改", En: "change the form", From: []State{Submitted}, To: Stay, By: Holder, Form: true},
		{Move: Rewrite, Zh: "代改", En: "change the form on site", From: []State{Submitted}, To: Stay, By: Desk, Form: true},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: []State{Submitted}, To: Withdrawn, By: Holder},
		{Move: Accept, Zh: "受理", En: "accept", From: []State{Submitted}, To: Accepted, By: Desk},
		{Move: Control, Zh: "落实管控", En: "put under control", From: []State{Accepted, Controlled}, To: Controlled, By: Desk, Form: true, Amend: addMeasure},
		{Move: Clear, Zh: "无风险转码", En: "no risk: convert", From: []State{Accepted}, To: Cleared, By: Desk, Reason: true},
		{Move: Release, Zh: "解除管控", En: "release from the measure", From: []State{Controlled}, To: Released, By: Desk, Reason: true},
		{Move: Return, Zh: "退回，不涉及", En: "not concerned", From: []State{Submitted, Accepted, Controlled}, To: Returned, By: Desk, Reason: true},
		escalates(Submitted, Accepted),
	},
	Parse: parseCheck,
}
