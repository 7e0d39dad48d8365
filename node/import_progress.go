package node

import (
	"context"
	"encoding/json"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/store"
)

// Import is an import as it stands. Read = Stored + Refused + Duplicate at any time.
type Import struct {
	store.Import
	State     jobs.State    // or ImportHeld, ImportRefused
	Error     string        // why it failed, or why it is tried again
	Share     float64       // of the file that has been read, 0 to 1
	Rate      float64       // rows a second, 0 if not known
	Remaining time.Duration // an estimate, 0 if not known
}

// Ended says whether nothing more will happen unless somebody resumes it.
func (i Import) Ended() bool {
	return i.State == jobs.Done || i.State == jobs.Failed || i.State == jobs.Stopped || i.State == ImportHeld || i.State == ImportRefused || i.State == ImportReceived
}

// States of imports that would colour many (BY-18).
const (
	ImportHeld    jobs.State = "held"    // waits for a second office
	ImportRefused jobs.State = "refused" // by that office
)

// Import is one import, for who began it or may import for the whole node.
func (n *Node) Import(ctx context.Context, c Caller, run id.ID) (i Import, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		i, _, err = n.importOf(ctx, tx, c, run)
		return err
	})
	return i, err
}

// Imports lists imports that the caller may see, newest first, with ids before the given one (zero: from the newest).
// next is where to go on, zero at the end; a page may be short of limit.
func (n *Node) Imports(ctx context.Context, c Caller, before id.ID, limit int) (list []Import, next id.ID, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, next = nil, id.ID{}
		if _, _, err := n.importer(ctx, tx, c); err != nil {
			return err
		}
		runs, err := tx.Imports(ctx, before, limit)
		if err != nil {
			return err
		}
		for _, r := range runs {
			next = r.ID
			if r.Kind != "evidence" {
				continue
			}
			i, _, err := n.importOf(ctx, tx, c, r.ID)
			if fault.CodeOf(err) == fault.NotFound { // another's
				continue
			}
			if err != nil {
				return err
			}
			list = append(list, i)
		}
		if len(runs) < limit {
			next = id.ID{}
		}
		return nil
	})
	return list, next, err
}

// importOf reads an import that the caller may see.
func (n *Node) importOf(ctx context.Context, tx *store.Tx, c Caller, run id.ID) (Import, plan, error) {
	var i Import
	var p plan
	_, scope, err := n.importer(ctx, tx, c)
	if err != nil {
		return i, p, err
	}
	if i.Import, err = tx.Import(ctx, run); err != nil {
		return i, p, err
	}
	if err := json.Unmarshal([]byte(i.Mapping), &p); err != nil || i.Kind != "evidence" {
		return i, p, fault.New(fault.NotFound, "import.not_found", "there is no such import").Because(err)
	}
	if !covers(scope, n.region) && p.Account != c.Account {
		return Import{}, plan{}, fault.New(fault.NotFound, "import.not_found", "there is no such import")
	}
	if i.Job.IsZero() {
		if i.State = ImportReceived; i.EndedAt != instant.Never {
			i.State = jobs.Stopped
		}
		return i, p, nil
	}
	j, err := jobs.Get(ctx, tx.Raw(), i.Job)
	if err != nil {
		if fault.CodeOf(err) == fault.NotFound { // forgotten, since it ended long ago
			i.State, i.Share = jobs.Done, 1
			return i, p, i.held(ctx, tx)
		}
		return i, p, err
	}
	i.State, i.Error = j.State, j.Error
	if i.EndedAt != instant.Never { // whatever became of its job afterwards
		i.State, i.Error = jobs.Done, ""
	}
	i.estimate(j)
	return i, p, i.held(ctx, tx)
}

// held puts what became of the weighing in the place of the job's state, where the import waits for it or ended by it.
func (i *Import) held(ctx context.Context, tx *store.Tx) error {
	w, _, err := tx.Weighing(ctx, i.ID)
	switch {
	case err != nil:
		return err
	case w.State == WeighingRefused:
		i.State = ImportRefused
	case w.State == WeighingHeld && i.State == jobs.Done:
		i.State = ImportHeld
	}
	return nil
}

// estimate says how fast it goes and how long it will take.
func (i *Import) estimate(j jobs.Job) {
	var r reached
	if j.Checkpoint != nil && json.Unmarshal(j.Checkpoint, &r) != nil {
		return
	}
	if r.Worked > 0 {
		i.Rate = float64(i.Read) / r.Worked.Seconds()
	}
	if i.EndedAt != instant.Never {
		i.Share = 1
		return
	}
	if j.Progress.Total > 0 {
		i.Share = float64(j.Progress.Done) / float64(j.Progress.Total)
	}
	if i.Share > 0 {
		i.Remaining = time.Duration(float64(r.Worked) * (1 - i.Share) / i.Share)
	}
}

// StopImport ends an import between two batches; what it stored stays, and ResumeImport goes on.
func (n *Node) StopImport(ctx context.Context, c Caller, run id.ID) error {
	return n.steerImport(ctx, c, run, "stop", n.queue.Stop)
}

// ResumeImport lets an import that was stopped, or failed, go on where it was. One that is running or waiting already is
// left alone: after the end of its process another takes it up.
func (n *Node) ResumeImport(ctx context.Context, c Caller, run id.ID) error {
	return n.steerImport(ctx, c, run, "resume", n.queue.Resume)
}

func (n *Node) steerImport(ctx context.Context, c Caller, run id.ID, step string, steer func(context.Context, *db.Tx, id.ID) error) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		i, _, err := n.importOf(ctx, tx, c, run)
		if err != nil {
			return err
		}
		if i.EndedAt != instant.Never {
			return fault.New(fault.Conflict, "import.ended", "the import has ended: %s", counts(i.Import))
		}
		if i.State == ImportHeld {
			return fault.New(fault.Conflict, "import.held", "the import waits for a second office: it would give many people a worse colour")
		}
		if step == "resume" && !i.Ended() {
			return nil
		}
		o, _, err := n.importer(ctx, tx, c)
		if err != nil {
			return err
		}
		if i.State == ImportReceived {
			if step == "resume" {
				return fault.New(fault.Conflict, "import.unmapped", "the import has not begun: say first what the columns mean")
			}
			steer = func(context.Context, *db.Tx, id.ID) error { return n.discard(ctx, tx, i.Import) }
		}
		if err := steer(ctx, tx.Raw(), i.Job); err != nil {
			return err
		}
		return n.record(ctx, tx, importEntry(o, run, step, n.region, n.clock.Now()))
	})
}
