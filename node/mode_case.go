package node

import (
	"context"

	"kangma/internal/instant"
	"kangma/policy"
	"kangma/review"
	"kangma/store"
)

// modeEffects: a mode is switched when another than who proposed it approves (HB-11, WH-07).
var modeEffects = effects{
	opened: func(_ context.Context, n *Node, _ *store.Tx, open *opening) error {
		form := open.Form.(review.ModeForm)
		_, err := n.checkSwitch(policy.Switch{Mode: form.Mode, Reason: form.Reason})
		return err
	},
	moved: func(ctx context.Context, n *Node, tx *store.Tx, m *caseMove) error {
		form, ok := m.Form.(review.ModeForm)
		if m.Event.Move != review.Approve || !ok {
			return nil
		}
		s := policy.Switch{Mode: form.Mode, Region: n.region, From: max(form.From, m.At), Until: form.Until, Reason: form.Reason}
		switch {
		case form.Off:
			s.Until = s.From
		case s.Until == 0:
			s.Until = instant.Never
		}
		_, err := n.switchMode(ctx, tx, m.office(), s, m.At)
		return err
	},
}
