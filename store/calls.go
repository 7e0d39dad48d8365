package store

import (
	"context"

	"kangma/internal/instant"
	"kangma/region"
)

// SpendNonce notes that a partner used a nonce: Conflict if he had.
func (t *Tx) SpendNonce(ctx context.Context, partner region.Code, nonce string, until instant.Instant) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO call_nonces (partner, nonce, until_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, partner, nonce, until)
	return once(n, err, "nonce")
}

// ForgetNonces deletes those that no signature in its time can bear any more.
func (t *Tx) ForgetNonces(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM call_nonces WHERE until_at < $1`, before)
	return err
}
