package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

// Recall is one token that is recalled, known by its place in the status list alone (BY-14).
type Recall struct {
	Place   uint32
	Status  pass.Status
	Expires instant.Instant // when the token expires, and the recall with it
}

var intoRecalls = db.IntoTable("recalls", "place, status, expires_at",
	"ON CONFLICT (place) DO UPDATE SET status = excluded.status, expires_at = excluded.expires_at")

// InsertRecalls recalls tokens. A place that was recalled before takes the new status. No place may come twice.
func (t *Tx) InsertRecalls(ctx context.Context, rs []Recall) error {
	_, err := db.Insert(ctx, t.tx, intoRecalls, rs, func(r *Recall, v []any) []any {
		return append(v, int64(r.Place), int64(r.Status), r.Expires)
	})
	return err
}

// Recalls lists what is recalled and has not expired by an instant, in order of place.
func (t *Tx) Recalls(ctx context.Context, at instant.Instant) ([]Recall, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (r Recall, err error) {
		var place, status int64
		err = scan(&place, &status, &r.Expires)
		r.Place, r.Status = uint32(place), pass.Status(status)
		return r, err
	}, `SELECT place, status, expires_at FROM recalls WHERE expires_at > $1 ORDER BY place`, at)
}

// ForgetRecalls deletes the recalls of tokens that have expired by an instant.
func (t *Tx) ForgetRecalls(ctx context.Context, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM recalls WHERE expires_at <= $1`, at)
	return err
}

// Decided calls each with the decisions that were made from an id on, in order of id: whose they are and their ids.
func (t *Tx) Decided(ctx context.Context, from id.ID, each func(person, decision id.ID)) error {
	return t.tx.Query(ctx, func(scan db.Scan) error {
		var person, decision id.ID
		if err := scan(&person, &decision); err != nil {
			return err
		}
		each(person, decision)
		return nil
	}, `SELECT person_id, id FROM decisions WHERE id >= $1 ORDER BY id`, from[:])
}
