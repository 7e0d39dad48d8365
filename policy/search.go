package policy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/region"
)

// search makes cases that reach into every corner of a pack: pieces of the kinds that its rules look at, with the words
// and the numbers of its conditions, placed in time around its lengths. It is seeded, so the same pack gives the same
// cases. It cannot prove that something never happens, only look hard.
type search struct {
	pack    *Pack
	rng     *rand.Rand
	conds   []*condition // all of the pack's
	kinds   []evidence.Kind
	lengths []time.Duration
	texts   []string
	wholes  []int64
	numbers []float64
	times   []instant.Instant
	places  []region.Code
	grounds [][][]evidence.Fact // by rule: sets of pieces on which it counts at searchAt
}

// searchAt is the instant around which the cases are made: noon of a spring day.
const searchAt = instant.Instant(1_650_000_000_000_000)

// Bounds of the search: single pieces tried and kept for each rule.
const (
	piecesTried = 3000
	piecesKept  = 40
)

func newSearch(p *Pack) *search {
	s := &search{pack: p, conds: p.conditions(), rng: rand.New(rand.NewPCG(20200222, 20230108)), lengths: []time.Duration{time.Hour, instant.Day},
		texts: []string{"", "x"}, wholes: []int64{0, 1}, numbers: []float64{36.5}, times: []instant.Instant{searchAt}}
	codes := []string{"110000", "420102", "330106"}
	for _, c := range s.conds {
		for _, v := range c.consts {
			switch v := v.(type) {
			case string:
				s.texts = append(s.texts, v)
				codes = append(codes, v)
				if t, _, err := instant.Parse(v); err == nil {
					s.times = append(s.times, t.Add(-time.Second), t)
				}
			case int64:
				s.wholes = append(s.wholes, max(v-1, 0), v, v+1)
				s.numbers = append(s.numbers, float64(v))
			case float64:
				s.numbers = append(s.numbers, v-0.1, v, v+0.1)
			}
		}
	}
	for _, text := range codes {
		if c, err := region.ParseCode(text); err == nil {
			s.places = append(s.places, c)
			if n, ok := region.FromDigits(c.Digits() + 1); ok { // a community in it
				s.places = append(s.places, n)
			}
		}
	}
	for _, r := range p.Rules {
		for _, k := range r.Kinds {
			s.kinds = append(s.kinds, k)
			s.lengths = append(s.lengths, k.Spec().Hold)
		}
		c := r.Counts
		for _, l := range []Span{c.For, c.AfterEnd, c.UntilAfterEnd, c.Delay, r.Needs.Apart} {
			if l != 0 {
				s.lengths = append(s.lengths, l.D())
			}
		}
	}
	s.grounds = make([][][]evidence.Fact, len(p.Rules))
	for i := range p.Rules {
		s.grounds[i] = s.findGrounds(i)
	}
	return s
}

// conditions are all conditions of the pack.
func (p *Pack) conditions() []*condition {
	var all []*condition
	for _, r := range p.Rules {
		all = append(all, r.when, r.cond)
	}
	for _, st := range p.States {
		all = append(all, st.cond)
	}
	return slices.DeleteFunc(all, func(c *condition) bool { return c == nil })
}

// findGrounds looks for pieces on which a rule counts, first one by one, then as many as it needs.
func (s *search) findGrounds(i int) (found [][]evidence.Fact) {
	rule := s.pack.Rules[i]
	if len(rule.Kinds) == 0 {
		return nil
	}
	var single []evidence.Fact
	for range piecesTried {
		f := s.piece(pick(s, rule.Kinds))
		if s.spanned(i, f) {
			if single = append(single, f); len(single) == piecesKept {
				break
			}
		}
	}
	if len(single) == 0 {
		return nil
	}
	for range piecesKept {
		set := make([]evidence.Fact, max(rule.Needs.Pieces, 1))
		for n := range set {
			set[n] = pick(s, single)
			set[n].ID = fmt.Sprint(n)
		}
		found = append(found, set)
	}
	return found
}

// spanned says whether a piece alone counts for a rule, its own condition (if) and number set aside.
func (s *search) spanned(i int, f evidence.Fact) bool {
	facts := Facts{Person: s.person(), Evidence: []evidence.Fact{f}, Risk: s.risk([]evidence.Fact{f}, 1)}
	r := s.pack.newRun(&facts, instant.Never-1)
	defer r.release()
	for _, span := range r.spans[i] {
		if span.covers(searchAt) {
			return true
		}
	}
	return false
}

// world is one case: the grounds of some rules together, and some pieces more. Half of the cases aim at one condition
// of the pack, so that what needs many things at once is reached too.
func (s *search) world() *Facts {
	f := &Facts{Person: s.person()}
	add := func(i int) {
		switch r := s.pack.Rules[i]; {
		case len(s.grounds[i]) > 0:
			f.Evidence = append(f.Evidence, pick(s, s.grounds[i])...)
		case r.Mode != "":
			f.Modes = append(f.Modes, Mode{Mode: r.Mode, From: searchAt.Add(-time.Hour), Until: searchAt.Add(time.Hour)})
		}
	}
	often := pick(s, []float64{0, 0.05, 0.2, 0.5})
	if len(s.conds) > 0 && s.rng.IntN(2) == 0 {
		s.aim(pick(s, s.conds), add, 0)
		often = pick(s, []float64{0, 0.05})
	}
	for i := range s.pack.Rules {
		if s.rng.Float64() < often {
			add(i)
		}
	}
	if len(s.kinds) > 0 && s.rng.IntN(2) == 0 {
		for range s.rng.IntN(3) {
			f.Evidence = append(f.Evidence, s.piece(pick(s, s.kinds)))
		}
	}
	s.rng.Shuffle(len(f.Evidence), func(i, j int) { f.Evidence[i], f.Evidence[j] = f.Evidence[j], f.Evidence[i] })
	for i := range f.Evidence {
		f.Evidence[i].ID = fmt.Sprintf("e%02d", i)
	}
	f.Risk = s.risk(f.Evidence, 0.5)
	return f
}

// aim adds most of what a condition speaks of: the rules that it names, and rules that give a colour or mark or state
// that it compares with.
func (s *search) aim(c *condition, add func(rule int), depth int) {
	if c == nil || depth > 4 {
		return
	}
	want := func(i int) {
		add(i)
		s.aim(s.pack.Rules[i].cond, add, depth+1)
	}
	for i, r := range s.pack.Rules {
		if r.As != "" && slices.Contains(c.names, r.As) && s.rng.IntN(4) > 0 {
			want(i)
		}
	}
	for _, v := range c.consts {
		word, _ := v.(string)
		if st := s.pack.State(word); st != nil {
			s.aim(st.cond, add, depth+1)
		}
		var giving []int
		for i, r := range s.pack.Rules {
			if word != "" && (string(r.Gives.Colour) == word || string(r.Gives.Mark) == word) {
				giving = append(giving, i)
			}
		}
		if len(giving) > 0 {
			want(pick(s, giving))
		}
	}
}

func pick[T any](s *search, from []T) T { return from[s.rng.IntN(len(from))] }

// near is an instant near searchAt: at it, one of the pack's lengths before it give or take a minute, or anywhere between.
func (s *search) near() instant.Instant {
	l := pick(s, s.lengths)
	switch s.rng.IntN(6) {
	case 0:
		return searchAt.Add(time.Duration(s.rng.IntN(3)-1) * time.Minute)
	case 1:
		return searchAt.Add(-l + time.Duration(s.rng.IntN(3)-1)*time.Minute)
	case 2:
		return searchAt.Add(time.Duration(s.rng.Int64N(int64(l) + 1)))
	default:
		return searchAt.Add(-time.Duration(s.rng.Int64N(int64(l) + 1)))
	}
}

// piece is one fact of a kind, known all along.
func (s *search) piece(k evidence.Kind) evidence.Fact {
	f := evidence.Fact{Kind: k, Source: pick(s, s.texts) + "s", ValidFrom: s.near(), ValidUntil: instant.Never, RetractedAt: instant.Never}
	if s.rng.IntN(2) == 0 {
		f.Source = pick(s, s.texts)
	}
	if s.rng.IntN(2) == 0 {
		f.ValidUntil = max(f.ValidFrom, s.near())
	}
	if k.Spec().NeedsRegion || s.rng.IntN(4) > 0 {
		f.Region = pick(s, s.places)
	}
	for _, a := range k.Spec().Attrs {
		if !a.Required && a.Name != evidence.Colour && s.rng.IntN(3) == 0 {
			continue
		}
		f.Attrs = append(f.Attrs, s.attr(a))
	}
	return f
}

func (s *search) attr(a evidence.Attribute) evidence.Attr {
	switch a.Name.Type() {
	case evidence.Choice, evidence.List:
		return evidence.TextAttr(a.Name, pick(s, a.Words))
	case evidence.Bool:
		return evidence.BoolAttr(a.Name, s.rng.IntN(2) == 0)
	case evidence.Whole:
		return evidence.WholeAttr(a.Name, pick(s, s.wholes))
	case evidence.Number:
		return evidence.NumberAttr(a.Name, pick(s, s.numbers))
	case evidence.Time:
		if s.rng.IntN(4) == 0 {
			return evidence.TimeAttr(a.Name, pick(s, s.times))
		}
		return evidence.TimeAttr(a.Name, s.near())
	case evidence.Region:
		return evidence.TextAttr(a.Name, pick(s, s.places).At(region.LevelCounty).String())
	default:
		return evidence.TextAttr(a.Name, pick(s, s.texts))
	}
}

func (s *search) person() Person {
	p := Person{IDType: pick(s, idTypes)}
	if s.rng.IntN(2) == 0 {
		p.Residence = pick(s, s.places)
	}
	if s.rng.IntN(4) > 0 {
		age := min(pick(s, s.wholes), 120)
		p.Birth, _, _ = strings.Cut(searchAt.Time().AddDate(-int(age), 0, s.rng.IntN(3)-1).Format(time.RFC3339), "T")
	}
	return p
}

// risk lists the regions of some of the pieces, each with the given likelihood.
func (s *search) risk(of []evidence.Fact, likely float64) *RiskAreas {
	var areas []RiskArea
	for _, f := range of {
		if !f.Region.IsZero() && s.rng.Float64() < likely {
			areas = append(areas, RiskArea{Region: f.Region, Level: pick(s, Levels), From: searchAt.Add(-time.Hour), Until: searchAt.Add(time.Hour)})
		}
	}
	return NewRiskAreas(areas)
}
