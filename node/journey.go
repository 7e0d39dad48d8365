package node

import (
	"context"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/region"
	"kangma/store"
)

// DeclaredJourney is a journey as its holder sees it again, checked with what counts of the itinerary now.
type DeclaredJourney struct {
	itinerary.Journey
	Agreement itinerary.Agreement
	Judgement itinerary.Judgement
	Levels    []string // of its cities now, in order: high, medium, or "" (NA-05)
}

// Journeys is what somebody declared, and the city where he last checked in.
type Journeys struct {
	Person  id.ID
	List    []DeclaredJourney // the newest first: that one counts
	CheckIn region.Code       // city of his last visit, zero if none is kept
	Level   string            // of that city
}

// journeyName is what a journey is sealed under.
func journeyName(j id.ID) string { return "journey " + j.String() }

// DeclareJourney keeps where the caller's own person or a ward says he was within 14 days, in place of what he said before
// (NA-05, WZ-11): sealed under his key, so that nobody but him reads it here. It colours nobody.
func (n *Node) DeclareJourney(ctx context.Context, c Caller, who id.ID, stays []itinerary.Stay) error {
	for _, s := range stays {
		if err := n.Regions().Check(s.City); err != nil && !s.City.IsZero() {
			return fault.Field("stays.city", s.City.String(), "is not a division").WithKey("journey.no_city")
		}
	}
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		j, err := itinerary.NewJourney(who, stays, at)
		if err != nil {
			return err
		}
		today, err := tx.Journeys(ctx, who, midnight(at))
		if err != nil {
			return err
		}
		if len(today) >= itinerary.JourneysADay {
			return fault.New(fault.TooMany, "journey.too_many", "%d journeys were declared today; go on tomorrow", len(today))
		}
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		plain, err := itinerary.MarshalStays(j.Stays)
		if err != nil {
			return err
		}
		sealed, err := n.vault.SafeOf(p).Seal(journeyName(j.ID), plain)
		if err != nil {
			return err
		}
		if err := tx.InsertJourney(ctx, itinerary.SealedJourney{Person: who, ID: j.ID, Declared: at, Sealed: sealed}); err != nil {
			return err
		}
		e := holderEntry(c, audit.JourneyDeclare, who, at)
		e.Object = audit.Object{Kind: "journey", ID: j.ID.String()}
		return n.record(ctx, tx, e)
	})
}

// Journeys is what the caller's own person or a ward declared in the last 14 days, checked with his itinerary, and the risk
// of its cities and of the city where he checked in last (NA-05).
func (n *Node) Journeys(ctx context.Context, c Caller, who id.ID) (out Journeys, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		out = Journeys{Person: who}
		all, err := n.openJourneys(ctx, tx, who, at)
		if err != nil {
			return err
		}
		facts, err := factsAbout(ctx, tx, who)
		if err != nil {
			return err
		}
		f, list := itinerary.Latest(facts, at), n.riskCities(at)
		counts := itinerary.Counts(f, at)
		left := f != nil && f.Attrs.Bool(evidence.Left)
		for _, j := range all {
			d := DeclaredJourney{Journey: j, Agreement: j.Compare(counts, left, list, n.region, at), Judgement: itinerary.Judge(counts, j.Named(list))}
			for _, s := range j.Stays {
				d.Levels = append(d.Levels, n.cityLevel(s.City, at))
			}
			out.List = append(out.List, d)
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	visits, err := n.Visits(ctx, c, out.Person)
	if len(visits) > 0 {
		out.CheckIn = itinerary.City(visits[0].Place.Region)
		out.Level = n.cityLevel(out.CheckIn, n.clock.Now())
	}
	return out, err
}

// openJourneys are a person's declared journeys, the newest first.
func (n *Node) openJourneys(ctx context.Context, tx *store.Tx, who id.ID, at instant.Instant) ([]itinerary.Journey, error) {
	kept, err := tx.Journeys(ctx, who, at.Add(-itinerary.JourneyKept))
	if err != nil || len(kept) == 0 {
		return nil, err
	}
	p, err := tx.Person(ctx, who)
	if err != nil {
		return nil, err
	}
	out := make([]itinerary.Journey, len(kept))
	for i, k := range kept {
		plain, err := n.vault.SafeOf(p).Open(journeyName(k.ID), k.Sealed)
		if err != nil {
			return nil, err
		}
		out[i] = itinerary.Journey{Person: who, ID: k.ID, Declared: k.Declared}
		if out[i].Stays, err = itinerary.UnmarshalStays(plain); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// cityLevel is the highest level at which a city, what it lies in, or any part of it is listed: "" if it is not.
func (n *Node) cityLevel(c region.Code, at instant.Instant) string {
	near := n.regime.Load().near
	for _, level := range []string{"high", "medium"} {
		if near.Listed(c, at, level) || near.ListedWithin(c, at, level) {
			return level
		}
	}
	return ""
}
