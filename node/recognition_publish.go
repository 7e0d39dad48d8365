package node

import (
	"context"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// ProposeEdition proposes a matrix, or keys or rules of other states' certificates, for another to approve (BY-15). from zero: as
// soon as it is approved.
func (n *Node) ProposeEdition(ctx context.Context, c Caller, kind federation.EditionKind, data []byte, from instant.Instant, reason string) (federation.Edition, error) {
	var out federation.Edition
	if err := n.may(ctx, c, staff.Ask{Action: staff.FederationManage}); err != nil {
		return out, err
	}
	content, err := n.contentOf(kind, data)
	if err != nil {
		return out, err
	}
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage})
		if err != nil {
			return err
		}
		at := n.clock.Now()
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return err
		}
		if out, err = federation.Propose(kind, content, data, from, reason, by, at); err != nil {
			return err
		}
		if err := tx.InsertEdition(ctx, out); err != nil {
			return err
		}
		return n.record(ctx, tx, n.editionEntry(o, audit.RecognitionPropose, out, at, "reason", out.Reason))
	})
	return out, err
}

// ApproveEdition approves another's proposal: gates know of it with their next trust list.
func (n *Node) ApproveEdition(ctx context.Context, c Caller, edition id.ID, reason string) (federation.Edition, error) {
	return n.actOnEdition(ctx, c, edition, audit.RecognitionApprove, func(tx *store.Tx, e *federation.Edition, by policy.Hand, at instant.Instant) error {
		content, err := n.contentOf(e.Kind, e.Data)
		if err != nil {
			return err
		}
		if err := e.Approve(content.From, by, reason, at); err != nil {
			return err
		}
		return tx.ApproveEdition(ctx, *e)
	})
}

// WithdrawEdition takes an edition back before it begins.
func (n *Node) WithdrawEdition(ctx context.Context, c Caller, edition id.ID, reason string) (federation.Edition, error) {
	return n.actOnEdition(ctx, c, edition, audit.RecognitionWithdraw, func(tx *store.Tx, e *federation.Edition, by policy.Hand, at instant.Instant) error {
		if err := e.Withdraw(by, reason, at); err != nil {
			return err
		}
		return tx.WithdrawEdition(ctx, *e)
	})
}

// StopEdition has an issuer, or with "" all of an edition, count no more at once (RC-4): one may, since it makes nothing count for more.
func (n *Node) StopEdition(ctx context.Context, c Caller, edition id.ID, issuer, reason string) (federation.Edition, error) {
	return n.actOnEdition(ctx, c, edition, audit.RecognitionStop, func(tx *store.Tx, e *federation.Edition, by policy.Hand, at instant.Instant) error {
		if err := e.Stop(issuer, by, reason, at); err != nil {
			return err
		}
		return tx.StopEdition(ctx, *e)
	})
}

func (n *Node) actOnEdition(ctx context.Context, c Caller, edition id.ID, action audit.Action,
	act func(*store.Tx, *federation.Edition, policy.Hand, instant.Instant) error) (federation.Edition, error) {
	var out federation.Edition
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage})
		if err != nil {
			return err
		}
		if out, err = tx.Edition(ctx, edition); err != nil {
			return err
		}
		at := n.clock.Now()
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return err
		}
		if err := act(tx, &out, by, at); err != nil {
			return err
		}
		tx.OnCommit(func() { n.trust.Store(nil) })
		if action == audit.RecognitionStop {
			stop := out.Stops[len(out.Stops)-1]
			return n.record(ctx, tx, n.editionEntry(o, action, out, at, "issuer", stop.Issuer, "reason", stop.Reason))
		}
		return n.record(ctx, tx, n.editionEntry(o, action, out, at))
	})
	return out, err
}

// Editions lists editions of a kind ("": of all), the newest proposed first, for staff who manage recognition.
func (n *Node) Editions(ctx context.Context, c Caller, kind federation.EditionKind, before id.ID, limit int) (list []federation.Edition, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage}); err != nil {
			return err
		}
		list, err = tx.Editions(ctx, kind, before, limit)
		return err
	})
	return list, err
}

// Edition is one with its file.
func (n *Node) Edition(ctx context.Context, c Caller, edition id.ID) (e federation.Edition, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage}); err != nil {
			return err
		}
		e, err = tx.Edition(ctx, edition)
		return err
	})
	return e, err
}

func (n *Node) editionEntry(o office, action audit.Action, e federation.Edition, at instant.Instant, more ...string) audit.Entry {
	out := o.entry(action, n.region, at)
	out.Object = audit.Object{Kind: "edition", ID: e.ID.String()}
	out.Detail = out.Detail.With("kind", e.Kind).With("name", e.Name).With("digest", e.Digest).With("from", e.From).With("until", e.Until)
	for i := 0; i+1 < len(more); i += 2 {
		out.Detail = out.Detail.With(more[i], more[i+1])
	}
	return out
}
