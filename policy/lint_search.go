package policy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"kangma/internal/instant"
)

// How many cases the search makes: at least the first, up to the second while something has not been seen to happen.
const (
	worlds     = 4000
	moreWorlds = 20000
)

// probe is what came of looking through many cases.
type probe struct {
	pack    *Pack
	without []*Pack    // the pack as it would be without each rule
	held    [][]uint64 // by rule: in which cases it held, a bit each
	row     [][]uint64 // by state of the table: in which its condition held, whatever came before it
	matters []bool     // by rule: without it some decision would be another
	reached map[*State]bool
	cases   int
}

// search notes rules that never hold or never matter, states that are never reached, and ties.
func (l *linter) search() {
	p := newProbe(l.pack)
	for _, ex := range l.examples { // what the pack's own cases show needs no luck to be found
		for _, s := range ex.Steps {
			if c, err := ex.Case(s, l.regions); err == nil {
				p.try(&c.Facts, c.At, c.KnownAt)
			}
		}
	}
	s := newSearch(l.pack)
	for n := 0; n < worlds || n < moreWorlds && !p.settled(); n++ {
		p.try(s.world(), searchAt, instant.Never-1)
	}
	looked := fmt.Sprintf(" in %d cases looked through", p.cases)
	for i, r := range l.pack.Rules {
		file := path.Join("rules", r.ID+".yaml")
		switch {
		case isEmpty(p.held[i]):
			l.add(LintError, file, r.ID, "never holds"+looked, "mend its conditions, or take it out; if it can hold, write a case that shows it")
		case !p.matters[i]:
			l.add(LintError, file, r.ID, "holds, but never changes a decision or its reasons"+looked, "another rule always hides it or nothing uses it: mend the order, or take it out")
		}
	}
	for _, s := range l.pack.States {
		if !p.reached[s] {
			l.add(LintError, "pack.yaml", "state "+s.Name, "is never reached"+looked, "mend its condition or the order, or take it out; if it can be reached, write a case that shows it")
		}
	}
	l.ties(p)
}

// ties notes two rules that compete for one aspect, or two states, and always hold together: which of them is shown
// was never decided, or one of them is written twice.
func (l *linter) ties(p *probe) {
	rules := l.pack.Rules
	for i, a := range rules {
		for j := i + 1; j < len(rules); j++ {
			b := rules[j]
			if !compete(a, b) || isEmpty(p.held[i]) || !slices.Equal(p.held[i], p.held[j]) {
				continue
			}
			file := path.Join("rules", b.ID+".yaml")
			if a.Gives == b.Gives {
				l.add(LintWarning, file, b.ID, "holds exactly when "+a.ID+" does, and gives the same", "write them as one rule")
			} else {
				l.add(LintError, file, b.ID, "holds exactly when "+a.ID+" does, but gives something else", "say when each of them holds, or put one into another tier")
			}
		}
	}
	for i, a := range l.pack.States {
		for j := i + 1; j < len(l.pack.States) && l.pack.table; j++ {
			if b := l.pack.States[j]; !isEmpty(p.row[i]) && slices.Equal(p.row[i], p.row[j]) {
				l.add(LintError, "pack.yaml", "state "+b.Name, "its condition holds exactly when that of state "+a.Name+" does", "say when each of them holds")
			}
		}
	}
}

func compete(a, b *Rule) bool {
	return a.Gives.Colour != "" && b.Gives.Colour != "" && a.tier == b.tier || a.Gives.Mark != "" && b.Gives.Mark != ""
}

func newProbe(p *Pack) *probe {
	b := &probe{pack: p, matters: make([]bool, len(p.Rules)), held: make([][]uint64, len(p.Rules)),
		row: make([][]uint64, len(p.States)), reached: map[*State]bool{}}
	for i := range p.Rules {
		b.without = append(b.without, p.withoutRule(i))
	}
	return b
}

// withoutRule is the pack with one rule that never holds and none of whose pieces counts.
func (p *Pack) withoutRule(i int) *Pack {
	never := &condition{program: falsehood{}}
	q := *p
	q.Rules = slices.Clone(p.Rules)
	r := *p.Rules[i]
	r.cond = never
	if len(r.Kinds) > 0 {
		r.when = never
	}
	q.Rules[i] = &r
	return &q
}

// falsehood is the program of a condition that never holds.
type falsehood struct{ cel.Program }

func (falsehood) Eval(any) (ref.Val, *cel.EvalDetails, error) { return types.False, nil, nil }

// try decides one case and notes what it shows.
func (b *probe) try(f *Facts, at, knownAt instant.Instant) {
	r := b.pack.newRun(f, knownAt)
	o := r.outcome(at)
	told := r.told(o)
	b.reached[o.state] = true
	var open []int // rules that may matter here for the first time
	for i := range b.pack.Rules {
		setBit(&b.held[i], b.cases, r.rule(i))
		if !b.matters[i] && (r.rule(i) || len(r.spans[i]) > 0) {
			open = append(open, i)
		}
	}
	for i, s := range b.pack.States {
		setBit(&b.row[i], b.cases, s.cond != nil && s.cond.holds((*instantView)(r)))
	}
	r.release()
	b.cases++
	for _, i := range open {
		r := b.without[i].newRun(f, knownAt)
		b.matters[i] = r.told(r.outcome(at)) != told
		r.release()
	}
}

// settled says whether every rule has mattered and every state was reached.
func (b *probe) settled() bool {
	return !slices.Contains(b.matters, false) && len(b.reached) == len(b.pack.States)
}

// told is all that is shown and said of an outcome.
func (r *run) told(o outcome) string {
	var b strings.Builder
	state := ""
	if o.state != nil {
		state = o.state.Name
	}
	fmt.Fprint(&b, o.colour, o.mark, o.labels, state, o.gate)
	for _, g := range r.reasons(o) {
		fmt.Fprint(&b, g.Rule.ID, g.Evidence, g.Until)
	}
	return b.String()
}

func setBit(bits *[]uint64, n int, to bool) {
	if n/64 == len(*bits) {
		*bits = append(*bits, 0)
	}
	if to {
		(*bits)[n/64] |= 1 << (n % 64)
	}
}

func isEmpty(bits []uint64) bool {
	return !slices.ContainsFunc(bits, func(w uint64) bool { return w != 0 })
}
