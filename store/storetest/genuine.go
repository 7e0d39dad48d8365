package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// SC-03, EP-04: a call's number is one call's while it holds; words are known by phone; places by the end of their id.
func genuine(t *testing.T, s *store.Store) {
	who := settle(t, s, 1, 2)
	call := func(n int, number staff.CallNumber, from instant.Instant) staff.Call {
		return staff.Call{Person: who[n%2], ID: ident(n), Number: number, Region: wuhan, Role: staff.Investigator, At: from, Until: from + 100}
	}
	announced := func(want bool, c staff.Call) {
		t.Helper()
		write(t, s, func(tx *store.Tx) error {
			ok, err := tx.InsertCall(ctx, c)
			same(t, want, ok)
			return err
		})
	}
	a, b := call(1, 12345678, at), call(2, 12345678, at+100)
	announced(true, a)
	announced(false, call(3, 12345678, at+99))
	of := func(i instant.Instant) func(*store.Tx) (staff.Call, error) {
		return func(tx *store.Tx) (staff.Call, error) { return tx.CallOf(ctx, 12345678, i) }
	}
	reads(t, s, a, of(at+99))
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := of(at + 100)(tx); return err })
	announced(true, b) // the number is free again
	reads(t, s, b, of(at+101))
	c := call(4, 87654321, at+100)
	announced(true, c)
	list := func(r region.Code, i instant.Instant, before id.ID, limit int) func(*store.Tx) ([]staff.Call, error) {
		return func(tx *store.Tx) ([]staff.Call, error) { return tx.Calls(ctx, r, i, before, limit) }
	}
	reads(t, s, []staff.Call{c, b}, list(wuhan, at+101, id.ID{}, 5))
	reads(t, s, []staff.Call{b}, list(wuhan, at+101, c.ID, 5))
	reads(t, s, []staff.Call{c}, list(wuhan, at+101, id.ID{}, 1))
	reads(t, s, nil, list(region.MustParseCode("330000"), at+101, id.ID{}, 5))
	reads(t, s, []staff.Call{c, b}, func(tx *store.Tx) ([]staff.Call, error) { return tx.CallsTo(ctx, c.Person, at+101) })
	reads(t, s, nil, func(tx *store.Tx) ([]staff.Call, error) { return tx.CallsTo(ctx, c.Person, at+300) })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetCalls(ctx, at+101) })
	reads(t, s, b, of(at+101))

	phone, other, words := person.Index(bytes16(1)), person.Index(bytes16(2)), person.Index(bytes16(3))
	sent := func(p person.Index) func(*store.Tx) (instant.Instant, error) {
		return func(tx *store.Tx) (instant.Instant, error) { return tx.SentWords(ctx, p, words) }
	}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.PutSentWords(ctx, phone, words, at))
		return tx.PutSentWords(ctx, phone, words, at+5)
	})
	reads(t, s, at+5, sent(phone))
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := sent(other)(tx); return err })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetWords(ctx, at+6) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := sent(phone)(tx); return err })

	p := passage.Place{ID: ident(7), Kind: "market", Name: "球场路菜市场", Region: wuhan, CreatedAt: at, ClosedAt: instant.Never}
	copy(p.ID[12:], []byte{0x16, 0xd1, 0xe5, 0x94})
	write(t, s, func(tx *store.Tx) error { return tx.InsertPlace(ctx, p) })
	reads(t, s, []passage.Place{p}, func(tx *store.Tx) ([]passage.Place, error) {
		return tx.PlacesNumbered(ctx, [4]byte{0x16, 0xd1, 0xe5, 0x94})
	})
	reads(t, s, nil, func(tx *store.Tx) ([]passage.Place, error) {
		return tx.PlacesNumbered(ctx, [4]byte{0x16, 0xd1, 0xe5, 0x95})
	})
}
