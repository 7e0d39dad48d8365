package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

const appointmentColumns = `id, staff_id, role, region, point_id, valid_from, valid_until, appointed_by, ended_by`

func readAppointment(scan db.Scan) (a staff.Appointment, err error) {
	err = scan(&a.ID, &a.Staff, &a.Role, &a.Region, &a.Point, &a.From, orNever{&a.Until}, &a.By, &a.EndedBy)
	return a, err
}

func (t *Tx) Appointments(ctx context.Context, who ...id.ID) (list []staff.Appointment, err error) {
	err = db.ByKeys(ctx, t.tx, who, func(scan db.Scan) error {
		a, err := readAppointment(scan)
		list = append(list, a)
		return err
	}, `SELECT `+appointmentColumns+` FROM appointments WHERE staff_id IN (/*keys*/) ORDER BY valid_from, id`)
	return list, err
}

func (t *Tx) AppointmentsIn(ctx context.Context, r region.Code, role staff.Role, at instant.Instant, after id.ID, limit int) ([]staff.Appointment, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, readAppointment, `SELECT `+appointmentColumns+` FROM appointments
		WHERE region >= $1 AND region < $2 AND (role = $3 OR $3 = '') AND valid_from <= $4 AND (valid_until IS NULL OR valid_until > $4) AND id > $5
		ORDER BY id LIMIT $6`, lo, hi, string(role), at, after[:], limit)
}

func (t *Tx) Appointment(ctx context.Context, appointment id.ID) (staff.Appointment, error) {
	a, err := db.One(ctx, t.tx, readAppointment, `SELECT `+appointmentColumns+` FROM appointments WHERE id = $1`, appointment)
	return a, notFound(err, "appointment")
}

func (t *Tx) InsertAppointment(ctx context.Context, a staff.Appointment) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO appointments (`+appointmentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		a.ID, a.Staff, string(a.Role), a.Region, a.Point, a.From, end(a.Until), a.By, a.EndedBy)
	return once(n, err, "appointment")
}

func (t *Tx) EndAppointment(ctx context.Context, appointment id.ID, until instant.Instant, by id.ID) error {
	n, err := t.tx.Exec(ctx, `UPDATE appointments SET valid_until = $1, ended_by = $2 WHERE id = $3`, end(until), by, appointment)
	return changed(n, err, "appointment")
}

const grantColumns = `id, kind, staff_id, action, region, person_id, valid_from, valid_until, reason, granted_by, ended_by`

func readGrant(scan db.Scan) (g staff.Grant, err error) {
	err = scan(&g.ID, &g.Kind, &g.Staff, &g.Action, &g.Region, &g.Person, &g.From, &g.Until, &g.Reason, &g.By, &g.EndedBy)
	return g, err
}

func (t *Tx) Grants(ctx context.Context, who ...id.ID) (list []staff.Grant, err error) {
	err = db.ByKeys(ctx, t.tx, who, func(scan db.Scan) error {
		g, err := readGrant(scan)
		list = append(list, g)
		return err
	}, `SELECT `+grantColumns+` FROM grants WHERE staff_id IN (/*keys*/) ORDER BY valid_from, id`)
	return list, err
}

func (t *Tx) Grant(ctx context.Context, grant id.ID) (staff.Grant, error) {
	g, err := db.One(ctx, t.tx, readGrant, `SELECT `+grantColumns+` FROM grants WHERE id = $1`, grant)
	return g, notFound(err, "grant")
}

func (t *Tx) InsertGrant(ctx context.Context, g staff.Grant) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO grants (`+grantColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		g.ID, string(g.Kind), g.Staff, string(g.Action), g.Region, g.Person, g.From, g.Until, g.Reason, g.By, g.EndedBy)
	return once(n, err, "grant")
}

func (t *Tx) EndGrant(ctx context.Context, grant id.ID, until instant.Instant, by id.ID) error {
	n, err := t.tx.Exec(ctx, `UPDATE grants SET valid_until = $1, ended_by = $2 WHERE id = $3`, until, by, grant)
	return changed(n, err, "grant")
}

func (t *Tx) AppointmentsOver(ctx context.Context, regions []region.Code, at instant.Instant) (list []staff.Appointment, err error) {
	err = db.ByKeys(ctx, t.tx, regions, func(scan db.Scan) error {
		a, err := readAppointment(scan)
		list = append(list, a)
		return err
	}, `SELECT `+appointmentColumns+` FROM appointments
		WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1) AND region IN (/*keys*/) ORDER BY id`, at)
	return list, err
}

func (t *Tx) GrantsOver(ctx context.Context, regions []region.Code, action staff.Action, at instant.Instant) (list []staff.Grant, err error) {
	err = db.ByKeys(ctx, t.tx, regions, func(scan db.Scan) error {
		g, err := readGrant(scan)
		list = append(list, g)
		return err
	}, `SELECT `+grantColumns+` FROM grants
		WHERE action = $1 AND valid_from <= $2 AND valid_until > $2 AND region IN (/*keys*/) ORDER BY id`, string(action), at)
	return list, err
}

func (t *Tx) GrantsIn(ctx context.Context, r region.Code, endAfter instant.Instant, after id.ID, limit int) ([]staff.Grant, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, readGrant, `SELECT `+grantColumns+` FROM grants
		WHERE region >= $1 AND region < $2 AND valid_until > $3 AND id > $4 ORDER BY id LIMIT $5`, lo, hi, endAfter, after[:], limit)
}

func (t *Tx) PointRegion(ctx context.Context, point id.ID) (r region.Code, ok bool, err error) {
	list, err := db.List(ctx, t.tx, func(scan db.Scan) (r region.Code, err error) { err = scan(&r); return r, err },
		`SELECT region FROM points WHERE id = $1 AND closed_at IS NULL`, point)
	if err != nil || len(list) == 0 {
		return 0, false, err
	}
	return list[0], true, nil
}
