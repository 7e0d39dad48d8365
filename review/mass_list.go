package review

import (
	"encoding/json"

	"kangma/internal/id"
	"kangma/region"
	"kangma/staff"
)

// MassList is a list that would change the colour of many people (BY-18): evidence from a file that makes it worse, or a
// list of risk areas. The node opens it when it holds the list back; a second office, which is not who sent it, lets the
// list in or throws it away, having seen what it would do.
const MassList Kind = "mass_list"

// States and moves of such a list.
const (
	Held  State = "held"
	Admit Move  = "admit"
)

var massList = Definition{Kind: MassList, Zh: "大批量赋码复核", En: "list that colours many", Rules: []string{"BY-18"},
	Stages: []Stage{
		{State: Held, Zh: "已暂停，待另一机构复核", En: "held, to be decided by a second office", May: staff.CaseDecide, Clock: ReviewTime, Overdue: Expire},
		{State: Approved, Zh: "已放行", En: "let in", Closed: true},
		{State: Refused, Zh: "已拒绝", En: "thrown away", Closed: true},
		{State: Expired, Zh: "逾期未复核，已作废", En: "not decided in time, thrown away", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "暂停", En: "hold", From: []State{Unopened}, To: Held, By: System, Form: true},
		{Move: Admit, Zh: "放行", En: "let in", From: []State{Held}, To: Approved, By: Desk, Reason: true},
		{Move: Refuse, Zh: "拒绝", En: "throw away", From: []State{Held}, To: Refused, By: Desk, Reason: true},
		{Move: Expire, Zh: "逾期", En: "expire", From: []State{Held}, To: Expired, By: System},
	},
	Parse: parseMass,
}

// What waits in a MassList.
const (
	MassImport   = "import" // of evidence; "" in cases of before there were others
	MassRiskList = "risk_list"
)

// MassForm names the list that waits, what it would do, and who sent it.
type MassForm struct {
	What     string          `json:"what,omitempty"`
	Import   id.ID           `json:"import"`
	Coloured int64           `json:"coloured"`
	Account  string          `json:"account,omitempty"` // of who sent it; none if it was who has the machine
	Role     string          `json:"role"`
	Office   region.Code     `json:"office,omitzero"`
	Seen     json.RawMessage `json:"what_if"` // counts and samples, without identities
}

// parseMass reads what the node itself wrote.
func parseMass(body []byte, _ Regions) (Form, error) {
	var f MassForm
	err := json.Unmarshal(body, &f)
	return f, err
}
