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
	for i := range r.pieces {
		if begins(&r.pieces[i], t) {
			tr.Kind = r.pieces[i].Kind
		}
	}
	for _, m := range r.facts.Modes {
		tr.On = tr.On || m.From == t
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

// ruleOf is the rule that makes the transition: one whose evidence begins or ends to count at t, and without which it
// would not come about; one that gives something before one that is a fact for others.
func (m *mapper) ruleOf(h *hop) {
	r := m.pack.newRun(h.facts, instant.Never-1)
	defer r.release()
	state := func(i int, t instant.Instant) *State {
		q := m.without[i].newRun(h.facts, instant.Never-1)
		defer q.release()
		return q.outcome(t).state
	}
	for i, rule := range m.pack.Rules {
		if h.Rule != nil && (h.Rule.Gives != (Gives{}) || rule.Gives == (Gives{})) {
			continue
		}
		if slices.ContainsFunc(r.spans[i], func(s span) bool {
			return s.from == h.at && state(i, h.at) != h.To || s.until == h.at && (h.Cause != Recorded) && state(i, h.at-1) != h.From
		}) {
			h.Rule = rule
		}
	}
	if h.Cause == Lapse && h.Rule != nil {
		h.Length, h.AfterEnd = r.length(h.Rule, h.at)
	}
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
