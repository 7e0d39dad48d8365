package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/itinerary"
)

const itineraryColumns = `person_id, evidence_id, result, left_city, asked_at, updated_at, expires_at, list, rule`

func (t *Tx) Itinerary(ctx context.Context, who id.ID) (itinerary.Statement, error) {
	s, err := db.One(ctx, t.tx, func(scan db.Scan) (s itinerary.Statement, err error) {
		var result string
		err = scan(&s.Person, &s.Evidence, &result, &s.Left, &s.Asked, &s.Updated, &s.Expires, fixed(s.List[:]), &s.Rule)
		s.Result = itinerary.Result(result)
		return s, err
	}, `SELECT `+itineraryColumns+` FROM itineraries WHERE person_id = $1`, who)
	if errors.Is(err, db.ErrNoRows) {
		return itinerary.Statement{Person: who}, nil
	}
	return s, err
}

func (t *Tx) PutItinerary(ctx context.Context, s itinerary.Statement) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO itineraries (`+itineraryColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (person_id) DO UPDATE SET evidence_id = excluded.evidence_id, result = excluded.result, left_city = excluded.left_city, asked_at = excluded.asked_at,
			updated_at = excluded.updated_at, expires_at = excluded.expires_at, list = excluded.list, rule = excluded.rule`,
		s.Person, s.Evidence, string(s.Result), s.Left, s.Asked, s.Updated, s.Expires, s.List[:], s.Rule)
	return err
}

const askColumns = `person_id, id, account_id, asked_at, code_until, until, analysing, sealed`

func (t *Tx) ItineraryAsk(ctx context.Context, who id.ID) (itinerary.Ask, error) {
	k, err := db.One(ctx, t.tx, func(scan db.Scan) (k itinerary.Ask, err error) {
		err = scan(&k.Person, &k.ID, &k.Account, &k.Asked, &k.CodeUntil, &k.Until, &k.Analysing, &k.Sealed)
		return k, err
	}, `SELECT `+askColumns+` FROM itinerary_asks WHERE person_id = $1`, who)
	if errors.Is(err, db.ErrNoRows) {
		return itinerary.Ask{}, nil
	}
	return k, err
}

func (t *Tx) PutItineraryAsk(ctx context.Context, k itinerary.Ask) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO itinerary_asks (`+askColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (person_id) DO UPDATE SET id = excluded.id, account_id = excluded.account_id, asked_at = excluded.asked_at, code_until = excluded.code_until,
			until = excluded.until, analysing = excluded.analysing, sealed = excluded.sealed`,
		k.Person, k.ID, k.Account, k.Asked, k.CodeUntil, k.Until, k.Analysing, k.Sealed)
	return err
}

func (t *Tx) DropItineraryAsk(ctx context.Context, who id.ID) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM itinerary_asks WHERE person_id = $1`, who)
	return err
}

func (t *Tx) ForgetItineraryAsks(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM itinerary_asks WHERE asked_at < $1`, before)
	return err
}

func (t *Tx) InsertJourney(ctx context.Context, j itinerary.SealedJourney) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO journeys (person_id, id, declared_at, sealed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, j.Person, j.ID, j.Declared, j.Sealed)
	return once(n, err, "journey")
}

func (t *Tx) Journeys(ctx context.Context, who id.ID, since instant.Instant) ([]itinerary.SealedJourney, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (j itinerary.SealedJourney, err error) {
		err = scan(&j.Person, &j.ID, &j.Declared, &j.Sealed)
		return j, err
	}, `SELECT person_id, id, declared_at, sealed FROM journeys WHERE person_id = $1 AND declared_at >= $2 ORDER BY id DESC`, who, since)
}

func (t *Tx) ForgetJourneys(ctx context.Context, before instant.Instant) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM journeys WHERE declared_at < $1`, before)
	return err
}
