package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/node"
)

func (a *API) askItinerary(ctx context.Context, c node.Caller, in *struct{ Body wire.ItineraryAsk }) (wire.ItineraryAsked, error) {
	until, err := a.node.RequestItineraryCode(ctx, c, in.Body.Person, in.Body.Consent)
	return wire.ItineraryAsked{CodeUntil: wire.Time(until)}, err
}

func (a *API) queryItinerary(ctx context.Context, c node.Caller, in *struct{ Body wire.ItineraryQuery }) (wire.Itinerary, error) {
	i, err := a.node.QueryItinerary(ctx, c, in.Body.Person, in.Body.Code)
	return itineraryOf(i), err
}

func (a *API) followItinerary(ctx context.Context, c node.Caller, in *struct{ Body wire.OfItinerary }) (wire.Itinerary, error) {
	i, err := a.node.FollowItinerary(ctx, c, in.Body.Person)
	return itineraryOf(i), err
}

func (a *API) itinerary(ctx context.Context, c node.Caller, in *ByPerson) (wire.Itinerary, error) {
	who, err := in.id()
	if err != nil {
		return wire.Itinerary{}, err
	}
	i, err := a.node.Itinerary(ctx, c, who)
	return itineraryOf(i), err
}

func itineraryOf(i node.Itinerary) wire.Itinerary {
	out := wire.Itinerary{Person: i.Person, Now: wire.Time(i.Now), Offered: i.Offered, Result: string(i.Counts), Latest: string(i.Latest), Source: i.Source, Left: i.Left,
		Updated: wire.Time(i.Updated), ListMoved: i.ListMoved, Stage: string(i.Stage), CodeUntil: wire.Time(i.CodeUntil),
		Risk: string(i.Judgement), Cities: i.Cities, Published: wire.Time(i.Published)}
	if i.Expires != instant.Never {
		out.Expires = wire.Time(i.Expires)
	}
	if i.Blocked > i.Now {
		out.Blocked = wire.Time(i.Blocked)
	}
	return out
}

func (a *API) itineraryRule(_ context.Context, _ node.Caller, _ *nothing) (wire.ItineraryRule, error) {
	r := a.node.ItineraryRule()
	return wire.ItineraryRule{Version: r.Version, Title: wire.Text(r.Title), Most: int(r.Most.Minutes()), Cities: r.List.Codes(),
		Now: wire.ItineraryNow{At: wire.Time(r.Now), Load: r.Load, Level: r.Level.Name, Valid: r.Valid},
		Levels: each(r.Levels, func(l itinerary.Level) wire.ItineraryLevel {
			return wire.ItineraryLevel{Name: l.Name, Title: wire.Text(l.Title), Cities: l.Cities, Idle: int(l.Idle.Minutes()), Busy: int(l.Busy.Minutes())}
		})}, nil
}
