package store

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"

	"kangma/destruction"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
)

func (t *Tx) refuseDestroyed(ctx context.Context) error {
	ordered, err := t.DestructionOrdered(ctx)
	if err == nil && ordered {
		err = fault.New(fault.Conflict, "node.destroyed", "the rules have ended and the data of this node is destroyed; nothing more is taken")
	}
	return err
}

// DestructionOrdered says whether the destruction of the node has been approved.
func (t *Tx) DestructionOrdered(ctx context.Context) (ordered bool, err error) {
	err = t.tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM destruction_approvals)`, nil, &ordered)
	return ordered, err
}

// InsertDestruction keeps a proposal.
func (t *Tx) InsertDestruction(ctx context.Context, o destruction.Order) error {
	by := o.Proposed.By
	n, err := t.tx.Exec(ctx, `INSERT INTO destructions (id, policy, ended_at, proposed_at, account_id, person_id, role, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		o.ID, o.Policy, o.Ended, o.Proposed.At, blob(by.Account[:]), blob(by.Person[:]), by.Role, o.Proposed.Reason)
	return once(n, err, "destruction")
}

// ApproveDestruction keeps the approval, from which on nothing else is written but the destruction and the audit log.
func (t *Tx) ApproveDestruction(ctx context.Context, o destruction.Order) error {
	by := o.Approved.By
	n, err := t.tx.Exec(ctx, `INSERT INTO destruction_approvals (destruction_id, at, account_id, person_id, role, reason)
		VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		o.ID, o.Approved.At, blob(by.Account[:]), blob(by.Person[:]), by.Role, o.Approved.Reason)
	return once(n, err, "destruction")
}

// Destruction is the newest order; fault.NotFound if there is none.
func (t *Tx) Destruction(ctx context.Context) (o destruction.Order, err error) {
	by := &o.Proposed.By
	err = t.tx.QueryRow(ctx, `SELECT id, policy, ended_at, proposed_at, account_id, person_id, role, reason FROM destructions ORDER BY id DESC LIMIT 1`, nil,
		&o.ID, &o.Policy, &o.Ended, &o.Proposed.At, fixed(by.Account[:]), fixed(by.Person[:]), &by.Role, &o.Proposed.Reason)
	if err != nil {
		return o, notFound(err, "destruction")
	}
	approved := o.Proposed // of the same shape
	approved.By.Account, approved.By.Person = id.ID{}, id.ID{}
	by = &approved.By
	err = t.tx.QueryRow(ctx, `SELECT at, account_id, person_id, role, reason FROM destruction_approvals WHERE destruction_id = $1`, []any{o.ID},
		&approved.At, fixed(by.Account[:]), fixed(by.Person[:]), &by.Role, &approved.Reason)
	switch {
	case err == nil:
		o.Approved = &approved
	case errors.Is(err, db.ErrNoRows):
		err = nil
	}
	return o, err
}

// CertifyDestruction keeps the certificate. From then on the guards of append-only tables are closed again.
func (t *Tx) CertifyDestruction(ctx context.Context, order id.ID, at instant.Instant, note []byte) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO destruction_certificates (destruction_id, at, note) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, order, at, note)
	return once(n, err, "destruction")
}

// DestructionCertificate is the signed certificate; fault.NotFound before there is one.
func (t *Tx) DestructionCertificate(ctx context.Context) (note []byte, err error) {
	err = t.tx.QueryRow(ctx, `SELECT note FROM destruction_certificates`, nil, &note)
	if errors.Is(err, db.ErrNoRows) {
		err = fault.New(fault.NotFound, "destruction.none", "the data of this node has not been destroyed: there is no certificate")
	}
	return note, err
}

// RetireKeys destroys the secrets of all signing keys but those of some uses, keeps their public halves as retired, and
// gives them.
func (t *Tx) RetireKeys(ctx context.Context, at instant.Instant, but ...keys.Use) ([]destruction.Key, error) {
	all, err := t.SealedKeys(ctx)
	if err != nil {
		return nil, err
	}
	var retired []destruction.Key
	for _, k := range all {
		if slices.Contains(but, k.Use) {
			continue
		}
		if _, err := t.tx.Exec(ctx, `INSERT INTO retired_keys (kid, purpose, algorithm, public, valid_from, retired_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			k.KID[:], string(k.Use), k.Algorithm, k.Public, k.From, at); err != nil {
			return nil, err
		}
		if err := t.DestroySealedKey(ctx, k.KID); err != nil {
			return nil, err
		}
		retired = append(retired, destruction.Key{KID: hex.EncodeToString(k.KID[:]), Use: string(k.Use), Algorithm: k.Algorithm})
	}
	return retired, nil
}

// RetiredKeys are the public halves of retired keys; Until is when they were retired, Sealed is empty.
func (t *Tx) RetiredKeys(ctx context.Context) ([]keys.SealedKey, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (k keys.SealedKey, err error) {
		err = scan(fixed(k.KID[:]), &k.Use, &k.Algorithm, &k.Public, &k.From, &k.Until)
		return k, err
	}, `SELECT kid, purpose, algorithm, public, valid_from, retired_at FROM retired_keys ORDER BY valid_from, kid`)
}
