package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/passage"
)

func (t *Tx) InsertDay(ctx context.Context, w passage.WrappedDay) (passage.WrappedDay, error) {
	n, err := t.tx.Exec(ctx, `INSERT INTO passage_days (day, wrapped, created_at) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING`, w.Day, w.Key, w.CreatedAt)
	if err != nil || n == 1 {
		return w, err
	}
	stands, err := t.WrappedDay(ctx, w.Day)
	if fault.CodeOf(err) == fault.NotFound {
		return stands, fault.New(fault.Conflict, "passage.day_destroyed", "the key of %s was destroyed", w.Day)
	}
	return stands, err
}

func (t *Tx) WrappedDay(ctx context.Context, day passage.Day) (w passage.WrappedDay, err error) {
	err = t.tx.QueryRow(ctx, `SELECT day, wrapped, created_at FROM passage_days WHERE day = $1 AND wrapped IS NOT NULL`,
		[]any{day}, &w.Day, &w.Key, &w.CreatedAt)
	return w, notFound(err, "day")
}

func (t *Tx) Days(ctx context.Context) ([]passage.Day, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (d passage.Day, err error) { err = scan(&d); return d, err },
		`SELECT day FROM passage_days WHERE wrapped IS NOT NULL ORDER BY day`)
}

func (t *Tx) DestroyDay(ctx context.Context, day passage.Day, at instant.Instant) (int64, error) {
	var destroyed *int64
	err := t.tx.QueryRow(ctx, `SELECT passages FROM passage_days WHERE day = $1`, []any{day}, &destroyed)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return 0, err
	}
	if destroyed != nil {
		return *destroyed, nil
	}
	for _, from := range []string{"doubled", "manual_passages"} { // of passages that are counted below
		if _, err := t.tx.Exec(ctx, `DELETE FROM `+from+` WHERE day = $1`, day); err != nil {
			return 0, err
		}
	}
	var n int64
	for _, from := range []string{"passages", "visits"} {
		gone, err := t.tx.Exec(ctx, `DELETE FROM `+from+` WHERE day = $1`, day)
		if err != nil {
			return 0, err
		}
		n += gone
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO passage_days (day, created_at, destroyed_at, passages) VALUES ($1, $2, $2, $3)
		ON CONFLICT (day) DO UPDATE SET wrapped = NULL, destroyed_at = excluded.destroyed_at, passages = excluded.passages`, day, at, n)
	return n, err
}
