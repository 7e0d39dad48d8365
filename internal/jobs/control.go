package jobs

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Get reads one job; fault.NotFound if there is none.
func Get(ctx context.Context, tx *db.Tx, job id.ID) (Job, error) {
	j, err := db.One(ctx, tx, readJob, `SELECT `+jobColumns+` FROM jobs WHERE id = $1`, job)
	if errors.Is(err, db.ErrNoRows) {
		return Job{}, fault.New(fault.NotFound, "job.not_found", "there is no such job")
	}
	return j, err
}

// Among reads those of some jobs that are not forgotten, by id.
func Among(ctx context.Context, tx *db.Tx, ids []id.ID) (map[id.ID]Job, error) {
	found := make(map[id.ID]Job, len(ids))
	err := db.ByKeys(ctx, tx, ids, func(scan db.Scan) error {
		j, err := readJob(scan)
		found[j.ID] = j
		return err
	}, `SELECT `+jobColumns+` FROM jobs WHERE id IN (/*keys*/)`)
	return found, err
}

// List reads jobs, newest first, with ids before the given one (the zero id: from the newest), at most limit. An empty kind is all kinds.
func List(ctx context.Context, tx *db.Tx, kind string, before id.ID, limit int) ([]Job, error) {
	if before.IsZero() {
		for i := range before {
			before[i] = 0xff
		}
	}
	return db.List(ctx, tx, readJob, `SELECT `+jobColumns+` FROM jobs WHERE id < $1 AND (kind = $2 OR $2 = '') ORDER BY id DESC LIMIT $3`,
		before, kind, limit)
}

// History is what happened to a job, oldest first.
func History(ctx context.Context, tx *db.Tx, job id.ID) ([]Event, error) {
	return db.List(ctx, tx, func(scan db.Scan) (e Event, err error) {
		err = scan(&e.At, &e.Event, &e.Detail)
		return e, err
	}, `SELECT at, event, detail FROM job_events WHERE job_id = $1 ORDER BY n`, job)
}

// Stop ends a waiting job at once and asks a running one to end; it does so between two of its transactions, within a third of
// the lease if it runs in another process. What it saved stays (JB-4). A finished job is a fault.Conflict.
func (q *Queue) Stop(ctx context.Context, tx *db.Tx, job id.ID) error {
	j, err := Get(ctx, tx, job)
	if err != nil {
		return err
	}
	now := q.clock()
	switch j.State {
	case Waiting:
		if _, err := tx.Exec(ctx, `UPDATE jobs SET state = 'stopped', ended_at = $1 WHERE id = $2 AND state = 'waiting'`, now, job); err != nil {
			return err
		}
		return addEvent(ctx, tx, job, now, "stopped", "")
	case Running:
		if _, err := tx.Exec(ctx, `UPDATE jobs SET stop = true WHERE id = $1`, job); err != nil {
			return err
		}
		tx.OnCommit(func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			if cancel := q.running[job]; cancel != nil {
				cancel(errStopped)
			}
		})
		return nil
	}
	return fault.New(fault.Conflict, "job.ended", "the job has ended: it is %s", j.State)
}

// Resume lets a stopped or failed job go on from its checkpoint. Any other is a fault.Conflict.
func (q *Queue) Resume(ctx context.Context, tx *db.Tx, job id.ID) error {
	j, err := Get(ctx, tx, job)
	if err != nil {
		return err
	}
	if j.State != Stopped && j.State != Failed {
		return fault.New(fault.Conflict, "job.not_stopped", "the job is not stopped: it is %s", j.State)
	}
	now := q.clock()
	_, err = tx.Exec(ctx, `UPDATE jobs SET state = 'waiting', run_at = $1, attempt = 0, stop = false, ended_at = NULL WHERE id = $2`, now, job)
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, "job.superseded", "another job has taken its place").Because(err)
	}
	if err != nil {
		return err
	}
	tx.OnCommit(q.wakeUp)
	return addEvent(ctx, tx, job, now, "resumed", "")
}

// Forget deletes jobs that ended well before an instant, with their history, at most limit at once, and says how many.
func Forget(ctx context.Context, tx *db.Tx, before instant.Instant, limit int) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM jobs WHERE id IN
		(SELECT id FROM jobs WHERE state = 'done' AND ended_at < $1 ORDER BY id LIMIT $2)`, before, limit)
}
