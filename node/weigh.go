package node

import (
	"cmp"
	"maps"
	"slices"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// turn is what a change of evidence does to a person's colour: the worst that it does, now or at a moment to come.
type turn struct {
	From policy.Colour
	To   policy.Decision
}

// weight orders colours by what they keep one from.
func weight(c policy.Colour) int {
	switch c {
	case policy.Green:
		return 0
	case policy.Red:
		return 3
	case policy.Yellow:
		return 2
	}
	return 1 // gray, none
}

// turn says whether a change of what is known would give somebody a worse colour (BY-18). Modes are left aside, and who
// has not applied is taken as if he had: else a list brought in beforehand would colour people later, unweighed. moments
// are when the change begins to count, if after at.
func (r *regime) turn(who policy.Person, before, after []evidence.Fact, at instant.Instant, moments ...instant.Instant) (turn, bool) {
	if !applied(before, at) {
		before, after = append(slices.Clip(before), application(at)), append(slices.Clip(after), application(at))
	}
	var worst turn
	step := 0
	for _, when := range append(moments, at) {
		when = max(when, at)
		was := r.pack.Decide(&policy.Facts{Person: who, Risk: r.risk, Evidence: before}, when, at)
		is := r.pack.Decide(&policy.Facts{Person: who, Risk: r.risk, Evidence: after}, when, at)
		if more := weight(is.Colour) - weight(was.Colour); more > step {
			worst, step = turn{was.Colour, is}, more
		}
	}
	return worst, step > 0
}

// applied says whether somebody has applied for a code; application is that he had.
func applied(facts []evidence.Fact, at instant.Instant) bool {
	return slices.ContainsFunc(facts, func(f evidence.Fact) bool {
		p, ok := f.Known(at)
		return ok && f.Kind == evidence.Registration && p.From <= at && at < p.Until
	})
}

func application(at instant.Instant) evidence.Fact {
	return evidence.Fact{ID: "-", Kind: evidence.Registration, Source: holderSource, ValidFrom: at, ValidUntil: instant.Never,
		RecordedAt: at, EndRecordedAt: at, RetractedAt: instant.Never}
}

// beginnings are when facts begin to count, where that is later than at.
func beginnings(facts []evidence.Fact, at instant.Instant) []instant.Instant {
	var all []instant.Instant
	for i := range facts {
		if p, ok := facts[i].Known(at); ok && p.From > at && !slices.Contains(all, p.From) {
			all = append(all, p.From)
		}
	}
	return all
}

// Weighing is what a list would do to colours, an import or a list of risk areas, found before any of it is stored (BY-05,
// BY-18). It names nobody.
type Weighing struct {
	State     string           `json:"-"` // see WeighingTried and so on
	At        instant.Instant  `json:"-"`
	Case      id.ID            `json:"-"`         // in which a second office decides, if it must
	Rows      int64            `json:"rows"`      // that would be stored
	People    int64            `json:"people"`    // whom they are about
	Strangers int64            `json:"strangers"` // of them, who are not known here yet
	Coloured  int64            `json:"coloured"`  // who would get a worse colour; of a list of risk areas, another one
	Today     int64            `json:"today"`     // who got one today by the same hand, or in the name of the same source
	Threshold int64            `json:"threshold"`
	Changes   []WeighedChange  `json:"changes"`
	Regions   []WeighedRegion  `json:"regions"` // the counties of those who would get a worse colour, most first
	Sources   []WeighedSource  `json:"sources"`
	Samples   []WeighedExample `json:"samples"`
}

// States of a weighing.
const (
	WeighingTried    = "tried"    // a dry run: nothing follows
	WeighingFree     = "free"     // it may be stored
	WeighingHeld     = "held"     // a second office must agree
	WeighingApproved = "approved" // it did
	WeighingRefused  = "refused"  // it did not
)

// WeighedChange counts who would turn from one colour to another.
type WeighedChange struct {
	From   policy.Colour `json:"from"`
	To     policy.Colour `json:"to"`
	People int64         `json:"people"`
}

// WeighedRegion counts them by region; People is 0 for fewer than 10, who might be told apart.
type WeighedRegion struct {
	Region region.Code `json:"region"`
	People int64       `json:"people"`
}

// WeighedSource counts rows by what they say and in whose name.
type WeighedSource struct {
	Kind   evidence.Kind `json:"kind"`
	Source string        `json:"source"`
	Rows   int64         `json:"rows"`
}

// WeighedExample is one row that would colour somebody, and by which rule.
type WeighedExample struct {
	From      policy.Colour   `json:"from"`
	To        policy.Colour   `json:"to"`
	Rule      string          `json:"rule"`
	Text      policy.Text     `json:"text"`
	Kind      evidence.Kind   `json:"kind"`
	Source    string          `json:"source"`
	Region    region.Code     `json:"region,omitzero"`
	ValidFrom instant.Instant `json:"valid_from"`
}

// Limits of what a weighing says.
const (
	fewPeople   = 10 // fewer of a region are not told
	mostSamples = 5
	mostRegions = 20
	mostSources = 100
)

// scale adds a weighing up.
type scale struct {
	Weighing
	changes map[[2]policy.Colour]int64
	regions map[region.Code]int64
	sources map[WeighedSource]int64 // Rows left 0
	people  map[[16]byte]bool       // by document; true: coloured
}

func newScale() *scale {
	return &scale{changes: map[[2]policy.Colour]int64{}, regions: map[region.Code]int64{}, sources: map[WeighedSource]int64{}, people: map[[16]byte]bool{}}
}

func (s *scale) row(f *evidence.Fact) {
	s.Rows++
	k := WeighedSource{Kind: f.Kind, Source: f.Source}
	if _, known := s.sources[k]; known || len(s.sources) < mostSources {
		s.sources[k]++
	}
}

// person counts somebody once, however many batches name him.
func (s *scale) person(document [16]byte, known bool, lives region.Code, added []evidence.Fact, t turn, coloured bool) {
	before, seen := s.people[document]
	if !seen {
		s.People++
		if !known {
			s.Strangers++
		}
	}
	s.people[document] = before || coloured
	if before || !coloured {
		return
	}
	s.Coloured++
	s.changes[[2]policy.Colour{t.From, t.To.Colour}]++
	s.regions[lives.At(region.LevelCounty)]++
	if len(s.Samples) < mostSamples {
		s.Samples = append(s.Samples, example(added, t))
	}
}

// example tells which of the facts that were added gives the colour, and by which rule.
func example(added []evidence.Fact, t turn) WeighedExample {
	x := WeighedExample{From: t.From, To: t.To.Colour}
	f := &added[0]
	for _, reason := range t.To.Reasons {
		i := slices.IndexFunc(added, func(f evidence.Fact) bool { return slices.Contains(reason.Evidence, f.ID) })
		if x.Rule == "" || i >= 0 {
			x.Rule, x.Text = reason.Rule.ID, reason.Rule.Text
		}
		if i >= 0 {
			f = &added[i]
			break
		}
	}
	x.Kind, x.Source, x.Region, x.ValidFrom = f.Kind, f.Source, f.Region, f.ValidFrom
	return x
}

// sum is the weighing, in an order that does not depend on the maps.
func (s *scale) sum() Weighing {
	w := s.Weighing
	for k, n := range s.changes {
		w.Changes = append(w.Changes, WeighedChange{k[0], k[1], n})
	}
	slices.SortFunc(w.Changes, func(a, b WeighedChange) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for r, n := range s.regions {
		w.Regions = append(w.Regions, WeighedRegion{r, n})
	}
	slices.SortFunc(w.Regions, func(a, b WeighedRegion) int {
		return cmp.Or(cmp.Compare(b.People, a.People), cmp.Compare(a.Region, b.Region))
	})
	w.Regions = w.Regions[:min(len(w.Regions), mostRegions)]
	for i := range w.Regions {
		if w.Regions[i].People < fewPeople {
			w.Regions[i].People = 0
		}
	}
	for k := range maps.Keys(s.sources) {
		w.Sources = append(w.Sources, WeighedSource{k.Kind, k.Source, s.sources[k]})
	}
	slices.SortFunc(w.Sources, func(a, b WeighedSource) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Source, b.Source))
	})
	return w
}
