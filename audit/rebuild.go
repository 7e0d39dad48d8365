package audit

import (
	"bytes"
	"context"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/id"
)

// pageSize is how many leaves or entries are read at a time.
const pageSize = 2048

// rebuild grows the tree leaf by leaf and compares on the way.
func (v *verification) rebuild(ctx context.Context, progress func(done, total int64)) error {
	size := v.report.Size
	if err := v.compareRoots(ctx); err != nil {
		return err
	}
	for v.tree.size < size {
		page, err := v.AuditLeaves(ctx, v.tree.size, pageSize)
		if err != nil {
			return err
		}
		if len(page) == 0 { // nothing but gaps up to the end
			page = []Logged{{Leaf: Leaf{Index: size}}}
		}
		for i := range page {
			for v.tree.size < min(page[i].Index, size) {
				if err := v.leaf(ctx, nil); err != nil {
					return err
				}
			}
			if page[i].Index < size {
				if err := v.leaf(ctx, &page[i]); err != nil {
					return err
				}
			}
		}
		if progress != nil {
			progress(v.tree.size, size)
		}
	}
	v.report.Root = v.tree.root()
	for _, t := range v.tree.partial() {
		if err := v.compareTile(ctx, t); err != nil {
			return err
		}
	}
	beyond, err := v.AuditLeaves(ctx, size, 1)
	if err == nil && len(beyond) > 0 {
		v.found(Added, beyond[0].Index, beyond[0].Entry, "lies beyond the newest checkpoint of %d leaves", size)
	}
	return err
}

// leaf compares what is known of the next leaf and adds it to the tree; l is nil where the leaf's row is gone.
//
// Three places say the hash: the entry itself, the leaf, and the tile. Two that agree are believed until the
// next checkpoint shows whether they are right.
func (v *verification) leaf(ctx context.Context, l *Logged) error {
	index := v.tree.size
	if index%tileWidth == 0 {
		if err := v.nextTile(ctx); err != nil {
			return err
		}
	}
	var inTile, inLeaf, ofEntry *tlog.Hash
	if at := int(index%tileWidth) * tlog.HashSize; at+tlog.HashSize <= len(v.tile) {
		inTile = (*tlog.Hash)(v.tile[at:])
	}
	var entry id.ID
	if l != nil {
		inLeaf, entry = &l.Hash, l.Entry
		if l.Content != nil {
			h := l.Content.LeafHash()
			ofEntry = &h
		}
	}
	hash, agreed := believed(ofEntry, inLeaf, inTile)
	switch {
	case l == nil:
		v.found(Missing, index, entry, "the leaf is gone")
	case ofEntry == nil:
		v.found(Missing, index, entry, "the entry is gone, or cannot be read")
	case *ofEntry != hash || *inLeaf != hash:
		v.found(Changed, index, entry, "the entry does not have the hash that was logged")
	}
	switch {
	case inTile != nil && *inTile != hash:
		v.found(Differs, index, entry, "the entry and its leaf have another hash than the tile")
	case !agreed:
		v.found(Differs, index, entry, "no two of entry, leaf and tile have the same hash")
	}

	var filled []Tile
	v.tree.append(hash, func(t Tile) { filled = append(filled, t) })
	for _, t := range filled {
		if err := v.compareTile(ctx, t); err != nil {
			return err
		}
	}
	return v.compareRoots(ctx)
}

// nextTile reads the tile under the next 256 leaves.
func (v *verification) nextTile(ctx context.Context) error {
	p := Place{0, v.tree.size / tileWidth}
	data, err := v.AuditTiles(ctx, []Place{p})
	if err != nil {
		return err
	}
	v.tile = data[0]
	width := int(min(tileWidth, v.report.Size-v.tree.size))
	if n := width * tlog.HashSize; len(v.tile) != n {
		v.found(TileWrong, v.tree.size, id.ID{}, "%s has %d bytes, not %d", p.Path(width), len(v.tile), n)
	}
	return nil
}

// believed is the hash that two of the three agree on, or else the best there is.
func believed(ofEntry, inLeaf, inTile *tlog.Hash) (hash tlog.Hash, agreed bool) {
	same := func(a, b *tlog.Hash) bool { return a != nil && b != nil && *a == *b }
	switch {
	case same(ofEntry, inLeaf), same(ofEntry, inTile):
		return *ofEntry, true
	case same(inLeaf, inTile):
		return *inLeaf, true
	case inTile != nil:
		return *inTile, inLeaf == nil
	case inLeaf != nil:
		return *inLeaf, false
	}
	return tlog.Hash{}, false
}

// compareTile compares a tile above level 0, whose tiles are compared leaf by leaf.
func (v *verification) compareTile(ctx context.Context, want Tile) error {
	if want.Level == 0 {
		return nil
	}
	data, err := v.AuditTiles(ctx, []Place{want.Place})
	if err == nil && !bytes.Equal(data[0], want.Hashes) {
		first := want.N
		for range want.Level + 1 {
			first *= tileWidth
		}
		v.found(TileWrong, first, id.ID{}, "%s is not what the leaves give", want.Path(len(want.Hashes)/tlog.HashSize))
	}
	return err
}

// compareRoots compares the tree with the checkpoints of its present size.
func (v *verification) compareRoots(ctx context.Context) error {
	size := v.tree.size
	if len(v.checkpoints) == 0 {
		page, err := v.AuditCheckpoints(ctx, size-1, pageSize)
		if err != nil {
			return err
		}
		if len(page) == 0 { // none to come; do not ask again for each leaf
			page = []Checkpoint{{Size: v.report.Size + 1}}
		}
		v.checkpoints = page
	}
	if c := v.checkpoints[0]; c.Size == size {
		v.checkpoints = v.checkpoints[1:]
		v.report.Checkpoints++
		t, err := v.known.Open(c.Note)
		switch {
		case err != nil:
			v.found(Unsigned, -1, id.ID{}, "checkpoint of size %d: %v", size, err)
		case t.N != size:
			v.found(Unsigned, -1, id.ID{}, "checkpoint of size %d: its note is about %d leaves", size, t.N)
		default:
			v.compareRoot(t, &v.stored, RootWrong)
		}
	}
	for len(v.held) > 0 && v.held[0].N == size {
		v.compareRoot(v.held[0], &v.outside, Rewritten)
		v.held = v.held[1:]
	}
	return nil
}

func (v *verification) compareRoot(t tlog.Tree, of *trail, w Wrong) {
	if t.Hash == v.tree.root() {
		of.good = t.N
	} else if !of.broken {
		of.broken = true
		v.found(w, of.good, id.ID{}, "leaves %d to %d do not give the root of the checkpoint of size %d", of.good, t.N-1, t.N)
	}
}
