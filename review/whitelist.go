package review

import (
	"fmt"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/person"
	"kangma/staff"
)

// Whitelist is a list of people that somebody has vetted: drivers of container trucks, vetted by the port group (state 11
// of WZ-12), or holders whose code is not sent to a check (state 12). It is filed by one office and approved by another
// person; each name is on it for a time. What else is asked of a driver, the pack says. A long list, or the last of many
// short ones of a day, is held: a second office approves it, having seen what it would do (BY-18).
const Whitelist Kind = "whitelist"

// Filed is the state of a list that waits for its approval; Hold is what the system does with a long one.
const (
	Filed State = "filed"
	Hold  Move  = "hold"
)

var whitelist = Definition{Kind: Whitelist, Zh: "白名单备案", En: "white list", Rules: []string{"WZ-12", "BY-18"}, Only: []evidence.Kind{evidence.WhitelistTruck, evidence.WhitelistCode},
	Stages: []Stage{
		{State: Filed, Zh: "已备案，待批准", En: "filed, to be approved", May: staff.CaseDecide, Clock: ReviewTime, Overdue: Escalate},
		{State: Held, Zh: "人数超限，待另一机构批准", En: "names many, to be approved by a second office", May: staff.CaseDecide, Clock: ReviewTime, Overdue: Escalate},
		{State: Approved, Zh: "已批准", En: "approved", Closed: true},
		{State: Refused, Zh: "未批准", En: "refused", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "备案", En: "file", From: []State{Unopened}, To: Filed, By: Desk, May: staff.CaseDecide, Form: true},
		{Move: Hold, Zh: "暂停", En: "hold", From: []State{Filed}, To: Held, By: System, Form: true, Amend: addWhatIf},
		{Move: Approve, Zh: "批准", En: "approve", From: []State{Filed, Held}, To: Approved, By: Desk, Reason: true, Apart: []Move{Open}},
		{Move: Refuse, Zh: "不批准", En: "refuse", From: []State{Filed, Held}, To: Refused, By: Desk, Reason: true},
		escalates(Filed, Held),
	},
	Parse: parseWhitelist,
}

// WhitelistForm is a list.
type WhitelistForm struct {
	List     evidence.Kind    `json:"list"` // whitelist.truck or whitelist.code
	VettedBy string           `json:"vetted_by"`
	FiledBy  string           `json:"filed_with"`
	From     instant.Instant  `json:"from"`
	Until    instant.Instant  `json:"until"`
	People   []ListedPerson   `json:"people"`
	WhatIf   *WhitelistWhatIf `json:"what_if,omitempty"` // of a list that is held: the node fills it in
}

// WhitelistWhatIf is what a held list would do, in numbers.
type WhitelistWhatIf struct {
	People    int64 `json:"people"`
	Strangers int64 `json:"strangers"` // of them, who are not known here yet
	Changed   int64 `json:"changed"`   // whose code would be in another state at once
	Today     int64 `json:"today"`     // who were listed today by the same hand, or in the name of the same vetter
	Threshold int64 `json:"threshold"`
}

// ListedPerson is one line of a list.
type ListedPerson struct {
	Name     string `json:"name"`
	IDType   string `json:"id_type"`
	IDNumber string `json:"id_number"`
}

// Limits of a list.
const (
	MaxListed     = 500
	MaxListedTime = 180 * 24 * time.Hour
)

func parseWhitelist(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f WhitelistForm
	f.List, _ = evidence.KindOf(choice(o, "list", evidence.WhitelistTruck.String(), evidence.WhitelistCode.String()))
	f.VettedBy, f.FiledBy = required(o, "vetted_by"), required(o, "filed_with")
	o.Require("from", "until", "people")
	f.From, _, _ = o.Time("from")
	f.Until, _, _ = o.Time("until")
	if o.Err() == nil && (f.Until <= f.From || f.Until.Sub(f.From) > MaxListedTime) {
		o.Fail("until", f.Until.String(), "is not after from, within 180 days")
	}
	people, _ := o.Objects("people")
	if len(people) > MaxListed {
		o.Fail("people", len(people), "are more than %d in one list: divide it", MaxListed)
		people = nil
	}
	if o.Err() == nil && len(people) == 0 {
		o.Missing("people")
	}
	if w, given := o.Object("what_if"); given {
		f.WhatIf = readWhatIf(w)
	}
	seen := map[[2]string]bool{}
	for i, p := range people {
		who := ListedPerson{Name: parsed(p, "name", person.ParseName), IDType: choice(p, "id_type", documentTypes...), IDNumber: private(p, "id_number")}
		if key := [2]string{who.IDType, who.IDNumber}; seen[key] {
			o.Fail(fmt.Sprintf("people[%d].id_number", i), "", "is in the list before")
		} else {
			seen[key] = true
		}
		p.Done()
		f.People = append(f.People, who)
	}
	return f, o.Done()
}

func readWhatIf(o *strict.Object) *WhitelistWhatIf {
	var w WhitelistWhatIf
	for name, n := range map[string]*int64{"people": &w.People, "strangers": &w.Strangers, "changed": &w.Changed, "today": &w.Today, "threshold": &w.Threshold} {
		*n, _ = o.Whole(name)
	}
	o.Done()
	return &w
}

// addWhatIf is the form with what it would do.
func addWhatIf(old Form, body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	f, _ := old.(WhitelistForm)
	f.WhatIf = readWhatIf(o)
	return f, o.Done()
}

// documentTypes are the documents by which a line names somebody.
var documentTypes = []string{string(person.ResidentID), string(person.Passport), string(person.HKMacaoPermit), string(person.TaiwanPermit), string(person.ForeignResidence)}
