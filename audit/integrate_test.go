package audit

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
)

// BY-04: whatever the batches, the root is that of RFC 6962 and the tiles are those of tlog-tiles.
func TestIntegrateAnyBatches(t *testing.T) {
	s, v := keys(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		m := newMem()
		batches := rapid.SliceOfN(rapid.OneOf(rapid.IntRange(1, 20), rapid.SampledFrom([]int{255, 256, 257, 600})), 1, 5).Draw(t, "batches")
		var leaves []tlog.Hash
		for n, size := range batches {
			for range size {
				e := entry(len(leaves))
				leaves = append(leaves, e.LeafHash())
				if err := m.AddAuditEntry(ctx, e); err != nil {
					t.Fatal(err)
				}
			}
			if got, _, err := Integrate(ctx, m, s, v, start, MaxBatch); err != nil || got != size {
				t.Fatal(n, got, err)
			}
		}
		head, tree, err := openHead(ctx, m, v)
		if err != nil || head.Size != int64(len(leaves)) {
			t.Fatal(head.Size, err)
		}
		if want := reference(t, leaves); tree.Hash != want {
			t.Errorf("root %v, want %v", tree.Hash, want)
		}
		for _, want := range tlog.NewTiles(tileHeight, 0, tree.N) {
			if got := len(m.tiles[Place{want.L, want.N}]); got != want.W*tlog.HashSize {
				t.Errorf("%s has %d bytes, want %d hashes", want.Path(), got, want.W)
			}
		}
		if got, want := len(m.tiles), len(tlog.NewTiles(tileHeight, 0, tree.N)); got != want {
			t.Errorf("%d tiles, want %d", got, want)
		}
	})
}

func TestIntegrateNothing(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	if n, c, err := Integrate(ctx, m, s, v, start, 10); n != 0 || c.Size != 0 || err != nil {
		t.Error(n, c, err)
	}
	fill(t, m, s, v, 3)
	if n, c, err := Integrate(ctx, m, s, v, start, 10); n != 0 || c.Size != 3 || err != nil {
		t.Error(n, c, err)
	}
	if len(m.checkpoints) != 1 {
		t.Errorf("%d checkpoints for one batch", len(m.checkpoints))
	}
}

// An entry whose transaction was slow has a smaller id than what is in the log already; it comes later, and is not lost.
func TestLateEntryIsIntegrated(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	late := entry(0)
	fill(t, m, s, v, 5)
	if _, err := Record(ctx, m, late); err != nil {
		t.Fatal(err)
	}
	if n, _, err := Integrate(ctx, m, s, v, start, 10); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if l, ok, _ := m.AuditLeaf(ctx, late.ID); !ok || l.Index != 5 {
		t.Error(l, ok)
	}
}

// racing gives a second sequencer's turn between the reading and the writing of the first.
type racing struct {
	*mem
	between func()
}

func (r racing) ExtendAudit(c ctxType, x Extension) error {
	r.between()
	return r.mem.ExtendAudit(c, x)
}

// AU-4, AU-5: two sequencers at once do no harm.
func TestSecondSequencer(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 300)
	for i := range 10 {
		if _, err := Record(ctx, m, entry(1000+i)); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := Integrate(ctx, racing{m, func() {
		if n, _, err := Integrate(ctx, m, s, v, start, 4); n != 4 || err != nil {
			t.Fatal(n, err)
		}
	}}, s, v, start, 10)
	if fault.CodeOf(err) != fault.Conflict {
		t.Fatalf("the slower sequencer got %v", err)
	}
	if n, _, err := Integrate(ctx, m, s, v, start, 10); n != 6 || err != nil {
		t.Fatal(n, err)
	}
	sound(t, m, v)
}

// AU-3: a sequencer does not build on a log that was tampered with.
func TestIntegrateRefusesBrokenLog(t *testing.T) {
	s, v := keys(t, 1)
	other, _ := keys(t, 2)
	for name, tamper := range map[string]func(*mem){
		"tile changed":   func(m *mem) { m.tiles[Place{0, 1}] = bytes.Clone(m.tiles[Place{0, 1}]); m.tiles[Place{0, 1}][7] ^= 1 },
		"tile gone":      func(m *mem) { delete(m.tiles, Place{1, 0}) },
		"tile cut":       func(m *mem) { m.tiles[Place{0, 1}] = m.tiles[Place{0, 1}][:32] },
		"another key":    func(m *mem) { resign(t, m, 300, other) },
		"head gone":      func(m *mem) { delete(m.checkpoints, 300) },
		"another size":   func(m *mem) { c := m.checkpoints[300]; c.Size = 299; m.checkpoints[300] = c },
		"note not valid": func(m *mem) { c := m.checkpoints[300]; c.Note = []byte("300\n"); m.checkpoints[300] = c },
	} {
		m := newMem()
		fill(t, m, s, v, 200, 100)
		tamper(m)
		if _, err := Record(ctx, m, entry(300)); err != nil {
			t.Fatal(err)
		}
		before := len(m.checkpoints)
		if _, _, err := Integrate(ctx, m, s, v, start, 10); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("%s: %v", name, err)
		}
		if len(m.checkpoints) != before {
			t.Errorf("%s: signed all the same", name)
		}
	}
}

// resign signs the stored checkpoint of a size with another key.
func resign(t testing.TB, m *mem, size int64, s *Signer) {
	t.Helper()
	c := m.checkpoints[size]
	text, _, _ := strings.Cut(string(c.Note), "\n\n")
	signed, err := note.Sign(&note.Note{Text: text + "\n"}, s)
	if err != nil {
		t.Fatal(err)
	}
	m.checkpoints[size] = Checkpoint{size, c.At, signed}
}

// A log goes on under a new key; whoever knows both keys verifies all of it.
func TestKeyRotation(t *testing.T) {
	s1, v1 := keys(t, 1)
	s2, v2 := keys(t, 2)
	both, err := NewVerifier(s2.Key(), s1.Key())
	if err != nil {
		t.Fatal(err)
	}
	m := newMem()
	fill(t, m, s1, v1, 10)
	fill(t, m, s2, both, 10)
	sound(t, m, both)
	if r := verify(t, m, v2, Options{}); r.Sound() {
		t.Error("a verifier that lacks the old key is content")
	}
}

func TestKeysRefused(t *testing.T) {
	s, _ := keys(t, 1)
	if _, err := NewVerifier(); err == nil {
		t.Error("no keys")
	}
	if _, err := NewVerifier(s.Key() + "A"); err == nil {
		t.Error("a damaged key")
	}
	if _, err := NewSigner("two words", s.key); fault.CodeOf(err) != fault.Invalid {
		t.Error("an origin with a space")
	}
	elsewhere, err := NewSigner("elsewhere.example/audit", s.key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewVerifier(s.Key(), elsewhere.Key()); fault.CodeOf(err) != fault.Invalid {
		t.Error("keys of two logs")
	}
}

func TestOpenCheckpoint(t *testing.T) {
	s, v := keys(t, 1)
	sign := func(text string) []byte {
		b, err := note.Sign(&note.Note{Text: text}, s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	root := tlog.RecordHash(nil).String()
	good := origin + "\n12\n" + root + "\n"
	if tree, err := v.Open(sign(good)); err != nil || tree.N != 12 {
		t.Error(tree, err)
	}
	if _, err := v.Open(sign(good + "an extension\n")); err != nil {
		t.Error("an extension line:", err)
	}
	for _, text := range []string{
		"elsewhere\n12\n" + root + "\n", "\n12\n" + root + "\n", origin + "\n012\n" + root + "\n", origin + "\n-1\n" + root + "\n",
		origin + "\n+1\n" + root + "\n", origin + "\n12\n" + root[:40] + "\n", origin + "\n12\n" + root[:43] + "\n", origin + "\n12\n", origin + "\n",
	} {
		if _, err := v.Open(sign(text)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, raw := range [][]byte{nil, []byte(good), bytes.Replace(sign(good), []byte("\n12\n"), []byte("\n13\n"), 1)} {
		if _, err := v.Open(raw); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

// failing has a store that breaks after some calls.
type failing struct {
	*mem
	left *int
}

var errStore = errors.New("disk on fire")

func (f failing) AuditTiles(c ctxType, p []Place) ([][]byte, error) {
	if *f.left--; *f.left < 0 {
		return nil, errStore
	}
	return f.mem.AuditTiles(c, p)
}

// A store that cannot be read is an error, never a finding and never a checkpoint.
func TestStoreFails(t *testing.T) {
	s, v := keys(t, 1)
	m := newMem()
	fill(t, m, s, v, 700)
	for left := range 4 {
		n := left
		if r, err := Verify(ctx, failing{m, &n}, v, Options{}); !errors.Is(err, errStore) {
			t.Errorf("after %d reads: %v %v", left, r, err)
		}
	}
	n := 0
	if _, err := Record(ctx, m, entry(700)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Integrate(ctx, failing{m, &n}, s, v, start, 10); !errors.Is(err, errStore) {
		t.Error(err)
	}
	if got := slices.Max(m.sizes()); got != 700 {
		t.Errorf("a checkpoint of %d was made", got)
	}
}

func TestRecordTwice(t *testing.T) {
	m := newMem()
	e := entry(1)
	if got, err := Record(ctx, m, e); err != nil || got != e.ID {
		t.Fatal(got, err)
	}
	if _, err := Record(ctx, m, e); fault.CodeOf(err) != fault.Conflict {
		t.Error(err)
	}
	e.ID = id.ID{}
	if got, err := Record(ctx, m, e); err != nil || got.IsZero() {
		t.Error(got, err)
	}
	e.Action = ""
	if _, err := Record(ctx, m, e); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// BenchmarkIntegrate is entries per second in the sequencer, its store in memory.
func BenchmarkIntegrate(b *testing.B) {
	s, v := keys(b, 1)
	m := newMem()
	var batch []Entry
	for i := range MaxBatch {
		batch = append(batch, entry(i))
	}
	for b.Loop() {
		if n, _, err := Integrate(ctx, benchTx{m, batch}, s, v, start, MaxBatch); err != nil || n != MaxBatch {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.N)*MaxBatch/b.Elapsed().Seconds(), "entries/s")
}

// benchTx has the same entries pending again and again and keeps no leaves.
type benchTx struct {
	*mem
	batch []Entry
}

func (b benchTx) AuditPending(ctxType, int) ([]Entry, error) { return b.batch, nil }

func (b benchTx) AuditHead(ctxType) (Checkpoint, bool, error) {
	c, ok := b.checkpoints[0]
	return c, ok, nil
}

func (b benchTx) ExtendAudit(_ ctxType, x Extension) error {
	for _, t := range x.Tiles {
		b.tiles[t.Place] = t.Hashes
	}
	b.checkpoints[0] = x.Checkpoint
	return nil
}
