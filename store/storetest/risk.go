package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/person"
	"kangma/riskarea"
	"kangma/store"
)

func risk(t *testing.T, s *store.Store) {
	row := riskarea.Row{Level: riskarea.High, Province: "湖北省", City: "武汉市", County: "江岸区", Text: "大智街道"}
	one := store.RiskList{ID: ident(1), RecordedAt: at, By: "staff-1", Digest: bytes16(1), List: riskarea.List{Published: at, Source: "国家卫健委",
		Entries:    []riskarea.Entry{{Row: row, Region: street, Name: "湖北省武汉市江岸区大智街道", Whole: true}, {Row: row, Region: jiangan}},
		Unresolved: []riskarea.Unresolved{{Row: riskarea.Row{Level: riskarea.Medium, Province: "湖北省"}, Reason: "no county"}}}}
	two := store.RiskList{ID: ident(2), RecordedAt: at + 1, By: "staff-1", Digest: bytes16(2), List: riskarea.List{Published: at + day, Source: "国家卫健委"}}
	for _, l := range []store.RiskList{one, two} {
		write(t, s, func(tx *store.Tx) error { return tx.InsertRiskList(ctx, l) })
	}
	again := one
	again.ID = ident(3)
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertRiskList(ctx, again) }) // the same file
	lists := func(upTo id.ID) func(*store.Tx) ([]store.RiskList, error) {
		return func(tx *store.Tx) ([]store.RiskList, error) { return tx.RiskLists(ctx, upTo) }
	}
	reads(t, s, nil, lists(id.ID{}))
	reads(t, s, []store.RiskList{one}, lists(one.ID))
	reads(t, s, []store.RiskList{one, two}, lists(two.ID))

	waits := store.WaitingList{ID: ident(4), Source: "国家卫健委", File: []byte("{}"), Digest: bytes16(4), By: "staff-1", RecordedAt: at}
	write(t, s, func(tx *store.Tx) error { return tx.InsertWaitingList(ctx, waits) })
	twice := waits
	twice.ID = ident(5)
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertWaitingList(ctx, twice) })
	reads(t, s, waits, func(tx *store.Tx) (store.WaitingList, error) { return tx.WaitingList(ctx, waits.ID) })
	write(t, s, func(tx *store.Tx) error { return tx.DeleteWaitingList(ctx, waits.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.WaitingList(ctx, waits.ID); return err })
	write(t, s, func(tx *store.Tx) error { return tx.InsertWaitingList(ctx, twice) })
}

func handles(t *testing.T, s *store.Store) {
	settle(t, s, 1, 2)
	reads(t, s, map[person.Handle]id.ID{human(1).Handle: ident(1), human(2).Handle: ident(2)}, func(tx *store.Tx) (map[person.Handle]id.ID, error) {
		return tx.PeopleByHandle(ctx, []person.Handle{human(2).Handle, human(1).Handle, human(9).Handle})
	})
	reads(t, s, int64(2), func(tx *store.Tx) (int64, error) { return tx.CountPeople(ctx) })

	consent := func(tx *store.Tx) (string, error) { return tx.Consent(ctx, ident(1)) }
	reads(t, s, "", consent)
	for _, version := range []string{"2020-02", "2020-03"} {
		write(t, s, func(tx *store.Tx) error { return tx.PutConsent(ctx, ident(1), version, at) })
		reads(t, s, version, consent)
	}
}
