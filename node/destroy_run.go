package node

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/keys"
	"kangma/store"
)

// destroyArgs say which order is carried out.
type destroyArgs struct{ Order id.ID }

const destroyKind jobs.Kind[destroyArgs] = store.DestroyJob

var destroyOnce = jobs.Options{Key: "node"}

// destroyPage is how many rows are deleted in one transaction.
const destroyPage = 2000

// spoolName is under which name files are counted.
const spoolName = "files"

// runDestroy destroys what is doomed, page by page. What is deleted is counted in the same transaction, so it goes on after
// any end where it was (BY-16); nothing comes in meanwhile (store.Write).
func (n *Node) runDestroy(ctx context.Context, w *jobs.Work, _ destroyArgs) error {
	if _, err := n.Destruction(ctx); fault.CodeOf(err) != fault.NotFound {
		return err
	}
	if err := n.destroySpool(ctx); err != nil {
		return err
	}
	total, err := n.doomedRows(ctx)
	if err != nil {
		return err
	}
	total += w.Progress().Done
	for again := true; again; {
		for left := true; left; {
			err := n.store.WriteLate(ctx, func(tx *store.Tx) error {
				deleted, table, err := tx.DestroyRows(ctx, destroyPage)
				if left = deleted > 0; err != nil || !left {
					return err
				}
				return w.Save(ctx, tx.Raw(), jobs.Progress{Done: w.Progress().Done + deleted, Total: total, Note: table}, nil)
			})
			if err != nil {
				return err
			}
		}
		if err := n.store.Compact(ctx); err != nil {
			return err
		}
		if again, err = n.certify(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (n *Node) doomedRows(ctx context.Context) (total int64, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list, err := tx.Doomed(ctx)
		total = 0
		for _, t := range list {
			total += t.Rows
		}
		return err
	})
	return total, err
}

// spooledFiles are the files that wait for their import.
func (n *Node) spooledFiles() (files []string, err error) {
	if n.Spool == "" {
		return nil, nil
	}
	list, err := os.ReadDir(n.Spool)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, f := range list {
		files = append(files, filepath.Join(n.Spool, f.Name()))
	}
	return files, err
}

func (n *Node) destroySpool(ctx context.Context) error {
	files, err := n.spooledFiles()
	if err != nil || len(files) == 0 {
		return err
	}
	// Counted first: what dies in between is counted too often rather than never.
	if err := n.store.WriteLate(ctx, func(tx *store.Tx) error { return tx.CountDestroyed(ctx, spoolName, int64(len(files))) }); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.Remove(f); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("node: a file that waited for its import could not be deleted: %w", err)
		}
	}
	return nil
}

// certificateOf retires the keys and says what was destroyed.
func (n *Node) certificateOf(ctx context.Context, tx *store.Tx, o destruction.Order, at instant.Instant) (c destruction.Certificate, err error) {
	c = destruction.Certificate{Format: destruction.Format,
		Node:     destruction.Node{Region: n.region.String(), Zh: n.Name.ZH, En: n.Name.EN, Origin: n.Origin},
		Rules:    destruction.Rules{Policy: o.Policy, Ended: utc(o.Ended)},
		Proposed: destruction.Hand{At: utc(o.Proposed.At), Role: o.Proposed.By.Role, Reason: o.Proposed.Reason},
		Approved: destruction.Hand{At: utc(o.Approved.At), Role: o.Approved.By.Role, Reason: o.Approved.Reason}, Completed: utc(at), Remarks: destruction.Remarks}
	if c.Destroyed, c.Files, err = tx.Destroyed(ctx, spoolName); err != nil {
		return c, err
	}
	if c.Keys, err = tx.RetireKeys(ctx, at, keys.UseTrust, keys.UseCheckpoint); err != nil {
		return c, err
	}
	if c.Kept, err = tx.Spared(ctx); err != nil {
		return c, err
	}
	head, ok, err := tx.AuditHead(ctx)
	if err != nil || !ok {
		return c, errors.Join(err, fault.New(fault.Unavailable, "audit.none", "the audit log has no head yet"))
	}
	tree, err := n.logKnown.Open(head.Note)
	c.Log = destruction.Log{Size: tree.N, Root: tree.Hash.String()}
	return c, err
}

func utc(at instant.Instant) string { return at.Time().UTC().Format(time.RFC3339Nano) }
