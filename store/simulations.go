package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

// Simulation is a trial of a candidate on the whole population.
type Simulation struct {
	ID      id.ID
	Policy  string          // name@version of the pack
	Digest  policy.Digest   // zero: of the pack in force
	Source  string          // of the candidate list; "" if there is none
	List    []byte          // as it was given
	At      instant.Instant // 0: of the snapshot
	AskedAt instant.Instant
	AskedBy string
	Job     id.ID
	EndedAt instant.Instant // Never until it has
	Result  string          // JSON; "" until it has ended
}

const simulationColumns = `id, policy, digest, source, at, asked_at, asked_by, job_id, ended_at, COALESCE(result, '')`

func readSimulation(scan db.Scan) (s Simulation, err error) {
	err = scan(simulationDest(&s)...)
	if s.At == never {
		s.At = 0
	}
	return s, err
}

func simulationDest(s *Simulation) []any {
	return []any{&s.ID, &s.Policy, &s.Digest, &s.Source, orNever{&s.At}, &s.AskedAt, &s.AskedBy, fixed(s.Job[:]), orNever{&s.EndedAt}, &s.Result}
}

func (t *Tx) InsertSimulation(ctx context.Context, s Simulation) error {
	at := end(never)
	if s.At != 0 {
		at = end(s.At)
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO simulations (id, policy, digest, source, list, at, asked_at, asked_by, job_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT DO NOTHING`, s.ID, s.Policy, s.Digest, s.Source, s.List, at, s.AskedAt, s.AskedBy, s.Job)
	return once(n, err, "simulation")
}

// EndSimulation stores what came out.
func (t *Tx) EndSimulation(ctx context.Context, simulation id.ID, result string, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE simulations SET result = $1, ended_at = $2 WHERE id = $3`, result, at, simulation)
	return changed(n, err, "simulation")
}

// Simulation is one trial, with its candidate list.
func (t *Tx) Simulation(ctx context.Context, simulation id.ID) (Simulation, error) {
	s, err := db.One(ctx, t.tx, func(scan db.Scan) (s Simulation, err error) {
		err = scan(append(simulationDest(&s), &s.List)...)
		if s.At == never {
			s.At = 0
		}
		return s, err
	}, `SELECT `+simulationColumns+`, list FROM simulations WHERE id = $1`, simulation)
	return s, notFound(err, "simulation")
}

// Simulations lists trials without their lists, the newest first, with ids before the given one (zero: from the newest).
func (t *Tx) Simulations(ctx context.Context, before id.ID, limit int) ([]Simulation, error) {
	if before.IsZero() {
		before = lastID
	}
	return db.List(ctx, t.tx, readSimulation, `SELECT `+simulationColumns+` FROM simulations WHERE id < $1 ORDER BY id DESC LIMIT $2`, before[:], limit)
}
