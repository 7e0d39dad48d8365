package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Consent is the version of the terms that an account has accepted, "" if none.
func (t *Tx) Consent(ctx context.Context, account id.ID) (version string, err error) {
	err = t.tx.QueryRow(ctx, `SELECT version FROM consents WHERE account_id = $1`, []any{account}, &version)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return version, err
}

// PutConsent notes that an account accepted a version.
func (t *Tx) PutConsent(ctx context.Context, account id.ID, version string, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO consents (account_id, version, accepted_at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, accepted_at = excluded.accepted_at`, account, version, at)
	return err
}
