package jobs

import (
	"context"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Lead runs f in one process at a time, whichever holds the named lease, until ctx ends or f returns an error, which it returns.
// f's context ends when the lease can no longer be renewed, at the latest when it runs out: f must then stop, and what it writes
// must be refused by the database if another leader was faster (a unique key, a version), since a process can
// sleep through its lease. f returning nil leads again. ttl is how long a dead leader is missed.
func (q *Queue) Lead(ctx context.Context, name string, ttl time.Duration, f func(ctx context.Context) error) error {
	me := id.New(q.clock())
	defer q.release(context.WithoutCancel(ctx), name, me)
	for ctx.Err() == nil {
		if until, ok := q.lease(ctx, name, me, ttl); ok {
			if err := q.leadOnce(ctx, name, me, ttl, until, f); err != nil {
				return err
			}
			continue
		}
		select {
		case <-time.After(ttl / 3):
		case <-ctx.Done():
		}
	}
	return nil
}

// lease takes or renews the lease.
func (q *Queue) lease(ctx context.Context, name string, me id.ID, ttl time.Duration) (until instant.Instant, ok bool) {
	now := q.clock()
	until = now.Add(ttl)
	err := q.db.Claim(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `INSERT INTO leases (name, holder, until) VALUES ($1, $2, $3)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
			WHERE leases.holder = excluded.holder OR leases.until <= $4`, name, me, until, now)
		ok = n == 1
		return err
	})
	return until, ok && err == nil
}

func (q *Queue) leadOnce(ctx context.Context, name string, me id.ID, ttl time.Duration, until instant.Instant, f func(context.Context) error) error {
	leading, stop := context.WithCancel(ctx)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		defer stop()
		for {
			select {
			case <-time.After(ttl / 3):
			case <-leading.Done():
				return
			}
			if next, ok := q.lease(leading, name, me, ttl); ok {
				until = next
			} else if q.clock() >= until.Add(-ttl/3) {
				return
			}
		}
	}()
	err := f(leading)
	lost := leading.Err() != nil
	stop()
	<-renewed
	if lost && ctx.Err() == nil {
		return nil // the error, if any, came of losing the lease; try again
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (q *Queue) release(ctx context.Context, name string, me id.ID) {
	// If this cannot be written the lease runs out.
	_ = q.db.Claim(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, name, me)
		return err
	})
}
