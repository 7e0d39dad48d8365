package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Weighing is what was found of an import before it: whom it would colour (BY-18).
type Weighing struct {
	Import    id.ID
	State     string // tried, free, held, approved, refused
	Coloured  int64
	Document  string // JSON
	Case      id.ID  // that decides it, if held
	At        instant.Instant
	DecidedAt instant.Instant // Never while it is not
}

const weighingColumns = `import_id, state, coloured, document, case_id, weighed_at, decided_at`

func readWeighing(scan db.Scan) (w Weighing, err error) {
	err = scan(&w.Import, &w.State, &w.Coloured, &w.Document, &w.Case, &w.At, orNever{&w.DecidedAt})
	return w, err
}

// InsertWeighing stores what was found.
func (t *Tx) InsertWeighing(ctx context.Context, w Weighing) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO weighings (`+weighingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		w.Import, w.State, w.Coloured, w.Document, w.Case, w.At, end(w.DecidedAt))
	return once(n, err, "weighing")
}

// UpdateWeighing stores State, Case and DecidedAt.
func (t *Tx) UpdateWeighing(ctx context.Context, w Weighing) error {
	n, err := t.tx.Exec(ctx, `UPDATE weighings SET state = $1, case_id = $2, decided_at = $3 WHERE import_id = $4`, w.State, w.Case, end(w.DecidedAt), w.Import)
	return changed(n, err, "weighing")
}

// Weighing is that of an import; ok is false if it was not weighed.
func (t *Tx) Weighing(ctx context.Context, run id.ID) (w Weighing, ok bool, err error) {
	w, err = db.One(ctx, t.tx, readWeighing, `SELECT `+weighingColumns+` FROM weighings WHERE import_id = $1`, run)
	if errors.Is(err, db.ErrNoRows) {
		return w, false, nil
	}
	return w, err == nil, err
}

// Coloured is how many a hand has coloured on a day.
func (t *Tx) Coloured(ctx context.Context, day int64, hand string) (n int64, err error) {
	err = t.tx.QueryRow(ctx, `SELECT coloured FROM hands WHERE day = $1 AND hand = $2`, []any{day, hand}, &n)
	if errors.Is(err, db.ErrNoRows) {
		return 0, nil
	}
	return n, err
}

// AddColoured counts persons whom a hand coloured on a day.
func (t *Tx) AddColoured(ctx context.Context, day int64, hand string, more int64) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO hands (day, hand, coloured) VALUES ($1, $2, $3)
		ON CONFLICT (day, hand) DO UPDATE SET coloured = hands.coloured + excluded.coloured`, day, hand, more)
	return err
}

// ForgetHands deletes the counts of days before one.
func (t *Tx) ForgetHands(ctx context.Context, before int64) (int64, error) {
	return t.tx.Exec(ctx, `DELETE FROM hands WHERE day < $1`, before)
}
