package node

import (
	"context"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/policy"
	"kangma/review"
	"kangma/store"
)

// passEffects: a temporary pass is granted at once where the rules of state 14 hold, and refused with the reason where they
// do not (WZ-12).
var passEffects = effects{
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		facts, err := factsAbout(ctx, tx, open.Person.ID)
		if err != nil {
			return err
		}
		shown, err := n.wouldShow(ctx, tx, open.Person.ID, facts, open.At, true)
		if err != nil {
			return err
		}
		if err := passes(facts, open.At); err != nil {
			return err
		}
		switch {
		case shown.Mark != "question":
			return fault.New(fault.Conflict, "pass.not_needed", "your code has no question mark: a temporary pass is for who has no itinerary")
		case shown.Colour != policy.Green:
			return fault.New(fault.Conflict, "pass.colour", "your code is not green: a temporary pass does not help; see what your code asks you to do")
		case leftCity(facts, open.At):
			return fault.New(fault.Conflict, "pass.left_city", "your itinerary says that you left the city within 14 days: have it looked up again, or ask for a grass-roots check")
		}
		return nil
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		return n.brings(ctx, tx, m, evidence.Fact{Kind: evidence.PassTemporary, ValidFrom: m.At, ValidUntil: instant.Never,
			Attrs: evidence.Attrs{evidence.BoolAttr(evidence.Promise, true)}})
	},
}

// passes refuses another pass while one holds, and more than a few a day.
func passes(facts []evidence.Fact, at instant.Instant) error {
	today := 0
	for i := range facts {
		f := &facts[i]
		if f.Kind != evidence.PassTemporary || f.RetractedAt <= at {
			continue
		}
		if stands(f, at) {
			return fault.New(fault.Conflict, "pass.running", "a temporary pass holds already")
		}
		if dayOf(f.ValidFrom) == dayOf(at) {
			today++
		}
	}
	if today >= review.PassesADay {
		return fault.New(fault.TooMany, "pass.too_many", "%d temporary passes were granted today; have the itinerary looked up again, or ask for a grass-roots check", today)
	}
	return nil
}

// leftCity says whether the latest itinerary says so, whatever its expiry.
func leftCity(facts []evidence.Fact, at instant.Instant) bool {
	f := itinerary.Latest(facts, at)
	return f != nil && f.Attrs.Bool(evidence.Left)
}

// wouldShow decides a person by given facts, with or without the modes that are on, and stores nothing.
func (n *Node) wouldShow(ctx context.Context, tx *store.Tx, who id.ID, facts []evidence.Fact, at instant.Instant, modes bool) (policy.Decision, error) {
	r, err := n.current(ctx, tx)
	if err != nil {
		return policy.Decision{}, err
	}
	briefs, err := tx.Briefs(ctx, []id.ID{who}, id.ID{}, 1)
	if err != nil || len(briefs) == 0 {
		return policy.Decision{}, err
	}
	f := r.facts(briefs[0])
	f.Evidence = facts
	if !modes {
		f.Modes = nil
	}
	return r.decide(&f, at), nil
}
