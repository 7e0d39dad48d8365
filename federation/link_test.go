package federation_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// FE-8: in whatever order and however often states come, the latest one stands.
func TestLatestStateStands(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(r, "states")
		all := make([]federation.State, n)
		for i := range all {
			all[i] = federation.State{Status: federation.Known, Colour: rapid.SampledFrom(policy.Colours).Draw(r, "colour"), At: begin.Add(time.Duration(i) * time.Second)}
		}
		var l federation.Link
		for _, s := range rapid.Permutation(slices.Concat(all, all)).Draw(r, "order") {
			l.Take(s, begin)
		}
		if last := all[n-1]; l.Colour != last.Colour || l.Since != last.At {
			r.Fatalf("%s since %s, not %s", l.Colour, l.Since, last.Colour)
		}
	})
	l := federation.Link{Status: federation.Silent, Colour: policy.Green, Since: begin}
	if !l.Take(federation.State{Status: federation.Known, Colour: policy.Green, At: begin}, begin) || l.Status != federation.Known {
		t.Error("the same state after silence is no news")
	}
}

// FE-7: what is told is a colour and a reason code, and nothing that is neither.
func TestStateIsChecked(t *testing.T) {
	for name, s := range map[string]federation.State{
		"no status":           {Colour: policy.Red},
		"a timeout":           {Status: federation.Silent},
		"no colour":           {Status: federation.Known},
		"another colour":      {Status: federation.Known, Colour: "blue"},
		"colour of nothing":   {Status: federation.Without, Colour: policy.Green},
		"reason of nothing":   {Status: federation.Without, Reason: "x"},
		"tomorrow":            {Status: federation.Known, Colour: policy.Green, At: begin.Add(instant.Day)},
		"a story as a reason": {Status: federation.Known, Colour: policy.Green, Reason: string(make([]byte, 101))},
	} {
		if err := s.Check(begin); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// WZ-02: cities of the own province, the province, the province of one's home, the hub; worst colour first.
func TestChoice(t *testing.T) {
	c := newCountry(t)
	var members []federation.Member
	for _, code := range []string{"000000", "330000", "330100", "330300", "420000", "420100", "110000"} {
		m := c.member
		m.Region = region.MustParseCode(code)
		members = append(members, m)
	}
	l := &federation.List{Hub: nation, Members: members}
	show := func(steps [][]region.Code) (s string) {
		for _, step := range steps {
			for _, r := range step {
				s += r.String() + " "
			}
			s += "| "
		}
		return s
	}
	wenzhou := region.MustParseCode("330300")
	for home, want := range map[string]string{"": "330100 | 330000 | 000000 | ", "420102": "330100 | 330000 | 420000 420100 | 000000 | "} {
		var at region.Code
		if home != "" {
			at = region.MustParseCode(home)
		}
		if got := show(federation.Choice(l, wenzhou, at)); got != want {
			t.Errorf("home %s: %s", home, got)
		}
	}
	if got := show(federation.Choice(l, hubei, 0)); got != "420100 | 000000 | " {
		t.Error("a province:", got)
	}
	if federation.Choice(nil, wenzhou, 0) != nil {
		t.Error("nobody is trusted, and somebody is asked")
	}
	links := []federation.Link{{Colour: policy.Green}, {Colour: policy.Gray}, {Colour: policy.Red}, {Colour: policy.Yellow}}
	federation.WorstFirst(links)
	for i, want := range []policy.Colour{policy.Red, policy.Yellow, policy.Gray, policy.Green} {
		if links[i].Colour != want {
			t.Errorf("%d: %s", i, links[i].Colour)
		}
	}
}

// FE-6: a circuit opens after three failures, lets one through after its pause, and closes with the first answer.
func TestCircuit(t *testing.T) {
	var c federation.Circuit
	now := begin
	for range 2 {
		if c.Failed(now); !c.Allow(now) {
			t.Fatal("two failures hold calls back")
		}
	}
	c.Failed(now)
	if c.Allow(now) || !c.Open(now) {
		t.Fatal("three do not")
	}
	now = now.Add(10 * time.Second)
	if !c.Allow(now) || c.Allow(now) {
		t.Fatal("not just one is let through")
	}
	c.Failed(now)
	if c.Allow(now.Add(19 * time.Second)) {
		t.Fatal("the pause has not grown")
	}
	now = now.Add(20 * time.Second)
	c.Allow(now)
	c.Answered()
	if !c.Allow(now) || c.Open(now) {
		t.Fatal("an answer has not closed it")
	}
	for range 50 {
		c.Failed(now)
	}
	if !c.Allow(now.Add(2 * time.Minute)) {
		t.Error("the pause has no end")
	}
}

// FE-5, FE-6: of what a person must have agreed to nothing is answered without, and every refusal has a code that reads back as itself.
func TestRequestsAndReplies(t *testing.T) {
	row, err := federation.Of(federation.FindCodes)
	if err != nil || len(federation.Operations) < 7 {
		t.Fatal(err)
	}
	standard := 0
	for _, r := range federation.Operations {
		if r.Standard {
			standard++
		}
	}
	if standard != 7 {
		t.Errorf("%d operations of GB/T 38963-2020, not seven", standard)
	}
	agreed := &federation.Consent{At: begin.Unix(), How: "face"}
	for name, test := range map[string]struct {
		q    federation.Request
		want fault.Code
	}{
		"agreed":      {federation.Request{ID: "1", Consent: agreed}, ""},
		"without":     {federation.Request{ID: "1"}, fault.Forbidden},
		"long ago":    {federation.Request{ID: "1", Consent: &federation.Consent{At: begin.Add(-2 * time.Hour).Unix(), How: "face"}}, fault.Forbidden},
		"not yet":     {federation.Request{ID: "1", Consent: &federation.Consent{At: begin.Add(time.Hour).Unix(), How: "face"}}, fault.Forbidden},
		"by guessing": {federation.Request{ID: "1", Consent: &federation.Consent{At: begin.Unix(), How: "guess"}}, fault.Forbidden},
		"no id":       {federation.Request{Consent: agreed}, fault.Invalid},
		"long ext":    {federation.Request{ID: "1", Consent: agreed, Ext: string(make([]byte, 5000))}, fault.Invalid},
	} {
		if err := test.q.Check(row, begin); fault.CodeOf(err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, code := range []fault.Code{fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict, fault.TooMany, fault.TooLarge, fault.Unavailable, fault.Busy, fault.Internal} {
		if got := fault.CodeOf(federation.Refuse(fault.New(code, "k", "d")).Err()); got != code {
			t.Errorf("%s reads back as %s", code, got)
		}
	}
	if (federation.Reply{Code: "7777"}).Err() == nil || (federation.Reply{Code: "0000"}).Err() != nil {
		t.Error("codes")
	}
	h := federation.Heard{Cursor: id.New(begin)}
	if from := h.From(); from.String() >= h.Cursor.String() || from.String() < id.First(begin.Add(-3*time.Minute)).String() {
		t.Error("a pull begins at", from)
	}
}
