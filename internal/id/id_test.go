package id_test

import (
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/id"
	"kangma/internal/instant"
)

// Ids sort by when they were made, as bytes and as text.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := instant.Instant(rapid.Int64Range(0, 1<<57).Draw(t, "a"))
		b := a.Add(1e6 * 2) // two milliseconds
		v, w := id.New(a), id.New(b)
		if v.String() >= w.String() {
			t.Fatalf("%s was made before %s", v, w)
		}
		back, err := id.Parse(v.String())
		if err != nil || back != v {
			t.Fatal(back, err)
		}
	})
}

// Of one millisecond what was made later sorts later, also made at once by many, and no id comes twice.
func TestOrderWithinAMillisecond(t *testing.T) {
	const at = instant.Instant(1_585_000_000_000_000)
	last := id.New(at)
	for range 1000 {
		next := id.New(at + 999)
		if next.String() <= last.String() {
			t.Fatalf("%s after %s", next, last)
		}
		last = next
	}
	var mu sync.Mutex
	seen := map[id.ID]bool{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range 1000 {
				v := id.New(at.Add(time.Duration(i%3) * time.Millisecond))
				mu.Lock()
				if seen[v] {
					t.Errorf("%s came twice", v)
				}
				seen[v] = true
				mu.Unlock()
			}
		})
	}
	all.Wait()
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "0", "0190f3a20190f3a20190f3a20190f3ag", "0190f3a20190f3a20190f3a20190f3a20"} {
		if _, err := id.Parse(s); err == nil {
			t.Errorf("%q was read", s)
		}
	}
}
