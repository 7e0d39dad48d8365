package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// LoginLink says that a subject of an identity provider is an account.
type LoginLink struct {
	Issuer, Subject string
	Account         id.ID
	At              instant.Instant
	By              id.ID
}

// LinkedAccount finds the account of a provider's subject; fault not_found if there is none.
func (t *Tx) LinkedAccount(ctx context.Context, issuer, subject string) (account id.ID, err error) {
	err = t.tx.QueryRow(ctx, `SELECT account_id FROM login_links WHERE issuer = $1 AND subject = $2`, []any{issuer, subject}, &account)
	return account, notFound(err, "login link")
}

// PutLoginLink links a subject; a fault conflict if it is linked already.
func (t *Tx) PutLoginLink(ctx context.Context, l LoginLink) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO login_links (issuer, subject, account_id, linked_at, linked_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		l.Issuer, l.Subject, l.Account, l.At, l.By)
	return once(n, err, "login link")
}

// DeleteLoginLinks unlinks all subjects of an account.
func (t *Tx) DeleteLoginLinks(ctx context.Context, account id.ID) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM login_links WHERE account_id = $1`, account)
	return err
}

// Passkey is a public key with which an account logs in.
type Passkey struct {
	ID         id.ID
	Account    id.ID
	Credential []byte
	Name       string
	Document   string // the credential as package webauthn keeps it
	CreatedAt  instant.Instant
	UsedAt     instant.Instant
}

// Passkeys are those of an account, by id.
func (t *Tx) Passkeys(ctx context.Context, account id.ID) ([]Passkey, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (p Passkey, err error) {
		err = scan(&p.ID, &p.Account, &p.Credential, &p.Name, &p.Document, &p.CreatedAt, &p.UsedAt)
		return p, err
	}, `SELECT id, account_id, credential, name, document, created_at, used_at FROM passkeys WHERE account_id = $1 ORDER BY id`, account)
}

// InsertPasskey adds one; a fault conflict if the credential is known, of whomever.
func (t *Tx) InsertPasskey(ctx context.Context, p Passkey) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO passkeys (credential, account_id, id, name, document, created_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		p.Credential, p.Account, p.ID, p.Name, p.Document, p.CreatedAt, p.UsedAt)
	return once(n, err, "passkey")
}

// UsePasskey stores a credential after its use.
func (t *Tx) UsePasskey(ctx context.Context, p Passkey) error {
	n, err := t.tx.Exec(ctx, `UPDATE passkeys SET document = $1, used_at = $2 WHERE credential = $3 AND account_id = $4`, p.Document, p.UsedAt, p.Credential, p.Account)
	return changed(n, err, "passkey")
}

// DeletePasskey removes one of an account.
func (t *Tx) DeletePasskey(ctx context.Context, account, passkey id.ID) error {
	n, err := t.tx.Exec(ctx, `DELETE FROM passkeys WHERE account_id = $1 AND id = $2`, account, passkey)
	return changed(n, err, "passkey")
}

// Ticket is what was given out once: a login's state, a challenge, an enrolment.
type Ticket struct {
	Hash     []byte
	Kind     string
	Account  id.ID
	Document string
	Until    instant.Instant
}

// InsertTicket keeps one, and forgets some of those that are over.
func (t *Tx) InsertTicket(ctx context.Context, k Ticket, at instant.Instant) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM tickets WHERE expires_at <= $1`, at); err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO tickets (hash, kind, account_id, document, expires_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		k.Hash, k.Kind, k.Account, k.Document, k.Until)
	return once(n, err, "ticket")
}

// TakeTicket takes one away, so that it is good once; fault not_found if there is none that is still good.
func (t *Tx) TakeTicket(ctx context.Context, hash []byte, kind string, at instant.Instant) (k Ticket, err error) {
	err = t.tx.QueryRow(ctx, `SELECT hash, kind, account_id, document, expires_at FROM tickets WHERE hash = $1 AND kind = $2 AND expires_at > $3`,
		[]any{hash, kind, at}, &k.Hash, &k.Kind, &k.Account, &k.Document, &k.Until)
	if err != nil {
		return k, notFound(err, "ticket")
	}
	n, err := t.tx.Exec(ctx, `DELETE FROM tickets WHERE hash = $1`, hash)
	return k, changed(n, err, "ticket")
}
