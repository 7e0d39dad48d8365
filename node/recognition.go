package node

import (
	"context"

	"kangma/federation"
	"kangma/federation/certlogic"
	"kangma/federation/hcert"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/store"
)

// Recognised is the matrix that counts at an instant, nil if none does, and the edition that it is of.
type Recognised struct {
	Matrix  *federation.Matrix
	Edition federation.Edition
	Stopped []string
}

// Recognition is whose codes this node recognises now (BY-15): public, as rules are.
func (n *Node) Recognition(ctx context.Context) (out Recognised, err error) {
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		out, err = recognisedAt(ctx, tx, n.clock.Now())
		return err
	})
	return out, err
}

// recognisedAt is the matrix in force at an instant.
func recognisedAt(ctx context.Context, tx *store.Tx, at instant.Instant) (out Recognised, err error) {
	e, ok, err := tx.EditionAt(ctx, federation.Recognitions, at)
	if err != nil || !ok || at >= e.Until {
		return out, err
	}
	m, err := federation.ParseMatrix(e.Data)
	return Recognised{m, e, e.Stopped(at)}, err
}

// forGates is what gates of this node recognise, and until when that can be handed out as it is.
func (n *Node) forGates(ctx context.Context, at instant.Instant) (r *pass.Recognition, fresh instant.Instant, err error) {
	err = n.store.Look(ctx, func(tx *store.Tx) error {
		if fresh, err = tx.NextEdition(ctx, at); err != nil {
			return err
		}
		now, err := recognisedAt(ctx, tx, at)
		if err != nil || now.Matrix == nil {
			r = &pass.Recognition{Home: n.region, Else: pass.Unknown}
			return err
		}
		r, fresh = now.Matrix.Recognition(n.region, now.Stopped...), min(fresh, now.Edition.Until)
		return nil
	})
	return r, fresh, err
}

// Judge says what somebody's code elsewhere means here, at a place (BY-15, NA-10): of what a node was told by asking, or
// of a code that is to be linked.
func (n *Node) Judge(ctx context.Context, f federation.Foreign, where pass.Place) (federation.Judgement, error) {
	now, err := n.Recognition(ctx)
	if err != nil || now.Matrix == nil {
		return federation.Judgement{Colour: pass.Gray}, err
	}
	return now.Matrix.Judge(n.region, f, where, n.clock.Now(), now.Stopped...), nil
}

// contentOf reads an edition's file strictly, with what is not in order in it.
func (n *Node) contentOf(kind federation.EditionKind, data []byte) (federation.Content, error) {
	switch kind {
	case federation.Recognitions:
		m, err := federation.ParseMatrix(data)
		if err != nil {
			return federation.Content{}, err
		}
		return federation.Content{Name: m.ID(), From: m.From, Until: m.Until, Findings: m.Lint(n.Regions())}, nil
	case federation.Signers:
		l, err := hcert.ParseSigners(data)
		if err != nil {
			return federation.Content{}, err
		}
		return federation.Content{Name: l.ID(), From: l.From, Until: l.Until}, nil
	case federation.RuleSets:
		s, err := certlogic.ParseSet(data)
		if err != nil {
			return federation.Content{}, err
		}
		return federation.Content{Name: s.ID(), From: s.From, Until: s.Until}, nil
	}
	return federation.Content{}, fault.Field("kind", string(kind), "is not one of %v", federation.EditionKinds)
}
