package audit

import (
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight // hashes in a full tile
)

// frontier is the right edge of a tree: all that is needed to append to it and
// to know its root, a few kilobytes for any size.
type frontier struct {
	size   int64
	levels [][]byte // the last tile of each level where it is not full; never 256 hashes
}

// edge lists where the tiles of a frontier of a tree lie, and how many hashes each has.
func edge(size int64) (places []Place, widths []int) {
	for level := 0; size > 0; level++ {
		if w := int(size % tileWidth); w > 0 {
			places = append(places, Place{level, size / tileWidth})
			widths = append(widths, w)
		}
		size /= tileWidth
	}
	return places, widths
}

// newFrontier takes up a tree where its tiles end. data are the hashes at edge(size), or more.
func newFrontier(size int64, data [][]byte) (*frontier, error) {
	f := &frontier{size: size}
	places, widths := edge(size)
	for i, p := range places {
		n := widths[i] * tlog.HashSize
		if len(data[i]) < n {
			return nil, fmt.Errorf("audit: tile %s has %d bytes, a log of size %d needs %d", p.Path(widths[i]), len(data[i]), size, n)
		}
		*f.level(p.Level) = slices.Clone(data[i][:n])
	}
	return f, nil
}

func (f *frontier) level(l int) *[]byte {
	for len(f.levels) <= l {
		f.levels = append(f.levels, make([]byte, 0, tileWidth*tlog.HashSize))
	}
	return &f.levels[l]
}

// append adds a leaf. full is called with every tile that the leaf completes, lowest first; it may keep the bytes.
func (f *frontier) append(leaf tlog.Hash, full func(Tile)) {
	h, n := leaf, f.size
	f.size++
	for l := 0; ; l++ {
		level := f.level(l)
		*level = append(*level, h[:]...)
		n /= tileWidth
		if len(*level) < tileWidth*tlog.HashSize {
			return
		}
		full(Tile{Place{l, n}, *level})
		h = subtree(*level)
		*level = make([]byte, 0, tileWidth*tlog.HashSize)
	}
}

// partial gives the tiles that are not full, lowest first. They share no memory with f.
func (f *frontier) partial() []Tile {
	places, _ := edge(f.size)
	tiles := make([]Tile, len(places))
	for i, p := range places {
		tiles[i] = Tile{p, slices.Clone(f.levels[p.Level])}
	}
	return tiles
}

// root is the tree's root hash (RFC 6962, section 2.1).
func (f *frontier) root() tlog.Hash {
	var root tlog.Hash
	empty := true
	for _, hashes := range f.levels {
		// A level's hashes are complete subtrees in order of falling size; the smallest, last one is joined first.
		for end := len(hashes); end > 0; {
			n := end / tlog.HashSize
			start := end - n&-n*tlog.HashSize
			h := subtree(hashes[start:end])
			if empty {
				root, empty = h, false
			} else {
				root = tlog.NodeHash(h, root)
			}
			end = start
		}
	}
	if empty {
		root, _ = tlog.TreeHash(0, nil)
	}
	return root
}

// subtree is the root over a power of two of hashes.
func subtree(hashes []byte) tlog.Hash {
	if len(hashes) == tlog.HashSize {
		return tlog.Hash(hashes)
	}
	half := len(hashes) / 2
	return tlog.NodeHash(subtree(hashes[:half]), subtree(hashes[half:]))
}
