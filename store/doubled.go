package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/passage"
	"kangma/region"
)

// PseudonymsAtSeveral lists, in order and after the one given, who passed at more than one point on a day.
func (t *Tx) PseudonymsAtSeveral(ctx context.Context, day passage.Day, after passage.Pseudonym, limit int) ([]passage.Pseudonym, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (p passage.Pseudonym, err error) { err = scan(&p); return p, err },
		`SELECT pseudonym FROM passages WHERE day = $1 AND pseudonym > $2 GROUP BY pseudonym HAVING COUNT(DISTINCT point_id) > 1 ORDER BY pseudonym LIMIT $3`,
		day, after, limit)
}

const doubledColumns = `day, first_id, second_id, first_point, second_point, first_region, second_region, first_at, second_at, metres, needed, found_at`

// InsertDoubled keeps a report; the same pair again changes nothing.
func (t *Tx) InsertDoubled(ctx context.Context, r passage.DoubledReport) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO doubled (`+doubledColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		r.Day, r.First, r.Second, r.FirstPoint, r.SecondPoint, r.FirstRegion, r.SecondRegion, r.FirstAt, r.SecondAt, r.Metres, r.Needed, r.FoundAt)
	return err
}

// DoubledIn lists the reports one of whose passages was in a region, by the first passage's id, after the one given.
func (t *Tx) DoubledIn(ctx context.Context, r region.Code, after id.ID, limit int) ([]passage.DoubledReport, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (r passage.DoubledReport, err error) {
		err = scan(&r.Day, &r.First, &r.Second, &r.FirstPoint, &r.SecondPoint, &r.FirstRegion, &r.SecondRegion, &r.FirstAt, &r.SecondAt, &r.Metres, &r.Needed, &r.FoundAt)
		return r, err
	}, `SELECT `+doubledColumns+` FROM doubled
		WHERE (first_region >= $1 AND first_region < $2 OR second_region >= $1 AND second_region < $2) AND first_id > $3 ORDER BY first_id, second_id LIMIT $4`,
		lo, hi, after[:], limit)
}
