package wire

import (
	"encoding/json"

	"kangma/internal/id"
)

// NewCase opens a case, as a holder.
type NewCase struct {
	Kind     string          `json:"kind" maxLength:"32" doc:"conversion, correction, refusal …; see /v1/case-kinds"`
	Person   id.ID           `json:"person,omitzero" doc:"the account's own if absent"`
	Evidence []id.ID         `json:"evidence,omitempty" maxItems:"50" doc:"what it is about"`
	Form     json.RawMessage `json:"form,omitempty" doc:"the kind's form"`
}

// NewDeskCase opens a case, as staff.
type NewDeskCase struct {
	NewCase
	Move   string `json:"move,omitempty" maxLength:"32" doc:"that opens it; open if absent"`
	Whom   *Whom  `json:"whom,omitempty" doc:"whom it is about, by document, if person is absent"`
	Reason string `json:"reason,omitempty" maxLength:"8000" doc:"the holder reads it"`
	Note   string `json:"note,omitempty" maxLength:"8000" doc:"among staff"`
}

// CaseMove is one move of a case.
type CaseMove struct {
	Move    string          `json:"move" maxLength:"32"`
	Version int             `json:"version" minimum:"0" doc:"of the case as it was seen: if it has moved since, nothing is done"`
	Reason  string          `json:"reason,omitempty" maxLength:"8000" doc:"the holder reads it"`
	Form    json.RawMessage `json:"form,omitempty" doc:"the changed form, where the move takes one"`
}

// DeskMove is one move of a case by staff.
type DeskMove struct {
	CaseMove
	Note string `json:"note,omitempty" maxLength:"8000" doc:"among staff"`
}

// CaseMoves are many moves, each by itself.
type CaseMoves struct {
	Moves []CaseStep `json:"moves" minItems:"1" maxItems:"200"`
}

// CaseStep is one of many moves.
type CaseStep struct {
	Case id.ID `json:"case"`
	DeskMove
}

// CaseResults say what became of each, in the order in which they were asked for.
type CaseResults struct {
	Results []CaseResult `json:"results" nullable:"false"`
}

// CaseResult is what became of one of many moves.
type CaseResult struct {
	Case    id.ID    `json:"case"`
	State   string   `json:"state,omitempty"`
	Version int      `json:"version,omitempty"`
	Problem *Problem `json:"problem,omitempty" doc:"why it was refused; absent if it was moved"`
}

// NewNote is a note among staff.
type NewNote struct {
	Note string `json:"note" maxLength:"8000"`
}

// NewAssignee gives a case to somebody.
type NewAssignee struct {
	To     id.ID  `json:"to" doc:"his account"`
	Reason string `json:"reason" maxLength:"8000"`
}

// CaseRow is a case in a list: nothing of whom it is about.
type CaseRow struct {
	ID         id.ID     `json:"id"`
	Kind       string    `json:"kind"`
	Title      Text      `json:"title"`
	State      string    `json:"state"`
	Stage      Text      `json:"stage" doc:"the state in words"`
	Open       bool      `json:"open"`
	Version    int       `json:"version"`
	Region     string    `json:"region" doc:"the office that answers for it now"`
	Office     string    `json:"office" doc:"its name"`
	Raised     string    `json:"raised,omitempty" doc:"the highest office that was told it is late"`
	Late       bool      `json:"late"`
	OpenedAt   Time      `json:"opened_at" format:"date-time"`
	Due        Time      `json:"due" format:"date-time" nullable:"true" doc:"by when it is to be moved on; null without a clock"`
	ClosedAt   Time      `json:"closed_at" format:"date-time" nullable:"true"`
	AssignedTo *Assigned `json:"assigned_to,omitempty" doc:"staff only"`
}

// Assigned says who has a case, and why he.
type Assigned struct {
	Staff  id.ID  `json:"staff"`
	For    id.ID  `json:"for,omitzero" doc:"who is absent, and for whom he stands in"`
	Role   string `json:"role,omitempty"`
	Region string `json:"region" doc:"of his office"`
	Load   int    `json:"load" doc:"open cases that he had"`
	Among  int    `json:"among" doc:"how many could have had it"`
	By     id.ID  `json:"by,omitzero" doc:"who chose; absent: the rule"`
	Reason string `json:"reason,omitempty"`
	At     Time   `json:"at" format:"date-time"`
}

// Case is a case whole, as holders or as staff see it.
type Case struct {
	CaseRow
	Person   id.ID           `json:"person,omitzero"`
	Name     string          `json:"name,omitempty" doc:"masked"`
	Number   string          `json:"number,omitempty" doc:"masked"`
	Form     json.RawMessage `json:"form,omitempty"`
	Evidence []Fact          `json:"evidence" nullable:"false" doc:"what it is about"`
	History  []CaseEvent     `json:"history" nullable:"false"`
	Moves    []CaseOption    `json:"moves" nullable:"false" doc:"what the reader's side can do now"`
}

// CaseEvent is one move that was made. Holders see offices, not who sat there.
type CaseEvent struct {
	At     Time   `json:"at" format:"date-time"`
	By     string `json:"by" doc:"holder, desk or system"`
	Staff  id.ID  `json:"staff,omitzero"`
	Role   string `json:"role,omitempty"`
	Region string `json:"region,omitempty" doc:"of the office"`
	Office string `json:"office,omitempty"`
	Move   string `json:"move"`
	Title  Text   `json:"title"`
	From   string `json:"from,omitempty"`
	To     string `json:"to"`
	Reason string `json:"reason,omitempty"`
	Note   string `json:"note,omitempty" doc:"staff only"`
}

// CaseOption is a move that can be made.
type CaseOption struct {
	Move   string `json:"move"`
	Title  Text   `json:"title"`
	To     string `json:"to"`
	Reason bool   `json:"reason" doc:"one must be given"`
	Form   bool   `json:"form" doc:"it may bring a changed form"`
}

// CaseKind is a row of the table of kinds.
type CaseKind struct {
	Kind     string      `json:"kind"`
	Title    Text        `json:"title"`
	Rules    []string    `json:"rules"`
	Personal bool        `json:"personal"`
	Cites    bool        `json:"cites" doc:"it is about pieces of evidence"`
	States   []CaseState `json:"states"`
	Moves    []CaseWay   `json:"moves"`
}

// CaseState is one state of a kind.
type CaseState struct {
	State string `json:"state"`
	Title Text   `json:"title"`
	Open  bool   `json:"open"`
	May   string `json:"may,omitempty" doc:"the permission by which one works here"`
	Hours int    `json:"hours,omitempty" doc:"how long it may stay here"`
}

// CaseWay is one move of a kind.
type CaseWay struct {
	Move   string   `json:"move"`
	Title  Text     `json:"title"`
	From   []string `json:"from" doc:"empty text: it opens the case"`
	To     string   `json:"to"`
	By     string   `json:"by"`
	Reason bool     `json:"reason"`
	Apart  []string `json:"apart,omitempty" doc:"not by who made one of these"`
	Office bool     `json:"office,omitempty" doc:"nor by his office"`
}
