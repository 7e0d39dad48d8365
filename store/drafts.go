package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Draft is a form that somebody has begun for a person and not yet sent.
type Draft struct {
	Person  id.ID
	Account id.ID // who writes it
	Form    string
	Changed instant.Instant
	Sealed  []byte // under the person's key
}

const draftColumns = `person_id, account_id, form, changed_at, sealed`

func readDraft(scan db.Scan) (d Draft, err error) {
	err = scan(&d.Person, &d.Account, &d.Form, &d.Changed, &d.Sealed)
	return d, err
}

// Draft is the one of a form that an account has begun for a person and changed since; found is false if there is none.
func (t *Tx) Draft(ctx context.Context, who, account id.ID, form string, since instant.Instant) (d Draft, found bool, err error) {
	d, err = db.One(ctx, t.tx, readDraft, `SELECT `+draftColumns+` FROM drafts WHERE person_id = $1 AND account_id = $2 AND form = $3 AND changed_at >= $4`, who, account, form, since)
	if errors.Is(err, db.ErrNoRows) {
		return d, false, nil
	}
	return d, err == nil, err
}

// Drafts are all that an account has begun for a person and changed since, by form.
func (t *Tx) Drafts(ctx context.Context, who, account id.ID, since instant.Instant) ([]Draft, error) {
	return db.List(ctx, t.tx, readDraft, `SELECT `+draftColumns+` FROM drafts WHERE person_id = $1 AND account_id = $2 AND changed_at >= $3 ORDER BY form`, who, account, since)
}

// PutDraft keeps a draft in place of the one before.
func (t *Tx) PutDraft(ctx context.Context, d Draft) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO drafts (`+draftColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, account_id, form) DO UPDATE SET changed_at = excluded.changed_at, sealed = excluded.sealed`,
		d.Person, d.Account, d.Form, d.Changed, d.Sealed)
	return err
}

// DropDraft deletes one; it may be repeated.
func (t *Tx) DropDraft(ctx context.Context, who, account id.ID, form string) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM drafts WHERE person_id = $1 AND account_id = $2 AND form = $3`, who, account, form)
	return err
}

// ForgetDrafts deletes those that nobody has changed since.
func (t *Tx) ForgetDrafts(ctx context.Context, since instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM drafts WHERE changed_at < $1`, since)
	return err
}
