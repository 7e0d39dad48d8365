package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// MaxBatch is the most entries that one call of Integrate takes.
const MaxBatch = 4096

// Integrate appends what is pending to the log, in order of id, at most limit
// entries (1 to MaxBatch), and signs a checkpoint of the tree that comes out. It gives the
// number of entries taken (0: nothing was pending) and the newest checkpoint.
//
// It is one transaction's work: after a crash it has happened wholly or not at
// all, and is called again. A lease keeps sequencers apart for the sake of
// speed; two at once do no harm, since the slower one gets a Conflict fault
// from ExtendAudit, rolls back, and may call again (AU-4, AU-5).
//
// It continues the head that is stored only if a known key has signed it and
// the tiles give its root (AU-3); otherwise the fault is audit.broken, and
// somebody has to look: Verify says where.
//
// A checkpoint must not leave the node before the transaction has committed.
func Integrate(ctx context.Context, tx Tx, s *Signer, known *Verifier, at instant.Instant, limit int) (int, Checkpoint, error) {
	head, tree, err := openHead(ctx, tx, known)
	if err != nil {
		return 0, Checkpoint{}, err
	}
	entries, err := tx.AuditPending(ctx, min(limit, MaxBatch))
	if err != nil || len(entries) == 0 {
		return 0, head, err
	}
	f, err := loadFrontier(ctx, tx, tree)
	if err != nil {
		return 0, Checkpoint{}, err
	}

	x := Extension{From: tree.N, Leaves: make([]Leaf, len(entries))}
	for i := range entries {
		hash := entries[i].LeafHash()
		x.Leaves[i] = Leaf{Index: f.size, Entry: entries[i].ID, Hash: hash}
		f.append(hash, func(t Tile) { x.Tiles = append(x.Tiles, t) })
	}
	x.Tiles = append(x.Tiles, f.partial()...)
	slices.SortFunc(x.Tiles, func(a, b Tile) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.N, b.N))
	})
	signed, err := s.checkpoint(tlog.Tree{N: f.size, Hash: f.root()})
	if err != nil {
		return 0, Checkpoint{}, fmt.Errorf("audit: sign checkpoint of size %d: %w", f.size, err)
	}
	x.Checkpoint = Checkpoint{Size: f.size, At: at, Note: signed}
	return len(entries), x.Checkpoint, tx.ExtendAudit(ctx, x)
}

// openHead is the newest checkpoint and the tree that it speaks of; both are of size 0 before the first.
func openHead(ctx context.Context, r Reader, known *Verifier) (Checkpoint, tlog.Tree, error) {
	head, ok, err := r.AuditHead(ctx)
	if err != nil {
		return Checkpoint{}, tlog.Tree{}, err
	}
	if !ok {
		root, err := tlog.TreeHash(0, nil)
		return Checkpoint{}, tlog.Tree{Hash: root}, err
	}
	tree, err := known.Open(head.Note)
	if err == nil && tree.N != head.Size {
		err = fmt.Errorf("its note says %d", tree.N)
	}
	if err != nil {
		return Checkpoint{}, tlog.Tree{}, broken("the stored checkpoint of size %d does not hold: %v", head.Size, err)
	}
	return head, tree, nil
}

// loadFrontier takes up the tree at its right edge and checks that the tiles there give its root.
func loadFrontier(ctx context.Context, r Reader, tree tlog.Tree) (*frontier, error) {
	places, _ := edge(tree.N)
	data, err := r.AuditTiles(ctx, places)
	if err != nil {
		return nil, err
	}
	f, err := newFrontier(tree.N, data)
	if err != nil {
		return nil, broken("%v", err)
	}
	if f.root() != tree.Hash {
		return nil, broken("the tiles do not give the root of the checkpoint of size %d", tree.N)
	}
	return f, nil
}

// broken is the refusal to build on a log that was tampered with.
func broken(format string, args ...any) error {
	return fault.New(fault.Conflict, "audit.broken", format, args...)
}
