package policy_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// world draws facts about one person, dense enough in time that everything meets everything.
type world struct {
	facts policy.Facts
	areas []policy.RiskArea
}

const noon = instant.Instant(1_600_000_000_000_000)

var places = []region.Code{region.MustParseCode("420102"), region.MustParseCode("420100"), region.MustParseCode("421002"),
	region.MustParseCode("330106"), region.MustParseCode("330106001002"), region.MustParseCode("330000")}

func when(t *rapid.T, name string, from, to int) instant.Instant {
	return noon.Add(time.Duration(rapid.IntRange(from*4, to*4).Draw(t, name)) * 6 * time.Hour)
}

func drawFact(t *rapid.T, n int, kinds []evidence.Kind) evidence.Fact {
	f := evidence.Fact{ID: fmt.Sprintf("e%02d", n), Source: "s", Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
		ValidFrom: when(t, "from", -20, 20), ValidUntil: instant.Never, RetractedAt: instant.Never}
	f.RecordedAt = f.ValidFrom
	if rapid.Bool().Draw(t, "early") {
		f.RecordedAt = noon.Add(-30 * days)
	}
	f.EndRecordedAt = f.RecordedAt
	if rapid.Bool().Draw(t, "ends") {
		f.ValidUntil = f.ValidFrom.Add(time.Duration(rapid.IntRange(0, 80).Draw(t, "length")) * 6 * time.Hour)
		if rapid.Bool().Draw(t, "later known") {
			f.EndRecordedAt = when(t, "end known", -20, 20)
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "retracted") == 0 {
		f.RetractedAt = when(t, "retracted at", -20, 20)
	}
	if f.Kind.Spec().NeedsRegion || rapid.Bool().Draw(t, "placed") {
		f.Region = rapid.SampledFrom(places).Draw(t, "region")
	}
	for _, a := range f.Kind.Spec().Attrs {
		if !a.Required && rapid.Bool().Draw(t, "left out") && a.Name != evidence.Colour {
			continue
		}
		switch a.Name.Type() {
		case evidence.Choice:
			f.Attrs = append(f.Attrs, evidence.TextAttr(a.Name, rapid.SampledFrom(a.Words).Draw(t, "word")))
		case evidence.Bool:
			f.Attrs = append(f.Attrs, evidence.BoolAttr(a.Name, rapid.Bool().Draw(t, "bool")))
		case evidence.Whole:
			f.Attrs = append(f.Attrs, evidence.WholeAttr(a.Name, rapid.Int64Range(12, 15).Draw(t, "whole")))
		case evidence.Time:
			f.Attrs = append(f.Attrs, evidence.TimeAttr(a.Name, f.ValidFrom.Add(time.Duration(rapid.IntRange(-8, 8).Draw(t, "shift"))*6*time.Hour)))
		case evidence.Region:
			f.Attrs = append(f.Attrs, evidence.TextAttr(a.Name, rapid.SampledFrom([]string{"420000", "330000", "110000"}).Draw(t, "issuer")))
		}
	}
	return f
}

func drawWorld(t *rapid.T, kinds []evidence.Kind) *world {
	w := &world{}
	for n := range rapid.IntRange(0, 8).Draw(t, "pieces") {
		w.facts.Evidence = append(w.facts.Evidence, drawFact(t, n, kinds))
	}
	for range rapid.IntRange(0, 2).Draw(t, "modes") {
		from := when(t, "mode from", -20, 20)
		w.facts.Modes = append(w.facts.Modes, policy.Mode{Mode: rapid.SampledFrom(policy.Modes).Draw(t, "mode"),
			From: from, Until: from.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "mode length")) * 6 * time.Hour)})
	}
	for range rapid.IntRange(0, 3).Draw(t, "areas") {
		from := when(t, "listed from", -20, 20)
		w.areas = append(w.areas, policy.RiskArea{Region: rapid.SampledFrom(places).Draw(t, "area"), Level: rapid.SampledFrom(policy.Levels).Draw(t, "level"),
			From: from, Until: from.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "listed for")) * 6 * time.Hour)})
	}
	w.facts.Risk = policy.NewRiskAreas(w.areas)
	return w
}

var books = []struct {
	ref    string
	answer func(oracle) shown
	kinds  []evidence.Kind
}{
	{"hubei@2020-03-22", oracle.hubei, []evidence.Kind{evidence.Registration, evidence.Registration, evidence.Declaration, evidence.CaseConfirmed, evidence.ContactClose, evidence.FeverClinic, evidence.CertificateIsolation, evidence.Stay, evidence.TestNucleic}},
	{"wuhan@2020-02-29", oracle.hubei, []evidence.Kind{evidence.Registration, evidence.Registration, evidence.Declaration, evidence.CaseAsymptomatic, evidence.ContactClose, evidence.FeverClinic, evidence.CertificateIsolation}},
	{"national@2020-12-10", oracle.national, []evidence.Kind{evidence.Stay, evidence.Upstream, evidence.ContactCotraveller, evidence.ContactClose, evidence.CaseSuspected}},
	{"zhejiang@2020-07-01", oracle.zhejiang, []evidence.Kind{evidence.Stay, evidence.Stay, evidence.TestNucleic, evidence.FeverClinic, evidence.Declaration, evidence.ControlHome, evidence.ControlObservation}},
	{"wenzhou@2021-12-01", oracle.wenzhou, []evidence.Kind{evidence.Upstream, evidence.Upstream, evidence.Itinerary, evidence.Itinerary, evidence.Check, evidence.ControlCentral, evidence.ControlHome, evidence.ControlMonitoring, evidence.WhitelistTruck, evidence.TestNucleic, evidence.TestNucleic, evidence.WhitelistCode, evidence.PassTemporary}},
}

func shows(d policy.Decision) shown {
	s := shown{Colour: string(d.Colour), Mark: string(d.Mark), State: d.State.Name, Gate: string(d.Gate)}
	if len(d.Labels) > 0 {
		s.Labels = fmt.Sprint(d.Labels)
	}
	return s
}

// PO-4: a decision uses only what was known. TestPacksAgreeWithTheText compares every shipped pack with the oracle, at the instant and at every instant at which
// anything could change, and so proves next_review exact. HB-01..HB-04, HB-11, HB-12, WH-07, NA-04, NA-05, WZ-12, WZ-14.
func TestPacksAgreeWithTheText(t *testing.T) {
	for _, book := range books {
		p := load(t, book.ref)
		t.Run(p.Name, rapid.MakeCheck(func(t *rapid.T) {
			w := drawWorld(t, book.kinds)
			at, known := when(t, "at", -20, 20), when(t, "known", -20, 20)
			o := oracle{f: &w.facts, areas: w.areas, at: at, known: known}
			d := p.Decide(&w.facts, at, known)
			want := book.answer(o)
			if p.Name == "zhejiang" {
				want.State = d.State.Name // the contract names no states for Zhejiang
			}
			if got := shows(d); got != want {
				t.Fatalf("at %s known %s\n got %+v\nwant %+v", at, known, got, want)
			}
			first := instant.Never
			for _, c := range candidates(w, at) {
				o.at = c
				next := book.answer(o)
				if p.Name == "zhejiang" {
					if next.State = p.Decide(&w.facts, c, known).State.Name; next == want {
						continue
					}
				}
				if next != want {
					first = c
					break
				}
			}
			if d.NextReview != first {
				t.Fatalf("at %s: next review %s, want %s", at, d.NextReview, first)
			}
		}))
	}
}

// candidates are all instants after at at which the oracle could change its mind, found without the engine.
func candidates(w *world, at instant.Instant) []instant.Instant {
	var all []instant.Instant
	add := func(base instant.Instant) {
		for _, d := range []time.Duration{0, 2 * time.Hour, 72 * time.Hour, 7 * days, 14 * days} {
			if c := base.Add(d); base != instant.Never && c > at {
				all = append(all, c)
			}
		}
	}
	for _, f := range w.facts.Evidence {
		add(f.ValidFrom)
		add(f.ValidUntil)
		if s, ok := f.Attrs.Time(evidence.SampledAt); ok {
			add(s)
		}
	}
	for _, m := range w.facts.Modes {
		add(m.From)
		add(m.Until)
	}
	for _, a := range w.areas {
		add(a.From)
		add(a.Until)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// PO-2: the same case gives the same bytes, and the order of evidence does not matter.
func TestSameCaseSameBytes(t *testing.T) { // BY-02
	for _, book := range books {
		p := load(t, book.ref)
		t.Run(p.Name, rapid.MakeCheck(func(t *rapid.T) {
			w := drawWorld(t, book.kinds)
			at := when(t, "at", -20, 20)
			d := p.Decide(&w.facts, at, at)
			first := d.JSON("+08:00")
			seed := rapid.Uint64().Draw(t, "seed")
			rand.New(rand.NewPCG(seed, 1)).Shuffle(len(w.facts.Evidence), func(i, j int) {
				e := w.facts.Evidence
				e[i], e[j] = e[j], e[i]
			})
			d = p.Decide(&w.facts, at, at)
			if again := d.JSON("+08:00"); !bytes.Equal(first, again) {
				t.Fatalf("order of evidence matters:\n%s\n%s", first, again)
			}
		}))
	}
}

// Adding evidence that only raises risk never lowers the colour, as long as the jurisdiction's modes do not hide colours.
func TestMoreRiskNeverLowersTheColour(t *testing.T) { // HB-01, NA-05
	strength := map[policy.Colour]int{policy.Green: 0, policy.Gray: 1, policy.None: 2, policy.Yellow: 3, policy.Red: 4}
	risks := []evidence.Kind{evidence.CaseConfirmed, evidence.CaseSuspected, evidence.CaseAsymptomatic, evidence.ContactClose,
		evidence.FeverClinic, evidence.ControlCentral, evidence.ControlHome, evidence.ContactCotraveller}
	for _, book := range books {
		p := load(t, book.ref)
		t.Run(p.Name, rapid.MakeCheck(func(t *rapid.T) {
			w := drawWorld(t, book.kinds)
			w.facts.Modes = nil
			at := when(t, "at", -20, 20)
			before := p.Decide(&w.facts, at, at)
			if before.State.Name == "none.unregistered" {
				t.Skip("nobody without an application has a colour")
			}
			w.facts.Evidence = append(w.facts.Evidence, drawFact(t, 99, risks))
			after := p.Decide(&w.facts, at, at)
			if strength[after.Colour] < strength[before.Colour] {
				t.Fatalf("%s became %s", before.Colour, after.Colour)
			}
		}))
	}
}

// PO-1: every decision has a reason, and every reason's evidence is known and of a kind its rule looks at. BY-03
func TestNoColourWithoutAReason(t *testing.T) {
	for _, book := range books {
		p := load(t, book.ref)
		t.Run(p.Name, rapid.MakeCheck(func(t *rapid.T) {
			w := drawWorld(t, book.kinds)
			at := when(t, "at", -20, 20)
			d := p.Decide(&w.facts, at, at)
			coloured := false
			for _, r := range d.Reasons {
				coloured = coloured || r.Rule.Gives.Colour == d.Colour
				if r.Rule.Text.Zh == "" || r.Rule.Text.En == "" || r.Rule.Source == "" {
					t.Fatalf("%s has no text or source", r.Rule.ID)
				}
				if !slices.IsSorted(r.Evidence) {
					t.Fatalf("%s: evidence %v is not sorted", r.Rule.ID, r.Evidence)
				}
				if len(r.Evidence) == 0 && r.Until != instant.Never {
					t.Fatalf("%s ends at %s without evidence", r.Rule.ID, r.Until)
				}
				if r.Until <= at {
					t.Fatalf("%s has ended at %s", r.Rule.ID, r.Until)
				}
			}
			if !coloured {
				t.Fatalf("no reason gives %s", d.Colour)
			}
		}))
	}
}
