package node

import (
	"context"
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/review"
	"kangma/store"
)

// Overview is what the eight functions of the national platform tell a person about himself (NA-05).
type Overview struct {
	policy.Overview
	Person      id.ID
	At          instant.Instant
	Policy      string        // the rules in force
	Colour      policy.Colour // what they make of it
	State       *policy.State
	Corrections []review.Case // (8) that are open, newest first
}

// Overview answers a holder's questions about his own person or a ward, as things stand now.
func (n *Node) Overview(ctx context.Context, c Caller, who id.ID) (out Overview, err error) {
	at := n.clock.Now()
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		r, err := n.current(ctx, tx)
		if err != nil {
			return err
		}
		brief, err := tx.BriefKnown(ctx, who, at)
		if err != nil {
			return err
		}
		known, err := tx.EvidenceOf(ctx, []id.ID{who})
		if err != nil {
			return err
		}
		f := r.facts(brief)
		f.Evidence = known[who]
		d := r.pack.Decide(&f, at, at)
		out = Overview{Overview: policy.LookOver(&f, at), Person: who, At: at, Policy: d.Policy, Colour: d.Colour, State: d.State}
		out.Corrections, err = n.openCorrections(ctx, tx, who)
		return err
	})
	return out, err
}

// openCorrections are the corrections that somebody has asked for and that are not decided.
func (n *Node) openCorrections(ctx context.Context, tx *store.Tx, who id.ID) ([]review.Case, error) {
	cases, err := tx.CasesOf(ctx, who, id.ID{}, shownOfPerson)
	return slices.DeleteFunc(cases, func(k review.Case) bool { return k.Kind != review.Correction || !k.IsOpen() }), err
}
