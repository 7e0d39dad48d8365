package node

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/store"
)

// Delays of a case that could not be moved: doubled from the first to the last.
const soonestRetry, latestRetry = time.Second, 15 * time.Minute

// stuck are the cases and applications that could not be moved when they were due. Each is tried again by itself, later and
// later, so that none holds up another. Safe for concurrent use.
type stuck struct {
	mu sync.Mutex
	of map[id.ID]retry
}

type retry struct {
	failed int
	again  instant.Instant
	seen   instant.Instant // the last sweep that met it
}

// waits says whether it is too early to try again, and notes that it is still due.
func (s *stuck) waits(v id.ID, at instant.Instant) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.of[v]
	if !ok {
		return false
	}
	r.seen = at
	s.of[v] = r
	return at < r.again
}

// note keeps how a try ended, and gives how often it failed so far.
func (s *stuck) note(v id.ID, failed bool, at instant.Instant) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !failed {
		delete(s.of, v)
		return 0
	}
	if s.of == nil {
		s.of = map[id.ID]retry{}
	}
	r := s.of[v]
	r.again, r.seen = at.Add(min(soonestRetry<<min(r.failed, 20), latestRetry)), at
	r.failed++
	s.of[v] = r
	return r.failed
}

// swept forgets those that the sweep of an instant did not meet, somebody moved them, and gives when to try the next.
func (s *stuck) swept(at instant.Instant) instant.Instant {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := instant.Never
	for v, r := range s.of {
		if r.seen != at {
			delete(s.of, v)
			continue
		}
		next = min(next, r.again)
	}
	return next
}

func (s *stuck) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.of)
}

// sweep does to everything that pages list what is to be done: what cannot be done is kept in n.stuck, and holds up no other.
func sweep[T any](ctx context.Context, n *Node, at instant.Instant, page func(*store.Tx, review.Place) ([]T, error), place func(T) review.Place, do func(T) error) error {
	for after := (review.Place{}); ; {
		var list []T
		err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
			list, err = page(tx, after)
			return err
		})
		if err != nil || len(list) == 0 {
			return err
		}
		for _, v := range list {
			after = place(v)
			if n.stuck.waits(after.ID, at) {
				continue
			}
			err := do(v)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if failed := n.stuck.note(after.ID, err != nil, at); failed > 0 {
				slog.ErrorContext(ctx, "a case that is late could not be moved; it is tried again", "case", after.ID, "tries", failed, "error", err)
			}
		}
	}
}
