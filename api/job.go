package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/node"
)

func (a *API) jobs(ctx context.Context, c node.Caller, in *struct {
	Paging
	Kind string `query:"kind" maxLength:"64"`
}) (out wire.Page[wire.Job], err error) {
	before, err := in.before()
	if err != nil {
		return out, err
	}
	found, err := a.node.Jobs(ctx, c, in.Kind, before, in.Limit)
	return wire.Page[wire.Job]{Items: each(found, job), Next: whole(found, in.Limit, func(j jobs.Job) id.ID { return j.ID })}, err
}

func (a *API) job(ctx context.Context, c node.Caller, in *ByID) (wire.Job, error) {
	v, err := in.id()
	if err != nil {
		return wire.Job{}, err
	}
	j, err := a.node.JobFor(ctx, c, v)
	return job(j), err
}

func job(j jobs.Job) wire.Job {
	out := wire.Job{ID: j.ID, Kind: j.Kind, State: string(j.State), Stopping: j.Stopping, Done: j.Progress.Done, Total: j.Progress.Total, Note: j.Progress.Note,
		Error: j.Error, EnqueuedAt: wire.Time(j.EnqueuedAt)}
	if j.StartedAt != nil {
		out.StartedAt = wire.Time(*j.StartedAt)
	}
	if j.EndedAt != nil {
		out.EndedAt = wire.Time(*j.EndedAt)
	}
	return out
}

func (a *API) stopJob(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.StopJob(ctx, c, v)
}

func (a *API) resumeJob(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.ResumeJob(ctx, c, v)
}
