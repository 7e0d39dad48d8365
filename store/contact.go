package store

import (
	"context"
	"encoding/json"
	"errors"

	"kangma/contact"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

// asJSON is a column that holds JSON of v.
func asJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("store: " + err.Error()) // what is stored so always encodes
	}
	return string(b)
}

// fromJSON reads such a column.
type fromJSON struct{ into any }

func (f fromJSON) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return json.Unmarshal([]byte(s), f.into)
	case []byte:
		return json.Unmarshal(s, f.into)
	}
	return errors.New("store: JSON that is no text")
}

var (
	intoTimetables       = db.IntoTable("contact_timetables", `id, mode, numbers, stops, days, source`, "")
	intoTimetableNumbers = db.IntoTable("contact_timetable_numbers", `mode, number, timetable_id`, "")
)

type timetableNumber struct {
	mode   contact.Mode
	number string
	table  id.ID
}

func (t *Tx) ReplaceTimetables(ctx context.Context, source string, all []contact.Timetable) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM contact_timetable_numbers WHERE timetable_id IN (SELECT id FROM contact_timetables WHERE source = $1)`, source); err != nil {
		return err
	}
	if _, err := t.tx.Exec(ctx, `DELETE FROM contact_timetables WHERE source = $1`, source); err != nil {
		return err
	}
	_, err := db.Insert(ctx, t.tx, intoTimetables, all, func(s *contact.Timetable, v []any) []any {
		return append(v, s.ID, string(s.Mode), asJSON(s.Numbers), asJSON(s.Stops), asJSON(s.Days), source)
	})
	if err != nil {
		return err
	}
	var numbers []timetableNumber
	for _, s := range all {
		for _, n := range s.Numbers {
			numbers = append(numbers, timetableNumber{s.Mode, n, s.ID})
		}
	}
	_, err = db.Insert(ctx, t.tx, intoTimetableNumbers, numbers, func(n *timetableNumber, v []any) []any { return append(v, string(n.mode), n.number, n.table) })
	return err
}

func (t *Tx) TimetablesNumbered(ctx context.Context, mode contact.Mode, number string) ([]contact.Timetable, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (s contact.Timetable, err error) {
		err = scan(&s.ID, &s.Mode, fromJSON{&s.Numbers}, fromJSON{&s.Stops}, fromJSON{&s.Days}, &s.Source)
		return s, err
	}, `SELECT t.id, t.mode, t.numbers, t.stops, t.days, t.source FROM contact_timetable_numbers n JOIN contact_timetables t ON t.id = n.timetable_id
		WHERE n.mode = $1 AND n.number = $2 ORDER BY t.id`, string(mode), number)
}

func (t *Tx) ContactDay(ctx context.Context, day passage.Day) (w contact.WrappedDay, err error) {
	err = t.tx.QueryRow(ctx, `SELECT day, wrapped, created_at FROM contact_days WHERE day = $1 AND wrapped IS NOT NULL`, []any{day}, &w.Day, &w.Key, &w.CreatedAt)
	return w, notFound(err, "day")
}

func (t *Tx) InsertContactDay(ctx context.Context, w contact.WrappedDay) (contact.WrappedDay, error) {
	_, err := t.tx.Exec(ctx, `INSERT INTO contact_days (day, wrapped, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, w.Day, w.Key, w.CreatedAt)
	if err != nil {
		return w, err
	}
	return t.ContactDay(ctx, w.Day)
}

func (t *Tx) ContactDays(ctx context.Context) ([]passage.Day, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (d passage.Day, err error) { err = scan(&d); return d, err },
		`SELECT day FROM contact_days WHERE wrapped IS NOT NULL ORDER BY day`)
}

func (t *Tx) DestroyContactDay(ctx context.Context, day passage.Day, at instant.Instant) (passengers int64, err error) {
	if err := t.tx.QueryRow(ctx, `SELECT COALESCE(SUM(lines), 0) FROM contact_services WHERE day = $1`, []any{day}, &passengers); err != nil {
		return 0, err
	}
	for _, table := range []string{"contact_services", "contact_numbers", "contact_trips", "contact_candidates"} {
		if _, err := t.tx.Exec(ctx, `DELETE FROM `+table+` WHERE day = $1`, day); err != nil {
			return 0, err
		}
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO contact_days (day, created_at, destroyed_at, passengers) VALUES ($1, $2, $2, $3)
		ON CONFLICT (day) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at, passengers = excluded.passengers`, day, at, passengers)
	return passengers, err
}

const serviceColumns = `s.day, s.id, s.mode, s.numbers, s.stops, s.traits, s.lines, s.listed_at, s.sealed`

func readListed(scan db.Scan) (l contact.Listed, err error) {
	err = scan(&l.Day, &l.ID, &l.Mode, fromJSON{&l.Numbers}, fromJSON{&l.Stops}, fromJSON{&l.Traits}, &l.Rows, &l.ListedAt, &l.Sealed)
	return l, err
}

func (t *Tx) InsertContactService(ctx context.Context, s contact.Service, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO contact_services (day, id, mode, numbers, stops, traits, lines, listed_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7) ON CONFLICT DO NOTHING`,
		s.Day, s.ID, string(s.Mode), asJSON(s.Numbers), asJSON(s.Stops), asJSON(s.Traits), at)
	if err := once(n, err, "service"); err != nil {
		return err
	}
	for _, number := range s.Numbers {
		if _, err := t.tx.Exec(ctx, `INSERT INTO contact_numbers (day, mode, number, service_id) VALUES ($1, $2, $3, $4)`, s.Day, string(s.Mode), number, s.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) PutContactList(ctx context.Context, l contact.Listed) error {
	n, err := t.tx.Exec(ctx, `UPDATE contact_services SET lines = $1, listed_at = $2, sealed = $3, traits = $4 WHERE day = $5 AND id = $6`,
		l.Rows, l.ListedAt, l.Sealed, asJSON(l.Traits), l.Day, l.ID)
	return changed(n, err, "service")
}

func (t *Tx) ContactServicesNumbered(ctx context.Context, day passage.Day, mode contact.Mode, number string) ([]contact.Listed, error) {
	return db.List(ctx, t.tx, readListed, `SELECT `+serviceColumns+` FROM contact_numbers n JOIN contact_services s ON s.day = n.day AND s.id = n.service_id
		WHERE n.day = $1 AND n.mode = $2 AND n.number = $3 ORDER BY s.id`, day, string(mode), number)
}

func (t *Tx) ContactServices(ctx context.Context, day passage.Day, after id.ID, limit int) ([]contact.Listed, error) {
	return db.List(ctx, t.tx, readListed, `SELECT `+serviceColumns+` FROM contact_services s WHERE s.day = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`, day, after[:], limit)
}

func (t *Tx) ContactService(ctx context.Context, day passage.Day, service id.ID) (contact.Listed, error) {
	l, err := db.One(ctx, t.tx, readListed, `SELECT `+serviceColumns+` FROM contact_services s WHERE s.day = $1 AND s.id = $2`, day, service)
	return l, notFound(err, "service")
}

func (t *Tx) InsertContactTrip(ctx context.Context, trip contact.Trip, digest []byte, at instant.Instant) (added bool, err error) {
	n, err := t.tx.Exec(ctx, `INSERT INTO contact_trips (day, id, service_id, digest, trip, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		trip.Day, trip.ID, trip.Service, digest, asJSON(trip), at)
	return n > 0, err
}

func (t *Tx) ContactTrips(ctx context.Context, day passage.Day) ([]contact.Trip, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (one contact.Trip, err error) {
		err = scan(fromJSON{&one})
		return one, err
	}, `SELECT trip FROM contact_trips WHERE day = $1 ORDER BY id`, day)
}

func (t *Tx) ContactFreshness(ctx context.Context) (f contact.Freshness, err error) {
	if err = t.tx.QueryRow(ctx, `SELECT MAX(day), MAX(listed_at), COUNT(*) FROM contact_services WHERE lines > 0`, nil, orZeroDay{&f.Until}, orZero{&f.ListedAt}, &f.Services); err != nil {
		return f, err
	}
	return f, t.tx.QueryRow(ctx, `SELECT MAX(at) FROM contact_patients`, nil, orZero{&f.StatedAt})
}

type orZeroDay struct{ day *passage.Day }

func (o orZeroDay) Scan(src any) error {
	if src == nil {
		*o.day = 0
		return nil
	}
	return o.day.Scan(src)
}
