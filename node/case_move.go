package node

import (
	"context"
	"encoding/json"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// CaseStep is what somebody does to a case.
type CaseStep struct {
	Case    id.ID
	Move    review.Move
	Version int // of the case as he saw it
	Words   review.Words
	Form    json.RawMessage // a changed form, where the move takes one
}

// MoveCase makes a move, by a holder or by staff, with all that follows from it: of two at once one wins (RE-2).
func (n *Node) MoveCase(ctx context.Context, c Caller, in CaseStep) (review.Case, error) {
	var out review.Case
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		at := n.clock.Now()
		k, err := tx.Case(ctx, in.Case)
		if err != nil {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil {
			return err
		}
		by, entry, err := n.mover(ctx, tx, c, d, k, at)
		if err != nil {
			return err
		}
		m, err := n.moveCase(ctx, tx, d, k, review.Attempt{Move: in.Move, Version: in.Version, By: by, Words: in.Words}, in.Form, at)
		if err != nil {
			return err
		}
		out = m.Case
		return n.recordMove(ctx, tx, entry, m)
	})
	return out, n.alarmed(ctx, c, n.region, err)
}

// mover is who moves a case: who may speak for its holder, or staff permitted to work where it stands. A closed case is
// nobody's desk any more, but who worked on its kind there is told that it is closed.
func (n *Node) mover(ctx context.Context, tx *store.Tx, c Caller, d *review.Definition, k review.Case, at instant.Instant) (review.Actor, audit.Entry, error) {
	if c.isHolder() {
		by, err := holderOf(ctx, tx, c, k, at)
		return by, holderEntry(c, audit.ReviewMove, k.Person, at), err
	}
	may := k.Desk()
	if may == "" {
		may = staff.CaseRead
	}
	o, by, err := n.deskOf(ctx, tx, c, k, may, casePurpose(d, k), at)
	return by, o.entry(audit.ReviewMove, k.Region, at), err
}

// casePurpose is why staff touch a case: to decide it.
func casePurpose(d *review.Definition, k review.Case) staff.Purpose {
	return staff.Purpose{Kind: "review", Case: k.ID.String(), Note: string(d.Kind)}
}

// moveCase makes a move in a transaction that somebody began, and all that follows from it.
func (n *Node) moveCase(ctx context.Context, tx *store.Tx, d *review.Definition, k review.Case, a review.Attempt, form json.RawMessage, at instant.Instant) (*caseMove, error) {
	p, err := subject(ctx, tx, k)
	if err != nil {
		return nil, err
	}
	history, err := n.history(ctx, tx, k, p)
	if err != nil {
		return nil, err
	}
	a.Form = len(form) > 0
	after, e, err := review.Next(d, k, history, a, n.region, at)
	if err != nil {
		return nil, err
	}
	m := &caseMove{Case: after, Event: e, Person: p, By: actorName(a.By), At: at}
	if a.Form {
		if m.Form, err = n.formAfter(d, k, p, a.Move, form); err != nil {
			return nil, err
		}
		if err := n.sealForm(&m.Case, p, m.Form); err != nil {
			return nil, err
		}
	} else if m.Form, err = n.openForm(d, k, p); err != nil {
		return nil, err
	}
	if e.From != e.To || m.Case.Raised != k.Raised {
		if err := n.assign(ctx, tx, d, &m.Case, append(history, e), at); err != nil {
			return nil, err
		}
	}
	if err := tx.UpdateCase(ctx, m.Case, k.Version); err != nil {
		return nil, err
	}
	return m, n.follow(ctx, tx, d, m, k.Due)
}

// formAfter is the form after a move that brings one: a whole one, or what is added to the one before.
func (n *Node) formAfter(d *review.Definition, k review.Case, p person.Person, move review.Move, form json.RawMessage) (review.Form, error) {
	step, _ := d.Step(move, k.State)
	if step.Amend == nil {
		return d.ParseForm(form, n.Regions())
	}
	old, err := n.openForm(d, k, p)
	if err != nil {
		return nil, err
	}
	f, err := step.Amend(old, form, n.Regions())
	return f, fault.At("form", err)
}

// follow keeps the event, does what its kind says follows from it, and tells whom it concerns: of moves that the system
// makes one after the other the last alone. due is what the clock of the stage before was set to.
func (n *Node) follow(ctx context.Context, tx *store.Tx, d *review.Definition, m *caseMove, due instant.Instant) error {
	if err := n.sealWords(m.Case, m.Person, &m.Event); err != nil {
		return err
	}
	if err := tx.InsertCaseEvents(ctx, []review.Event{m.Event}); err != nil {
		return err
	}
	tx.OnCommit(func() { wake(n.caseWake) })
	if f := kindEffects[m.Case.Kind].moved; f != nil {
		if err := f(ctx, n, tx, m); err != nil {
			return err
		}
	}
	if m.Then == "" {
		return n.tellMove(ctx, tx, d, m, due)
	}
	next, err := n.moveCase(ctx, tx, d, m.Case, review.Attempt{Move: m.Then, Version: m.Case.Version, By: review.Actor{Side: review.System}}, m.With, m.At)
	if err != nil {
		return err
	}
	m.Case = next.Case
	return n.recordMove(ctx, tx, systemEntry(audit.ReviewMove, next), next)
}

func (n *Node) recordMove(ctx context.Context, tx *store.Tx, e audit.Entry, m *caseMove) error {
	e.Subject, e.Object = m.Case.Person, audit.Object{Kind: "case", ID: m.Case.ID.String()}
	e.Detail = e.Detail.With("kind", m.Case.Kind).With("move", m.Event.Move).With("from", m.Event.From).With("to", m.Event.To)
	if !m.Case.IsOpen() {
		e.Action = audit.ReviewDecide
	}
	return n.record(ctx, tx, e)
}

// assign gives a case to whom the rule finds (RE-8), to nobody if it finds none or the case is closed.
func (n *Node) assign(ctx context.Context, tx *store.Tx, d *review.Definition, c *review.Case, history []review.Event, at instant.Instant) error {
	c.Assigned = review.Assignment{}
	if !c.IsOpen() {
		return nil
	}
	candidates, err := n.candidates(ctx, tx, *c, at)
	if err != nil {
		return err
	}
	c.Assigned, _ = review.Assign(d, *c, history, candidates, at)
	return nil
}

// candidates are all who may work on a case where it lies and are there.
func (n *Node) candidates(ctx context.Context, tx *store.Tx, c review.Case, at instant.Instant) ([]review.Candidate, error) {
	there, err := staff.Available(ctx, tx, c.Desk(), c.Office(), at)
	if err != nil || len(there) == 0 {
		return nil, err
	}
	own := map[id.ID]bool{}
	if !c.Person.IsZero() {
		links, err := tx.LinksOfPerson(ctx, c.Person)
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			own[l.Account] = own[l.Account] || l.Open(at)
		}
	}
	var people []id.ID
	for _, a := range there {
		people = append(people, a.Staff)
	}
	loads, err := tx.CaseLoads(ctx, people)
	if err != nil {
		return nil, err
	}
	all := make([]review.Candidate, len(there))
	for i, a := range there {
		all[i] = review.Candidate{Candidate: a, Load: loads[a.Staff], Kin: own[a.Staff]}
	}
	return all, nil
}

// actorName names an actor in rows that outlive him.
func actorName(a review.Actor) string {
	switch {
	case a.Side == review.Holder:
		return "holder " + a.Account.String()
	case a.Account.IsZero():
		return "system"
	}
	return string(a.Role) + " " + a.Account.String()
}

// MoveCases makes many moves, each by itself: one that is refused holds up no other. The results are in the order of
// the steps.
func (n *Node) MoveCases(ctx context.Context, c Caller, steps []CaseStep) ([]CaseResult, error) {
	if len(steps) > MaxBulk {
		return nil, fault.New(fault.TooLarge, "case.too_many", "at most %d cases can be moved at once", MaxBulk)
	}
	out := make([]CaseResult, len(steps))
	for i, s := range steps {
		out[i].Case = s.Case
		f, err := n.MoveCase(ctx, c, s)
		if fault.CodeOf(err) == fault.Internal || ctx.Err() != nil {
			return nil, err
		}
		out[i].State, out[i].Version, out[i].Err = f.State, f.Version, err
	}
	return out, nil
}

// MaxBulk is how many cases can be moved at once.
const MaxBulk = 200

// CaseResult is what became of one of many moves.
type CaseResult struct {
	Case    id.ID
	State   review.State
	Version int
	Err     error // a fault; nil if it was moved
}
