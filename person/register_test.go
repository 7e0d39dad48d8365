package person

import (
	"context"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/region"
)

var (
	ctx   = context.Background()
	wuhan = region.MustParseCode("420104")
)

// MS-04 (PE-1): one document, one person, in whatever form it comes; other documents, other persons.
func TestOnePersonOneCode(t *testing.T) {
	tx, v := newMemory(), testVault()
	who := sample(t)
	p, created, err := Register(ctx, tx, v, Registration{Who: who, Residence: wuhan}, now)
	if err != nil || !created || p.Birth.Reveal() != "1949-12-31" || p.DocumentType != ResidentID || p.Residence != wuhan {
		t.Fatal(created, err, p.Birth.Reveal())
	}
	who.Document = mustDocument(t, ResidentID, "110105 19491231 002x")
	again, created, err := Register(ctx, tx, v, Registration{Who: who}, now+1)
	if err != nil || created || again.ID != p.ID || again.Handle != p.Handle {
		t.Fatal("registered twice:", created, err)
	}
	who.Document = mustDocument(t, Passport, "E12345678")
	other, created, err := Register(ctx, tx, v, Registration{Who: who}, now)
	if err != nil || !created || other.ID == p.ID {
		t.Fatal("the same name made the same person:", err)
	}
	a, _, err1 := Register(ctx, tx, v, Registration{Who: Identity{Name: who.Name, Document: mustDocument(t, NoDocument, "")}}, now)
	b, _, err2 := Register(ctx, tx, v, Registration{Who: Identity{Name: who.Name, Document: mustDocument(t, NoDocument, "")}}, now)
	if err1 != nil || err2 != nil || a.ID == b.ID {
		t.Error("two people without a document are one:", err1, err2)
	}
}

// NA-07 (PE-2): gaps are filled, nothing that stands is changed. WH-02 (PE-5): what contradicts says so.
func TestRegisterFillsGapsOnly(t *testing.T) {
	tx, v := newMemory(), testVault()
	full := sample(t)
	p, _, err := Register(ctx, tx, v, Registration{Who: Identity{Document: full.Document}}, now)
	if err != nil {
		t.Fatal(err)
	}
	if p, _, err = Register(ctx, tx, v, Registration{Who: full, Residence: wuhan}, now); err != nil || p.Residence != wuhan {
		t.Fatal(err)
	}
	who, err := v.Open(p.ID, tx.people[p.ID].Sealed)
	if err != nil || who != full {
		t.Fatalf("gaps were not filled: %v", err)
	}
	moved := full
	moved.Address = Address{"别处"}
	if _, _, err = Register(ctx, tx, v, Registration{Who: moved, Residence: region.MustParseCode("330100")}, now); err != nil {
		t.Fatal(err)
	}
	if who, _ = v.Open(p.ID, tx.people[p.ID].Sealed); who != full || tx.people[p.ID].Residence != wuhan {
		t.Error("what stood was changed")
	}

	wrong := full
	wrong.Name = mustName(t, "李四")
	_, _, err = Register(ctx, tx, v, Registration{Who: wrong}, now)
	wantFault(t, err, fault.Conflict, "person.mismatch", "")
	wrong = full
	wrong.Phone = mustPhone(t, "13900139000")
	_, _, err = Register(ctx, tx, v, Registration{Who: wrong}, now)
	wantFault(t, err, fault.Conflict, "person.phone_not_bound", "")
	if who, _ = v.Open(p.ID, tx.people[p.ID].Sealed); who != full {
		t.Error("a refusal changed something")
	}
}

func TestMove(t *testing.T) {
	tx, v := newMemory(), testVault()
	p, _, err := Register(ctx, tx, v, Registration{Who: sample(t), Residence: wuhan}, now)
	if err != nil {
		t.Fatal(err)
	}
	to := region.MustParseCode("330302")
	if p, err = Move(ctx, tx, v, p.ID, to, Address{"新址"}, mustPhone(t, "13800138000"), now); err != nil || p.Residence != to {
		t.Fatal(err)
	}
	who, err := v.Open(p.ID, tx.people[p.ID].Sealed)
	if want := sample(t); err != nil || who.Address.Reveal() != "新址" || who.Name != want.Name || who.Document != want.Document {
		t.Error(err)
	}
	if _, err := Move(ctx, tx, v, p.ID, to, Address{"新址"}, mustPhone(t, "13900139000"), now); err != nil {
		t.Fatal(err)
	}
	if who, err = v.Open(p.ID, tx.people[p.ID].Sealed); err != nil || who.Reach.Reveal() != "+8613800138000" {
		t.Error("NA-07: the phone that he gave first stays:", err)
	}
}

// WH-02: who lost his phone is helped at a desk, and the old phone shows him no more.
func TestRebind(t *testing.T) {
	tx, v, who := newMemory(), testVault(), sample(t)
	p, _, err := Register(ctx, tx, v, Registration{Who: who}, now)
	if err != nil {
		t.Fatal(err)
	}
	old := newAccount(t, tx, "13800138000")
	if _, err := LinkSelf(ctx, tx, old, p.ID, now); err != nil {
		t.Fatal(err)
	}
	who.Phone = mustPhone(t, "13900139000")
	_, _, err = Register(ctx, tx, v, Registration{Who: who}, now)
	wantFault(t, err, fault.Conflict, "person.phone_not_bound", "")

	later := now.Add(time.Hour)
	if err := Rebind(ctx, tx, v, p.ID, who.Phone, later); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Register(ctx, tx, v, Registration{Who: who}, later); err != nil {
		t.Error(err)
	}
	if _, err := LinkSelf(ctx, tx, newAccount(t, tx, "13900139000"), p.ID, later); err != nil {
		t.Error(err)
	}
	links, _ := tx.LinksOfAccount(ctx, old)
	if _, ok := Linked(links, p.ID, later); ok {
		t.Error("the old phone still shows him")
	}
}

// PE-4: who is forgotten is nobody; the same document makes a new person.
func TestForget(t *testing.T) {
	tx, v := newMemory(), testVault()
	p, _, err := Register(ctx, tx, v, Registration{Who: sample(t), Residence: wuhan}, now)
	if err != nil {
		t.Fatal(err)
	}
	a := newAccount(t, tx, "13800138000")
	if _, err := LinkSelf(ctx, tx, a, p.ID, now); err != nil {
		t.Fatal(err)
	}
	if err := Forget(ctx, tx, p.ID, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	gone := tx.people[p.ID]
	if !gone.Deleted() || !gone.Document.IsZero() || !gone.Birth.IsZero() {
		t.Error("something is left")
	}
	if _, err := v.Open(p.ID, gone.Sealed); err == nil {
		t.Error("the identity opens")
	}
	if l, ok := Linked(tx.links, p.ID, now.Add(time.Hour)); ok {
		t.Error("still linked", l)
	}
	again, created, err := Register(ctx, tx, v, Registration{Who: sample(t)}, now)
	if err != nil || !created || again.ID == p.ID {
		t.Error(created, err)
	}
}

// PE-1: a batch gives every row its person, makes each document's person once, whatever repeats within or before it.
func TestEnrol(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tx, v := newMemory(), testVault()
		pool := rapid.SliceOfN(rapid.Custom(drawResident), 1, 8).Draw(t, "documents")
		owner := map[string]id.ID{}
		for range rapid.IntRange(1, 4).Draw(t, "batches") {
			numbers := rapid.SliceOfN(rapid.SampledFrom(pool), 0, 20).Draw(t, "batch")
			batch := make([]Registration, len(numbers))
			for i, n := range numbers {
				batch[i].Who.Document = mustDocument(t, ResidentID, n)
			}
			ids, err := Enrol(ctx, tx, v, batch, now)
			if err != nil || len(ids) != len(batch) {
				t.Fatal(err)
			}
			for i, n := range numbers {
				if was, ok := owner[n]; ok && was != ids[i] || ids[i].IsZero() {
					t.Fatalf("%s is %s and was %s", n, ids[i], was)
				}
				owner[n] = ids[i]
			}
		}
		if len(tx.people) != len(owner) {
			t.Fatalf("%d people of %d documents", len(tx.people), len(owner))
		}
	})
}
