package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// WaitingList is a list of risk areas that waits for a second office, as it was published (BY-18).
type WaitingList struct {
	ID         id.ID
	Source     string
	File       []byte
	Digest     [16]byte // of the file
	By         string
	RecordedAt instant.Instant
}

// InsertWaitingList has a list wait; fault.Conflict if the same file waits already.
func (t *Tx) InsertWaitingList(ctx context.Context, l WaitingList) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO risk_waiting (id, source, file, digest, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		l.ID, l.Source, l.File, l.Digest[:], l.By, l.RecordedAt)
	return once(n, err, "risk list")
}

// WaitingList is one that waits; fault.NotFound once it was settled.
func (t *Tx) WaitingList(ctx context.Context, which id.ID) (WaitingList, error) {
	l, err := db.One(ctx, t.tx, func(scan db.Scan) (l WaitingList, err error) {
		err = scan(&l.ID, &l.Source, &l.File, fixed(l.Digest[:]), &l.By, &l.RecordedAt)
		return l, err
	}, `SELECT id, source, file, digest, recorded_by, recorded_at FROM risk_waiting WHERE id = $1`, which)
	return l, notFound(err, "risk list")
}

// DeleteWaitingList ends the waiting of a list.
func (t *Tx) DeleteWaitingList(ctx context.Context, which id.ID) error {
	n, err := t.tx.Exec(ctx, `DELETE FROM risk_waiting WHERE id = $1`, which)
	return changed(n, err, "risk list")
}
