package db

import (
	"context"
	"sync"
	"time"
)

// Group joins what many callers write at the same time into few transactions: while one is being
// committed, the next gathers. A caller is answered when the transaction that carries its item is durable.
type Group[T any] struct {
	max    int
	linger time.Duration
	commit func(context.Context, []T) error

	mu      sync.Mutex
	waiting []entry[T]
	running bool
	full    chan struct{} // signalled when a lingering leader need not wait longer
}

type entry[T any] struct {
	ctx  context.Context
	item T
	done chan error
}

// NewGroup makes a group of at most max items a transaction. commit stores all of its items or none and returns
// once they are durable; it may be called again with items of a failed call. linger is how long the first item of
// a group waits for company, 0 for not at all: then a group forms only while another is being committed, which costs no time when idle.
func NewGroup[T any](max int, linger time.Duration, commit func(context.Context, []T) error) *Group[T] {
	return &Group[T]{max: max, linger: linger, commit: commit, full: make(chan struct{}, 1)}
}

// Do hands item to the next transaction and waits for its outcome. If a group fails, its items are tried one by one, so that each
// caller gets the error of its own item. If ctx ends first the item may or may not have been stored.
func (g *Group[T]) Do(ctx context.Context, item T) error {
	e := entry[T]{ctx: ctx, item: item, done: make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, e)
	if len(g.waiting) == g.max {
		select {
		case g.full <- struct{}{}:
		default:
		}
	}
	if !g.running {
		g.running = true
		go g.lead()
	}
	g.mu.Unlock()
	select {
	case err := <-e.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lead commits groups until none is waiting.
func (g *Group[T]) lead() {
	for {
		if g.linger > 0 {
			select {
			case <-g.full:
			case <-time.After(g.linger):
			}
		}
		g.mu.Lock()
		n := min(g.max, len(g.waiting))
		if n == 0 {
			g.running = false
			g.mu.Unlock()
			return
		}
		batch := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		g.mu.Unlock()
		g.store(batch)
	}
}

func (g *Group[T]) store(batch []entry[T]) {
	items := make([]T, 0, len(batch))
	live := batch[:0]
	for _, e := range batch {
		if err := e.ctx.Err(); err != nil { // nobody waits for it
			e.done <- err
			continue
		}
		items, live = append(items, e.item), append(live, e)
	}
	if len(items) == 0 {
		return
	}
	err := g.commit(context.Background(), items)
	if err == nil || len(live) == 1 {
		for _, e := range live {
			e.done <- err
		}
		return
	}
	for i, e := range live {
		e.done <- g.commit(context.Background(), items[i:i+1])
	}
}
