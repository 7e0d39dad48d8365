package api

import (
	"context"

	"kangma/api/wire"
	"kangma/node"
	"kangma/region"
	"kangma/staff"
)

func (a *API) standing(ctx context.Context, c node.Caller, _ *nothing) (wire.Standing, error) {
	s, err := a.node.Standing(ctx, c)
	if err != nil {
		return wire.Standing{}, err
	}
	out := wire.Standing{Staff: c.Account, Appointments: each(s.Appointments, appointed), May: []wire.Scope{},
		Grants: each(s.Grants, grant)}
	for _, action := range staff.Actions() {
		if scope := s.Scope(action, a.node.Now()); len(scope) > 0 {
			out.May = append(out.May, wire.Scope{Action: string(action), Title: wire.Text{Zh: action.Zh(), En: action.En()}, Regions: each(scope, region.Code.String)})
		}
	}
	return out, nil
}

func (a *API) appoint(ctx context.Context, c node.Caller, in *struct{ Body wire.NewAppointment }) (staff.Appointment, error) {
	row, err := a.newAppointment(in.Body)
	if err != nil {
		return staff.Appointment{}, err
	}
	return a.node.Appoint(ctx, c, row)
}

func (a *API) newAppointment(b wire.NewAppointment) (node.NewAppointment, error) {
	role, err := staff.ParseRole(b.Role)
	if err != nil {
		return node.NewAppointment{}, err
	}
	r, err := a.regionIfSaid(b.Region) // a collector's is his administrator's (WH-09)
	return node.NewAppointment{Phone: b.Phone, Code: b.Code, Name: b.Name, Role: role, Region: r, Point: b.Point,
		From: b.From.Instant(0), Until: b.Until.Instant(0)}, err
}

// regionIfSaid is a region of the table, or none if none is named.
func (a *API) regionIfSaid(s string) (region.Code, error) {
	if s == "" {
		return 0, nil
	}
	return a.knownRegion("region", s)
}

func appointed(p staff.Appointment) wire.Appointment {
	o := p.Role.Office()
	return wire.Appointment{ID: p.ID, Staff: p.Staff, Role: string(p.Role), Title: wire.Text{Zh: o.Zh, En: o.En}, Region: p.Region.String(), Point: p.Point,
		From: wire.Time(p.From), Until: wire.Time(p.Until)}
}

func (a *API) dismiss(ctx context.Context, c node.Caller, in *ByID) (staff.Appointment, error) {
	v, err := in.id()
	if err != nil {
		return staff.Appointment{}, err
	}
	return a.node.Dismiss(ctx, c, v)
}

func whom(w wire.Whom) node.Whom { return node.Whom{IDType: w.IDType, Number: w.Number, Name: w.Name} }

// lookUp finds a person by document, for staff with a purpose (BY-06, BY-19).
func (a *API) lookUp(ctx context.Context, c node.Caller, in *struct{ Body wire.LookUp }) (out wire.Record, err error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return out, err
	}
	r, err := a.node.LookUpAt(ctx, c, whom(in.Body.Whom), node.Moment{At: in.Body.At.Instant(0), KnownAt: in.Body.KnownAt.Instant(0)}, purpose)
	if err != nil {
		return out, err
	}
	out.Person = held(r.Held)
	if out.Why, err = explained(r.Explained); err != nil {
		return out, err
	}
	out.Facts, err = facts(r.Facts)
	return out, err
}
