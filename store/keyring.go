package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/keys"
)

func (t *Tx) SealedKeys(ctx context.Context) ([]keys.SealedKey, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (k keys.SealedKey, err error) {
		err = scan(fixed(k.KID[:]), &k.Use, &k.Algorithm, &k.Public, &k.From, &k.Until, &k.Sealed)
		return k, err
	}, `SELECT kid, purpose, algorithm, public, valid_from, valid_until, sealed FROM signing_keys ORDER BY valid_from, kid`)
}

func (t *Tx) InsertSealedKey(ctx context.Context, k keys.SealedKey) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO signing_keys (kid, purpose, algorithm, public, valid_from, valid_until, sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`, k.KID[:], string(k.Use), k.Algorithm, k.Public, k.From, k.Until, k.Sealed)
	return once(n, err, "key")
}

func (t *Tx) ResealKey(ctx context.Context, kid [4]byte, sealed []byte) error {
	_, err := t.tx.Exec(ctx, `UPDATE signing_keys SET sealed = $1 WHERE kid = $2`, sealed, kid[:])
	return err
}

func (t *Tx) DestroySealedKey(ctx context.Context, kid [4]byte) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM signing_keys WHERE kid = $1`, kid[:])
	return err
}

// KeyRing is the node's signing keys for whoever holds them outside of a transaction: each method is one.
type KeyRing struct{ store *Store }

// Keys is the ring of signing keys.
func (s *Store) Keys() *KeyRing { return &KeyRing{s} }

func (r *KeyRing) SealedKeys(ctx context.Context) (all []keys.SealedKey, err error) {
	err = r.store.Read(ctx, func(t *Tx) error {
		all, err = t.SealedKeys(ctx)
		return err
	})
	return all, err
}

func (r *KeyRing) InsertSealedKey(ctx context.Context, k keys.SealedKey) error {
	return r.store.Write(ctx, func(t *Tx) error { return t.InsertSealedKey(ctx, k) })
}

func (r *KeyRing) ResealKey(ctx context.Context, kid [4]byte, sealed []byte) error {
	return r.store.Write(ctx, func(t *Tx) error { return t.ResealKey(ctx, kid, sealed) })
}

func (r *KeyRing) DestroySealedKey(ctx context.Context, kid [4]byte) error {
	return r.store.Write(ctx, func(t *Tx) error { return t.DestroySealedKey(ctx, kid) })
}
