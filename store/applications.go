package store

import (
	"context"

	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

const applicationColumns = `person_id, id, account_id, applied_at, due_at, assigned_at, region, channel, purpose`

func readApplication(scan db.Scan) (a evidence.Application, err error) {
	err = scan(&a.Person, &a.ID, &a.Account, &a.AppliedAt, &a.DueAt, orNever{&a.AssignedAt}, &a.Region, &a.Channel, &a.Purpose)
	return a, err
}

func (t *Tx) InsertApplication(ctx context.Context, a evidence.Application) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO applications (`+applicationColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		a.Person, a.ID, a.Account, a.AppliedAt, a.DueAt, end(a.AssignedAt), a.Region, a.Channel, a.Purpose)
	return once(n, err, "application")
}

func (t *Tx) AssignApplications(ctx context.Context, persons []id.ID, at instant.Instant) error {
	return db.ByKeys(ctx, t.tx, persons, func(db.Scan) error { return nil },
		`UPDATE applications SET assigned_at = $1 WHERE assigned_at IS NULL AND person_id IN (/*keys*/) RETURNING id`, at)
}

func (t *Tx) Applications(ctx context.Context, person id.ID) ([]evidence.Application, error) {
	return db.List(ctx, t.tx, readApplication, `SELECT `+applicationColumns+` FROM applications WHERE person_id = $1 ORDER BY id DESC`, person)
}

func (t *Tx) OverdueApplications(ctx context.Context, at instant.Instant, lo, hi int64, limit int) (list []evidence.Application, all int, err error) {
	const overdue = ` FROM applications WHERE assigned_at IS NULL AND due_at < $1 AND region >= $2 AND region < $3`
	if err := t.tx.QueryRow(ctx, `SELECT count(*)`+overdue, []any{at, lo, hi}, &all); err != nil {
		return nil, 0, err
	}
	list, err = db.List(ctx, t.tx, readApplication, `SELECT `+applicationColumns+overdue+` ORDER BY due_at, id, person_id LIMIT $4`, at, lo, hi, limit)
	return list, all, err
}

// LateApplications: the case of an application has its id.
func (t *Tx) LateApplications(ctx context.Context, at, due instant.Instant, after id.ID, limit int) ([]evidence.Application, error) {
	return db.List(ctx, t.tx, readApplication, `SELECT `+applicationColumns+` FROM applications a WHERE assigned_at IS NULL AND due_at < $1
		AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.person_id = a.person_id AND c.id = a.id)
		AND (due_at > $2 OR due_at = $2 AND id > $3) ORDER BY due_at, id, person_id LIMIT $4`, at, due, after[:], limit)
}
