package turnstile

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

var start = time.Date(2020, 3, 25, 9, 0, 0, 0, time.UTC)

// NA-09: a load of 400 people who come at once and come back each ten seconds, some more often, some never: nobody is more than within, they
// get in in the order in which they came, their place only falls, and the time that they are told is about the time that it takes.
func TestLoad(t *testing.T) {
	const people, most, stay = 400, 8, 20 * time.Second
	q := New(most)
	type one struct {
		ticket  string
		place   int
		told    time.Duration // when it was told first, after a while of pace
		toldAt  time.Time
		entered time.Time
		leave   func()
		gone    bool // never comes back
	}
	all := make([]*one, people)
	for i := range all {
		all[i] = &one{gone: i%10 == 9}
	}
	var order []int
	within := 0
	for step := range 4000 {
		now := start.Add(time.Duration(step) * time.Second)
		for _, p := range all {
			if p.leave != nil && now.Sub(p.entered) >= stay {
				p.leave()
				p.leave()
				p.leave = nil
				within--
			}
		}
		first := step == 0
		for i, p := range all {
			if !p.entered.IsZero() || !first && (p.gone || (step+i)%10 != 0 && i%7 != 0) {
				continue
			}
			turn := q.Enter(p.ticket, now)
			if turn.Leave != nil {
				p.leave, p.entered = turn.Leave, now
				order = append(order, i)
				within++
				continue
			}
			if p.ticket != "" && turn.Ticket != p.ticket {
				t.Fatalf("%d got another ticket", i)
			}
			if p.place > 0 && turn.Place > p.place {
				t.Fatalf("%d fell back from %d to %d", i, p.place, turn.Place)
			}
			if p.ticket, p.place = turn.Ticket, turn.Place; step > 100 && p.told == 0 {
				p.told, p.toldAt = turn.Wait, now
			}
		}
		if within > most {
			t.Fatalf("%d within", within)
		}
	}
	if len(order) < people*9/10 {
		t.Fatalf("only %d of %d got in", len(order), people)
	}
	for i, who := range order { // they come back at other seconds than they are called, and some never: so far they may change places, no further
		if who > i+2*most+people/10+10 {
			t.Errorf("%d got in as number %d", who, i)
		}
	}
	off := 0
	for _, p := range all {
		if p.told == 0 || p.entered.IsZero() {
			continue
		}
		took := p.entered.Sub(p.toldAt)
		if took > 2*p.told+40*time.Second || took < p.told/3-20*time.Second {
			off++
		}
	}
	if off > people/20 {
		t.Errorf("%d were told a time that was not true", off)
	}
}

// NA-09: a ticket is good once, by whoever did not make it up, for its own turnstile.
func TestTickets(t *testing.T) {
	q := New(1)
	a := q.Enter("", start)
	b := q.Enter("", start)
	if a.Leave == nil || b.Leave != nil || b.Place != 1 || b.Ticket == "" || b.Wait <= 0 {
		t.Fatalf("%+v %+v", a, b)
	}
	for _, forged := range []string{"x", b.Ticket + "A", New(1).Enter("", start).Ticket, "AAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAA"} {
		if turn := q.Enter(forged, start); turn.Leave != nil || turn.Place < 2 {
			t.Errorf("%q: %+v", forged, turn)
		}
	}
	a.Leave()
	if turn := q.Enter("", start.Add(time.Second)); turn.Leave != nil {
		t.Error("somebody new overtook")
	}
	in := q.Enter(b.Ticket, start.Add(2*time.Second))
	if in.Leave == nil {
		t.Fatal("not let in when called")
	}
	if again := q.Enter(b.Ticket, start.Add(3*time.Second)); again.Leave != nil {
		t.Error("a ticket was used twice")
	}
	in.Leave()
	q.Enter("", start.Add(4*time.Second)) // calls the next, who never comes
	if q.Waiting() == 0 {
		t.Fatal("nobody waits")
	}
	late := start.Add(10 * time.Minute)
	for range 10 { // each who does not come is given up on after his grace, and the queue goes on
		late = late.Add(grace)
		q.Enter("", late)
	}
	if q.Waiting() > 12 {
		t.Errorf("%d wait for who does not come", q.Waiting())
	}
}

// NA-09: many at the same moment.
func TestConcurrent(t *testing.T) {
	q := New(4)
	var mu sync.Mutex
	within, peak, done := 0, 0, 0
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			ticket := ""
			for {
				turn := q.Enter(ticket, time.Now())
				if turn.Leave == nil {
					ticket = turn.Ticket
					time.Sleep(time.Duration(rand.IntN(300)) * time.Microsecond)
					continue
				}
				mu.Lock()
				within++
				peak = max(peak, within)
				mu.Unlock()
				mu.Lock()
				within--
				done++
				mu.Unlock()
				turn.Leave()
				return
			}
		})
	}
	all.Wait()
	if peak > 4 || done != 64 {
		t.Errorf("%d at once, %d done", peak, done)
	}
}
