package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

func (t *Tx) Post(ctx context.Context, collector id.ID) (p passage.Post, err error) {
	err = t.tx.QueryRow(ctx, `SELECT collector_id, point_id, since FROM posts WHERE collector_id = $1`, []any{collector}, &p.Collector, &p.Point, &p.Since)
	if errors.Is(err, db.ErrNoRows) {
		return passage.Post{}, nil
	}
	return p, err
}

func (t *Tx) PutPost(ctx context.Context, p passage.Post) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO posts (collector_id, point_id, since) VALUES ($1, $2, $3)
		ON CONFLICT (collector_id) DO UPDATE SET point_id = excluded.point_id, since = excluded.since`, p.Collector, p.Point, p.Since)
	return err
}

func (t *Tx) DeletePost(ctx context.Context, collector id.ID) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM posts WHERE collector_id = $1`, collector)
	return err
}

func (t *Tx) CollectorsAt(ctx context.Context, point id.ID) (n int, err error) {
	err = t.tx.QueryRow(ctx, `SELECT count(*) FROM posts WHERE point_id = $1`, []any{point}, &n)
	return n, err
}

const deviceColumns = `id, collector_id, public_key, valid_from, valid_until`

func readDevice(scan db.Scan) (d passage.Device, err error) {
	err = scan(&d.ID, &d.Collector, fixed(d.PublicKey[:]), &d.From, orNever{&d.Until})
	return d, err
}

func (t *Tx) InsertDevice(ctx context.Context, d passage.Device) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO devices (`+deviceColumns+`) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		d.ID, d.Collector, d.PublicKey[:], d.From, end(d.Until))
	return once(n, err, "device")
}

func (t *Tx) Device(ctx context.Context, device id.ID) (passage.Device, error) {
	d, err := db.One(ctx, t.tx, readDevice, `SELECT `+deviceColumns+` FROM devices WHERE id = $1`, device)
	return d, notFound(err, "device")
}

func (t *Tx) DevicesOf(ctx context.Context, collector id.ID) ([]passage.Device, error) {
	return db.List(ctx, t.tx, readDevice, `SELECT `+deviceColumns+` FROM devices WHERE collector_id = $1 ORDER BY id`, collector)
}

func (t *Tx) EndDevice(ctx context.Context, device id.ID, until instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE devices SET valid_until = $1 WHERE id = $2`, end(until), device)
	return changed(n, err, "device")
}
