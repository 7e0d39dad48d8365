package pass

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

var someRegions = []region.Code{region.MustParseCode("330000"), region.MustParseCode("420100"), region.MustParseCode("430000"), region.MustParseCode("440000")}

func drawRecognition(t *rapid.T) *Recognition {
	home := region.MustParseCode("420000")
	r := &Recognition{Home: home, Else: rapid.SampledFrom([]Outcome{Unknown, Ask}).Draw(t, "else")}
	for range rapid.IntRange(0, 6).Draw(t, "rows") {
		row := Recognised{Issuer: rapid.SampledFrom(someRegions).Draw(t, "issuer"), Use: UsePass, From: issued.Add(-time.Hour), Until: issued.Add(time.Hour)}
		if rapid.Bool().Draw(t, "bound") {
			row.In = []region.Code{region.MustParseCode("420100")}
		}
		if rapid.Bool().Draw(t, "past") {
			row.Until = issued
		}
		for range rapid.IntRange(1, 6).Draw(t, "meanings") {
			m := Meaning{Colour: Colour(rapid.IntRange(0, 4).Draw(t, "colour")), Gate: Outcome(rapid.IntRange(2, 3).Draw(t, "gate"))}
			if m.Colour == Green {
				m.Gate = Outcome(rapid.IntRange(1, 3).Draw(t, "gate of green"))
			}
			for m.Shown = Colour(rapid.IntRange(0, 4).Draw(t, "shown")); badness[m.Shown] < badness[m.Colour]; {
				m.Shown = Colour(rapid.IntRange(0, 4).Draw(t, "shown"))
			}
			row.Means = append(row.Means, m)
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

// Rule PA-9, BY-15: whatever is recognised, nothing counts for more than its issuer says, no red or yellow becomes green, and
// nothing but green passes; what no row names is unknown or ask.
func TestRecognitionNeverImproves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecognition(t)
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		c := green()
		c.Issuer = rapid.SampledFrom(someRegions).Draw(t, "issuer of the code")
		c.Colour, c.Gate, c.State = Colour(rapid.IntRange(0, 4).Draw(t, "colour of the code")), Outcome(rapid.IntRange(1, 3).Draw(t, "its gate")), uint16(rapid.IntRange(0, 3).Draw(t, "state"))
		where := Place{Region: rapid.SampledFrom([]region.Code{0, region.MustParseCode("420102"), region.MustParseCode("421100")}).Draw(t, "where")}
		h, ok := r.Here(&c, where, looked)
		if !ok {
			return
		}
		switch {
		case h.Gate < c.Gate:
			t.Fatalf("says %v and counts as %v", c.Gate, h.Gate)
		case badness[h.Colour] < badness[c.Colour]:
			t.Fatalf("says %v and counts as %v", c.Colour, h.Colour)
		case c.Colour != Green && h.Gate == Pass:
			t.Fatalf("%v passes", c.Colour)
		}
		// One row more can only be stricter, in whatever order.
		more := *r
		more.Rows = append(append([]Recognised{}, drawRecognition(t).Rows...), r.Rows...)
		if m, ok := more.Here(&c, where, looked); !ok || m.Gate < h.Gate || badness[m.Colour] < badness[h.Colour] {
			t.Fatalf("with more rows %v, with fewer %v", m, h)
		}
		ended := instant.Instant(issued.Add(time.Hour))
		if _, ok := r.Here(&c, where, ended); ok {
			t.Fatal("it counts after its end")
		}
	})
}

// BY-15, HB-09: what a gate answers by a drawn recognition is never pass for who is not recognised, and never better than the code.
func TestVerifyByRecognition(t *testing.T) {
	signers := map[string]*testSigner{"330000": zhej, "420100": wuhan, "430000": hunan, "440000": guang}
	rapid.Check(t, func(t *rapid.T) {
		list := must(country(Ask).Recognising(drawRecognition(t)))
		issuer := rapid.SampledFrom(someRegions).Draw(t, "issuer of the code")
		c := green()
		c.Issuer = issuer
		c.Colour, c.Gate = Colour(rapid.IntRange(0, 4).Draw(t, "colour of the code")), Outcome(rapid.IntRange(1, 3).Draw(t, "its gate"))
		a := Verify(must(Issue(signers[issuer.String()], c)), list, nil, looked, DefaultLimits)
		if a.Here == nil && a.Outcome != list.Recognition.Else || a.Here == nil && a.Reason != NotRecognised {
			t.Fatalf("not recognised, and %v %v", a.Outcome, a.Reason)
		}
		if a.Outcome == Pass && (a.Here == nil || c.Colour != Green || c.Gate != Pass) {
			t.Fatalf("%v %v passes", c.Colour, c.Gate)
		}
	})
}

// Rule PA-9: a list that would make a code better than it says is refused, whoever signed it.
func TestRecognitionRefuses(t *testing.T) {
	good := func() *Recognition { return country(Ask).Recognition }
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		field string
		spoil func(*Recognition)
	}{
		"red that is green":      {"shown", func(r *Recognition) { r.Rows[0].Means[2].Shown = Green }},
		"red that passes":        {"gate", func(r *Recognition) { r.Rows[0].Means[2].Gate = Pass }},
		"else pass":              {"else", func(r *Recognition) { r.Else = Pass }},
		"itself":                 {"issuer", func(r *Recognition) { r.Rows[0].Issuer = r.Home }},
		"nobody":                 {"issuer", func(r *Recognition) { r.Rows[0].Issuer = 0 }},
		"no home":                {"home", func(r *Recognition) { r.Home = 0 }},
		"another use":            {"use", func(r *Recognition) { r.Rows[0].Use = UseStatus }},
		"paper with colours":     {"means", func(r *Recognition) { r.Rows[0].Use = UsePaper }},
		"ends before it begins":  {"until", func(r *Recognition) { r.Rows[0].Until = r.Rows[0].From }},
		"half a second":          {"from", func(r *Recognition) { r.Rows[0].From += 5e5 }},
		"no colour":              {"colour", func(r *Recognition) { r.Rows[0].Means[0].Shown = 9 }},
		"no gate":                {"gate", func(r *Recognition) { r.Rows[0].Means[0].Gate = Unknown }},
		"meaning of state green": {"shown", func(r *Recognition) { r.Rows[1].Means[1].Shown = Green }},
	} {
		r := good()
		c.spoil(r)
		if f, ok := fault.As(r.Check()); !ok || f.Field != c.field {
			t.Errorf("%s: %v, want a fault of %s", name, r.Check(), c.field)
		}
	}
}
