package store

import (
	"context"
	"errors"

	"kangma/internal/db"
)

// Setting is a value that the node remembers about itself, "" if it was never put.
func (t *Tx) Setting(ctx context.Context, name string) (value string, err error) {
	err = t.tx.QueryRow(ctx, `SELECT value FROM settings WHERE name = $1`, []any{name}, &value)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return value, err
}

// PutSetting inserts or replaces a value.
func (t *Tx) PutSetting(ctx context.Context, name, value string) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}
