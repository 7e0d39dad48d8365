package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/policy"
	"kangma/region"
)

// regions lists the divisions right below one, or those that a name means within one.
func (a *API) regions(_ context.Context, _ node.Caller, in *struct {
	Parent string `query:"parent" maxLength:"12" doc:"the nation's children if absent"`
	Name   string `query:"name" maxLength:"200" doc:"divisions of this name within parent instead"`
}) (out wire.Page[wire.Region], err error) {
	parent := region.Nation
	if in.Parent != "" {
		if parent, err = parseRegion("parent", in.Parent); err != nil {
			return out, err
		}
	}
	table := a.node.Regions()
	if err := table.Check(parent); err != nil {
		f, _ := fault.As(err)
		return out, fault.Field("parent", in.Parent, "%s", f.Detail).WithKey(f.Key)
	}
	found := table.Children(parent)
	if in.Name != "" {
		found = table.Find(in.Name, parent)
	}
	out.Items = each(found, func(d region.Division) wire.Region {
		_, entrance := a.node.Entrance(d.Code)
		return wire.Region{Code: d.Code.String(), Name: d.Name, FullName: table.FullName(d.Code), Entrance: entrance}
	})
	return out, nil
}

func (a *API) regime(context.Context, node.Caller, *nothing) (wire.Regime, error) {
	r, pack := a.node.Regime()
	return wire.Regime{Number: r.Number, Policy: pack.ID(), Title: text(pack.Title), Source: pack.Source, From: wire.Time(pack.From), Until: wire.Time(pack.Until),
		Modes: each(a.node.Modes(), mode)}, nil
}

func mode(m policy.Mode) wire.Mode {
	return wire.Mode{Mode: m.Mode, From: wire.Time(m.From), Until: wire.Time(m.Until)}
}
