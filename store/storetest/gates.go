package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/region"
	"kangma/store"
)

func places(t *testing.T, s *store.Store) {
	p := passage.Place{ID: ident(1), Kind: "market", Name: "球场路100%菜市场", Region: street, Address: "球场路1号", Office: "球场街道办事处", Phone: "027-12345", Location: &passage.Location{Lat: 30612345, Lon: -114301234},
		CreatedAt: at, CreatedBy: ident(9), ClosedAt: instant.Never}
	q := passage.Place{ID: ident(2), Kind: "school", Name: "一中", Region: xiaogan, CreatedAt: at, ClosedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPlace(ctx, p))
		return tx.InsertPlace(ctx, q)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertPlace(ctx, p) })
	reads(t, s, p, func(tx *store.Tx) (passage.Place, error) { return tx.Place(ctx, p.ID) })
	reads(t, s, []passage.Place{p}, func(tx *store.Tx) ([]passage.Place, error) {
		return tx.PlacesIn(ctx, passage.PlaceQuery{Region: wuhan, Limit: 10})
	})
	reads(t, s, []passage.Place{q}, func(tx *store.Tx) ([]passage.Place, error) {
		return tx.PlacesIn(ctx, passage.PlaceQuery{Region: region.Nation, After: p.ID, Limit: 10})
	})
	write(t, s, func(tx *store.Tx) error { return tx.ClosePlace(ctx, p.ID, at+1) })
	reads(t, s, nil, func(tx *store.Tx) ([]passage.Place, error) {
		return tx.PlacesIn(ctx, passage.PlaceQuery{Region: wuhan, Limit: 10})
	})
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.ClosePlace(ctx, ident(9), at) })

	a := passage.Point{ID: ident(11), Place: p.ID, Name: "东门", Region: street, CreatedAt: at, CreatedBy: ident(9), ClosedAt: instant.Never}
	b := passage.Point{ID: ident(12), Name: "卡口", Region: jiangan, Location: &passage.Location{Lat: 1, Lon: 2}, CreatedAt: at, ClosedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPoint(ctx, a))
		return tx.InsertPoint(ctx, b)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertPoint(ctx, a) })
	reads(t, s, b, func(tx *store.Tx) (passage.Point, error) { return tx.Point(ctx, b.ID) })
	reads(t, s, map[id.ID]passage.Point{a.ID: a, b.ID: b}, func(tx *store.Tx) (map[id.ID]passage.Point, error) {
		return tx.Points(ctx, []id.ID{b.ID, ident(99), a.ID})
	})
	reads(t, s, []passage.Point{a}, func(tx *store.Tx) ([]passage.Point, error) { return tx.PointsOf(ctx, p.ID) })
	reads(t, s, []passage.Point{a, b}, func(tx *store.Tx) ([]passage.Point, error) { return tx.PointsIn(ctx, jiangan, id.ID{}, 10) })
	write(t, s, func(tx *store.Tx) error { return tx.ClosePoint(ctx, a.ID, at+1) })
	a.ClosedAt = at + 1
	reads(t, s, a, func(tx *store.Tx) (passage.Point, error) { return tx.Point(ctx, a.ID) })
	reads(t, s, []passage.Point{b}, func(tx *store.Tx) ([]passage.Point, error) { return tx.PointsIn(ctx, jiangan, id.ID{}, 10) })

	// WH-11: a collector stands at one point, and moves.
	post := passage.Post{Collector: ident(21), Point: a.ID, Since: at}
	reads(t, s, passage.Post{}, func(tx *store.Tx) (passage.Post, error) { return tx.Post(ctx, post.Collector) })
	write(t, s, func(tx *store.Tx) error { return tx.PutPost(ctx, post) })
	post.Point, post.Since = b.ID, at+1
	write(t, s, func(tx *store.Tx) error { return tx.PutPost(ctx, post) })
	reads(t, s, post, func(tx *store.Tx) (passage.Post, error) { return tx.Post(ctx, post.Collector) })
	reads(t, s, 1, func(tx *store.Tx) (int, error) { return tx.CollectorsAt(ctx, b.ID) })
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.DeletePost(ctx, post.Collector) })
	}
	reads(t, s, 0, func(tx *store.Tx) (int, error) { return tx.CollectorsAt(ctx, b.ID) })

	d := passage.Device{ID: ident(31), Collector: ident(21), PublicKey: [65]byte{4, 1, 64: 9}, From: at, Until: instant.Never}
	write(t, s, func(tx *store.Tx) error { return tx.InsertDevice(ctx, d) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertDevice(ctx, d) })
	write(t, s, func(tx *store.Tx) error { return tx.EndDevice(ctx, d.ID, at+1) })
	d.Until = at + 1
	reads(t, s, d, func(tx *store.Tx) (passage.Device, error) { return tx.Device(ctx, d.ID) })
	reads(t, s, []passage.Device{d}, func(tx *store.Tx) ([]passage.Device, error) { return tx.DevicesOf(ctx, d.Collector) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Device(ctx, ident(9)); return err })
}

// scan is the n-th passage, n minutes after the beginning of 25 March.
func scan(n int, r region.Code) passage.Passage {
	when := at + instant.Instant(n)*60_000_000
	return passage.Passage{ID: ident(n), Pseudonym: passage.Pseudonym(bytes16(n % 3)), Day: passage.DayOf(when), Region: r, Place: ident(1), Point: ident(11),
		Collector: ident(21), At: when, Temperature: 365, Gate: pass.Pass, Colour: pass.Green, State: 7, Token: bytes16(n), Offline: n%2 == 0, RecordedAt: when + 5}
}

func passages(t *testing.T, s *store.Store) {
	const minutes = 24 * 60
	var all []passage.Passage // oldest first, over three days
	for _, n := range []int{1, 2, 3, 4, minutes + 1, minutes + 2, 2*minutes + 1} {
		all = append(all, scan(n, street))
	}
	elsewhere := scan(5, xiaogan)
	unread := passage.Passage{ID: ident(6), Day: passage.DayOf(at), Region: street, Point: ident(12), Collector: ident(22), At: at, Gate: pass.Unknown, RecordedAt: at}
	all = append([]passage.Passage{unread}, all...)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPoint(ctx, passage.Point{ID: ident(11), Name: "东门", Region: street, CreatedAt: at, ClosedAt: at}))
		check(t, tx.InsertPoint(ctx, passage.Point{ID: ident(12), Name: "西门", Region: street, CreatedAt: at, ClosedAt: instant.Never}))
		isNew, err := tx.InsertPassages(ctx, append([]passage.Passage{all[0], elsewhere, all[0]}, all[1:]...))
		same(t, []bool{true, true, false, true, true, true, true, true, true, true}, isNew)
		return err
	})
	write(t, s, func(tx *store.Tx) error { // PS-4: once, however often an offline gate sends it
		isNew, err := tx.InsertPassages(ctx, []passage.Passage{all[3], scan(8, xiaogan), all[0]})
		same(t, []bool{false, true, false}, isNew)
		return err
	})

	list := func(q passage.Query) func(*store.Tx) ([]passage.Passage, error) {
		return func(tx *store.Tx) ([]passage.Passage, error) { return tx.Passages(ctx, q) }
	}
	newest := func(ps ...passage.Passage) []passage.Passage {
		var out []passage.Passage
		for i := len(ps) - 1; i >= 0; i-- {
			out = append(out, ps[i])
		}
		return out
	}
	reads(t, s, newest(all...), list(passage.Query{Region: wuhan, Limit: 100}))
	reads(t, s, newest(all...), list(passage.Query{Region: street, Limit: 100}))
	reads(t, s, newest(all[1:]...), list(passage.Query{Region: wuhan, Point: ident(11), Limit: 100}))
	reads(t, s, newest(unread), list(passage.Query{Region: jiangan, Point: ident(12), Limit: 100}))
	reads(t, s, nil, list(passage.Query{Region: xiaogan, Point: ident(11), Limit: 100}))
	reads(t, s, newest(all[1:]...), list(passage.Query{Region: wuhan, Place: ident(1), Limit: 100}))
	reads(t, s, newest(unread), list(passage.Query{Region: wuhan, Collector: ident(22), Limit: 100}))
	reads(t, s, newest(all[2:4]...), list(passage.Query{Region: wuhan, From: all[2].At, Until: all[4].At, Limit: 100}))
	reads(t, s, newest(all[6:]...), list(passage.Query{Region: wuhan, From: all[6].At, Limit: 100}))
	reads(t, s, nil, list(passage.Query{Limit: 100})) // WH-13: no region, nothing
	var paged []passage.Passage
	q := passage.Query{Region: wuhan, Limit: 3}
	for {
		var page []passage.Passage
		read(t, s, func(tx *store.Tx) (err error) {
			page, err = tx.Passages(ctx, q)
			return err
		})
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		last := page[len(page)-1]
		q.Before = &passage.Cursor{At: last.At, ID: last.ID}
	}
	same(t, newest(all...), paged)
	reads(t, s, []passage.Passage{all[1], all[4]}, func(tx *store.Tx) ([]passage.Passage, error) {
		return tx.PassagesOfDay(ctx, all[1].Day, all[1].Pseudonym)
	})
}

func days(t *testing.T, s *store.Store) {
	today := passage.DayOf(at)
	w := passage.WrappedDay{Day: today, Key: []byte{1, 2, 3}, CreatedAt: at}
	second := passage.WrappedDay{Day: today, Key: []byte{4}, CreatedAt: at + 1}
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.WrappedDay(ctx, today); return err })
	write(t, s, func(tx *store.Tx) error {
		for _, insert := range []passage.WrappedDay{w, second} { // the first stands
			stands, err := tx.InsertDay(ctx, insert)
			if err != nil {
				return err
			}
			same(t, w, stands)
		}
		_, err := tx.InsertDay(ctx, passage.WrappedDay{Day: today + 1, Key: []byte{5}, CreatedAt: at})
		return err
	})
	reads(t, s, w, func(tx *store.Tx) (passage.WrappedDay, error) { return tx.WrappedDay(ctx, today) })
	reads(t, s, []passage.Day{today, today + 1}, func(tx *store.Tx) ([]passage.Day, error) { return tx.Days(ctx) })

	// BY-07, PS-3: key and passages of a day go together, and never come back.
	write(t, s, func(tx *store.Tx) error {
		_, err := tx.InsertPassages(ctx, []passage.Passage{scan(1, street), scan(2, street), scan(24*60+1, street)})
		return err
	})
	for range 2 {
		write(t, s, func(tx *store.Tx) error {
			n, err := tx.DestroyDay(ctx, today, at+20*day)
			same(t, int64(2), n)
			return err
		})
	}
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.WrappedDay(ctx, today); return err })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { _, err := tx.InsertDay(ctx, w); return err })
	reads(t, s, []passage.Day{today + 1}, func(tx *store.Tx) ([]passage.Day, error) { return tx.Days(ctx) })
	reads(t, s, []passage.Passage{scan(24*60+1, street)}, func(tx *store.Tx) ([]passage.Passage, error) {
		return tx.Passages(ctx, passage.Query{Region: wuhan, Limit: 10})
	})
	write(t, s, func(tx *store.Tx) error { // a day that never had a key cannot get one either
		_, err := tx.DestroyDay(ctx, today-1, at)
		return err
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error {
		_, err := tx.InsertDay(ctx, passage.WrappedDay{Day: today - 1, Key: []byte{1}})
		return err
	})
}
