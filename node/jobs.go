package node

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/staff"
	"kangma/store"
)

// handleJobs says what runs each kind of job.
func (n *Node) handleJobs() {
	jobs.Handle(n.queue, redecideKind, n.runRedecide)
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

// Job is one piece of background work, for whoever waits for it.
func (n *Node) Job(ctx context.Context, job id.ID) (j jobs.Job, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		j, err = jobs.Get(ctx, tx.Raw(), job)
		return err
	})
	return j, err
}
