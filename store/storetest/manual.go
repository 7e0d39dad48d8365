package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/region"
	"kangma/store"
)

// manual: what manual passages have besides lies with them, is listed newest first, and goes with its day (PS-12, PS-3); times without the
// system are stored once, and end once (PS-13).
func manual(t *testing.T, s *store.Store) {
	made := func(n int, r region.Code) passage.Manual {
		p := scan(n, r)
		p.Token, p.Colour, p.State = pass.CTI{}, 0, 0
		return passage.Manual{Passage: p, Basis: passage.ByHand, Sealed: []byte{byte(n)}}
	}
	a, b, elsewhere := made(1, street), made(2, street), made(3, xiaogan)
	cards := made(4, street)
	cards.Basis, cards.Colour, cards.Itinerary, cards.Sealed = passage.Cards, pass.Green, passage.ItineraryMarked, nil
	next := made(24*60+1, street)
	all := []passage.Manual{a, b, cards, elsewhere, next}
	write(t, s, func(tx *store.Tx) error {
		_, err := tx.InsertDay(ctx, passage.WrappedDay{Day: a.Day, Key: []byte{1}, CreatedAt: at})
		check(t, err)
		var ps []passage.Passage
		for _, m := range all {
			p := m.Passage
			p.Colour = 0
			ps = append(ps, p)
		}
		_, err = tx.InsertPassages(ctx, ps)
		check(t, err)
		check(t, tx.InsertManual(ctx, all))
		return tx.InsertManual(ctx, all[:1]) // once more changes nothing
	})
	list := func(q passage.Query) func(*store.Tx) ([]passage.Manual, error) {
		return func(tx *store.Tx) ([]passage.Manual, error) { return tx.Manuals(ctx, q) }
	}
	cards.Passage.Colour = 0
	reads(t, s, []passage.Manual{next, cards, b, a}, list(passage.Query{Region: wuhan, Limit: 10}))
	reads(t, s, []passage.Manual{next, cards}, list(passage.Query{Region: wuhan, Limit: 2}))
	reads(t, s, []passage.Manual{b, a}, list(passage.Query{Region: wuhan, Limit: 10, Before: &passage.Cursor{At: cards.At, ID: cards.ID}}))
	reads(t, s, []passage.Manual{b}, list(passage.Query{Region: wuhan, Limit: 10, From: b.At, Until: cards.At}))
	reads(t, s, nil, list(passage.Query{Region: wuhan, Point: ident(12), Limit: 10}))
	reads(t, s, []passage.Manual{elsewhere}, list(passage.Query{Region: xiaogan, Limit: 10}))
	reads(t, s, nil, list(passage.Query{Limit: 10}))
	reads(t, s, b, func(tx *store.Tx) (passage.Manual, error) { return tx.Manual(ctx, b.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Manual(ctx, ident(99)); return err })
	write(t, s, func(tx *store.Tx) error {
		n, err := tx.DestroyDay(ctx, a.Day, at+20*day)
		same(t, int64(4), n)
		return err
	})
	reads(t, s, []passage.Manual{next}, list(passage.Query{Region: wuhan, Limit: 10}))

	f := passage.Fallback{ID: ident(1), Point: passage.Point{ID: ident(11), Region: street}, Collector: ident(21), Cause: passage.Unreachable, Began: at, Ended: instant.Never}
	put := func(f passage.Fallback, want passage.Fallback) {
		t.Helper()
		write(t, s, func(tx *store.Tx) error {
			before, err := tx.PutFallback(ctx, f)
			same(t, want, before)
			return err
		})
	}
	put(f, passage.Fallback{})
	put(f, f)
	ended, again := f, f
	ended.Ended, again.Ended = at+5, at+9
	put(ended, f)
	put(again, ended) // the first end stands
	put(f, ended)
	other := passage.Fallback{ID: ident(2), Point: passage.Point{ID: ident(12), Region: street}, Collector: ident(22), Cause: passage.Ordered, Began: at + 1, Ended: instant.Never}
	put(other, passage.Fallback{})
	thief := other
	thief.Collector, thief.Ended = ident(21), at+2
	put(thief, other) // another's is not ended
	fallbacks := func(r region.Code, before *passage.Cursor, limit int) func(*store.Tx) ([]passage.Fallback, error) {
		return func(tx *store.Tx) ([]passage.Fallback, error) { return tx.Fallbacks(ctx, r, before, limit) }
	}
	reads(t, s, []passage.Fallback{other, ended}, fallbacks(wuhan, nil, 10))
	reads(t, s, []passage.Fallback{other}, fallbacks(wuhan, nil, 1))
	reads(t, s, []passage.Fallback{ended}, fallbacks(wuhan, &passage.Cursor{At: other.Began, ID: other.ID}, 10))
	reads(t, s, nil, fallbacks(xiaogan, nil, 10))
}
