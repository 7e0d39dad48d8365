package audit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
)

// vector is a file of transparency-dev/merkle. Not every form has every field.
type vector struct {
	LeafIdx, TreeSize uint64 // inclusion
	Size1, Size2      uint64 // consistency
	Start, End, Size  uint64 // of subtrees
	Root, LeafHash    []byte
	Root1, Root2      []byte
	Proof             [][]byte
	Desc              string
	WantErr           bool
}

// hash is a hash of exactly 32 bytes; anything else is refused, as it is where hashes are parsed.
func hash(b []byte) (h tlog.Hash, ok bool) {
	return h, copy(h[:], b) == tlog.HashSize && len(b) == tlog.HashSize
}

// placeholder is a hash for a root that a vector writes as "don't care 1": equal ones stay equal, and others different.
func placeholder(root []byte) []byte {
	if strings.HasPrefix(string(root), "don't care") {
		h := tlog.RecordHash(root)
		return h[:]
	}
	return root
}

func (v vector) check(form string) error {
	proof := make([]tlog.Hash, len(v.Proof))
	for i, b := range v.Proof {
		h, ok := hash(b)
		if !ok {
			return refused("hash of %d bytes", len(b))
		}
		proof[i] = h
	}
	sub, of := v.Root1, v.Root2
	if strings.HasSuffix(form, "inclusion") {
		sub, of = v.LeafHash, v.Root
	} else {
		sub, of = placeholder(sub), placeholder(of)
	}
	a, ok1 := hash(sub)
	b, ok2 := hash(of)
	if !ok1 || !ok2 {
		return refused("hash of %d and %d bytes", len(sub), len(of))
	}
	switch form {
	case "inclusion":
		return CheckInclusion(tlog.Tree{N: int64(v.TreeSize), Hash: b}, int64(v.LeafIdx), a, proof)
	case "consistency":
		return CheckConsistency(tlog.Tree{N: int64(v.Size1), Hash: a}, tlog.Tree{N: int64(v.Size2), Hash: b}, proof)
	case "subtreeinclusion": // a subtree is a tree of its own
		if !isSubtree(v.Start, v.End) || v.LeafIdx < v.Start || v.LeafIdx >= v.End {
			return refused("no such subtree or leaf")
		}
		return CheckInclusion(tlog.Tree{N: int64(v.End - v.Start), Hash: b}, int64(v.LeafIdx-v.Start), a, proof)
	case "subtreeconsistency":
		return checkSubtree(v.Start, v.End, v.Size, a, b, proof)
	}
	panic(form)
}

// BY-04: the 518 vectors of transparency-dev/merkle run against what decides here.
func TestMerkleVectors(t *testing.T) {
	dir := os.Getenv("KANGMA_TESTDATA")
	if dir == "" {
		t.Skip("KANGMA_TESTDATA is not set: the 518 vectors of transparency-dev/merkle are not at hand")
	}
	count := map[bool]int{}
	err := filepath.WalkDir(filepath.Join(dir, "vectors", "merkle"), func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		var v vector
		if err := json.Unmarshal(b, &v); err != nil {
			return err
		}
		rel, _ := filepath.Rel(filepath.Join(dir, "vectors", "merkle"), path)
		form, _, _ := strings.Cut(rel, string(filepath.Separator))
		if err := v.check(form); (err != nil) != v.WantErr {
			t.Errorf("%s: %v, want refusal %v", rel, err, v.WantErr)
		}
		count[v.WantErr]++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count[true]+count[false] < 518 || count[false] == 0 {
		t.Errorf("ran %d vectors to be refused and %d to be accepted, want 518 in all", count[true], count[false])
	}
	t.Logf("ran %d vectors: %d accepted, %d refused", count[true]+count[false], count[false], count[true])
}

// memTree is a tree with all hashes at hand.
func memTree(t *rapid.T, n int) (tlog.HashReader, []tlog.Hash, func(size int64) tlog.Tree) {
	var stored, leaves []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	for i := range n {
		leaves = append(leaves, tlog.RecordHash([]byte{byte(i), byte(i >> 8)}))
		more, err := tlog.StoredHashesForRecordHash(int64(i), leaves[i], read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
	}
	return read, leaves, func(size int64) tlog.Tree {
		h, err := tlog.TreeHash(size, read)
		if err != nil {
			t.Fatal(err)
		}
		return tlog.Tree{N: size, Hash: h}
	}
}

// The one check here and the two of tlog agree, on true proofs and on spoilt ones.
func TestChecksAgreeWithTlog(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 70).Draw(t, "size")
		read, leaves, tree := memTree(t, n)
		now := tree(int64(n))
		index := int64(rapid.IntRange(0, n-1).Draw(t, "index"))
		older := tree(int64(rapid.IntRange(1, n).Draw(t, "older")))

		record, err := tlog.ProveRecord(now.N, index, read)
		if err != nil {
			t.Fatal(err)
		}
		growth, err := tlog.ProveTree(now.N, older.N, read)
		if err != nil {
			t.Fatal(err)
		}
		if err := CheckInclusion(now, index, leaves[index], record); err != nil {
			t.Errorf("true inclusion of %d in %d: %v", index, n, err)
		}
		if err := CheckConsistency(older, now, growth); err != nil {
			t.Errorf("true growth from %d to %d: %v", older.N, n, err)
		}

		spoil := func(p []tlog.Hash) []tlog.Hash {
			p = append([]tlog.Hash(nil), p...)
			at := rapid.IntRange(0, len(p)).Draw(t, "at")
			switch how := rapid.SampledFrom([]string{"none", "bit", "cut", "add", "size"}).Draw(t, "how"); {
			case how == "bit" && at < len(p):
				p[at][5] ^= 4
			case how == "cut" && at < len(p):
				p = append(p[:at], p[at+1:]...)
			case how == "add":
				p = append(p[:at:at], append([]tlog.Hash{leaves[0]}, p[at:]...)...)
			case how == "size":
				now.N = int64(rapid.IntRange(1, 80).Draw(t, "wrong size"))
			}
			return p
		}
		p := spoil(record)
		if got, want := CheckInclusion(now, index, leaves[index], p) == nil,
			index < now.N && tlog.CheckRecord(p, now.N, now.Hash, index, leaves[index]) == nil; got != want {
			t.Errorf("inclusion of %d in %d: %v, tlog %v", index, now.N, got, want)
		}
		p = spoil(growth)
		if got, want := CheckConsistency(older, now, p) == nil,
			older.N <= now.N && tlog.CheckTree(p, now.N, now.Hash, older.N, older.Hash) == nil; got != want {
			t.Errorf("growth from %d to %d: %v, tlog %v", older.N, now.N, got, want)
		}
	})
}

// BY-04: somebody who holds a checkpoint is convinced by proofs alone, which travel as text.
func TestProofsForAnOutsider(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 3, 254, 300)
	held := m.checkpoints[257].Note
	fill(t, m, s, v, 20)

	for n, l := range m.leaves {
		p, err := ProveInclusion(ctx, m, v, l.Entry)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := p.MarshalText()
		var got Inclusion
		if err := got.UnmarshalText(text); err != nil {
			t.Fatal(err)
		}
		e := m.entries[l.Entry]
		if tree, err := got.Check(v, &e); err != nil || tree.N != 577 || got.Index != n {
			t.Fatal(n, tree, err)
		}
		e.Purpose = "another"
		if _, err := got.Check(v, &e); fault.CodeOf(err) != fault.Invalid {
			t.Fatal("a changed entry is found in the log")
		}
	}

	p, err := ProveConsistency(ctx, m, v, 257)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := p.MarshalText()
	var got Consistency
	if err := got.UnmarshalText(text); err != nil {
		t.Fatal(err)
	}
	if tree, err := got.Check(v, held); err != nil || tree.N != 577 {
		t.Error(tree, err)
	}
	if _, err := got.Check(v, m.checkpoints[3].Note); fault.CodeOf(err) != fault.Invalid {
		t.Error("the proof from 257 serves for 3")
	}
	_, stranger := keys(t, 2)
	if _, err := got.Check(stranger, held); fault.CodeOf(err) != fault.Invalid {
		t.Error("a stranger's key opens the checkpoints")
	}

	// What is pending or unknown has no proof yet.
	if _, err := ProveInclusion(ctx, m, v, id.ID{7}); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
	for _, size := range []int64{0, 578, -1} {
		if _, err := ProveConsistency(ctx, m, v, size); fault.CodeOf(err) != fault.Invalid {
			t.Error(size, err)
		}
	}
	// A prover whose tiles were changed notices.
	m.tiles[Place{0, 0}] = append(make([]byte, 32), m.tiles[Place{0, 0}][32:]...)
	if _, err := ProveInclusion(ctx, m, v, m.leaves[1].Entry); err == nil {
		t.Error("a proof from a changed tile")
	}
}

func TestProofTextRefused(t *testing.T) {
	h := tlog.RecordHash(nil).String()
	for _, text := range []string{
		"", "c2sp.org/tlog-proof@v2\nindex 1\n\nnote", "c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\nindex 1\n" + h + "\nnote",
		"c2sp.org/tlog-proof@v1\nindex 01\n\nnote", "c2sp.org/tlog-proof@v1\nindex -1\n\nnote", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nnote",
		"c2sp.org/tlog-proof@v1\nold 1\n\nnote", "c2sp.org/tlog-proof@v1\nindex 1\n" + strings.Repeat(h+"\n", 200) + "\nnote",
	} {
		var p Inclusion
		if err := p.UnmarshalText([]byte(text)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	var p Inclusion
	if err := p.UnmarshalText([]byte("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 12\n" + h + "\n\nnote\n")); err != nil ||
		p.Index != 12 || len(p.Hashes) != 1 || string(p.Checkpoint) != "note\n" {
		t.Error(p, err)
	}
}

func FuzzProofText(f *testing.F) {
	h := tlog.RecordHash(nil).String()
	f.Add([]byte("c2sp.org/tlog-proof@v1\nindex 12\n" + h + "\n\nnote\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var p, q Inclusion
		if p.UnmarshalText(text) != nil {
			return
		}
		again, _ := p.MarshalText()
		if err := q.UnmarshalText(again); err != nil || q.Index != p.Index || len(q.Hashes) != len(p.Hashes) {
			t.Errorf("%q became %q: %v", text, again, err)
		}
	})
}

func TestServeTile(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 40, 300)
	for path, want := range map[string]int{"tile/0/000": 256, "tile/0/000.p/40": 40, "tile/0/001.p/84": 84, "tile/1/000.p/1": 1} {
		b, err := ServeTile(ctx, m, path)
		if err != nil || len(b) != want*tlog.HashSize {
			t.Errorf("%s: %d bytes, %v", path, len(b), err)
		}
	}
	for path, want := range map[string]fault.Code{
		"tile/0/001": fault.NotFound, "tile/0/x001/000": fault.NotFound, "tile/3/000": fault.NotFound, "tile/0/001.p/85": fault.NotFound,
		"tile/0/1": fault.Invalid, "0/000": fault.Invalid, "tile/data/000": fault.Invalid, "tile/0/000.p/0": fault.Invalid,
		"tile/0/000.p/256": fault.Invalid, "": fault.Invalid, "tile/": fault.Invalid, "tile/-1/000": fault.Invalid,
	} {
		if _, err := ServeTile(ctx, m, path); fault.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
	if got := (Place{0, 1234067}).Path(tileWidth); got != "tile/0/x001/x234/067" {
		t.Error(got)
	}
}
