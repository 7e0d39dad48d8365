package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

func staffs(t *testing.T, s *store.Store) {
	appoint := func(n int, r region.Code, until instant.Instant) staff.Appointment {
		return staff.Appointment{ID: ident(n), Staff: ident(100), Role: staff.Role("collector"), Region: r, Point: ident(7), From: at - instant.Instant(n), Until: until, By: ident(200)}
	}
	a, b, over := appoint(1, street, instant.Never), appoint(2, jiangan, at+day), appoint(3, jiangan, at)
	a.By = id.ID{}
	b.Role = staff.Role("administrator")
	write(t, s, func(tx *store.Tx) error {
		for _, x := range []staff.Appointment{a, b, over} {
			check(t, tx.InsertAppointment(ctx, x))
		}
		return nil
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertAppointment(ctx, a) })
	reads(t, s, []staff.Appointment{over, b, a}, func(tx *store.Tx) ([]staff.Appointment, error) { return tx.Appointments(ctx, ident(100)) })
	reads(t, s, a, func(tx *store.Tx) (staff.Appointment, error) { return tx.Appointment(ctx, a.ID) })
	another := appoint(4, xiaogan, instant.Never)
	another.Staff = ident(101)
	write(t, s, func(tx *store.Tx) error { return tx.InsertAppointment(ctx, another) })
	reads(t, s, map[id.ID]staff.Standing{ident(100): {Staff: ident(100), Appointments: []staff.Appointment{over, b, a}},
		ident(101): {Staff: ident(101), Appointments: []staff.Appointment{another}}, ident(102): {Staff: ident(102)}},
		func(tx *store.Tx) (map[id.ID]staff.Standing, error) {
			return staff.StandAll(ctx, tx, ident(101), ident(100), ident(102))
		})
	write(t, s, func(tx *store.Tx) error { return tx.EndAppointment(ctx, another.ID, another.From, ident(201)) })

	// WH-08: by region and below, in force at the instant, in pages.
	for _, c := range []struct {
		r     region.Code
		role  staff.Role
		after id.ID
		limit int
		want  []staff.Appointment
	}{
		{wuhan, "", id.ID{}, 10, []staff.Appointment{a, b}},
		{wuhan, "", id.ID{}, 1, []staff.Appointment{a}},
		{wuhan, "", a.ID, 10, []staff.Appointment{b}},
		{wuhan, b.Role, id.ID{}, 10, []staff.Appointment{b}},
		{street, "", id.ID{}, 10, []staff.Appointment{a}},
		{xiaogan, "", id.ID{}, 10, nil},
		{0, "", id.ID{}, 10, nil},
	} {
		reads(t, s, c.want, func(tx *store.Tx) ([]staff.Appointment, error) {
			return tx.AppointmentsIn(ctx, c.r, c.role, at, c.after, c.limit)
		})
	}
	reads(t, s, []staff.Appointment{a}, func(tx *store.Tx) ([]staff.Appointment, error) {
		return tx.AppointmentsOver(ctx, []region.Code{wuhan, street, xiaogan}, at) // of the very regions, not below
	})
	write(t, s, func(tx *store.Tx) error { return tx.EndAppointment(ctx, a.ID, at+1, ident(201)) })
	a.Until, a.EndedBy = at+1, ident(201)
	reads(t, s, a, func(tx *store.Tx) (staff.Appointment, error) { return tx.Appointment(ctx, a.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.EndAppointment(ctx, ident(9), at, ident(201)) })

	g := staff.Grant{ID: ident(1), Kind: staff.Transfer, Person: ident(50), Staff: ident(100), Action: staff.PassageRead, Region: xiaogan, From: at, Until: at + day, Reason: "支援", By: ident(200)}
	write(t, s, func(tx *store.Tx) error { return tx.InsertGrant(ctx, g) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertGrant(ctx, g) })
	for _, c := range []struct {
		action staff.Action
		at     instant.Instant
		want   []staff.Grant
	}{{staff.PassageRead, at, []staff.Grant{g}}, {staff.CaseRead, at, nil}, {staff.PassageRead, at - 1, nil}, {staff.PassageRead, at + day, nil}} {
		reads(t, s, c.want, func(tx *store.Tx) ([]staff.Grant, error) {
			return tx.GrantsOver(ctx, []region.Code{wuhan, xiaogan}, c.action, c.at)
		})
	}
	reads(t, s, []staff.Grant{g}, func(tx *store.Tx) ([]staff.Grant, error) {
		return tx.GrantsIn(ctx, xiaogan.At(region.LevelProvince), at, id.ID{}, 9)
	})
	reads(t, s, nil, func(tx *store.Tx) ([]staff.Grant, error) { return tx.GrantsIn(ctx, xiaogan, at, g.ID, 9) })
	reads(t, s, nil, func(tx *store.Tx) ([]staff.Grant, error) { return tx.GrantsIn(ctx, xiaogan, at+day, id.ID{}, 9) })
	write(t, s, func(tx *store.Tx) error { return tx.EndGrant(ctx, g.ID, at+2, ident(201)) })
	g.Until, g.EndedBy = at+2, ident(201)
	reads(t, s, g, func(tx *store.Tx) (staff.Grant, error) { return tx.Grant(ctx, g.ID) })
	reads(t, s, []staff.Grant{g}, func(tx *store.Tx) ([]staff.Grant, error) { return tx.Grants(ctx, ident(100)) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Grant(ctx, ident(9)); return err })

	presence(t, s)

	// WH-09: a point must be there and open.
	open := passage.Point{ID: ident(1), Name: "东门", Region: street, CreatedAt: at, ClosedAt: instant.Never}
	shut := passage.Point{ID: ident(2), Name: "西门", Region: street, CreatedAt: at, ClosedAt: at}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPoint(ctx, open))
		return tx.InsertPoint(ctx, shut)
	})
	for _, c := range []struct {
		point id.ID
		r     region.Code
		ok    bool
	}{{open.ID, street, true}, {shut.ID, 0, false}, {ident(9), 0, false}} {
		read(t, s, func(tx *store.Tx) error {
			r, ok, err := tx.PointRegion(ctx, c.point)
			if r != c.r || ok != c.ok {
				t.Errorf("point %s: %s %v", c.point, r, ok)
			}
			return err
		})
	}
}
