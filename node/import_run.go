package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/store"
)

// importing is an import while it runs.
type importing struct {
	*Node
	work    *jobs.Work
	run     store.Import
	plan    plan
	reached reached
	seen    seen            // of a dry run
	since   instant.Instant // when the last batch was stored
	atOnce  int             // rows to be stored at once, for now
}

// reached is how far an import came.
type reached struct {
	After  int           // the number of the last row that was judged
	Worked time.Duration // for the estimate of what remains
}

// runImport stores the rows of a file batch by batch, each batch with its decisions, counts and place in the file in
// one transaction, so that whenever it ends and begins again every row is stored once (EV-4).
func (n *Node) runImport(ctx context.Context, w *jobs.Work, args importRun) error {
	m := &importing{Node: n, work: w, since: n.clock.Now(), atOnce: batchRows}
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		m.run, err = tx.Import(ctx, args.Import)
		return err
	})
	if err != nil {
		return err
	}
	if m.run.EndedAt == instant.Never {
		if err := json.Unmarshal([]byte(m.run.Mapping), &m.plan); err != nil {
			return err
		}
		free, err := m.weigh(ctx)
		if err != nil || !free { // held: the file waits
			return err
		}
		if err := m.readOn(ctx); err != nil {
			return err
		}
	}
	if err := os.Remove(n.spooled(m.run.ID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// readOn goes on where the import was before, to the end of the file.
func (m *importing) readOn(ctx context.Context) error {
	if c := m.work.Checkpoint(); c != nil {
		if err := json.Unmarshal(c, &m.reached); err != nil {
			return err
		}
	}
	t, err := m.openSpooled(m.run.ID, &m.plan, ImportOptions{})
	if err != nil {
		return err
	}
	defer t.Close()
	if m.run.DryRun {
		m.seen = seen{} // what was read before is read again, to be remembered
	} else if err := t.Skip(m.reached.After); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	batches, wait := m.read(ctx, t)
	defer wait() // before the table is closed
	defer cancel()
	for b := range batches {
		<-b.ready
		if err := m.takeAll(ctx, b); err != nil {
			return err
		}
	}
	if err := wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return m.end(ctx)
}

// fewest is how many rows are stored at once where many others write.
const fewest = 25

// takeAll judges and stores a batch: at once, or, where what others write keeps it from committing, in parts that
// collide less. PostgreSQL refuses a large transaction more often than many small ones.
func (m *importing) takeAll(ctx context.Context, b *batch) error {
	for rows := b.rows; len(rows) > 0; {
		part := *b
		part.rows = rows[:min(len(rows), m.atOnce)]
		if n := slices.IndexFunc(part.rows, func(r row) bool { return r.number > m.reached.After }); n > 0 {
			part.rows = part.rows[:n] // a dry run comes to where it was
		}
		if len(part.rows) < len(rows) {
			part.done = b.before
		}
		switch err := m.take(ctx, &part); {
		case fault.CodeOf(err) == fault.Busy && m.atOnce > fewest:
			m.atOnce = max(m.atOnce/4, fewest)
		case err != nil:
			return err
		default:
			rows = rows[len(part.rows):]
			m.atOnce = min(m.atOnce*2, batchRows)
		}
	}
	return nil
}

// take judges and stores rows in one transaction.
func (m *importing) take(ctx context.Context, b *batch) error {
	var next importing
	var j judged
	err := m.store.Write(ctx, func(tx *store.Tx) error {
		next = *m
		next.since = m.clock.Now()
		if err := tx.ByKeys(ctx); err != nil {
			return err
		}
		o, may, err := m.under(ctx, tx)
		if err != nil {
			return err
		}
		if j, err = m.judge(ctx, tx, b, may, m.seen); err != nil {
			return err
		}
		first, last := b.rows[0].number, b.rows[len(b.rows)-1].number
		if last <= m.reached.After {
			return nil // a dry run on its way back to where it was
		}
		ids := ""
		if !m.run.DryRun {
			if ids, err = m.keepRows(ctx, tx, j, next.since); err != nil {
				return err
			}
		}
		if err := m.keepRefused(ctx, tx, m.run.ID, j.refused); err != nil {
			return err
		}
		next.run.Read += int64(len(b.rows))
		next.run.Stored += int64(len(j.stored))
		next.run.Refused += int64(len(j.refused))
		next.run.Duplicate += j.duplicate
		if err := tx.UpdateImport(ctx, next.run); err != nil {
			return err
		}
		e := importEntry(o, m.run.ID, "batch", m.region, next.since)
		e.Detail = e.Detail.With("rows", fmt.Sprintf("%d-%d", first, last)).With("read", len(b.rows)).With("stored", len(j.stored)).
			With("refused", len(j.refused)).With("duplicate", j.duplicate).With("records", ids)
		if err := m.record(ctx, tx, e); err != nil {
			return err
		}
		next.reached = reached{After: last, Worked: m.reached.Worked + next.since.Sub(m.since)}
		checkpoint, err := json.Marshal(next.reached)
		if err != nil {
			return err
		}
		return m.work.Save(ctx, tx.Raw(), jobs.Progress{Done: b.done, Total: b.total, Note: counts(next.run)}, checkpoint)
	})
	if err != nil {
		return err
	}
	m.run, m.reached, m.since = next.run, next.reached, next.since
	if m.seen != nil {
		m.seen.add(j.stored)
	}
	return nil
}

// end says in the import and in the audit log what came of it.
func (m *importing) end(ctx context.Context) error {
	return m.store.Write(ctx, func(tx *store.Tx) error {
		at := m.clock.Now()
		o, _, err := m.under(ctx, tx)
		if err != nil {
			return err
		}
		ended := m.run
		ended.EndedAt, ended.Total = at, ended.Read
		if err := tx.UpdateImport(ctx, ended); err != nil {
			return err
		}
		e := importEntry(o, ended.ID, "end", m.region, at)
		e.Detail = e.Detail.With("read", ended.Read).With("stored", ended.Stored).With("refused", ended.Refused).With("duplicate", ended.Duplicate)
		return m.record(ctx, tx, e)
	})
}

// counts says in a few words what became of the rows.
func counts(i store.Import) string {
	return fmt.Sprintf("%d rows: %d stored, %d refused, %d duplicate", i.Read, i.Stored, i.Refused, i.Duplicate)
}

// final is the refusal of an import whose beginner may not import any more: trying again will not help.
func final(err error) error {
	if f, ok := fault.As(err); ok && f.Code == fault.Forbidden {
		return fault.New(fault.Invalid, f.Key, "%s", f.Detail).Because(err)
	}
	return err
}
