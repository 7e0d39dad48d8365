package node

import (
	"context"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// maxCandidates wait at most at a hub: whoever submits needs no login.
const maxCandidates = 100

// Received is what became of a submission.
type Received struct {
	State     string // taken, same, waiting
	Candidate id.ID  // of one that waits
}

// ReceiveSubmission takes what a node tells this hub of itself. Under the anchor that two people admitted it counts at once; else it waits
// for them (FE-3).
func (n *Node) ReceiveSubmission(ctx context.Context, e federation.Envelope) (out Received, err error) {
	at := n.clock.Now()
	s, err := federation.OpenSubmission(e, at)
	if err != nil {
		return out, err
	}
	if s.Hub != n.Address {
		return out, fault.Field("hub", s.Hub, "is not the address of this hub, %s", n.Address)
	}
	if err := n.Regions().Check(s.Region); err != nil || s.Region == n.region {
		return out, fault.Field("region", s.Region.String(), "is not the region of a node below this hub")
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		if _, _, err := n.delegation(ctx, tx); err != nil {
			return err
		}
		if err := n.ownKeys(ctx, tx, s.Member, at); err != nil {
			return err
		}
		out = Received{}
		a, ok, err := tx.Admission(ctx, s.Region)
		if err != nil {
			return err
		}
		if !ok || !a.Under(s) {
			out.State = string(federation.Waiting)
			out.Candidate, err = n.putCandidate(ctx, tx, s, e, at)
			return err
		}
		changed, err := a.Take(s, e)
		if err != nil || !changed {
			out.State = "same"
			return err
		}
		out.State = "taken"
		if err := tx.PutAdmission(ctx, a); err != nil {
			return err
		}
		entry := audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "hub"}, Action: audit.TrustSet, Region: n.region,
			Object: audit.Object{Kind: "member", ID: s.Region.String()}, Detail: audit.Detail{}.With("keys", len(s.Keys))}
		if err := n.record(ctx, tx, entry); err != nil {
			return err
		}
		return n.publishList(ctx, tx, true)
	})
	return out, err
}

// ownKeys refuses a member with a key of another (FE-4).
func (n *Node) ownKeys(ctx context.Context, tx *store.Tx, m federation.Member, at instant.Instant) error {
	members, err := n.memberList(ctx, tx, at)
	if err != nil {
		return err
	}
	theirs := map[pass.KID]region.Code{}
	for _, other := range members {
		for _, k := range append(other.Keys, other.Anchor) {
			theirs[k.KID] = other.Region
		}
	}
	for _, k := range append(m.Keys, m.Anchor) {
		if r, taken := theirs[k.KID]; taken && r != m.Region {
			return fault.Field("kid", k.KID.String(), "is the number of a key of another member")
		}
	}
	return nil
}

// putCandidate lets a submission wait; a later one under the same anchor takes the place of the one before.
func (n *Node) putCandidate(ctx context.Context, tx *store.Tx, s federation.Submission, e federation.Envelope, at instant.Instant) (id.ID, error) {
	waiting, err := tx.Candidates(ctx)
	if err != nil {
		return id.ID{}, err
	}
	for _, c := range waiting {
		if c.Submission.Region != s.Region || federation.Fingerprint(c.Submission.Anchor) != federation.Fingerprint(s.Anchor) {
			continue
		}
		if s.At < c.Submission.At {
			return c.ID, fault.New(fault.Conflict, "hub.older", "a later submission waits already")
		}
		c.Submission, c.Envelope = s, e
		return c.ID, tx.UpdateCandidate(ctx, c, c.Standing())
	}
	if len(waiting) >= maxCandidates {
		return id.ID{}, fault.New(fault.Unavailable, "hub.too_many", "too many nodes wait to be admitted; ask the hub's people")
	}
	c := federation.Candidate{ID: id.New(at), Submission: s, Envelope: e}
	return c.ID, tx.InsertCandidate(ctx, c)
}

// HubCandidates are the nodes that wait to be admitted to this hub.
func (n *Node) HubCandidates(ctx context.Context, c Caller) (list []federation.Candidate, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage}); err != nil {
			return err
		}
		list, err = tx.Candidates(ctx)
		return err
	})
	return list, err
}

// Members are the nodes that this hub admitted, those that it removed included.
func (n *Node) Members(ctx context.Context, c Caller) (list []federation.Admission, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage}); err != nil {
			return err
		}
		list, err = tx.Admissions(ctx)
		return err
	})
	return list, err
}

// AdmitMember vouches for a candidate or, as the second of two people, admits it: from then on it stands in the list (FE-3).
func (n *Node) AdmitMember(ctx context.Context, c Caller, candidate id.ID, reason string) (federation.Candidate, error) {
	return n.onCandidate(ctx, c, candidate, func(ctx context.Context, tx *store.Tx, k *federation.Candidate, by policy.Hand, at instant.Instant) error {
		if err := k.Admit(by, reason, at); err != nil || k.Admitted == nil {
			return err
		}
		if err := n.ownKeys(ctx, tx, k.Submission.Member, at); err != nil {
			return err
		}
		if err := tx.PutAdmission(ctx, federation.Admission{Submission: k.Submission, Envelope: k.Envelope, Since: at}); err != nil {
			return err
		}
		return n.publishList(ctx, tx, true)
	})
}

// RefuseMember ends a candidacy.
func (n *Node) RefuseMember(ctx context.Context, c Caller, candidate id.ID, reason string) (federation.Candidate, error) {
	return n.onCandidate(ctx, c, candidate, func(_ context.Context, _ *store.Tx, k *federation.Candidate, by policy.Hand, at instant.Instant) error {
		return k.Refuse(by, reason, at)
	})
}

func (n *Node) onCandidate(ctx context.Context, c Caller, candidate id.ID,
	act func(context.Context, *store.Tx, *federation.Candidate, policy.Hand, instant.Instant) error) (out federation.Candidate, err error) {
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage})
		if err != nil {
			return err
		}
		if out, err = tx.Candidate(ctx, candidate); err != nil {
			return err
		}
		at, before := n.clock.Now(), out.Standing()
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return err
		}
		if err := act(ctx, tx, &out, by, at); err != nil {
			return err
		}
		if err := tx.UpdateCandidate(ctx, out, before); err != nil {
			return err
		}
		e := o.entry(audit.TrustSet, n.region, at)
		e.Object = audit.Object{Kind: "candidate", ID: out.ID.String()}
		e.Detail = e.Detail.With("member", out.Submission.Region).With("anchor", out.Submission.Anchor.KID).With("now", out.Standing())
		return n.record(ctx, tx, e)
	})
	if err != nil {
		return out, err
	}
	return out, n.loadHeld(ctx)
}

// RemoveMember takes a node off the list at once: one person is enough to stop trusting, two are needed to begin.
func (n *Node) RemoveMember(ctx context.Context, c Caller, r region.Code, reason string) (out federation.Admission, err error) {
	if reason == "" {
		return out, fault.Missing("reason")
	}
	err = n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.FederationManage})
		if err != nil {
			return err
		}
		a, ok, err := tx.Admission(ctx, r)
		if err != nil {
			return err
		}
		if !ok || a.Removed != nil {
			return fault.New(fault.NotFound, "member.not_found", "there is no member of this region")
		}
		at := n.clock.Now()
		by, err := n.hand(ctx, tx, o, at)
		if err != nil {
			return err
		}
		a.Removed = &policy.Act{At: at, By: by, Reason: reason}
		if err := tx.PutAdmission(ctx, a); err != nil {
			return err
		}
		out = a
		e := o.entry(audit.TrustSet, n.region, at)
		e.Object = audit.Object{Kind: "member", ID: r.String()}
		e.Detail = e.Detail.With("removed", true).With("reason", reason)
		if err := n.record(ctx, tx, e); err != nil {
			return err
		}
		return n.publishList(ctx, tx, true)
	})
	if err != nil {
		return out, err
	}
	return out, n.loadHeld(ctx)
}
