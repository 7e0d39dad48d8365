package storetest

import (
	"testing"

	"kangma/internal/id"
	"kangma/pass"
	"kangma/policy"
	"kangma/store"
)

// BY-14: places stay recalled until their tokens expire, the newest status counts; whose decisions were made since.
func recalls(t *testing.T, s *store.Store) {
	a := store.Recall{Place: 7, Status: pass.Recalled, Expires: at + 10}
	b := store.Recall{Place: 1<<24 - 1, Status: pass.Stopped, Expires: at + 20}
	c := store.Recall{Place: 0, Status: pass.Suspended, Expires: at + 20}
	write(t, s, func(tx *store.Tx) error { return tx.InsertRecalls(ctx, []store.Recall{b, a}) })
	a.Status, a.Expires = pass.Stopped, at+20
	write(t, s, func(tx *store.Tx) error { return tx.InsertRecalls(ctx, []store.Recall{c, a}) })
	reads(t, s, []store.Recall{c, a, b}, func(tx *store.Tx) ([]store.Recall, error) { return tx.Recalls(ctx, at) })
	reads(t, s, nil, func(tx *store.Tx) ([]store.Recall, error) { return tx.Recalls(ctx, at+20) })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetRecalls(ctx, at+19) })
	reads(t, s, []store.Recall{c, a, b}, func(tx *store.Tx) ([]store.Recall, error) { return tx.Recalls(ctx, at) })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetRecalls(ctx, at+20) })
	reads(t, s, nil, func(tx *store.Tx) ([]store.Recall, error) { return tx.Recalls(ctx, 0) })
	write(t, s, func(tx *store.Tx) error { return tx.InsertRecalls(ctx, nil) })

	who := settle(t, s, 1, 2)
	first, second, third := decision(who[1], 1, at), decision(who[0], 2, at), decision(who[1], 3, at)
	write(t, s, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, []policy.Record{third}) })
	write(t, s, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, []policy.Record{second, first}) })
	type made struct{ person, decision id.ID }
	for from, want := range map[id.ID][]made{
		first.ID: {{who[1], first.ID}, {who[0], second.ID}, {who[1], third.ID}},
		third.ID: {{who[1], third.ID}},
		ident(9): nil,
	} {
		var got []made
		read(t, s, func(tx *store.Tx) error {
			return tx.Decided(ctx, from, func(person, decision id.ID) { got = append(got, made{person, decision}) })
		})
		same(t, len(want), len(got))
		for i := range got {
			same(t, want[i].decision, got[i].decision)
			same(t, want[i].person, got[i].person)
		}
	}
}
