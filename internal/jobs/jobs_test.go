package jobs_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/testkit"
)

var migrations = os.DirFS("../../store/migrations")

func now() instant.Instant { return instant.Of(time.Now()) }

type countTo struct{ N int }

const counting jobs.Kind[countTo] = "test.count"

// bubble runs test with a fake clock on SQLite; the queue runs beside it with two workers.
func bubble(t *testing.T, prepare func(d *db.DB, q *jobs.Queue), test func(ctx context.Context, d *db.DB, q *jobs.Queue)) {
	url := testkit.SQLiteURL(t, migrations)
	synctest.Test(t, func(t *testing.T) {
		d, err := db.Open(t.Context(), url)
		must(t, err)
		q := jobs.New(d, now)
		prepare(d, q)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := q.Run(ctx, 2); err != nil {
				t.Error(err)
			}
		})
		test(ctx, d, q)
		stop()
		running.Wait()
		must(t, d.Close())
	})
}

func enqueue(t *testing.T, d *db.DB, q *jobs.Queue, n int, o jobs.Options) (job id.ID) {
	t.Helper()
	ctx := context.Background() // the outer test's own context must not enter a bubble
	must(t, d.Write(ctx, func(tx *db.Tx) (err error) {
		job, err = counting.Enqueue(ctx, q, tx, countTo{n}, o)
		return err
	}))
	return job
}

func get(t *testing.T, d *db.DB, job id.ID) (j jobs.Job) {
	t.Helper()
	must(t, d.Read(context.Background(), func(tx *db.Tx) (err error) {
		j, err = jobs.Get(context.Background(), tx, job)
		return err
	}))
	return j
}

func history(t *testing.T, d *db.DB, job id.ID) string {
	t.Helper()
	var names []string
	must(t, d.Read(context.Background(), func(tx *db.Tx) error {
		events, err := jobs.History(context.Background(), tx, job)
		for _, e := range events {
			names = append(names, e.Event)
		}
		return err
	}))
	return strings.Join(names, " ")
}

func TestRunsOnceAndAtItsTime(t *testing.T) {
	var ran []time.Time
	bubble(t, func(_ *db.DB, q *jobs.Queue) {
		jobs.Handle(q, counting, func(context.Context, *jobs.Work, countTo) error {
			ran = append(ran, time.Now())
			return nil
		})
	}, func(ctx context.Context, d *db.DB, q *jobs.Queue) {
		start := time.Now()
		first := enqueue(t, d, q, 1, jobs.Options{})
		time.Sleep(time.Millisecond)
		if j := get(t, d, first); j.State != jobs.Done || j.EndedAt == nil || len(ran) != 1 {
			t.Fatalf("a job that is due at once: %+v", j)
		}
		due := instant.Of(start.Add(1500 * time.Millisecond))
		later := enqueue(t, d, q, 1, jobs.Options{RunAt: due})
		time.Sleep(time.Minute)
		if j := get(t, d, later); j.State != jobs.Done || len(ran) != 2 {
			t.Fatalf("%+v", j)
		}
		if late := ran[1].Sub(due.Time()); late < 0 || late > 10*time.Millisecond {
			t.Errorf("ran %v after its time", late)
		}
		if h := history(t, d, later); h != "enqueued started done" {
			t.Error(h)
		}
	})
}

func TestEnqueueBelongsToTheTransaction(t *testing.T) {
	d := testkit.SQLite(t, migrations)
	q := jobs.New(d, now)
	no := errors.New("no")
	var job id.ID
	err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
		if job, err = counting.Enqueue(t.Context(), q, tx, countTo{}, jobs.Options{}); err != nil {
			return err
		}
		return no
	})
	if err != no {
		t.Fatal(err)
	}
	must(t, d.Read(t.Context(), func(tx *db.Tx) error {
		if _, err := jobs.Get(t.Context(), tx, job); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("a job of a transaction that failed: %v", err)
		}
		return nil
	}))
}

func TestKeyAllowsOneUnfinished(t *testing.T) {
	testkit.EachEngine(t, migrations, func(t *testing.T, d *db.DB) {
		q := jobs.New(d, now)
		a := enqueue(t, d, q, 1, jobs.Options{Key: "k"})
		b := enqueue(t, d, q, 1, jobs.Options{Key: "k"})
		c := enqueue(t, d, q, 1, jobs.Options{Key: "other"})
		e, f := enqueue(t, d, q, 1, jobs.Options{}), enqueue(t, d, q, 1, jobs.Options{})
		if a != b || a == c || e == f {
			t.Error("keys:", a, b, c, e, f)
		}
	})
}

// JB-3: retries after 1, 2, 4 seconds, then fails; Resume tries again; a fault.Invalid fails at once.
func TestRetries(t *testing.T) {
	start := time.Now()
	var at []time.Duration
	broken := true
	bubble(t, func(_ *db.DB, q *jobs.Queue) {
		q.MaxAttempts = 4
		jobs.Handle(q, counting, func(_ context.Context, _ *jobs.Work, a countTo) error {
			at = append(at, time.Since(start).Round(100*time.Millisecond))
			if a.N < 0 {
				return fault.Field("n", a.N, "is negative")
			}
			if broken {
				return errors.New("no luck")
			}
			return nil
		})
	}, func(ctx context.Context, d *db.DB, q *jobs.Queue) {
		start = time.Now()
		job := enqueue(t, d, q, 1, jobs.Options{})
		time.Sleep(time.Hour)
		want := []time.Duration{0, time.Second, 3 * time.Second, 7 * time.Second}
		if len(at) != 4 || at[1] != want[1] || at[2] != want[2] || at[3] != want[3] {
			t.Errorf("tried at %v, want %v", at, want)
		}
		if j := get(t, d, job); j.State != jobs.Failed || j.Error != "no luck" {
			t.Errorf("%+v", j)
		}
		broken = false
		must(t, d.Write(ctx, func(tx *db.Tx) error { return q.Resume(ctx, tx, job) }))
		time.Sleep(time.Second)
		if j := get(t, d, job); j.State != jobs.Done {
			t.Errorf("%+v", j)
		}
		bad := enqueue(t, d, q, -1, jobs.Options{})
		time.Sleep(time.Second)
		if j := get(t, d, bad); j.State != jobs.Failed || j.Attempt != 1 {
			t.Errorf("%+v", j)
		}
		if h := history(t, d, job); h != "enqueued started retried started retried started retried started failed resumed started done" {
			t.Error(h)
		}
	})
}

// stepwise counts to N in steps of a second, each saved with its effect: a row in leases stands for it.
func stepwise(d *db.DB, fail func(n int) error) func(context.Context, *jobs.Work, countTo) error {
	return func(ctx context.Context, w *jobs.Work, a countTo) error {
		for n := len(w.Checkpoint()); n < a.N; n++ {
			if err := fail(n); err != nil {
				return err
			}
			if err := d.Write(ctx, func(tx *db.Tx) error {
				if _, err := tx.Exec(ctx, `INSERT INTO leases (name, holder, until) VALUES ($1, $2, 0)`, "step "+string(rune('a'+n)), w.ID()); err != nil {
					return err
				}
				return w.Save(ctx, tx, jobs.Progress{Done: int64(n + 1), Total: int64(a.N)}, make([]byte, n+1))
			}); err != nil {
				return err
			}
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
}

func steps(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	must(t, d.Read(context.Background(), func(tx *db.Tx) error {
		return tx.QueryRow(context.Background(), "SELECT count(*) FROM leases", nil, &n)
	}))
	return n
}

// JB-4: a stopped job keeps what it saved and goes on from there.
func TestStopAndResume(t *testing.T) {
	bubble(t, func(d *db.DB, q *jobs.Queue) {
		jobs.Handle(q, counting, stepwise(d, func(int) error { return nil }))
	}, func(ctx context.Context, d *db.DB, q *jobs.Queue) {
		job := enqueue(t, d, q, 6, jobs.Options{})
		time.Sleep(2500 * time.Millisecond)
		must(t, d.Write(ctx, func(tx *db.Tx) error { return q.Stop(ctx, tx, job) }))
		time.Sleep(time.Millisecond)
		if j := get(t, d, job); j.State != jobs.Stopped || j.Progress.Done != 3 || j.Progress.Total != 6 {
			t.Errorf("stopped: %+v", j)
		}
		time.Sleep(time.Hour)
		if n := steps(t, d); n != 3 {
			t.Errorf("%d steps while stopped", n)
		}
		must(t, d.Write(ctx, func(tx *db.Tx) error { return q.Resume(ctx, tx, job) }))
		time.Sleep(10 * time.Second)
		if j := get(t, d, job); j.State != jobs.Done || steps(t, d) != 6 {
			t.Errorf("resumed: %+v, %d steps", j, steps(t, d))
		}
		if h := history(t, d, job); h != "enqueued started stopped resumed started done" {
			t.Error(h)
		}
		err := d.Write(ctx, func(tx *db.Tx) error { return q.Stop(ctx, tx, job) })
		if fault.CodeOf(err) != fault.Conflict {
			t.Errorf("stopping what is done: %v", err)
		}
	})
}

// JB-3: saved progress begins the count of attempts anew, so a long job survives more failures than MaxAttempts.
func TestProgressResetsAttempts(t *testing.T) {
	failed := map[int]bool{}
	bubble(t, func(d *db.DB, q *jobs.Queue) {
		q.MaxAttempts = 3
		jobs.Handle(q, counting, stepwise(d, func(n int) error {
			if !failed[n] {
				failed[n] = true
				return errors.New("once at each step")
			}
			return nil
		}))
	}, func(ctx context.Context, d *db.DB, q *jobs.Queue) {
		job := enqueue(t, d, q, 8, jobs.Options{})
		time.Sleep(time.Hour)
		if j := get(t, d, job); j.State != jobs.Done || steps(t, d) != 8 {
			t.Errorf("%+v, %d steps", j, steps(t, d))
		}
	})
}

// JB-1: a worker that lost its lease cannot store anything, and another finishes its job.
func TestLostLease(t *testing.T) {
	testkit.EachEngine(t, migrations, func(t *testing.T, d *db.DB) {
		var clock atomic.Int64
		clock.Store(int64(now()))
		at := func() instant.Instant { return instant.Instant(clock.Load()) }
		started, lose := make(chan struct{}), make(chan struct{})
		slow, quick := jobs.New(d, at), jobs.New(d, at)
		var late error
		jobs.Handle(slow, counting, func(_ context.Context, w *jobs.Work, _ countTo) error {
			close(started)
			<-lose
			late = d.Write(context.Background(), func(tx *db.Tx) error { // it slept through everything
				tx.Exec(context.Background(), `INSERT INTO leases (name, holder, until) VALUES ('late', $1, 0)`, w.ID())
				return w.Save(context.Background(), tx, jobs.Progress{Done: 1}, nil)
			})
			return late
		})
		jobs.Handle(quick, counting, func(context.Context, *jobs.Work, countTo) error { return nil })
		job := enqueue(t, d, slow, 1, jobs.Options{})
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { slow.Run(ctx, 1) })
		<-started
		clock.Add(int64(slow.Lease/time.Microsecond) + 1)
		all.Go(func() { quick.Run(ctx, 1) })
		for get(t, d, job).State != jobs.Done {
			time.Sleep(time.Millisecond)
		}
		close(lose)
		stop()
		all.Wait()
		if !errors.Is(late, jobs.ErrLost) || steps(t, d) != 0 {
			t.Errorf("the late worker got %v and stored %d rows", late, steps(t, d))
		}
		if h := history(t, d, job); h != "enqueued started started done" {
			t.Error(h)
		}
	})
}

// When the process ends, its job waits for another and has lost no attempt.
func TestShutdown(t *testing.T) {
	d := testkit.SQLite(t, migrations)
	q := jobs.New(d, now)
	started := make(chan struct{})
	jobs.Handle(q, counting, func(ctx context.Context, _ *jobs.Work, _ countTo) error {
		close(started)
		<-ctx.Done()
		return ctx.Err()
	})
	job := enqueue(t, d, q, 1, jobs.Options{})
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { q.Run(ctx, 1) })
	<-started
	stop()
	all.Wait()
	if j := get(t, d, job); j.State != jobs.Waiting || j.Attempt != 0 {
		t.Errorf("%+v", j)
	}
}

// JB-2
func TestUnknownKindFailsAtStart(t *testing.T) {
	d := testkit.SQLite(t, migrations)
	q := jobs.New(d, now)
	enqueue(t, d, q, 1, jobs.Options{})
	if err := q.Run(t.Context(), 1); err == nil || !strings.Contains(err.Error(), "test.count") {
		t.Errorf("got %v", err)
	}
}

// Many workers of several processes run each job once.
func TestManyWorkers(t *testing.T) {
	testkit.EachEngine(t, migrations, func(t *testing.T, d *db.DB) {
		const n = 60
		var ran sync.Map
		var count atomic.Int64
		done := make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 3 {
			q := jobs.New(d, now)
			jobs.Handle(q, counting, func(_ context.Context, w *jobs.Work, a countTo) error {
				if _, twice := ran.LoadOrStore(a.N, true); twice {
					t.Errorf("job %d ran twice", a.N)
				}
				if count.Add(1) == n {
					close(done)
				}
				return nil
			})
			all.Go(func() {
				if err := q.Run(ctx, 4); err != nil {
					t.Error(err)
				}
			})
		}
		q := jobs.New(d, now)
		for i := range n {
			enqueue(t, d, q, i, jobs.Options{})
		}
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Errorf("%d of %d ran", count.Load(), n)
		}
		stop()
		all.Wait()
	})
}

func TestLeadOneAtATime(t *testing.T) {
	testkit.EachEngine(t, migrations, func(t *testing.T, d *db.DB) {
		const ttl = 300 * time.Millisecond
		var leading, most, terms atomic.Int64
		ctx, stop := context.WithTimeout(t.Context(), 3*time.Second)
		defer stop()
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() {
				q := jobs.New(d, now)
				err := q.Lead(ctx, "sequencer", ttl, func(ctx context.Context) error {
					most.Store(max(most.Load(), leading.Add(1)))
					defer leading.Add(-1)
					if terms.Add(1) == 3 {
						return errors.New("this one goes away")
					}
					select {
					case <-time.After(50 * time.Millisecond):
					case <-ctx.Done():
					}
					return nil
				})
				if err != nil && err.Error() != "this one goes away" {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if most.Load() != 1 || terms.Load() < 5 {
			t.Errorf("at most %d at once, %d terms", most.Load(), terms.Load())
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
