package node

import (
	"cmp"
	"context"
	"slices"

	"kangma/audit"
	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/person"
	"kangma/store"
)

// SelfChecksADay is how often an account may ask in a day, for all of its people together (SC-01).
const SelfChecksADay = 20

// SelfCheckDays is how far back it asks.
const SelfCheckDays = 14

// SharedTrip is a journey that somebody shared with a patient: his own leg and place, and nothing of the patient's.
type SharedTrip struct {
	Mode     contact.Mode
	Numbers  []string
	Day      passage.Day
	From, To string // his own leg
	Seat     contact.Seat
	Class    contact.Class // the nearest that he is to any patient on it
	Rule     contact.Text  // that found it; empty of General
	Last     instant.Instant
	Inbound  bool
}

// SelfChecked is the answer of a self-check.
type SelfChecked struct {
	Person    id.ID
	Trips     []SharedTrip // newest first; none: not found
	Freshness contact.Freshness
	Left      int // how often the account may still ask today
}

// SelfCheck says whether the account's own person, or a ward without an account of his own, shared a train, flight, coach or ship with a
// patient within 14 days (SC-01, NA-05), by the last matching; inbound asks about flights from abroad alone. The own face must have been
// looked at within ten minutes (SC-02), and an account asks so many times a day: nobody can be tried through it (CT-10).
func (n *Node) SelfCheck(ctx context.Context, c Caller, who id.ID, inbound bool) (out SelfChecked, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		p, err := n.mayAsk(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		used, err := tx.CountContactUse(ctx, c.Account, passage.DayOf(at), "self_check", 1)
		if err != nil {
			return err
		}
		if used > SelfChecksADay {
			return fault.New(fault.TooMany, "selfcheck.too_many", "an account may ask %d times a day; ask again tomorrow, or see your notices", SelfChecksADay)
		}
		out = SelfChecked{Person: p.ID, Left: SelfChecksADay - int(used)}
		if out.Freshness, err = tx.ContactFreshness(ctx); err != nil {
			return err
		}
		run, ok, err := tx.CurrentContactRun(ctx)
		if err != nil {
			return err
		}
		if ok {
			out.Freshness.MatchedAt, out.Freshness.Policy = run.EndedAt, run.Policy
			if out.Trips, err = n.sharedTrips(ctx, tx, run, p, inbound, at); err != nil {
				return err
			}
		}
		e := holderEntry(c, audit.SelfCheck, p.ID, at)
		e.Detail = e.Detail.With("inbound", inbound)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// mayAsk is the person whom an account may ask about: its own, or a ward who has no account himself, since else who adds a
// stranger as a ward would learn of him.
func (n *Node) mayAsk(ctx context.Context, tx *store.Tx, c Caller, who id.ID, at instant.Instant) (person.Person, error) {
	own, err := linked(ctx, tx, c, id.ID{}, at)
	if err != nil {
		return person.Person{}, err
	}
	if _, err := freshFace(ctx, tx, c, own, at); err != nil {
		return person.Person{}, err
	}
	if who, err = linked(ctx, tx, c, who, at); err != nil {
		return person.Person{}, err
	}
	if who != own {
		links, err := tx.LinksOfPerson(ctx, who)
		if err != nil {
			return person.Person{}, err
		}
		if slices.ContainsFunc(links, func(l person.Link) bool { return l.Relation == person.Self && l.Open(at) }) {
			return person.Person{}, fault.New(fault.Forbidden, "selfcheck.own_account", "this person has an account and asks there")
		}
	}
	return tx.Person(ctx, who)
}

// sharedTrips are what the run found of a person, one entry a service.
func (n *Node) sharedTrips(ctx context.Context, tx *store.Tx, run contact.Run, p person.Person, inbound bool, at instant.Instant) ([]SharedTrip, error) {
	who, err := n.vault.Open(p.ID, p.Sealed)
	if err != nil {
		return nil, err
	}
	keyed := n.matching.Of(who.Document)
	if keyed.IsZero() {
		return nil, nil // who has no document stands in no list
	}
	found, err := tx.CandidatesOf(ctx, keyed, run.ID)
	if err != nil {
		return nil, err
	}
	policy, err := n.contactPolicy(run.Policy, run.At)
	if err != nil {
		return nil, err
	}
	var trips []SharedTrip
	place := map[id.ID]int{}
	for _, f := range found {
		if f.Last < at.Add(-SelfCheckDays*instant.Day) {
			continue
		}
		i, again := place[f.Service]
		if again && !f.Class.Nearer(trips[i].Class) {
			trips[i].Last = max(trips[i].Last, f.Last)
			continue
		}
		s, err := tx.ContactService(ctx, f.Day, f.Service)
		if err != nil {
			return nil, err
		}
		if inbound && !(s.Traits.Inbound && s.Mode == contact.Flight) {
			continue
		}
		t := SharedTrip{Mode: s.Mode, Numbers: s.Numbers, Day: s.Day, From: s.Stops[f.Leg.From].Name, To: s.Stops[f.Leg.To].Name, Seat: f.Seat, Class: f.Class, Last: f.Last, Inbound: s.Traits.Inbound}
		if r, ok := policy.Rule(f.Rule); ok {
			t.Rule = r.Title
		}
		if again {
			t.Last = max(t.Last, trips[i].Last)
			trips[i] = t
			continue
		}
		place[f.Service] = len(trips)
		trips = append(trips, t)
	}
	slices.SortStableFunc(trips, func(a, b SharedTrip) int { return cmp.Compare(b.Last, a.Last) })
	return trips, nil
}
