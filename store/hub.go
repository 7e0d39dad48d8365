package store

import (
	"context"
	"encoding/json"
	"errors"

	"kangma/federation"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// jsonText is what is stored as JSON.
func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// HubSequence is the sequence of the newest list that this hub published, 0 if there is none.
func (t *Tx) HubSequence(ctx context.Context) (sequence uint64, err error) {
	var n int64
	err = t.tx.QueryRow(ctx, `SELECT COALESCE(MAX(sequence), 0) FROM hub_lists`, nil, &n)
	return uint64(n), err
}

// HubDocument is the newest list that this hub published.
func (t *Tx) HubDocument(ctx context.Context) (d federation.Document, err error) {
	var text string
	if err = t.tx.QueryRow(ctx, `SELECT document FROM hub_lists ORDER BY sequence DESC LIMIT 1`, nil, &text); err != nil {
		return d, notFound(err, "list")
	}
	return federation.ParseDocument([]byte(text))
}

// InsertHubDocument stores the next list, and forgets those that expired long ago.
func (t *Tx) InsertHubDocument(ctx context.Context, sequence uint64, at instant.Instant, d federation.Document) error {
	text, err := jsonText(d)
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO hub_lists (sequence, issued_at, document) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, int64(sequence), at, text)
	if err := once(n, err, "list"); err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, `DELETE FROM hub_lists WHERE issued_at < $1 AND sequence < $2`, at.Add(-10*federation.ListLife), int64(sequence))
	return err
}

// candidateActs are the acts of a candidate as they are stored.
type candidateActs struct{ Vouched, Admitted, Refused *policy.Act }

const candidateColumns = `id, document, acts`

func readCandidate(scan db.Scan) (c federation.Candidate, err error) {
	var document, acts string
	if err = scan(&c.ID, &document, &acts); err != nil {
		return c, err
	}
	var a candidateActs
	if err = errors.Join(json.Unmarshal([]byte(document), &c.Envelope), json.Unmarshal([]byte(acts), &a)); err != nil {
		return c, err
	}
	c.Vouched, c.Admitted, c.Refused = a.Vouched, a.Admitted, a.Refused
	c.Submission, err = federation.StoredSubmission(c.Envelope)
	return c, err
}

// Candidates are those that wait for somebody, by id.
func (t *Tx) Candidates(ctx context.Context) ([]federation.Candidate, error) {
	return db.List(ctx, t.tx, readCandidate, `SELECT `+candidateColumns+` FROM hub_candidates WHERE state IN ('waiting', 'vouched') ORDER BY id`)
}

// Candidate is one of them.
func (t *Tx) Candidate(ctx context.Context, candidate id.ID) (federation.Candidate, error) {
	c, err := db.One(ctx, t.tx, readCandidate, `SELECT `+candidateColumns+` FROM hub_candidates WHERE id = $1`, candidate)
	return c, notFound(err, "candidate")
}

// InsertCandidate stores a new one.
func (t *Tx) InsertCandidate(ctx context.Context, c federation.Candidate) error {
	document, err := jsonText(c.Envelope)
	if err != nil {
		return err
	}
	acts, err := jsonText(candidateActs{c.Vouched, c.Admitted, c.Refused})
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO hub_candidates (id, region, state, document, acts) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		c.ID, c.Submission.Region, string(c.Standing()), document, acts)
	return once(n, err, "candidate")
}

// UpdateCandidate stores envelope and acts, unless somebody acted meanwhile.
func (t *Tx) UpdateCandidate(ctx context.Context, c federation.Candidate, before federation.Standing) error {
	document, err := jsonText(c.Envelope)
	if err != nil {
		return err
	}
	acts, err := jsonText(candidateActs{c.Vouched, c.Admitted, c.Refused})
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `UPDATE hub_candidates SET state = $1, document = $2, acts = $3 WHERE id = $4 AND state = $5`,
		string(c.Standing()), document, acts, c.ID, string(before))
	return once(n, err, "act on this candidate")
}

const admissionColumns = `document, since, removed`

func readAdmission(scan db.Scan) (a federation.Admission, err error) {
	var document, removed string
	if err = scan(&document, &a.Since, &removed); err != nil {
		return a, err
	}
	if err = json.Unmarshal([]byte(document), &a.Envelope); err != nil {
		return a, err
	}
	if removed != "" {
		a.Removed = &policy.Act{}
		if err = json.Unmarshal([]byte(removed), a.Removed); err != nil {
			return a, err
		}
	}
	a.Submission, err = federation.StoredSubmission(a.Envelope)
	return a, err
}

// Admissions are all members, removed ones included, by region.
func (t *Tx) Admissions(ctx context.Context) ([]federation.Admission, error) {
	return db.List(ctx, t.tx, readAdmission, `SELECT `+admissionColumns+` FROM hub_members ORDER BY region`)
}

// Admission is the one of a region.
func (t *Tx) Admission(ctx context.Context, r region.Code) (a federation.Admission, ok bool, err error) {
	a, err = db.One(ctx, t.tx, readAdmission, `SELECT `+admissionColumns+` FROM hub_members WHERE region = $1`, r)
	if errors.Is(err, db.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

// PutAdmission inserts or replaces it.
func (t *Tx) PutAdmission(ctx context.Context, a federation.Admission) error {
	document, err := jsonText(a.Envelope)
	if err != nil {
		return err
	}
	removed := ""
	if a.Removed != nil {
		if removed, err = jsonText(a.Removed); err != nil {
			return err
		}
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO hub_members (region, document, since, removed) VALUES ($1, $2, $3, $4)
		ON CONFLICT (region) DO UPDATE SET document = excluded.document, since = excluded.since, removed = excluded.removed`,
		a.Submission.Region, document, a.Since, removed)
	return err
}

// Held is what the node holds of its hub.
func (t *Tx) Held(ctx context.Context) (h federation.Held, err error) {
	var sequence, failures int64
	var document string
	err = t.tx.QueryRow(ctx, `SELECT sequence, document, checked_at, failures, failed_at, failure FROM hub_held WHERE name = 'hub'`, nil,
		&sequence, &document, &h.CheckedAt, &failures, &h.FailedAt, &h.Failure)
	if errors.Is(err, db.ErrNoRows) {
		return federation.Held{}, nil
	}
	if err != nil {
		return h, err
	}
	h.Sequence, h.Failures = uint64(sequence), int(failures)
	if document == "" {
		return h, nil
	}
	h.Document, err = federation.ParseDocument([]byte(document))
	return h, err
}

// PutHeld replaces it.
func (t *Tx) PutHeld(ctx context.Context, h federation.Held) error {
	document := ""
	if h.Sequence > 0 {
		var err error
		if document, err = jsonText(h.Document); err != nil {
			return err
		}
	}
	_, err := t.tx.Exec(ctx, `INSERT INTO hub_held (name, sequence, document, checked_at, failures, failed_at, failure) VALUES ('hub', $1, $2, $3, $4, $5, $6)
		ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence, document = excluded.document, checked_at = excluded.checked_at,
			failures = excluded.failures, failed_at = excluded.failed_at, failure = excluded.failure`,
		int64(h.Sequence), document, h.CheckedAt, int64(h.Failures), h.FailedAt, h.Failure)
	return err
}

var _ federation.TrustTx = (*Tx)(nil)
