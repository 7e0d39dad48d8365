package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Alarm is what the auditor is told of at once (BY-18). It names no person.
type Alarm struct {
	ID     id.ID
	At     instant.Instant
	Kind   string
	About  string // there is one alarm of a kind about the same
	Region region.Code
	By     string          // who brought it about
	Detail string          // JSON
	SeenAt instant.Instant // Never while no auditor has seen it
	SeenBy id.ID
}

const alarmColumns = `id, at, kind, about, region, raised_by, detail, seen_at, seen_by`

func readAlarm(scan db.Scan) (a Alarm, err error) {
	err = scan(&a.ID, &a.At, &a.Kind, &a.About, &a.Region, &a.By, &a.Detail, orNever{&a.SeenAt}, &a.SeenBy)
	return a, err
}

// InsertAlarm stores an alarm; raised is false if there is one of its kind about the same.
func (t *Tx) InsertAlarm(ctx context.Context, a Alarm) (raised bool, err error) {
	n, err := t.tx.Exec(ctx, `INSERT INTO alarms (`+alarmColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		a.ID, a.At, a.Kind, a.About, a.Region, a.By, a.Detail, end(a.SeenAt), a.SeenBy)
	return n > 0, err
}

// Alarm is one of them.
func (t *Tx) Alarm(ctx context.Context, which id.ID) (Alarm, error) {
	a, err := db.One(ctx, t.tx, readAlarm, `SELECT `+alarmColumns+` FROM alarms WHERE id = $1`, which)
	return a, notFound(err, "alarm")
}

// Alarms lists those of a region and what lies in it, newest first, with ids before the given one (zero: from the newest).
func (t *Tx) Alarms(ctx context.Context, in region.Code, before id.ID, limit int) ([]Alarm, error) {
	if before.IsZero() {
		before = lastID
	}
	lo, hi := in.Range()
	return db.List(ctx, t.tx, readAlarm, `SELECT `+alarmColumns+` FROM alarms WHERE region >= $1 AND region < $2 AND id < $3 ORDER BY id DESC LIMIT $4`,
		lo, hi, before, limit)
}

// SeeAlarm says that an auditor has seen it; who saw it first stays.
func (t *Tx) SeeAlarm(ctx context.Context, which, by id.ID, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `UPDATE alarms SET seen_at = $1, seen_by = $2 WHERE id = $3 AND seen_at IS NULL`, at, by, which)
	return err
}
