package node

import (
	"context"
	"time"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// Notice is how long before rules begin they are made known, where the operator has said nothing else.
const Notice = 24 * time.Hour

// Proposal is a pack that somebody wants in force.
type Proposal struct {
	Digest    policy.Digest
	From      instant.Instant // zero: as soon as may be
	Until     instant.Instant // zero: the pack's own end
	Reason    string
	Emergency string // why there is no time for notice, "" if there is
}

// ProposeRules proposes a pack that the node keeps, for another to approve (BY-05). The end of rules that are needed longer
// is moved by proposing the same pack again.
func (n *Node) ProposeRules(ctx context.Context, c Caller, q Proposal) (policy.Publication, error) {
	var out policy.Publication
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyPublish})
		if err != nil {
			return err
		}
		kept, err := tx.KeptPack(ctx, q.Digest)
		if err != nil {
			return err
		}
		pack, err := n.keptPack(ctx, tx, q.Digest)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return err
		}
		if out, err = policy.Propose(pack, kept.Findings, q.From, q.Until, q.Reason, q.Emergency, by, at); err != nil {
			return err
		}
		if err := tx.InsertPublication(ctx, out); err != nil {
			return err
		}
		e := n.publicationEntry(o, audit.PolicyPropose, out, at)
		e.Detail = e.Detail.With("until", out.Until).With("reason", out.Reason)
		if out.Emergency != "" {
			e.Detail = e.Detail.With("emergency", out.Emergency)
		}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// ApproveRules approves a proposal of another human being; the rules begin after the notice, or with an emergency at once.
func (n *Node) ApproveRules(ctx context.Context, c Caller, publication id.ID, reason string) (policy.Publication, error) {
	return n.actOn(ctx, c, publication, audit.PolicyApprove, func(ctx context.Context, tx *store.Tx, p *policy.Publication, by policy.Hand, at instant.Instant) error {
		pack, err := n.keptPack(ctx, tx, p.Digest)
		if err != nil {
			return err
		}
		notice := n.Notice
		if notice == 0 {
			notice = Notice
		}
		if err := p.Approve(pack, notice, by, reason, at); err != nil {
			return err
		}
		return tx.InsertPublicationAct(ctx, p.ID, policy.RulesApproved, *p.Approved, p.From)
	})
}

// WithdrawRules takes a publication back before its rules begin; either of the two may, and whoever else may publish.
func (n *Node) WithdrawRules(ctx context.Context, c Caller, publication id.ID, reason string) (policy.Publication, error) {
	return n.actOn(ctx, c, publication, audit.PolicyWithdraw, func(ctx context.Context, tx *store.Tx, p *policy.Publication, by policy.Hand, at instant.Instant) error {
		if err := p.Withdraw(by, reason, at); err != nil {
			return err
		}
		return tx.InsertPublicationAct(ctx, p.ID, policy.RulesWithdrawn, *p.Withdrawn, 0)
	})
}

func (n *Node) actOn(ctx context.Context, c Caller, publication id.ID, action audit.Action,
	act func(context.Context, *store.Tx, *policy.Publication, policy.Hand, instant.Instant) error) (policy.Publication, error) {
	var out policy.Publication
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyPublish})
		if err != nil {
			return err
		}
		if out, err = tx.Publication(ctx, publication); err != nil {
			return err
		}
		at := n.clock.Now()
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return err
		}
		if err := act(ctx, tx, &out, by, at); err != nil {
			return err
		}
		e := n.publicationEntry(o, action, out, at)
		e.Detail = e.Detail.With("from", out.From).With("until", out.Until)
		if out.Emergency != "" {
			e.Detail = e.Detail.With("emergency", out.Emergency)
		}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// Publications lists publications, the newest proposed first, for staff who may try or publish rules.
func (n *Node) Publications(ctx context.Context, c Caller, before id.ID, limit int) (list []policy.Publication, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry}); err != nil {
			if _, no := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyPublish}); no != nil {
				return err
			}
		}
		list, err = tx.Publications(ctx, before, limit)
		return err
	})
	return list, err
}
