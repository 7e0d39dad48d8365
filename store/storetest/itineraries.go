package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
	"kangma/store"
)

// itineraries: one statement and one question a person, the newest stands; journeys are kept all; what is old goes; with the person all of his go.
func itineraries(t *testing.T, s *store.Store) {
	who, other := settle(t, s, 711)[0], settle(t, s, 712)[0]
	first := itinerary.Statement{Person: who, Evidence: ident(713), Answer: itinerary.Answer{Result: itinerary.Normal, Left: true}, Asked: at, Updated: at, Expires: at + day,
		List: itinerary.List{}.Digest(), Rule: "2021-12-01"}
	second := first
	second.Evidence, second.Answer, second.Updated = ident(714), itinerary.Answer{Result: itinerary.Abnormal}, at+1
	his := first
	his.Person = other
	ask := itinerary.Ask{Person: who, ID: ident(715), Account: ident(716), Asked: at, CodeUntil: at + 1, Until: at + 2, Sealed: []byte{1}}
	again := ask
	again.ID, again.Analysing, again.Asked = ident(717), true, at+day
	write(t, s, func(tx *store.Tx) error {
		for _, x := range []itinerary.Statement{first, his, second} {
			check(t, tx.PutItinerary(ctx, x))
		}
		check(t, tx.PutItineraryAsk(ctx, ask))
		return tx.PutItineraryAsk(ctx, again)
	})
	statement := func(who id.ID) func(*store.Tx) (itinerary.Statement, error) {
		return func(tx *store.Tx) (itinerary.Statement, error) { return tx.Itinerary(ctx, who) }
	}
	question := func(tx *store.Tx) (itinerary.Ask, error) { return tx.ItineraryAsk(ctx, who) }
	reads(t, s, second, statement(who))
	reads(t, s, his, statement(other))
	reads(t, s, itinerary.Statement{Person: ident(718)}, statement(ident(718)))
	reads(t, s, again, question)
	write(t, s, func(tx *store.Tx) error { return tx.ForgetItineraryAsks(ctx, at+day) })
	reads(t, s, again, question)
	write(t, s, func(tx *store.Tx) error { return tx.ForgetItineraryAsks(ctx, at+day+1) })
	reads(t, s, itinerary.Ask{}, question)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.PutItineraryAsk(ctx, ask))
		check(t, tx.DropItineraryAsk(ctx, who))
		return tx.DropItineraryAsk(ctx, who)
	})
	reads(t, s, itinerary.Ask{}, question)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.PutItineraryAsk(ctx, ask))
		return tx.ForgetPerson(ctx, who)
	})
	reads(t, s, itinerary.Ask{}, question)
	reads(t, s, itinerary.Statement{Person: who}, statement(who))
	reads(t, s, his, statement(other))

	old := itinerary.SealedJourney{Person: other, ID: ident(720), Declared: at, Sealed: []byte{1}}
	newer, his2 := itinerary.SealedJourney{Person: other, ID: ident(721), Declared: at + 1, Sealed: []byte{2}}, itinerary.SealedJourney{Person: who, ID: ident(722), Declared: at, Sealed: []byte{3}}
	write(t, s, func(tx *store.Tx) error {
		for _, j := range []itinerary.SealedJourney{old, newer, his2} {
			check(t, tx.InsertJourney(ctx, j))
		}
		return nil
	})
	journeys := func(since instant.Instant) func(*store.Tx) ([]itinerary.SealedJourney, error) {
		return func(tx *store.Tx) ([]itinerary.SealedJourney, error) { return tx.Journeys(ctx, other, since) }
	}
	reads(t, s, []itinerary.SealedJourney{newer, old}, journeys(at))
	reads(t, s, []itinerary.SealedJourney{newer}, journeys(at+1))
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertJourney(ctx, old) })
	write(t, s, func(tx *store.Tx) error { return tx.ForgetJourneys(ctx, at+1) })
	reads(t, s, []itinerary.SealedJourney{newer}, journeys(0))
	write(t, s, func(tx *store.Tx) error { return tx.ForgetPerson(ctx, other) })
	reads(t, s, nil, journeys(0))
}
