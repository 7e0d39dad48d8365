package node

import (
	"context"
	"errors"

	"kangma/federation"
	"kangma/internal/id"
	"kangma/region"
	"kangma/store"
)

// Call asks another node for an operation.
func (n *Node) Call(ctx context.Context, to region.Code, o federation.Operation, q federation.Request, body, out any) error {
	return n.call(ctx, to, o, q, body, out)
}

// Carry does what the job of a request upward does.
func (n *Node) Carry(ctx context.Context, c id.ID) error { return n.carry(ctx, c) }

// Carried is the case here of one that a partner asked about.
func (n *Node) Carried(ctx context.Context, partner region.Code, theirs id.ID) (ours id.ID, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		m, _, err := tx.CaseMailOf(ctx, partner, theirs)
		ours = m.Case
		return err
	})
	return ours, err
}

// Upkeep does what happens every hour with keys, and at a hub every minute with its list.
func (n *Node) Upkeep(ctx context.Context) error {
	return errors.Join(n.rotateKeys(ctx), n.renewList(ctx))
}
