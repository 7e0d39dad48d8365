package holder

import (
	"context"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/itinerary"
	"kangma/node"
)

func (l Live) Itinerary(ctx context.Context, b Bearer, who id.ID) (out Itinerary, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return out, err
	}
	held := people(a.People)
	at := personIndex(held, who)
	if at < 0 {
		return out, fault.New(fault.NotFound, "person.not_linked", "there is no such person in this account")
	}
	i, err := l.Node.Itinerary(ctx, c, held[at].ID)
	out = itineraryOf(i)
	out.Person = held[at]
	rule := l.Node.ItineraryRule()
	out.Rule, out.Valid = rule.Rule, time.Duration(rule.Valid)*time.Minute
	return out, err
}

func itineraryOf(i node.Itinerary) Itinerary {
	return Itinerary{Now: i.Now, Offered: i.Offered, Counts: i.Counts, Latest: i.Latest, Source: i.Source, Left: i.Left, Updated: i.Updated, Expires: i.Expires,
		ListMoved: i.ListMoved, Stage: i.Stage, Blocked: i.Blocked, Cities: i.Cities, Published: i.Published}
}

func (l Live) AskItinerary(ctx context.Context, b Bearer, who id.ID, consent bool) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.RequestItineraryCode(ctx, c, who, consent)
	}
	return err
}

func (l Live) QueryItinerary(ctx context.Context, b Bearer, who id.ID, code string) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.QueryItinerary(ctx, c, who, code)
	}
	return err
}

func (l Live) FollowItinerary(ctx context.Context, b Bearer, who id.ID) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.FollowItinerary(ctx, c, who)
	}
	return err
}

func (l Live) Journey(ctx context.Context, b Bearer, who id.ID) (out Journey, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return out, err
	}
	held := people(a.People)
	at := personIndex(held, who)
	if at < 0 {
		return out, fault.New(fault.NotFound, "person.not_linked", "there is no such person in this account")
	}
	out.Person, out.Now = held[at], l.Node.Now()
	all, err := l.Node.Journeys(ctx, c, out.Person.ID)
	if !all.CheckIn.IsZero() {
		out.CheckIn = &PlaceRisk{Name: l.RegionName(all.CheckIn), Level: all.Level}
	}
	if err != nil || len(all.List) == 0 {
		return out, err
	}
	j := all.List[0]
	out.Declared, out.Stays, out.Agreement, out.Judgement = j.Declared, j.Stays, j.Agreement, j.Judgement
	for i, s := range j.Stays {
		out.Cities = append(out.Cities, PlaceRisk{Name: l.RegionName(s.City), Level: j.Levels[i]})
	}
	return out, nil
}

func (l Live) DeclareJourney(ctx context.Context, b Bearer, who id.ID, stays []itinerary.Stay) error {
	c, err := l.caller(b)
	if err == nil {
		err = l.Node.DeclareJourney(ctx, c, who, stays)
	}
	return err
}
