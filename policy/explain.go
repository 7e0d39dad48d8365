package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"

	"kangma/evidence"
	"kangma/internal/instant"
)

// Explanation is how a pack comes to a decision: every rule that was tried, on every piece of evidence that it looks
// at, and the table of states as far as it was read (BY-02).
type Explanation struct {
	Decision Decision
	Rules    []Trial      // in the pack's order
	States   []StateTrial // down to the one that held; none where rules name their state
}

// Trial is one rule, tried.
type Trial struct {
	Rule    *Rule
	Holds   bool
	Shown   bool // it is a reason of the decision
	Why     Why
	Pieces  []PieceTrial // by id
	Uses    []Value      // what its own condition (if) looks at
	Changes instant.Instant
}

// PieceTrial is one piece of evidence under one rule.
type PieceTrial struct {
	Fact  *evidence.Fact
	Why   Why
	At    instant.Instant // the instant that Why speaks of; Never if it speaks of none
	By    string          // the id of the piece that superseded or lifted it
	Uses  []Value         // what the condition (when) looked at, where it did not match
	Until instant.Instant // of one that counts: until when
}

// StateTrial is one row of the table of states, tried.
type StateTrial struct {
	State *State
	Holds bool
	Uses  []Value
}

// Value is a name in a condition and what it stood for.
type Value struct{ Name, Value string }

// Why says why a rule holds or does not, or why a piece counts for it or does not. The set is closed.
type Why string

const (
	Holds     Why = "holds"      // the rule holds
	NoPiece   Why = "no_piece"   // no piece of its kinds is in the case
	NoneCount Why = "none_count" // there are some, but none counts
	TooFew    Why = "too_few"    // fewer count than it needs
	TooClose  Why = "too_close"  // enough count, but they do not lie far enough apart
	ModeOff   Why = "mode_off"   // its mode is not switched on
	IfFails   Why = "if_fails"   // its own condition does not hold

	Counting   Why = "counts"     // the piece counts
	Unknown    Why = "unknown"    // recorded later than known_at
	Retracted  Why = "retracted"  // known at known_at to be wrong
	Unmatched  Why = "unmatched"  // the condition on the piece does not match
	NotYet     Why = "not_yet"    // it begins to count later
	Ended      Why = "ended"      // its own interval has ended
	NotEnded   Why = "not_ended"  // only ended ones count, and it has not ended
	TooOld     Why = "too_old"    // older than the rule's length of time
	Superseded Why = "superseded" // a later one of the kind, or of the issuer, took its place
	NotListed  Why = "not_listed" // its region lies in no area listed now
	Lifted     Why = "lifted"     // a piece of the rule named under lifted_by lifts it
)

// Explain decides like Decide and tells of every rule.
func (p *Pack) Explain(f *Facts, at, knownAt instant.Instant) Explanation {
	e := Explanation{Decision: p.Decide(f, at, knownAt)}
	r := p.newRun(f, knownAt)
	defer r.release()
	changes := r.changes(at)
	r.outcome(at)
	for i, rule := range p.Rules {
		t := Trial{Rule: rule, Holds: r.rule(i), Why: r.why(i), Uses: uses(rule.cond, (*instantView)(r)), Changes: changes[i],
			Shown: slices.ContainsFunc(e.Decision.Reasons, func(g Reason) bool { return g.Rule == rule })}
		for n := range f.Evidence {
			if slices.Contains(rule.Kinds, f.Evidence[n].Kind) {
				t.Pieces = append(t.Pieces, r.tryPiece(rule, &f.Evidence[n], knownAt))
			}
		}
		slices.SortFunc(t.Pieces, func(a, b PieceTrial) int { return strings.Compare(a.Fact.ID, b.Fact.ID) })
		if t.Why == NoneCount && len(t.Pieces) == 0 {
			t.Why = NoPiece
		}
		e.Rules = append(e.Rules, t)
	}
	for _, s := range p.States {
		if !p.table {
			break
		}
		holds := s == e.Decision.State
		e.States = append(e.States, StateTrial{State: s, Holds: holds, Uses: uses(s.cond, (*instantView)(r))})
		if holds {
			break
		}
	}
	return e
}

// changes are the first instants after at at which each rule begins or ceases to hold.
func (r *run) changes(at instant.Instant) []instant.Instant {
	ends := slices.Clone(r.nextEnds(at))
	first := make([]instant.Instant, len(r.pack.Rules))
	now := make([]bool, len(first))
	r.outcome(at)
	for i := range first {
		first[i], now[i] = instant.Never, r.rule(i)
	}
	for _, t := range ends {
		r.outcome(t)
		for i := range first {
			if first[i] == instant.Never && r.rule(i) != now[i] {
				first[i] = t
			}
		}
	}
	return first
}

// why says why the rule holds or does not at r.at.
func (r *run) why(i int) Why {
	rule := r.pack.Rules[i]
	if r.rule(i) {
		return Holds
	}
	if r.counts(i) {
		return IfFails
	}
	if rule.Mode != "" {
		return ModeOff
	}
	n := 0
	for _, s := range r.spans[i] {
		if s.covers(r.at) {
			n++
		}
	}
	switch {
	case n == 0:
		return NoneCount
	case n < rule.Needs.Pieces:
		return TooFew
	}
	return TooClose
}

// tryPiece follows one piece through everything that a rule asks of it, in the order in which spans are made.
func (r *run) tryPiece(rule *Rule, f *evidence.Fact, knownAt instant.Instant) PieceTrial {
	t := PieceTrial{Fact: f, At: instant.Never, Until: instant.Never}
	i := slices.IndexFunc(r.pieces, func(p evidence.Piece) bool { return p.Fact == f })
	if i < 0 {
		if t.Why, t.At = Unknown, f.RecordedAt; f.RetractedAt <= knownAt {
			t.Why, t.At = Retracted, f.RetractedAt
		}
		return t
	}
	for _, s := range r.spans[rule.index] {
		if s.piece == i && s.covers(r.at) {
			t.Why, t.Until = Counting, s.until
			return t
		}
	}
	p := &r.pieces[i]
	if later := r.supersedes(rule, p); later != nil {
		t.Why, t.At, t.By = Superseded, later.ValidFrom, later.ID
		return t
	}
	r.piece = p
	if rule.when != nil && !rule.when.holds((*pieceView)(r)) {
		t.Why, t.Uses = Unmatched, uses(rule.when, (*pieceView)(r))
		return t
	}
	if rule.Pick != Each && p.ValidFrom > r.at {
		t.Why, t.At = NotYet, p.ValidFrom
		return t
	}
	if t.Why, t.At = rule.Counts.missed(p, r.at); t.Why != "" {
		return t
	}
	from, until := rule.Counts.window(p)
	here := func(s span) bool { return s.covers(r.at) }
	if len(rule.Listed) > 0 && !slices.ContainsFunc(r.listed(rule, span{i, from, until}), here) {
		t.Why = NotListed
		return t
	}
	t.Why = Lifted
	for _, l := range r.spans[rule.lifter] {
		if l.covers(r.at) && r.lifts(rule, l, p) {
			t.At, t.By = r.pieces[l.piece].From, r.pieces[l.piece].ID
		}
	}
	return t
}

// supersedes is the latest started piece that takes p's place under a rule that picks the latest; nil if none does.
func (r *run) supersedes(rule *Rule, p *evidence.Piece) *evidence.Piece {
	var best *evidence.Piece
	for i := range r.pieces {
		q := &r.pieces[i]
		if rule.Pick == Each || q.Kind != p.Kind || q.ValidFrom > r.at || p.ValidFrom > r.at || !q.Later(p.Fact) || rule.Pick == LatestPerIssuer && !sameIssuer(q, p) {
			continue
		}
		if best == nil || q.Later(best.Fact) {
			best = q
		}
	}
	return best
}

// missed says why an instant lies outside of the time in which a piece counts, and the instant that decides it; "" if
// it lies inside.
func (c Counts) missed(p *evidence.Piece, at instant.Instant) (Why, instant.Instant) {
	from, until := c.window(p)
	switch {
	case c.AfterEnd != 0 && (!p.Ended || at < from):
		return NotEnded, p.Until
	case at < from:
		return NotYet, from
	case at < until:
		return "", instant.Never
	case until == p.Until:
		return Ended, until
	}
	return TooOld, until
}

// uses are the names in a condition with their values, the rules' own names included.
func uses(c *condition, a interpreter.Activation) []Value {
	if c == nil {
		return nil
	}
	var values []Value
	for _, n := range c.names {
		v, ok := a.ResolveName(n)
		if !ok {
			continue
		}
		if r, ok := v.(ref.Val); ok {
			v = r.Value()
		}
		switch w := v.(type) {
		case string:
			v = strconv.Quote(w)
		case time.Time:
			v = instant.Of(w)
		}
		values = append(values, Value{n, fmt.Sprint(v)})
	}
	return values
}
