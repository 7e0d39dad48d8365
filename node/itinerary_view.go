package node

import (
	"context"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/person"
	"kangma/store"
)

// Itinerary is what is known of a person's itinerary, as its holder sees it: no place.
type Itinerary struct {
	Person    id.ID
	Now       instant.Instant
	Offered   bool                // an operator can be asked
	Counts    itinerary.Result    // what counts now; unknown if nothing does
	Latest    itinerary.Result    // what the latest record says, "" if there is none
	Source    string              // whose record it is
	Left      bool                // it says that the city was left
	Updated   instant.Instant     // of the latest record
	Expires   instant.Instant     // Never without one
	ListMoved bool                // the list of risk cities has changed since: showing the code renews it no more
	Stage     itinerary.Stage     // of a question under way
	CodeUntil instant.Instant     // of a code that was sent
	Blocked   instant.Instant     // until when no more codes are sent; past if they are (WZ-12, state 13)
	Judgement itinerary.Judgement // of his risk (WZ-11)
	Cities    int                 // on today's list
	Published instant.Instant     // when that was published, 0 if there is no list
}

// Itinerary is what is known of the itinerary of the caller's own person or of a ward.
func (n *Node) Itinerary(ctx context.Context, c Caller, who id.ID) (out Itinerary, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		who, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		out = Itinerary{Person: who, Now: at, Offered: n.Telecom != nil}
		facts, err := factsAbout(ctx, tx, who)
		if err != nil {
			return err
		}
		list := n.riskCities(at)
		out.says(itinerary.Latest(facts, at))
		out.Cities, out.Judgement = len(list.Cities), itinerary.Judge(out.Counts, false)
		s, err := tx.Itinerary(ctx, who)
		if err != nil {
			return err
		}
		out.ListMoved = out.Counts == itinerary.Normal && !s.Evidence.IsZero() && s.List != list.Digest()
		if out.Published, err = n.listPublished(ctx, tx); err != nil {
			return err
		}
		return n.underWay(ctx, tx, c, &out)
	})
	return out, err
}

// says reads a record, nil if there is none.
func (i *Itinerary) says(f *evidence.Fact) {
	i.Counts = itinerary.Counts(f, i.Now)
	if f == nil {
		return
	}
	p, _ := f.Known(i.Now)
	i.Latest, i.Source, i.Left = itinerary.Result(f.Attrs.Text(evidence.Result)), f.Source, f.Attrs.Bool(evidence.Left)
	i.Updated, i.Expires = f.ValidFrom, p.Until
}

// underWay reads how far a question has come, and whether no more codes are sent.
func (n *Node) underWay(ctx context.Context, tx *store.Tx, c Caller, out *Itinerary) error {
	ask, err := tx.ItineraryAsk(ctx, out.Person)
	if err != nil {
		return err
	}
	if out.Stage = ask.Stage(out.Now); out.Stage == itinerary.CodeSent {
		out.CodeUntil = ask.CodeUntil
	}
	phone, err := n.itineraryPhone(ctx, tx, c, out.Person, out.Now)
	if err != nil {
		return nil // who has no phone of his own gets no codes, and is not blocked
	}
	out.Blocked, err = person.BlockedUntil(ctx, tx, n.vault, phone)
	return err
}

// listPublished is when the list of risk areas in force was published.
func (n *Node) listPublished(ctx context.Context, tx *store.Tx) (instant.Instant, error) {
	lists, err := tx.RiskLists(ctx, n.regime.Load().RiskList)
	if err != nil || len(lists) == 0 {
		return 0, err
	}
	return newest(lists).Published, nil
}

// ItineraryRule is the rule of how long statements are valid, and what it comes to now; anybody may read it (WZ-07).
type ItineraryRule struct {
	*itinerary.Rule
	Load  float64 // 0 to 1
	List  itinerary.List
	Level itinerary.Level
	Valid int // minutes, of a statement that would be made now
	Now   instant.Instant
}

// ItineraryRule is the rule in force.
func (n *Node) ItineraryRule() ItineraryRule {
	at := n.clock.Now()
	list := n.riskCities(at)
	out := ItineraryRule{Rule: itinerary.RuleAt(at), Load: min(1, n.asked.load(at, n.TelecomCapacity)), List: list, Now: at}
	out.Level = out.Rule.Level(len(list.Cities))
	out.Valid = int(out.Rule.Valid(out.Load, len(list.Cities)).Minutes())
	return out
}
