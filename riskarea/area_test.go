package riskarea

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"kangma/internal/instant"
	"kangma/region"
	"pgregory.net/rapid"
)

type tester interface {
	Helper()
	Errorf(format string, args ...any)
}

// agree checks intervals against the plain reading: at an instant holds what the last list before it says.
func agree(t tester, lists []List, areas []Area) {
	t.Helper()
	type key struct {
		region region.Code
		level  Level
		whole  bool
	}
	for i, l := range lists {
		want, got := map[key]bool{}, map[key]bool{}
		for _, e := range l.Entries {
			want[key{e.Region, e.Level, e.Whole}] = true
		}
		instants := []instant.Instant{l.Published}
		if i+1 < len(lists) {
			instants = append(instants, lists[i+1].Published-1)
		}
		for _, at := range instants {
			clear(got)
			for _, a := range areas {
				if a.From <= at && at < a.Until {
					k := key{a.Region, a.Level, a.Whole}
					if got[k] {
						t.Errorf("%v holds twice at %v", k, at)
					}
					got[k] = true
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("at %v: %s", at, cmp.Diff(len(want), len(got)))
			}
		}
	}
}

func entry(t *rapid.T) Entry {
	code := rapid.SampledFrom([]string{"420102", "420103", "420102003000"}).Draw(t, "region")
	return Entry{
		Row:    Row{Level: rapid.SampledFrom([]Level{High, Medium, Low}).Draw(t, "level"), Text: rapid.SampledFrom([]string{"甲", "乙"}).Draw(t, "text")},
		Region: region.MustParseCode(code), Whole: rapid.Bool().Draw(t, "whole"),
	}
}

func lists(t *rapid.T) []List {
	var ls []List
	for i := range rapid.IntRange(0, 6).Draw(t, "lists") {
		ls = append(ls, List{Published: instant.Instant(100 * i), Entries: rapid.SliceOfN(rapid.Custom(entry), 0, 4).Draw(t, "entries")})
	}
	return ls
}

// WZ-09: which areas count when.
func TestIntervals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ls := lists(t)
		areas := Intervals(ls)
		agree(t, ls, areas)
		if diff := cmp.Diff(areas, Intervals(rapid.Permutation(ls).Draw(t, "order"))); diff != "" {
			t.Errorf("the order of the lists matters: %s", diff)
		}
		for i := 1; i < len(areas); i++ {
			a, b := areas[i-1], areas[i]
			if a.Region == b.Region && a.Level == b.Level && a.Whole == b.Whole && a.Until >= b.From {
				t.Errorf("%+v and %+v are one", a, b)
			}
		}
	})
}

func TestDiff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ls := lists(t)
		if len(ls) < 2 {
			return
		}
		from, to := ls[0], ls[1]
		c := Diff(from, to)
		// What the change says, done to the old list, gives the new one.
		now := places(from)
		for _, e := range c.Removed {
			delete(now, e.place())
		}
		for _, e := range c.Added {
			now[e.place()] = e.Level
		}
		for _, l := range c.Changed {
			if now[l.To.place()] != l.From || l.From == l.To.Level {
				t.Errorf("%+v", l)
			}
			now[l.To.place()] = l.To.Level
		}
		if diff := cmp.Diff(places(to), now); diff != "" {
			t.Error(diff)
		}
		if c := Diff(to, to); len(c.Added)+len(c.Removed)+len(c.Changed)+len(c.Regions()) > 0 {
			t.Errorf("a list differs from itself: %+v", c)
		}
	})
}

func TestParseLevel(t *testing.T) {
	for s, ok := range map[string]bool{"high": true, "medium": true, "low": true, "": false, "middle": false} {
		if l, err := ParseLevel(s); (err == nil) != ok || ok && l != Level(s) {
			t.Errorf("%q: %v %v", s, l, err)
		}
	}
}
