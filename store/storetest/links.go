package storetest

import (
	"testing"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/store"
)

// FE-5, FE-7, FE-8: nonces are spent once; links and subscriptions are found by person and by name; changes wait until they are told, and can be
// pulled afterwards.
func codeLinks(t *testing.T, s *store.Store) {
	who := settle(t, s, 1, 2)
	zhejiang, hubei := region.MustParseCode("330000"), region.MustParseCode("420000")
	name := func(n byte) federation.Name { return federation.Name{n} }

	write(t, s, func(tx *store.Tx) error { return tx.SpendNonce(ctx, zhejiang, "n", at) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.SpendNonce(ctx, zhejiang, "n", at) })
	write(t, s, func(tx *store.Tx) error { return tx.SpendNonce(ctx, hubei, "n", at) })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetNonces(ctx, at+1) })
	write(t, s, func(tx *store.Tx) error { return tx.SpendNonce(ctx, zhejiang, "n", at) })

	l := federation.Link{Person: who[0], Issuer: zhejiang, Name: name(1), How: federation.ByPhone, By: ident(9), From: at, Until: instant.Never,
		Status: federation.Known, Colour: policy.Green, Reason: "r", Since: at, Heard: at}
	m := l
	m.Person, m.Name, m.Status, m.By = who[1], name(2), federation.Silent, id.ID{}
	for _, l := range []federation.Link{l, m} {
		write(t, s, func(tx *store.Tx) error { return tx.PutLink(ctx, l) })
	}
	reads(t, s, []federation.Link{l}, func(tx *store.Tx) ([]federation.Link, error) { return tx.Links(ctx, who[0]) })
	reads(t, s, []federation.Link{m}, func(tx *store.Tx) ([]federation.Link, error) {
		return tx.LinksNamed(ctx, zhejiang, []federation.Name{name(2), name(7)})
	})
	reads(t, s, []federation.Link{m}, func(tx *store.Tx) ([]federation.Link, error) {
		return tx.LinksOf(ctx, zhejiang, federation.Silent, name(1), 5)
	})
	l.Colour, l.Since = policy.Red, at+1
	write(t, s, func(tx *store.Tx) error { return tx.PutLink(ctx, l) })
	reads(t, s, []federation.Link{l}, func(tx *store.Tx) ([]federation.Link, error) { return tx.Links(ctx, who[0]) })
	l.Until = at + 2
	write(t, s, func(tx *store.Tx) error { return tx.PutLink(ctx, l) })
	reads(t, s, 0, func(tx *store.Tx) (int, error) { list, err := tx.Links(ctx, who[0]); return len(list), err })
	reads(t, s, 0, func(tx *store.Tx) (int, error) {
		list, err := tx.LinksNamed(ctx, zhejiang, []federation.Name{name(1)})
		return len(list), err
	})

	sub := federation.Subscription{Person: who[0], Partner: hubei, Name: name(3), How: federation.ByPhone, Since: at}
	write(t, s, func(tx *store.Tx) error { return tx.PutSubscription(ctx, sub) })
	sub.How = federation.ByFace
	write(t, s, func(tx *store.Tx) error { return tx.PutSubscription(ctx, sub) })
	one := []federation.Subscription{sub}
	reads(t, s, one, func(tx *store.Tx) ([]federation.Subscription, error) { return tx.Subscriptions(ctx, who[:]) })
	named := func(tx *store.Tx) ([]federation.Subscription, error) {
		return tx.SubscriptionsNamed(ctx, hubei, []federation.Name{name(3)})
	}
	reads(t, s, one, named)
	write(t, s, func(tx *store.Tx) error { return tx.DropSubscription(ctx, sub) })
	reads(t, s, 0, func(tx *store.Tx) (int, error) { list, err := named(tx); return len(list), err })

	change := func(n int, urgent bool) federation.Change {
		return federation.Change{Partner: hubei, ID: ident(n), Urgent: urgent, State: federation.State{Name: name(3), Status: federation.Known, Colour: policy.Red, Reason: "r", At: at}}
	}
	a, b := change(1, false), change(2, true)
	write(t, s, func(tx *store.Tx) error { return tx.InsertChanges(ctx, []federation.Change{a, b}) })
	reads(t, s, []region.Code{hubei}, func(tx *store.Tx) ([]region.Code, error) { return tx.UnsentPartners(ctx, true) })
	reads(t, s, []federation.Change{b}, func(tx *store.Tx) ([]federation.Change, error) { return tx.Unsent(ctx, hubei, true, 5) })
	reads(t, s, []federation.Change{a, b}, func(tx *store.Tx) ([]federation.Change, error) { return tx.Unsent(ctx, hubei, false, 5) })
	write(t, s, func(tx *store.Tx) error { return tx.MarkSent(ctx, hubei, []id.ID{b.ID}) })
	reads(t, s, 0, func(tx *store.Tx) (int, error) { list, err := tx.UnsentPartners(ctx, true); return len(list), err })
	b.Sent = true
	reads(t, s, []federation.Change{b}, func(tx *store.Tx) ([]federation.Change, error) { return tx.ChangesAfter(ctx, hubei, a.ID, 5) })
	reads(t, s, []federation.Change{a, b}, func(tx *store.Tx) ([]federation.Change, error) { return tx.ChangesAfter(ctx, hubei, id.ID{}, 5) })

	h := federation.Heard{Issuer: zhejiang, At: at}
	write(t, s, func(tx *store.Tx) error { return tx.PutHeard(ctx, h) })
	h.Cursor, h.At = ident(2), at+1
	write(t, s, func(tx *store.Tx) error { return tx.PutHeard(ctx, h) })
	reads(t, s, []federation.Heard{h}, func(tx *store.Tx) ([]federation.Heard, error) { return tx.Heard(ctx) })
}
