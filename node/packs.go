package node

import (
	"context"
	"path"
	"sync"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

// books are the packs that this process has read from the database, by digest: they never change, and there are few.
type books struct {
	mu     sync.Mutex
	loaded map[policy.Digest]*policy.Pack
}

// packOf is the pack of a regime. Regimes of versions that named no digest name a pack that came with the program.
func (n *Node) packOf(ctx context.Context, tx *store.Tx, r policy.Regime) (*policy.Pack, error) {
	if r.Digest.IsZero() {
		return n.Packs.Find(r.Policy, r.From)
	}
	return n.keptPack(ctx, tx, r.Digest)
}

// keptPack is a pack that the database keeps.
func (n *Node) keptPack(ctx context.Context, tx *store.Tx, d policy.Digest) (*policy.Pack, error) {
	n.books.mu.Lock()
	p, ok := n.books.loaded[d]
	n.books.mu.Unlock()
	if ok {
		return p, nil
	}
	k, err := tx.KeptPack(ctx, d)
	if err != nil {
		return nil, err
	}
	a, err := policy.ReadArchive(k.Data)
	if err != nil {
		return nil, err
	}
	n.books.mu.Lock()
	defer n.books.mu.Unlock()
	if n.books.loaded == nil {
		n.books.loaded = map[policy.Digest]*policy.Pack{}
	}
	n.books.loaded[d] = a.Pack
	return a.Pack, nil
}

// keepShipped keeps a pack that came with the program when it comes into force: a later program may not have it any more.
func (n *Node) keepShipped(ctx context.Context, tx *store.Tx, p *policy.Pack, at instant.Instant) error {
	if _, err := tx.KeptPack(ctx, p.Digest); fault.CodeOf(err) != fault.NotFound {
		return err
	}
	a, err := policy.WriteArchive(n.Packs.FS, path.Join(p.Name, p.Version))
	if err != nil {
		return err
	}
	return tx.KeepPack(ctx, policy.Kept{Digest: p.Digest, Policy: p.ID(), Data: a.Data, Shipped: true, RecordedAt: at, By: "system"})
}
