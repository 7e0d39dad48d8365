package api

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kangma/internal/fault"
)

// Each client has a limit of its own (NA-09, BY-08).
func TestClientsHaveLimits(t *testing.T) {
	c := newClients(Limits{Holder: Rate{1, 3}}.orDefault())
	a, b := [16]byte{1}, [16]byte{2}
	for range 3 {
		if err := c.ask(ofHolder, a); err != nil {
			t.Fatal(err)
		}
	}
	err := c.ask(ofHolder, a)
	var w *wait
	if fault.CodeOf(err) != fault.TooMany || !errors.As(err, &w) || w.time != time.Second {
		t.Errorf("%v", err)
	}
	if err := errors.Join(c.ask(ofHolder, b), c.ask(ofStaff, a)); err != nil {
		t.Errorf("another client paid for it: %v", err)
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		remote, forwarded, same string
		proxy                   bool
	}{
		{remote: "192.0.2.1:1000", same: "192.0.2.1:2000"},
		{remote: "[2001:db8:1:2::1]:1", same: "[2001:db8:1:2:ffff::9]:1"}, // one customer's network
		{remote: "[::ffff:192.0.2.1]:1", same: "192.0.2.1:2"},
		{remote: "127.0.0.1:1", forwarded: "10.0.0.1, 192.0.2.1", same: "192.0.2.1:2", proxy: true},
		{remote: "192.0.2.1:1", forwarded: "203.0.113.9", same: "192.0.2.1:2"}, // no proxy of ours: whoever writes it may lie
	} {
		a, b := &API{options: Options{Forwarded: c.proxy}}, &API{}
		r, s := httptest.NewRequest("GET", "/", nil), httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr, s.RemoteAddr = c.remote, c.same
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if a.address(r) != b.address(s) || a.address(r) == [16]byte{} {
			t.Errorf("%+v: %x and %x", c, a.address(r), b.address(s))
		}
	}
}

// AP-3: scans before showing before desk work; whoever is not let in is told when to come again.
func TestUrgentFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAdmission(Limits{Working: 8})
		ctx := t.Context()
		for range 8 {
			if err := a.enter(ctx, scan); err != nil {
				t.Fatal(err)
			}
		}
		var order []urgency
		var mu sync.Mutex
		var all sync.WaitGroup
		for _, u := range []urgency{desk, show, scan, desk, show, scan} {
			all.Go(func() {
				if err := a.enter(ctx, u); err != nil {
					t.Errorf("%d: %v", u, err)
					return
				}
				mu.Lock()
				order = append(order, u)
				mu.Unlock()
			})
			synctest.Wait()
		}
		for range 6 {
			a.leave(scan)
			synctest.Wait()
		}
		all.Wait()
		if !slices.IsSortedFunc(order, func(a, b urgency) int { return int(b - a) }) || len(order) != 6 {
			t.Errorf("let in in the order %v", order)
		}
	})
}

func TestDeskWorkLeavesRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAdmission(Limits{Working: 8})
		in := 0
		for range 8 {
			if a.enter(t.Context(), desk) == nil {
				in++
			}
		}
		if in != 2 {
			t.Errorf("%d at desks", in)
		}
		if err := a.enter(t.Context(), scan); err != nil {
			t.Error("no room for a scan:", err)
		}
	})
}

// Waiting is bounded by time, by the request's own end, and by number.
func TestSheddingIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAdmission(Limits{Working: 1})
		if err := a.enter(t.Context(), show); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		err := a.enter(t.Context(), show)
		if fault.CodeOf(err) != fault.Busy || time.Since(start) != waitTime[show] {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := a.enter(ctx, show); fault.CodeOf(err) != fault.Busy {
			t.Error(err)
		}
		if len(a.queue[show]) != 0 || a.shed[show] != 2 {
			t.Errorf("%d wait, %d shed", len(a.queue[show]), a.shed[show])
		}
		a.leave(show)
		if err := a.enter(t.Context(), show); err != nil || a.free != 0 {
			t.Errorf("%v, %d free", err, a.free)
		}
	})
}
