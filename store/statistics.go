package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
)

// Tally is how many people of a county had a colour at the end of a day; none also before the first decision.
type Tally struct {
	Day    passage.Day
	Region region.Code
	Colour policy.Colour
	People int64
}

// ColoursAt counts everybody by county and colour as decided until an instant; who has no residence counts where the node is.
// It reads everybody, which takes seconds for a million.
func (t *Tx) ColoursAt(ctx context.Context, at instant.Instant, own region.Code) ([]Tally, error) {
	list, err := db.List(ctx, t.tx, func(scan db.Scan) (c Tally, err error) { err = scan(&c.Region, &c.Colour, &c.People); return c, err },
		`SELECT county, colour, COUNT(*) FROM (
			SELECT COALESCE(p.residence - p.residence % 1000000, $1) AS county, COALESCE((SELECT d.colour FROM decisions d
				WHERE d.person_id = p.person_id AND d.decided_for <= $2 ORDER BY d.decided_for DESC, d.id DESC LIMIT 1), 'none') AS colour
			FROM people p WHERE p.created_at <= $2) AS each_one
		GROUP BY county, colour ORDER BY county, colour`, own, at)
	return list, err
}

// ReplaceTallies keeps the counts of a day instead of those before.
func (t *Tx) ReplaceTallies(ctx context.Context, day passage.Day, list []Tally) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM tallies WHERE day = $1`, day); err != nil {
		return err
	}
	for _, c := range list {
		if _, err := t.tx.Exec(ctx, `INSERT INTO tallies (day, region, colour, people) VALUES ($1, $2, $3, $4)`, day, c.Region, c.Colour, c.People); err != nil {
			return err
		}
	}
	return nil
}

// LastTally is the last day that was counted; ok is false if none was.
func (t *Tx) LastTally(ctx context.Context) (day passage.Day, ok bool, err error) {
	list, err := db.List(ctx, t.tx, func(scan db.Scan) (d passage.Day, err error) { err = scan(&d); return d, err }, `SELECT day FROM tallies ORDER BY day DESC LIMIT 1`)
	if err != nil || len(list) == 0 {
		return 0, false, err
	}
	return list[0], true, nil
}

// Tallies are the counts of a region for the days from one to another, both included, by day, county and colour.
func (t *Tx) Tallies(ctx context.Context, r region.Code, from, until passage.Day) ([]Tally, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c Tally, err error) {
		err = scan(&c.Day, &c.Region, &c.Colour, &c.People)
		return c, err
	},
		`SELECT day, region, colour, people FROM tallies WHERE day >= $1 AND day <= $2 AND region >= $3 AND region < $4 ORDER BY day, region, colour`, from, until, lo, hi)
}

// ApplicationCount is what came of the applications of one day.
type ApplicationCount struct {
	Day    passage.Day
	OnTime int64 // answered within the service level
	Late   int64 // answered after it
	Open   int64 // not answered, still in time
	Missed int64 // not answered, and too late
}

const dayOfInstant = `+ 28800000000) / 86400000000` // in +08:00

// ApplicationsByDay counts the applications of a region by the day they came (HB-06).
func (t *Tx) ApplicationsByDay(ctx context.Context, r region.Code, from, until passage.Day, now instant.Instant) ([]ApplicationCount, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c ApplicationCount, err error) {
		err = scan(&c.Day, &c.OnTime, &c.Late, &c.Open, &c.Missed)
		return c, err
	}, `SELECT (applied_at `+dayOfInstant+` AS day,
			COUNT(CASE WHEN assigned_at <= due_at THEN 1 END), COUNT(CASE WHEN assigned_at > due_at THEN 1 END),
			COUNT(CASE WHEN assigned_at IS NULL AND due_at >= $5 THEN 1 END), COUNT(CASE WHEN assigned_at IS NULL AND due_at < $5 THEN 1 END)
		FROM applications WHERE applied_at >= $1 AND applied_at < $2 AND region >= $3 AND region < $4 GROUP BY 1 ORDER BY 1`,
		from.Start(), (until + 1).Start(), lo, hi, now)
}

// ClosedCase is how long one case took.
type ClosedCase struct {
	Kind             review.Kind
	Opened, ClosedAt instant.Instant
}

// ClosedCases lists the cases that a region closed in a time, by kind.
func (t *Tx) ClosedCases(ctx context.Context, r region.Code, from, until instant.Instant) ([]ClosedCase, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c ClosedCase, err error) {
		err = scan(&c.Kind, &c.Opened, &c.ClosedAt)
		return c, err
	},
		`SELECT kind, opened_at, closed_at FROM cases WHERE closed_at >= $1 AND closed_at < $2 AND region >= $3 AND region < $4 ORDER BY kind, closed_at, id`, from, until, lo, hi)
}

// OpenCases is how many of a kind are open, and of them overdue.
type OpenCases struct {
	Kind          review.Kind
	Open, Overdue int64
}

// OpenCasesByKind counts the open cases that a region answers for.
func (t *Tx) OpenCasesByKind(ctx context.Context, r region.Code, now instant.Instant) ([]OpenCases, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c OpenCases, err error) { err = scan(&c.Kind, &c.Open, &c.Overdue); return c, err },
		`SELECT kind, COUNT(*), COUNT(CASE WHEN due_at < $3 THEN 1 END) FROM cases WHERE closed_at IS NULL AND region >= $1 AND region < $2 GROUP BY kind ORDER BY kind`, lo, hi, now)
}

// PassageCount is how many passed in an hour of a day, or at a place, by what the gate showed.
type PassageCount struct {
	Hour                     int // 0 to 23, in +08:00
	Place                    string
	Pass, Ask, Stop, Unknown int64
}

const byOutcome = `COUNT(CASE WHEN gate = 1 THEN 1 END) AS pass, COUNT(CASE WHEN gate = 2 THEN 1 END) AS ask, COUNT(CASE WHEN gate = 3 THEN 1 END) AS stop,
	COUNT(CASE WHEN gate = 0 THEN 1 END) AS unknown`

// PassagesByHour counts the passages of a day in a region by hour.
func (t *Tx) PassagesByHour(ctx context.Context, r region.Code, day passage.Day) ([]PassageCount, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c PassageCount, err error) {
		err = scan(&c.Hour, &c.Pass, &c.Ask, &c.Stop, &c.Unknown)
		return c, err
	},
		`SELECT (at - $4) / 3600000000, `+byOutcome+` FROM passages WHERE day = $1 AND region >= $2 AND region < $3 GROUP BY 1 ORDER BY 1`, day, lo, hi, day.Start())
}

// PassagesByPlace counts them by place, the busiest first; a point without a place stands for itself.
func (t *Tx) PassagesByPlace(ctx context.Context, r region.Code, day passage.Day, limit int) ([]PassageCount, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c PassageCount, err error) {
		err = scan(&c.Place, &c.Pass, &c.Ask, &c.Stop, &c.Unknown)
		return c, err
	}, `SELECT COALESCE(l.name, o.name), c.pass, c.ask, c.stop, c.unknown FROM (
			SELECT COALESCE(place_id, point_id) AS spot, COUNT(*) AS total, `+byOutcome+` FROM passages WHERE day = $1 AND region >= $2 AND region < $3 GROUP BY 1) AS c
		LEFT JOIN places l ON l.id = c.spot LEFT JOIN points o ON o.id = c.spot ORDER BY c.total DESC, c.spot LIMIT $4`, day, lo, hi, limit)
}
