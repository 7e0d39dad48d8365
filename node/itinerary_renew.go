package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/store"
)

// renewing is from when until when showing a code renews the statement of its itinerary; both zero if it does not.
type renewing struct{ from, until instant.Instant }

// renewable reads it for a person.
func (n *Node) renewable(ctx context.Context, tx *store.Tx, who id.ID) (r renewing, err error) {
	if n.Telecom == nil {
		return r, nil
	}
	s, err := tx.Itinerary(ctx, who)
	if err == nil {
		r.from, r.until = s.Renewable(itinerary.RuleAt(s.Asked))
	}
	return r, err
}

// renew renews the statement of whoever shows his code within its validity, at most every 15 minutes (WZ-07): its update and
// expiry are those of another record, and he is decided anew. It says whether it did.
func (n *Node) renew(ctx context.Context, who id.ID) (renewed bool, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		renewed = false
		at := n.clock.Now()
		s, err := tx.Itinerary(ctx, who)
		if err != nil {
			return err
		}
		rule, list := itinerary.RuleAt(at), n.riskCities(at)
		s, ok := s.Renew(rule, list.Digest(), rule.Valid(n.asked.load(at, n.TelecomCapacity), len(list.Cities)), at)
		if !ok {
			return nil
		}
		facts, err := factsAbout(ctx, tx, who)
		if err != nil {
			return err
		}
		if f := itinerary.Latest(facts, at); f == nil || f.ID != s.Evidence.String() {
			return nil // something else counts: another source's record, or it was retracted
		}
		s.Rule = rule.Version
		if s, err = n.state(ctx, tx, s); err != nil {
			return err
		}
		renewed = true
		e := audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "itinerary"}, Action: audit.ItineraryRenew, Subject: who,
			Object: audit.Object{Kind: "evidence", ID: s.Evidence.String()}}
		e.Detail = e.Detail.With("rule", s.Rule)
		return n.record(ctx, tx, e)
	})
	return renewed, err
}
