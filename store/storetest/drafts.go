package storetest

import (
	"testing"

	"kangma/internal/id"
	"kangma/store"
)

// drafts: one a person, a writer and a form; the newest stands; what is old is as if it were not, and goes; with the
// person all of his go.
func drafts(t *testing.T, s *store.Store) {
	who, ward, mother, father := settle(t, s, 701)[0], ident(702), ident(703), ident(704)
	draft := func(who, account id.ID, form string, n int) store.Draft {
		return store.Draft{Person: who, Account: account, Form: form, Changed: at + day, Sealed: []byte{byte(n)}}
	}
	old := draft(who, mother, "check", 1)
	old.Changed = at
	mine, his, other := draft(who, mother, "application", 2), draft(who, father, "application", 3), draft(ward, mother, "application", 4)
	write(t, s, func(tx *store.Tx) error {
		for _, d := range []store.Draft{draft(who, mother, "application", 9), old, mine, his, other} {
			check(t, tx.PutDraft(ctx, d))
		}
		return nil
	})
	one := func(who, account id.ID, form string) func(*store.Tx) (store.Draft, error) {
		return func(tx *store.Tx) (store.Draft, error) {
			d, _, err := tx.Draft(ctx, who, account, form, at+1)
			return d, err
		}
	}
	reads(t, s, mine, one(who, mother, "application"))
	reads(t, s, his, one(who, father, "application"))
	reads(t, s, other, one(ward, mother, "application"))
	reads(t, s, store.Draft{}, one(who, mother, "check"))
	all := func(tx *store.Tx) ([]store.Draft, error) { return tx.Drafts(ctx, who, mother, at) }
	reads(t, s, []store.Draft{mine, old}, all)
	write(t, s, func(tx *store.Tx) error { return tx.ForgetDrafts(ctx, at+1) })
	reads(t, s, []store.Draft{mine}, all)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.DropDraft(ctx, who, mother, "application"))
		return tx.DropDraft(ctx, who, mother, "application")
	})
	reads(t, s, nil, all)
	write(t, s, func(tx *store.Tx) error { return tx.ForgetPerson(ctx, who) })
	reads(t, s, store.Draft{}, one(who, father, "application"))
	reads(t, s, other, one(ward, mother, "application"))
}
