package storetest

import (
	"testing"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/review"
	"kangma/store"
)

const hour = day / 24

// HB-06, BY-17: counts for dashboards are by day, county, colour, kind and hour, and tell no person.
func statistics(t *testing.T, s *store.Store) {
	today := passage.DayOf(at)
	one, two, three := human(1), human(2), human(3)
	one.Residence, two.Residence, three.Residence = street, jiangan, 0
	green := decision(one.ID, 21, instant.Never)
	green.Colour, green.At = policy.Green, at+2*day
	write(t, s, func(tx *store.Tx) error {
		_, err := tx.InsertPeople(ctx, []person.Person{one, two, three})
		check(t, err)
		return tx.InsertDecisions(ctx, []policy.Record{decision(one.ID, 11, instant.Never), green, decision(two.ID, 12, instant.Never)})
	})
	colours := func(at instant.Instant) func(*store.Tx) ([]store.Tally, error) {
		return func(tx *store.Tx) ([]store.Tally, error) { return tx.ColoursAt(ctx, at, wuhan) }
	}
	first := []store.Tally{{Region: wuhan, Colour: policy.None, People: 1}, {Region: jiangan, Colour: policy.Yellow, People: 2}}
	second := []store.Tally{{Region: wuhan, Colour: policy.None, People: 1}, {Region: jiangan, Colour: policy.Green, People: 1}, {Region: jiangan, Colour: policy.Yellow, People: 1}}
	reads(t, s, first, colours(at+day))
	reads(t, s, second, colours(at+3*day))
	reads(t, s, nil, colours(at-day)) // nobody was there yet

	_, none, _ := last(t, s)
	same(t, false, none)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.ReplaceTallies(ctx, today, second))
		check(t, tx.ReplaceTallies(ctx, today, first)) // the newer count stands alone
		return tx.ReplaceTallies(ctx, today+1, second)
	})
	newest, some, _ := last(t, s)
	same(t, true, some)
	same(t, today+1, newest)
	reads(t, s, []store.Tally{{Day: today, Region: jiangan, Colour: policy.Yellow, People: 2}}, func(tx *store.Tx) ([]store.Tally, error) {
		return tx.Tallies(ctx, jiangan, today, today)
	})

	applied := func(n int, when, due, assigned instant.Instant) evidence.Application {
		return evidence.Application{Person: one.ID, ID: ident(n), Region: street, Channel: "app", Purpose: "returning", AppliedAt: when, DueAt: due, AssignedAt: assigned}
	}
	write(t, s, func(tx *store.Tx) error {
		for _, a := range []evidence.Application{applied(1, at, at+hour, at+hour), applied(2, at, at+hour, at+hour+1), applied(3, at+day-1, at+3*day, instant.Never),
			applied(4, at+day, at+day+hour, instant.Never)} {
			check(t, tx.InsertApplication(ctx, a))
		}
		return nil
	})
	reads(t, s, []store.ApplicationCount{{Day: today, OnTime: 1, Late: 1, Open: 1}, {Day: today + 1, Missed: 1}}, func(tx *store.Tx) ([]store.ApplicationCount, error) {
		return tx.ApplicationsByDay(ctx, wuhan, today, today+1, at+2*day)
	})
	reads(t, s, nil, func(tx *store.Tx) ([]store.ApplicationCount, error) {
		return tx.ApplicationsByDay(ctx, xiaogan, today, today+1, at+2*day)
	})

	closed := aCase(one.ID, 31, instant.Never)
	closed.ClosedAt = at + 2*day
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertCase(ctx, closed))
		check(t, tx.InsertCase(ctx, aCase(one.ID, 32, at+day)))
		return tx.InsertCase(ctx, aCase(one.ID, 33, at+9*day))
	})
	reads(t, s, []store.ClosedCase{{Kind: review.Conversion, Opened: at, ClosedAt: at + 2*day}}, func(tx *store.Tx) ([]store.ClosedCase, error) {
		return tx.ClosedCases(ctx, wuhan, at, at+3*day)
	})
	reads(t, s, nil, func(tx *store.Tx) ([]store.ClosedCase, error) { return tx.ClosedCases(ctx, wuhan, at, at+2*day) })
	reads(t, s, []store.OpenCases{{Kind: review.Conversion, Open: 2, Overdue: 1}}, func(tx *store.Tx) ([]store.OpenCases, error) {
		return tx.OpenCasesByKind(ctx, wuhan, at+2*day)
	})

	early, late, foreign := scan(1, jiangan), scan(2, jiangan), scan(3, jiangan)
	late.At, late.Gate = at+23*hour, pass.Stop
	foreign.Gate, foreign.Place, foreign.Point = pass.Unknown, ident(77), ident(12)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPlace(ctx, passage.Place{ID: ident(1), Kind: "mall", Name: "江岸商场", Region: jiangan, CreatedAt: at, ClosedAt: instant.Never}))
		_, err := tx.InsertPassages(ctx, []passage.Passage{early, late, foreign})
		return err
	})
	reads(t, s, []store.PassageCount{{Hour: 0, Pass: 1, Unknown: 1}, {Hour: 23, Stop: 1}}, func(tx *store.Tx) ([]store.PassageCount, error) {
		return tx.PassagesByHour(ctx, wuhan, today)
	})
	reads(t, s, []store.PassageCount{{Place: "江岸商场", Pass: 1, Stop: 1}}, func(tx *store.Tx) ([]store.PassageCount, error) {
		return tx.PassagesByPlace(ctx, wuhan, today, 1)
	})
}

func last(t *testing.T, s *store.Store) (d passage.Day, ok bool, err error) {
	read(t, s, func(tx *store.Tx) error { d, ok, err = tx.LastTally(ctx); return err })
	return d, ok, err
}
