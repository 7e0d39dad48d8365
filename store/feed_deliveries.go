package store

import (
	"context"

	"kangma/feed"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
)

const deliveryColumns = `d.feed_id, d.id, d.name, d.digest, d.way, d.key_id, d.at, d.reason, d.replaces, d.settled_at, d.settled_by, d.note,
	COALESCE(i.rows_read, 0), COALESCE(i.stored, 0), COALESCE(i.refused, 0), COALESCE(i.duplicate, 0), i.ended_at IS NOT NULL
	FROM feed_deliveries d LEFT JOIN imports i ON i.id = d.id`

// deadLetter is feed.Delivery's Dead.
const deadLetter = `d.settled_at IS NULL AND (d.reason <> '' OR i.ended_at IS NOT NULL AND i.refused > 0)`

func readDelivery(scan db.Scan) (d feed.Delivery, err error) {
	err = scan(&d.Feed, &d.ID, &d.Name, fixed(d.Digest[:]), &d.Way, &d.Key, &d.At, &d.Reason, fixed(d.Replaces[:]), orNever{&d.SettledAt}, &d.SettledBy, &d.Note,
		&d.Read, &d.Stored, &d.Refused, &d.Duplicate, &d.Ended)
	return d, err
}

func (t *Tx) InsertDelivery(ctx context.Context, d feed.Delivery) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO feed_deliveries (feed_id, id, name, digest, way, key_id, at, reason, replaces, settled_at, settled_by, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		d.Feed, d.ID, d.Name, d.Digest[:], string(d.Way), d.Key, d.At, d.Reason, blob(d.Replaces[:]), end(d.SettledAt), d.SettledBy, d.Note)
	return once(n, err, "delivery")
}

func (t *Tx) SettleDelivery(ctx context.Context, d feed.Delivery) error {
	n, err := t.tx.Exec(ctx, `UPDATE feed_deliveries SET reason = $1, settled_at = $2, settled_by = $3, note = $4 WHERE id = $5`,
		d.Reason, end(d.SettledAt), d.SettledBy, d.Note, d.ID)
	return changed(n, err, "delivery")
}

func (t *Tx) Delivery(ctx context.Context, delivery id.ID) (feed.Delivery, error) {
	d, err := db.One(ctx, t.tx, readDelivery, `SELECT `+deliveryColumns+` WHERE d.id = $1`, delivery)
	return d, notFound(err, "delivery")
}

func (t *Tx) DeliveryOf(ctx context.Context, of id.ID, content feed.Digest) (feed.Delivery, error) {
	d, err := db.One(ctx, t.tx, readDelivery, `SELECT `+deliveryColumns+` WHERE d.feed_id = $1 AND d.digest = $2`, of, content[:])
	return d, notFound(err, "delivery")
}

func (t *Tx) Deliveries(ctx context.Context, q feed.Query) ([]feed.Delivery, error) {
	before := q.Before
	if before.IsZero() {
		before = lastID
	}
	return db.List(ctx, t.tx, readDelivery, `SELECT `+deliveryColumns+` WHERE d.id < $1 AND (d.feed_id = $2 OR $3)
		AND (NOT $4 OR `+deadLetter+`) ORDER BY d.id DESC LIMIT $5`,
		before[:], q.Feed, q.Feed.IsZero(), q.Dead, q.Limit)
}

func (t *Tx) DeadLetters(ctx context.Context) (map[id.ID]int, error) {
	counts := map[id.ID]int{}
	_, err := db.List(ctx, t.tx, func(scan db.Scan) (struct{}, error) {
		var of id.ID
		var n int
		err := scan(&of, &n)
		counts[of] = n
		return struct{}{}, err
	}, `SELECT d.feed_id, count(*) FROM feed_deliveries d LEFT JOIN imports i ON i.id = d.id WHERE `+deadLetter+` GROUP BY d.feed_id`)
	return counts, err
}

func (t *Tx) ForgetDeliveries(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM feed_deliveries WHERE at < $1 AND (settled_at IS NOT NULL OR reason = ''
		AND NOT EXISTS (SELECT 1 FROM imports i WHERE i.id = feed_deliveries.id AND i.refused > 0))`, before)
	return err
}
