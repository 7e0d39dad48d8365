package node

import (
	"context"
	"slices"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/store"
)

// conversionEffects: approval ends the evidence that the case names from that moment, and leaves the rest; the code
// follows in the same transaction (HB-05).
var conversionEffects = effects{
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		for _, v := range open.Case.Evidence {
			if err := convertible(open, v); err != nil {
				return err
			}
		}
		return notOpenYet(ctx, tx, open)
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		switch m.Event.Move {
		case review.Approve:
			return n.changeCited(ctx, tx, m, evidence.Change{Until: m.At, Reason: m.Event.Words.Reason}, evidence.End)
		case review.Lapse:
			return nothingStands(ctx, tx, m)
		case review.Escalate:
			return n.interim(ctx, tx, m)
		}
		return nil
	},
}

// convertible refuses a piece of evidence that a conversion cannot end: one that is not his, has ended, or is no ground.
func convertible(open *opening, v id.ID) error {
	i := slices.IndexFunc(open.Facts, func(f evidence.Fact) bool { return f.ID == v.String() })
	if i < 0 {
		return fault.Field("evidence", v.String(), "is no evidence about this person")
	}
	f := &open.Facts[i]
	switch {
	case f.Kind == evidence.Registration:
		return fault.Field("evidence", v.String(), "is the registration, which colours nobody")
	case !stands(f, open.At):
		return fault.New(fault.Conflict, "case.evidence_ended", "the evidence %s has ended or was retracted; there is nothing to ask for", v)
	}
	return nil
}

// stands says whether a piece of evidence is known, has begun and has not ended.
func stands(f *evidence.Fact, at instant.Instant) bool {
	p, ok := f.Known(at)
	return ok && f.ValidFrom <= at && at < p.Until
}

// notOpenYet refuses a second case of one kind about the same evidence while the first is open.
func notOpenYet(ctx context.Context, tx *store.Tx, open *opening) error {
	const enough = 1000 // nobody has as many
	all, err := tx.CasesOf(ctx, open.Case.Person, id.ID{}, enough)
	for _, c := range all {
		if c.Kind != open.Case.Kind || !c.IsOpen() {
			continue
		}
		for _, v := range open.Case.Evidence {
			if slices.Contains(c.Evidence, v) {
				return fault.New(fault.Conflict, "case.open_already", "the case %s about this evidence is open; wait for it, or withdraw it", c.ID)
			}
		}
	}
	return err
}

// cited are the facts that a case is about.
func cited(ctx context.Context, tx *store.Tx, c review.Case) ([]evidence.Fact, error) {
	facts, err := factsAbout(ctx, tx, c.Person)
	return slices.DeleteFunc(facts, func(f evidence.Fact) bool {
		return !slices.ContainsFunc(c.Evidence, func(v id.ID) bool { return v.String() == f.ID })
	}), err
}

type evidenceVerb func(context.Context, evidence.Tx, evidence.Change, instant.Instant) (evidence.Change, error)

// changeCited ends or retracts what of the cited evidence still stands, with the case as ground, and decides the person
// anew. If nothing stands any more the move is refused: somebody else was faster, and there is nothing to decide.
func (n *Node) changeCited(ctx context.Context, tx *store.Tx, m *caseMove, ch evidence.Change, verb evidenceVerb) error {
	facts, err := cited(ctx, tx, m.Case)
	if err != nil {
		return err
	}
	on := groundWith(m.Case, ch.Ground)
	done := 0
	for i := range facts {
		f := &facts[i]
		if !stands(f, m.At) {
			continue
		}
		v, err := id.Parse(f.ID)
		if err != nil {
			return err
		}
		ch.Person, ch.Evidence, ch.By, ch.Ground = m.Case.Person, v, m.By, on
		made, err := verb(ctx, tx, ch, m.At)
		if err != nil {
			return err
		}
		if err := n.recordChange(ctx, tx, m, made, f.Kind); err != nil {
			return err
		}
		done++
	}
	if done == 0 {
		return fault.New(fault.Conflict, "case.evidence_ended", "the evidence that this case is about has ended meanwhile; close the case, there is nothing left to decide")
	}
	_, err = n.decide(ctx, tx, []id.ID{m.Case.Person}, m.At)
	return err
}

// groundWith is the case as the ground of what it changed, with what the case itself rests on.
func groundWith(c review.Case, more string) string {
	if more == "" {
		return caseSource(c)
	}
	return caseSource(c) + ": " + more
}

// recordChange writes the audit entry of evidence that a case ended or retracted (BY-04).
func (n *Node) recordChange(ctx context.Context, tx *store.Tx, m *caseMove, ch evidence.Change, kind evidence.Kind) error {
	action := audit.EvidenceEnd
	if ch.Kind == evidence.Retracts {
		action = audit.EvidenceRetract
	}
	e := systemEntry(action, m)
	e.Subject, e.Object = m.Case.Person, audit.Object{Kind: "evidence", ID: ch.Evidence.String()}
	e.Detail = e.Detail.With("kind", kind).With("case", m.Case.ID)
	return n.record(ctx, tx, e)
}

// nothingStands refuses to close a case for want of evidence while some of it stands.
func nothingStands(ctx context.Context, tx *store.Tx, m *caseMove) error {
	facts, err := cited(ctx, tx, m.Case)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(facts, func(f evidence.Fact) bool { return stands(&f, m.At) }) {
		return fault.New(fault.Conflict, "case.evidence_stands", "the evidence that this case is about has not ended; decide it")
	}
	return nil
}

// interimPass is how long the interim measure holds at most; rules may count a pass for less (Wenzhou's: two hours).
const interimPass = 24 * time.Hour

// interim is the automatic measure when a reviewer is late (BY-17). The case has been raised already; where the rule book
// in force knows temporary passes, and the holder gave the promise that such a pass needs, he also gets one, as dated
// evidence that its rules judge: no colour is set by hand (BY-03).
func (n *Node) interim(ctx context.Context, tx *store.Tx, m *caseMove) error {
	form, ok := m.Form.(review.Explanation)
	if !ok || !form.Promise {
		return nil
	}
	r, err := n.current(ctx, tx)
	if err != nil {
		return err
	}
	known := false
	for _, rule := range r.pack.Rules {
		known = known || slices.Contains(rule.Kinds, evidence.PassTemporary)
	}
	if !known {
		return nil
	}
	return n.brings(ctx, tx, m, evidence.Fact{Kind: evidence.PassTemporary, ValidFrom: m.At, ValidUntil: m.At.Add(interimPass),
		Attrs: evidence.Attrs{evidence.BoolAttr(evidence.Promise, true)}})
}
