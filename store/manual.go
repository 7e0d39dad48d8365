package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
)

func (t *Tx) InsertManual(ctx context.Context, ms []passage.Manual) error {
	for _, m := range ms {
		_, err := t.tx.Exec(ctx, `INSERT INTO manual_passages (pseudonym, day, id, region, at, basis, colour, itinerary, sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT DO NOTHING`, m.Pseudonym, m.Day, m.ID, m.Region, m.At, m.Basis, int64(m.Colour), m.Itinerary, m.Sealed)
		if err != nil {
			return err
		}
	}
	return nil
}

// manualColumns are those of the passage and of what it has besides; both rows lie beside each other.
const manualColumns = `p.pseudonym, p.day, p.id, p.region, p.place_id, p.point_id, p.collector_id, p.at, p.temperature, p.gate, p.offline, p.recorded_at,
	m.basis, m.colour, m.itinerary, m.sealed FROM manual_passages m JOIN passages p ON p.pseudonym = m.pseudonym AND p.day = m.day AND p.id = m.id`

func readManual(scan db.Scan) (m passage.Manual, err error) {
	p := &m.Passage
	err = scan(&p.Pseudonym, &p.Day, &p.ID, &p.Region, &p.Place, &p.Point, &p.Collector, &p.At, &p.Temperature, &p.Gate, &p.Offline, &p.RecordedAt,
		&m.Basis, &m.Colour, &m.Itinerary, &m.Sealed)
	return m, err
}

func (t *Tx) Manuals(ctx context.Context, q passage.Query) ([]passage.Manual, error) {
	lo, hi := q.Region.Range()
	until := q.Until
	if until == 0 {
		until = instant.Never
	}
	before := passage.Cursor{At: until}
	if q.Before != nil && q.Before.At < until {
		before = *q.Before
	}
	return db.List(ctx, t.tx, readManual, `SELECT `+manualColumns+`
		WHERE m.region >= $1 AND m.region < $2 AND m.at >= $3 AND (m.at < $4 OR m.at = $4 AND m.id < $5) AND (p.point_id = $6 OR $6 IS NULL)
		ORDER BY m.at DESC, m.id DESC LIMIT $7`, lo, hi, q.From, before.At, before.ID[:], q.Point, q.Limit)
}

func (t *Tx) Manual(ctx context.Context, of id.ID) (passage.Manual, error) {
	m, err := db.One(ctx, t.tx, readManual, `SELECT `+manualColumns+` WHERE m.id = $1 ORDER BY m.at LIMIT 1`, of)
	return m, notFound(err, "passage")
}

const fallbackColumns = `id, point_id, region, collector_id, cause, began_at, ended_at`

func readFallback(scan db.Scan) (f passage.Fallback, err error) {
	err = scan(&f.ID, &f.Point.ID, &f.Point.Region, &f.Collector, &f.Cause, &f.Began, orNever{&f.Ended})
	return f, err
}

func (t *Tx) PutFallback(ctx context.Context, f passage.Fallback) (before passage.Fallback, err error) {
	before, err = db.One(ctx, t.tx, readFallback, `SELECT `+fallbackColumns+` FROM fallbacks WHERE id = $1`, f.ID)
	switch {
	case errors.Is(err, db.ErrNoRows):
		_, err = t.tx.Exec(ctx, `INSERT INTO fallbacks (`+fallbackColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			f.ID, f.Point.ID, f.Point.Region, f.Collector, f.Cause, f.Began, end(f.Ended))
		return passage.Fallback{}, err
	case err != nil || before.Ended != instant.Never || f.Ended == instant.Never || before.Collector != f.Collector:
		return before, err
	}
	_, err = t.tx.Exec(ctx, `UPDATE fallbacks SET ended_at = $1 WHERE id = $2`, f.Ended, f.ID)
	return before, err
}

func (t *Tx) ForgetFallbacks(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM fallbacks WHERE COALESCE(ended_at, began_at) < $1`, before)
	return err
}

func (t *Tx) Fallbacks(ctx context.Context, r region.Code, before *passage.Cursor, limit int) ([]passage.Fallback, error) {
	lo, hi := r.Range()
	if before == nil {
		before = &passage.Cursor{At: instant.Never}
	}
	return db.List(ctx, t.tx, readFallback, `SELECT `+fallbackColumns+` FROM fallbacks
		WHERE region >= $1 AND region < $2 AND (began_at < $3 OR began_at = $3 AND id < $4) ORDER BY began_at DESC, id DESC LIMIT $5`,
		lo, hi, before.At, before.ID[:], limit)
}
