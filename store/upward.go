package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/region"
)

// CaseMail says with which node a case is shared.
type CaseMail struct {
	Case, Person id.ID
	Partner      region.Code
	Theirs       id.ID // the case there, of one that came from there; else zero
}

// PutCaseMail inserts one; nothing happens if the case is shared already.
func (t *Tx) PutCaseMail(ctx context.Context, m CaseMail) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO case_mail (case_id, partner, theirs, person_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, m.Case, m.Partner, m.Theirs, m.Person)
	return err
}

// CaseMail is with which node a case is shared; ok is false if with none.
func (t *Tx) CaseMail(ctx context.Context, c id.ID) (CaseMail, bool, error) {
	return t.caseMail(ctx, `case_id = $1`, c)
}

// CaseMailOf is the case here that a partner knows as one of its own.
func (t *Tx) CaseMailOf(ctx context.Context, partner region.Code, theirs id.ID) (CaseMail, bool, error) {
	return t.caseMail(ctx, `partner = $1 AND theirs = $2`, partner, theirs)
}

func (t *Tx) caseMail(ctx context.Context, where string, args ...any) (m CaseMail, ok bool, err error) {
	m, err = db.One(ctx, t.tx, func(scan db.Scan) (m CaseMail, err error) {
		err = scan(&m.Case, &m.Partner, &m.Theirs, &m.Person)
		return m, err
	}, `SELECT case_id, partner, theirs, person_id FROM case_mail WHERE `+where, args...)
	if errors.Is(err, db.ErrNoRows) {
		return CaseMail{}, false, nil
	}
	return m, err == nil, err
}
