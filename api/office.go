package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
	"kangma/staff"
)

// Following is how a page of a list that grows at its end is asked for.
type Following struct {
	After string `query:"after" maxLength:"32" doc:"cursor: next of the page before"`
	Limit int    `query:"limit" default:"50" minimum:"1" maximum:"500"`
}

func (a *API) members(ctx context.Context, c node.Caller, in *struct {
	Following
	Region string `query:"region" maxLength:"12" doc:"and below; the node's own if absent"`
	Role   string `query:"role" maxLength:"32"`
	Phone  string `query:"phone" maxLength:"64" doc:"of this phone only (WH-09)"`
}) (out wire.Page[wire.Member], err error) {
	q := node.StaffQuery{Phone: in.Phone, Limit: in.Limit}
	if q.Region, err = a.regionIfSaid(in.Region); err != nil {
		return out, err
	}
	if in.Role != "" {
		if q.Role, err = staff.ParseRole(in.Role); err != nil {
			return out, err
		}
	}
	if q.After, err = parseID("after", in.After); err != nil {
		return out, err
	}
	list, err := a.node.Staff(ctx, c, q)
	out.Items = each(list, a.member)
	if in.Phone == "" {
		out.Next = whole(list, in.Limit, func(m node.Member) id.ID { return m.ID })
	}
	return out, err
}

func (a *API) member(m node.Member) wire.Member {
	out := wire.Member{Appointment: appointed(m.Appointment), Name: m.Who.Name.Reveal(), Phone: m.Who.Phone.Masked(), By: m.By, EndedBy: m.EndedBy, Suspended: m.Suspended}
	if m.Away != nil {
		x := absent(*m.Away)
		out.Away = &x
	}
	return out
}

func (a *API) staffHistory(ctx context.Context, c node.Caller, in *ByID) (out wire.Members, err error) {
	v, err := in.id()
	if err != nil {
		return out, err
	}
	list, err := a.node.StaffHistory(ctx, c, v)
	out.Members = each(list, a.member)
	return out, err
}

func (a *API) appointAll(ctx context.Context, c node.Caller, in *struct{ Body wire.NewAppointments }) (out wire.AppointmentResults, err error) {
	rows := make([]node.NewAppointment, len(in.Body.Rows))
	wrong := make([]error, len(rows))
	for i, row := range in.Body.Rows {
		rows[i], wrong[i] = a.newAppointment(row)
	}
	results, err := a.node.AppointAll(ctx, c, rows)
	if err != nil {
		return out, err
	}
	for i, r := range results {
		x := wire.AppointmentResult{Row: i + 1}
		if wrong[i] != nil {
			r.Err = wrong[i]
		}
		if f, ok := fault.As(r.Err); ok {
			x.Refused = &wire.Refusal{Code: string(f.Code), Key: f.Key, Field: f.Field, Detail: f.Detail}
		} else {
			p := appointed(r.Appointment)
			x.Appointment = &p
		}
		out.Results = append(out.Results, x)
	}
	return out, nil
}

func parseActions(names []string) (actions []staff.Action, err error) {
	for _, name := range names {
		action, err := staff.ParseAction(name)
		if err != nil {
			return nil, named("actions", name, err)
		}
		actions = append(actions, action)
	}
	return actions, nil
}

func (a *API) giveGrant(ctx context.Context, c node.Caller, in *struct{ Body wire.NewGrant }) ([]staff.Grant, error) {
	b := in.Body
	g := node.NewGrant{Kind: staff.GrantKind(b.Kind), Staff: b.Staff, Person: b.Person, From: b.From.Instant(0), Until: b.Until.Instant(0), Reason: b.Reason}
	var err error
	if g.Actions, err = parseActions(b.Actions); err != nil {
		return nil, err
	}
	if g.Region, err = a.regionIfSaid(b.Region); err != nil {
		return nil, err
	}
	return a.node.Grant(ctx, c, g)
}

func (a *API) openEmergency(ctx context.Context, c node.Caller, in *struct{ Body wire.NewEmergency }) ([]staff.Grant, error) {
	b := in.Body
	g := node.NewGrant{Until: b.Until.Instant(0), Reason: b.Reason}
	var err error
	if g.Actions, err = parseActions(b.Actions); err != nil {
		return nil, err
	}
	if g.Region, err = a.knownRegion("region", b.Region); err != nil {
		return nil, err
	}
	return a.node.OpenEmergency(ctx, c, g)
}

func granted(list []staff.Grant) wire.Grants { return wire.Grants{Grants: each(list, grant)} }

func grant(g staff.Grant) wire.Grant {
	return wire.Grant{ID: g.ID, Kind: string(g.Kind), Staff: g.Staff, Action: string(g.Action), Region: g.Region.String(), Person: g.Person,
		From: wire.Time(g.From), Until: wire.Time(g.Until), Reason: g.Reason, By: g.By, EndedBy: g.EndedBy}
}

func (a *API) withdrawGrant(ctx context.Context, c node.Caller, in *ByID) (staff.Grant, error) {
	v, err := in.id()
	if err != nil {
		return staff.Grant{}, err
	}
	return a.node.Withdraw(ctx, c, v)
}

func (a *API) grants(ctx context.Context, c node.Caller, in *struct {
	Following
	Region string `query:"region" maxLength:"12" doc:"and below; the node's own if absent"`
	Ended  bool   `query:"ended" doc:"those too that are over"`
}) (out wire.Page[wire.Grant], err error) {
	r, err := a.regionIfSaid(in.Region)
	if err != nil {
		return out, err
	}
	after, err := parseID("after", in.After)
	if err != nil {
		return out, err
	}
	since := a.node.Now()
	if in.Ended {
		since = instant.Instant(0)
	}
	list, err := a.node.Grants(ctx, c, r, since, after, in.Limit)
	out.Items, out.Next = each(list, grant), whole(list, in.Limit, func(g staff.Grant) id.ID { return g.ID })
	return out, err
}

func (a *API) away(ctx context.Context, c node.Caller, in *struct{ Body wire.NewAbsence }) (staff.Absence, error) {
	b := in.Body
	return a.node.Away(ctx, c, staff.Absence{Staff: b.Staff, Deputy: b.Deputy, From: b.From.Instant(0), Until: b.Until.Instant(0)})
}

func absent(x staff.Absence) wire.Absence {
	return wire.Absence{ID: x.ID, Staff: x.Staff, Deputy: x.Deputy, From: wire.Time(x.From), Until: wire.Time(x.Until)}
}

func (a *API) back(ctx context.Context, c node.Caller, in *ByID) (staff.Absence, error) {
	v, err := in.id()
	if err != nil {
		return staff.Absence{}, err
	}
	return a.node.Back(ctx, c, v)
}

func (a *API) suspend(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.Suspension
}) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.Suspend(ctx, c, v, in.Body.Reason)
}

func (a *API) restore(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.Restore(ctx, c, v)
}

// Logins say whose: one's own if no account is named.
type Logins struct {
	Staff string `query:"staff" maxLength:"32" doc:"account; one's own if absent"`
}

func (a *API) staffSessions(ctx context.Context, c node.Caller, in *Logins) (out wire.StaffSessions, err error) {
	account, err := parseID("staff", in.Staff)
	if err != nil {
		return out, err
	}
	list, err := a.node.Sessions(ctx, c, account)
	out.Sessions = each(list, func(s person.Session) wire.StaffSession {
		return wire.StaffSession{ID: s.ID, From: wire.Time(s.CreatedAt), Until: wire.Time(s.ExpiresAt), This: s.ID == c.Session}
	})
	return out, err
}

func (a *API) endStaffSessions(ctx context.Context, c node.Caller, in *struct {
	Logins
	Session string `query:"session" maxLength:"32" doc:"all of the account if absent"`
}) error {
	account, err := parseID("staff", in.Staff)
	if err != nil {
		return err
	}
	session, err := parseID("session", in.Session)
	if err != nil {
		return err
	}
	return a.node.EndSessions(ctx, c, account, session)
}
