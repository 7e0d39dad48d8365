package audit

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// mem is a Tx in memory, which commits at once. Its fields are open to the tests that tamper.
type mem struct {
	entries     map[id.ID]Entry
	pending     map[id.ID]bool
	leaves      map[int64]Leaf
	tiles       map[Place][]byte
	checkpoints map[int64]Checkpoint
}

var _ Tx = (*mem)(nil)

func newMem() *mem {
	return &mem{map[id.ID]Entry{}, map[id.ID]bool{}, map[int64]Leaf{}, map[Place][]byte{}, map[int64]Checkpoint{}}
}

func (m *mem) clone() *mem {
	return &mem{maps.Clone(m.entries), maps.Clone(m.pending), maps.Clone(m.leaves), maps.Clone(m.tiles), maps.Clone(m.checkpoints)}
}

func sortIDs(ids []id.ID) []id.ID {
	slices.SortFunc(ids, func(a, b id.ID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

func (m *mem) pick(ids []id.ID, limit int) []Entry {
	var out []Entry
	for _, i := range ids[:min(len(ids), limit)] {
		out = append(out, m.entries[i])
	}
	return out
}

func (m *mem) AddAuditEntry(_ context.Context, e Entry) error {
	if _, ok := m.entries[e.ID]; ok {
		return fault.New(fault.Conflict, "audit.twice", "the entry is there already")
	}
	m.entries[e.ID], m.pending[e.ID] = e, true
	return nil
}

func (m *mem) AuditPending(_ context.Context, limit int) ([]Entry, error) {
	return m.pick(sortIDs(slices.Collect(maps.Keys(m.pending))), limit), nil
}

func (m *mem) ExtendAudit(_ context.Context, x Extension) error {
	conflict := fault.New(fault.Conflict, "audit.raced", "another sequencer was faster")
	if _, ok := m.checkpoints[x.Checkpoint.Size]; ok {
		return conflict
	}
	for _, l := range x.Leaves {
		if _, ok := m.leaves[l.Index]; ok {
			return conflict
		}
		if _, ok, _ := m.AuditLeaf(context.Background(), l.Entry); ok && len(m.leaves) < 10_000 {
			return conflict
		}
	}
	for _, l := range x.Leaves {
		m.leaves[l.Index] = l
		delete(m.pending, l.Entry)
	}
	for _, t := range x.Tiles {
		m.tiles[t.Place] = t.Hashes
	}
	m.checkpoints[x.Checkpoint.Size] = x.Checkpoint
	return nil
}

func (m *mem) AuditEntries(_ context.Context, q Query) ([]Entry, error) {
	ids := sortIDs(slices.Collect(maps.Keys(m.entries)))
	slices.Reverse(ids)
	var out []Entry
	for _, i := range ids {
		e := m.entries[i]
		if len(out) == q.Limit ||
			!q.Before.IsZero() && slices.Compare(i[:], q.Before[:]) >= 0 ||
			!q.Subject.IsZero() && e.Subject != q.Subject ||
			len(q.Actions) > 0 && !slices.Contains(q.Actions, e.Action) {
			continue
		}
		out = append(out, e)
	}
	return out, nil
}

func (m *mem) AuditLeaf(_ context.Context, entry id.ID) (Leaf, bool, error) {
	if len(m.leaves) > 10_000 {
		return Leaf{}, false, nil // the map has no index by entry; big logs are benchmarks
	}
	for _, l := range m.leaves {
		if l.Entry == entry {
			return l, true, nil
		}
	}
	return Leaf{}, false, nil
}

func (m *mem) AuditLeaves(_ context.Context, from int64, limit int) ([]Logged, error) {
	last := int64(-1)
	for i := range m.leaves {
		last = max(last, i)
	}
	var out []Logged
	for i := from; i <= last && len(out) < limit; i++ {
		l, ok := m.leaves[i]
		if !ok {
			continue
		}
		logged := Logged{Leaf: l}
		if e, ok := m.entries[l.Entry]; ok {
			logged.Content = &e
		}
		out = append(out, logged)
	}
	return out, nil
}

func (m *mem) AuditUnlogged(_ context.Context, after id.ID, limit int) ([]Entry, error) {
	logged := map[id.ID]bool{}
	for _, l := range m.leaves {
		logged[l.Entry] = true
	}
	var ids []id.ID
	for i := range m.entries {
		if !logged[i] && slices.Compare(i[:], after[:]) > 0 {
			ids = append(ids, i)
		}
	}
	return m.pick(sortIDs(ids), limit), nil
}

func (m *mem) AuditTiles(_ context.Context, places []Place) ([][]byte, error) {
	out := make([][]byte, len(places))
	for i, p := range places {
		out[i] = m.tiles[p]
	}
	return out, nil
}

func (m *mem) sizes() []int64 { return slices.Sorted(maps.Keys(m.checkpoints)) }

func (m *mem) AuditHead(context.Context) (Checkpoint, bool, error) {
	sizes := m.sizes()
	if len(sizes) == 0 {
		return Checkpoint{}, false, nil
	}
	return m.checkpoints[sizes[len(sizes)-1]], true, nil
}

func (m *mem) AuditCheckpoints(_ context.Context, after int64, limit int) ([]Checkpoint, error) {
	var out []Checkpoint
	for _, s := range m.sizes() {
		if s > after && len(out) < limit {
			out = append(out, m.checkpoints[s])
		}
	}
	slices.SortFunc(out, func(a, b Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	return out, nil
}

// What the tests have in common.

var (
	ctx   = context.Background()
	start = instant.Of(time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC))
)

type ctxType = context.Context

const origin = "code.hubei.example/audit"

// keys makes a signer and the verifier that knows it; each seed another key.
func keys(t testing.TB, seed byte) (*Signer, *Verifier) {
	t.Helper()
	s, err := NewSigner(origin, ed25519.NewKeyFromSeed(append(make([]byte, 31), seed)))
	if err != nil {
		t.Fatal(err)
	}
	v, err := NewVerifier(s.Key())
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

// entry is the n-th of a row of entries, a millisecond apart.
func entry(n int) Entry {
	at := start + instant.Instant(n)*1000
	e := Entry{
		At: at, Actor: Actor{Staff, fmt.Sprint("staff-", n%7), "李某 (江岸区指挥部)"}, Role: "headquarters",
		Purpose: "核查", Action: EvidenceAppend, Object: Object{"evidence", fmt.Sprint(n)}, Detail: Detail{{"kind", "case.confirmed"}},
	}
	e.ID = id.New(at)
	return e
}

// fill records entries and integrates them in batches of the given sizes.
func fill(t testing.TB, m *mem, s *Signer, v *Verifier, batches ...int) {
	t.Helper()
	for _, size := range batches {
		from := len(m.entries)
		for i := range size {
			if _, err := Record(ctx, m, entry(from+i)); err != nil {
				t.Fatal(err)
			}
		}
		n, _, err := Integrate(ctx, m, s, v, start, MaxBatch)
		if err != nil || n != size {
			t.Fatalf("integrated %d of %d: %v", n, size, err)
		}
	}
}

// reference is the root that the plain definition of RFC 6962 gives, by tlog's own storage.
func reference(t interface{ Fatal(...any) }, leaves []tlog.Hash) tlog.Hash {
	var stored []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = stored[x]
		}
		return out, nil
	})
	for i, l := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(i), l, read)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(leaves)), read)
	if err != nil {
		t.Fatal(err)
	}
	return root
}
