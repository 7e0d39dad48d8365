package node

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/internal/sheet"
	"kangma/store"
)

// ImportReceived is the state of a file that came in and waits to be told what its columns mean.
const ImportReceived jobs.State = "received"

// ReceiveImport takes a file in without reading more of it than the names of its columns. Nothing of it is imported until
// BeginImport says what they mean; StopImport throws it away.
func (n *Node) ReceiveImport(ctx context.Context, c Caller, file io.Reader, name string) (id.ID, error) {
	at := n.clock.Now()
	run := id.New(at)
	err := n.store.Read(ctx, func(tx *store.Tx) error { _, _, err := n.importer(ctx, tx, c); return err })
	if err != nil {
		return run, err
	}
	digest, err := n.spool(ctx, run, file)
	if err != nil {
		return run, err
	}
	err = n.keepReceived(ctx, c, store.Import{ID: run, Kind: "evidence", File: shownFile(name), Digest: digest, StartedAt: at, EndedAt: instant.Never})
	if err != nil {
		os.Remove(n.spooled(run))
	}
	return run, err
}

func (n *Node) keepReceived(ctx context.Context, c Caller, i store.Import) error {
	header, _, err := n.peek(i.ID, sheet.Options{}, 0)
	if err != nil {
		return err
	}
	p := plan{Header: header, Mapping: evidence.Suggest(header, 0)}
	if !c.itself {
		p.Account = c.Account
	}
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	i.Mapping = string(document)
	return n.store.Write(ctx, func(tx *store.Tx) error {
		o, _, err := n.importer(ctx, tx, c)
		if err != nil {
			return err
		}
		i.By = o.by()
		if err := tx.InsertImport(ctx, i); err != nil {
			return err
		}
		e := importEntry(o, i.ID, "receive", n.region, i.StartedAt)
		e.Detail = e.Detail.With("digest", sha(i.Digest))
		return n.record(ctx, tx, e)
	})
}

// peek reads the names of the columns of a file that waits, and its first rows.
func (n *Node) peek(run id.ID, o sheet.Options, most int) (header []string, rows [][]string, err error) {
	f, err := os.Open(n.spooled(run))
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "import.file_gone", "the file waits no more on this machine; import it again").Because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	r, err := sheet.Open(f, info.Size(), o)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	for len(rows) < most {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		rows = append(rows, slices.Clone(row.Cells))
	}
	return r.Header(), rows, nil
}

// ImportPreview is what a file that was received looks like.
type ImportPreview struct {
	Header  []string
	Rows    [][]string       // the first few; they name people
	Mapping evidence.Mapping // as the names of the columns suggest
}

// previewRows are how many rows a preview shows.
const previewRows = 5

// PreviewImport shows the first rows of a received file to who sent it, or may import for the whole node.
func (n *Node) PreviewImport(ctx context.Context, c Caller, run id.ID) (p ImportPreview, err error) {
	var kept plan
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		_, kept, err = n.receivedOf(ctx, tx, c, run)
		return err
	})
	if err != nil {
		return p, err
	}
	p.Mapping = kept.Mapping
	p.Header, p.Rows, err = n.peek(run, kept.Table, previewRows)
	return p, err
}

// receivedOf reads an import that still waits for its mapping.
func (n *Node) receivedOf(ctx context.Context, tx *store.Tx, c Caller, run id.ID) (Import, plan, error) {
	i, p, err := n.importOf(ctx, tx, c, run)
	if err == nil && i.State != ImportReceived {
		err = fault.New(fault.Conflict, "import.begun", "the import has begun, or was thrown away")
	}
	return i, p, err
}

// BeginImport says what the columns of a received file mean, and lets its import run. A mapping that does not fit the table
// is refused, and the file goes on waiting.
func (n *Node) BeginImport(ctx context.Context, c Caller, run id.ID, o ImportOptions) error {
	at := n.clock.Now()
	p := plan{Mapping: o.Mapping, Table: o.Table}
	var kept plan
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		_, kept, err = n.receivedOf(ctx, tx, c, run)
		return err
	})
	if err != nil {
		return err
	}
	p.Account = kept.Account
	f, err := n.openSpooled(run, &p, o)
	if err != nil {
		return err
	}
	f.Close()
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		i, _, err := n.receivedOf(ctx, tx, c, run)
		if err != nil {
			return err
		}
		office, _, err := n.importer(ctx, tx, c)
		if err != nil {
			return err
		}
		i.Source, i.Import.Mapping, i.DryRun, i.StartedAt = p.Mapping.Constant(evidence.FieldSource), string(document), o.DryRun, at
		if i.Job, err = importKind.Enqueue(ctx, n.queue, tx.Raw(), importRun{run}, jobs.Options{Key: run.String()}); err != nil {
			return err
		}
		if err := tx.BeginImport(ctx, i.Import); err != nil {
			return err
		}
		e := importEntry(office, run, "start", n.region, at)
		e.Detail = e.Detail.With("source", i.Source).With("kind", p.Mapping.Constant(evidence.FieldKind)).With("dry_run", o.DryRun)
		return n.record(ctx, tx, e)
	})
}

// discard throws a received file away.
func (n *Node) discard(ctx context.Context, tx *store.Tx, i store.Import) error {
	i.EndedAt = n.clock.Now()
	tx.OnCommit(func() { os.Remove(n.spooled(i.ID)) })
	return tx.UpdateImport(ctx, i)
}
