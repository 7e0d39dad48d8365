package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"kangma/audit"
	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// Doom is what a destruction of the node would destroy and keep, and from when on it may be ordered.
type Doom struct {
	Policy    string // the last rules
	Ended     instant.Instant
	Due       instant.Instant
	Destroyed []destruction.Table
	Files     int64 // that wait for their import
	Kept      []destruction.Table
	Refused   error // why it cannot be ordered now; nil: it can
}

// Doom is a dry run of the destruction: it counts and changes nothing (BY-16).
func (n *Node) Doom(ctx context.Context, c Caller) (out Doom, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyPublish}); err != nil {
			return err
		}
		out, err = n.doom(ctx, tx)
		return err
	})
	return out, err
}

func (n *Node) doom(ctx context.Context, tx *store.Tx) (out Doom, err error) {
	r, refused := n.ripe(ctx, tx, n.clock.Now())
	if refused != nil && fault.CodeOf(refused) != fault.Conflict {
		return out, refused
	}
	out = Doom{Policy: r.Policy, Ended: r.Until, Due: destruction.Due(r.Until, n.grace()), Refused: refused}
	if out.Destroyed, err = tx.Doomed(ctx); err != nil {
		return out, err
	}
	if out.Kept, err = tx.Spared(ctx); err != nil {
		return out, err
	}
	files, err := n.spooledFiles()
	out.Files = int64(len(files))
	return out, err
}

// grace is for how long after the end of the rules nothing is destroyed.
func (n *Node) grace() time.Duration { return time.Duration(n.Grace) * instant.Day }

// ripe refuses while rules are in force or to come, or ended less than the grace ago (DE-1), and gives the last regime.
func (n *Node) ripe(ctx context.Context, tx *store.Tx, at instant.Instant) (policy.Regime, error) {
	r, ok, err := tx.Regime(ctx)
	if err != nil {
		return r, err
	}
	if !ok {
		return r, fault.New(fault.Unavailable, "regime.none", "no rules are in force yet")
	}
	if r.Until == instant.Never {
		return r, fault.New(fault.Conflict, "destruction.in_force", "the rules %s stay whatever the date: nothing is destroyed", r.Policy)
	}
	if err := destruction.Ripe(r.Policy, r.Until, n.grace(), at); err != nil {
		return r, err
	}
	to := func(policy string) error {
		return fault.New(fault.Conflict, "destruction.to_come", "the rules %s are to come: nothing is destroyed", policy)
	}
	approved, err := tx.ApprovedPublications(ctx)
	if err != nil {
		return r, err
	}
	for _, p := range approved {
		if at < p.From || r.Until < p.Until && at < p.Until {
			return r, to(p.Policy)
		}
	}
	if !n.fixed() {
		for _, v := range n.Packs.Versions(n.Pack) {
			if from, err := instant.Date(v, instant.Beijing); err == nil && from > r.Until {
				return r, to(n.Pack + "@" + v)
			}
		}
	}
	return r, nil
}

// ProposeDestruction proposes that the node be destroyed, for another to approve (BY-16). Until then nothing changes.
func (n *Node) ProposeDestruction(ctx context.Context, c Caller, reason string) (out destruction.Order, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, by, at, err := n.destroyer(ctx, tx, c)
		if err != nil {
			return err
		}
		r, err := n.ripe(ctx, tx, at)
		if err != nil {
			return err
		}
		if out, err = destruction.Propose(r.Policy, r.Until, by, reason, at); err != nil {
			return err
		}
		if err := tx.InsertDestruction(ctx, out); err != nil {
			return err
		}
		e := n.destructionEntry(o.entry(audit.DestructionPropose, n.region, at), out.ID)
		e.Detail = e.Detail.With("pack", out.Policy).With("ended", out.Ended).With("reason", reason)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// DestructionOrder is the newest proposal, for who may approve it; NotFound if there is none.
func (n *Node) DestructionOrder(ctx context.Context, c Caller) (out destruction.Order, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyPublish}); err != nil {
			return err
		}
		out, err = tx.Destruction(ctx)
		return err
	})
	return out, err
}

// ApproveDestruction approves the newest proposal, if it is another human being's and this is it. From then on the node
// takes nothing more, and a job destroys what Doom counts. It cannot be undone.
func (n *Node) ApproveDestruction(ctx context.Context, c Caller, order id.ID, reason string) (out destruction.Order, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, by, at, err := n.destroyer(ctx, tx, c)
		if err != nil {
			return err
		}
		if out, err = tx.Destruction(ctx); err != nil {
			return err
		}
		if out.ID != order {
			return fault.New(fault.NotFound, "destruction.not_found", "there is no such proposal, or a newer one has taken its place")
		}
		r, err := n.ripe(ctx, tx, at)
		if err != nil {
			return err
		}
		if r.Until != out.Ended {
			return fault.New(fault.Conflict, "destruction.lapsed", "other rules were in force since it was proposed; it must be made again")
		}
		if err := out.Approve(by, reason, at); err != nil {
			return err
		}
		if err := tx.ApproveDestruction(ctx, out); err != nil {
			return err
		}
		if _, err := destroyKind.Enqueue(ctx, n.queue, tx.Raw(), destroyArgs{out.ID}, destroyOnce); err != nil {
			return err
		}
		tx.OnCommit(n.codes.forgetAll)
		return n.record(ctx, tx, n.destructionEntry(o.entry(audit.DestructionApprove, n.region, at), out.ID))
	})
	return out, err
}

// destroyer is the caller as one of the two hands.
func (n *Node) destroyer(ctx context.Context, tx *store.Tx, c Caller) (o office, by policy.Hand, at instant.Instant, err error) {
	if o, err = n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyPublish}); err != nil {
		return o, by, at, err
	}
	at = n.clock.Now()
	by, err = n.hand(ctx, tx, o, at)
	return o, by, at, err
}

func (n *Node) destructionEntry(e audit.Entry, order id.ID) audit.Entry {
	e.Object = audit.Object{Kind: "destruction", ID: order.String()}
	return e
}

// Destruction is the signed certificate of this node's destruction, for anybody; fault.NotFound while there is none.
func (n *Node) Destruction(ctx context.Context) (note []byte, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		note, err = tx.DestructionCertificate(ctx)
		return err
	})
	return note, err
}

// DestructionOrdered says whether two have ordered it.
func (n *Node) DestructionOrdered(ctx context.Context) (bool, error) { return n.over(ctx) }

// over says whether the destruction of this node has been approved.
func (n *Node) over(ctx context.Context) (over bool, err error) {
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		over, err = tx.DestructionOrdered(ctx)
		return err
	})
	return over, err
}

// certify retires the signing keys and signs what was destroyed, in one transaction, if nothing is left; again says that
// something is.
func (n *Node) certify(ctx context.Context) (again bool, err error) {
	if err := n.Settle(ctx); err != nil { // the order and its beginning are under the root that is certified
		return false, err
	}
	err = n.store.WriteLate(ctx, func(tx *store.Tx) error {
		left, err := tx.Doomed(ctx)
		if err != nil {
			return err
		}
		if again = slices.ContainsFunc(left, func(t destruction.Table) bool { return t.Rows > 0 }); again {
			return nil
		}
		order, err := tx.Destruction(ctx)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		c, err := n.certificateOf(ctx, tx, order, at)
		if err != nil {
			return err
		}
		signed, err := c.Sign(n.logKey)
		if err != nil {
			return err
		}
		if err := tx.CertifyDestruction(ctx, order.ID, at, signed); err != nil {
			return err
		}
		digest := sha256.Sum256(signed)
		e := n.destructionEntry(audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "destruction"}, Action: audit.DestructionCertify, Region: n.region}, order.ID)
		e.Detail = e.Detail.With("sha256", hex.EncodeToString(digest[:])).With("keys", len(c.Keys))
		return n.record(ctx, tx, e)
	})
	if err != nil || again {
		return again, err
	}
	n.trust.Store(nil)
	return false, n.signing.Reload(ctx)
}
