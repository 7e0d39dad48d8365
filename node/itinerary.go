package node

import (
	"context"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/telecom"
	"kangma/itinerary"
	"kangma/person"
	"kangma/store"
)

// ticketName is what an operator's ticket is sealed under.
const ticketName = "itinerary ticket"

// RequestItineraryCode has the telecom operator send a code to the phone of the caller's own person or of a ward, with his
// consent to being asked about (WZ-01). It gives until when the code is good. Asked for too often in a short time it is
// refused until midnight (WZ-12, state 13).
func (n *Node) RequestItineraryCode(ctx context.Context, c Caller, who id.ID, consent bool) (instant.Instant, error) {
	switch {
	case n.Telecom == nil:
		return 0, noOperator()
	case !consent:
		return 0, fault.Missing("consent").WithKey("itinerary.consent")
	}
	var phone person.Phone
	var refused error
	ask := itinerary.Ask{Account: c.Account}
	err := n.store.Write(ctx, func(tx *store.Tx) (err error) {
		at := n.clock.Now()
		if who, err = linked(ctx, tx, c, who, at); err != nil {
			return err
		}
		if phone, err = n.itineraryPhone(ctx, tx, c, who, at); err != nil {
			return err
		}
		ask.Person, ask.ID, ask.Asked = who, id.New(at), at
		refused, err = person.AskOperator(ctx, tx, n.vault, phone, at)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return 0, err
	}
	ticket, err := n.Telecom.RequestCode(ctx, telecom.Request{Phone: phone.Reveal(), Consented: ask.Asked})
	if err != nil {
		return 0, err
	}
	ask.CodeUntil, ask.Until = min(ticket.CodeUntil, ask.Asked.Add(itinerary.CodeValid)), ticket.Until
	return ask.CodeUntil, n.store.Write(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		if ask.Sealed, err = n.vault.SafeOf(p).Seal(ticketName, []byte(ticket.ID)); err != nil {
			return err
		}
		if err := tx.PutItineraryAsk(ctx, ask); err != nil {
			return err
		}
		return n.record(ctx, tx, holderEntry(c, audit.ItineraryAsk, who, ask.Asked))
	})
}

func noOperator() error {
	return fault.New(fault.Unavailable, "itinerary.no_operator", "no telecom operator is connected here: itineraries cannot be asked for")
}

// phoneAlone is the age from which somebody's itinerary is asked about by a phone of his own; a child travels with who
// looks after him.
const phoneAlone = 14

// itineraryPhone is the phone that a person's itinerary is asked about by: the account's for its own person, a ward's own, else
// the account's for a child.
func (n *Node) itineraryPhone(ctx context.Context, tx *store.Tx, c Caller, who id.ID, at instant.Instant) (person.Phone, error) {
	a, err := tx.Account(ctx, c.Account)
	if err != nil {
		return person.Phone{}, err
	}
	contact, err := n.vault.OpenContact(a.ID, a.Sealed)
	if err != nil {
		return person.Phone{}, err
	}
	own, err := linked(ctx, tx, c, id.ID{}, at)
	if err == nil && own == who {
		return contact.Phone, nil
	}
	p, err := tx.Person(ctx, who)
	if err != nil {
		return person.Phone{}, err
	}
	is, err := n.identity(p)
	switch {
	case err != nil:
		return person.Phone{}, err
	case is != nil && !is.Reach.IsZero():
		return is.Reach, nil
	case is != nil && !is.Phone.IsZero():
		return is.Phone, nil
	case !p.Birth.IsZero() && p.Birth.Age(at) < phoneAlone:
		return contact.Phone, nil
	}
	return person.Phone{}, fault.New(fault.Conflict, "itinerary.no_phone", "no phone of this person is known; ask for a grass-roots check instead")
}

// QueryItinerary asks the operator for the statement with the code that came to the phone, against today's list of risk
// cities (WZ-08, WZ-09), records what it says as evidence and decides the person anew.
func (n *Node) QueryItinerary(ctx context.Context, c Caller, who id.ID, code string) (Itinerary, error) {
	typed, err := person.ParseCode(code)
	if err != nil {
		return Itinerary{}, err
	}
	ask, ticket, err := n.readAsk(ctx, c, who)
	if err != nil {
		return Itinerary{}, err
	}
	if ask.Stage(n.clock.Now()) != itinerary.CodeSent {
		return Itinerary{}, fault.Secret("code", "holds no more; ask for another").WithKey("itinerary.code_void")
	}
	if err := n.inquire(ctx, ask, ticket, typed.Reveal(), holderEntry(c, audit.ItineraryRecord, ask.Person, 0)); err != nil {
		return Itinerary{}, err
	}
	return n.Itinerary(ctx, c, ask.Person)
}

// FollowItinerary asks once more for a statement that the operator is still analysing; there is nothing to enter.
func (n *Node) FollowItinerary(ctx context.Context, c Caller, who id.ID) (Itinerary, error) {
	ask, ticket, err := n.readAsk(ctx, c, who)
	if err != nil {
		return Itinerary{}, err
	}
	if ask.Stage(n.clock.Now()) == itinerary.InWork {
		if err := n.inquire(ctx, ask, ticket, "", holderEntry(c, audit.ItineraryRecord, ask.Person, 0)); err != nil {
			return Itinerary{}, err
		}
	}
	return n.Itinerary(ctx, c, ask.Person)
}

// readAsk is the question under way about a person of the caller, and its ticket.
func (n *Node) readAsk(ctx context.Context, c Caller, who id.ID) (ask itinerary.Ask, ticket string, err error) {
	if n.Telecom == nil {
		return ask, "", noOperator()
	}
	err = n.store.Read(ctx, func(tx *store.Tx) (err error) {
		if who, err = linked(ctx, tx, c, who, n.clock.Now()); err != nil {
			return err
		}
		if ask, err = tx.ItineraryAsk(ctx, who); err != nil {
			return err
		}
		if ask.ID.IsZero() {
			return fault.Secret("code", "was not asked for yet").WithKey("itinerary.code_void")
		}
		ticket, err = n.openTicket(ctx, tx, ask)
		return err
	})
	return ask, ticket, err
}

func (n *Node) openTicket(ctx context.Context, tx *store.Tx, ask itinerary.Ask) (string, error) {
	p, err := tx.Person(ctx, ask.Person)
	if err != nil {
		return "", err
	}
	plain, err := n.vault.SafeOf(p).Open(ticketName, ask.Sealed)
	return string(plain), err
}

// inquire asks the operator under a ticket and stores what it says. Nothing is locked while the operator thinks. e begins the
// audit entry of what is stored.
func (n *Node) inquire(ctx context.Context, ask itinerary.Ask, ticket, code string, e audit.Entry) error {
	list := n.riskCities(n.clock.Now())
	q := telecom.Query{Ticket: ticket, Code: code, List: list.Digest().String()}
	said, err := n.Telecom.Query(ctx, q)
	if f, ok := fault.As(err); ok && f.Key == telecom.NoList {
		if err = n.Telecom.Publish(ctx, telecom.List{Digest: q.List, Cities: list.Codes()}); err == nil {
			said, err = n.Telecom.Query(ctx, q)
		}
	}
	if err != nil {
		return err
	}
	n.asked.add(n.clock.Now())
	return n.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.ItineraryAsk(ctx, ask.Person)
		if err != nil || now.ID != ask.ID {
			return err // it was answered meanwhile, or asked anew
		}
		e.At = n.clock.Now()
		return n.answered(ctx, tx, now, said, list, e)
	})
}

// answered stores what an operator said.
func (n *Node) answered(ctx context.Context, tx *store.Tx, ask itinerary.Ask, said telecom.Answer, list itinerary.List, e audit.Entry) error {
	at := e.At
	s := itinerary.Statement{Person: ask.Person, Answer: answerOf(said), Asked: at, Updated: at, List: list.Digest()}
	rule := itinerary.RuleAt(at)
	s.Rule, s.Expires = rule.Version, at.Add(rule.Valid(n.asked.load(at, n.TelecomCapacity), len(list.Cities)))
	if s.Result == itinerary.Analysing {
		if ask.Analysing {
			return nil // still
		}
		ask.Analysing, s.Expires = true, ask.Until
		if err := tx.PutItineraryAsk(ctx, ask); err != nil {
			return err
		}
		if err := n.followLater(ctx, tx, following{ask.Person, ask.ID}, at); err != nil {
			return err
		}
	} else if err := tx.DropItineraryAsk(ctx, ask.Person); err != nil {
		return err
	}
	facts, err := factsAbout(ctx, tx, ask.Person)
	if err != nil {
		return err
	}
	if s.Records(itinerary.Counts(itinerary.Latest(facts, at), at)) {
		if s, err = n.state(ctx, tx, s); err != nil {
			return err
		}
		e.Object = audit.Object{Kind: "evidence", ID: s.Evidence.String()}
	}
	e.Detail = e.Detail.With("result", s.Result).With("rule", s.Rule)
	return n.record(ctx, tx, e)
}

func answerOf(said telecom.Answer) itinerary.Answer {
	switch {
	case said.State == telecom.Analysing:
		return itinerary.Answer{Result: itinerary.Analysing}
	case said.State == telecom.Unknown:
		return itinerary.Answer{Result: itinerary.Unknown}
	case said.Risk:
		return itinerary.Answer{Result: itinerary.Abnormal, Left: said.Left}
	}
	return itinerary.Answer{Result: itinerary.Normal, Left: said.Left}
}

// state records a statement from its update on, until its expiry, and decides the person anew. One that says something is
// kept for its renewal.
func (n *Node) state(ctx context.Context, tx *store.Tx, s itinerary.Statement) (itinerary.Statement, error) {
	r, err := evidence.NewRecord(s.Person, "", s.Fact(n.Telecom.Name(), s.Updated, s.Expires), s.Updated)
	if err != nil {
		return s, err
	}
	if err := evidence.Append(ctx, tx, r); err != nil {
		return s, err
	}
	s.Evidence = r.ID
	if s.Says() {
		if err := tx.PutItinerary(ctx, s); err != nil {
			return s, err
		}
	}
	_, err = n.decide(ctx, tx, []id.ID{s.Person}, s.Updated)
	return s, err
}

// riskCities are the cities that count as risk areas at an instant (WZ-09).
func (n *Node) riskCities(at instant.Instant) itinerary.List {
	return itinerary.NewList(n.regime.Load().near.ListedAt(at, "high", "medium"), n.region)
}
