package node

import (
	"context"
	"log/slog"
	"time"

	"kangma/audit"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/store"
)

// runCases makes the moves that the clock asks for, to the second (BY-17), and opens a case for each application that was
// not answered in time (HB-06).
func (n *Node) runCases(ctx context.Context) error {
	for {
		wait, err := n.casesDue(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			slog.ErrorContext(ctx, "cases that are late could not be moved; it is tried again", "error", err)
			wait = time.Second
		}
		if !sleep(ctx, wait, n.caseWake) {
			return ctx.Err()
		}
	}
}

const caseBatch = 100

// casesDue moves whatever is late, and says how long to wait for the next.
func (n *Node) casesDue(ctx context.Context) (time.Duration, error) {
	at := n.clock.Now()
	if err := n.sweepOverdue(ctx, at); err != nil {
		return 0, err
	}
	err := sweep(ctx, n, at, func(tx *store.Tx, after review.Place) ([]review.Case, error) {
		return tx.DueCases(ctx, at, after, caseBatch)
	},
		placeOf, func(k review.Case) error { return n.caseDue(ctx, k) })
	if err != nil {
		return 0, err
	}
	next := n.stuck.swept(at)
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		due, err := tx.NextCaseDue(ctx, at)
		next = min(next, due)
		return err
	})
	wait := time.Minute
	if next != instant.Never {
		wait = max(0, min(wait, next.Sub(n.clock.Now())))
	}
	return wait, err
}

func placeOf(k review.Case) review.Place { return review.Place{Due: k.Due, ID: k.ID} }

// caseDue makes the move of a stage whose clock has run out, unless somebody was faster.
func (n *Node) caseDue(ctx context.Context, k review.Case) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		now, err := tx.Case(ctx, k.ID)
		if err != nil || now.Due > at || !now.IsOpen() {
			return err
		}
		d, err := review.Of(now.Kind)
		if err != nil {
			return err
		}
		stage, _ := d.Stage(now.State)
		a := review.Attempt{Move: stage.Overdue, Version: now.Version, By: review.Actor{Side: review.System}}
		p, err := subject(ctx, tx, now)
		if err != nil {
			return err
		}
		if !now.Person.IsZero() && p.Deleted() { // by a version of the program that left his cases open
			a.Move = review.Forget
		}
		m, err := n.moveCase(ctx, tx, d, now, a, nil, at)
		if err != nil {
			return err
		}
		return n.recordMove(ctx, tx, systemEntry(audit.ReviewMove, m), m)
	})
}
