package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/staff"
)

const absenceColumns = `id, staff_id, deputy_id, away_from, away_until, set_by`

func readAbsence(scan db.Scan) (a staff.Absence, err error) {
	err = scan(&a.ID, &a.Staff, &a.Deputy, &a.From, &a.Until, &a.By)
	return a, err
}

func (t *Tx) Absences(ctx context.Context, who ...id.ID) (list []staff.Absence, err error) {
	err = db.ByKeys(ctx, t.tx, who, func(scan db.Scan) error {
		a, err := readAbsence(scan)
		list = append(list, a)
		return err
	}, `SELECT `+absenceColumns+` FROM absences WHERE staff_id IN (/*keys*/) ORDER BY away_from, id`)
	return list, err
}

func (t *Tx) Absence(ctx context.Context, absence id.ID) (staff.Absence, error) {
	a, err := db.One(ctx, t.tx, readAbsence, `SELECT `+absenceColumns+` FROM absences WHERE id = $1`, absence)
	return a, notFound(err, "absence")
}

func (t *Tx) InsertAbsence(ctx context.Context, a staff.Absence) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO absences (`+absenceColumns+`) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		a.ID, a.Staff, a.Deputy, a.From, a.Until, a.By)
	return once(n, err, "absence")
}

func (t *Tx) EndAbsence(ctx context.Context, absence id.ID, until instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE absences SET away_until = $1 WHERE id = $2`, until, absence)
	return changed(n, err, "absence")
}

func (t *Tx) Suspensions(ctx context.Context, who ...id.ID) (list []staff.Suspension, err error) {
	err = db.ByKeys(ctx, t.tx, who, func(scan db.Scan) error {
		var s staff.Suspension
		err := scan(&s.Staff, &s.At, &s.Reason, &s.By)
		list = append(list, s)
		return err
	}, `SELECT staff_id, suspended_at, reason, suspended_by FROM suspensions WHERE staff_id IN (/*keys*/)`)
	return list, err
}

func (t *Tx) InsertSuspension(ctx context.Context, s staff.Suspension) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO suspensions (staff_id, suspended_at, reason, suspended_by) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		s.Staff, s.At, s.Reason, s.By)
	return once(n, err, "suspension")
}

func (t *Tx) DeleteSuspension(ctx context.Context, who id.ID) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM suspensions WHERE staff_id = $1`, who)
	return err
}
