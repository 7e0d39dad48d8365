package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/staff"
	"kangma/store"
)

// handleJobs says what runs each kind of job.
func (n *Node) handleJobs() {
	jobs.Handle(n.queue, redecideKind, n.runRedecide)
	jobs.Handle(n.queue, importKind, n.runImport)
	jobs.Handle(n.queue, simulateKind, n.runSimulation)
	jobs.Handle(n.queue, destroyKind, n.runDestroy)
	jobs.Handle(n.queue, followKind, n.runFollow)
	jobs.Handle(n.queue, matchKind, n.runMatch)
	jobs.Handle(n.queue, upwardKind, n.runCarry)
}

// Jobs lists background work, newest first.
func (n *Node) Jobs(ctx context.Context, c Caller, kind string, before id.ID, limit int) (list []jobs.Job, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StatisticsRead}); err != nil {
			return err
		}
		list, err = jobs.List(ctx, tx.Raw(), kind, before, limit)
		return err
	})
	return list, err
}

// StopJob stops a job; what it has done stays, and ResumeJob lets it go on from there. Whoever may begin such work may.
func (n *Node) StopJob(ctx context.Context, c Caller, job id.ID) error {
	return n.steer(ctx, c, job, audit.JobStop, n.queue.Stop)
}

// ResumeJob lets a stopped or failed job go on.
func (n *Node) ResumeJob(ctx context.Context, c Caller, job id.ID) error {
	return n.steer(ctx, c, job, audit.JobResume, n.queue.Resume)
}

func (n *Node) steer(ctx context.Context, c Caller, job id.ID, action audit.Action, verb func(context.Context, *db.Tx, id.ID) error) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		j, err := jobs.Get(ctx, tx.Raw(), job)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: begins(j.Kind)})
		if err != nil {
			return err
		}
		if err := verb(ctx, tx.Raw(), job); err != nil {
			return err
		}
		e := o.entry(action, n.region, n.clock.Now())
		e.Object = audit.Object{Kind: "job", ID: job.String()}
		e.Detail = e.Detail.With("kind", j.Kind)
		return n.record(ctx, tx, e)
	})
}

// begins is the action by which a kind of job begins.
func begins(kind string) staff.Action {
	switch {
	case kind == string(redecideKind):
		return staff.PolicyPublish
	case kind == string(simulateKind):
		return staff.PolicyTry
	case kind == string(importKind):
		return staff.EvidenceImport
	case kind == string(matchKind):
		return staff.InvestigateWork
	}
	return staff.NodeRun
}

// JobFor is one piece of background work, for staff who may see all or begin such.
func (n *Node) JobFor(ctx context.Context, c Caller, job id.ID) (j jobs.Job, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if j, err = jobs.Get(ctx, tx.Raw(), job); err != nil && fault.CodeOf(err) != fault.NotFound {
			return err
		}
		found := err
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StatisticsRead}); err != nil {
			if _, no := n.permit(ctx, tx, c, staff.Ask{Action: begins(j.Kind)}); no != nil {
				return err
			}
		}
		return found
	})
	if err != nil {
		return jobs.Job{}, err
	}
	return j, nil
}

// Job is one piece of background work, for whoever waits for it.
func (n *Node) Job(ctx context.Context, job id.ID) (j jobs.Job, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		j, err = jobs.Get(ctx, tx.Raw(), job)
		return err
	})
	return j, err
}
