package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// aCase is the n-th case about somebody, opened at its instant.
func aCase(who id.ID, n int, due instant.Instant) review.Case {
	return review.Case{Person: who, ID: ident(n), Kind: review.Conversion, State: review.AtCounty, Seat: street, Region: jiangan, Version: 1, OpenedAt: at,
		OpenedBy: ident(900), Due: due, ClosedAt: instant.Never, Evidence: []id.ID{ident(1), ident(2)},
		Assigned: review.Assignment{To: ident(901), Region: jiangan, Role: staff.Reviewer, Load: 3, Among: 2, At: at}, Form: review.Sealed{Box: []byte{1, 2}}}
}

func cases(t *testing.T, s *store.Store) {
	who := ident(100)
	one, two := aCase(who, 11, at+2*day), aCase(who, 12, at+day)
	matter := review.Case{ID: ident(13), Kind: review.Overdue, State: review.Waiting, Seat: xiaogan, Region: xiaogan, Version: 1, OpenedAt: at,
		Due: instant.Never, ClosedAt: instant.Never, Form: review.Sealed{Key: []byte{3}}}
	write(t, s, func(tx *store.Tx) error {
		for _, c := range []review.Case{one, two, matter} {
			check(t, tx.InsertCase(ctx, c))
		}
		return nil
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertCase(ctx, one) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.Case(ctx, ident(99)); return err })
	for _, c := range []review.Case{one, two, matter} {
		reads(t, s, c, func(tx *store.Tx) (review.Case, error) { return tx.Case(ctx, c.ID) })
	}
	of := func(before id.ID, limit int) func(*store.Tx) ([]review.Case, error) {
		return func(tx *store.Tx) ([]review.Case, error) { return tx.CasesOf(ctx, who, before, limit) }
	}
	reads(t, s, []review.Case{two, one}, of(id.ID{}, 10))
	reads(t, s, []review.Case{two}, of(id.ID{}, 1))
	reads(t, s, []review.Case{one}, of(two.ID, 1))

	caseHistory(t, s, one, matter)
	workLists(t, s, one, two, matter)

	// RE-2: of two moves from one version one wins.
	later := one
	later.State, later.Version, later.Region, later.Raised, later.Due, later.Assigned = review.Approved, 2, wuhan, wuhan, instant.Never, review.Assignment{}
	later.ClosedAt, later.Form.Box = at+1, []byte{9}
	write(t, s, func(tx *store.Tx) error { return tx.UpdateCase(ctx, later, 1) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.UpdateCase(ctx, later, 1) })
	reads(t, s, later, func(tx *store.Tx) (review.Case, error) { return tx.Case(ctx, one.ID) })
	reads(t, s, map[id.ID]int{ident(901): 1}, func(tx *store.Tx) (map[id.ID]int, error) { return tx.CaseLoads(ctx, []id.ID{ident(901)}) })
}

func caseHistory(t *testing.T, s *store.Store, one, matter review.Case) {
	event := func(c review.Case, n, version int, move review.Move) review.Event {
		return review.Event{Case: c.ID, Person: c.Person, ID: ident(n), Version: version, At: at, Move: move, From: review.AtCounty, To: review.AtPrefecture,
			By:     review.Actor{Side: review.Desk, Account: ident(901), Role: staff.Reviewer, Office: jiangan},
			Region: wuhan, Raised: wuhan, Due: at + day, Sealed: []byte{7}}
	}
	first, second, note := event(one, 21, 1, review.Open), event(one, 20, 2, review.Endorse), event(one, 22, 2, review.Note)
	own := event(matter, 23, 1, review.Open)
	own.By, own.Raised, own.Sealed, own.Due = review.Actor{Side: review.System}, 0, nil, instant.Never
	write(t, s, func(tx *store.Tx) error { return tx.InsertCaseEvents(ctx, []review.Event{note, own, second, first}) })
	history := func(c review.Case) func(*store.Tx) ([]review.Event, error) {
		return func(tx *store.Tx) ([]review.Event, error) { return tx.CaseEvents(ctx, c) }
	}
	reads(t, s, []review.Event{first, second, note}, history(one))
	reads(t, s, []review.Event{own}, history(matter))
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertCaseEvents(ctx, []review.Event{note}) })
}

// workLists: what lies in the scope of one's permission, by when it is due (HB-05).
func workLists(t *testing.T, s *store.Store, one, two, matter review.Case) {
	decide := func(rs ...region.Code) []review.DeskScope {
		return []review.DeskScope{{May: staff.CaseDecide, Regions: rs}, {May: staff.CheckWork, Regions: rs}}
	}
	for _, c := range []struct {
		q    review.Query
		want []review.Case
	}{
		{review.Query{}, nil},
		{review.Query{Desks: decide(wuhan)}, []review.Case{two, one}},
		{review.Query{Desks: decide(xiaogan, wuhan)}, []review.Case{two, one, matter}},
		{review.Query{Desks: decide(street)}, nil},
		{review.Query{Desks: []review.DeskScope{{May: staff.CheckWork, Regions: []region.Code{wuhan}}}}, nil},
		{review.Query{Desks: decide(wuhan), After: review.Place{Due: two.Due, ID: two.ID}}, []review.Case{one}},
		{review.Query{Desks: decide(wuhan), Limit: 1}, []review.Case{two}},
		{review.Query{Desks: decide(region.Nation), Kind: review.Overdue}, []review.Case{matter}},
		{review.Query{Desks: decide(region.Nation), State: review.Waiting}, []review.Case{matter}},
		{review.Query{Desks: decide(region.Nation), Late: at + day}, []review.Case{two}},
		{review.Query{Desks: decide(region.Nation), Assignee: ident(901)}, []review.Case{two, one}},
		{review.Query{Desks: decide(region.Nation), Assignee: ident(902)}, nil},
	} {
		if c.q.Limit == 0 {
			c.q.Limit = 10
		}
		reads(t, s, c.want, func(tx *store.Tx) ([]review.Case, error) { return tx.WorkList(ctx, c.q) })
	}
	due := func(when instant.Instant, limit int) func(*store.Tx) ([]review.Case, error) {
		return func(tx *store.Tx) ([]review.Case, error) { return tx.DueCases(ctx, when, review.Place{}, limit) }
	}
	reads(t, s, nil, due(at+day-1, 10))
	reads(t, s, []review.Case{two}, due(at+day, 10))
	reads(t, s, []review.Case{two}, due(at+2*day, 1))
	reads(t, s, []review.Case{two, one}, due(at+9*day, 10))
	reads(t, s, []review.Case{one}, func(tx *store.Tx) ([]review.Case, error) {
		return tx.DueCases(ctx, at+9*day, review.Place{Due: two.Due, ID: two.ID}, 10)
	})
	for after, want := range map[instant.Instant]instant.Instant{0: at + day, at + day - 1: at + day, at + day: one.Due} {
		reads(t, s, want, func(tx *store.Tx) (instant.Instant, error) { return tx.NextCaseDue(ctx, after) })
	}
	reads(t, s, map[id.ID]int{ident(901): 2}, func(tx *store.Tx) (map[id.ID]int, error) { return tx.CaseLoads(ctx, []id.ID{ident(901), ident(902)}) })
}
