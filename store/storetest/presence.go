package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/staff"
	"kangma/store"
)

// presence: absences and suspensions (ST-7, ST-8).
func presence(t *testing.T, s *store.Store) {
	late := staff.Absence{ID: ident(1), Staff: ident(100), Deputy: ident(101), From: at + day, Until: at + 2*day, By: ident(200)}
	soon := staff.Absence{ID: ident(2), Staff: ident(100), From: at, Until: at + day, By: ident(100)}
	other := staff.Absence{ID: ident(3), Staff: ident(101), From: at, Until: at + day}
	write(t, s, func(tx *store.Tx) error {
		for _, a := range []staff.Absence{late, soon, other} {
			check(t, tx.InsertAbsence(ctx, a))
		}
		return nil
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertAbsence(ctx, late) })
	reads(t, s, []staff.Absence{soon, late}, func(tx *store.Tx) ([]staff.Absence, error) { return tx.Absences(ctx, ident(100)) })
	write(t, s, func(tx *store.Tx) error { return tx.EndAbsence(ctx, late.ID, at+day+1) })
	late.Until = at + day + 1
	reads(t, s, late, func(tx *store.Tx) (staff.Absence, error) { return tx.Absence(ctx, late.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.EndAbsence(ctx, ident(9), at) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Absence(ctx, ident(9)); return err })

	one := staff.Suspension{Staff: ident(100), At: at, Reason: "手机遗失", By: ident(200)}
	write(t, s, func(tx *store.Tx) error { return tx.InsertSuspension(ctx, one) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertSuspension(ctx, one) })
	reads(t, s, []staff.Suspension{one}, func(tx *store.Tx) ([]staff.Suspension, error) { return tx.Suspensions(ctx, ident(100), ident(101)) })
	reads(t, s, staff.Standing{Staff: ident(105), Suspended: nil}, func(tx *store.Tx) (staff.Standing, error) { return staff.Stand(ctx, tx, ident(105)) })
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.DeleteSuspension(ctx, one.Staff) })
	}
	reads(t, s, nil, func(tx *store.Tx) ([]staff.Suspension, error) { return tx.Suspensions(ctx, []id.ID{ident(100)}...) })
}
