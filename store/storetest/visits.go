package storetest

import (
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
	"kangma/store"
)

// MS-01: places are found by kind and by a part of the name, which is text and no pattern; codes have versions; visits go with their day.
func visits(t *testing.T, s *store.Store) {
	p := passage.Place{ID: ident(1), Kind: "market", Name: "球场路100%菜市场 A_b", Region: street, CreatedAt: at, ClosedAt: instant.Never}
	q := passage.Place{ID: ident(2), Kind: "school", Name: "一中", Region: jiangan, Address: "x", CreatedAt: at, ClosedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPlace(ctx, p))
		return tx.InsertPlace(ctx, q)
	})
	list := func(q passage.PlaceQuery) func(*store.Tx) ([]passage.Place, error) {
		q.Limit = 10
		return func(tx *store.Tx) ([]passage.Place, error) { return tx.PlacesIn(ctx, q) }
	}
	reads(t, s, []passage.Place{p, q}, list(passage.PlaceQuery{Region: wuhan}))
	reads(t, s, []passage.Place{q}, list(passage.PlaceQuery{Region: wuhan, Kind: "school"}))
	reads(t, s, []passage.Place{p}, list(passage.PlaceQuery{Region: wuhan, Name: "100%菜"}))
	reads(t, s, []passage.Place{p}, list(passage.PlaceQuery{Region: wuhan, Name: "a_B"}))
	reads(t, s, nil, list(passage.PlaceQuery{Region: wuhan, Name: "一%"}))
	reads(t, s, nil, list(passage.PlaceQuery{Region: wuhan, Name: "a!b"}))
	reads(t, s, nil, list(passage.PlaceQuery{Name: "一中"})) // no region, nothing
	named := func(r region.Code, name string) func(*store.Tx) ([]passage.Place, error) {
		return func(tx *store.Tx) ([]passage.Place, error) { return tx.PlacesNamed(ctx, r, name) }
	}
	reads(t, s, []passage.Place{q}, named(jiangan, "一中"))
	reads(t, s, nil, named(wuhan, "一中"))

	code := func(tx *store.Tx) (passage.PlaceCode, error) { return tx.PlaceCode(ctx, p.ID) }
	reads(t, s, passage.PlaceCode{}, code)
	one := passage.PlaceCode{Place: p.ID, Version: 1, Every: 5 * time.Minute, IssuedAt: at, IssuedBy: ident(9), RevokedAt: instant.Never}
	two := passage.PlaceCode{Place: p.ID, Version: 2, Spot: &passage.Location{Lat: 1, Lon: -2}, Radius: 300, IssuedAt: at + 1, RevokedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error { return tx.InsertPlaceCode(ctx, one) })
	reads(t, s, one, code)
	write(t, s, func(tx *store.Tx) error { return tx.InsertPlaceCode(ctx, two) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertPlaceCode(ctx, two) })
	reads(t, s, two, code)
	write(t, s, func(tx *store.Tx) error { return tx.RevokePlaceCode(ctx, p.ID, 2, at+2) })
	two.RevokedAt = at + 2
	reads(t, s, two, code)
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.RevokePlaceCode(ctx, q.ID, 1, at) })
	some := []id.ID{p.ID, q.ID, ident(99)}
	reads(t, s, map[id.ID]passage.PlaceCode{p.ID: two}, func(tx *store.Tx) (map[id.ID]passage.PlaceCode, error) { return tx.PlaceCodes(ctx, some) })
	reads(t, s, map[id.ID]passage.Place{p.ID: p, q.ID: q}, func(tx *store.Tx) (map[id.ID]passage.Place, error) { return tx.PlacesByID(ctx, some) })

	today, someone := passage.DayOf(at), passage.Pseudonym(bytes16(1))
	visit := func(n int, who passage.Pseudonym, d passage.Day) passage.Visit {
		return passage.Visit{ID: ident(n), Pseudonym: who, Day: d, Place: p.ID, Region: street, At: at + instant.Instant(n)}
	}
	a, b := visit(2, someone, today), visit(1, someone, today)
	write(t, s, func(tx *store.Tx) error {
		for _, v := range []passage.Visit{a, b, visit(3, passage.Pseudonym(bytes16(2)), today), visit(4, someone, today+1)} {
			check(t, tx.InsertVisit(ctx, v))
		}
		_, err := tx.InsertPassages(ctx, []passage.Passage{scan(1, street)})
		return err
	})
	of := func(tx *store.Tx) ([]passage.Visit, error) { return tx.VisitsOfDay(ctx, today, someone) }
	reads(t, s, []passage.Visit{b, a}, of)
	write(t, s, func(tx *store.Tx) error { // PS-3: with the day's passages
		n, err := tx.DestroyDay(ctx, today, at+20*day)
		same(t, int64(4), n)
		return err
	})
	reads(t, s, nil, of)
	reads(t, s, []passage.Visit{visit(4, someone, today+1)}, func(tx *store.Tx) ([]passage.Visit, error) { return tx.VisitsOfDay(ctx, today+1, someone) })
}
