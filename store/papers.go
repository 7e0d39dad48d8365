package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

const paperColumns = `person_id, id, cti, place, issued_at, expires_at, issued_by, ended_at, ended`

func readPaper(scan db.Scan) (p pass.Paper, err error) {
	var place int64
	err = scan(&p.Person, &p.ID, fixed(p.CTI[:]), &place, &p.IssuedAt, &p.Expires, &p.By, orNever{&p.EndedAt}, &p.Ended)
	p.Place = uint32(place)
	return p, err
}

// Papers are a person's papers, the newest first.
func (t *Tx) Papers(ctx context.Context, person id.ID) ([]pass.Paper, error) {
	return db.List(ctx, t.tx, readPaper, `SELECT `+paperColumns+` FROM papers WHERE person_id = $1 ORDER BY id DESC`, person)
}

// Paper is one of them.
func (t *Tx) Paper(ctx context.Context, person, which id.ID) (pass.Paper, error) {
	p, err := db.One(ctx, t.tx, readPaper, `SELECT `+paperColumns+` FROM papers WHERE person_id = $1 AND id = $2`, person, which)
	return p, notFound(err, "paper")
}

// InsertPaper takes the paper's place first.
func (t *Tx) InsertPaper(ctx context.Context, p pass.Paper) (ok bool, err error) {
	n, err := t.tx.Exec(ctx, `INSERT INTO paper_places (place, expires_at) VALUES ($1, $2)
		ON CONFLICT (place) DO UPDATE SET expires_at = excluded.expires_at WHERE paper_places.expires_at <= $3`, int64(p.Place), p.Expires, p.IssuedAt)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO papers (`+paperColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.Person, p.ID, p.CTI[:], int64(p.Place), p.IssuedAt, p.Expires, string(p.By), end(p.EndedAt), string(p.Ended))
	return err == nil, exists(err, "paper")
}

// EndPaper stores a paper's end.
func (t *Tx) EndPaper(ctx context.Context, p pass.Paper) error {
	n, err := t.tx.Exec(ctx, `UPDATE papers SET ended_at = $1, ended = $2 WHERE person_id = $3 AND id = $4`, end(p.EndedAt), string(p.Ended), p.Person, p.ID)
	return changed(n, err, "paper")
}

// CancelPlace puts a place on the status list until an instant.
func (t *Tx) CancelPlace(ctx context.Context, place uint32, until instant.Instant) error {
	return t.InsertRecalls(ctx, []Recall{{Place: place, Status: pass.Recalled, Expires: until}})
}

// EndedPapers are the papers of some persons that no longer count, by what their tokens are called, and since when.
func (t *Tx) EndedPapers(ctx context.Context, persons []id.ID) (map[pass.CTI]instant.Instant, error) {
	ended := map[pass.CTI]instant.Instant{}
	err := db.ByKeys(ctx, t.tx, persons, func(scan db.Scan) error {
		var cti pass.CTI
		var at instant.Instant
		err := scan(fixed(cti[:]), &at)
		ended[cti] = at
		return err
	}, `SELECT cti, ended_at FROM papers WHERE ended_at IS NOT NULL AND person_id IN (/*keys*/)`)
	return ended, err
}

// ForgetPapers deletes papers that expired before an instant, and frees their places.
func (t *Tx) ForgetPapers(ctx context.Context, before instant.Instant) error {
	if _, err := t.tx.Exec(ctx, `DELETE FROM paper_places WHERE expires_at < $1`, before); err != nil {
		return err
	}
	_, err := t.tx.Exec(ctx, `DELETE FROM papers WHERE expires_at < $1`, before)
	return err
}
