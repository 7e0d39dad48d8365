package storetest

import (
	"testing"

	"kangma/internal/id"
	"kangma/passage"
	"kangma/region"
	"kangma/store"
)

// BY-21: a report is kept once, is found from either of its regions, and goes with its day.
func doubled(t *testing.T, s *store.Store) {
	today := passage.DayOf(at)
	r := passage.DoubledReport{Day: today, First: ident(1), Second: ident(2), FirstPoint: ident(11), SecondPoint: ident(12), FirstRegion: jiangan, SecondRegion: xiaogan,
		FirstAt: at, SecondAt: at + 60e6, Metres: 900_000, Needed: 7200, FoundAt: at + 1}
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.InsertDoubled(ctx, r) })
	}
	list := func(in region.Code, after id.ID) func(*store.Tx) ([]passage.DoubledReport, error) {
		return func(tx *store.Tx) ([]passage.DoubledReport, error) { return tx.DoubledIn(ctx, in, after, 10) }
	}
	reads(t, s, []passage.DoubledReport{r}, list(wuhan, id.ID{}))
	reads(t, s, []passage.DoubledReport{r}, list(xiaogan, id.ID{}))
	reads(t, s, nil, list(region.MustParseCode("330000"), id.ID{}))
	reads(t, s, nil, list(wuhan, r.First))
	write(t, s, func(tx *store.Tx) error { _, err := tx.DestroyDay(ctx, today, at); return err })
	reads(t, s, nil, list(region.Nation, id.ID{}))

	for i, point := range []id.ID{ident(11), ident(12), ident(11)} {
		p := scan(i+1, jiangan)
		p.Day, p.Point, p.Pseudonym = today+1, point, passage.Pseudonym{byte(i/2 + 1)} // the first at two points, the second at one
		write(t, s, func(tx *store.Tx) error { _, err := tx.InsertPassages(ctx, []passage.Passage{p}); return err })
	}
	several := func(after passage.Pseudonym) func(*store.Tx) ([]passage.Pseudonym, error) {
		return func(tx *store.Tx) ([]passage.Pseudonym, error) {
			return tx.PseudonymsAtSeveral(ctx, today+1, after, 10)
		}
	}
	reads(t, s, []passage.Pseudonym{{1}}, several(passage.Pseudonym{}))
	reads(t, s, nil, several(passage.Pseudonym{1}))
}
