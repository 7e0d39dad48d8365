package review

import (
	"slices"
	"strings"
	"time"

	"kangma/internal/strict"
	"kangma/region"
	"kangma/staff"
)

// Upward is a request of staff to the province: a gray code to be refreshed, wrong data of another system (WZ-17, state
// 8 of WZ-12). Its answer is what the asker waits for.
const Upward Kind = "upward"

// States and moves of a request upward.
const (
	AtProvince State = "province"
	Answered   State = "answered"
	Answer     Move  = "answer"
	Receive    Move  = "receive" // by the node: it came from a node below
	Reply      Move  = "reply"   // by the node: the province's node answered
)

var upwardRequest = Definition{Kind: Upward, Zh: "上报省级处理", En: "request to the province", Rules: []string{"WZ-17"}, Personal: true,
	Stages: []Stage{
		{State: AtProvince, Zh: "省级处理中", En: "the province works on it", May: staff.CaseDecide, Level: region.LevelProvince, Clock: 24 * time.Hour, Overdue: Escalate},
		{State: Answered, Zh: "省级已答复", En: "answered", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "上报", En: "ask", From: []State{Unopened}, To: AtProvince, By: Desk, May: staff.CaseOpen, Form: true},
		{Move: Answer, Zh: "答复", En: "answer", From: []State{AtProvince}, To: Answered, By: Desk, Reason: true, Apart: []Move{Open}},
		{Move: Receive, Zh: "收到下级上报", En: "receive from below", From: []State{Unopened}, To: AtProvince, By: System, Form: true},
		{Move: Reply, Zh: "省级平台答复", En: "answered by the province's node", From: []State{AtProvince}, To: Answered, By: System, Reason: true},
		escalates(AtProvince),
	},
	Parse: parseUpward,
}

// UpwardForm says what the province is asked for.
type UpwardForm struct {
	Subject     string `json:"subject"` // gray_code, wrong_data, other
	Description string `json:"description"`
}

var upwardSubjects = []string{"gray_code", "wrong_data", "other"}

func parseUpward(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	o.Require("subject")
	var f UpwardForm
	f.Subject, _ = o.Text("subject")
	if o.Err() == nil && !slices.Contains(upwardSubjects, f.Subject) {
		o.Fail("subject", f.Subject, "is not one of %s", strings.Join(upwardSubjects, ", "))
	}
	f.Description = required(o, "description")
	return f, o.Done()
}
