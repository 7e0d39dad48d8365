package node_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/policy"
	"kangma/store"
)

// holdAt has the database refuse a job to save more progress than some, until the given function is called: so it comes to
// just there, on the fastest machine.
func holdAt(t *testing.T, url, kind string, done int) (free func()) {
	t.Helper()
	beside, err := store.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	exec := func(statement string) {
		t.Helper()
		err := beside.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Raw().Exec(t.Context(), statement)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	exec(fmt.Sprintf(`CREATE TRIGGER held BEFORE UPDATE OF done ON jobs WHEN NEW.kind = '%s' AND NEW.done > %d BEGIN SELECT RAISE(ABORT, 'held'); END`, kind, done))
	return func() {
		exec(`DROP TRIGGER held`)
		beside.Close()
	}
}

// Re-deciding a population under a new regime goes on where it was stopped, decides everybody once, and says how far it
// is, while codes go on being shown (NO-3). HB-11, BY-05
func TestRedecideResumes(t *testing.T) {
	dir := t.TempDir()
	c := &clock{now: time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)}
	n, err := node.Open(t.Context(), config(t, dir, c))
	if err != nil {
		t.Fatal(err)
	}
	const people, middle = 9000, 4500
	if err := n.Populate(t.Context(), people, func(int) {}); err != nil {
		t.Fatal(err)
	}
	run := func(until func(jobs.Job) bool) jobs.Job {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- n.Run(ctx) }()
		defer func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		}()
		for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
			list, err := n.Jobs(ctx, node.Itself, "redecide", id.ID{}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if until(list[0]) {
				return list[0]
			}
		}
		t.Fatal("never")
		return jobs.Job{}
	}
	run(func(j jobs.Job) bool { return j.State == jobs.Done }) // that of the first regime
	c.Add(time.Hour)
	if _, err := n.SwitchMode(t.Context(), node.Itself, policy.Switch{Mode: "colours_off", Until: instant.Never, Reason: "test"}); err != nil {
		t.Fatal(err)
	}
	free := holdAt(t, n.Database, "redecide", middle)
	half := run(func(j jobs.Job) bool { return j.Progress.Done == middle })
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	free()
	c.Add(time.Hour)
	if n, err = node.Open(t.Context(), config(t, dir, c)); err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	whole := run(func(j jobs.Job) bool { return j.State == jobs.Done })
	if whole.ID != half.ID || whole.Progress.Done != people || whole.Progress.Note != "9000 of 9000 changed" {
		t.Errorf("%+v", whole.Progress)
	}
}
