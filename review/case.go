package review

import (
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

// Case is one case as it stands.
type Case struct {
	Person   id.ID // zero of a kind that is about nobody
	ID       id.ID
	Kind     Kind
	State    State
	Seat     region.Code // where it belongs: the holder's residence, or where it happened
	Region   region.Code // the office that answers for it now
	Raised   region.Code // the highest office that was told it is late; none if zero
	Version  int         // moves made
	OpenedAt instant.Instant
	OpenedBy id.ID           // the account
	Due      instant.Instant // when the clock of the stage runs out; Never without one
	ClosedAt instant.Instant // Never while it is open
	Evidence []id.ID         // what it is about
	Assigned Assignment
	Form     Sealed
}

// Sealed is a form as it is kept: under the person's key, or, about nobody, under Key of its own.
type Sealed struct {
	Key []byte
	Box []byte
}

// IsOpen says whether it can move.
func (c Case) IsOpen() bool { return c.ClosedAt == instant.Never }

// Late says whether the clock of its stage has run out, or had before it was raised.
func (c Case) Late(at instant.Instant) bool { return c.IsOpen() && (c.Due <= at || !c.Raised.IsZero()) }

// Desk is what one must be permitted to work on it, "" when it is closed.
func (c Case) Desk() staff.Action {
	d, err := Of(c.Kind)
	if err != nil {
		return ""
	}
	g, _ := d.Stage(c.State)
	return g.May
}

// Event is one move as the history keeps it.
type Event struct {
	Case, Person id.ID
	ID           id.ID
	Version      int // that the case had after it
	At           instant.Instant
	By           Actor
	Move         Move
	From, To     State
	Region       region.Code // that answers for the case from now on
	Raised       region.Code
	Due          instant.Instant
	Sealed       []byte // Words, as kept
	Words        Words  // as read
}

// Words are what was said with a move.
type Words struct {
	Reason string `json:"reason,omitempty"` // the holder reads it
	Note   string `json:"note,omitempty"`   // staff only
}

// Assignment says who has a case, and why he (RE-8).
type Assignment struct {
	To     id.ID           `json:"to,omitzero"`
	For    id.ID           `json:"for,omitzero"`    // who is absent, and for whom he stands in
	Region region.Code     `json:"region,omitzero"` // of his office
	Role   staff.Role      `json:"role,omitempty"`
	Load   int             `json:"load"`             // open cases that he had
	Among  int             `json:"among"`            // how many could have had it
	By     id.ID           `json:"by,omitzero"`      // who chose; zero: the rule
	Reason string          `json:"reason,omitempty"` // if somebody chose
	At     instant.Instant `json:"at"`
}
