package node

import (
	"context"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/store"
)

// cotravellerEffects: what the matching proposed becomes a close contact when two professionals say so, or ends (EP-03).
var cotravellerEffects = effects{
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		switch m.Event.Move {
		case review.Lapse:
			return nothingStands(ctx, tx, m)
		case review.Approve, review.Refuse:
		default:
			return nil
		}
		form, _ := m.Form.(review.CotravellerForm)
		if m.Event.Move == review.Approve {
			err := n.brings(ctx, tx, m, evidence.Fact{Kind: evidence.ContactClose, ValidFrom: form.Last, ValidUntil: instant.Never,
				Attrs: evidence.Attrs{evidence.TimeAttr(evidence.LastExposure, form.Last)}})
			if err != nil {
				return err
			}
		}
		return n.changeCited(ctx, tx, m, evidence.Change{Until: m.At, Reason: m.Event.Words.Reason, Ground: caseSource(m.Case)}, evidence.End)
	},
}
