package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Import is one run of reading a file in: Read = Stored + Refused + Duplicate, also while it runs.
type Import struct {
	ID        id.ID
	Kind      string // evidence, risk, region
	Source    string
	File      string // as its sender calls it
	Digest    []byte // of its content
	Mapping   string // of columns, JSON
	DryRun    bool
	By        string
	StartedAt instant.Instant
	EndedAt   instant.Instant // Never while it runs
	Job       id.ID

	Total     int64 // rows, as far as known; 0 if not
	Read      int64
	Stored    int64
	Refused   int64
	Duplicate int64
}

const importColumns = `id, kind, source, file, digest, mapping, dry_run, started_by, started_at, ended_at, job_id,
	rows_total, rows_read, stored, refused, duplicate`

func readImport(scan db.Scan) (i Import, err error) {
	err = scan(&i.ID, &i.Kind, &i.Source, &i.File, &i.Digest, &i.Mapping, &i.DryRun, &i.By, &i.StartedAt, orNever{&i.EndedAt}, &i.Job,
		&i.Total, &i.Read, &i.Stored, &i.Refused, &i.Duplicate)
	return i, err
}

// InsertImport begins a run.
func (t *Tx) InsertImport(ctx context.Context, i Import) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO imports (`+importColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
		i.ID, i.Kind, i.Source, i.File, i.Digest, i.Mapping, i.DryRun, i.By, i.StartedAt, end(i.EndedAt), i.Job,
		i.Total, i.Read, i.Stored, i.Refused, i.Duplicate)
	return once(n, err, "import")
}

// BeginImport stores what a received import was begun with: Source, Mapping, DryRun, StartedAt and Job.
func (t *Tx) BeginImport(ctx context.Context, i Import) error {
	n, err := t.tx.Exec(ctx, `UPDATE imports SET source = $1, mapping = $2, dry_run = $3, started_at = $4, job_id = $5 WHERE id = $6`,
		i.Source, i.Mapping, i.DryRun, i.StartedAt, i.Job, i.ID)
	return changed(n, err, "import")
}

// UpdateImport stores EndedAt, Job, Total and the counts, in the transaction that stored the rows counted.
func (t *Tx) UpdateImport(ctx context.Context, i Import) error {
	n, err := t.tx.Exec(ctx, `UPDATE imports SET ended_at = $1, job_id = $2, rows_total = $3, rows_read = $4, stored = $5, refused = $6, duplicate = $7
		WHERE id = $8`, end(i.EndedAt), i.Job, i.Total, i.Read, i.Stored, i.Refused, i.Duplicate, i.ID)
	return changed(n, err, "import")
}

// Import reads one run.
func (t *Tx) Import(ctx context.Context, run id.ID) (Import, error) {
	i, err := db.One(ctx, t.tx, readImport, `SELECT `+importColumns+` FROM imports WHERE id = $1`, run)
	return i, notFound(err, "import")
}

// Imports lists runs, newest first, with ids before the given one (zero: from the newest).
func (t *Tx) Imports(ctx context.Context, before id.ID, limit int) ([]Import, error) {
	if before.IsZero() {
		before = lastID
	}
	return db.List(ctx, t.tx, readImport, `SELECT `+importColumns+` FROM imports WHERE id < $1 ORDER BY id DESC LIMIT $2`, before, limit)
}

// Refusal is a row that an import refused. The row holds personal data and comes sealed.
type Refusal struct {
	Line   int64
	Sealed []byte
	Reason string
}

var intoRefusals = db.IntoTable("import_refusals", "import_id, line, sealed, reason", "")

// InsertRefusals stores refused rows of a run.
func (t *Tx) InsertRefusals(ctx context.Context, run id.ID, rs []Refusal) error {
	_, err := db.Insert(ctx, t.tx, intoRefusals, rs, func(r *Refusal, v []any) []any { return append(v, run, r.Line, r.Sealed, r.Reason) })
	return exists(err, "refusal")
}

// Refusals lists refused rows of a run after a line, in order.
func (t *Tx) Refusals(ctx context.Context, run id.ID, after int64, limit int) ([]Refusal, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (r Refusal, err error) {
		err = scan(&r.Line, &r.Sealed, &r.Reason)
		return r, err
	}, `SELECT line, sealed, reason FROM import_refusals WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3`, run, after, limit)
}

// ByKeys says of a transaction that it looks everything up by keys. PostgreSQL would else read whole tables to find some
// hundred keys, as long as it has not counted them: in a new database, and after the first large import.
func (t *Tx) ByKeys(ctx context.Context) error {
	if t.tx.Engine().Name != "postgres" {
		return nil
	}
	_, err := t.tx.Exec(ctx, `SET LOCAL enable_seqscan = off`)
	return err
}

// Mapping is a saved mapping of columns, JSON; "" if there is none of that name.
func (t *Tx) Mapping(ctx context.Context, name string) (document string, err error) {
	err = t.tx.QueryRow(ctx, `SELECT document FROM import_mappings WHERE name = $1`, []any{name}, &document)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return document, err
}

// Mappings are all saved mappings, JSON, in the order of their names by bytes.
func (t *Tx) Mappings(ctx context.Context) ([]string, error) {
	type named struct{ name, document string }
	list, err := db.List(ctx, t.tx, func(scan db.Scan) (m named, err error) {
		err = scan(&m.name, &m.document)
		return m, err
	}, `SELECT name, document FROM import_mappings`)
	slices.SortFunc(list, func(a, b named) int { return strings.Compare(a.name, b.name) }) // the engines' orders of text differ
	documents := make([]string, len(list))
	for i, m := range list {
		documents[i] = m.document
	}
	return documents, err
}

// PutMapping saves a mapping of columns under a name.
func (t *Tx) PutMapping(ctx context.Context, name, document string, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO import_mappings (name, document, changed_at) VALUES ($1, $2, $3)
		ON CONFLICT (name) DO UPDATE SET document = excluded.document, changed_at = excluded.changed_at`, name, document, at)
	return err
}

// ForgetRefusals destroys the refused rows of imports that ended before an instant, which hold personal data.
func (t *Tx) ForgetRefusals(ctx context.Context, before instant.Instant) (int64, error) {
	return t.tx.Exec(ctx, `DELETE FROM import_refusals WHERE import_id IN (SELECT id FROM imports WHERE ended_at < $1)`, before)
}
