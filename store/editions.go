package store

import (
	"context"
	"errors"

	"kangma/federation"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

const editionColumns = `e.id, e.kind, e.name, e.digest, e.asked_from, e.valid_until, e.reason, e.proposed_at, e.account_id, e.person_id, e.role`

func (t *Tx) InsertEdition(ctx context.Context, e federation.Edition) error {
	var asked any
	if e.Asked != 0 {
		asked = e.Asked
	}
	h := e.Proposed.By
	n, err := t.tx.Exec(ctx, `INSERT INTO editions (id, kind, name, digest, data, asked_from, valid_until, reason, proposed_at, account_id, person_id, role)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		e.ID, string(e.Kind), e.Name, e.Digest, e.Data, asked, e.Until, e.Reason, e.Proposed.At, blob(h.Account[:]), blob(h.Person[:]), h.Role)
	return once(n, err, "edition")
}

func (t *Tx) ApproveEdition(ctx context.Context, e federation.Edition) error {
	return t.editionAct(ctx, e.ID, "approved", "", *e.Approved, e.From)
}

func (t *Tx) WithdrawEdition(ctx context.Context, e federation.Edition) error {
	return t.editionAct(ctx, e.ID, "withdrawn", "", *e.Withdrawn, nil)
}

func (t *Tx) StopEdition(ctx context.Context, e federation.Edition) error {
	s := e.Stops[len(e.Stops)-1]
	return t.editionAct(ctx, e.ID, "stopped", s.Issuer, s.Act, nil)
}

func (t *Tx) editionAct(ctx context.Context, v id.ID, what, issuer string, a policy.Act, from any) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO edition_acts (edition_id, what, issuer, at, account_id, person_id, role, reason, valid_from)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		v, what, issuer, a.At, blob(a.By.Account[:]), blob(a.By.Person[:]), a.By.Role, a.Reason, from)
	return once(n, err, "edition")
}

func (t *Tx) Edition(ctx context.Context, v id.ID) (federation.Edition, error) {
	list, err := t.editions(ctx, `WHERE e.id = $1`, v)
	if err == nil && len(list) == 0 {
		err = notFound(db.ErrNoRows, "edition")
	}
	if err != nil {
		return federation.Edition{}, err
	}
	return list[0], t.tx.QueryRow(ctx, `SELECT data FROM editions WHERE id = $1`, []any{v}, &list[0].Data)
}

func (t *Tx) Editions(ctx context.Context, kind federation.EditionKind, before id.ID, limit int) ([]federation.Edition, error) {
	if before.IsZero() {
		before = lastID
	}
	return t.editions(ctx, `WHERE (e.kind = $1 OR $1 = '') AND e.id < $2 ORDER BY e.id DESC LIMIT $3`, string(kind), before[:], limit)
}

func (t *Tx) EditionAt(ctx context.Context, kind federation.EditionKind, at instant.Instant) (e federation.Edition, ok bool, err error) {
	var newest id.ID
	err = t.tx.QueryRow(ctx, `SELECT a.edition_id FROM edition_acts a JOIN editions e ON e.id = a.edition_id
		WHERE e.kind = $1 AND a.valid_from IS NOT NULL AND a.valid_from <= $2
		AND NOT EXISTS (SELECT 1 FROM edition_acts w WHERE w.edition_id = a.edition_id AND w.what = 'withdrawn')
		ORDER BY a.valid_from DESC, a.edition_id DESC LIMIT 1`, []any{string(kind), at}, &newest)
	if errors.Is(err, db.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, err
	}
	e, err = t.Edition(ctx, newest)
	return e, err == nil, err
}

func (t *Tx) NextEdition(ctx context.Context, at instant.Instant) (instant.Instant, error) {
	next := instant.Never
	err := t.tx.QueryRow(ctx, `SELECT MIN(valid_from) FROM edition_acts WHERE valid_from > $1`, []any{at}, orNever{&next})
	return next, err
}

func (t *Tx) editions(ctx context.Context, which string, args ...any) ([]federation.Edition, error) {
	list, err := db.List(ctx, t.tx, func(scan db.Scan) (e federation.Edition, err error) {
		err = scan(&e.ID, &e.Kind, &e.Name, &e.Digest, orNever{&e.Asked}, &e.Until, &e.Reason, &e.Proposed.At,
			fixed(e.Proposed.By.Account[:]), fixed(e.Proposed.By.Person[:]), &e.Proposed.By.Role)
		if e.Asked == never {
			e.Asked = 0
		}
		e.Proposed.Reason = e.Reason
		return e, err
	}, `SELECT `+editionColumns+` FROM editions e `+which, args...)
	for i := range list {
		if err == nil {
			err = t.readEditionActs(ctx, &list[i])
		}
	}
	return list, err
}

func (t *Tx) readEditionActs(ctx context.Context, e *federation.Edition) error {
	return t.tx.Query(ctx, func(scan db.Scan) error {
		var what, issuer string
		var a policy.Act
		var from instant.Instant
		if err := scan(&what, &issuer, &a.At, fixed(a.By.Account[:]), fixed(a.By.Person[:]), &a.By.Role, &a.Reason, orNever{&from}); err != nil {
			return err
		}
		switch what {
		case "approved":
			e.Approved, e.From = &a, from
		case "withdrawn":
			e.Withdrawn = &a
		case "stopped":
			e.Stops = append(e.Stops, federation.Stop{Issuer: issuer, Act: a})
		}
		return nil
	}, `SELECT what, issuer, at, account_id, person_id, role, reason, valid_from FROM edition_acts WHERE edition_id = $1 ORDER BY at, issuer`, e.ID)
}
