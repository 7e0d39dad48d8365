package jobs

import (
	"context"
	"errors"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
)

// ErrLost is the end of a worker whose lease went to another.
var ErrLost = errors.New("jobs: the lease was lost")

var errStopped = errors.New("jobs: stopped by request")

// Work is a running job, in the hands of its worker.
type Work struct {
	q          *Queue
	id         id.ID
	lease      id.ID
	checkpoint []byte
	progress   Progress
	saved      bool // since this attempt began
}

// ID is the job's.
func (w *Work) ID() id.ID { return w.id }

// Checkpoint is what was last saved, nil at the first start.
func (w *Work) Checkpoint() []byte { return w.checkpoint }

// Progress is what was last saved.
func (w *Work) Progress() Progress { return w.progress }

// Save stores progress and checkpoint in the transaction in which the work itself is stored, so that both are there or neither.
// If the lease was lost it returns ErrLost, and the transaction must end with it (JB-1).
func (w *Work) Save(ctx context.Context, tx *db.Tx, p Progress, checkpoint []byte) error {
	n, err := tx.Exec(ctx, `UPDATE jobs SET done = $1, total = $2, note = $3, checkpoint = $4, attempt = 1
		WHERE id = $5 AND lease = $6 AND state = 'running'`, p.Done, p.Total, p.Note, checkpoint, w.id, w.lease)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrLost
	}
	tx.OnCommit(func() { w.progress, w.checkpoint, w.saved = p, checkpoint, true })
	return nil
}

// run runs one claimed job to its end.
func (q *Queue) run(ctx context.Context, job Job, lease id.ID) {
	working, cancel := context.WithCancelCause(ctx)
	q.mu.Lock()
	q.running[job.ID] = cancel
	q.mu.Unlock()
	w := &Work{q: q, id: job.ID, lease: lease, checkpoint: job.Checkpoint, progress: job.Progress}

	renewing := make(chan struct{})
	go func() {
		defer close(renewing)
		w.renew(working, cancel)
	}()
	var err error
	if job.Attempt > q.MaxAttempts { // its workers died each time
		err = fault.New(fault.Invalid, "job.given_up", "%d attempts ended without an answer", q.MaxAttempts)
	} else if !job.Stopping {
		err = q.attempt(working, w, job)
	}
	cause := context.Cause(working)
	cancel(nil)
	<-renewing
	q.mu.Lock()
	delete(q.running, job.ID)
	q.mu.Unlock()

	if job.Stopping {
		cause = errStopped
	}
	q.end(context.WithoutCancel(ctx), w, job, err, cause)
}

func (q *Queue) attempt(ctx context.Context, w *Work, job Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errors.New("jobs: the worker panicked") // the value may hold personal data
		}
	}()
	return q.handlers[job.Kind](ctx, w, job.Args)
}

// renew keeps the lease until ctx ends, and ends the work when the lease is lost or somebody wants it stopped.
func (w *Work) renew(ctx context.Context, cancel context.CancelCauseFunc) {
	tick := time.NewTicker(w.q.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var stop bool
		err := w.q.db.Claim(ctx, func(tx *db.Tx) error {
			return tx.QueryRow(ctx, `UPDATE jobs SET run_at = $1 WHERE id = $2 AND lease = $3 AND state = 'running' RETURNING stop`,
				[]any{w.q.clock().Add(w.q.Lease), w.id, w.lease}, &stop)
		})
		switch { // while the database does not answer, go on: Save will know
		case errors.Is(err, db.ErrNoRows):
			cancel(ErrLost)
		case err == nil && stop:
			cancel(errStopped)
		}
	}
}

// longestError bounds what is stored of an error.
const longestError = 500

// end writes what became of a job. A worker whose lease was lost changes nothing.
func (q *Queue) end(ctx context.Context, w *Work, job Job, err, cause error) {
	now := q.clock()
	state, event, runAt, detail, ended := Done, "done", now, "", &now
	attempt := job.Attempt
	if w.saved { // progress begins the count anew (JB-3)
		attempt = 1
	}
	switch {
	case err == nil && !errors.Is(cause, errStopped) && !errors.Is(cause, ErrLost):
	case errors.Is(cause, ErrLost), errors.Is(err, ErrLost):
		return
	case errors.Is(cause, errStopped):
		state, event = Stopped, "stopped"
	case cause != nil: // this process ends; another goes on
		state, event, ended, attempt = Waiting, "retried", nil, attempt-1
		detail = "the process ended"
	case fault.CodeOf(err) == fault.Invalid, attempt >= q.MaxAttempts:
		state, event, detail = Failed, "failed", text(err)
	default:
		state, event, detail, ended = Waiting, "retried", text(err), nil
		runAt = now.Add(backoff(attempt))
	}
	// The lease ends by itself if this cannot be written.
	_ = q.db.Claim(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE jobs SET state = $1, run_at = $2, attempt = $3, stop = false,
			error = $4, ended_at = $5, lease = NULL WHERE id = $6 AND lease = $7`, string(state), runAt, attempt, detail, ended, w.id, w.lease)
		if err != nil || n == 0 {
			return err
		}
		tx.OnCommit(q.wakeUp)
		return addEvent(ctx, tx, w.id, now, event, detail)
	})
}

// backoff is the pause after the n-th attempt: 1, 2, 4, … seconds, at most five minutes.
func backoff(n int) time.Duration {
	return min(time.Second<<min(max(n, 1)-1, 9), 5*time.Minute)
}

func text(err error) string {
	s := err.Error()
	if len(s) > longestError {
		s = s[:longestError]
	}
	return s
}
