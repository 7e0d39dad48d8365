package review

import (
	"slices"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/region"
	"kangma/staff"
)

// Kind is a kind of case: the name of its Definition.
type Kind string

// State is where a case stands, in the words of its kind.
type State string

// Unopened is the state before the first: moves from it open a case.
const Unopened State = ""

// Move is what is done to a case, in the words of its kind.
type Move string

// Moves that several kinds have.
const (
	Open     Move = "open"
	Withdraw Move = "withdraw" // by who asked
	Escalate Move = "escalate" // by the system: too late, so the office above is told
	Note     Move = "note"     // a remark among staff: of every kind, by who may work on it; moves nothing
	Give     Move = "give"     // the case was given to somebody: as Note
)

// Side is who makes a move.
type Side string

const (
	Holder Side = "holder" // the person, or who has him in his account
	Desk   Side = "desk"   // staff
	System Side = "system" // the node, by the clock
)

// Definition is all there is to know of a kind, as data.
type Definition struct {
	Kind     Kind
	Zh, En   string
	Rules    []string // requirements that it fulfils
	Personal bool     // it is about one person
	Cites    bool     // it is about pieces of his evidence, one at least
	Stages   []Stage
	Steps    []Step
	// Only are kinds of evidence that nothing else brings about: who may decide such a case is not asked where it is recorded.
	Only []evidence.Kind
	// Parse reads the kind's form, strictly; nil of a kind without one.
	Parse func(body []byte, regions Regions) (Form, error)
}

// Form is what is filled in for a case: a struct per kind, kept as JSON, sealed.
type Form any

// Regions is what forms are checked against: region.Table.
type Regions interface {
	// Check refuses a region that does not exist.
	Check(region.Code) error
}

// Stage is one state.
type Stage struct {
	State   State
	Zh, En  string
	Closed  bool          // nothing moves from here
	May     staff.Action  // what one must be permitted to work here
	Level   region.Level  // whose office: the ancestor of the case's seat at this level; LevelNone: who has it keeps it
	Above   bool          // above the office that sent it here (HB-05)
	Clock   time.Duration // 0: none
	Overdue Move          // what the system does when the clock has run out
}

// Step is one move.
type Step struct {
	Move   Move
	Zh, En string
	From   []State
	To     State // Stay: the state it is in
	By     Side
	May    staff.Action // of a move that opens by Desk; else the stage says it
	Reason bool         // one must be given; the holder reads it
	Form   bool         // may bring a changed form
	// Amend makes the form after the move of the one before and what the move brings; nil: it brings a whole form.
	Amend  func(old Form, body []byte, regions Regions) (Form, error)
	Raise  bool   // tells the office above
	Apart  []Move // not by who made one of these
	Office bool   // nor by his office
}

// Stay is the target of a step that leaves the state as it is.
const Stay State = "="

// escalates is the step that kinds with clocks have.
func escalates(from ...State) Step {
	return Step{Move: Escalate, Zh: "超时升级", En: "too late: told the office above", From: from, To: Stay, By: System, Raise: true}
}

// Of finds a kind.
func Of(k Kind) (*Definition, error) {
	for i := range Kinds {
		if Kinds[i].Kind == k {
			return &Kinds[i], nil
		}
	}
	return nil, fault.Field("kind", string(k), "is no kind of case")
}

// Stage is a state's row; ok is false if the kind has no such state.
func (d *Definition) Stage(s State) (Stage, bool) {
	i := slices.IndexFunc(d.Stages, func(g Stage) bool { return g.State == s })
	if i < 0 {
		return Stage{}, false
	}
	return d.Stages[i], true
}

// Step is the row of a move from a state.
func (d *Definition) Step(m Move, from State) (Step, bool) {
	for _, s := range d.Steps {
		if s.Move == m && slices.Contains(s.From, from) {
			return s, true
		}
	}
	return Step{}, false
}

// Possible are the moves from a state that a side has.
func (d *Definition) Possible(from State, by Side) []Step {
	var all []Step
	for _, s := range d.Steps {
		if s.By == by && slices.Contains(s.From, from) {
			all = append(all, s)
		}
	}
	return all
}

// Works are the permissions by which one works on cases of some kind in some state.
func Works() []staff.Action {
	var all []staff.Action
	for _, d := range Kinds {
		for _, g := range d.Stages {
			if g.May != "" && !slices.Contains(all, g.May) {
				all = append(all, g.May)
			}
		}
	}
	slices.Sort(all)
	return all
}

// Actor is who makes a move.
type Actor struct {
	Side    Side
	Account id.ID       // zero of the system
	Role    staff.Role  // of staff; "" by a grant
	Office  region.Code // region of the appointment or grant that permits it
	Kin     bool        // the case is about himself or about who is in his account (RE-4)
}
