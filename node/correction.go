package node

import (
	"context"
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/region"
	"kangma/review"
	"kangma/store"
)

// correctionEffects: of one piece of evidence; what its source proposes is done when another has confirmed it (BY-03).
var correctionEffects = effects{
	seat: func(open *opening) region.Code { return seatOfEvidence(open) },
	opened: func(ctx context.Context, n *Node, tx *store.Tx, open *opening) error {
		if len(open.Case.Evidence) != 1 {
			return fault.Field("evidence", len(open.Case.Evidence), "is not one piece of evidence; a correction is of one")
		}
		v := open.Case.Evidence[0].String()
		i := slices.IndexFunc(open.Facts, func(f evidence.Fact) bool { return f.ID == v })
		if i < 0 {
			return fault.New(fault.NotFound, "evidence.not_found", "there is no such evidence about this person")
		}
		if p, known := open.Facts[i].Known(open.At); !known {
			return fault.New(fault.Conflict, "evidence.retracted", "the evidence was retracted")
		} else if form, ok := open.Form.(review.CorrectionForm); ok && form.Until >= p.Until {
			return fault.New(fault.Conflict, "evidence.ended", "the evidence already ends at %s", p.Until)
		} else if ok && form.Until != 0 && form.Until < open.Facts[i].ValidFrom {
			return fault.Field("until", form.Until.String(), "is before valid_from %s", open.Facts[i].ValidFrom)
		}
		return notOpenYet(ctx, tx, open)
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		ch := evidence.Change{Until: m.At, Reason: m.Event.Words.Reason}
		if form, ok := m.Form.(review.CorrectionForm); ok {
			ch.Ground = form.Ground
			if form.Until != 0 {
				ch.Until = form.Until
			}
		}
		switch {
		case m.Event.To == review.Retracted:
			return n.retractCited(ctx, tx, m, ch)
		case m.Event.To == review.Ended:
			return n.changeCited(ctx, tx, m, ch, evidence.End)
		case m.Event.Move == review.Lapse:
			return nothingStands(ctx, tx, m)
		}
		return nil
	},
}

// retractCited retracts the piece that a correction is about, ended or not: what never was true counts at no instant.
func (n *Node) retractCited(ctx context.Context, tx *store.Tx, m *caseMove, ch evidence.Change) error {
	r, _, err := tx.EvidenceRecord(ctx, m.Case.Person, m.Case.Evidence[0])
	if err != nil {
		return err
	}
	ch.Person, ch.Evidence, ch.By, ch.Ground, ch.Until = m.Case.Person, r.ID, m.By, groundWith(m.Case, ch.Ground), 0
	made, err := evidence.Retract(ctx, tx, ch, m.At)
	if err != nil {
		return err
	}
	if err := n.recordChange(ctx, tx, m, made, r.Kind); err != nil {
		return err
	}
	_, err = n.decide(ctx, tx, []id.ID{m.Case.Person}, m.At)
	return err
}
