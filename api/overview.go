package api

import (
	"context"

	"kangma/api/wire"
	"kangma/evidence"
	"kangma/node"
	"kangma/policy"
)

// overview answers the questions of the national platform about one's own person or a ward (NA-05).
func (a *API) overview(ctx context.Context, c node.Caller, in *struct{ ByPerson }) (out wire.Overview, err error) {
	who, err := in.id()
	if err != nil {
		return out, err
	}
	o, err := a.node.Overview(ctx, c, who)
	if err != nil {
		return out, err
	}
	out = wire.Overview{Person: o.Person, At: wire.Time(o.At), Policy: o.Policy, Colour: string(o.Colour), State: o.State.Name, Risk: string(o.Risk), Corrections: each(o.Corrections, a.caseRow)}
	out.Places = each(o.Places, func(p policy.PlaceRisk) wire.ListedPlace {
		return wire.ListedPlace{Region: p.Region.String(), Name: a.node.Regions().FullName(p.Region), Level: p.Level, Home: p.Home}
	})
	for _, list := range []struct {
		to   *[]wire.Fact
		from []evidence.Fact
	}{{&out.Cases, o.Cases}, {&out.Trips, o.Trips}, {&out.Inbound, o.Inbound}, {&out.Codes, o.Codes}} {
		if *list.to, err = facts(list.from); err != nil {
			return out, err
		}
	}
	if o.Itinerary != nil {
		one, err := facts([]evidence.Fact{*o.Itinerary})
		if err != nil {
			return out, err
		}
		out.Itinerary = &one[0]
	}
	return out, nil
}
