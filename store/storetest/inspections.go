package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/store"
)

// MS-03: plans, inspections to be and done, findings, and what they come to by region and kind.
func inspections(t *testing.T, s *store.Store) {
	market := passage.Place{ID: ident(1), Kind: "market", Name: "菜市场", Region: street, CreatedAt: at, ClosedAt: instant.Never}
	school := passage.Place{ID: ident(2), Kind: "school", Name: "一中", Region: jiangan, CreatedAt: at, ClosedAt: instant.Never}
	shut := passage.Place{ID: ident(3), Kind: "school", Name: "二中", Region: jiangan, CreatedAt: at, ClosedAt: at}
	plan := passage.InspectionPlan{ID: ident(5), Region: wuhan, Kind: "market", Days: 7, CreatedAt: at, CreatedBy: ident(9), EndedAt: instant.Never}
	done := passage.Inspection{ID: ident(11), Place: market.ID, Region: street, Why: passage.Surprise, DueAt: at, DoneAt: instant.Never}
	late := passage.Inspection{ID: ident(12), Place: market.ID, Region: street, Why: passage.Planned, Plan: plan.ID, DueAt: at + 1, DoneAt: instant.Never}
	gone := passage.Inspection{ID: ident(13), Place: shut.ID, Region: jiangan, Why: passage.FollowUp, DueAt: at, DoneAt: instant.Never}
	write(t, s, func(tx *store.Tx) error {
		for _, p := range []passage.Place{market, school, shut} {
			check(t, tx.InsertPlace(ctx, p))
		}
		for _, i := range []passage.Inspection{done, late, gone} {
			check(t, tx.InsertInspection(ctx, i))
		}
		return tx.InsertInspectionPlan(ctx, plan)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertInspectionPlan(ctx, plan) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertInspection(ctx, done) })
	plans := func(tx *store.Tx) ([]passage.InspectionPlan, error) { return tx.InspectionPlans(ctx, wuhan) }
	reads(t, s, []passage.InspectionPlan{plan}, plans)
	reads(t, s, plan, func(tx *store.Tx) (passage.InspectionPlan, error) { return tx.InspectionPlan(ctx, plan.ID) })
	write(t, s, func(tx *store.Tx) error { return tx.EndInspectionPlan(ctx, plan.ID, at+1) })
	reads(t, s, nil, plans)

	last := func(want instant.Instant, waits bool) {
		t.Helper()
		read(t, s, func(tx *store.Tx) error {
			when, waiting, err := tx.LastInspection(ctx, market.ID)
			if when != want || waiting != waits {
				t.Errorf("last %d, waiting %t", when, waiting)
			}
			return err
		})
	}
	last(0, true)
	done.DoneAt, done.Inspector = at+5, ident(21)
	done.Answers = []passage.Answer{{Item: passage.CodePosted, Result: "yes"}, {Item: "masks", Result: "no", Note: "三人未戴"}}
	write(t, s, func(tx *store.Tx) error { return tx.FinishInspection(ctx, done) })
	reads(t, s, done, func(tx *store.Tx) (passage.Inspection, error) { return tx.Inspection(ctx, done.ID) })
	last(at+5, true)
	toBe := func(before instant.Instant, after id.ID) func(*store.Tx) ([]passage.Inspection, error) {
		return func(tx *store.Tx) ([]passage.Inspection, error) {
			return tx.InspectionsToBe(ctx, wuhan, before, after, 10)
		}
	}
	reads(t, s, []passage.Inspection{late}, toBe(instant.Never, id.ID{}))
	reads(t, s, nil, toBe(at+1, id.ID{}))
	reads(t, s, nil, toBe(instant.Never, late.ID))

	f := passage.Finding{ID: ident(31), Place: market.ID, Region: street, Inspection: done.ID, Item: "masks", Note: "三人未戴", Deadline: at + 9, FoundAt: at + 5, FoundBy: ident(21),
		RemediedAt: instant.Never, ClosedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error { return tx.InsertFinding(ctx, f) })
	open := func(tx *store.Tx) ([]passage.Finding, error) { return tx.OpenFindings(ctx, market.ID) }
	reads(t, s, []passage.Finding{f}, open)
	reads(t, s, []passage.Finding{f}, func(tx *store.Tx) ([]passage.Finding, error) { return tx.FindingsIn(ctx, wuhan, id.ID{}, 10) })
	reads(t, s, []store.Coverage{{Region: jiangan, Kind: "school", Places: 1}, {Region: street, Kind: "market", Places: 1, Posted: 1, Inspected: 1, Overdue: 1, Findings: 1}},
		func(tx *store.Tx) ([]store.Coverage, error) { return tx.PlaceCoverage(ctx, wuhan, at+5, at+10) })
	f.Note, f.Deadline, f.RemediedAt, f.RemediedBy, f.ClosedAt, f.ClosedBy = "x", at+10, at+6, ident(22), at+7, ident(23)
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPlaceCode(ctx, passage.PlaceCode{Place: market.ID, Version: 1, IssuedAt: at, RevokedAt: instant.Never}))
		check(t, tx.InsertPlaceCode(ctx, passage.PlaceCode{Place: school.ID, Version: 1, IssuedAt: at, RevokedAt: instant.Never}))
		check(t, tx.InsertPlaceCode(ctx, passage.PlaceCode{Place: school.ID, Version: 2, IssuedAt: at, RevokedAt: at + 1}))
		return tx.PutFinding(ctx, f)
	})
	reads(t, s, f, func(tx *store.Tx) (passage.Finding, error) { return tx.Finding(ctx, f.ID) })
	reads(t, s, nil, open)
	reads(t, s, []store.Coverage{{Region: jiangan, Kind: "school", Places: 1}, {Region: street, Kind: "market", Places: 1, Coded: 1, Posted: 1}},
		func(tx *store.Tx) ([]store.Coverage, error) { return tx.PlaceCoverage(ctx, wuhan, at+6, at) })
}
