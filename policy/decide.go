package policy

import (
	"math/bits"
	"slices"
	"sort"

	"kangma/internal/instant"
	"kangma/region"
)

// Decision is what a pack says of a person at an instant (evidence.md section 3).
type Decision struct {
	Jurisdiction region.Code
	Policy       string // name@version
	Colour       Colour
	Mark         Mark // "" where the pack has none
	Labels       []string
	State        *State
	Gate         Gate
	Reasons      []Reason
	DecidedFor   instant.Instant
	NextReview   instant.Instant // Never if nothing will change by itself
}

// Reason is one rule that gives what is shown, and the evidence that it stands on.
type Reason struct {
	Rule     *Rule
	Evidence []string        // ids, sorted by bytes; none for a default
	Until    instant.Instant // when the last of its evidence stops counting; Never if it does not, or if there is none
}

// outcome is what of a decision is shown, in a form that compares fast.
type outcome struct {
	colour Colour
	tier   int
	mark   Mark
	labels uint64 // by index in the pack's LabelOrder
	state  *State
	gate   Gate
}

func (o outcome) shows(q outcome) bool {
	return o.colour == q.colour && o.mark == q.mark && o.labels == q.labels && o.state == q.state && o.gate == q.gate
}

// Decide decides for the instant at, with what was known at knownAt. It is pure, and safe for concurrent use.
func (p *Pack) Decide(f *Facts, at, knownAt instant.Instant) Decision {
	r := p.newRun(f, knownAt)
	defer r.release()
	next := instant.Never
	ends := r.nextEnds(at)
	now := r.outcome(at)
	for _, t := range ends {
		if !r.outcome(t).shows(now) {
			next = t
			break
		}
	}
	if len(ends) > 0 {
		now = r.outcome(at)
	}
	d := Decision{Jurisdiction: p.Region, Policy: p.id, Colour: now.colour, Mark: now.mark, State: now.state,
		Gate: now.gate, DecidedFor: at, NextReview: next, Labels: p.labelWords(now.labels)}
	d.Reasons = r.reasons(now)
	return d
}

func (p *Pack) labelWords(set uint64) []string {
	if set == 0 {
		return nil
	}
	words := make([]string, 0, bits.OnesCount64(set))
	for ; set != 0; set &= set - 1 {
		words = append(words, p.LabelOrder[bits.TrailingZeros64(set)])
	}
	return words
}

// rule says whether the rule holds at r.at.
func (r *run) rule(i int) bool {
	if r.holds[i] == 0 {
		r.holds[i] = 2
		if r.counts(i) {
			rule := r.pack.Rules[i]
			if rule.cond == nil || rule.cond.holds((*instantView)(r)) {
				r.holds[i] = 1
			}
		}
	}
	return r.holds[i] == 1
}

// counts says whether as many pieces count at r.at as the rule needs. A rule without evidence needs none.
func (r *run) counts(i int) bool {
	rule := r.pack.Rules[i]
	if len(rule.Kinds) == 0 && rule.Mode == "" {
		return true
	}
	n := 0
	var first, last instant.Instant
	for _, s := range r.spans[i] {
		if !s.covers(r.at) {
			continue
		}
		if rule.Needs.Pieces < 2 {
			return true
		}
		start := r.pieces[s.piece].From
		if n == 0 || start < first {
			first = start
		}
		if n == 0 || start > last {
			last = start
		}
		n++
	}
	return n > 0 && n >= rule.Needs.Pieces && last.Sub(first) >= rule.Needs.Apart.D()
}

// outcome decides, aspect by aspect, what is shown at an instant.
func (r *run) outcome(at instant.Instant) outcome {
	p := r.pack
	r.at, r.colour, r.mark, r.state = at, "", "", nil
	clear(r.holds)
	var o outcome
	var first int
	o.tier, first = r.decidingTier(0)
	if first >= 0 {
		o.colour = p.Rules[first].Gives.Colour
		o.state = p.Rules[first].state
		for _, i := range p.colours[o.tier] {
			rule := p.Rules[i]
			if rule.Gives.Colour == o.colour && rule.label >= 0 && r.rule(i) {
				o.labels |= 1 << rule.label
			}
		}
	}
	r.colour = o.colour
	for _, i := range p.marks {
		if r.rule(i) {
			o.mark = p.Rules[i].Gives.Mark
			break
		}
	}
	r.mark = o.mark
	if p.table {
		for _, s := range p.States {
			if s.cond == nil || s.cond.holds((*instantView)(r)) {
				o.state = s
				break
			}
		}
	}
	r.state = o.state
	for _, i := range p.labels {
		if r.rule(i) {
			o.labels |= 1 << p.Rules[i].label
		}
	}
	if o.state != nil {
		o.gate = o.state.Gate
	}
	if g, ok := p.GateAlways[o.colour]; ok {
		o.gate = g
	}
	return o
}

// decidingTier is the first tier from the given one on in which a rule gives a colour, and its strongest rule, first in
// the pack's order; -1 if none does.
func (r *run) decidingTier(from int) (tier, first int) {
	for tier = from; tier < len(r.pack.colours); tier++ {
		for _, i := range r.pack.colours[tier] {
			if r.rule(i) {
				return tier, i
			}
		}
	}
	return -1, -1
}

// reasons explains an outcome: every ground of the colour shown, then of the mark, then of the labels, each in the
// pack's order.
func (r *run) reasons(o outcome) []Reason {
	rules := make([]int, 0, 4)
	colour := o.colour
	for tier := o.tier; tier >= 0; {
		still := false
		for i, rule := range r.pack.Rules {
			if rule.Gives.Colour == colour && rule.tier == tier && r.rule(i) {
				rules = append(rules, i)
				still = still || rule.StillExplains
			}
		}
		if !still {
			break
		}
		var first int
		if tier, first = r.decidingTier(tier + 1); first >= 0 {
			colour = r.pack.Rules[first].Gives.Colour
		}
	}
	for i, rule := range r.pack.Rules {
		if o.mark != "" && rule.Gives.Mark == o.mark && r.rule(i) {
			rules = append(rules, i)
		}
	}
	for _, i := range r.pack.labels {
		if r.rule(i) {
			rules = append(rules, i)
		}
	}
	reasons := make([]Reason, len(rules))
	for n, i := range rules {
		reasons[n] = r.reason(i)
	}
	return reasons
}

// reason gathers the evidence that a rule stands on at r.at, with that of the rules it names under also.
func (r *run) reason(i int) Reason {
	rule := r.pack.Rules[i]
	out := Reason{Rule: rule, Until: instant.Never}
	var until instant.Instant
	gather := func(i int) {
		for _, s := range r.spans[i] {
			if s.piece >= 0 && s.covers(r.at) {
				out.Evidence = append(out.Evidence, r.pieces[s.piece].ID)
				until = max(until, s.until)
			}
		}
	}
	gather(i)
	for _, a := range rule.also {
		if r.rule(a) {
			gather(a)
		}
	}
	if len(out.Evidence) > 0 {
		out.Until = until
	}
	if len(out.Evidence) > 1 {
		sort.Strings(out.Evidence)
		out.Evidence = slices.Compact(out.Evidence)
	}
	return out
}
