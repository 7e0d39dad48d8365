package storetest

import (
	"bytes"
	"slices"
	"testing"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/policy"
	"kangma/store"
)

// order: ids sort by their bytes and instants by their numbers on both engines, at the ends of their ranges too, and a
// walk through pages meets everything once (SR-3).
func order(t *testing.T, s *store.Store) {
	ids := []id.ID{{15: 1}, {0: 0, 15: 2}, {0: 0x7f, 15: 0xff}, {0: 0x80}, {0: 0xff}, lastID()}
	slices.SortFunc(ids, func(a, b id.ID) int { return bytes.Compare(a[:], b[:]) })
	write(t, s, func(tx *store.Tx) error {
		for i := len(ids) - 1; i >= 0; i-- {
			p := human(i)
			p.ID = ids[i]
			if _, err := tx.InsertPeople(ctx, []person.Person{p}); err != nil {
				return err
			}
		}
		return nil
	})
	var met []id.ID
	var after id.ID
	for {
		var page []policy.Brief
		read(t, s, func(tx *store.Tx) (err error) {
			page, err = tx.Briefs(ctx, nil, after, 2)
			return err
		})
		if len(page) == 0 {
			break
		}
		for _, b := range page {
			met = append(met, b.ID)
		}
		after = met[len(met)-1]
	}
	same(t, ids, met)

	reviews := []instant.Instant{-day, -1, 0, 1, at, instant.Never - 1}
	var list []policy.Record
	for i, review := range reviews {
		list = append(list, decision(ids[len(ids)-1-i], 1, review))
	}
	write(t, s, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, list) })
	var want []id.ID
	for _, r := range list {
		want = append(want, r.Person)
	}
	reads(t, s, want, func(tx *store.Tx) ([]id.ID, error) { return tx.Due(ctx, instant.Never-1, 100) })
	same(t, 5, len(want)-1)
}

func lastID() (v id.ID) {
	for i := range v {
		v[i] = 0xff
	}
	return v
}
