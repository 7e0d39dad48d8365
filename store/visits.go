package store

import (
	"context"
	"errors"
	"time"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

const placeCodeColumns = `place_id, version, every, lat, lon, radius, issued_at, issued_by, revoked_at`

func readPlaceCode(scan db.Scan) (c passage.PlaceCode, err error) {
	var lat, lon *int32
	var every int64
	err = scan(&c.Place, &c.Version, &every, &lat, &lon, &c.Radius, &c.IssuedAt, &c.IssuedBy, orNever{&c.RevokedAt})
	c.Every, c.Spot = time.Duration(every)*time.Minute, location(lat, lon)
	return c, err
}

func (t *Tx) InsertPlaceCode(ctx context.Context, c passage.PlaceCode) error {
	lat, lon := degrees(c.Spot)
	n, err := t.tx.Exec(ctx, `INSERT INTO place_codes (`+placeCodeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		c.Place, c.Version, int64(c.Every/time.Minute), lat, lon, c.Radius, c.IssuedAt, c.IssuedBy, end(c.RevokedAt))
	return once(n, err, "code of the place")
}

func (t *Tx) PlaceCode(ctx context.Context, place id.ID) (passage.PlaceCode, error) {
	c, err := db.One(ctx, t.tx, readPlaceCode, `SELECT `+placeCodeColumns+` FROM place_codes WHERE place_id = $1 ORDER BY version DESC LIMIT 1`, place)
	if errors.Is(err, db.ErrNoRows) {
		return passage.PlaceCode{}, nil
	}
	return c, err
}

// PlaceCodes are the newest codes of places; a place without one is left out.
func (t *Tx) PlaceCodes(ctx context.Context, places []id.ID) (map[id.ID]passage.PlaceCode, error) {
	found := make(map[id.ID]passage.PlaceCode, len(places))
	err := db.ByKeys(ctx, t.tx, places, func(scan db.Scan) error {
		c, err := readPlaceCode(scan)
		found[c.Place] = c
		return err
	}, `SELECT `+placeCodeColumns+` FROM place_codes c WHERE version = (SELECT MAX(m.version) FROM place_codes m WHERE m.place_id = c.place_id) AND place_id IN (/*keys*/)`)
	return found, err
}

func (t *Tx) RevokePlaceCode(ctx context.Context, place id.ID, version int, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE place_codes SET revoked_at = $1 WHERE place_id = $2 AND version = $3`, at, place, version)
	return changed(n, err, "code of the place")
}

func (t *Tx) InsertVisit(ctx context.Context, v passage.Visit) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO visits (pseudonym, day, id, place_id, region, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		v.Pseudonym, v.Day, v.ID, v.Place, v.Region, v.At)
	return err
}

func (t *Tx) VisitsOfDay(ctx context.Context, day passage.Day, p passage.Pseudonym) ([]passage.Visit, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (v passage.Visit, err error) {
		err = scan(&v.Pseudonym, &v.Day, &v.ID, &v.Place, &v.Region, &v.At)
		return v, err
	}, `SELECT pseudonym, day, id, place_id, region, at FROM visits WHERE pseudonym = $1 AND day = $2 ORDER BY at, id`, p, day)
}
