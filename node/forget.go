package node

import (
	"context"
	"slices"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// Forget deletes what may be deleted of the caller's own person or of a ward: the identity is destroyed with its key,
// what he declared and his open cases end, links to him end, and with the last of them the account with its phone. It is refused while an
// authority's record decides his code. What was decided stays under an id that names nobody (PE-4, BY-07).
func (n *Node) Forget(ctx context.Context, c Caller, who id.ID) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		known, err := tx.EvidenceOf(ctx, []id.ID{who})
		if err != nil {
			return err
		}
		if err := decidedByAuthority(ctx, tx, who, known[who]); err != nil {
			return err
		}
		for _, f := range known[who] {
			if err := endDeclared(ctx, tx, who, &f, at); err != nil {
				return err
			}
		}
		if _, err := n.decide(ctx, tx, []id.ID{who}, at); err != nil {
			return err
		}
		if err := n.endCases(ctx, tx, who, at); err != nil {
			return err
		}
		if err := person.Forget(ctx, tx, who, at); err != nil {
			return err
		}
		if err := n.dropSubscriptions(ctx, tx, who, at); err != nil {
			return err
		}
		if _, err := pass.EndPapers(ctx, tx, who, pass.PaperDropped, at); err != nil {
			return err
		}
		if err := n.record(ctx, tx, holderEntry(c, audit.PersonForget, who, at)); err != nil {
			return err
		}
		tx.OnCommit(func() {
			n.codes.forget([]id.ID{who})
			n.recalled.Store(nil)
			n.codes.links.Invalidate(c.Account)
		})
		return n.closeIfEmpty(ctx, tx, c, at)
	})
}

// endCases ends the open cases about a person who is about to be forgotten, so that no clock of theirs runs on.
func (n *Node) endCases(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) error {
	for before := (id.ID{}); ; {
		page, err := tx.CasesOf(ctx, who, before, caseBatch)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, k := range page {
			before = k.ID
			if !k.IsOpen() {
				continue
			}
			if k, err = tx.Case(ctx, k.ID); err != nil {
				return err
			}
			d, err := review.Of(k.Kind)
			if err != nil {
				return err
			}
			m, err := n.moveCase(ctx, tx, d, k, review.Attempt{Move: review.Forget, Version: k.Version, By: review.Actor{Side: review.System}}, nil, at)
			if err != nil {
				return err
			}
			if err := n.recordMove(ctx, tx, systemEntry(audit.ReviewMove, m), m); err != nil {
				return err
			}
		}
	}
}

// decidedByAuthority refuses to forget a person whose code stands on a record of an authority.
func decidedByAuthority(ctx context.Context, tx *store.Tx, who id.ID, known []evidence.Fact) error {
	now, err := tx.Current(ctx, []id.ID{who})
	if err != nil {
		return err
	}
	for _, g := range now[who].Reasons {
		for _, f := range known {
			if slices.Contains(g.Evidence, f.ID) && !f.Kind.ByHolder() {
				return fault.New(fault.Conflict, "forget.record_stands", "a record of %s decides this code until it ends; what it is about cannot be deleted before", f.Source)
			}
		}
	}
	return nil
}

// endDeclared ends what the holder declared himself and has not ended.
func endDeclared(ctx context.Context, tx *store.Tx, who id.ID, f *evidence.Fact, at instant.Instant) error {
	if !f.Kind.ByHolder() || f.RetractedAt != instant.Never || f.ValidUntil <= at {
		return nil
	}
	fact, err := id.Parse(f.ID)
	if err != nil {
		return err
	}
	_, err = evidence.End(ctx, tx, evidence.Change{Person: who, Evidence: fact, Until: max(at, f.ValidFrom), By: "holder", Reason: "deleted by its holder", Ground: "BY-07"}, at)
	return err
}

// closeIfEmpty deletes the account of a caller who has nobody's code left and is no staff: its logins end.
func (n *Node) closeIfEmpty(ctx context.Context, tx *store.Tx, c Caller, at instant.Instant) error {
	links, err := tx.LinksOfAccount(ctx, c.Account)
	if err != nil {
		return err
	}
	standing, err := staff.Stand(ctx, tx, c.Account)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(links, func(l person.Link) bool { return l.Open(at) }) || len(standing.Appointments) > 0 {
		return nil
	}
	sessions, err := tx.SessionsOf(ctx, c.Account, at)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if err := person.EndSession(ctx, tx, c.Account, s.ID, at); err != nil {
			return err
		}
	}
	return tx.ForgetAccount(ctx, c.Account)
}
