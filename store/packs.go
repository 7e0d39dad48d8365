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

const keptColumns = `digest, policy, data, shipped, recorded_at, recorded_by, findings`

// KeepPack keeps a pack; nothing happens if one of its digest is kept.
func (t *Tx) KeepPack(ctx context.Context, k policy.Kept) error {
	findings, err := json.Marshal(k.Findings)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, `INSERT INTO packs (`+keptColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		k.Digest, k.Policy, k.Data, k.Shipped, k.RecordedAt, k.By, string(findings))
	return err
}

func readKept(scan db.Scan) (k policy.Kept, err error) {
	var findings string
	if err := scan(&k.Digest, &k.Policy, &k.Data, &k.Shipped, &k.RecordedAt, &k.By, &findings); err != nil {
		return k, err
	}
	return k, json.Unmarshal([]byte(findings), &k.Findings)
}

// KeptPack is a pack by its digest.
func (t *Tx) KeptPack(ctx context.Context, d policy.Digest) (policy.Kept, error) {
	k, err := db.One(ctx, t.tx, readKept, `SELECT `+keptColumns+` FROM packs WHERE digest = $1`, d)
	return k, notFound(err, "pack")
}

// KeptPacks lists the packs that are kept, the newest recorded first, recorded before an instant.
func (t *Tx) KeptPacks(ctx context.Context, before instant.Instant, limit int) ([]policy.Kept, error) {
	return db.List(ctx, t.tx, readKept, `SELECT `+keptColumns+` FROM packs WHERE recorded_at < $1 ORDER BY recorded_at DESC, digest LIMIT $2`, before, limit)
}

const publicationColumns = `p.id, p.policy, p.digest, p.asked_from, p.valid_until, p.reason, p.emergency, p.proposed_at, p.account_id, p.person_id, p.role`

func (t *Tx) InsertPublication(ctx context.Context, p policy.Publication) error {
	var asked any
	if p.Asked != 0 {
		asked = p.Asked
	}
	h := p.Proposed.By
	n, err := t.tx.Exec(ctx, `INSERT INTO publications (id, policy, digest, asked_from, valid_until, reason, emergency, proposed_at, account_id, person_id, role)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		p.ID, p.Policy, p.Digest, asked, p.Until, p.Reason, p.Emergency, p.Proposed.At, blob(h.Account[:]), blob(h.Person[:]), h.Role)
	return once(n, err, "publication")
}

// InsertPublicationAct adds what was done to a publication, each act once: fault.Conflict if it was done before. from is
// of an approval, else 0.
func (t *Tx) InsertPublicationAct(ctx context.Context, publication id.ID, what policy.Standing, a policy.Act, from instant.Instant) error {
	var begins any
	if from != 0 {
		begins = from
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO publication_acts (publication_id, what, at, account_id, person_id, role, reason, valid_from)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		publication, string(what), a.At, blob(a.By.Account[:]), blob(a.By.Person[:]), a.By.Role, a.Reason, begins)
	return once(n, err, "publication")
}

// Publication is one publication with its acts.
func (t *Tx) Publication(ctx context.Context, publication id.ID) (policy.Publication, error) {
	list, err := t.publications(ctx, `WHERE p.id = $1`, publication)
	if err == nil && len(list) == 0 {
		err = notFound(db.ErrNoRows, "publication")
	}
	if err != nil {
		return policy.Publication{}, err
	}
	return list[0], nil
}

// Publications lists publications, the newest proposed first, with ids before the given one (zero: from the newest).
func (t *Tx) Publications(ctx context.Context, before id.ID, limit int) ([]policy.Publication, error) {
	if before.IsZero() {
		before = lastID
	}
	return t.publications(ctx, `WHERE p.id < $1 ORDER BY p.id DESC LIMIT $2`, before[:], limit)
}

// PublicationAt is the publication that was the last to begin at an instant; ok is false if none had begun. It may have
// ended.
func (t *Tx) PublicationAt(ctx context.Context, at instant.Instant) (p policy.Publication, ok bool, err error) {
	var newest id.ID
	err = t.tx.QueryRow(ctx, `SELECT a.publication_id FROM publication_acts a WHERE a.valid_from IS NOT NULL AND a.valid_from <= $1
		AND NOT EXISTS (SELECT 1 FROM publication_acts w WHERE w.publication_id = a.publication_id AND w.what = 'withdrawn')
		ORDER BY a.valid_from DESC, a.publication_id DESC LIMIT 1`, []any{at}, &newest)
	if errors.Is(err, db.ErrNoRows) {
		return p, false, nil
	}
	if err != nil {
		return p, false, err
	}
	p, err = t.Publication(ctx, newest)
	return p, err == nil, err
}

func (t *Tx) publications(ctx context.Context, which string, args ...any) ([]policy.Publication, error) {
	list, err := db.List(ctx, t.tx, func(scan db.Scan) (p policy.Publication, err error) {
		asked := orNever{&p.Asked}
		err = scan(&p.ID, &p.Policy, &p.Digest, asked, &p.Until, &p.Reason, &p.Emergency, &p.Proposed.At,
			fixed(p.Proposed.By.Account[:]), fixed(p.Proposed.By.Person[:]), &p.Proposed.By.Role)
		if p.Asked == never {
			p.Asked = 0
		}
		p.Proposed.Reason = p.Reason
		return p, err
	}, `SELECT `+publicationColumns+` FROM publications p `+which, args...)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := t.readActs(ctx, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (t *Tx) readActs(ctx context.Context, p *policy.Publication) error {
	return t.tx.Query(ctx, func(scan db.Scan) error {
		var what string
		var a policy.Act
		var from instant.Instant
		if err := scan(&what, &a.At, fixed(a.By.Account[:]), fixed(a.By.Person[:]), &a.By.Role, &a.Reason, orNever{&from}); err != nil {
			return err
		}
		switch policy.Standing(what) {
		case policy.RulesApproved:
			p.Approved, p.From = &a, from
		case policy.RulesWithdrawn:
			p.Withdrawn = &a
		}
		return nil
	}, `SELECT what, at, account_id, person_id, role, reason, valid_from FROM publication_acts WHERE publication_id = $1 ORDER BY what`, p.ID)
}

// ApprovedPublications lists the publications that were approved and not withdrawn, the last to begin first.
func (t *Tx) ApprovedPublications(ctx context.Context) ([]policy.Publication, error) {
	return t.publications(ctx, `JOIN publication_acts a ON a.publication_id = p.id AND a.what = 'approved'
		WHERE NOT EXISTS (SELECT 1 FROM publication_acts w WHERE w.publication_id = p.id AND w.what = 'withdrawn')
		ORDER BY a.valid_from DESC, p.id DESC`)
}

// PublishedPacks are the packs that were approved or in force, in order of digest.
func (t *Tx) PublishedPacks(ctx context.Context) ([]policy.Digest, error) {
	return db.List(ctx, t.tx, func(scan db.Scan) (d policy.Digest, err error) {
		err = scan(&d)
		return d, err
	}, `SELECT digest FROM packs k WHERE EXISTS (SELECT 1 FROM regimes r WHERE r.digest = k.digest)
		OR EXISTS (SELECT 1 FROM publications p JOIN publication_acts a ON a.publication_id = p.id AND a.what = 'approved' WHERE p.digest = k.digest)
		ORDER BY digest`)
}

// ShippedRegimes are the first regimes of each pack that came into force with the program, the newest first.
func (t *Tx) ShippedRegimes(ctx context.Context) ([]policy.Regime, error) {
	return db.List(ctx, t.tx, readRegime, `SELECT `+regimeColumns+` FROM regimes r WHERE publication_id IS NULL AND digest IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM regimes o WHERE o.digest = r.digest AND o.publication_id IS NULL AND o.number < r.number) ORDER BY number DESC`)
}
