package jobs

import (
	"context"
	"encoding/json"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Kind is a kind of job whose arguments are an A. Its name is stored: once released it never changes its meaning.
type Kind[A any] string

// Options of one job. The zero Options run it at once.
type Options struct {
	RunAt instant.Instant // not before; 0 is now
	// Key, if not empty, allows one unfinished job of the kind with this key.
	Key string
}

// Enqueue adds a job in the caller's transaction and returns its id. If an unfinished job with the same kind and key is there,
// nothing is added and its id is returned, even if it is running already.
func (k Kind[A]) Enqueue(ctx context.Context, q *Queue, tx *db.Tx, args A, o Options) (id.ID, error) {
	b, err := json.Marshal(args)
	if err != nil {
		return id.ID{}, err
	}
	now := q.clock()
	job := id.New(now)
	var key any
	if o.Key != "" {
		key = o.Key
	}
	n, err := tx.Exec(ctx, `INSERT INTO jobs (id, kind, args, unique_key, state, run_at, attempt, stop, done, total, note, error, enqueued_at)
		VALUES ($1, $2, $3, $4, 'waiting', $5, 0, false, 0, 0, '', '', $6)
		ON CONFLICT (kind, unique_key) WHERE state IN ('waiting', 'running') DO NOTHING`,
		job, string(k), string(b), key, max(now, o.RunAt), now)
	if err != nil {
		return id.ID{}, err
	}
	if n == 0 {
		err := tx.QueryRow(ctx, `SELECT id FROM jobs WHERE kind = $1 AND unique_key = $2 AND state IN ('waiting', 'running')`,
			[]any{string(k), o.Key}, &job)
		return job, err
	}
	tx.OnCommit(q.wakeUp)
	return job, addEvent(ctx, tx, job, now, "enqueued", "")
}

func addEvent(ctx context.Context, tx *db.Tx, job id.ID, at instant.Instant, event, detail string) error {
	_, err := tx.Exec(ctx, `INSERT INTO job_events (job_id, n, at, event, detail)
		VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM job_events WHERE job_id = $1), $2, $3, $4)`, job, at, event, detail)
	return err
}
