package itinerary_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/region"
)

var (
	at, _   = instant.Date("2021-12-15", instant.Beijing)
	wenzhou = region.MustParseCode("330300")
)

// IT-3, WZ-07: every validity lies within 2 and 15 hours, and is never shorter under more load, nor longer with more cities.
func TestValidityIsBoundedAndMonotone(t *testing.T) {
	rule := itinerary.RuleAt(at)
	if rule.Version != "2021-12-01" || itinerary.RuleAt(0) != rule {
		t.Fatal(rule.Version)
	}
	rapid.Check(t, func(t *rapid.T) {
		load, more := rapid.Float64().Draw(t, "load"), rapid.Float64().Draw(t, "more")
		cities, others := rapid.IntRange(0, 400).Draw(t, "cities"), rapid.IntRange(0, 400).Draw(t, "others")
		load, more, cities, others = min(load, more), max(load, more), min(cities, others), max(cities, others)
		d := rule.Valid(load, cities)
		if d < itinerary.Shortest || d > itinerary.Longest || d%time.Minute != 0 {
			t.Fatalf("%s", d)
		}
		if rule.Valid(more, cities) < d {
			t.Errorf("shorter under more load: %s at %v, %s at %v", d, load, rule.Valid(more, cities), more)
		}
		if rule.Valid(load, others) > d {
			t.Errorf("longer with %d cities than with %d", others, cities)
		}
	})
	if rule.Valid(0, 20) != itinerary.Shortest || rule.Valid(1, 0) != itinerary.Longest {
		t.Error("neither 2 nor 15 hours are ever reached")
	}
}

// IT-4: renewing keeps what was said, never shortens, never goes beyond what the rule allows, and needs the same list.
func TestRenewal(t *testing.T) {
	rule := itinerary.RuleAt(at)
	list := itinerary.NewList([]region.Code{region.MustParseCode("610113")}, wenzhou).Digest()
	rapid.Check(t, func(t *rapid.T) {
		s := itinerary.Statement{Person: id.ID{1}, Answer: itinerary.Answer{Result: rapid.SampledFrom([]itinerary.Result{itinerary.Normal, itinerary.Abnormal}).Draw(t, "result")},
			Asked: at, Updated: at, Expires: at.Add(2 * time.Hour), List: list}
		now := at
		for range rapid.IntRange(1, 60).Draw(t, "times") {
			now = now.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "minutes")) * time.Minute)
			with := list
			if rapid.IntRange(0, 20).Draw(t, "moved") == 0 {
				with = itinerary.Digest{}
			}
			next, ok := s.Renew(rule, with, time.Duration(rapid.IntRange(120, 900).Draw(t, "valid"))*time.Minute, now)
			switch {
			case ok && (s.Result != itinerary.Normal || with != list || now >= s.Expires || now.Sub(s.Updated) < itinerary.RenewEvery):
				t.Fatalf("renewed at %s: %+v", now, s)
			case ok && (next.Updated != now || next.Expires < s.Expires || next.Expires > at.Add(rule.Most) || next.Answer != s.Answer || next.Asked != s.Asked):
				t.Fatalf("%+v became %+v", s, next)
			case !ok && next != s:
				t.Fatalf("not renewed, and changed: %+v", next)
			}
			s = next
		}
	})
}

// IT-5, WZ-11: what counts of the latest record, and what a holder is told.
func TestCountsAndJudgement(t *testing.T) {
	fact := func(r itinerary.Result, from, until instant.Instant) *evidence.Fact {
		f := itinerary.Answer{Result: r}.Fact("operator", from, until)
		f.ID, f.RecordedAt, f.EndRecordedAt, f.RetractedAt = "1", from, from, instant.Never
		return &f
	}
	hour := func(n int) instant.Instant { return at.Add(time.Duration(n) * time.Hour) }
	for _, c := range []struct {
		f    *evidence.Fact
		want itinerary.Result
		told itinerary.Judgement
	}{
		{nil, itinerary.Unknown, itinerary.NeedsCode},
		{fact(itinerary.Normal, hour(-1), hour(1)), itinerary.Normal, itinerary.Clear},
		{fact(itinerary.Normal, hour(-2), at), itinerary.Unknown, itinerary.NeedsCode},
		{fact(itinerary.Abnormal, hour(-335), hour(-300)), itinerary.Abnormal, itinerary.BeenInRiskCity},
		{fact(itinerary.Abnormal, hour(-336), hour(-300)), itinerary.Unknown, itinerary.NeedsCode},
		{fact(itinerary.Analysing, hour(-1), hour(1)), itinerary.Analysing, itinerary.BeingAnalysed},
		{fact(itinerary.Unknown, hour(-1), hour(1)), itinerary.Unknown, itinerary.NeedsCode},
	} {
		got := itinerary.Counts(c.f, at)
		if told := itinerary.Judge(got, false); got != c.want || told != c.told {
			t.Errorf("%+v: %s %s, want %s %s", c.f, got, told, c.want, c.told)
		}
		if itinerary.Judge(got, true) != itinerary.BeenInRiskCity {
			t.Error("a city of the list that he names himself is no risk")
		}
		for _, says := range []itinerary.Result{itinerary.Unknown, itinerary.Analysing} {
			if counts := got == itinerary.Normal || got == itinerary.Abnormal; (itinerary.Answer{Result: says}).Records(got) == counts {
				t.Errorf("%s after %s", says, got)
			}
		}
	}
}

// WZ-09, IT-6: the list is of whole cities, each once, without the node's own, and its digest names its content.
func TestRiskCities(t *testing.T) {
	codes := func(ss ...string) (out []region.Code) {
		for _, s := range ss {
			out = append(out, region.MustParseCode(s))
		}
		return out
	}
	l := itinerary.NewList(codes("610113", "610102001000", "310115", "310101", "429004", "330302", "140000"), wenzhou)
	if want := []string{"140000", "310000", "429004", "610100"}; !slices.Equal(l.Codes(), want) {
		t.Errorf("%v", l.Codes())
	}
	for c, has := range map[string]bool{"610100": true, "610113": true, "310000": true, "310115": true, "429004": true, "429005": false, "330302": false, "140100": true, "330100": false} {
		if l.Has(region.MustParseCode(c)) != has {
			t.Errorf("%s: %v", c, !has)
		}
	}
	if l.Digest() == itinerary.NewList(codes("610113"), wenzhou).Digest() || l.Digest() != itinerary.NewList(l.Cities, wenzhou).Digest() {
		t.Error("digests")
	}
	if p := itinerary.NewList(codes("330302"), region.MustParseCode("330000")); len(p.Cities) != 1 {
		t.Error("a province's own cities count")
	}
}

// IT-2: how far a question has come.
func TestStages(t *testing.T) {
	k := itinerary.Ask{ID: id.ID{1}, Asked: at, CodeUntil: at.Add(itinerary.CodeValid), Until: at.Add(10 * time.Minute)}
	inWork := k
	inWork.Analysing = true
	for _, c := range []struct {
		k    itinerary.Ask
		at   instant.Instant
		want itinerary.Stage
	}{
		{itinerary.Ask{}, at, itinerary.NotAsked}, {k, at, itinerary.CodeSent}, {k, k.CodeUntil, itinerary.NotAsked},
		{inWork, k.CodeUntil, itinerary.InWork}, {inWork, k.Until, itinerary.CodeAgain},
	} {
		if got := c.k.Stage(c.at); got != c.want {
			t.Errorf("%+v at %s: %q, want %q", c.k, c.at, got, c.want)
		}
	}
}
