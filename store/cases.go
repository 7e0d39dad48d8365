package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
)

const caseColumns = `person_id, id, kind, state, seat, region, raised, version, opened_at, opened_by, due_at, closed_at, evidence, assignment, form_key, form_box`

func readCase(scan db.Scan) (c review.Case, err error) {
	var evidence []byte
	var assignment string
	err = scan(&c.Person, &c.ID, &c.Kind, &c.State, &c.Seat, &c.Region, &c.Raised, &c.Version, &c.OpenedAt, &c.OpenedBy, &c.Due,
		orNever{&c.ClosedAt}, &evidence, &assignment, &c.Form.Key, &c.Form.Box)
	if err != nil {
		return c, err
	}
	if c.Person == c.ID { // about nobody
		c.Person = id.ID{}
	}
	for ; len(evidence) >= len(id.ID{}); evidence = evidence[len(id.ID{}):] {
		c.Evidence = append(c.Evidence, id.ID(evidence[:len(id.ID{})]))
	}
	return c, json.Unmarshal([]byte(assignment), &c.Assigned)
}

// owner is the person that a case is stored with: the case itself if it is about nobody.
func owner(c review.Case) id.ID {
	if c.Person.IsZero() {
		return c.ID
	}
	return c.Person
}

func (t *Tx) InsertCase(ctx context.Context, c review.Case) error {
	var evidence []byte
	for _, e := range c.Evidence {
		evidence = append(evidence, e[:]...)
	}
	assignment, err := json.Marshal(c.Assigned)
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO case_owners (case_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, c.ID, owner(c))
	if err := once(n, err, "case"); err != nil {
		return err
	}
	n, err = t.tx.Exec(ctx, `INSERT INTO cases (`+caseColumns+`, desk, assigned_to)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING`,
		owner(c), c.ID, string(c.Kind), string(c.State), c.Seat, c.Region, c.Raised, c.Version, c.OpenedAt, c.OpenedBy, int64(c.Due), end(c.ClosedAt),
		append([]byte{}, evidence...), string(assignment), c.Form.Key, c.Form.Box, string(c.Desk()), c.Assigned.To)
	return once(n, err, "case")
}

func (t *Tx) Case(ctx context.Context, v id.ID) (review.Case, error) {
	var who id.ID
	if err := t.tx.QueryRow(ctx, `SELECT person_id FROM case_owners WHERE case_id = $1`, []any{v}, &who); err != nil {
		return review.Case{}, notFound(err, "case")
	}
	c, err := db.One(ctx, t.tx, readCase, `SELECT `+caseColumns+` FROM cases WHERE person_id = $1 AND id = $2`, who, v)
	return c, notFound(err, "case")
}

func (t *Tx) UpdateCase(ctx context.Context, c review.Case, was int) error {
	assignment, err := json.Marshal(c.Assigned)
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `UPDATE cases SET state = $1, desk = $2, region = $3, raised = $4, version = $5, due_at = $6, closed_at = $7,
		assigned_to = $8, assignment = $9, form_key = $10, form_box = $11 WHERE person_id = $12 AND id = $13 AND version = $14`,
		string(c.State), string(c.Desk()), c.Region, c.Raised, c.Version, int64(c.Due), end(c.ClosedAt),
		c.Assigned.To, string(assignment), c.Form.Key, c.Form.Box, owner(c), c.ID, was)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "case.moved", "the case was moved meanwhile")
	}
	return err
}

const eventColumns = `person_id, case_id, id, version, at, side, account_id, role, office, move, from_state, to_state, region, raised, due_at, words`

var intoEvents = db.IntoTable("case_events", eventColumns, "")

func (t *Tx) InsertCaseEvents(ctx context.Context, es []review.Event) error {
	_, err := db.Insert(ctx, t.tx, intoEvents, es, func(e *review.Event, v []any) []any {
		return append(v, owner(review.Case{Person: e.Person, ID: e.Case}), e.Case, e.ID, e.Version, e.At, string(e.By.Side), e.By.Account, string(e.By.Role),
			e.By.Office, string(e.Move), string(e.From), string(e.To), e.Region, e.Raised, int64(e.Due), e.Sealed)
	})
	return exists(err, "event")
}

func (t *Tx) CaseEvents(ctx context.Context, c review.Case) ([]review.Event, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (e review.Event, err error) {
		err = scan(&e.Person, &e.Case, &e.ID, &e.Version, &e.At, &e.By.Side, &e.By.Account, &e.By.Role, &e.By.Office, &e.Move, &e.From, &e.To,
			&e.Region, &e.Raised, &e.Due, &e.Sealed)
		if e.Person == e.Case {
			e.Person = id.ID{}
		}
		return e, err
	}, `SELECT `+eventColumns+` FROM case_events WHERE person_id = $1 AND case_id = $2 ORDER BY version, id`, owner(c), c.ID)
}

func (t *Tx) CasesOf(ctx context.Context, who, before id.ID, limit int) ([]review.Case, error) {
	if before.IsZero() {
		before = id.ID{0: 0xff}
	}
	return db.List(ctx, t.tx, readCase, `SELECT `+caseColumns+` FROM cases WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, who, before, limit)
}

// WorkList asks for each permission and region by itself: so each is a walk along the index of open cases.
func (t *Tx) WorkList(ctx context.Context, q review.Query) ([]review.Case, error) {
	var all []review.Case
	late := int64(instant.Never)
	if q.Late != 0 {
		late = int64(q.Late)
	}
	for _, desk := range q.Desks {
		for _, r := range desk.Regions {
			lo, hi := r.Range()
			list, err := db.List(ctx, t.tx, readCase, `SELECT `+caseColumns+` FROM cases
				WHERE closed_at IS NULL AND desk = $1 AND region >= $2 AND region < $3
				AND (kind = $4 OR $4 = '') AND (state = $5 OR $5 = '') AND (due_at <= $6 OR raised IS NOT NULL)
				AND (assigned_to = $7 OR $8) AND (due_at > $9 OR due_at = $9 AND id > $10)
				ORDER BY due_at, id LIMIT $11`,
				string(desk.May), lo, hi, string(q.Kind), string(q.State), late, q.Assignee[:], q.Assignee.IsZero(), int64(q.After.Due), q.After.ID[:], q.Limit)
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
	}
	slices.SortFunc(all, func(a, b review.Case) int { return cmp.Or(cmp.Compare(a.Due, b.Due), slices.Compare(a.ID[:], b.ID[:])) })
	return all[:min(q.Limit, len(all))], nil
}

func (t *Tx) DueCases(ctx context.Context, at instant.Instant, after review.Place, limit int) ([]review.Case, error) {
	return db.List(ctx, t.tx, readCase, `SELECT `+caseColumns+` FROM cases WHERE closed_at IS NULL AND due_at <= $1
		AND (due_at > $2 OR due_at = $2 AND id > $3) ORDER BY due_at, id LIMIT $4`, at, int64(after.Due), after.ID[:], limit)
}

func (t *Tx) NextCaseDue(ctx context.Context, at instant.Instant) (instant.Instant, error) {
	var next instant.Instant
	err := t.tx.QueryRow(ctx, `SELECT due_at FROM cases WHERE closed_at IS NULL AND due_at > $1 ORDER BY due_at, id LIMIT 1`, []any{at}, &next)
	if errors.Is(err, db.ErrNoRows) {
		return instant.Never, nil
	}
	return next, err
}

func (t *Tx) AnsweredCases(ctx context.Context, after id.ID, limit int) ([]review.Case, error) {
	return db.List(ctx, t.tx, readCase, `SELECT `+caseColumns+` FROM cases c WHERE closed_at IS NULL AND kind = $1
		AND EXISTS (SELECT 1 FROM applications a WHERE a.person_id = c.person_id AND a.id = c.id AND a.assigned_at IS NOT NULL)
		AND id > $2 ORDER BY id LIMIT $3`, string(review.Overdue), after[:], limit)
}

func (t *Tx) CaseLoads(ctx context.Context, accounts []id.ID) (map[id.ID]int, error) {
	loads := map[id.ID]int{}
	err := db.ByKeys(ctx, t.tx, accounts, func(scan db.Scan) error {
		var who id.ID
		var n int
		err := scan(&who, &n)
		loads[who] = n
		return err
	}, `SELECT assigned_to, count(*) FROM cases WHERE closed_at IS NULL AND assigned_to IN (/*keys*/) GROUP BY assigned_to`)
	return loads, err
}
