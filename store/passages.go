package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

const passageColumns = `pseudonym, day, id, region, place_id, point_id, collector_id, at, temperature, gate, colour, state, token, offline, recorded_at, issuer`

var intoPassages = db.IntoTable("passages", passageColumns, "ON CONFLICT (pseudonym, day, id) DO NOTHING RETURNING pseudonym, day, id")

func passageValues(p *passage.Passage, v []any) []any {
	return append(v, p.Pseudonym, p.Day, p.ID, p.Region, p.Place, p.Point, p.Collector, p.At, p.Temperature, int64(p.Gate), int64(p.Colour), int64(p.State),
		blob(p.Token[:]), p.Offline, p.RecordedAt, p.Issuer)
}

func readPassage(scan db.Scan) (p passage.Passage, err error) {
	err = scan(&p.Pseudonym, &p.Day, &p.ID, &p.Region, &p.Place, &p.Point, &p.Collector, &p.At, &p.Temperature, &p.Gate, &p.Colour, &p.State,
		fixed(p.Token[:]), &p.Offline, &p.RecordedAt, &p.Issuer)
	return p, err
}

// passageKey is what a passage is known by.
type passageKey struct {
	pseudonym passage.Pseudonym
	day       passage.Day
	id        id.ID
}

func (t *Tx) InsertPassages(ctx context.Context, ps []passage.Passage) ([]bool, error) {
	stored := make(map[passageKey]bool, len(ps))
	err := db.InsertReturning(ctx, t.tx, intoPassages, ps, passageValues, func(scan db.Scan) error {
		var k passageKey
		err := scan(&k.pseudonym, &k.day, &k.id)
		stored[k] = true
		return err
	})
	if err != nil {
		return nil, err
	}
	isNew := make([]bool, len(ps))
	for i, p := range ps {
		k := passageKey{p.Pseudonym, p.Day, p.ID}
		isNew[i] = stored[k]
		delete(stored, k) // the same once more in the list is not new
	}
	return isNew, nil
}

// Passages goes through the days from the newest, since the index is by day and region: a page costs what its days hold in that
// region, whatever else is stored. Of one region alone the index gives the order too.
func (t *Tx) Passages(ctx context.Context, q passage.Query) ([]passage.Passage, error) {
	lo, hi := q.Region.Range()
	if !q.Point.IsZero() {
		p, err := t.Point(ctx, q.Point)
		if err != nil {
			return nil, err
		}
		if !q.Region.Contains(p.Region) {
			return nil, nil
		}
		lo, hi = p.Region.Digits(), p.Region.Digits()+1
	}
	until := q.Until
	if until == 0 {
		until = instant.Never
	}
	before := passage.Cursor{At: until}
	if q.Before != nil && q.Before.At < until {
		before = *q.Before
	}
	first, last, err := t.passageDays(ctx)
	if err != nil || last < first {
		return nil, err
	}
	first = max(first, passage.DayOf(q.From))
	if before.At != instant.Never {
		last = min(last, passage.DayOf(before.At))
	}
	regions := "region >= $2 AND region < $3"
	if hi-lo == 1 {
		regions = "region = $2 AND region < $3"
	}
	var page []passage.Passage
	for day := last; day >= first && len(page) < q.Limit; day-- {
		list, err := db.List(ctx, t.tx, readPassage, `SELECT `+passageColumns+` FROM passages
			WHERE day = $1 AND `+regions+` AND at >= $4 AND (at < $5 OR at = $5 AND id < $6)
				AND (point_id = $7 OR $7 IS NULL) AND (place_id = $8 OR $8 IS NULL) AND (collector_id = $9 OR $9 IS NULL)
			ORDER BY at DESC, id DESC LIMIT $10`,
			day, lo, hi, q.From, before.At, before.ID[:], q.Point, q.Place, q.Collector, q.Limit-len(page))
		if err != nil {
			return nil, err
		}
		page = append(page, list...)
	}
	return page, nil
}

// passageDays are the first and the last day of which there are passages; last is before first if there are none.
func (t *Tx) passageDays(ctx context.Context) (first, last passage.Day, err error) {
	var lo, hi *int64
	if err := t.tx.QueryRow(ctx, `SELECT (SELECT MIN(day) FROM passages), (SELECT MAX(day) FROM passages)`, nil, &lo, &hi); err != nil || lo == nil {
		return 0, -1, err
	}
	return passage.Day(*lo), passage.Day(*hi), nil
}

func (t *Tx) PassagesOfDay(ctx context.Context, day passage.Day, p passage.Pseudonym) ([]passage.Passage, error) {
	return db.List(ctx, t.tx, readPassage, `SELECT `+passageColumns+` FROM passages WHERE pseudonym = $1 AND day = $2 ORDER BY at, id`, p, day)
}
