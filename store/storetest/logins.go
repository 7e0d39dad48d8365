package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/store"
)

// logins: links to a provider's accounts, passkeys, and what is good once (NO-12).
func logins(t *testing.T, s *store.Store) {
	link := store.LoginLink{Issuer: "https://op.example", Subject: "u-17", Account: ident(1), At: at, By: ident(9)}
	write(t, s, func(tx *store.Tx) error { return tx.PutLoginLink(ctx, link) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.PutLoginLink(ctx, link) })
	reads(t, s, ident(1), func(tx *store.Tx) (id.ID, error) { return tx.LinkedAccount(ctx, link.Issuer, link.Subject) })
	for _, other := range [][2]string{{"https://op.example", "U-17"}, {"https://other.example", "u-17"}} {
		refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.LinkedAccount(ctx, other[0], other[1]); return err })
	}
	write(t, s, func(tx *store.Tx) error { return tx.DeleteLoginLinks(ctx, ident(1)) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.LinkedAccount(ctx, link.Issuer, link.Subject); return err })

	one := store.Passkey{ID: ident(1), Account: ident(1), Credential: []byte{1, 2}, Name: "手机", Document: "{}", CreatedAt: at, UsedAt: at}
	two := store.Passkey{ID: ident(2), Account: ident(1), Credential: []byte{1, 3}, Name: "钥匙", Document: "{}", CreatedAt: at, UsedAt: at}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPasskey(ctx, two))
		return tx.InsertPasskey(ctx, one)
	})
	stolen := one
	stolen.Account = ident(5)
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertPasskey(ctx, stolen) })
	one.Document, one.UsedAt = `{"a":1}`, at+1
	write(t, s, func(tx *store.Tx) error { return tx.UsePasskey(ctx, one) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.UsePasskey(ctx, stolen) })
	reads(t, s, []store.Passkey{one, two}, func(tx *store.Tx) ([]store.Passkey, error) { return tx.Passkeys(ctx, ident(1)) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.DeletePasskey(ctx, ident(5), one.ID) })
	write(t, s, func(tx *store.Tx) error { return tx.DeletePasskey(ctx, ident(1), one.ID) })
	reads(t, s, []store.Passkey{two}, func(tx *store.Tx) ([]store.Passkey, error) { return tx.Passkeys(ctx, ident(1)) })

	k := store.Ticket{Hash: []byte{1}, Kind: "oidc", Account: ident(1), Document: "{}", Until: at + 10}
	write(t, s, func(tx *store.Tx) error { return tx.InsertTicket(ctx, k, at) })
	for _, bad := range []func(*store.Tx) error{
		func(tx *store.Tx) error { _, err := tx.TakeTicket(ctx, k.Hash, "enrol", at); return err },
		func(tx *store.Tx) error { _, err := tx.TakeTicket(ctx, []byte{2}, k.Kind, at); return err },
		func(tx *store.Tx) error { _, err := tx.TakeTicket(ctx, k.Hash, k.Kind, k.Until); return err },
	} {
		refused(t, s, fault.NotFound, bad)
	}
	write(t, s, func(tx *store.Tx) error {
		got, err := tx.TakeTicket(ctx, k.Hash, k.Kind, at)
		same(t, k, got)
		return err
	})
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.TakeTicket(ctx, k.Hash, k.Kind, at); return err })
}
