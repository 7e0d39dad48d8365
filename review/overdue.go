package review

import (
	"time"

	"kangma/region"
	"kangma/staff"
)

// Overdue is an application for a code that was not answered within 4 or 12 hours: the node opens it, so that whoever is
// responsible sees it, and closes it when the code is there (HB-06).
const Overdue Kind = "overdue"

// States and moves of an overdue application.
const (
	Waiting State = "waiting"
	Done    State = "assigned"
	Redo    Move  = "assign_code" // staff have it decided
	Resolve Move  = "resolve"     // it was decided meanwhile
)

var overdue = Definition{Kind: Overdue, Zh: "超时未赋码", En: "application not answered in time", Rules: []string{"HB-06"}, Personal: true,
	Stages: []Stage{
		{State: Waiting, Zh: "超时未赋码，属地处理中", En: "late: the county works on it", May: staff.CaseDecide, Level: region.LevelCounty, Clock: 4 * time.Hour, Overdue: Escalate},
		{State: Done, Zh: "已赋码", En: "the code is there", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "超时", En: "too late", From: []State{Unopened}, To: Waiting, By: System},
		{Move: Redo, Zh: "赋码", En: "have it decided", From: []State{Waiting}, To: Done, By: Desk, Reason: true},
		{Move: Resolve, Zh: "已赋码", En: "decided meanwhile", From: []State{Waiting}, To: Done, By: System},
		escalates(Waiting),
	},
}
