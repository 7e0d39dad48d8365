package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Queue hands jobs to the workers of this process.
type Queue struct {
	db    *db.DB
	clock func() instant.Instant
	// Lease is how long a dead process keeps a job; Poll how often the table is looked at for jobs of other
	// processes; MaxAttempts how often a job without progress is tried. Set them before Run.
	Lease, Poll time.Duration
	MaxAttempts int

	handlers map[string]handler
	wake     chan struct{}

	mu      sync.Mutex
	running map[id.ID]context.CancelCauseFunc
}

type handler func(ctx context.Context, w *Work, args json.RawMessage) error

// New makes a queue on a database. clock says what time it is.
func New(d *db.DB, clock func() instant.Instant) *Queue {
	return &Queue{
		db: d, clock: clock, Lease: 30 * time.Second, Poll: time.Second, MaxAttempts: 10,
		handlers: make(map[string]handler), wake: make(chan struct{}, 1), running: make(map[id.ID]context.CancelCauseFunc),
	}
}

// Handle says what runs jobs of a kind. Call it before Run. f stops soon after its context ends; it may run again with the same
// arguments, from w.Checkpoint. A fault.Invalid fails the job for good; other errors are retried.
func Handle[A any](q *Queue, k Kind[A], f func(ctx context.Context, w *Work, args A) error) {
	if _, twice := q.handlers[string(k)]; twice {
		panic("jobs: two handlers of " + string(k))
	}
	q.handlers[string(k)] = func(ctx context.Context, w *Work, raw json.RawMessage) error {
		var args A
		if err := json.Unmarshal(raw, &args); err != nil {
			return fault.New(fault.Invalid, "job.args", "the job's arguments cannot be read").Because(err)
		}
		return f(ctx, w, args)
	}
}

func (q *Queue) wakeUp() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// Run works until ctx ends, with at most workers jobs at once, and returns when all have stopped. Jobs
// that were running then go back to wait. An unfinished job of a kind without handler is an error at the start (JB-2).
func (q *Queue) Run(ctx context.Context, workers int) error {
	if err := q.checkKinds(ctx); err != nil {
		return err
	}
	var all sync.WaitGroup
	defer all.Wait()
	free := make(chan struct{}, workers)
	for range workers {
		free <- struct{}{}
	}
	for ctx.Err() == nil {
		select {
		case <-free:
		case <-ctx.Done():
			return nil
		}
		job, lease, wait, err := q.claim(ctx)
		if job != nil {
			all.Go(func() {
				q.run(ctx, *job, lease)
				free <- struct{}{}
			})
			continue
		}
		free <- struct{}{}
		if err != nil { // the database does not answer: the next look may succeed
			wait = q.Poll
		}
		timer := time.NewTimer(wait)
		select {
		case <-q.wake:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
	return nil
}

func (q *Queue) checkKinds(ctx context.Context) error {
	var kinds []string
	if err := q.db.Read(ctx, func(tx *db.Tx) (err error) {
		kinds, err = db.List(ctx, tx, func(scan db.Scan) (k string, err error) { err = scan(&k); return k, err },
			`SELECT DISTINCT kind FROM jobs WHERE state IN ('waiting', 'running')`)
		return err
	}); err != nil {
		return err
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		if q.handlers[k] == nil {
			return fmt.Errorf("jobs: no handler of kind %q, which has unfinished jobs", k)
		}
	}
	return nil
}

// claim takes the job that has been due longest. Without one, wait is how long to wait before looking again.
func (q *Queue) claim(ctx context.Context) (job *Job, lease id.ID, wait time.Duration, err error) {
	kinds := make([]string, 0, len(q.handlers))
	for k := range q.handlers {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	now := q.clock()
	wait = q.Poll
	err = q.db.Claim(ctx, func(tx *db.Tx) error {
		job, lease = nil, id.New(now)
		err := db.ByKeys(ctx, tx, kinds, func(scan db.Scan) error {
			j, err := readJob(scan)
			if job == nil || j.RunAt < job.RunAt {
				job = &j
			}
			return err
		}, `SELECT `+jobColumns+` FROM jobs WHERE state IN ('waiting', 'running') AND run_at <= $1 AND kind IN (/*keys*/)
			ORDER BY run_at, id LIMIT 1`+tx.Engine().SkipLocked, now)
		if err != nil {
			return err
		}
		if job == nil {
			var next *instant.Instant
			if err := tx.QueryRow(ctx, `SELECT MIN(run_at) FROM jobs WHERE state IN ('waiting', 'running')`, nil, &next); err != nil {
				return err
			}
			if next != nil && *next > now { // one that is due already is being taken by another process
				wait = min(q.Poll, max(time.Millisecond, next.Sub(now)))
			}
			return nil
		}
		job.Attempt++
		if _, err := tx.Exec(ctx, `UPDATE jobs SET state = 'running', lease = $1, run_at = $2, attempt = $3, started_at = COALESCE(started_at, $4)
			WHERE id = $5`, lease, now.Add(q.Lease), job.Attempt, now, job.ID); err != nil {
			return err
		}
		detail := ""
		if job.State == Running {
			detail = "its last worker did not answer"
		}
		return addEvent(ctx, tx, job.ID, now, "started", detail)
	})
	if err != nil {
		return nil, lease, wait, err
	}
	return job, lease, wait, nil
}
