package node

import (
	"context"
	"log/slog"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/store"
)

const dueBatch = 500

// runDue decides persons whose next review has come, to the second, from the due index: no scan (HB-04).
func (n *Node) runDue(ctx context.Context) error {
	for {
		wait, err := n.reviewDue(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			slog.ErrorContext(ctx, "due reviews failed; they are tried again", "error", err)
			wait = time.Second
		}
		if !sleep(ctx, wait, n.dueWake) {
			return ctx.Err()
		}
	}
}

// reviewDue decides whoever is due, and says how long to wait for the next.
func (n *Node) reviewDue(ctx context.Context) (time.Duration, error) {
	for {
		at := n.clock.Now()
		if n.regime.Load().ended(at) != nil {
			return time.Minute, nil // the next regime wakes it
		}
		var due []id.ID
		wait := time.Minute
		err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			if due, err = tx.Due(ctx, at, dueBatch); err != nil || len(due) > 0 {
				return err
			}
			next, err := tx.NextDue(ctx)
			if next != instant.Never && next > at {
				wait = min(wait, next.Sub(at))
			}
			return err
		})
		if err != nil || len(due) == 0 {
			return wait, err
		}
		err = n.store.Write(ctx, func(tx *store.Tx) error {
			_, err := n.decide(ctx, tx, due, n.clock.Now())
			return err
		})
		if err != nil {
			return 0, err
		}
	}
}
