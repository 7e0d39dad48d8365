package storetest

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

func kept(n byte) policy.Kept {
	return policy.Kept{Digest: policy.Digest{n}, Policy: "hubei@2020-03-26", Data: []byte{n}, RecordedAt: at + instant.Instant(n), By: "a",
		Findings: []policy.Finding{{Severity: policy.LintWarning, File: "f", What: "w", Mend: "m"}}}
}

// publication is the n-th, of the n-th pack.
func publication(n int) policy.Publication {
	by := policy.Hand{Account: ident(7), Person: ident(8), Role: "policy_officer"}
	return policy.Publication{ID: ident(n), Policy: "hubei@2020-03-26", Digest: policy.Digest{byte(n)}, Until: at + 99*day, Reason: "r", Emergency: "e",
		Proposed: policy.Act{At: at, By: by, Reason: "r"}}
}

// BY-05, BY-16: a pack is kept once, an act is done once, and the last approved one to begin counts.
func packs(t *testing.T, s *store.Store) {
	for range 2 {
		write(t, s, func(tx *store.Tx) error {
			check(t, tx.KeepPack(ctx, kept(1)))
			return tx.KeepPack(ctx, kept(2))
		})
	}
	reads(t, s, kept(1), func(tx *store.Tx) (policy.Kept, error) { return tx.KeptPack(ctx, policy.Digest{1}) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { _, err := tx.KeptPack(ctx, policy.Digest{3}); return err })
	reads(t, s, []policy.Kept{kept(2), kept(1)}, func(tx *store.Tx) ([]policy.Kept, error) { return tx.KeptPacks(ctx, instant.Never, 5) })
	reads(t, s, []policy.Kept{kept(1)}, func(tx *store.Tx) ([]policy.Kept, error) { return tx.KeptPacks(ctx, at+2, 5) })

	one, two := publication(1), publication(2)
	two.Asked, two.Proposed.By = at+3*day, policy.Hand{Role: "system"}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPublication(ctx, one))
		return tx.InsertPublication(ctx, two)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertPublication(ctx, one) })
	reads(t, s, []policy.Publication{two, one}, func(tx *store.Tx) ([]policy.Publication, error) { return tx.Publications(ctx, id.ID{}, 5) })
	reads(t, s, []policy.Publication{one}, func(tx *store.Tx) ([]policy.Publication, error) { return tx.Publications(ctx, two.ID, 5) })
	inForce := func(when instant.Instant) func(*store.Tx) (id.ID, error) {
		return func(tx *store.Tx) (id.ID, error) { p, _, err := tx.PublicationAt(ctx, when); return p.ID, err }
	}
	reads(t, s, id.ID{}, inForce(instant.Never))

	act := policy.Act{At: at + 1, By: policy.Hand{Account: ident(9), Role: "headquarters"}, Reason: "ok"}
	one.Approved, one.From = &act, at+2*day
	two.Approved, two.From = &act, at+3*day
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertPublicationAct(ctx, one.ID, policy.RulesApproved, act, one.From))
		return tx.InsertPublicationAct(ctx, two.ID, policy.RulesApproved, act, two.From)
	})
	refused(t, s, fault.Conflict, func(tx *store.Tx) error {
		return tx.InsertPublicationAct(ctx, one.ID, policy.RulesApproved, act, one.From)
	})
	reads(t, s, one, func(tx *store.Tx) (policy.Publication, error) { return tx.Publication(ctx, one.ID) })
	reads(t, s, id.ID{}, inForce(at+2*day-1))
	reads(t, s, one.ID, inForce(at+2*day))
	reads(t, s, two.ID, inForce(at+3*day))
	reads(t, s, []policy.Publication{two, one}, func(tx *store.Tx) ([]policy.Publication, error) { return tx.ApprovedPublications(ctx) })
	write(t, s, func(tx *store.Tx) error { return tx.InsertPublicationAct(ctx, two.ID, policy.RulesWithdrawn, act, 0) })
	two.Withdrawn = &act
	reads(t, s, two, func(tx *store.Tx) (policy.Publication, error) { return tx.Publication(ctx, two.ID) })
	reads(t, s, one.ID, inForce(instant.Never))
	reads(t, s, []policy.Publication{one}, func(tx *store.Tx) ([]policy.Publication, error) { return tx.ApprovedPublications(ctx) })

	first := policy.Regime{Number: 1, From: at, Policy: "hubei@2020-03-26", Digest: policy.Digest{1}, Until: instant.Never}
	again := first
	again.Number, again.From, again.Publication, again.Until = 2, at+1, one.ID, one.Until
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertRegime(ctx, first))
		return tx.InsertRegime(ctx, again)
	})
	reads(t, s, []policy.Regime{first}, func(tx *store.Tx) ([]policy.Regime, error) { return tx.ShippedRegimes(ctx) })
	reads(t, s, again, func(tx *store.Tx) (policy.Regime, error) { r, _, err := tx.RegimeNumbered(ctx, 2); return r, err })
	reads(t, s, []policy.Digest{{1}, {2}}, func(tx *store.Tx) ([]policy.Digest, error) { return tx.PublishedPacks(ctx) })
}

func simulations(t *testing.T, s *store.Store) {
	one := store.Simulation{ID: ident(1), Policy: "p@1", Digest: policy.Digest{1}, AskedAt: at, AskedBy: "a", Job: ident(5), EndedAt: instant.Never}
	two := store.Simulation{ID: ident(2), Policy: "p@1", Source: "国务院客户端", List: []byte{1, 2}, At: at + day, AskedAt: at, AskedBy: "a", Job: ident(6), EndedAt: instant.Never}
	write(t, s, func(tx *store.Tx) error {
		check(t, tx.InsertSimulation(ctx, one))
		return tx.InsertSimulation(ctx, two)
	})
	write(t, s, func(tx *store.Tx) error { return tx.EndSimulation(ctx, two.ID, `{}`, at+2) })
	two.Result, two.EndedAt = `{}`, at+2
	reads(t, s, two, func(tx *store.Tx) (store.Simulation, error) { return tx.Simulation(ctx, two.ID) })
	two.List = nil
	reads(t, s, []store.Simulation{two, one}, func(tx *store.Tx) ([]store.Simulation, error) { return tx.Simulations(ctx, id.ID{}, 5) })
	reads(t, s, []store.Simulation{one}, func(tx *store.Tx) ([]store.Simulation, error) { return tx.Simulations(ctx, two.ID, 5) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.EndSimulation(ctx, ident(9), `{}`, at) })
}

func shadows(t *testing.T, s *store.Store) {
	one := store.Shadow{ID: ident(1), Policy: "p@1", Digest: policy.Digest{1}, StartedAt: at, StartedBy: "a", EndedAt: instant.Never}
	two := one
	two.ID = ident(2)
	write(t, s, func(tx *store.Tx) error { return tx.InsertShadow(ctx, one) })
	refused(t, s, fault.Conflict, func(tx *store.Tx) error { return tx.InsertShadow(ctx, two) }) // one at a time
	turn := policy.Turn{From: policy.Face{Colour: policy.Green, State: "green", Gate: policy.Pass}, To: policy.Face{Colour: policy.Red, State: "red", Gate: policy.Stop, Labels: "a,b"}}
	more := policy.NewTally()
	more.Decided, more.Changed = 5, 2
	more.Changes[turn] = &policy.Counted{People: 2, Samples: []policy.Sample{{After: []policy.SampleReason{{Rule: "HB-01.case"}}}}}
	for range 2 {
		write(t, s, func(tx *store.Tx) error { return tx.AddToShadow(ctx, one.ID, more, 1) })
	}
	one.Decided, one.Passed = 10, 2
	reads(t, s, one, func(tx *store.Tx) (store.Shadow, error) { r, _, err := tx.RunningShadow(ctx); return r, err })
	reads(t, s, &policy.Counted{People: 4, Samples: more.Changes[turn].Samples}, func(tx *store.Tx) (*policy.Counted, error) {
		n, err := tx.ShadowTally(ctx, one)
		return n.Changes[turn], err
	})
	write(t, s, func(tx *store.Tx) error { return tx.EndShadow(ctx, one.ID, at+3) })
	one.EndedAt = at + 3
	reads(t, s, one, func(tx *store.Tx) (store.Shadow, error) { return tx.Shadow(ctx, one.ID) })
	refused(t, s, fault.NotFound, func(tx *store.Tx) error { return tx.EndShadow(ctx, one.ID, at+3) })
	reads(t, s, false, func(tx *store.Tx) (bool, error) { _, ok, err := tx.RunningShadow(ctx); return ok, err })
	write(t, s, func(tx *store.Tx) error { return tx.InsertShadow(ctx, two) })
	reads(t, s, []store.Shadow{two, one}, func(tx *store.Tx) ([]store.Shadow, error) { return tx.Shadows(ctx, id.ID{}, 5) })
}
