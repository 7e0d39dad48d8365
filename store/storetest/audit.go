package storetest

import (
	"crypto/ed25519"
	"strconv"
	"testing"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/store"
)

func entry(n int) audit.Entry {
	e := audit.Entry{ID: ident(n), At: at + instant.Instant(n), Actor: audit.Actor{Kind: audit.Staff, ID: "staff-" + strconv.Itoa(n%2), Text: "李某 (江岸区)"},
		Role: "headquarters", Region: jiangan, Purpose: "核查", Action: audit.EvidenceAppend, Object: audit.Object{Kind: "evidence", ID: strconv.Itoa(n)},
		Detail: audit.Detail{{Key: "z", Value: `"1"`}, {Key: "a", Value: "二"}}}
	if n%3 == 0 {
		e.Subject, e.Region, e.Action, e.Detail = ident(1000), 0, audit.PersonView, nil
	}
	return e
}

func audits(t *testing.T, s *store.Store) {
	var all []audit.Entry
	for n := 1; n <= 9; n++ {
		all = append(all, entry(n))
	}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.AddAuditEntry(ctx, all[0]))
		return tx.AddAuditEntries(ctx, all[1:])
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.AddAuditEntry(ctx, all[0]) })

	list := func(q audit.Query, numbers ...int) {
		t.Helper()
		var want []audit.Entry
		for _, n := range numbers {
			want = append(want, entry(n))
		}
		if q.Limit == 0 {
			q.Limit = 100
		}
		reads(t, s, want, func(tx *store.Tx) ([]audit.Entry, error) { return tx.AuditEntries(ctx, q) })
	}
	lo, hi := wuhan.Range()
	list(audit.Query{}, 9, 8, 7, 6, 5, 4, 3, 2, 1)
	list(audit.Query{Limit: 2}, 9, 8)
	list(audit.Query{Limit: 2, Before: ident(8)}, 7, 6)
	list(audit.Query{Subject: ident(1000)}, 9, 6, 3) // BY-06
	list(audit.Query{Actor: audit.Actor{Kind: audit.Staff, ID: "staff-1"}, Limit: 3}, 9, 7, 5)
	list(audit.Query{Actor: audit.Actor{Kind: audit.System}})
	list(audit.Query{Object: audit.Object{ID: "7"}}, 7)
	list(audit.Query{Object: audit.Object{Kind: "pack", ID: "7"}})
	list(audit.Query{Actions: []audit.Action{audit.PersonView, audit.KeyMake}}, 9, 6, 3)
	list(audit.Query{Lo: lo, Hi: hi, Limit: 2}, 8, 7)
	list(audit.Query{From: at + 3, Until: at + 5}, 4, 3)

	// The Merkle log: pending entries are integrated, proved and verified by package audit itself.
	signer, err := audit.NewSigner("code.hubei.example/audit", ed25519.NewKeyFromSeed(make([]byte, 32)))
	check(t, err)
	verifier, err := audit.NewVerifier(signer.Key())
	check(t, err)
	integrate := func(limit, want int) {
		t.Helper()
		write(t, s, func(tx *store.Tx) error {
			n, _, err := audit.Integrate(ctx, tx, signer, verifier, at, limit)
			same(t, want, n)
			return err
		})
	}
	integrate(4, 4)
	reads(t, s, all[4:6], func(tx *store.Tx) ([]audit.Entry, error) { return tx.AuditPending(ctx, 2) })
	reads(t, s, all[5:7], func(tx *store.Tx) ([]audit.Entry, error) { return tx.AuditUnlogged(ctx, all[4].ID, 2) })
	integrate(100, 5)
	integrate(100, 0)
	reads(t, s, nil, func(tx *store.Tx) ([]audit.Entry, error) { return tx.AuditUnlogged(ctx, id.ID{}, 10) })
	read(t, s, func(tx *store.Tx) error {
		for i, e := range all {
			leaf, ok, err := tx.AuditLeaf(ctx, e.ID)
			if err != nil || !ok || leaf.Entry != e.ID || leaf.Index != int64(i) {
				t.Errorf("leaf of %d: %+v %v %v", i, leaf, ok, err)
			}
		}
		if _, ok, err := tx.AuditLeaf(ctx, ident(99)); ok || err != nil {
			t.Error("a leaf of nothing", err)
		}
		logged, err := tx.AuditLeaves(ctx, 3, 2)
		if err != nil || len(logged) != 2 || logged[0].Index != 3 || logged[1].Content == nil {
			t.Errorf("leaves: %+v %v", logged, err)
		} else {
			same(t, all[4], *logged[1].Content)
		}
		head, ok, err := tx.AuditHead(ctx)
		if err != nil || !ok || head.Size != 9 {
			t.Errorf("head: %+v %v %v", head, ok, err)
		}
		points, err := tx.AuditCheckpoints(ctx, 3, 10)
		if err != nil || len(points) != 2 || points[0].Size != 4 || points[1].Size != 9 {
			t.Errorf("checkpoints: %+v %v", points, err)
		}
		tiles, err := tx.AuditTiles(ctx, []audit.Place{{Level: 3, N: 1}, {Level: 0, N: 0}})
		if err != nil || tiles[0] != nil || len(tiles[1]) != 9*32 {
			t.Errorf("tiles: %v %v", tiles, err)
		}
		return nil
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { // another sequencer was faster
		return tx.ExtendAudit(ctx, audit.Extension{From: 8, Leaves: []audit.Leaf{{Index: 8, Entry: ident(50)}}, Checkpoint: audit.Checkpoint{Size: 9, Note: []byte{1}}})
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { // an entry has one leaf
		return tx.ExtendAudit(ctx, audit.Extension{From: 9, Leaves: []audit.Leaf{{Index: 9, Entry: all[0].ID}}, Checkpoint: audit.Checkpoint{Size: 10, Note: []byte{1}}})
	})
}
