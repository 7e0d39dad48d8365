package policy

import (
	"math"
	"slices"
	"sort"
	"sync"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/interpreter"

	"kangma/evidence"
	"kangma/internal/instant"
)

// span is a time during which one piece counts for one rule.
type span struct {
	piece       int // index into run.pieces, -1 for a mode
	from, until instant.Instant
}

func (s span) covers(t instant.Instant) bool { return s.from <= t && t < s.until }

// run is one person being decided: the spans of every rule, and what holds at the instant being looked at.
type run struct {
	pack   *Pack
	facts  *Facts
	pieces []evidence.Piece
	spans  [][]span // by rule
	ends   []instant.Instant

	at     instant.Instant
	holds  []uint8 // by rule: 0 not yet asked, 1 holds, 2 does not
	colour Colour
	mark   Mark
	state  *State
	piece  *evidence.Piece // being tested by a condition on one piece
}

var runs = sync.Pool{New: func() any { return new(run) }}

// newRun turns what is known into spans. Give it back with release.
func (p *Pack) newRun(f *Facts, knownAt instant.Instant) *run {
	r := runs.Get().(*run)
	r.pack, r.facts = p, f
	r.pieces, r.ends = r.pieces[:0], r.ends[:0]
	if cap(r.spans) < len(p.Rules) {
		r.spans = make([][]span, len(p.Rules))
		r.holds = make([]uint8, len(p.Rules))
	}
	r.spans, r.holds = r.spans[:len(p.Rules)], r.holds[:len(p.Rules)]
	for i := range r.spans {
		r.spans[i] = r.spans[i][:0]
	}
	for i := range f.Evidence {
		if piece, ok := f.Evidence[i].Known(knownAt); ok {
			r.pieces = append(r.pieces, piece)
		}
	}
	for i := range r.pieces {
		for _, rule := range p.byKind[r.pieces[i].Kind] {
			r.addPiece(p.Rules[rule], i, r.pieces[i].From, instant.Never)
		}
	}
	for _, i := range p.latest {
		r.addLatest(p.Rules[i])
	}
	for _, i := range p.modal {
		for _, m := range f.Modes {
			if m.Mode == p.Rules[i].Mode && m.From < m.Until {
				r.spans[i] = append(r.spans[i], span{-1, m.From, m.Until})
			}
		}
	}
	for _, i := range p.lifted {
		r.lift(p.Rules[i])
	}
	return r
}

func (r *run) release() {
	r.facts, r.piece, r.pack = nil, nil, nil
	clear(r.pieces)
	runs.Put(r)
}

// addPiece adds the spans of one piece for one rule, within the time in which the rule may look at it.
func (r *run) addPiece(rule *Rule, i int, from, until instant.Instant) {
	p := &r.pieces[i]
	if rule.when != nil {
		r.piece = p
		if !rule.when.holds((*pieceView)(r)) {
			return
		}
	}
	f, u := rule.Counts.window(p)
	s := span{i, max(f, from), min(u, until)}
	if s.from >= s.until {
		return
	}
	if len(rule.Listed) == 0 {
		r.spans[rule.index] = append(r.spans[rule.index], s)
		return
	}
	r.spans[rule.index] = append(r.spans[rule.index], r.listed(rule, s)...)
}

// window is how long a piece counts under the rule's terms.
func (c Counts) window(p *evidence.Piece) (from, until instant.Instant) {
	from, until = p.From, p.Until
	switch {
	case c.AfterEnd != 0:
		if !p.Ended {
			return 0, 0
		}
		return max(p.Until, p.From), p.Until.Add(c.AfterEnd.D())
	case c.UntilAfterEnd != 0:
		until = until.Add(c.UntilAfterEnd.D())
	case c.WhateverEnd:
		until = instant.Never
	}
	if c.For != 0 {
		until = min(until, from.Add(c.For.D()))
	}
	return from.Add(c.Delay.D()), until
}

// addLatest adds the spans of the latest piece of the kind, which changes as later ones start. Expired ones are
// superseded and supersede like any other; only then is the expiry looked at (evidence.md section 2).
func (r *run) addLatest(rule *Rule) {
	var of []int
	for i := range r.pieces {
		if r.pieces[i].Kind == rule.Kinds[0] {
			of = append(of, i)
		}
	}
	sort.Slice(of, func(a, b int) bool { return r.pieces[of[b]].Later(r.pieces[of[a]].Fact) })
	for n, i := range of {
		until := instant.Never
		for _, later := range of[n+1:] {
			if rule.Pick == Latest || sameIssuer(&r.pieces[later], &r.pieces[i]) {
				until = r.pieces[later].ValidFrom
				break
			}
		}
		r.addPiece(rule, i, r.pieces[i].ValidFrom, until)
	}
}

func sameIssuer(p, q *evidence.Piece) bool {
	return p.Attrs.Text(evidence.Issuer) == q.Attrs.Text(evidence.Issuer)
}

// listed cuts a span to the times at which the piece's region lies in a listed area.
func (r *run) listed(rule *Rule, s span) []span {
	var cut []span
	r.facts.Risk.covering(r.pieces[s.piece].Region, func(a RiskArea) {
		if slices.Contains(rule.Listed, a.Level) && max(a.From, s.from) < min(a.Until, s.until) {
			cut = append(cut, span{s.piece, max(a.From, s.from), min(a.Until, s.until)})
		}
	})
	return union(cut)
}

// union joins spans of one piece that touch or overlap.
func union(spans []span) []span {
	sort.Slice(spans, func(a, b int) bool { return spans[a].from < spans[b].from })
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 && s.from <= out[n-1].until {
			out[n-1].until = max(out[n-1].until, s.until)
			continue
		}
		out = append(out, s)
	}
	return out
}

// lift takes out of the rule's spans the times at which a lifting piece counts.
func (r *run) lift(rule *Rule) {
	lifts := r.spans[rule.lifter]
	if len(lifts) == 0 || len(r.spans[rule.index]) == 0 {
		return
	}
	var left []span
	for _, s := range r.spans[rule.index] {
		rest := []span{s}
		for _, l := range lifts {
			if r.lifts(rule, l, &r.pieces[s.piece]) {
				rest = minus(rest, l)
			}
		}
		left = append(left, rest...)
	}
	r.spans[rule.index] = left
}

// lifts says whether the lifting piece of a span begins late enough to lift p.
func (r *run) lifts(rule *Rule, l span, p *evidence.Piece) bool {
	since := p.From
	if rule.LiftedBy.Since == "end" {
		since = p.Until
	}
	return r.pieces[l.piece].From >= since
}

func minus(spans []span, cut span) []span {
	var out []span
	for _, s := range spans {
		if before := (span{s.piece, s.from, min(s.until, cut.from)}); before.from < before.until {
			out = append(out, before)
		}
		if after := (span{s.piece, max(s.from, cut.until), s.until}); after.from < after.until {
			out = append(out, after)
		}
	}
	return out
}

// nextEnds are the instants after t at which something may change, in order, each once.
func (r *run) nextEnds(t instant.Instant) []instant.Instant {
	add := func(i instant.Instant) {
		if i > t && i != instant.Never {
			r.ends = append(r.ends, i)
		}
	}
	for _, spans := range r.spans {
		for _, s := range spans {
			add(s.from)
			add(s.until)
		}
	}
	if r.pack.usesAge {
		for _, b := range birthdays(r.facts.Person.Birth) {
			add(b)
		}
	}
	slices.Sort(r.ends)
	r.ends = slices.Compact(r.ends)
	return r.ends
}

// pieceView is a run as conditions on one piece see it.
type pieceView run

func (v *pieceView) ResolveName(name string) (any, bool) {
	p := v.piece
	switch name {
	case "region":
		return types.String(p.Region.String()), true
	case "source":
		return types.String(p.Source), true
	case "kind":
		return types.String(p.Kind.String()), true
	case "id_type":
		return types.String(v.facts.Person.IDType), true
	case "residence":
		return types.String(v.facts.Person.Residence.String()), true
	}
	n, ok := evidence.NameOf(name)
	if !ok {
		return nil, false
	}
	switch n.Type() {
	case evidence.Bool:
		return types.Bool(p.Attrs.Bool(n)), true
	case evidence.Whole:
		return types.Int(p.Attrs.Whole(n)), true
	case evidence.Number:
		return types.Double(p.Attrs.Number(n)), true
	case evidence.Time:
		t, given := p.Attrs.Time(n)
		if !given {
			t = p.ValidFrom
		}
		return types.Timestamp{Time: t.Time()}, true
	case evidence.List:
		return p.Attrs.Words(n), true
	default:
		return types.String(p.Attrs.Text(n)), true
	}
}

func (v *pieceView) Parent() interpreter.Activation { return nil }

func (v *pieceView) run() *run { return (*run)(v) }

// instantView is a run as conditions on the instant see it.
type instantView run

func (v *instantView) ResolveName(name string) (any, bool) {
	r := (*run)(v)
	switch name {
	case "colour":
		return types.String(r.colour), true
	case "mark":
		return types.String(r.mark), true
	case "state":
		if r.state == nil {
			return types.String(""), true
		}
		return types.String(r.state.Name), true
	case "age":
		return types.Int(age(r.facts.Person.Birth, r.at)), true
	case "id_type":
		return types.String(r.facts.Person.IDType), true
	case "residence":
		return types.String(r.facts.Person.Residence.String()), true
	}
	for i, rule := range r.pack.Rules {
		if rule.As == name {
			return types.Bool(r.rule(i)), true
		}
	}
	return nil, false
}

func (v *instantView) Parent() interpreter.Activation { return nil }

func (v *instantView) run() *run { return (*run)(v) }

// birthdays are the instants at which the age changes, 00:00 in Beijing.
func birthdays(birth string) []instant.Instant {
	first, err := instant.Date(birth, instant.Beijing)
	if err != nil {
		return nil
	}
	var all []instant.Instant
	for n := 1; n <= 130; n++ {
		all = append(all, instant.Of(first.Time().Add(8*3600e9).AddDate(n, 0, 0).Add(-8*3600e9)))
	}
	return all
}

// unknownAge is the age of a person whose birth date is not known: no condition such as age < 3 holds by accident.
const unknownAge = math.MaxInt32

func age(birth string, at instant.Instant) int64 {
	days := birthdays(birth)
	if days == nil {
		return unknownAge
	}
	n, found := slices.BinarySearch(days, at)
	if found {
		n++
	}
	return int64(n)
}
