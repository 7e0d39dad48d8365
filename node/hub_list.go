package node

import (
	"context"
	"encoding/json"
	"slices"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/staff"
	"kangma/store"
)

// listPlan is how a hub's list keys are made: the root has a month, twice, to delegate to the next one.
var listPlan = keys.Plan{Use: keys.UseList, Algorithm: keys.ES256, Life: 365 * instant.Day, Overlap: 30 * instant.Day}

// ListKeys are the public halves of this hub's list keys, for its root to delegate to; the first call makes the first one.
func (n *Node) ListKeys(ctx context.Context, c Caller) (list []*pass.Key, err error) {
	if err := n.may(ctx, c, staff.Ask{Action: staff.NodeRun}); err != nil {
		return nil, err
	}
	if !slices.Contains(n.plans, listPlan) {
		n.plans = append(n.plans, listPlan)
	}
	if err := n.rotateKeys(ctx); err != nil {
		return nil, err
	}
	for _, k := range n.signing.Published(n.clock.Now()) {
		if k.Use != keys.UseList {
			continue
		}
		pub, err := public(k)
		if err != nil {
			return nil, err
		}
		list = append(list, pub)
	}
	return list, nil
}

// BeginHub makes this node a hub, or takes its root's next delegation (FE-1).
func (n *Node) BeginHub(ctx context.Context, c Caller, root federation.Root, e federation.Envelope) error {
	d, err := federation.OpenDelegation(e, root)
	if err != nil {
		return err
	}
	if n.Hub != nil {
		return fault.New(fault.Conflict, "hub.other", "node.yaml names another node as the hub")
	}
	if d.Hub != n.region {
		return fault.Field("hub", d.Hub.String(), "is not the region of this node, %s", n.region)
	}
	err = n.write(ctx, c, nil, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.NodeRun})
		if err != nil {
			return err
		}
		if _, before, err := n.delegation(ctx, tx); err == nil && d.Version <= before.Version {
			return fault.Field("version", d.Version, "is not above %d, that of the delegation held", before.Version)
		}
		text, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if err := tx.PutSetting(ctx, hubRoot, root.String()); err != nil {
			return err
		}
		if err := tx.PutSetting(ctx, hubDelegation, string(text)); err != nil {
			return err
		}
		entry := o.entry(audit.TrustSet, n.region, n.clock.Now())
		entry.Object = audit.Object{Kind: "delegation", ID: root.KID.String()}
		entry.Detail = entry.Detail.With("version", d.Version)
		if err := n.record(ctx, tx, entry); err != nil {
			return err
		}
		return n.publishList(ctx, tx, true)
	})
	if err != nil {
		return err
	}
	return n.loadHeld(ctx)
}

// renewList signs the list anew where this node is a hub: when it has become old, and when a key of the hub's own changed.
func (n *Node) renewList(ctx context.Context) error {
	err := n.store.Write(ctx, func(tx *store.Tx) error { return n.publishList(ctx, tx, false) })
	if fault.CodeOf(err) == fault.NotFound {
		return nil // no hub
	}
	if err != nil {
		return err
	}
	return n.loadHeld(ctx)
}

// publishList signs and stores the next list: the hub itself and who is admitted. Unless it must, it does nothing while the newest list
// is fresh and says the same.
func (n *Node) publishList(ctx context.Context, tx *store.Tx, must bool) error {
	at := n.clock.Now()
	envelope, delegation, err := n.delegation(ctx, tx)
	if err != nil {
		return err
	}
	members, err := n.memberList(ctx, tx, at)
	if err != nil {
		return err
	}
	sequence, err := tx.HubSequence(ctx)
	if err != nil {
		return err
	}
	if sequence > 0 {
		newest, err := tx.HubDocument(ctx)
		if err != nil {
			return err
		}
		roots, err := n.roots(ctx, tx)
		if err != nil {
			return err
		}
		before, err := newest.Verify(at, roots...)
		switch {
		case err != nil:
		case !must && at < before.IssuedAt.Add(federation.ListFresh) && federation.Same(before.Members, members):
			return nil
		default:
			at = max(at, before.IssuedAt)
		}
	}
	list, err := federation.NewList(sequence+1, n.region, at, at.Add(federation.ListLife), members)
	if err != nil {
		return err
	}
	signer, err := n.listSigner(delegation, at)
	if err != nil {
		return err
	}
	d, err := federation.Publish(envelope, list, signer)
	if err != nil {
		return err
	}
	tx.OnCommit(func() { wake(n.hubWake) })
	return tx.InsertHubDocument(ctx, list.Sequence, list.IssuedAt, d)
}

// memberList is the hub itself and whom it admitted, without those it removed.
func (n *Node) memberList(ctx context.Context, tx *store.Tx, at instant.Instant) ([]federation.Member, error) {
	self, err := n.ourselves(at)
	if err != nil {
		return nil, err
	}
	admitted, err := tx.Admissions(ctx)
	if err != nil {
		return nil, err
	}
	list := []federation.Member{self}
	for _, a := range admitted {
		if a.Removed == nil && a.Submission.Region != n.region {
			list = append(list, a.Submission.Member)
		}
	}
	slices.SortFunc(list, func(a, b federation.Member) int { return int(a.Region.Digits() - b.Region.Digits()) })
	return list, nil
}

// listSigner is the key of this hub that the root delegated to and whose time lasts longest.
func (n *Node) listSigner(d federation.Delegation, at instant.Instant) (best *keys.SigningKey, err error) {
	for _, k := range n.signing.Published(at) {
		delegated := slices.ContainsFunc(d.Keys, func(p *pass.Key) bool { return p.KID == pass.KID(k.KID()) && p.From <= at && at < p.Until })
		if k.Use == keys.UseList && delegated && k.From <= at && (best == nil || k.Until > best.Until) {
			best = k
		}
	}
	if best == nil {
		return nil, fault.New(fault.Unavailable, "hub.no_key", "the root's delegation to this hub is over; have the root delegate to the keys of kangma hub key")
	}
	return best, nil
}

// HubList is the list that this hub published last, as nodes fetch it. known is the sequence that the caller has: of the same one the document
// is left out.
func (n *Node) HubList(ctx context.Context, known uint64) (sequence uint64, document []byte, err error) {
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		if sequence, err = tx.HubSequence(ctx); err != nil || sequence == known && sequence > 0 {
			return err
		}
		d, err := tx.HubDocument(ctx)
		if fault.CodeOf(err) == fault.NotFound {
			err = fault.New(fault.NotFound, "hub.none", "this node is no hub")
		}
		if err != nil {
			return err
		}
		document, err = json.Marshal(d)
		return err
	})
	return sequence, document, err
}
