package node

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/store"
)

// Moment is an instant that one asks about, and the knowledge with which: what was known then, or what is known at a
// later instant. The zero Moment is now; without KnownAt it is what was known then.
type Moment struct{ At, KnownAt instant.Instant }

// settled fills in what was left out, and refuses what cannot be asked.
func (m Moment) settled(now instant.Instant) (Moment, error) {
	if m.At == 0 {
		m.At = now
	}
	if m.KnownAt == 0 {
		m.KnownAt = m.At
	}
	switch {
	case m.At > now:
		return m, fault.Field("at", m.At.In(instant.Beijing), "has not come yet")
	case m.KnownAt > now:
		return m, fault.Field("known_at", m.KnownAt.In(instant.Beijing), "has not come yet")
	case m.KnownAt < m.At:
		return m, fault.Field("known_at", m.KnownAt.In(instant.Beijing), "is before the instant asked about, %s", m.At.In(instant.Beijing))
	}
	return m, nil
}

// Replay explains the code of the caller's own person or of a ward at a moment: with the knowledge of then the same bytes
// as then, or as is known later (BY-02).
func (n *Node) Replay(ctx context.Context, c Caller, who id.ID, m Moment) (Explained, error) {
	now := n.clock.Now()
	m, err := m.settled(now)
	if err != nil {
		return Explained{}, err
	}
	var out Explained
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, now)
		if err != nil {
			return err
		}
		out, err = n.explain(ctx, tx, who, m, now)
		return err
	})
	return out, err
}

// explain decides anew, which is what was decided then (NO-8): deciding is pure, and what it stands on is kept as it was
// known: evidence, residence and birth, lists, modes, and the pack itself.
func (n *Node) explain(ctx context.Context, tx *store.Tx, who id.ID, m Moment, now instant.Instant) (Explained, error) {
	r, err := n.regimeFor(ctx, tx, who, m)
	if err != nil {
		return Explained{}, err
	}
	brief, err := tx.BriefKnown(ctx, who, m.KnownAt)
	if err != nil {
		return Explained{}, err
	}
	known, err := tx.EvidenceOf(ctx, []id.ID{who})
	if err != nil {
		return Explained{}, err
	}
	f := r.facts(brief)
	f.Evidence = known[who]
	d := r.pack.Decide(&f, m.At, m.KnownAt)
	out := Explained{Person: who, Moment: m, Now: now, Policy: d.Policy, Digest: r.pack.Digest, Regime: r.Number, Title: r.pack.Title, From: r.since,
		Colour: d.Colour, Mark: d.Mark, Labels: d.Labels, State: d.State, Gate: d.Gate, Next: d.NextReview, Decision: d.JSON(instant.Beijing)}
	for _, reason := range d.Reasons {
		x := Reason{Rule: reason.Rule, Until: reason.Until}
		for _, f := range f.Evidence {
			if slices.Contains(reason.Evidence, f.ID) {
				x.Evidence = append(x.Evidence, f.AsKnown(m.KnownAt))
			}
		}
		out.Reasons = append(out.Reasons, x)
	}
	return out, nil
}

// regimeFor is the regime under which a person is decided for a moment: the pack that was in force then, with the modes
// and lists that were known.
func (n *Node) regimeFor(ctx context.Context, tx *store.Tx, who id.ID, m Moment) (*regime, error) {
	then, err := n.regimeAt(ctx, tx, m.At)
	if err != nil {
		return nil, err
	}
	// Another process may have begun a regime while this decision was being made under the one before.
	number, decided, err := tx.DecidedAt(ctx, who, m.At)
	if err == nil && decided && number != then.Number {
		then, err = n.pastRegime(ctx, tx, number)
	}
	if err != nil {
		return nil, err
	}
	if err := then.ended(m.At); err != nil {
		return nil, err
	}
	if m.KnownAt == m.At {
		return then, nil
	}
	known, err := n.regimeAt(ctx, tx, m.KnownAt)
	if err != nil {
		return nil, err
	}
	later := *then
	later.modes, later.risk = known.modes, known.risk
	return &later, nil
}

// regimeAt is the regime that was in force at an instant.
func (n *Node) regimeAt(ctx context.Context, tx *store.Tx, at instant.Instant) (*regime, error) {
	now, err := n.current(ctx, tx)
	if err != nil || at >= now.From {
		return now, err
	}
	was, ok, err := tx.RegimeAt(ctx, at)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.NotFound, "regime.none", "no rules were in force at %s", at)
	}
	return n.past.of(was.Number, func() (*regime, error) { return n.readRegime(ctx, tx, was, nil) })
}

func (n *Node) pastRegime(ctx context.Context, tx *store.Tx, number int64) (*regime, error) {
	return n.past.of(number, func() (*regime, error) {
		was, ok, err := tx.RegimeNumbered(ctx, number)
		if err == nil && !ok {
			err = fmt.Errorf("node: there is no regime %d", number)
		}
		if err != nil {
			return nil, err
		}
		return n.readRegime(ctx, tx, was, nil)
	})
}

// mostPast is how many regimes of the past are held ready: those that are asked about are few, and next to each other.
const mostPast = 16

// past are regimes that are over, the last asked first. Safe for concurrent use.
type past struct {
	mu   sync.Mutex
	held []*regime
}

// of is a regime by its number: one that is held, or as it is read.
func (p *past) of(number int64, read func() (*regime, error)) (*regime, error) {
	if r := p.find(number); r != nil {
		return r, nil
	}
	r, err := read()
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = slices.Insert(p.held, 0, r)
	p.held = p.held[:min(len(p.held), mostPast)]
	return r, nil
}

func (p *past) find(number int64) *regime {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(p.held, func(r *regime) bool { return r.Number == number })
	if i < 0 {
		return nil
	}
	r := p.held[i]
	p.held = slices.Insert(slices.Delete(p.held, i, i+1), 0, r)
	return r
}
