package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
)

const decisionColumns = `person_id, id, decided_for, regime, policy, colour, mark, labels, state, gate, next_review, reasons`

var (
	intoDecisions = db.IntoTable("decisions", decisionColumns, "")
	intoCurrent   = db.IntoTable("current", decisionColumns, `ON CONFLICT (person_id) DO UPDATE SET id = excluded.id,
		decided_for = excluded.decided_for, regime = excluded.regime, policy = excluded.policy, colour = excluded.colour, mark = excluded.mark,
		labels = excluded.labels, state = excluded.state, gate = excluded.gate, next_review = excluded.next_review, reasons = excluded.reasons`)
)

// decisionRow is a record with its reasons written out once, for two tables.
type decisionRow struct {
	*policy.Record
	reasons string
}

func decisionValues(r *decisionRow, v []any) []any {
	return append(v, r.Person, r.ID, r.At, r.Regime, r.Policy, string(r.Colour), string(r.Mark), strings.Join(r.Labels, ","), r.State, string(r.Gate),
		end(r.NextReview), r.reasons)
}

func readDecision(scan db.Scan) (r policy.Record, err error) {
	var labels, reasons string
	if err := scan(&r.Person, &r.ID, &r.At, &r.Regime, &r.Policy, &r.Colour, &r.Mark, &labels, &r.State, &r.Gate, orNever{&r.NextReview}, &reasons); err != nil {
		return r, err
	}
	if labels != "" {
		r.Labels = strings.Split(labels, ",")
	}
	r.Reasons, err = parseGrounds(reasons)
	return r, err
}

func (t *Tx) InsertDecisions(ctx context.Context, rs []policy.Record) error {
	rows := make([]decisionRow, len(rs))
	for i := range rs {
		rows[i] = decisionRow{&rs[i], formatGrounds(rs[i].Reasons)}
	}
	slices.SortFunc(rows, func(a, b decisionRow) int {
		return cmp.Or(slices.Compare(a.Person[:], b.Person[:]), slices.Compare(a.ID[:], b.ID[:]))
	})
	if _, err := db.Insert(ctx, t.tx, intoDecisions, rows, decisionValues); err != nil {
		return exists(err, "decision")
	}
	_, err := db.Insert(ctx, t.tx, intoCurrent, rows, decisionValues)
	return err
}

func (t *Tx) StillDecided(ctx context.Context, persons []id.ID, regime int64) error {
	return db.ByKeys(ctx, t.tx, persons, func(db.Scan) error { return nil },
		`UPDATE current SET regime = $1 WHERE person_id IN (/*keys*/) RETURNING regime`, regime)
}

func (t *Tx) Current(ctx context.Context, persons []id.ID) (map[id.ID]policy.Record, error) {
	found := make(map[id.ID]policy.Record, len(persons))
	err := db.ByKeys(ctx, t.tx, persons, func(scan db.Scan) error {
		r, err := readDecision(scan)
		found[r.Person] = r
		return err
	}, `SELECT `+decisionColumns+` FROM current WHERE person_id IN (/*keys*/)`)
	return found, err
}

func (t *Tx) Decisions(ctx context.Context, person, before id.ID, limit int) ([]policy.Record, error) {
	if before.IsZero() {
		before = lastID
	}
	return db.List(ctx, t.tx, readDecision, `SELECT `+decisionColumns+` FROM decisions WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		person, before, limit)
}

func (t *Tx) Due(ctx context.Context, at instant.Instant, limit int) ([]id.ID, error) {
	return db.List(ctx, t.tx, readID, `SELECT person_id FROM current WHERE next_review IS NOT NULL AND next_review <= $1
		ORDER BY next_review, person_id LIMIT $2`, at, limit)
}

func (t *Tx) NextDue(ctx context.Context) (next instant.Instant, err error) {
	err = t.tx.QueryRow(ctx, `SELECT MIN(next_review) FROM current WHERE next_review IS NOT NULL`, nil, orNever{&next})
	return next, err
}

func (t *Tx) Briefs(ctx context.Context, of []id.ID, after id.ID, limit int) ([]policy.Brief, error) {
	var briefs []policy.Brief
	each := func(scan db.Scan) error {
		b, err := readBrief(scan)
		briefs = append(briefs, b)
		return err
	}
	const columns = `SELECT person_id, document_type, birth, residence FROM people `
	if len(of) == 0 {
		err := t.tx.Query(ctx, each, columns+`WHERE person_id > $1 ORDER BY person_id LIMIT $2`, after[:], limit)
		return briefs, err
	}
	if err := db.ByKeys(ctx, t.tx, of, each, columns+`WHERE person_id IN (/*keys*/)`); err != nil {
		return nil, err
	}
	slices.SortFunc(briefs, func(a, b policy.Brief) int { return slices.Compare(a.ID[:], b.ID[:]) })
	return briefs, nil
}

// BriefKnown is what was known of a person at an instant (PE-11).
func (t *Tx) BriefKnown(ctx context.Context, who id.ID, knownAt instant.Instant) (policy.Brief, error) {
	const before = `SELECT person_id, document_type, birth, residence FROM people_before WHERE person_id = $1 AND known_until > $2 ORDER BY known_until LIMIT 1`
	b, err := db.One(ctx, t.tx, readBrief, before, who, knownAt)
	if errors.Is(err, db.ErrNoRows) {
		b, err = db.One(ctx, t.tx, readBrief, `SELECT person_id, document_type, birth, residence FROM people WHERE person_id = $1`, who)
	}
	return b, notFound(err, "person")
}

// DecidedAt is the regime under which a person was decided at exactly an instant; ok is false if he was not.
func (t *Tx) DecidedAt(ctx context.Context, who id.ID, at instant.Instant) (regime int64, ok bool, err error) {
	err = t.tx.QueryRow(ctx, `SELECT regime FROM decisions WHERE person_id = $1 AND decided_for = $2 ORDER BY id DESC LIMIT 1`, []any{who, at}, &regime)
	if errors.Is(err, db.ErrNoRows) {
		return 0, false, nil
	}
	return regime, err == nil, err
}

// formatGrounds and parseGrounds store reasons as compact JSON.
func formatGrounds(gs []policy.Ground) string {
	if len(gs) == 0 {
		return "[]"
	}
	b, err := json.Marshal(gs)
	if err != nil {
		panic("store: reasons cannot be written: " + err.Error()) // strings and an instant
	}
	return string(b)
}

func parseGrounds(s string) (gs []policy.Ground, err error) {
	if s == "[]" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(s), &gs)
	return gs, err
}
