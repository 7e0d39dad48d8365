package store

import (
	"context"
	"encoding/json"
	"errors"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

// Shadow is a candidate that runs beside the rules in force, or ran.
type Shadow struct {
	ID        id.ID
	Policy    string // name@version
	Digest    policy.Digest
	StartedAt instant.Instant
	StartedBy string
	EndedAt   instant.Instant // Never while it runs
	Decided   int64           // decisions that the candidate made too
	Passed    int64           // decisions that there was no time for
}

const shadowColumns = `id, policy, digest, started_at, started_by, ended_at, decided, passed`

func readShadow(scan db.Scan) (s Shadow, err error) {
	err = scan(&s.ID, &s.Policy, &s.Digest, &s.StartedAt, &s.StartedBy, orNever{&s.EndedAt}, &s.Decided, &s.Passed)
	return s, err
}

// InsertShadow begins one; fault.Conflict while another runs.
func (t *Tx) InsertShadow(ctx context.Context, s Shadow) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO shadows (id, policy, digest, started_at, started_by, running, decided, passed) VALUES ($1, $2, $3, $4, $5, TRUE, 0, 0)
		ON CONFLICT DO NOTHING`, s.ID, s.Policy, s.Digest, s.StartedAt, s.StartedBy)
	return once(n, err, "shadow")
}

// EndShadow ends one that runs; fault.NotFound if it does not.
func (t *Tx) EndShadow(ctx context.Context, shadow id.ID, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE shadows SET ended_at = $1, running = NULL WHERE id = $2 AND running`, at, shadow)
	return changed(n, err, "shadow")
}

// Shadow is one by its id.
func (t *Tx) Shadow(ctx context.Context, shadow id.ID) (Shadow, error) {
	s, err := db.One(ctx, t.tx, readShadow, `SELECT `+shadowColumns+` FROM shadows WHERE id = $1`, shadow)
	return s, notFound(err, "shadow")
}

// RunningShadow is the one that runs; ok is false if none does.
func (t *Tx) RunningShadow(ctx context.Context) (s Shadow, ok bool, err error) {
	s, err = db.One(ctx, t.tx, readShadow, `SELECT `+shadowColumns+` FROM shadows WHERE running`)
	if errors.Is(err, db.ErrNoRows) {
		return Shadow{}, false, nil
	}
	return s, err == nil, err
}

// Shadows lists shadows, the newest first, with ids before the given one (zero: from the newest).
func (t *Tx) Shadows(ctx context.Context, before id.ID, limit int) ([]Shadow, error) {
	if before.IsZero() {
		before = lastID
	}
	return db.List(ctx, t.tx, readShadow, `SELECT `+shadowColumns+` FROM shadows WHERE id < $1 ORDER BY id DESC LIMIT $2`, before[:], limit)
}

// AddToShadow adds what a process has counted since it last did. Of each turn the samples that were first stay.
func (t *Tx) AddToShadow(ctx context.Context, shadow id.ID, more *policy.Tally, passed int64) error {
	n, err := t.tx.Exec(ctx, `UPDATE shadows SET decided = decided + $1, passed = passed + $2 WHERE id = $3`, more.Decided, passed, shadow)
	if err := changed(n, err, "shadow"); err != nil {
		return err
	}
	for turn, c := range more.Changes {
		key, err := json.Marshal(turn)
		if err != nil {
			return err
		}
		samples, err := json.Marshal(c.Samples)
		if err != nil {
			return err
		}
		if _, err := t.tx.Exec(ctx, `INSERT INTO shadow_differences (shadow_id, change, n, samples) VALUES ($1, $2, $3, $4)
			ON CONFLICT (shadow_id, change) DO UPDATE SET n = shadow_differences.n + excluded.n`, shadow, string(key), c.People, string(samples)); err != nil {
			return err
		}
	}
	return nil
}

// ShadowTally is what a shadow has counted: decisions, not people.
func (t *Tx) ShadowTally(ctx context.Context, s Shadow) (*policy.Tally, error) {
	out := policy.NewTally()
	out.Decided = s.Decided
	err := t.tx.Query(ctx, func(scan db.Scan) error {
		var key, samples string
		c := &policy.Counted{}
		if err := scan(&key, &c.People, &samples); err != nil {
			return err
		}
		var turn policy.Turn
		if err := json.Unmarshal([]byte(key), &turn); err != nil {
			return err
		}
		out.Changes[turn] = c
		out.Changed += c.People
		return json.Unmarshal([]byte(samples), &c.Samples)
	}, `SELECT change, n, samples FROM shadow_differences WHERE shadow_id = $1 ORDER BY change`, s.ID)
	return out, err
}
