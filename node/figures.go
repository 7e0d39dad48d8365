package node

import (
	"context"
	"time"

	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/store"
)

// Figures are what an operator watches: counts without persons.
type Figures struct {
	Decided int64                // decisions that changed, since this process began
	DueLag  time.Duration        // how long the longest overdue review has been due
	Jobs    map[jobs.State]int64 // by state
	Regime  int64
	Stuck   int                       // cases and late applications that this process could not move, and tries again
	Texts   map[store.TextState]int64 // of the outbox of the last fortnight, by state
}

// Figures measures the node. It costs a few index reads.
func (n *Node) Figures(ctx context.Context) (f Figures, err error) {
	f.Decided, f.Stuck = n.decided.Load(), n.stuck.count()
	f.Regime = n.regime.Load().Number
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		next, err := tx.NextDue(ctx)
		if err != nil {
			return err
		}
		if now := n.clock.Now(); next != instant.Never && next < now {
			f.DueLag = now.Sub(next)
		}
		if f.Jobs, err = jobs.Count(ctx, tx.Raw()); err != nil {
			return err
		}
		f.Texts, err = tx.CountTexts(ctx)
		return err
	})
	return f, err
}

// Ready says whether the node can answer: its database does, and rules are in force.
func (n *Node) Ready(ctx context.Context) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		_, err := n.current(ctx, tx)
		return err
	})
}
