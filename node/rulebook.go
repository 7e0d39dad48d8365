package node

import (
	"context"
	"path"

	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// Rulebook is a pack that the node keeps, with its own cases, to be read by who may try or publish rules (BY-05).
func (n *Node) Rulebook(ctx context.Context, c Caller, which policy.Digest) (p *policy.Pack, cases []*policy.Example, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.PolicyTry, staff.Purpose{}); err != nil {
			return err
		}
		kept, err := tx.KeptPack(ctx, which)
		if err != nil {
			return err
		}
		a, err := policy.ReadArchive(kept.Data)
		if err != nil {
			return err
		}
		p = a.Pack
		cases, err = policy.ReadExamples(a.FS(), path.Join(a.Dir(), "cases"))
		return err
	})
	return p, cases, err
}
