package api

import (
	"context"
	"sync"
	"time"

	"kangma/internal/fault"
)

// urgency orders what waits for admission (AP-3): a queue at a gate stands in the cold, a clerk sits.
type urgency int

const (
	desk urgency = iota
	show
	scan
	urgencies
)

// How much of what is worked on at once each may be, in eighths, and how long it waits to be let in.
var (
	share    = [urgencies]int{desk: 2, show: 6, scan: 8}
	waitTime = [urgencies]time.Duration{desk: time.Second, show: 2 * time.Second, scan: 4 * time.Second}
)

// mostWaiting bounds those who wait; one more would wait longer than it may anyhow.
const mostWaiting = 4096

// admission lets so many requests be worked on at once, the urgent before the others, so that whoever is let in is
// served well (NA-09). Safe for concurrent use.
type admission struct {
	most [urgencies]int

	mu      sync.Mutex
	free    int
	working [urgencies]int
	queue   [urgencies][]chan struct{}
	shed    [urgencies]int64
}

func newAdmission(l Limits) *admission {
	a := &admission{free: l.Working}
	for u := range urgencies {
		a.most[u] = max(1, l.Working*share[u]/8)
	}
	return a
}

// enter waits to be let in. Whoever is let in calls leave.
func (a *admission) enter(ctx context.Context, u urgency) error {
	a.mu.Lock()
	if len(a.queue[u]) == 0 && a.free > 0 && a.working[u] < a.most[u] {
		a.take(u)
		a.mu.Unlock()
		return nil
	}
	if len(a.queue[u]) >= mostWaiting {
		a.shed[u]++
		a.mu.Unlock()
		return tooBusy()
	}
	turn := make(chan struct{})
	a.queue[u] = append(a.queue[u], turn)
	a.mu.Unlock()

	t := time.NewTimer(waitTime[u])
	defer t.Stop()
	select {
	case <-turn:
		return nil
	case <-t.C:
	case <-ctx.Done():
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for i, c := range a.queue[u] {
		if c == turn {
			a.queue[u] = append(a.queue[u][:i], a.queue[u][i+1:]...)
			a.shed[u]++
			return tooBusy()
		}
	}
	return nil // the turn came in the same moment
}

// leave lets the most urgent of those who wait in.
func (a *admission) leave(u urgency) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.free++
	a.working[u]--
	for u := scan; u >= desk; u-- {
		for a.free > 0 && len(a.queue[u]) > 0 && a.working[u] < a.most[u] {
			close(a.queue[u][0])
			a.queue[u] = a.queue[u][1:]
			a.take(u)
		}
	}
}

func (a *admission) take(u urgency) {
	a.free--
	a.working[u]++
}

func tooBusy() error {
	return fault.New(fault.Busy, "busy", "very many people are using the system; a code that is shown already stays valid").Because(&wait{3 * time.Second})
}
