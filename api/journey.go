package api

import (
	"context"
	"fmt"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/itinerary"
	"kangma/node"
	"kangma/passage"
)

func (a *API) declareJourney(ctx context.Context, c node.Caller, in *struct{ Body wire.NewJourney }) error {
	stays := make([]itinerary.Stay, len(in.Body.Stays))
	for i, s := range in.Body.Stays {
		var err error
		if stays[i], err = readStay(s); err != nil {
			return fault.At(fmt.Sprintf("stays[%d]", i), err)
		}
	}
	return a.node.DeclareJourney(ctx, c, in.Body.Person, stays)
}

func readStay(s wire.Stay) (out itinerary.Stay, err error) {
	out.Trip = s.Trip
	if out.City, err = parseRegion("city", s.City); err != nil {
		return out, err
	}
	if out.From, err = stayDay("from", s.From); err != nil {
		return out, err
	}
	if out.Until, err = stayDay("until", s.Until); err != nil {
		return out, err
	}
	out.By, err = itinerary.ParseTransport(s.Transport)
	return out, err
}

func stayDay(name, s string) (passage.Day, error) {
	if s == "" {
		return 0, fault.Missing(name)
	}
	d, err := passage.ParseDay(s)
	return d, named(name, s, err)
}

func (a *API) journeys(ctx context.Context, c node.Caller, in *ByPerson) (out wire.Journeys, err error) {
	who, err := in.id()
	if err != nil {
		return out, err
	}
	j, err := a.node.Journeys(ctx, c, who)
	out.Person = j.Person
	out.Items = each(j.List, a.journey)
	if !j.CheckIn.IsZero() {
		out.CheckIn = &wire.CityRisk{Region: j.CheckIn.String(), Name: a.node.Regions().FullName(j.CheckIn), Level: j.Level}
	}
	return out, err
}

func (a *API) journey(j node.DeclaredJourney) wire.Journey {
	out := wire.Journey{ID: j.ID, Declared: wire.Time(j.Declared), Agreement: string(j.Agreement), Risk: string(j.Judgement), Stays: []wire.VisitedCity{}}
	for i, s := range j.Stays {
		out.Stays = append(out.Stays, wire.VisitedCity{Stay: wire.Stay{City: s.City.String(), From: s.From.String(), Until: s.Until.String(), Transport: string(s.By), Trip: s.Trip},
			Name: a.node.Regions().FullName(s.City), Level: j.Levels[i]})
	}
	return out
}
