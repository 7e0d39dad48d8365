package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/store"
)

// BY-18: there is one alarm of a kind about the same thing, found from its region upward, newest first; it is seen once.
func alarms(t *testing.T, s *store.Store) {
	alarm := func(n int, about string, in region.Code) store.Alarm {
		return store.Alarm{ID: ident(n), At: at, Kind: "mass.list", About: about, Region: in, By: "staff", Detail: `{"coloured":7}`, SeenAt: instant.Never}
	}
	first, second := alarm(1, "a", jiangan), alarm(2, "b", xiaogan)
	raise := func(a store.Alarm, want bool) {
		t.Helper()
		write(t, s, func(tx *store.Tx) error {
			raised, err := tx.InsertAlarm(ctx, a)
			if raised != want {
				t.Errorf("alarm about %s: raised %t", a.About, raised)
			}
			return err
		})
	}
	raise(first, true)
	raise(second, true)
	raise(alarm(3, "a", wuhan), false)
	list := func(in region.Code, before id.ID) func(*store.Tx) ([]store.Alarm, error) {
		return func(tx *store.Tx) ([]store.Alarm, error) { return tx.Alarms(ctx, in, before, 10) }
	}
	reads(t, s, []store.Alarm{second, first}, list(region.Nation, id.ID{}))
	reads(t, s, []store.Alarm{first}, list(region.Nation, second.ID))
	reads(t, s, []store.Alarm{first}, list(wuhan, id.ID{}))
	reads(t, s, nil, list(street, id.ID{}))
	for i := range 2 { // the second does not take the first one's place
		write(t, s, func(tx *store.Tx) error { return tx.SeeAlarm(ctx, first.ID, ident(8+i), at+instant.Instant(i)) })
	}
	first.SeenAt, first.SeenBy = at, ident(8)
	reads(t, s, first, func(tx *store.Tx) (store.Alarm, error) { return tx.Alarm(ctx, first.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Alarm(ctx, ident(99)); return err })
}

// BY-18: what a list would do is weighed once and decided; what a hand coloured adds up within a day, and is forgotten with it.
func weighings(t *testing.T, s *store.Store) {
	w := store.Weighing{Import: ident(1), State: "held", Coloured: 1317, Document: `{"rows":1317}`, Case: ident(2), At: at, DecidedAt: instant.Never}
	read := func(run id.ID) func(*store.Tx) (store.Weighing, error) {
		return func(tx *store.Tx) (store.Weighing, error) {
			w, ok, err := tx.Weighing(ctx, run)
			if ok != !w.Import.IsZero() {
				t.Errorf("found %t: %+v", ok, w)
			}
			return w, err
		}
	}
	write(t, s, func(tx *store.Tx) error { return tx.InsertWeighing(ctx, w) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertWeighing(ctx, w) })
	reads(t, s, w, read(w.Import))
	reads(t, s, store.Weighing{}, func(tx *store.Tx) (store.Weighing, error) {
		_, ok, err := tx.Weighing(ctx, ident(9))
		if ok {
			t.Error("a weighing that was not made")
		}
		return store.Weighing{}, err
	})
	w.State, w.DecidedAt = "approved", at+day
	write(t, s, func(tx *store.Tx) error { return tx.UpdateWeighing(ctx, w) })
	reads(t, s, w, read(w.Import))
	refused(t, s, fault.NotFound, func(tx *store.Tx) error {
		return tx.UpdateWeighing(ctx, store.Weighing{Import: ident(9), DecidedAt: instant.Never})
	})

	coloured := func(today int64, hand string) func(*store.Tx) (int64, error) {
		return func(tx *store.Tx) (int64, error) { return tx.Coloured(ctx, today, hand) }
	}
	for _, more := range []int64{3, 4} {
		write(t, s, func(tx *store.Tx) error { return tx.AddColoured(ctx, 100, "staff 1", more) })
	}
	write(t, s, func(tx *store.Tx) error { return tx.AddColoured(ctx, 101, "staff 1", 5) })
	reads(t, s, int64(7), coloured(100, "staff 1"))
	reads(t, s, int64(0), coloured(100, "staff 2"))
	write(t, s, func(tx *store.Tx) error { _, err := tx.ForgetHands(ctx, 101); return err })
	reads(t, s, int64(0), coloured(100, "staff 1"))
	reads(t, s, int64(5), coloured(101, "staff 1"))
}
