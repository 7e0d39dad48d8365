package node

import (
	"context"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/store"
)

// overdueEffects: an application that was not answered in time is a case until the code is there (HB-06). The case has
// the id of its application.
var overdueEffects = effects{
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		if m.Event.Move != review.Redo {
			return nil
		}
		if _, err := n.decide(ctx, tx, []id.ID{m.Case.Person}, m.At); err != nil {
			return err
		}
		answered, err := n.answer(ctx, tx, m.Case.Person, m.At)
		if err == nil && !answered {
			err = fault.New(fault.Conflict, "application.waits", "the code waits for what others must send, and cannot be assigned before it is there")
		}
		return err
	},
}

// sweepOverdue opens a case for each application that is late and has none, and closes those that were answered.
func (n *Node) sweepOverdue(ctx context.Context, at instant.Instant) error {
	err := sweep(ctx, n, at, func(tx *store.Tx, after review.Place) ([]evidence.Application, error) {
		return tx.LateApplications(ctx, at, after.Due, after.ID, caseBatch)
	}, func(a evidence.Application) review.Place { return review.Place{Due: a.DueAt, ID: a.ID} },
		func(a evidence.Application) error { return n.openLate(ctx, a) })
	if err != nil {
		return err
	}
	return sweep(ctx, n, at, func(tx *store.Tx, after review.Place) ([]review.Case, error) {
		return tx.AnsweredCases(ctx, after.ID, caseBatch)
	},
		placeOf, func(k review.Case) error { return n.resolve(ctx, k.ID, at) })
}

// answer notes that a person's open applications are answered, unless his code waits for what others must send (HB-06).
func (n *Node) answer(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) (bool, error) {
	r, err := n.current(ctx, tx)
	if err != nil {
		return false, err
	}
	now, err := tx.Current(ctx, []id.ID{who})
	if err != nil || !r.pack.Answers(now[who].State) {
		return false, err
	}
	return true, tx.AssignApplications(ctx, []id.ID{who}, at)
}

func (n *Node) openLate(ctx context.Context, a evidence.Application) error {
	d, err := review.Of(review.Overdue)
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		p, err := tx.Person(ctx, a.Person)
		if err != nil {
			return err
		}
		open := &opening{Case: review.Case{Person: a.Person, ID: a.ID, Seat: n.concerned(p, a.Region)}, Person: p, At: at}
		m, err := n.openCase(ctx, tx, d, open, review.Attempt{Move: review.Open, By: review.Actor{Side: review.System}}, "system")
		if err != nil {
			return err
		}
		return n.recordMove(ctx, tx, systemEntry(audit.ReviewOpen, m), m)
	})
}

// resolve closes the case of an application that was answered meanwhile.
func (n *Node) resolve(ctx context.Context, v id.ID, at instant.Instant) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		k, err := tx.Case(ctx, v)
		if err != nil || !k.IsOpen() {
			return err
		}
		d, err := review.Of(k.Kind)
		if err != nil {
			return err
		}
		m, err := n.moveCase(ctx, tx, d, k, review.Attempt{Move: review.Resolve, Version: k.Version, By: review.Actor{Side: review.System}}, nil, at)
		if err != nil {
			return err
		}
		return n.recordMove(ctx, tx, systemEntry(audit.ReviewMove, m), m)
	})
}

// systemEntry begins the audit entry of what the node itself does to a case.
func systemEntry(action audit.Action, m *caseMove) audit.Entry {
	return audit.Entry{At: m.At, Actor: audit.Actor{Kind: audit.System, ID: "cases"}, Action: action, Region: m.Case.Region}
}
