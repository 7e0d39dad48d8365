package policy

import (
	"fmt"
	"slices"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
)

// mapper walks cases through their whole time and keeps of each transition the smallest case.
type mapper struct {
	pack    *Pack
	without []*Pack // the pack as it would be without each rule
	plain   *State
	hops    map[hopKey]*hop
	seen    map[*State][]Colour
}

// hop is a transition on its way to be told, and the smallest case that shows it.
type hop struct {
	Transition
	facts *Facts
	at    instant.Instant
	cost  int // what is in facts
}

type hopKey struct {
	from, to *State
	cause    Cause
}

// year is how far around its instant a case is walked: ages change for ever.
const year = 400 * instant.Day

// walk notes the transitions of one case, all of it known.
func (m *mapper) walk(f *Facts, around instant.Instant) {
	for _, h := range m.hopsOf(f, around) {
		key := hopKey{h.From, h.To, h.Cause}
		if have := m.hops[key]; have == nil || h.cost < have.cost {
			m.hops[key] = m.shrunk(h, around)
		}
	}
}

// hopsOf are the transitions of a case, in order. A change for which two things happen at one instant is left out:
// nobody could say which of them did it.
func (m *mapper) hopsOf(f *Facts, around instant.Instant) (hops []hop) {
	r := m.pack.newRun(f, instant.Never-1)
	defer r.release()
	before := r.outcome(around.Add(-year))
	m.note(before)
	for _, t := range slices.Clone(r.nextEnds(around.Add(-year))) {
		if t > around.Add(year) {
			break
		}
		after := r.outcome(t)
		m.note(after)
		if after.state != before.state && before.state != nil && after.state != nil {
			if tr, ok := r.because(t); ok {
				tr.From, tr.To = before.state, after.state
				hops = append(hops, hop{tr, f, t, f.parts()})
			}
		}
		before = after
	}
	return hops
}

func (m *mapper) note(o outcome) {
	if o.state != nil && !slices.Contains(m.seen[o.state], o.colour) {
		m.seen[o.state] = append(m.seen[o.state], o.colour)
	}
}

// shrunk takes out of the case what the transition does not need.
func (m *mapper) shrunk(h hop, around instant.Instant) *hop {
	for i := 0; i < h.facts.parts(); i++ {
		for _, g := range m.hopsOf(h.facts.without(i), around) {
			if g.From == h.From && g.To == h.To && g.Cause == h.Cause {
				h, i = g, -1
				break
			}
		}
	}
	return &h
}

// parts counts what can be taken out of a case.
func (f *Facts) parts() int {
	n := len(f.Evidence) + len(f.Modes) + len(f.Risk.all())
	if f.Person != (Person{}) {
		n++
	}
	return n
}

// without is the case without one of its parts.
func (f *Facts) without(i int) *Facts {
	g := *f
	switch areas := f.Risk.all(); {
	case i < len(f.Evidence):
		g.Evidence = slices.Delete(slices.Clone(f.Evidence), i, i+1)
	case i < len(f.Evidence)+len(f.Modes):
		i -= len(f.Evidence)
		g.Modes = slices.Delete(slices.Clone(f.Modes), i, i+1)
	case i == len(f.Evidence)+len(f.Modes)+len(areas):
		g.Person = Person{}
	default:
		i -= len(f.Evidence) + len(f.Modes)
		g.Risk = NewRiskAreas(slices.Delete(areas, i, i+1))
	}
	return &g
}

// singles are the transitions that the ground of one rule alone brings about in the life of somebody in the plain state.
func (m *mapper) singles(s *search) (found []Transition) {
	kit, ok := m.kit()
	if !ok {
		return nil
	}
	seen := map[Transition]bool{} // each cause by each rule once, with the first length found
	look := func(f Facts) {
		for _, h := range m.hopsOf(&f, searchAt) {
			m.ruleOf(&h)
			key := h.Transition
			key.Length, key.AfterEnd = 0, false
			if !seen[key] {
				seen[key] = true
				found = append(found, h.Transition)
			}
		}
	}
	for i, rule := range m.pack.Rules {
		if rule.Mode != "" {
			look(Facts{Evidence: kit, Modes: []Mode{{rule.Mode, searchAt, searchAt.Add(instant.Day)}}})
		}
		for _, ground := range s.grounds[i] {
			f := Facts{Evidence: slices.Concat(kit, ground)}
			if len(rule.Listed) > 0 {
				var areas []RiskArea
				for _, g := range ground {
					areas = append(areas, RiskArea{g.Region, rule.Listed[0], searchAt.Add(-2 * year), searchAt.Add(2 * year)})
				}
				f.Risk = NewRiskAreas(areas)
			}
			look(f)
			if rule.LiftedBy != nil {
				for _, lift := range s.grounds[rule.lifter][:min(3, len(s.grounds[rule.lifter]))] {
					g := f
					g.Evidence = slices.Concat(f.Evidence, lift)
					look(g)
				}
			}
		}
	}
	return found
}

// kit is evidence that keeps somebody in the plain state for the whole time: what the smallest case has that came to
// it, from long ago on, or again each day if it lapses.
func (m *mapper) kit() ([]evidence.Fact, bool) {
	var least *hop
	for _, h := range m.hops {
		if h.To == m.plain && (h.Cause == Recorded || h.Cause == Lapse) && h.cost == len(h.facts.Evidence) && (least == nil || h.cost < least.cost || h.cost == least.cost && h.before(least)) {
			least = h
		}
	}
	if m.holds(nil) {
		return nil, true
	}
	if least == nil {
		return nil, false
	}
	begin := searchAt.Add(-3 * year / 2).Add(7*time.Hour + 13*time.Minute)
	for _, every := range []time.Duration{4 * year, instant.Day} {
		var kit []evidence.Fact
		for t := begin; t < searchAt.Add(3*year/2); t = t.Add(every) {
			for _, f := range least.facts.Evidence {
				f.ID = fmt.Sprint(f.ID, "@", int64(t))
				f.ValidFrom, f.RecordedAt, f.ValidUntil = t, t, instant.Never
				f.Attrs = slices.DeleteFunc(slices.Clone(f.Attrs), func(a evidence.Attr) bool { return a.Name.Type() == evidence.Time })
				kit = append(kit, f)
			}
		}
		if m.holds(kit) {
			return kit, true
		}
	}
	return nil, false
}

// before orders hops of one cost, so that the same pack gives the same kit.
func (h *hop) before(g *hop) bool {
	return h.From.Name < g.From.Name || h.From.Name == g.From.Name && h.Cause < g.Cause
}

// holds says whether the evidence alone keeps the plain state.
func (m *mapper) holds(kit []evidence.Fact) bool {
	f := Facts{Evidence: kit}
	r := m.pack.newRun(&f, instant.Never-1)
	defer r.release()
	from := searchAt.Add(-year)
	for _, t := range append([]instant.Instant{from}, slices.Clone(r.nextEnds(from))...) {
		if t < searchAt.Add(year) && r.outcome(t).state != m.plain {
			return false
		}
	}
	return true
}

// beyond are the smallest ways to each state to which the found transitions do not lead, and from each that they do not
// leave, to the plain state if there is one.
func (m *mapper) beyond(found []Transition) (more []Transition) {
	add := func(meets func(*hop) bool) (any bool) {
		least := -1
		var ways []*hop
		for _, from := range m.pack.States {
			for _, to := range m.pack.States {
				for c := Recorded; c <= Birthday; c++ {
					h := m.hops[hopKey{from, to, c}]
					if h == nil || !meets(h) || least >= 0 && h.cost > least {
						continue
					}
					if h.cost < least {
						ways = nil
					}
					least, ways = h.cost, append(ways, h)
				}
			}
		}
		for _, h := range ways {
			m.ruleOf(h)
			if !slices.Contains(more, h.Transition) {
				more = append(more, h.Transition)
			}
		}
		return len(ways) > 0
	}
	for _, s := range m.pack.States {
		if s == m.plain {
			continue
		}
		if !slices.ContainsFunc(found, func(tr Transition) bool { return tr.To == s }) {
			add(func(h *hop) bool { return h.To == s })
		}
		if !slices.ContainsFunc(found, func(tr Transition) bool { return tr.From == s }) {
			_ = add(func(h *hop) bool { return h.From == s && h.To == m.plain }) || add(func(h *hop) bool { return h.From == s })
		}
	}
	return more
}
