package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/region"
	"kangma/store"
)

// human is the n-th person, with a document of his own.
func human(n int) person.Person {
	return person.Person{
		ID: ident(n), Handle: person.Handle{0: byte(n), 1: byte(n >> 8), 7: 1}, Document: person.Index(bytes16(n)), DocumentType: person.ResidentID,
		Birth: 19880502, Residence: jiangan, Sealed: person.Sealed{Key: []byte{byte(n), 1}, Box: []byte{2, 3}}, CreatedAt: at,
	}
}

// settle inserts persons with the numbers.
func settle(t *testing.T, s *store.Store, numbers ...int) []id.ID {
	t.Helper()
	var ids []id.ID
	write(t, s, func(tx *store.Tx) error {
		ids = nil
		list := make([]person.Person, len(numbers))
		for i, n := range numbers {
			list[i] = human(n)
			ids = append(ids, list[i].ID)
		}
		_, err := tx.InsertPeople(ctx, list)
		return err
	})
	return ids
}

func people(t *testing.T, s *store.Store) {
	a, b := human(1), human(2)
	child := person.Person{ID: ident(3), Handle: person.Handle{3}, DocumentType: person.NoDocument, Sealed: person.Sealed{Key: []byte{1}, Box: []byte{2}}, CreatedAt: at}
	write(t, s, func(tx *store.Tx) error {
		ids, err := tx.InsertPeople(ctx, []person.Person{a, child})
		same(t, []id.ID{a.ID, child.ID}, ids)
		return err
	})
	reads(t, s, a, func(tx *store.Tx) (person.Person, error) { return tx.Person(ctx, a.ID) })
	reads(t, s, child, func(tx *store.Tx) (person.Person, error) { return tx.Person(ctx, child.ID) })
	reads(t, s, child, func(tx *store.Tx) (person.Person, error) { return tx.PersonByHandle(ctx, child.Handle) })

	// PE-1, MS-04: one document, one person, whoever comes second and however often within a list.
	again, twin := human(1), human(2)
	again.ID, again.Handle, again.Birth = ident(11), person.Handle{11}, 19990101
	twin.ID, twin.Handle = ident(12), person.Handle{12}
	other := child
	other.ID, other.Handle = ident(13), person.Handle{13}
	for range 2 { // it may be repeated
		write(t, s, func(tx *store.Tx) error {
			ids, err := tx.InsertPeople(ctx, []person.Person{again, b, twin})
			same(t, []id.ID{a.ID, b.ID, b.ID}, ids)
			return err
		})
	}
	write(t, s, func(tx *store.Tx) error { // no document: always another person
		ids, err := tx.InsertPeople(ctx, []person.Person{other})
		same(t, []id.ID{other.ID}, ids)
		return err
	})
	reads(t, s, a, func(tx *store.Tx) (person.Person, error) { return tx.Person(ctx, a.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Person(ctx, again.ID); return err })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.PersonByHandle(ctx, again.Handle); return err })
	reads(t, s, map[person.Index]id.ID{a.Document: a.ID, b.Document: b.ID}, func(tx *store.Tx) (map[person.Index]id.ID, error) {
		return tx.PeopleByDocument(ctx, []person.Index{a.Document, person.Index(bytes16(99)), b.Document, {}})
	})

	b.Birth, b.Residence, b.Sealed.Box = 0, xiaogan, []byte{9}
	write(t, s, func(tx *store.Tx) error { return tx.UpdatePerson(ctx, b, at+1) })
	c := b
	c.Residence = jiangan
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.UpdatePerson(ctx, c, at+5))
		check(t, tx.UpdatePerson(ctx, b, at+5)) // twice at one instant: what was known before both is kept
		return tx.UpdatePerson(ctx, b, at+9)    // nothing that counts
	})
	// PE-11: what was known of him at each instant.
	for when, home := range map[instant.Instant]region.Code{at: jiangan, at + 1: xiaogan, at + 4: xiaogan, at + 5: xiaogan, at + 9: xiaogan} {
		reads(t, s, home, func(tx *store.Tx) (region.Code, error) {
			k, err := tx.BriefKnown(ctx, b.ID, when)
			if was := k.Birth != ""; was != (when == at) {
				t.Error("birth known at", when, was)
			}
			return k.Residence, err
		})
	}
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.BriefKnown(ctx, ident(50), at); return err })
	reads(t, s, b, func(tx *store.Tx) (person.Person, error) { return tx.Person(ctx, b.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.UpdatePerson(ctx, human(50), at+1) })

	// PE-4: a forgotten person keeps id and handle, and his document may come again as somebody else.
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.ForgetPerson(ctx, a.ID) })
	}
	write(t, s, func(tx *store.Tx) error { return tx.ForgetPerson(ctx, b.ID) })
	reads(t, s, region.Code(0), func(tx *store.Tx) (region.Code, error) {
		k, err := tx.BriefKnown(ctx, b.ID, at)
		return k.Residence, err
	})
	reads(t, s, person.Person{ID: a.ID, Handle: a.Handle, DocumentType: a.DocumentType, CreatedAt: a.CreatedAt},
		func(tx *store.Tx) (person.Person, error) { return tx.PersonByHandle(ctx, a.Handle) })
	write(t, s, func(tx *store.Tx) error {
		ids, err := tx.InsertPeople(ctx, []person.Person{again})
		same(t, []id.ID{again.ID}, ids)
		return err
	})

	// A batch of an import, larger than every statement.
	var crowd []person.Person
	for n := range 1500 {
		crowd = append(crowd, human(1000+n))
	}
	for range 2 {
		write(t, s, func(tx *store.Tx) error {
			ids, err := tx.InsertPeople(ctx, crowd)
			for i, got := range ids {
				if got != crowd[i].ID {
					t.Fatalf("person %d is %s", i, got)
				}
			}
			return err
		})
	}
}
