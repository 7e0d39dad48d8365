package policy

import (
	"slices"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
)

// because says what happens at t; ok is false if several things do.
func (r *run) because(t instant.Instant) (tr Transition, ok bool) {
	things := 0
	is := func(n int, cause Cause) {
		if n > 0 {
			things += n
			tr.Cause = cause
		}
	}
	is(count(r.pieces, func(i int) bool { return begins(&r.pieces[i], t) }), Recorded)
	is(count(r.pieces, func(i int) bool { p := &r.pieces[i]; return p.Ended && p.Until == t }), Closed)
	is(count(r.facts.Modes, func(i int) bool { m := r.facts.Modes[i]; return m.From == t || m.Until == t }), Switched)
	areas := r.facts.Risk.all()
	is(count(areas, func(i int) bool { return areas[i].From == t || areas[i].Until == t }), Listed)
	if r.pack.usesAge && slices.Contains(birthdays(r.facts.Person.Birth), t) {
		is(1, Birthday)
	}
	at := func(s span) bool { return s.from == t || s.until == t }
	switch tr.Cause {
	case Listed, Birthday:
	case Recorded:
		if things > 0 {
			tr.Rule = r.ruleAt(func(s span) bool { return s.piece >= 0 && s.from == t && begins(&r.pieces[s.piece], t) })
		}
		if tr.Rule == nil { // time, or a piece that counts for nothing but takes the place of another
			tr.Rule = r.ruleAt(at)
		}
	case Switched:
		tr.Rule = r.ruleAt(func(s span) bool { return s.piece < 0 && at(s) })
	default:
		tr.Rule = r.ruleAt(at)
	}
	if things == 0 {
		tr.Cause = Lapse
		lapses := map[int]bool{}
		for _, spans := range r.spans {
			for _, s := range spans {
				if s.piece >= 0 && at(s) {
					lapses[s.piece] = true
				}
			}
		}
		things = len(lapses)
		if tr.Rule != nil {
			tr.Length, tr.AfterEnd = r.length(tr.Rule, t)
		}
	}
	return tr, things == 1
}

func begins(p *evidence.Piece, t instant.Instant) bool { return p.From == t || p.ValidFrom == t }

func count[T any](of []T, meets func(int) bool) (n int) {
	for i := range of {
		if meets(i) {
			n++
		}
	}
	return n
}

// ruleAt is the rule with a span that meets: one that gives something before one that is a fact for others.
func (r *run) ruleAt(meets func(span) bool) (found *Rule) {
	for i, rule := range r.pack.Rules {
		if (found == nil || found.Gives == (Gives{}) && rule.Gives != (Gives{})) && slices.ContainsFunc(r.spans[i], meets) {
			found = rule
		}
	}
	return found
}

// length is how long the rule's evidence had counted at t, or from how long on it counts.
func (r *run) length(rule *Rule, t instant.Instant) (d time.Duration, afterEnd bool) {
	for _, s := range r.spans[rule.index] {
		if s.piece < 0 || s.from != t && s.until != t {
			continue
		}
		if p, c := &r.pieces[s.piece], rule.Counts; p.Ended && c.AfterEnd+c.UntilAfterEnd != 0 {
			return t.Sub(p.Until), true
		} else {
			return t.Sub(p.From), false
		}
	}
	return 0, false
}
