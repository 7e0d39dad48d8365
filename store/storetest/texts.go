package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
	"kangma/store"
)

func texts(t *testing.T, s *store.Store) {
	phone := person.Index(bytes16(1))
	text := func(n int, purpose string, next instant.Instant) store.Text {
		return store.Text{ID: ident(n), Purpose: purpose, Phone: phone, Sealed: []byte{1, 2}, CreatedAt: at + instant.Instant(n), Until: at + day, Next: next, State: store.TextWaiting, ChangedAt: at}
	}
	a, b, c := text(1, "login", at+10), text(2, "colour.changed", at+5), text(3, "colour.changed", at+20)
	for _, x := range []store.Text{a, b, c} {
		write(t, s, func(tx *store.Tx) error { return tx.InsertText(ctx, x) })
	}
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertText(ctx, a) })
	reads(t, s, []store.Text{b, a}, func(tx *store.Tx) ([]store.Text, error) { return tx.TextsDue(ctx, at+10, 9) })
	reads(t, s, []store.Text{b}, func(tx *store.Tx) ([]store.Text, error) { return tx.TextsDue(ctx, at+20, 1) })
	reads(t, s, at+5, func(tx *store.Tx) (instant.Instant, error) { return tx.NextText(ctx) })
	reads(t, s, 2, func(tx *store.Tx) (int, error) { return tx.TextsTo(ctx, phone, "login", at) })
	reads(t, s, 1, func(tx *store.Tx) (int, error) { return tx.TextsTo(ctx, phone, "login", at+3) })
	reads(t, s, 0, func(tx *store.Tx) (int, error) { return tx.TextsTo(ctx, person.Index(bytes16(2)), "login", at) })

	b.Sealed, b.Next, b.Tries, b.State, b.Reference, b.ChangedAt = nil, instant.Never, 1, store.TextSent, "op-1", at+7
	b.SentAt = at + 7
	a.Sealed, a.Next, a.Tries, a.State, a.Why = nil, instant.Never, 3, store.TextRefused, "sms.refused"
	c.Next, c.Tries, c.Why = at+40, 1, "sms.throttled"
	for _, x := range []store.Text{a, b, c} {
		write(t, s, func(tx *store.Tx) error { return tx.UpdateText(ctx, x) })
	}
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.UpdateText(ctx, text(9, "login", at)) })
	reads(t, s, []store.Text{c, b, a}, func(tx *store.Tx) ([]store.Text, error) { return tx.Texts(ctx, "", id.ID{}, 9) })
	reads(t, s, []store.Text{b}, func(tx *store.Tx) ([]store.Text, error) { return tx.Texts(ctx, "", c.ID, 1) })
	reads(t, s, []store.Text{a}, func(tx *store.Tx) ([]store.Text, error) { return tx.Texts(ctx, store.TextRefused, id.ID{}, 9) })
	reads(t, s, map[store.TextState]int64{store.TextRefused: 1, store.TextSent: 1, store.TextWaiting: 1},
		func(tx *store.Tx) (map[store.TextState]int64, error) { return tx.CountTexts(ctx) })
	reads(t, s, 1, func(tx *store.Tx) (int, error) { return tx.HandedOver(ctx, at+7) })
	reads(t, s, 0, func(tx *store.Tx) (int, error) { return tx.HandedOver(ctx, at+8) })
	for reference, want := range map[string]bool{"op-1": true, "op-2": false, "": false} {
		read(t, s, func(tx *store.Tx) error {
			x, ok, err := tx.TextByReference(ctx, reference)
			if ok != want || ok && x.ID != b.ID {
				t.Errorf("%q: %+v %v", reference, x, ok)
			}
			return err
		})
	}
	write(t, s, func(tx *store.Tx) error { return tx.ForgetTexts(ctx, at+day) })
	reads(t, s, []store.Text{c}, func(tx *store.Tx) ([]store.Text, error) { return tx.Texts(ctx, "", id.ID{}, 9) }) // it is still tried
}
