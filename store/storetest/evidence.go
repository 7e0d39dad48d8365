package storetest

import (
	"testing"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/store"
)

// fact is the n-th record about a person.
func fact(t *testing.T, person id.ID, n int, f evidence.Fact) evidence.Record {
	t.Helper()
	if f.Source == "" {
		f.Source = "武汉市卫健委"
	}
	if f.ValidUntil == 0 {
		f.ValidUntil = instant.Never
	}
	if f.ValidFrom == 0 {
		f.ValidFrom = at
	}
	r := evidence.Record{Person: person, ID: ident(n), Key: evidence.RecordKey(f.Source, ident(n).String()), Digest: evidence.RecordKey("digest", "1"), Fact: f}
	r.Fact.ID = r.ID.String()
	r.RecordedAt, r.EndRecordedAt, r.RetractedAt = at+instant.Instant(n), at+instant.Instant(n), instant.Never
	check(t, r.Check())
	return r
}

// everyAttr is a fact of each type of attribute, and awkward texts.
func everyAttr(t *testing.T, person id.ID) []evidence.Record {
	return []evidence.Record{
		fact(t, person, 1, evidence.Fact{Kind: evidence.CaseConfirmed, Region: jiangan}),
		fact(t, person, 2, evidence.Fact{Kind: evidence.Declaration, Source: "holder", ValidUntil: at + day, Attrs: evidence.Attrs{
			evidence.TextAttr(evidence.Status, "fever"), evidence.ListAttr(evidence.Symptoms, "cold_like", "dyspnea"),
			evidence.NumberAttr(evidence.Temperature, 38.5), evidence.BoolAttr(evidence.Stayed, true), evidence.TextAttr(evidence.Contact, "unsure")}}),
		fact(t, person, 3, evidence.Fact{Kind: evidence.TestNucleic, Attrs: evidence.Attrs{
			evidence.TextAttr(evidence.Result, "negative"), evidence.TimeAttr(evidence.SampledAt, at-day+123456)}}),
		fact(t, person, 4, evidence.Fact{Kind: evidence.ControlCentral, Attrs: evidence.Attrs{
			evidence.TextAttr(evidence.PlaceName, `宾馆 "东方" \ 3/F`), evidence.TextAttr(evidence.Responsible, "李, 某\n{}<>&"), evidence.TextAttr(evidence.Phone, "")}}),
		fact(t, person, 5, evidence.Fact{Kind: evidence.Vaccination, Attrs: evidence.Attrs{evidence.WholeAttr(evidence.Dose, 2), evidence.TextAttr(evidence.Product, "Vero细胞")}}),
		fact(t, person, 6, evidence.Fact{Kind: evidence.Upstream, Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "ok"),
			evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "red")}}),
		fact(t, person, 7, evidence.Fact{Kind: evidence.Stay, Region: street, Attrs: evidence.Attrs{evidence.TextAttr(evidence.Level, "high")}}),
		fact(t, person, 8, evidence.Fact{Kind: evidence.ContactCotraveller, Attrs: evidence.Attrs{evidence.BoolAttr(evidence.Inbound, false)}}),
	}
}

func evidences(t *testing.T, s *store.Store) {
	a, b, none := ident(100), ident(200), ident(300)
	records := everyAttr(t, a)
	for i := range records { // attributes come in the catalogue's order
		byName(records[i].Attrs)
	}
	other := fact(t, b, 1, evidence.Fact{Kind: evidence.Stay, Region: xiaogan}) // the same id, of another person
	other.Key, other.Digest = evidence.Key{}, evidence.Key{}
	write(t, s, func(tx *store.Tx) error {
		reversed := []evidence.Record{other}
		for i := len(records) - 1; i >= 0; i-- {
			reversed = append(reversed, records[i])
		}
		return tx.InsertEvidence(ctx, reversed)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertEvidence(ctx, records[2:3]) })

	var facts []evidence.Fact
	for _, r := range records {
		facts = append(facts, r.Fact)
	}
	reads(t, s, map[id.ID][]evidence.Fact{a: facts, b: {other.Fact}}, func(tx *store.Tx) (map[id.ID][]evidence.Fact, error) {
		return tx.EvidenceOf(ctx, []id.ID{b, none, a})
	})
	for _, want := range append(records, other) {
		reads(t, s, want, func(tx *store.Tx) (evidence.Record, error) {
			r, _, err := tx.EvidenceRecord(ctx, want.Person, want.ID)
			return r, err
		})
	}
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, _, err := tx.EvidenceRecord(ctx, b, ident(2)); return err })

	// EV-4: a source's record is found again by its number, and told apart by its content.
	reads(t, s, []evidence.Keyed{{Key: records[1].Key, Digest: records[1].Digest, Person: a, ID: records[1].ID}}, func(tx *store.Tx) ([]evidence.Keyed, error) {
		return tx.EvidenceByKey(ctx, []evidence.Key{records[1].Key, evidence.RecordKey("nobody", "1"), {}})
	})

	all := func(ranges [][2]int64, after id.ID, limit int, kinds ...evidence.Kind) func(*store.Tx) ([]id.ID, error) {
		return func(tx *store.Tx) ([]id.ID, error) { return tx.PeopleWithEvidence(ctx, kinds, ranges, after, limit) }
	}
	lo, hi := wuhan.Range()
	lo2, hi2 := xiaogan.Range()
	both := [][2]int64{{lo2, hi2}, {lo, hi}, {lo, hi}}
	reads(t, s, []id.ID{a, b}, all(both, id.ID{}, 10, evidence.Stay, evidence.CaseConfirmed))
	reads(t, s, []id.ID{a}, all(both, id.ID{}, 1, evidence.Stay))
	reads(t, s, []id.ID{b}, all(both, a, 10, evidence.Stay))
	reads(t, s, []id.ID{a}, all([][2]int64{{lo, hi}}, id.ID{}, 10, evidence.Stay))
	reads(t, s, nil, all(both, id.ID{}, 10, evidence.FeverClinic))
}

// byName puts attributes in the order in which a parser gives them: the catalogue's, which is that of their names' numbers.
func byName(a evidence.Attrs) {
	for i := range a {
		for j := i; j > 0 && a[j].Name < a[j-1].Name; j-- {
			a[j], a[j-1] = a[j-1], a[j]
		}
	}
}

// bitemporal: ends and retractions are read with the knowledge of any instant (EV-1, EV-2, BY-02).
func bitemporal(t *testing.T, s *store.Store) {
	who := ident(100)
	open := fact(t, who, 1, evidence.Fact{Kind: evidence.ContactClose})
	named := fact(t, who, 2, evidence.Fact{Kind: evidence.ControlHome, ValidUntil: at + 14*day})
	wrong := fact(t, who, 3, evidence.Fact{Kind: evidence.CaseSuspected})
	write(t, s, func(tx *store.Tx) error { return tx.InsertEvidence(ctx, []evidence.Record{open, named, wrong}) })

	change := func(n int, of evidence.Record, kind evidence.ChangeKind, until, recorded instant.Instant) evidence.Change {
		return evidence.Change{Person: who, Evidence: of.ID, ID: ident(n), Kind: kind, Until: until, RecordedAt: recorded, By: "staff-1", Reason: "解除", Ground: "第3号"}
	}
	first := change(20, open, evidence.Ends, at+3*day, at+2*day)
	second := change(19, open, evidence.Ends, at+2*day, at+4*day) // a smaller id, but recorded later
	shorter := change(21, named, evidence.Ends, at+7*day, at+6*day)
	gone := change(22, wrong, evidence.Retracts, 0, at+5*day)
	write(t, s, func(tx *store.Tx) error {
		return tx.InsertEvidenceChanges(ctx, []evidence.Change{second, first, shorter, gone})
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertEvidenceChanges(ctx, []evidence.Change{gone}) })

	read(t, s, func(tx *store.Tx) error {
		r, changes, err := tx.EvidenceRecord(ctx, who, open.ID)
		same(t, open, r)
		same(t, []evidence.Change{first, second}, changes)
		return err
	})
	var facts []evidence.Fact
	read(t, s, func(tx *store.Tx) error {
		of, err := tx.EvidenceOf(ctx, []id.ID{who})
		facts = of[who]
		return err
	})
	if len(facts) != 3 {
		t.Fatalf("%d facts", len(facts))
	}
	for _, c := range []struct {
		fact  int
		known instant.Instant
		ends  instant.Instant // 0: not known at all
	}{
		{0, at, 0}, // recorded a microsecond later
		{0, at + day, at + 14*day},
		{0, at + 2*day - 1, at + 14*day}, // by its kind
		{0, at + 2*day, at + 3*day},
		{0, at + 4*day, at + 2*day},
		{1, at + 5*day, at + 14*day},
		{1, at + 6*day, at + 7*day},
		{2, at + 5*day - 1, instant.Never},
		{2, at + 5*day, 0},
	} {
		p, ok := facts[c.fact].Known(c.known)
		if ok != (c.ends != 0) || ok && p.Until != c.ends {
			t.Errorf("fact %d known at %s: %v, ends %s, want %s", c.fact, c.known, ok, p.Until, c.ends)
		}
	}
}

func applications(t *testing.T, s *store.Store) {
	apply := func(n int, who id.ID, due instant.Instant) evidence.Application {
		return evidence.Application{Person: who, ID: ident(n), Account: ident(7), Region: street, Channel: "app", Purpose: "returning",
			AppliedAt: at, DueAt: due, AssignedAt: instant.Never}
	}
	a, b := ident(100), ident(200)
	first, second, third := apply(1, a, at+2), apply(2, a, at+1), apply(3, b, at+3)
	third.Region, third.Account = xiaogan, id.ID{}
	write(t, s, func(tx *store.Tx) error {
		for _, x := range []evidence.Application{first, second, third} {
			check(t, tx.InsertApplication(ctx, x))
		}
		return nil
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertApplication(ctx, first) })
	reads(t, s, []evidence.Application{second, first}, func(tx *store.Tx) ([]evidence.Application, error) { return tx.Applications(ctx, a) })

	// HB-06: overdue ones are visible to whoever is responsible.
	overdue := func(at instant.Instant, limit int, want []evidence.Application, wantAll int) {
		t.Helper()
		lo, hi := wuhan.Range()
		read(t, s, func(tx *store.Tx) error {
			list, all, err := tx.OverdueApplications(ctx, at, lo, hi, limit)
			same(t, want, list)
			same(t, wantAll, all)
			return err
		})
	}
	overdue(at+1, 10, nil, 0) // due at an instant is not overdue at it
	overdue(at+day, 1, []evidence.Application{second}, 2)
	overdue(at+day, 10, []evidence.Application{second, first}, 2)
	write(t, s, func(tx *store.Tx) error { return tx.AssignApplications(ctx, []id.ID{a, ident(300)}, at+9) })
	overdue(at+day, 10, nil, 0)
	first.AssignedAt, second.AssignedAt = at+9, at+9
	reads(t, s, []evidence.Application{second, first}, func(tx *store.Tx) ([]evidence.Application, error) { return tx.Applications(ctx, a) })
	write(t, s, func(tx *store.Tx) error { return tx.AssignApplications(ctx, []id.ID{a}, at+99) }) // answered once
	reads(t, s, []evidence.Application{second, first}, func(tx *store.Tx) ([]evidence.Application, error) { return tx.Applications(ctx, a) })
}
