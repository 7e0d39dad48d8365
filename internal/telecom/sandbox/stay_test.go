package sandbox

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var (
	now    = time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC)
	step   = 10 * time.Minute // of the plain reading
	cities = []string{"330300", "610100", "310000", "652900"}
)

// journey is stays one after the other, with gaps, the last of which may go on.
func journey(t *rapid.T) (p Phone) {
	p.Since, p.Home = now.AddDate(0, 0, -rapid.IntRange(0, 40).Draw(t, "days in service")), "330300"
	at := now.Add(-time.Duration(rapid.IntRange(20*24, 40*24).Draw(t, "begins")) * time.Hour)
	for at.Before(now) {
		s := Stay{City: rapid.SampledFrom(cities).Draw(t, "city"), From: at}
		at = at.Add(time.Duration(rapid.IntRange(1, 500).Draw(t, "tens of minutes")) * step)
		s.Until = at
		if at.After(now) {
			s.Until = time.Time{}
		}
		p.Stays = append(p.Stays, s)
		at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 30, 600}).Draw(t, "gap")) * time.Minute)
	}
	return p
}

// longest says whether a city counts, by the minutes that were spent in it, ten by ten, as far as an operator knows them: the plain reading of TS-1.
func longest(p Phone, city string, at time.Time) (counts bool) {
	run := time.Duration(0)
	for m := at.Add(-60 * 24 * time.Hour); m.Before(at.Add(-Lag)); m = m.Add(step) {
		there := slices.ContainsFunc(p.Stays, func(s Stay) bool {
			return s.City == city && !m.Before(s.From) && (s.Until.IsZero() || m.Before(s.Until))
		})
		if !there {
			run = 0
			continue
		}
		run += step
		counts = counts || run >= CountsAfter && m.Add(step).After(at.Add(-Window))
	}
	return counts
}

// TS-1, TS-2, TS-4: the answer is that of the plain reading, step by step.
func TestStatementOfStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := journey(t)
		list := rapid.SliceOfDistinct(rapid.SampledFrom([]string{"610000", "610100", "310000", "330300"}), rapid.ID[string]).Draw(t, "list")
		var want []string
		for _, c := range cities {
			if longest(p, c, now) {
				want = append(want, c)
			}
		}
		slices.Sort(want)
		if got := p.Counted(now); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
		risk, left, known := p.Statement(now, list)
		if old := now.Sub(p.Since) >= Window; known != (old && len(want) > 0) {
			t.Fatalf("in service since %s, %v: known %v", p.Since, want, known)
		}
		if !known {
			return
		}
		in := func(c string) bool {
			return slices.Contains(list, c) || slices.Contains(list, c[:2]+"0000")
		}
		if risk != slices.ContainsFunc(want, in) || left != slices.ContainsFunc(want, func(c string) bool { return c != p.Home }) {
			t.Errorf("%v of %v against %v: %v %v", want, p.Stays, list, risk, left)
		}
		for _, e := range p.Card(now, list) { // TS-3
			if e.Star != in(e.City) || !slices.Contains(want, e.City) {
				t.Errorf("%+v", e)
			}
		}
	})
}

// TS-1: four hours to the minute, a day later to the minute, fourteen days to the minute.
func TestStayToTheMinute(t *testing.T) {
	stay := func(length, ended time.Duration) Phone {
		return Phone{Since: now.AddDate(-1, 0, 0), Home: "330300", Stays: []Stay{{City: "610100", From: now.Add(-ended - length), Until: now.Add(-ended)}}}
	}
	for _, c := range []struct {
		length, ended time.Duration
		want          int
	}{
		{4 * time.Hour, Lag, 1}, {4*time.Hour - time.Minute, 48 * time.Hour, 0}, {4 * time.Hour, Lag - time.Minute, 0},
		{5 * time.Hour, Window - time.Minute, 1}, {5 * time.Hour, Window, 0},
	} {
		if got := stay(c.length, c.ended).Counted(now); len(got) != c.want {
			t.Errorf("%s that ended %s ago: %v", c.length, c.ended, got)
		}
	}
}
