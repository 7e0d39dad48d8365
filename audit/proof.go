package audit

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
)

// CheckInclusion says whether the proof shows that leaf stands at index in the tree (RFC 6962, section 2.1.1).
// The tree must come from a checkpoint whose signature was checked (Verifier.Open).
func CheckInclusion(t tlog.Tree, index int64, leaf tlog.Hash, proof []tlog.Hash) error {
	if index < 0 || index >= t.N {
		return refused("the tree has no leaf %d", index)
	}
	return checkSubtree(uint64(index), uint64(index)+1, uint64(t.N), leaf, t.Hash, proof)
}

// CheckConsistency says whether the proof shows that the newer tree continues the older one, which is not
// empty: all its leaves are there, unchanged and in their order (RFC 6962, section 2.1.2).
func CheckConsistency(older, newer tlog.Tree, proof []tlog.Hash) error {
	if older.N < 1 || newer.N < older.N {
		return refused("a tree of %d leaves cannot continue one of %d", newer.N, older.N)
	}
	return checkSubtree(0, uint64(older.N), uint64(newer.N), older.Hash, newer.Hash, proof)
}

// checkSubtree is the one check for all proofs: that the leaves start to end of
// a tree of size leaves have the root sub. An older tree is the subtree that
// starts at 0, and a single leaf is a subtree too. It is the algorithm of
// draft-ietf-plants-merkle-tree-certs, section 4.4, which walks from the
// subtree up to the root and rebuilds both hashes on the way.
func checkSubtree(start, end, size uint64, sub, root tlog.Hash, proof []tlog.Hash) error {
	if end > size || !isSubtree(start, end) {
		return refused("leaves %d to %d are no subtree of a tree of %d", start, end, size)
	}
	if start == end {
		if none, _ := tlog.TreeHash(0, nil); sub != none || len(proof) > 0 {
			return refused("the proof does not fit")
		}
		return nil
	}
	// first, last and edge are the positions, level by level upwards, of the
	// subtree's first leaf, its last one, and the tree's last one.
	first, last, edge := start, end-1, size-1
	for first != last && (last&1 == 1 || last == edge) {
		first, last, edge = first>>1, last>>1, edge>>1
	}
	// subHash and rootHash are rebuilt from the greatest complete node that both end with:
	// the subtree itself, or the first hash of the proof.
	subHash, rootHash := sub, sub
	if first != last {
		if len(proof) == 0 {
			return refused("the proof is too short")
		}
		subHash, rootHash, proof = proof[0], proof[0], proof[1:]
	}
	for _, h := range proof {
		if edge == 0 {
			return refused("the proof is too long")
		}
		if last&1 == 1 || last == edge {
			if first < last {
				subHash = tlog.NodeHash(h, subHash)
			}
			rootHash = tlog.NodeHash(h, rootHash)
			for last&1 == 0 {
				first, last, edge = first>>1, last>>1, edge>>1
			}
		} else {
			rootHash = tlog.NodeHash(rootHash, h)
		}
		first, last, edge = first>>1, last>>1, edge>>1
	}
	if edge != 0 || subHash != sub || rootHash != root {
		return refused("the proof does not lead to the root")
	}
	return nil
}

// isSubtree says whether leaves start to end can be a subtree: it starts at a multiple of the least power of two that holds it.
func isSubtree(start, end uint64) bool {
	if start >= end {
		return start == end
	}
	n := bits.Len64(end - start - 1)
	return n < 64 && start&(1<<n-1) == 0
}

func refused(format string, args ...any) error {
	return fault.New(fault.Invalid, "audit.proof", format, args...)
}
