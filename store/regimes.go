package store

import (
	"context"
	"errors"

	"kangma/internal/db"
	"kangma/internal/instant"
	"kangma/policy"
)

const regimeColumns = `number, valid_from, policy, modes, risk_list, stands, digest, valid_until, publication_id`

func (t *Tx) InsertRegime(ctx context.Context, r policy.Regime) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO regimes (`+regimeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		r.Number, r.From, r.Policy, r.Modes, r.RiskList, r.Stands, r.Digest, end(r.Until), blob(r.Publication[:]))
	return once(n, err, "regime")
}

func (t *Tx) Regime(ctx context.Context) (r policy.Regime, ok bool, err error) {
	return t.regime(ctx, `ORDER BY number DESC LIMIT 1`)
}

// RegimeAt is the regime that was in force at an instant; ok is false before the first.
func (t *Tx) RegimeAt(ctx context.Context, at instant.Instant) (r policy.Regime, ok bool, err error) {
	return t.regime(ctx, `WHERE valid_from <= $1 ORDER BY number DESC LIMIT 1`, at)
}

// RegimeNumbered is a regime by its number; ok is false if there is none.
func (t *Tx) RegimeNumbered(ctx context.Context, number int64) (r policy.Regime, ok bool, err error) {
	return t.regime(ctx, `WHERE number = $1`, number)
}

func (t *Tx) regime(ctx context.Context, which string, args ...any) (r policy.Regime, ok bool, err error) {
	r, err = db.One(ctx, t.tx, readRegime, `SELECT `+regimeColumns+` FROM regimes `+which, args...)
	if errors.Is(err, db.ErrNoRows) {
		return policy.Regime{}, false, nil
	}
	return r, err == nil, err
}

func readRegime(scan db.Scan) (r policy.Regime, err error) {
	err = scan(&r.Number, &r.From, &r.Policy, &r.Modes, &r.RiskList, &r.Stands, &r.Digest, orNever{&r.Until}, fixed(r.Publication[:]))
	return r, err
}

const switchColumns = `id, mode, region, valid_from, valid_until, recorded_at, switched_by, reason`

func (t *Tx) InsertSwitch(ctx context.Context, s policy.Switch) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO switches (`+switchColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		s.ID, s.Mode, s.Region, s.From, end(s.Until), s.RecordedAt, s.By, s.Reason)
	return once(n, err, "switch")
}

func (t *Tx) Switches(ctx context.Context) ([]policy.Switch, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (s policy.Switch, err error) {
		err = scan(&s.ID, &s.Mode, &s.Region, &s.From, orNever{&s.Until}, &s.RecordedAt, &s.By, &s.Reason)
		return s, err
	}, `SELECT `+switchColumns+` FROM switches ORDER BY recorded_at, id`)
}
