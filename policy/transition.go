package policy

import (
	"cmp"
	"slices"
	"time"

	"kangma/evidence"
)

// Transition is a change from one state to another that a pack allows, as its own cases and a search through generated
// ones showed it: nobody draws it.
type Transition struct {
	From, To *State
	Cause    Cause
	Rule     *Rule         // whose evidence begins or ends to count, or whose mode is switched; nil if no single rule's
	Kind     evidence.Kind // of the record that begins; 0 if none does
	On       bool          // of Switched: the mode is switched on
	Length   time.Duration // of a Lapse: how long the evidence counted, or from when on
	AfterEnd bool          // Length is counted from the end of the evidence, not from its start
}

// Cause says what brings a transition about.
type Cause int

// The causes, the plainest first.
const (
	Recorded Cause = iota // a record begins
	Closed                // a record ends
	Lapse                 // time passes, nobody does anything
	Switched              // a mode is switched on or off
	Listed                // the list of risk areas changes
	Birthday              // the person grows older
)

// StateMap is all that a pack's states lead to.
type StateMap struct {
	Plain       *State              // of somebody of whom nothing speaks for another one
	Colours     map[*State][]Colour // that each state was seen with, the strongest first
	Transitions []Transition        // by the pack's order of states
}

// Map looks for the transitions between the pack's states: what each ground does to somebody in the plain state, as long
// as it lasts and after, and how states are reached and left that no single ground leads to. The same pack gives the
// same map.
func (p *Pack) Map(examples []*Example, regions evidence.Regions) StateMap {
	m := mapper{pack: p, hops: map[hopKey]*hop{}, seen: map[*State][]Colour{}, plain: p.plain()}
	for i := range p.Rules {
		m.without = append(m.without, p.withoutRule(i))
	}
	for _, ex := range examples {
		for _, s := range ex.Steps {
			if c, err := ex.Case(s, regions); err == nil {
				m.walk(&c.Facts, c.At)
			}
		}
	}
	s := newSearch(p)
	for range worlds {
		m.walk(s.world(), searchAt)
	}
	found := m.singles(s)
	found = append(found, m.beyond(found)...)
	order := func(s *State) int { return slices.Index(p.States, s) }
	slices.SortStableFunc(found, func(a, b Transition) int {
		return cmp.Or(cmp.Compare(order(a.From), order(b.From)), cmp.Compare(order(a.To), order(b.To)), cmp.Compare(a.Cause, b.Cause))
	})
	for _, c := range m.seen {
		slices.SortFunc(c, func(a, b Colour) int {
			return cmp.Compare(slices.Index(p.ColourOrder, a), slices.Index(p.ColourOrder, b))
		})
	}
	return StateMap{Plain: m.plain, Colours: m.seen, Transitions: found}
}

// plain is the state in which the pack ends when nothing else holds.
func (p *Pack) plain() *State {
	if p.table {
		return p.States[len(p.States)-1]
	}
	for _, i := range p.colours[len(p.colours)-1] {
		if p.Rules[i].always() {
			return p.Rules[i].state
		}
	}
	return nil
}
