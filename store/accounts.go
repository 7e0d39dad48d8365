package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/person"
)

func (t *Tx) InsertAccount(ctx context.Context, a person.Account) (person.Account, error) {
	n, err := t.tx.Exec(ctx, `INSERT INTO phones (phone, account_id) VALUES ($1, $2) ON CONFLICT (phone) DO NOTHING`, a.Phone, a.ID)
	if err != nil {
		return person.Account{}, err
	}
	if n == 0 {
		return t.AccountByPhone(ctx, a.Phone)
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO accounts (account_id, phone, sealed_key, sealed_box, created_at) VALUES ($1, $2, $3, $4, $5)`,
		a.ID, a.Phone, a.Sealed.Key, a.Sealed.Box, a.CreatedAt)
	return a, exists(err, "account")
}

func (t *Tx) Account(ctx context.Context, account id.ID) (a person.Account, err error) {
	err = t.tx.QueryRow(ctx, `SELECT account_id, phone, sealed_key, sealed_box, created_at FROM accounts WHERE account_id = $1 AND sealed_key IS NOT NULL`,
		[]any{account}, &a.ID, &a.Phone, &a.Sealed.Key, &a.Sealed.Box, &a.CreatedAt)
	return a, notFound(err, "account")
}

func (t *Tx) AccountByPhone(ctx context.Context, phone person.Index) (person.Account, error) {
	var account id.ID
	if err := t.tx.QueryRow(ctx, `SELECT account_id FROM phones WHERE phone = $1`, []any{phone}, &account); err != nil {
		return person.Account{}, notFound(err, "account")
	}
	return t.Account(ctx, account)
}

// ForgetAccount destroys what an account says about its owner, and frees its phone; the id stays for what refers to it.
// It may be repeated.
func (t *Tx) ForgetAccount(ctx context.Context, account id.ID) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM phones WHERE account_id = $1`, account); err != nil {
		return err
	}
	if _, err := t.tx.Exec(ctx, `DELETE FROM consents WHERE account_id = $1`, account); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, `UPDATE accounts SET phone = $1, sealed_key = NULL, sealed_box = NULL WHERE account_id = $2`, account, account)
	return err
}

const linkColumns = `id, account_id, person_id, relation, valid_from, valid_until`

func readLink(scan db.Scan) (l person.Link, err error) {
	err = scan(&l.ID, &l.Account, &l.Person, &l.Relation, &l.From, orNever{&l.Until})
	return l, err
}

func (t *Tx) LinksOfAccount(ctx context.Context, account id.ID) ([]person.Link, error) {
	return db.List(ctx, t.tx, readLink, `SELECT `+linkColumns+` FROM account_links WHERE account_id = $1 ORDER BY valid_from, id`, account)
}

func (t *Tx) LinksOfPerson(ctx context.Context, who id.ID) ([]person.Link, error) {
	return db.List(ctx, t.tx, readLink, `SELECT `+linkColumns+` FROM account_links WHERE person_id = $1 ORDER BY valid_from, id`, who)
}

func (t *Tx) InsertLink(ctx context.Context, l person.Link) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO account_links (`+linkColumns+`) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		l.ID, l.Account, l.Person, string(l.Relation), l.From, end(l.Until))
	return once(n, err, "link")
}

func (t *Tx) EndLink(ctx context.Context, l person.Link, until instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE account_links SET valid_until = $1 WHERE account_id = $2 AND id = $3 AND valid_until IS NULL`,
		end(until), l.Account, l.ID)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "link.ended", "the link has ended already, or never was")
	}
	return err
}
