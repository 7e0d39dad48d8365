package staff

import (
	"context"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Appoint gives an account a role (WH-08, WH-09, ST-2). a names Staff, Role, Region, Point, From and Until; From zero
// means now, Until zero means without end, a collector's Region zero means his administrator's. It works at once
// (WH-10). The same appointment again gives the one that stands.
func Appoint(ctx context.Context, tx Tx, giver Standing, a Appointment, at instant.Instant) (Appointment, error) {
	if a.From == 0 {
		a.From = at
	}
	if a.Until == 0 {
		a.Until = instant.Never
	}
	if err := check(a, at); err != nil {
		return Appointment{}, err
	}
	place := a.Region
	if a.Role == Collector {
		var err error
		if place, err = pointRegion(ctx, tx, a); err != nil {
			return Appointment{}, err
		}
	}
	by, err := giver.mayAppoint(a.Staff, a.Role, place, at)
	if err != nil {
		return Appointment{}, err
	}
	if a.Region.IsZero() {
		a.Region = by.Region
	}
	before, err := tx.Appointments(ctx, a.Staff)
	if err != nil {
		return Appointment{}, err
	}
	for _, b := range before {
		if b.Role == a.Role && b.Region == a.Region && b.InForce(a.From) {
			return b, nil
		}
	}
	a.ID, a.By = id.New(at), giver.Staff
	return a, tx.InsertAppointment(ctx, a)
}

// check holds an appointment to its form.
func check(a Appointment, at instant.Instant) error {
	if _, err := ParseRole(string(a.Role)); err != nil {
		return err
	}
	switch {
	case a.Staff.IsZero():
		return fault.Missing("staff")
	case a.Role == System:
		return fault.Field("role", string(a.Role), "is the node's own and nobody is appointed to it")
	case a.Region.IsZero() && a.Role != Collector:
		return fault.Missing("region")
	case a.From < at:
		return fault.Field("from", a.From, "is in the past")
	case a.Until <= a.From:
		return fault.Field("until", a.Until, "is not after from %s", a.From)
	case !a.Point.IsZero() && a.Role != Collector:
		return fault.Field("point", a.Point, "is only for collectors")
	}
	return nil
}

// pointRegion is where a collector is to be appointed: his region, or his point's if he is given his administrator's.
// Without an open point in it he cannot be (ST-5).
func pointRegion(ctx context.Context, tx Tx, a Appointment) (region.Code, error) {
	if a.Point.IsZero() {
		return 0, noPoint()
	}
	r, ok, err := tx.PointRegion(ctx, a.Point)
	switch {
	case err != nil:
		return 0, err
	case !ok:
		return 0, noPoint()
	case a.Region.IsZero():
		return r, nil
	case !a.Region.Contains(r):
		return 0, &fault.Fault{Code: fault.Forbidden, Key: "staff.outside_region", Field: "point", Detail: "lies outside the collector's region"}
	}
	return a.Region, nil
}

func noPoint() error {
	return &fault.Fault{Code: fault.Conflict, Key: "staff.no_point", Field: "point", Detail: "is missing or closed; a collector needs a collection point: add one first"}
}

// mayAppoint finds the narrowest appointment of the giver by which he gives somebody a role in a region: its role
// appoints to that role, and its region contains that region. His own role he gives only below his own region: an
// upper level appoints (WH-08). Nobody appoints himself.
func (s Standing) mayAppoint(whom id.ID, role Role, r region.Code, at instant.Instant) (by Appointment, err error) {
	if whom == s.Staff {
		return Appointment{}, fault.New(fault.Forbidden, "staff.himself", "nobody appoints himself")
	}
	if s.suspended() {
		return Appointment{}, suspended()
	}
	somewhere := false
	for _, own := range s.Appointments {
		if !own.InForce(at) || !own.Role.Permits(StaffAppoint) || !slices.Contains(own.Role.Office().Appoints, role) {
			continue
		}
		somewhere = true
		covers := own.Region.Contains(r) && (own.Role != role || own.Region != r)
		if covers && (by.Region.IsZero() || own.Region.Level() > by.Region.Level()) {
			by = own
		}
	}
	switch {
	case !somewhere:
		return Appointment{}, fault.New(fault.Forbidden, "staff.not_permitted", "your office does not appoint to %s", role.Office().En)
	case by.Region.IsZero():
		return Appointment{}, fault.New(fault.Forbidden, "staff.outside_region", "this appointment belongs to a level above you, or to another region")
	}
	return by, nil
}

// Dismiss ends an appointment at once: by who could have given it, or by its holder. Ended before, it stays as it is.
func Dismiss(ctx context.Context, tx Tx, giver Standing, appointment id.ID, at instant.Instant) (Appointment, error) {
	a, err := tx.Appointment(ctx, appointment)
	if err != nil {
		return Appointment{}, err
	}
	if a.Staff != giver.Staff || a.Staff.IsZero() {
		if _, err := giver.mayAppoint(a.Staff, a.Role, a.Region, at); err != nil {
			return Appointment{}, err
		}
	}
	if a.Until <= at {
		return a, nil
	}
	a.Until, a.EndedBy = max(at, a.From), giver.Staff
	return a, tx.EndAppointment(ctx, a.ID, a.Until, giver.Staff)
}
