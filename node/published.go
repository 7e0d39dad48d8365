package node

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

// PublishedRules are rules that everybody may read: those in force, those to come, and those that were.
type PublishedRules struct {
	Pack        *policy.Pack
	From, Until instant.Instant
	Publication *policy.Publication // nil: they came with the program
	InForce     bool
	Ended       bool // without being renewed or replaced; until others are published there are no codes
}

// Published lists the rules that everybody may read, the newest to begin first.
func (n *Node) Published(ctx context.Context) (list []PublishedRules, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, err = n.published(ctx, tx)
		return err
	})
	return list, err
}

func (n *Node) published(ctx context.Context, tx *store.Tx) ([]PublishedRules, error) {
	now, err := n.current(ctx, tx)
	if err != nil {
		return nil, err
	}
	at := n.clock.Now()
	var list []PublishedRules
	approved, err := tx.ApprovedPublications(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range approved {
		pack, err := n.keptPack(ctx, tx, p.Digest)
		if err != nil {
			return nil, err
		}
		current := p.ID == now.Publication
		list = append(list, PublishedRules{Pack: pack, From: p.From, Until: p.Until, Publication: &p, InForce: current && at < p.Until, Ended: current && at >= p.Until})
	}
	shipped, err := tx.ShippedRegimes(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range shipped {
		pack, err := n.packOf(ctx, tx, r)
		if err != nil {
			return nil, err
		}
		current := now.Publication.IsZero() && now.Policy == r.Policy && now.Digest == r.Digest
		list = append(list, PublishedRules{Pack: pack, From: pack.From, Until: r.Until, InForce: current && at < now.Until, Ended: current && at >= now.Until})
	}
	return list, nil
}

// PublishedPack is one of them by NAME@VERSION; of several with one name, corrections of each other, the newest.
func (n *Node) PublishedPack(ctx context.Context, ref string) (PublishedRules, error) {
	list, err := n.Published(ctx)
	if err != nil {
		return PublishedRules{}, err
	}
	for _, r := range list {
		if r.Pack.ID() == ref {
			return r, nil
		}
	}
	return PublishedRules{}, fault.New(fault.NotFound, "policy.not_found", "no rules of that name and version have been published here")
}
