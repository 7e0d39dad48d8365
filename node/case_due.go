package node

import (
	"context"
	"errors"
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
	if err := n.openOverdue(ctx); err != nil {
		return 0, err
	}
	for {
		at := n.clock.Now()
		var due []review.Case
		next := instant.Never
		err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			if due, err = tx.DueCases(ctx, at, caseBatch); err != nil {
				return err
			}
			next, err = tx.NextCaseDue(ctx)
			return err
		})
		if err != nil {
			return 0, err
		}
		if len(due) == 0 {
			wait := time.Minute
			if next != instant.Never {
				wait = min(wait, next.Sub(at))
			}
			return wait, nil
		}
		var failed []error // one that cannot be moved holds up no other
		for _, k := range due {
			failed = append(failed, n.caseDue(ctx, k))
		}
		if err := errors.Join(failed...); err != nil {
			return 0, err
		}
	}
}

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
		m, err := n.moveCase(ctx, tx, d, now, a, nil, at)
		if err != nil {
			return err
		}
		return n.recordMove(ctx, tx, systemEntry(audit.ReviewMove, m), m)
	})
}
