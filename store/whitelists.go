package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
)

// FiledTable is the case as which a table of a white list was filed, zero if none was.
func (t *Tx) FiledTable(ctx context.Context, digest [32]byte) (filed id.ID, err error) {
	err = t.tx.QueryRow(ctx, `SELECT case_id FROM whitelist_tables WHERE digest = $1`, []any{digest[:]}, &filed)
	if errors.Is(err, db.ErrNoRows) {
		err = nil
	}
	return filed, err
}

// FileTable notes as which case a table was filed, in the place of what was noted before.
func (t *Tx) FileTable(ctx context.Context, digest [32]byte, filed id.ID) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO whitelist_tables (digest, case_id) VALUES ($1, $2) ON CONFLICT (digest) DO UPDATE SET case_id = excluded.case_id`, digest[:], filed)
	return err
}
