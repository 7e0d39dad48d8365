package store

import (
	"context"
	"encoding/json"
	"strconv"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/notice"
	"kangma/region"
	"kangma/staff"
)

func (t *Tx) InsertNotices(ctx context.Context, list []notice.Notice) error {
	for _, n := range list {
		says, err := json.Marshal(n.Values)
		if err != nil {
			return err
		}
		var stored int64
		if n.To.Person.IsZero() {
			stored, err = t.tx.Exec(ctx, `INSERT INTO staff_notices (id, staff_id, role, region, kind, about_kind, about_id, says, at, valid_until)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
				n.ID, n.To.Staff, string(n.To.Role), n.To.Region, string(n.Kind), n.About.Kind, n.About.ID, string(says), n.At, n.Until)
		} else {
			stored, err = t.tx.Exec(ctx, `INSERT INTO notices (person_id, id, kind, about_kind, about_id, says, at, valid_until)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
				n.To.Person, n.ID, string(n.Kind), n.About.Kind, n.About.ID, string(says), n.At, n.Until)
		}
		if err := once(stored, err, "notice"); err != nil {
			return err
		}
	}
	return nil
}

// reading is how the notices of a receiver are found: their table n, that of their readings r, and the conditions that name the receiver
// and the reader, whose parameters come first.
type reading struct {
	from  string
	where string
	args  []any
}

func readingOf(to notice.Receiver, reader id.ID) reading {
	const ofStaff = `staff_notices n LEFT JOIN staff_notice_reads r ON r.notice_id = n.id AND r.staff_id = $1`
	switch {
	case !to.Person.IsZero():
		return reading{`notices n LEFT JOIN notice_reads r ON r.person_id = n.person_id AND r.notice_id = n.id`, `n.person_id = $1`, []any{to.Person}}
	case to.Office():
		return reading{ofStaff, `n.staff_id IS NULL AND n.role = $2 AND n.region = $3`, []any{reader, string(to.Role), to.Region}}
	}
	return reading{ofStaff, `n.staff_id = $2`, []any{reader, to.Staff}}
}

func (t *Tx) Notices(ctx context.Context, to notice.Receiver, reader id.ID, q notice.Query) ([]notice.Notice, error) {
	of := readingOf(to, reader)
	p := placesAfter(of.args)
	return db.List(ctx, t.tx, func(scan db.Scan) (notice.Notice, error) {
		n := notice.Notice{To: to}
		var says string
		if err := scan(&n.ID, &n.Kind, &n.About.Kind, &n.About.ID, &says, &n.At, &n.Until, orZero{&n.Read}); err != nil {
			return n, err
		}
		return n, json.Unmarshal([]byte(says), &n.Values)
	}, `SELECT n.id, n.kind, n.about_kind, n.about_id, n.says, n.at, n.valid_until, r.read_at FROM `+of.from+` WHERE `+of.where+
		` AND n.valid_until > `+p(1)+` AND n.id < `+p(2)+unread(q.Unread)+` ORDER BY n.id DESC LIMIT `+p(3),
		append(of.args, q.At, orLast(q.Before), q.Limit)...)
}

// changes are the decisions about a person that show another colour or mark than the one before.
const changes = ` FROM (SELECT id, decided_for, colour, mark, LAG(colour) OVER (ORDER BY decided_for, id) AS was_colour, LAG(mark) OVER (ORDER BY decided_for, id) AS was_mark
		FROM decisions WHERE person_id = $1) n
	LEFT JOIN notice_reads r ON r.person_id = $1 AND r.notice_id = n.id
	WHERE (n.colour <> n.was_colour OR n.mark <> n.was_mark) AND n.decided_for > $2`

func (t *Tx) CodeChanges(ctx context.Context, person id.ID, since instant.Instant, q notice.Query) ([]notice.Change, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (c notice.Change, err error) {
		err = scan(&c.Decision, &c.At, &c.From, &c.To, &c.Was, &c.Is, orZero{&c.ReadBefore})
		return c, err
	}, `SELECT n.id, n.decided_for, n.was_colour, n.colour, n.was_mark, n.mark, r.read_at`+changes+` AND n.id < $3`+unread(q.Unread)+
		` ORDER BY n.id DESC LIMIT $4`, person, since, orLast(q.Before), q.Limit)
}

func (t *Tx) UnreadNotices(ctx context.Context, to notice.Receiver, reader id.ID, at, since instant.Instant) (stored int, err error) {
	of := readingOf(to, reader)
	p := placesAfter(of.args)
	err = t.tx.QueryRow(ctx, `SELECT count(*) FROM `+of.from+` WHERE `+of.where+` AND n.valid_until > `+p(1)+unread(true), append(of.args, at), &stored)
	if err != nil || to.Person.IsZero() {
		return stored, err
	}
	var changed int
	err = t.tx.QueryRow(ctx, `SELECT count(*)`+changes+unread(true), []any{to.Person, since}, &changed)
	return stored + changed, err
}

func (t *Tx) HasNotice(ctx context.Context, to notice.Receiver, n id.ID) (bool, error) {
	var count int
	query, args := `SELECT (SELECT count(*) FROM notices WHERE person_id = $1 AND id = $2) + (SELECT count(*) FROM decisions WHERE person_id = $1 AND id = $2)`, []any{to.Person, n}
	switch {
	case to.Office():
		query, args = `SELECT count(*) FROM staff_notices WHERE staff_id IS NULL AND role = $1 AND region = $2 AND id = $3`, []any{string(to.Role), to.Region, n}
	case to.Person.IsZero():
		query, args = `SELECT count(*) FROM staff_notices WHERE staff_id = $1 AND id = $2`, []any{to.Staff, n}
	}
	err := t.tx.QueryRow(ctx, query, args, &count)
	return count > 0, err
}

func (t *Tx) ReadNotice(ctx context.Context, to notice.Receiver, reader, n id.ID, at instant.Instant) error {
	query, who := `INSERT INTO notice_reads (person_id, notice_id, read_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, to.Person
	if who.IsZero() {
		query, who = `INSERT INTO staff_notice_reads (staff_id, notice_id, read_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, reader
	}
	_, err := t.tx.Exec(ctx, query, who, n, at)
	return err
}

func (t *Tx) Staffed(ctx context.Context, role staff.Role, r region.Code, at instant.Instant) (bool, error) {
	var held int
	err := t.tx.QueryRow(ctx, `SELECT count(*) FROM appointments WHERE region = $1 AND role = $2 AND valid_from <= $3 AND (valid_until IS NULL OR valid_until > $3)`,
		[]any{r, string(role), at}, &held)
	return held > 0, err
}

// ForgetNotices deletes what is shown no longer at an instant, with its readings, and readings from before since.
func (t *Tx) ForgetNotices(ctx context.Context, at, since instant.Instant) error {
	for _, q := range []struct {
		text   string
		before instant.Instant
	}{
		{`DELETE FROM notices WHERE valid_until <= $1`, at},
		{`DELETE FROM staff_notices WHERE valid_until <= $1`, at},
		{`DELETE FROM notice_reads WHERE read_at < $1`, since},
		{`DELETE FROM staff_notice_reads WHERE read_at < $1`, since},
	} {
		if _, err := t.tx.Exec(ctx, q.text, q.before); err != nil {
			return err
		}
	}
	return nil
}

// placesAfter numbers the parameters that come after args.
func placesAfter(args []any) func(n int) string {
	return func(n int) string { return "$" + strconv.Itoa(len(args)+n) }
}

func unread(only bool) string {
	if only {
		return ` AND r.read_at IS NULL`
	}
	return ""
}

func orLast(before id.ID) id.ID {
	if before.IsZero() {
		return lastID
	}
	return before
}
