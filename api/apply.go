package api

import (
	"context"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/node"
)

func (a *API) apply(ctx context.Context, c node.Caller, in *struct{ Body wire.Application }) (node.Applied, error) {
	b := in.Body
	r, err := parseRegion("region", b.Region)
	if err != nil {
		return node.Applied{}, err
	}
	return a.node.Apply(ctx, c, node.Application{Person: b.Person, Purpose: b.Purpose, Channel: b.Channel, Region: r, Address: b.Address, Phone: b.Phone, Truth: b.Truth,
		Health: declaration(b.Health)})
}

func applied(v node.Applied) wire.Applied {
	p := v.Application
	return wire.Applied{ID: p.ID, Person: p.Person, AppliedAt: wire.Time(p.AppliedAt), DueAt: wire.Time(p.DueAt), Assigned: v.Assigned, AssignedAt: wire.Time(p.AssignedAt)}
}

func declaration(h wire.Health) node.Declaration {
	return node.Declaration{Status: h.Status, Stayed: h.Stayed, Contact: h.Contact, Symptoms: h.Symptoms, Temperature: h.Temperature}
}

func (a *API) declare(ctx context.Context, c node.Caller, in *struct{ Body wire.Declaration }) error {
	return a.node.Declare(ctx, c, in.Body.Person, declaration(in.Body.Health))
}

func (a *API) declarations(ctx context.Context, c node.Caller, in *ByPerson) (out wire.Declarations, err error) {
	who, err := in.id()
	if err != nil {
		return out, err
	}
	list, err := a.node.Declarations(ctx, c, who)
	if err != nil {
		return out, err
	}
	out.Items = each(list, func(d node.Declared) wire.Declared {
		return wire.Declared{ID: d.ID, At: wire.Time(d.At), Health: wire.Health{Status: d.Status, Stayed: d.Stayed, Contact: d.Contact,
			Symptoms: d.Symptoms, Temperature: d.Temperature}}
	})
	out.Today, err = a.node.DeclaredToday(ctx, c, who)
	return out, err
}

func (a *API) overdue(ctx context.Context, c node.Caller, in *struct {
	Limit int `query:"limit" default:"50" minimum:"1" maximum:"500"`
}) (wire.OverdueList, error) {
	list, total, err := a.node.Overdue(ctx, c, in.Limit)
	return wire.OverdueList{Total: total, Items: each(list, func(p evidence.Application) wire.Overdue {
		return wire.Overdue{ID: p.ID, Region: p.Region.String(), Channel: p.Channel, Purpose: p.Purpose, AppliedAt: wire.Time(p.AppliedAt), DueAt: wire.Time(p.DueAt)}
	})}, err
}
