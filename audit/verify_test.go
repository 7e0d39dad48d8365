package audit

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

func verify(t testing.TB, m *mem, v *Verifier, o Options) *Report {
	t.Helper()
	r, err := Verify(ctx, m, v, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// later is after every entry, so that none of them may still be pending.
const later = instant.Instant(1 << 60)

func sound(t testing.TB, m *mem, v *Verifier) {
	t.Helper()
	if r := verify(t, m, v, Options{Settled: later}); !r.Sound() {
		t.Fatalf("findings in a good log: %v", r.Findings)
	}
}

// BY-04: a good log is sound, whatever its size, and the report counts.
func TestVerifySound(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	sound(t, m, v)
	var held [][]byte
	for _, size := range []int{1, 254, 1, 1, 300, 2048, 3} {
		fill(t, m, s, v, size)
		head, _, _ := m.AuditHead(ctx)
		held = append(held, head.Note)
		sound(t, m, v)
	}
	if _, err := Record(ctx, m, entry(9000)); err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	r := verify(t, m, v, Options{Held: held, Settled: entry(8999).At, Progress: func(done, total int64) {
		if done <= last || done > total || total != 2608 {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	}})
	_, tree, _ := openHead(ctx, m, v)
	if !r.Sound() || r.Size != 2608 || r.Checkpoints != 7 || r.Pending != 1 || r.Root != tree.Hash || last != 2608 {
		t.Errorf("%+v, progress to %d", r, last)
	}
}

// tampering is one way to spoil a log at an index, and the kinds of finding of which one must name the place.
type tampering struct {
	name string
	do   func(m *mem, i int64)
	want []Wrong
}

// cover makes tiles and rows fit the leaves again, as somebody would who may write to the database.
func cover(m *mem) {
	f := frontier{}
	m.tiles = map[Place][]byte{}
	put := func(t Tile) { m.tiles[t.Place] = t.Hashes }
	for i := range int64(len(m.leaves)) {
		f.append(m.leaves[i].Hash, put)
	}
	for _, t := range f.partial() {
		put(t)
	}
}

func (m *mem) change(i int64) {
	e := m.entries[m.leaves[i].Entry]
	e.Purpose = "another purpose"
	m.entries[e.ID] = e
}

func (m *mem) rehash(i int64) {
	l := m.leaves[i]
	e := m.entries[l.Entry]
	l.Hash = e.LeafHash()
	m.leaves[i] = l
}

var tamperings = []tampering{
	{"entry changed", func(m *mem, i int64) { m.change(i) }, []Wrong{Changed}},
	{"entry deleted", func(m *mem, i int64) { delete(m.entries, m.leaves[i].Entry) }, []Wrong{Missing}},
	{"leaf deleted", func(m *mem, i int64) { delete(m.leaves, i) }, []Wrong{Missing}},
	{"entry and leaf deleted", func(m *mem, i int64) { delete(m.entries, m.leaves[i].Entry); delete(m.leaves, i) }, []Wrong{Missing}},
	{"entry changed, leaf fitted", func(m *mem, i int64) { m.change(i); m.rehash(i) }, []Wrong{Differs}},
	{"entry changed, everything fitted", func(m *mem, i int64) { m.change(i); m.rehash(i); cover(m) }, []Wrong{RootWrong}},
	{"two leaves swapped", func(m *mem, i int64) { swap(m, i) }, []Wrong{Differs}},
	{"two leaves swapped, everything fitted", func(m *mem, i int64) { swap(m, i); cover(m) }, []Wrong{RootWrong}},
	{"two leaves' entries swapped", func(m *mem, i int64) {
		swap(m, i)
		j := (i + 1) % int64(len(m.leaves))
		a, b := m.leaves[i], m.leaves[j]
		a.Hash, b.Hash = b.Hash, a.Hash
		m.leaves[i], m.leaves[j] = a, b
	}, []Wrong{Changed}},
	{"entry taken out, the rest moved up, everything fitted", func(m *mem, i int64) {
		n := int64(len(m.leaves))
		delete(m.entries, m.leaves[i].Entry)
		for ; i < n-1; i++ {
			l := m.leaves[i+1]
			l.Index = i
			m.leaves[i] = l
		}
		delete(m.leaves, n-1)
		cover(m)
	}, []Wrong{RootWrong, Missing}},
	{"entry put between, the rest moved down, everything fitted", func(m *mem, i int64) {
		for j := int64(len(m.leaves)); j > i; j-- {
			l := m.leaves[j-1]
			l.Index = j
			m.leaves[j] = l
		}
		e := entry(int(i))
		m.entries[e.ID] = e
		m.leaves[i] = Leaf{i, e.ID, e.LeafHash()}
		cover(m)
	}, []Wrong{RootWrong, Added, TileWrong}},
	{"tile changed", func(m *mem, i int64) {
		p := Place{0, i / tileWidth}
		m.tiles[p] = bytes.Clone(m.tiles[p])
		m.tiles[p][i%tileWidth*tlog.HashSize] ^= 1
	}, []Wrong{Differs}},
	{"tile deleted", func(m *mem, i int64) { delete(m.tiles, Place{0, i / tileWidth}) }, []Wrong{TileWrong}},
	{"tile above changed", func(m *mem, i int64) {
		p := Place{1, 0}
		m.tiles[p] = append(bytes.Clone(m.tiles[p]), 0)
	}, []Wrong{TileWrong}},
}

func swap(m *mem, i int64) {
	j := (i + 1) % int64(len(m.leaves))
	a, b := m.leaves[i], m.leaves[j]
	a.Index, b.Index = j, i
	m.leaves[i], m.leaves[j] = b, a
}

// BY-04: whatever is tampered with, wherever, is found, and the index named is the one, or begins its batch.
func TestTamperingIsFound(t *testing.T) {
	s, v := keys(t, 1)
	good := newMem()
	batches := []int{7, 260, 1, 300, 30}
	fill(t, good, s, v, batches...)
	ends := good.sizes()
	rapid.Check(t, func(rt *rapid.T) {
		how := rapid.SampledFrom(tamperings).Draw(rt, "tampering")
		i := rapid.Int64Range(0, int64(len(good.leaves))-2).Draw(rt, "index")
		m := good.clone()
		how.do(m, i)
		r := verify(t, m, v, Options{Settled: later})
		if r.Sound() {
			rt.Fatalf("%s at %d is not found", how.name, i)
		}
		batch := int64(0) // where the batch of i begins
		for _, end := range ends {
			if end <= i {
				batch = end
			}
		}
		named := false
		for _, f := range r.Findings {
			if f.Index >= 0 && f.Index < batch && f.Wrong != TileWrong {
				rt.Errorf("%s at %d: accuses what was left alone: %+v", how.name, i, f)
			}
			if !slices.Contains(how.want, f.Wrong) {
				continue
			}
			switch f.Wrong {
			case RootWrong: // between two checkpoints
				named = named || f.Index == batch
			case TileWrong: // a tile
				named = named || f.Index <= i
			default:
				named = named || f.Index == i
			}
		}
		if !named {
			rt.Errorf("%s at %d is not named: %+v", how.name, i, r.Findings)
		}
	})
}

// One changed entry is one finding: the rest of a big log is not accused.
func TestFindingsArePrecise(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 300, 300)
	m.change(17)
	m.change(400)
	r := verify(t, m, v, Options{Settled: later})
	if len(r.Findings) != 2 || r.Findings[0].Index != 17 || r.Findings[1].Index != 400 || r.Findings[1].Entry != m.leaves[400].Entry {
		t.Errorf("%+v", r.Findings)
	}
	for i := range int64(600) {
		m.change(i)
	}
	r = verify(t, m, v, Options{Settled: later})
	if len(r.Findings) != MaxFindings || r.More != 500 {
		t.Errorf("%d findings and %d more", len(r.Findings), r.More)
	}
}

// An entry that the sequencer never took, or that was put into the table behind its back, is found once it is old enough.
func TestLeftOutIsFound(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 10)
	e := entry(3)
	m.entries[e.ID] = e // no pending mark
	if r := verify(t, m, v, Options{Settled: e.At}); !r.Sound() || r.Pending != 1 {
		t.Errorf("a young entry may wait: %+v", r)
	}
	r := verify(t, m, v, Options{Settled: e.At + 1})
	if len(r.Findings) != 1 || r.Findings[0].Wrong != LeftOut || r.Findings[0].Entry != e.ID {
		t.Errorf("%+v", r)
	}
}

// BY-04: checkpoints that were changed, taken away or signed by somebody else are found.
func TestCheckpointTampering(t *testing.T) {
	s, v := keys(t, 1)
	stranger, _ := keys(t, 2)
	good := newMem()
	fill(t, good, s, v, 50, 50, 50)
	for name, c := range map[string]struct {
		do   func(*mem)
		want Wrong
	}{
		"signed with another key": {func(m *mem) { resign(t, m, 100, stranger) }, Unsigned},
		"text changed": {func(m *mem) {
			c := m.checkpoints[100]
			c.Note = bytes.Replace(c.Note, []byte("\n100\n"), []byte("\n101\n"), 1)
			m.checkpoints[100] = c
		}, Unsigned},
		"put at another size": {func(m *mem) {
			c := m.checkpoints[100]
			c.Size = 99
			delete(m.checkpoints, 100)
			m.checkpoints[99] = c
		}, Unsigned},
		"newest taken away": {func(m *mem) { delete(m.checkpoints, 150) }, TileWrong},
		"all taken away":    {func(m *mem) { clear(m.checkpoints) }, Added},
	} {
		m := good.clone()
		c.do(m)
		r := verify(t, m, v, Options{Settled: later})
		if r.Sound() || r.Findings[0].Wrong != c.want {
			t.Errorf("%s: %+v", name, r.Findings)
		}
	}
}

// BY-04: an outsider who holds an old checkpoint finds what nobody else can.
func TestOutsiderFindsRewriting(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 50)
	early := m.checkpoints[50].Note
	rollback := m.clone()
	fill(t, m, s, v, 100)
	held := m.checkpoints[150].Note

	// Whoever has the signing key rewrites history and signs it anew.
	forged := newMem()
	for i := range int64(150) {
		e := m.entries[m.leaves[i].Entry]
		if i == 77 {
			e.Purpose = "another"
		}
		forged.entries[e.ID], forged.pending[e.ID] = e, true
		if len(forged.entries) == 50 || i == 149 {
			if _, _, err := Integrate(ctx, forged, s, v, start, MaxBatch); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill(t, forged, s, v, 20)
	sound(t, forged, v)
	r := verify(t, forged, v, Options{Held: [][]byte{held, early}, Settled: later})
	if len(r.Findings) != 1 || r.Findings[0].Wrong != Rewritten || r.Findings[0].Index != 50 {
		t.Errorf("history rewritten: %+v", r.Findings)
	}
	p, err := ProveConsistency(ctx, forged, v, 150)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Check(v, held); fault.CodeOf(err) != fault.Invalid {
		t.Error("the forged log proves that it continues the held checkpoint")
	}

	// The database is put back to an older state, which is sound in itself.
	sound(t, rollback, v)
	r = verify(t, rollback, v, Options{Held: [][]byte{early, held}, Settled: later})
	if len(r.Findings) != 1 || r.Findings[0].Wrong != RolledBack || r.Findings[0].Index != 50 {
		t.Errorf("rolled back: %+v", r.Findings)
	}
	// It grows again, past the held size, along another way.
	fill(t, rollback, s, v, 60, 60)
	sound(t, rollback, v)
	r = verify(t, rollback, v, Options{Held: [][]byte{early, held}, Settled: later})
	if len(r.Findings) != 0 {
		// 150 lies within a batch here, so no stored checkpoint has its size; the held one must tell all the same.
		if r.Findings[0].Wrong != Rewritten || r.Findings[0].Index != 50 {
			t.Errorf("rolled back and grown: %+v", r.Findings)
		}
	} else {
		t.Error("rolled back and grown: not found")
	}

	_, stranger := keys(t, 2)
	if _, err := Verify(ctx, m, stranger, Options{Held: [][]byte{held}}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a held checkpoint of somebody else: %v", err)
	}
}

// The frontier's root and tiles are the reference's at every size.
func TestFrontier(t *testing.T) {
	var f frontier
	var leaves []tlog.Hash
	if want, _ := tlog.TreeHash(0, nil); f.root() != want {
		t.Error("the root of nothing")
	}
	for i := range 600 {
		leaves = append(leaves, tlog.RecordHash(fmt.Append(nil, i)))
		f.append(leaves[i], func(Tile) {})
		if i%37 == 0 || i > 250 && i < 260 || i > 508 && i < 516 {
			if got, want := f.root(), reference(t, leaves); got != want {
				t.Fatalf("root of %d leaves is %v, want %v", i+1, got, want)
			}
		}
	}
	// Across the border of the second level, by its tiles alone.
	f = frontier{}
	full := map[Place][]byte{}
	for i := range int64(tileWidth*tileWidth + 1) {
		f.append(tlog.RecordHash(fmt.Append(nil, i)), func(t Tile) { full[t.Place] = t.Hashes })
	}
	if len(full) != tileWidth+1 || len(full[Place{1, 0}]) != tileWidth*tlog.HashSize {
		t.Errorf("%d full tiles", len(full))
	}
	again, err := newFrontier(f.size, [][]byte{f.levels[0], f.levels[2]})
	if err != nil || again.root() != f.root() {
		t.Error("taken up again:", err)
	}
	if want := tlog.NodeHash(subtree(full[Place{1, 0}]), tlog.RecordHash(fmt.Append(nil, tileWidth*tileWidth))); f.root() != want {
		t.Error("the root of 65537 leaves")
	}
}

// BenchmarkVerify is entries per second rebuilt and compared, the store in memory.
func BenchmarkVerify(b *testing.B) {
	s, v := keys(b, 1)
	m := newMem()
	fill(b, m, s, v, 4096, 4096)
	for b.Loop() {
		if r := verify(b, m, v, Options{Settled: later}); !r.Sound() {
			b.Fatal(r.Findings)
		}
	}
	b.ReportMetric(float64(b.N)*8192/b.Elapsed().Seconds(), "entries/s")
}
