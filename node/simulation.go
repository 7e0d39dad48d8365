package node

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// Simulation is a trial that somebody asked for, with what came out once it is done.
type Simulation struct {
	store.Simulation
	Job    jobs.Job
	Result *SimulationResult // nil until it is done
}

// SimulationResult is what staff read of it: no count of fewer than ten people, and nobody's identity (PB-5).
type SimulationResult struct {
	policy.Told
	Regime   int64           `json:"regime"`
	Against  string          `json:"against"` // name@version of the rules in force
	Snapshot instant.Instant `json:"snapshot"`
	At       instant.Instant `json:"at"`
	Seconds  float64         `json:"seconds"`
}

type simulating struct{ Simulation id.ID }

const simulateKind jobs.Kind[simulating] = "policy.simulate"

// StartSimulation has a candidate tried on the whole population in the background, for an instant (0: when it begins).
func (n *Node) StartSimulation(ctx context.Context, c Caller, what Candidate, at instant.Instant) (Simulation, error) {
	if err := n.may(ctx, c, staff.Ask{Action: staff.PolicyTry}); err != nil {
		return Simulation{}, err
	}
	if what.Pack.IsZero() && what.List == nil {
		return Simulation{}, fault.Missing("digest")
	}
	if what.List != nil {
		if what.Source == "" {
			return Simulation{}, fault.Missing("source")
		}
		if _, err := n.readList(what); err != nil {
			return Simulation{}, err
		}
	}
	if at != 0 && at < n.clock.Now() {
		return Simulation{}, fault.Field("at", at.In(instant.Beijing), "has passed: a candidate is tried for now or a time to come")
	}
	var out Simulation
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry})
		if err != nil {
			return err
		}
		now, err := n.current(ctx, tx)
		if err != nil {
			return err
		}
		next, err := n.regimeOf(ctx, tx, now, what)
		if err != nil {
			return err
		}
		asked := n.clock.Now()
		s := store.Simulation{ID: id.New(asked), Policy: next.pack.ID(), Digest: what.Pack, Source: what.Source, List: what.List, At: at, AskedAt: asked, AskedBy: o.by()}
		if s.Job, err = simulateKind.Enqueue(ctx, n.queue, tx.Raw(), simulating{s.ID}, jobs.Options{}); err != nil {
			return err
		}
		if err := tx.InsertSimulation(ctx, s); err != nil {
			return err
		}
		if out.Job, err = jobs.Get(ctx, tx.Raw(), s.Job); err != nil {
			return err
		}
		out.Simulation = s
		e := o.entry(audit.PolicyTry, n.region, asked)
		e.Object = audit.Object{Kind: "simulation", ID: s.ID.String()}
		e.Detail = e.Detail.With("pack", s.Policy).With("digest", s.Digest).With("list", s.Source)
		return n.record(ctx, tx, e)
	})
	return out, err
}

// runSimulation does it. Its snapshot is gone when a process ends, so it begins again.
func (n *Node) runSimulation(ctx context.Context, w *jobs.Work, args simulating) error {
	var s store.Simulation
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		s, err = tx.Simulation(ctx, args.Simulation)
		return err
	})
	if err != nil {
		return err
	}
	total, err := n.population(ctx)
	if err != nil {
		return err
	}
	said := n.clock.Now()
	tried, err := n.Simulate(ctx, Candidate{s.Digest, s.Source, s.List}, s.At, func(done int64) error {
		if now := n.clock.Now(); now < said.Add(progressEvery) {
			return nil
		} else {
			said = now
		}
		return n.store.Write(ctx, func(tx *store.Tx) error {
			return w.Save(ctx, tx.Raw(), jobs.Progress{Done: done, Total: max(total, done), Note: fmt.Sprintf("%d of %d decided", done, max(total, done))}, nil)
		})
	})
	if err != nil {
		return err
	}
	result, err := json.Marshal(SimulationResult{Told: tried.Told(), Regime: tried.Regime, Against: tried.Policy, Snapshot: tried.Snapshot, At: tried.At, Seconds: tried.Took.Seconds()})
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.EndSimulation(ctx, s.ID, string(result), n.clock.Now()); err != nil {
			return err
		}
		return w.Save(ctx, tx.Raw(), jobs.Progress{Done: tried.Decided, Total: tried.Decided, Note: "done"}, nil)
	})
}

// progressEvery is how often it says how far it is: each time is a write.
const progressEvery = 2 * time.Second

// Simulation is one trial as it stands, for staff who may try rules.
func (n *Node) Simulation(ctx context.Context, c Caller, simulation id.ID) (out Simulation, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry}); err != nil {
			return err
		}
		s, err := tx.Simulation(ctx, simulation)
		if err != nil {
			return err
		}
		one, err := withJobs(ctx, tx, s)
		if err == nil {
			out = one[0]
		}
		return err
	})
	return out, err
}

// Simulations lists trials, the newest first, before one (zero: from the newest).
func (n *Node) Simulations(ctx context.Context, c Caller, before id.ID, limit int) (list []Simulation, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry}); err != nil {
			return err
		}
		found, err := tx.Simulations(ctx, before, limit)
		if err != nil {
			return err
		}
		list, err = withJobs(ctx, tx, found...)
		return err
	})
	return list, err
}

// withJobs adds to trials the jobs that make them, as far as these are not forgotten, and reads their results.
func withJobs(ctx context.Context, tx *store.Tx, all ...store.Simulation) ([]Simulation, error) {
	found, err := jobs.Among(ctx, tx.Raw(), idsOf(all, func(s store.Simulation) id.ID { return s.Job }))
	if err != nil {
		return nil, err
	}
	out := make([]Simulation, len(all))
	for i, s := range all {
		out[i] = Simulation{Simulation: s, Job: found[s.Job]}
		if s.Result == "" {
			continue
		}
		out[i].Result = &SimulationResult{}
		if err := json.Unmarshal([]byte(s.Result), out[i].Result); err != nil {
			return nil, err
		}
	}
	return out, nil
}
