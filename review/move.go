package review

import (
	"slices"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Attempt is what somebody wants to do to a case.
type Attempt struct {
	Move    Move
	Version int // of the case as he saw it
	By      Actor
	Words   Words
	Form    bool // he brings a changed form
}

// Opened is a new case and the move that opened it. Seat is where it belongs, own the node's region: no office lies
// outside. The mover must be permitted what the step says (RE-1, RE-4).
func Opened(d *Definition, c Case, a Attempt, own region.Code, at instant.Instant) (Case, Event, error) {
	c.Kind, c.State, c.OpenedAt, c.OpenedBy = d.Kind, Unopened, at, a.By.Account
	c.Version, c.ClosedAt, c.Due = 0, instant.Never, instant.Never
	a.Version = 0
	switch {
	case d.Personal && c.Person.IsZero():
		return c, Event{}, fault.Missing("person")
	case d.Cites && len(c.Evidence) == 0:
		return c, Event{}, fault.Missing("evidence")
	case !own.Contains(c.Seat):
		c.Seat = own
	}
	return Next(d, c, nil, a, own, at)
}

// Next makes a move: the case as it is then, and the event to be kept (RE-1 to RE-6). history is what has been done to
// it, oldest first. It is pure; that the mover is permitted to work at this stage is for the caller to ask.
func Next(d *Definition, c Case, history []Event, a Attempt, own region.Code, at instant.Instant) (Case, Event, error) {
	if c.Version != a.Version {
		return c, Event{}, moved(d, c)
	}
	step, ok := d.Step(a.Move, c.State)
	if !ok || step.By != a.By.Side {
		return c, Event{}, illegal(d, c, a)
	}
	if a.By.Side == Desk && a.By.Kin {
		return c, Event{}, OwnCase()
	}
	if err := apart(step, history, a.By); err != nil {
		return c, Event{}, err
	}
	words, err := a.Words.check()
	switch {
	case err != nil:
		return c, Event{}, err
	case step.Reason && words.Reason == "":
		return c, Event{}, fault.Missing("reason")
	case a.Form && !step.Form:
		return c, Event{}, fault.New(fault.Conflict, "case.form_locked", "the form cannot be changed by %s in state %s", a.Move, name(c.State))
	}
	e := Event{Case: c.ID, Person: c.Person, ID: id.New(at), Version: c.Version + 1, At: at, By: a.By, Move: a.Move, From: c.State, To: step.To, Words: words}
	if e.To == Stay {
		e.To = c.State
	}
	if err := settle(d, &c, step, &e, own); err != nil {
		return c, Event{}, err
	}
	return c.after(d, e), e, nil
}

// OwnCase refuses who would work on a case about himself or about who is in his account (RE-4).
func OwnCase() error {
	return fault.New(fault.Forbidden, "case.own", "this case is about you or somebody in your account; another decides it")
}

// Remark is a note among staff: it is kept in the history and changes nothing, not even the count of moves, so that
// nobody is held up by it.
func Remark(c Case, by Actor, note string, at instant.Instant) (Event, error) {
	words, err := Words{Note: note}.check()
	switch {
	case err != nil:
		return Event{}, err
	case words.Note == "":
		return Event{}, fault.Missing("note")
	}
	return beside(c, Note, by, words, at), nil
}

// beside is an event that moves nothing.
func beside(c Case, m Move, by Actor, words Words, at instant.Instant) Event {
	return Event{Case: c.ID, Person: c.Person, ID: id.New(at), Version: c.Version, At: at, By: by, Move: m, From: c.State, To: c.State,
		Region: c.Region, Raised: c.Raised, Due: c.Due, Words: words}
}

// settle says whose the case is after the step, and until when.
func settle(d *Definition, c *Case, step Step, e *Event, own region.Code) error {
	e.Region, e.Raised, e.Due = c.Region, c.Raised, instant.Never
	to, _ := d.Stage(e.To)
	if to.Clock > 0 {
		e.Due = e.At.Add(to.Clock)
	}
	switch {
	case step.Raise:
		from := e.Raised
		if from.IsZero() {
			from = e.Region
		}
		e.Raised = above(from, own)
		return nil
	case e.From == e.To:
		e.Due = c.Due // a changed form buys no time
		return nil
	}
	e.Raised = 0 // the next office has its own time
	if to.Level != region.LevelNone {
		e.Region = within(c.Seat.At(to.Level), own)
	}
	if e.Region.IsZero() {
		e.Region = c.Seat
	}
	if to.Above && e.By.Side == Desk {
		for e.By.Office.Contains(e.Region) && e.Region != own {
			e.Region = above(e.Region, own)
		}
		if e.By.Office.Contains(e.Region) {
			return fault.New(fault.Conflict, "case.no_second_office", "no office above yours is left for the second review; a lower office must review first")
		}
	}
	return nil
}

// within is r, or the node's own region if r lies outside it.
func within(r, own region.Code) region.Code {
	if own.Contains(r) {
		return r
	}
	return own
}

// above is the office above, at most the node's own.
func above(r, own region.Code) region.Code {
	if r == own || !own.Contains(r) {
		return own
	}
	return within(r.Parent(), own)
}

// after is the case after an event: the one place where history becomes state (RE-7).
func (c Case) after(d *Definition, e Event) Case {
	c.State, c.Version, c.Region, c.Raised, c.Due = e.To, e.Version, e.Region, e.Raised, e.Due
	c.ClosedAt = instant.Never
	if g, _ := d.Stage(e.To); g.Closed {
		c.ClosedAt = e.At
	}
	return c
}

// Replay is the case that a history gives, oldest event first (RE-7). What no event keeps is taken from c.
func Replay(d *Definition, c Case, history []Event) Case {
	c.State, c.Version = Unopened, 0
	for _, e := range history {
		c = c.after(d, e)
	}
	return c
}

// apart refuses who made a move that this one is set apart from, and his office (RE-3).
func apart(step Step, history []Event, by Actor) error {
	if by.Side != Desk {
		return nil
	}
	for _, e := range history {
		switch {
		case !slices.Contains(step.Apart, e.Move) || e.By.Side == System:
		case e.By.Account == by.Account:
			return fault.New(fault.Forbidden, "case.second_person", "you made the move %s of this case; another person must %s", e.Move, step.Move)
		case step.Office && e.By.Side == Desk && e.By.Office == by.Office:
			return fault.New(fault.Forbidden, "case.second_office", "the move %s of this case was made by your office; another office must %s", e.Move, step.Move)
		}
	}
	return nil
}

// Barred says whether somebody could not make the moves that decide the case where it stands: he made a move that they
// are set apart from, or his office did.
func Barred(d *Definition, c Case, history []Event, account id.ID, office region.Code) bool {
	for _, s := range d.Possible(c.State, Desk) {
		if apart(s, history, Actor{Side: Desk, Account: account, Office: office}) != nil {
			return true
		}
	}
	return false
}

func moved(d *Definition, c Case) error {
	g, _ := d.Stage(c.State)
	return fault.New(fault.Conflict, "case.moved", "the case was moved meanwhile; it is now in state %s (%s)", name(c.State), g.En)
}

func illegal(d *Definition, c Case, a Attempt) error {
	var can []string
	for _, s := range d.Possible(c.State, a.By.Side) {
		can = append(can, string(s.Move))
	}
	to := "no state"
	for _, s := range d.Steps {
		if s.Move == a.Move {
			to = string(s.To)
		}
		if s.Move == a.Move && s.By == a.By.Side && s.To == Stay && s.Form {
			return fault.New(fault.Conflict, "case.locked", "the form cannot be changed any more: the case is in state %s", name(c.State))
		}
	}
	possible := "nothing"
	if len(can) > 0 {
		possible = strings.Join(can, ", ")
	}
	return fault.New(fault.Conflict, "case.illegal_move", "%s is not possible for the %s: from %s to %s; possible: %s",
		a.Move, a.By.Side, name(c.State), to, possible)
}

func name(s State) string {
	if s == Unopened {
		return "unopened"
	}
	return string(s)
}

func (w Words) check() (Words, error) {
	w.Reason, w.Note = strings.TrimSpace(w.Reason), strings.TrimSpace(w.Note)
	err := text("reason", w.Reason, maxText)
	if err == nil {
		err = text("note", w.Note, maxText)
	}
	return w, err
}
