package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

// decision is the n-th decision about a person.
func decision(who id.ID, n int, review instant.Instant) policy.Record {
	return policy.Record{Person: who, ID: ident(n), At: at + instant.Instant(n), Regime: 1, Policy: "hubei@2020-03-22", Colour: policy.Yellow, Mark: "cross",
		Labels: []string{"unchecked", "notice"}, State: "yellow.contact", Gate: policy.Ask, NextReview: review,
		Reasons: []policy.Ground{{Rule: "HB-01.contact", Evidence: []string{ident(1).String(), ident(2).String()}, Until: review}, {Rule: "HB-01.green"}}}
}

func decisions(t *testing.T, s *store.Store) {
	a, b, c := ident(100), ident(200), ident(300)
	one, two := decision(a, 1, at+5*day), decision(b, 2, at+4*day)
	plain := policy.Record{Person: c, ID: ident(3), At: at, Regime: 1, Policy: "hubei@2020-03-22", Colour: policy.Green, State: "green", Gate: policy.Pass,
		NextReview: instant.Never, Reasons: []policy.Ground{{Rule: "HB-01.green"}}}
	due := func(when instant.Instant, limit int) func(*store.Tx) ([]id.ID, error) {
		return func(tx *store.Tx) ([]id.ID, error) { return tx.Due(ctx, when, limit) }
	}
	next := func(tx *store.Tx) (instant.Instant, error) { return tx.NextDue(ctx) }
	reads(t, s, instant.Never, next)

	write(t, s, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, []policy.Record{two, plain, one}) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, []policy.Record{one}) })
	reads(t, s, map[id.ID]policy.Record{a: one, b: two, c: plain}, func(tx *store.Tx) (map[id.ID]policy.Record, error) {
		return tx.Current(ctx, []id.ID{c, a, b, ident(400)})
	})
	reads(t, s, at+4*day, next)
	reads(t, s, []id.ID{b}, due(at+4*day, 10)) // due at its instant
	reads(t, s, nil, due(at+4*day-1, 10))
	reads(t, s, []id.ID{b, a}, due(at+9*day, 10))
	reads(t, s, []id.ID{b}, due(at+9*day, 1))

	later := decision(a, 4, instant.Never)
	later.Regime, later.Colour, later.Labels, later.Reasons = 2, policy.Green, nil, nil
	write(t, s, func(tx *store.Tx) error { return tx.InsertDecisions(ctx, []policy.Record{later}) })
	reads(t, s, map[id.ID]policy.Record{a: later}, func(tx *store.Tx) (map[id.ID]policy.Record, error) { return tx.Current(ctx, []id.ID{a}) })
	reads(t, s, []id.ID{b}, due(at+9*day, 10))
	history := func(before id.ID, limit int) func(*store.Tx) ([]policy.Record, error) {
		return func(tx *store.Tx) ([]policy.Record, error) { return tx.Decisions(ctx, a, before, limit) }
	}
	reads(t, s, []policy.Record{later, one}, history(id.ID{}, 10))
	reads(t, s, []policy.Record{later}, history(id.ID{}, 1))
	reads(t, s, []policy.Record{one}, history(later.ID, 10))

	write(t, s, func(tx *store.Tx) error { return tx.StillDecided(ctx, []id.ID{b, c, ident(400)}, 7) })
	still := two
	still.Regime = 7
	reads(t, s, map[id.ID]policy.Record{b: still}, func(tx *store.Tx) (map[id.ID]policy.Record, error) { return tx.Current(ctx, []id.ID{b}) })
	reads(t, s, two.Regime, func(tx *store.Tx) (int64, error) { // the history says what was decided then
		list, err := tx.Decisions(ctx, b, id.ID{}, 1)
		return list[0].Regime, err
	})

	// What deciding needs of persons, in order, in pages or by name.
	settle(t, s, 3, 1, 2)
	brief := func(n int) policy.Brief {
		return policy.Brief{ID: ident(n), Person: policy.Person{IDType: "resident_id", Birth: "1988-05-02", Residence: jiangan}}
	}
	briefs := func(of []id.ID, after id.ID, limit int) func(*store.Tx) ([]policy.Brief, error) {
		return func(tx *store.Tx) ([]policy.Brief, error) { return tx.Briefs(ctx, of, after, limit) }
	}
	reads(t, s, []policy.Brief{brief(1), brief(2)}, briefs(nil, id.ID{}, 2))
	reads(t, s, []policy.Brief{brief(3)}, briefs(nil, ident(2), 2))
	reads(t, s, []policy.Brief{brief(1), brief(3)}, briefs([]id.ID{ident(3), ident(9), ident(1)}, id.ID{}, 0))
}

func regimes(t *testing.T, s *store.Store) {
	regime := func(tx *store.Tx) (*policy.Regime, error) {
		r, ok, err := tx.Regime(ctx)
		if !ok {
			return nil, err
		}
		return &r, err
	}
	reads(t, s, nil, regime)
	one := policy.Regime{Number: 1, From: at, Policy: "hubei@2020-03-22"}
	two := policy.Regime{Number: 2, From: at + 1, Policy: "hubei@2020-03-22", Modes: 1, RiskList: ident(5), Stands: 1}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertRegime(ctx, one))
		return tx.InsertRegime(ctx, two)
	})
	reads(t, s, &two, regime)
	for when, want := range map[instant.Instant]int64{at - 1: 0, at: 1, at + 1: 2, at + day: 2} {
		reads(t, s, want, func(tx *store.Tx) (int64, error) { r, _, err := tx.RegimeAt(ctx, when); return r.Number, err })
	}
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertRegime(ctx, one) })

	a := policy.Switch{ID: ident(2), Mode: "registration_only", Region: wuhan, From: at, Until: instant.Never, RecordedAt: at, By: "staff-1", Reason: "封城"}
	b := policy.Switch{ID: ident(1), Mode: "colours_off", From: at, Until: at + day, RecordedAt: at + 1, By: "staff-1", Reason: "待定"}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertSwitch(ctx, b))
		return tx.InsertSwitch(ctx, a)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertSwitch(ctx, a) })
	reads(t, s, []policy.Switch{a, b}, func(tx *store.Tx) ([]policy.Switch, error) { return tx.Switches(ctx) })
}
