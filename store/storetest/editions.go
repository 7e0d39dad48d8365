package storetest

import (
	"testing"

	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

// BY-15: an edition is stored once with its file, each act is done once, and the last approved one of its kind to begin counts.
func editions(t *testing.T, s *store.Store) {
	by := policy.Hand{Account: ident(7), Person: ident(8), Role: "headquarters"}
	one := federation.Edition{ID: ident(1), Kind: federation.Recognitions, Name: "country@2020-04-08", Digest: policy.Digest{1}, Data: []byte("a"), Asked: at + day,
		Until: at + 99*day, Reason: "r", Proposed: policy.Act{At: at, By: by, Reason: "r"}}
	two, other := one, one
	two.ID, two.Data, two.Asked, two.Proposed.By = ident(2), []byte("b"), 0, policy.Hand{Role: "system"}
	other.ID, other.Kind = ident(3), federation.Signers
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertEdition(ctx, one))
		check(t, tx.InsertEdition(ctx, two))
		return tx.InsertEdition(ctx, other)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertEdition(ctx, one) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Edition(ctx, ident(9)); return err })
	inForce := func(kind federation.EditionKind, when instant.Instant) func(*store.Tx) (federation.Edition, error) {
		return func(tx *store.Tx) (federation.Edition, error) {
			e, _, err := tx.EditionAt(ctx, kind, when)
			return e, err
		}
	}
	next := func(after instant.Instant) func(*store.Tx) (instant.Instant, error) {
		return func(tx *store.Tx) (instant.Instant, error) { return tx.NextEdition(ctx, after) }
	}
	reads(t, s, federation.Edition{}, inForce(federation.Recognitions, instant.Never-1))
	reads(t, s, instant.Never, next(0))

	act := policy.Act{At: at + 1, By: policy.Hand{Account: ident(9), Role: "headquarters"}, Reason: "ok"}
	one.Approved, one.From = &act, at+2*day
	two.Approved, two.From = &act, at+3*day
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.ApproveEdition(ctx, one))
		return tx.ApproveEdition(ctx, two)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.ApproveEdition(ctx, one) })
	reads(t, s, federation.Edition{}, inForce(federation.Recognitions, at+2*day-1))
	reads(t, s, one, inForce(federation.Recognitions, at+2*day))
	reads(t, s, two, inForce(federation.Recognitions, at+3*day))
	reads(t, s, federation.Edition{}, inForce(federation.Signers, at+3*day))
	reads(t, s, at+2*day, next(at))
	reads(t, s, at+3*day, next(at+2*day))

	one.Stops = []federation.Stop{{Issuer: "430000", Act: act}, {Issuer: "AT", Act: act}}
	write(t, s, func(tx *store.Tx) error {
		first := one
		first.Stops = one.Stops[:1]
		check(t, tx.StopEdition(ctx, first))
		return tx.StopEdition(ctx, one)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.StopEdition(ctx, one) })
	two.Withdrawn = &act
	write(t, s, func(tx *store.Tx) error { return tx.WithdrawEdition(ctx, two) })
	reads(t, s, one, inForce(federation.Recognitions, at+3*day))
	listed := func(list ...federation.Edition) []federation.Edition {
		for i := range list {
			list[i].Data = nil
		}
		return list
	}
	of := func(kind federation.EditionKind, before id.ID, limit int) func(*store.Tx) ([]federation.Edition, error) {
		return func(tx *store.Tx) ([]federation.Edition, error) { return tx.Editions(ctx, kind, before, limit) }
	}
	reads(t, s, listed(two, one), of(federation.Recognitions, id.ID{}, 5))
	reads(t, s, listed(other, two), of("", id.ID{}, 2))
	reads(t, s, listed(one), of("", two.ID, 2))
}
