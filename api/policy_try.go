package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/node"
	"kangma/policy"
)

func (a *API) simulate(ctx context.Context, c node.Caller, in *struct{ Body wire.Simulate }) (node.Simulation, error) {
	d, err := policy.ParseDigest(in.Body.Digest)
	if err != nil {
		return node.Simulation{}, err
	}
	return a.node.StartSimulation(ctx, c, node.Candidate{Pack: d}, in.Body.At.Instant(0))
}

// simulateList takes a list of risk areas as it would be published as the body.
func (a *API) simulateList(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	q := r.URL.Query()
	what := node.Candidate{Source: q.Get("source")}
	at, err := parseTime("at", q.Get("at"))
	if s := q.Get("digest"); err == nil && s != "" {
		what.Pack, err = policy.ParseDigest(s)
	}
	if err == nil {
		what.List, err = sent(w, r, mostList)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	s, err := a.node.StartSimulation(ctx, c, what, at)
	a.say(w, r, simulated(s), err)
}

func (a *API) simulation(ctx context.Context, c node.Caller, in *ByID) (wire.Simulation, error) {
	v, err := in.id()
	if err != nil {
		return wire.Simulation{}, err
	}
	s, err := a.node.Simulation(ctx, c, v)
	return simulated(s), err
}

func (a *API) simulations(ctx context.Context, c node.Caller, in *struct{ Paging }) (out wire.Page[wire.Simulation], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, err := a.node.Simulations(ctx, c, before, in.Limit)
	out.Items, out.Next = each(list, simulated), whole(list, in.Limit, func(s node.Simulation) id.ID { return s.ID })
	return out, err
}

func simulated(s node.Simulation) wire.Simulation {
	out := wire.Simulation{ID: s.ID, Policy: s.Policy, Digest: s.Digest.String(), List: s.Source, AskedAt: wire.Time(s.AskedAt), State: string(s.Job.State),
		Done: s.Job.Progress.Done, Total: s.Job.Progress.Total, Error: s.Job.Error}
	if r := s.Result; r != nil {
		out.Result = &wire.SimulationResult{Against: r.Against, Snapshot: wire.Time(r.Snapshot), At: wire.Time(r.At), Seconds: r.Seconds, Decided: r.Decided,
			Changed: r.Changed, Changes: each(r.Changes, changeOf), Regions: table(r.Regions), Ages: table(r.Ages)}
	}
	return out
}

func table(t policy.Table) wire.SimulationTable {
	return wire.SimulationTable{Columns: append([]string{}, t.Columns...), Cells: append([][]int64{}, t.Cells...), Sums: append([]int64{}, t.Sums...)}
}

func changeOf(c policy.ToldChange) wire.PolicyChange {
	return wire.PolicyChange{From: face(c.From), To: face(c.To), Others: c.Others, People: c.People, Samples: each(c.Samples, func(s policy.Sample) wire.PolicySample {
		return wire.PolicySample{Before: each(s.Before, sampleReason), After: each(s.After, sampleReason)}
	})}
}

func face(f policy.Face) wire.Face {
	return wire.Face{Colour: string(f.Colour), Mark: string(f.Mark), Labels: f.Labels, State: f.State, Gate: string(f.Gate)}
}

func sampleReason(r policy.SampleReason) wire.SampleReason {
	return wire.SampleReason{Rule: r.Rule, Title: text(r.Title), Kinds: append([]string{}, r.Kinds...)}
}

func (a *API) startShadow(ctx context.Context, c node.Caller, in *struct{ Body wire.StartShadow }) (node.Shadow, error) {
	d, err := policy.ParseDigest(in.Body.Digest)
	if err != nil {
		return node.Shadow{}, err
	}
	return a.node.StartShadow(ctx, c, d)
}

func (a *API) stopShadow(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.StopShadow(ctx, c, v)
}

func (a *API) shadows(ctx context.Context, c node.Caller, in *struct{ Paging }) (out wire.Page[wire.Shadow], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	list, err := a.node.Shadows(ctx, c, before, in.Limit)
	out.Items, out.Next = each(list, shadowed), whole(list, in.Limit, func(s node.Shadow) id.ID { return s.ID })
	return out, err
}

func shadowed(s node.Shadow) wire.Shadow {
	return wire.Shadow{ID: s.ID, Policy: s.Policy, Digest: s.Digest.String(), StartedAt: wire.Time(s.StartedAt), EndedAt: wire.Time(s.EndedAt),
		Decided: s.Decided, Passed: s.Passed, Changed: s.Told.Changed, Changes: each(s.Told.Changes, changeOf)}
}
