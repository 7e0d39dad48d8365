package store

import (
	"context"
	"strings"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
)

const placeColumns = `id, kind, name, region, address, office, phone, lat, lon, created_at, created_by, closed_at`

func readPlace(scan db.Scan) (p passage.Place, err error) {
	var lat, lon *int32
	err = scan(&p.ID, &p.Kind, &p.Name, &p.Region, &p.Address, &p.Office, &p.Phone, &lat, &lon, &p.CreatedAt, &p.CreatedBy, orNever{&p.ClosedAt})
	p.Location = location(lat, lon)
	return p, err
}

func location(lat, lon *int32) *passage.Location {
	if lat == nil || lon == nil {
		return nil
	}
	return &passage.Location{Lat: *lat, Lon: *lon}
}

// degrees are the two columns of a location.
func degrees(l *passage.Location) (lat, lon any) {
	if l == nil {
		return nil, nil
	}
	return int64(l.Lat), int64(l.Lon)
}

func (t *Tx) InsertPlace(ctx context.Context, p passage.Place) error {
	lat, lon := degrees(p.Location)
	n, err := t.tx.Exec(ctx, `INSERT INTO places (`+placeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		p.ID, string(p.Kind), p.Name, p.Region, p.Address, p.Office, p.Phone, lat, lon, p.CreatedAt, p.CreatedBy, end(p.ClosedAt))
	return once(n, err, "place")
}

func (t *Tx) Place(ctx context.Context, place id.ID) (passage.Place, error) {
	p, err := db.One(ctx, t.tx, readPlace, `SELECT `+placeColumns+` FROM places WHERE id = $1`, place)
	return p, notFound(err, "place")
}

// PlacesByID are those of the places that exist, closed ones included.
func (t *Tx) PlacesByID(ctx context.Context, places []id.ID) (map[id.ID]passage.Place, error) {
	found := make(map[id.ID]passage.Place, len(places))
	err := db.ByKeys(ctx, t.tx, places, func(scan db.Scan) error {
		p, err := readPlace(scan)
		found[p.ID] = p
		return err
	}, `SELECT `+placeColumns+` FROM places WHERE id IN (/*keys*/)`)
	return found, err
}

func (t *Tx) PlacesIn(ctx context.Context, q passage.PlaceQuery) ([]passage.Place, error) {
	lo, hi := q.Region.Range()
	return db.List(ctx, t.tx, readPlace, `SELECT `+placeColumns+` FROM places
		WHERE region >= $1 AND region < $2 AND closed_at IS NULL AND id > $3 AND ($4 = '' OR kind = $4) AND ($5 = '' OR lower(name) LIKE $5 ESCAPE '!')
		ORDER BY id LIMIT $6`, lo, hi, q.After[:], string(q.Kind), contains(q.Name), q.Limit)
}

func (t *Tx) PlacesNamed(ctx context.Context, r region.Code, name string) ([]passage.Place, error) {
	return db.List(ctx, t.tx, readPlace, `SELECT `+placeColumns+` FROM places WHERE region = $1 AND name = $2 AND closed_at IS NULL ORDER BY id`, r, name)
}

// contains is the pattern of texts that contain one, "" if it is empty.
func contains(s string) string {
	if s == "" {
		return ""
	}
	return "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(s)) + "%"
}

func (t *Tx) ClosePlace(ctx context.Context, place id.ID, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE places SET closed_at = $1 WHERE id = $2`, at, place)
	return changed(n, err, "place")
}

const pointColumns = `id, place_id, name, region, lat, lon, created_at, created_by, closed_at`

func readPoint(scan db.Scan) (p passage.Point, err error) {
	var lat, lon *int32
	err = scan(&p.ID, &p.Place, &p.Name, &p.Region, &lat, &lon, &p.CreatedAt, &p.CreatedBy, orNever{&p.ClosedAt})
	p.Location = location(lat, lon)
	return p, err
}

func (t *Tx) InsertPoint(ctx context.Context, p passage.Point) error {
	lat, lon := degrees(p.Location)
	n, err := t.tx.Exec(ctx, `INSERT INTO points (`+pointColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		p.ID, p.Place, p.Name, p.Region, lat, lon, p.CreatedAt, p.CreatedBy, end(p.ClosedAt))
	return once(n, err, "point")
}

func (t *Tx) Point(ctx context.Context, point id.ID) (passage.Point, error) {
	p, err := db.One(ctx, t.tx, readPoint, `SELECT `+pointColumns+` FROM points WHERE id = $1`, point)
	return p, notFound(err, "point")
}

// Points are those of the points that exist, by id.
func (t *Tx) Points(ctx context.Context, points []id.ID) (map[id.ID]passage.Point, error) {
	found := make(map[id.ID]passage.Point, len(points))
	err := db.ByKeys(ctx, t.tx, points, func(scan db.Scan) error {
		p, err := readPoint(scan)
		found[p.ID] = p
		return err
	}, `SELECT `+pointColumns+` FROM points WHERE id IN (/*keys*/)`)
	return found, err
}

func (t *Tx) PointsIn(ctx context.Context, r region.Code, after id.ID, limit int) ([]passage.Point, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, readPoint, `SELECT `+pointColumns+` FROM points
		WHERE region >= $1 AND region < $2 AND closed_at IS NULL AND id > $3 ORDER BY id LIMIT $4`, lo, hi, after[:], limit)
}

func (t *Tx) PointsOf(ctx context.Context, place id.ID) ([]passage.Point, error) {
	return db.List(ctx, t.tx, readPoint, `SELECT `+pointColumns+` FROM points WHERE place_id = $1 AND closed_at IS NULL ORDER BY id`, place)
}

func (t *Tx) ClosePoint(ctx context.Context, point id.ID, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE points SET closed_at = $1 WHERE id = $2`, at, point)
	return changed(n, err, "point")
}
