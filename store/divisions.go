package store

import (
	"context"
	"iter"

	"kangma/internal/db"
	"kangma/region"
)

var intoDivisions = db.IntoTable("divisions", "code, name", "ON CONFLICT (code) DO UPDATE SET name = excluded.name")

// PutDivisions inserts divisions, or gives them their new names. No code may come twice.
func (t *Tx) PutDivisions(ctx context.Context, ds []region.Division) error {
	_, err := db.Insert(ctx, t.tx, intoDivisions, ds, func(d *region.Division, v []any) []any { return append(v, d.Code, d.Name) })
	return err
}

// Divisions are those that were loaded beyond the embedded ones, in order of code, as region.Table.With takes them. The transaction
// must last until the last one was read, and do nothing else meanwhile.
func (t *Tx) Divisions(ctx context.Context) iter.Seq2[region.Division, error] {
	return func(yield func(region.Division, error) bool) {
		stopped := false
		err := t.tx.Query(ctx, func(scan db.Scan) error {
			if stopped {
				return nil
			}
			var d region.Division
			if err := scan(&d.Code, &d.Name); err != nil {
				return err
			}
			stopped = !yield(d, nil)
			return nil
		}, `SELECT code, name FROM divisions ORDER BY code`)
		if err != nil && !stopped {
			yield(region.Division{}, err)
		}
	}
}
