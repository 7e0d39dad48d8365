package store

import (
	"context"
	"errors"
	"strings"

	"kangma/contact"
	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

const patientColumns = `id, keyed, status, region, source, onset, sampled, negative, isolated, intense, at, ended_at`

func readPatient(scan db.Scan) (p contact.Patient, err error) {
	err = scan(&p.ID, &p.Who, &p.Status, &p.Region, &p.Source, orZero{&p.Onset}, orZero{&p.Sampled}, orZero{&p.Negative}, orZero{&p.Isolated}, &p.Intense, &p.At, orNever{&p.EndedAt})
	return p, err
}

func (t *Tx) InsertPatient(ctx context.Context, p contact.Patient) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO contact_patients (`+patientColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		p.ID, p.Who, string(p.Status), p.Region, p.Source, orNull(p.Onset), orNull(p.Sampled), orNull(p.Negative), orNull(p.Isolated), p.Intense, p.At, end(p.EndedAt))
	return once(n, err, "patient")
}

func (t *Tx) PatientsOf(ctx context.Context, who contact.Keyed) ([]contact.Patient, error) {
	return db.List(ctx, t.tx, readPatient, `SELECT `+patientColumns+` FROM contact_patients WHERE keyed = $1 AND ended_at IS NULL ORDER BY id`, who)
}

func (t *Tx) Patients(ctx context.Context, lo, hi int64, after id.ID, limit int) ([]contact.Patient, error) {
	return db.List(ctx, t.tx, readPatient, `SELECT `+patientColumns+` FROM contact_patients WHERE region >= $1 AND region < $2 AND id > $3 AND ended_at IS NULL ORDER BY id LIMIT $4`,
		lo, hi, after[:], limit)
}

func (t *Tx) Patient(ctx context.Context, patient id.ID) (contact.Patient, error) {
	p, err := db.One(ctx, t.tx, readPatient, `SELECT `+patientColumns+` FROM contact_patients WHERE id = $1`, patient)
	return p, notFound(err, "patient")
}

func (t *Tx) EndPatient(ctx context.Context, p contact.Patient, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE contact_patients SET ended_at = $1 WHERE keyed = $2 AND id = $3 AND ended_at IS NULL`, at, p.Who, p.ID)
	return changed(n, err, "patient")
}

func (t *Tx) DeletePatients(ctx context.Context, before instant.Instant) (int64, error) {
	return t.tx.Exec(ctx, `DELETE FROM contact_patients WHERE COALESCE(ended_at, at) < $1`, before)
}

const runColumns = `id, at, policy, trial, started_by, ended_at, counts`

func readRun(scan db.Scan) (r contact.Run, err error) {
	err = scan(&r.ID, &r.At, &r.Policy, &r.Trial, &r.By, orNever{&r.EndedAt}, fromJSON{&r.Counts})
	return r, err
}

func (t *Tx) InsertContactRun(ctx context.Context, r contact.Run) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO contact_runs (`+runColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		r.ID, r.At, r.Policy, r.Trial, r.By, end(r.EndedAt), asJSON(r.Counts))
	return once(n, err, "run")
}

func (t *Tx) UpdateContactRun(ctx context.Context, r contact.Run) error {
	n, err := t.tx.Exec(ctx, `UPDATE contact_runs SET ended_at = $1, counts = $2 WHERE id = $3`, end(r.EndedAt), asJSON(r.Counts), r.ID)
	return changed(n, err, "run")
}

func (t *Tx) ContactRun(ctx context.Context, run id.ID) (contact.Run, error) {
	r, err := db.One(ctx, t.tx, readRun, `SELECT `+runColumns+` FROM contact_runs WHERE id = $1`, run)
	return r, notFound(err, "run")
}

func (t *Tx) CurrentContactRun(ctx context.Context) (r contact.Run, ok bool, err error) {
	r, err = db.One(ctx, t.tx, readRun, `SELECT `+runColumns+` FROM contact_runs WHERE trial = $1 AND ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 1`, false)
	if errors.Is(err, db.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, err
}

func (t *Tx) ContactRuns(ctx context.Context, before id.ID, limit int) ([]contact.Run, error) {
	if before.IsZero() {
		for i := range before {
			before[i] = 0xff
		}
	}
	return db.List(ctx, t.tx, readRun, `SELECT `+runColumns+` FROM contact_runs WHERE id < $1 ORDER BY id DESC LIMIT $2`, before[:], limit)
}

const travellerColumns = `keyed, run_id, service_id, patient_id, day, region, class, rule, apart, stops, minutes, score, leg_from, leg_to, seat, last_at`

var intoCandidates = db.IntoTable("contact_candidates", travellerColumns, "")

func readTraveller(scan db.Scan) (c contact.Candidate, err error) {
	var from, to int64
	err = scan(&c.Who, &c.Run, &c.Service, &c.Patient, &c.Day, &c.Region, &c.Class, &c.Rule, &c.Apart, &c.Stops, &c.Minutes, &c.Score, &from, &to, fromJSON{&c.Seat}, &c.Last)
	c.Leg = contact.Leg{From: uint8(from), To: uint8(to)}
	return c, err
}

func (t *Tx) InsertCandidates(ctx context.Context, all []contact.Candidate) error {
	_, err := db.Insert(ctx, t.tx, intoCandidates, all, func(c *contact.Candidate, v []any) []any {
		return append(v, c.Who, c.Run, c.Service, c.Patient, c.Day, c.Region, string(c.Class), c.Rule, int64(c.Apart), int64(c.Stops), int64(c.Minutes), int64(c.Score),
			int64(c.Leg.From), int64(c.Leg.To), asJSON(c.Seat), c.Last)
	})
	return err
}

func (t *Tx) CandidatesOf(ctx context.Context, who contact.Keyed, run id.ID) ([]contact.Candidate, error) {
	return db.List(ctx, t.tx, readTraveller, `SELECT `+travellerColumns+` FROM contact_candidates WHERE keyed = $1 AND run_id = $2 ORDER BY day, service_id, patient_id`, who, run)
}

func (t *Tx) ContactCandidates(ctx context.Context, q contact.CandidateQuery) ([]contact.Candidate, error) {
	after := contact.Candidate{Found: contact.Found{Score: 1 << 20}}
	if q.After != nil {
		after = *q.After
	}
	return db.List(ctx, t.tx, readTraveller, `SELECT `+travellerColumns+` FROM contact_candidates WHERE run_id = $1 AND class = $2 AND region >= $3 AND region < $4
		AND (score < $5 OR score = $5 AND (keyed > $6 OR keyed = $6 AND (service_id > $7 OR service_id = $7 AND patient_id > $8)))
		ORDER BY score DESC, keyed, service_id, patient_id LIMIT $9`,
		q.Run, string(q.Class), q.Lo, q.Hi, int64(after.Score), after.Who, after.Service[:], after.Patient[:], q.Limit)
}

func (t *Tx) ForgetCandidates(ctx context.Context, run id.ID) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM contact_candidates WHERE run_id = $1`, run)
	return err
}

var intoContactPeople = db.IntoTable("contact_people", `keyed, person_id`, "ON CONFLICT (keyed) DO UPDATE SET person_id = excluded.person_id")

func (t *Tx) PutContactPeople(ctx context.Context, whose map[contact.Keyed]id.ID) error {
	all := make([]contact.Keyed, 0, len(whose))
	for k := range whose {
		all = append(all, k)
	}
	_, err := db.Insert(ctx, t.tx, intoContactPeople, all, func(k *contact.Keyed, v []any) []any { return append(v, *k, whose[*k]) })
	return err
}

func (t *Tx) ContactPeople(ctx context.Context, keyed []contact.Keyed) (map[contact.Keyed]id.ID, error) {
	found := map[contact.Keyed]id.ID{}
	err := db.ByKeys(ctx, t.tx, keyed, func(scan db.Scan) error {
		var k contact.Keyed
		var p id.ID
		err := scan(&k, &p)
		found[k] = p
		return err
	}, `SELECT keyed, person_id FROM contact_people WHERE keyed IN (/*keys*/)`)
	return found, err
}

func (t *Tx) CountContactUse(ctx context.Context, account id.ID, day passage.Day, what string, more int64) (n int64, err error) {
	if _, err = t.tx.Exec(ctx, `INSERT INTO contact_uses (account_id, day, what, n) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, day, what) DO UPDATE SET n = contact_uses.n + excluded.n`, account, day, what, more); err != nil {
		return 0, err
	}
	return n, t.tx.QueryRow(ctx, `SELECT n FROM contact_uses WHERE account_id = $1 AND day = $2 AND what = $3`, []any{account, day, what}, &n)
}

func (t *Tx) ForgetContactUses(ctx context.Context, before passage.Day) error {
	_, err := t.tx.Exec(ctx, `DELETE FROM contact_uses WHERE day < $1`, before)
	return err
}

func (t *Tx) PutFace(ctx context.Context, account, person id.ID, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO contact_faces (account_id, person_id, at) VALUES ($1, $2, $3)
		ON CONFLICT (account_id) DO UPDATE SET person_id = excluded.person_id, at = excluded.at`, account, person, at)
	return err
}

func (t *Tx) Face(ctx context.Context, account id.ID) (person id.ID, at instant.Instant, err error) {
	err = t.tx.QueryRow(ctx, `SELECT person_id, at FROM contact_faces WHERE account_id = $1`, []any{account}, &person, &at)
	if errors.Is(err, db.ErrNoRows) {
		return id.ID{}, 0, nil
	}
	return person, at, err
}

func (t *Tx) PutContactMapping(ctx context.Context, name, document string, at instant.Instant) error {
	_, err := t.tx.Exec(ctx, `INSERT INTO contact_mappings (name, document, at) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET document = excluded.document, at = excluded.at`, name, document, at)
	return err
}

func (t *Tx) ContactMapping(ctx context.Context, name string) (document string, err error) {
	err = t.tx.QueryRow(ctx, `SELECT document FROM contact_mappings WHERE name = $1`, []any{name}, &document)
	if errors.Is(err, db.ErrNoRows) {
		return "", nil
	}
	return document, err
}

func (t *Tx) CompareContactRuns(ctx context.Context, before, after id.ID) (changed map[string]int, same int, err error) {
	changed = map[string]int{}
	count := func(scan db.Scan) error {
		var was, is string
		var n int
		if err := scan(&was, &is, &n); err != nil {
			return err
		}
		if was == is {
			same += n
		} else {
			changed[was+" → "+is] += n
		}
		return nil
	}
	const one = `SELECT %1, COUNT(*) FROM contact_candidates a LEFT JOIN contact_candidates b ON b.keyed = a.keyed AND b.run_id = $2 AND b.service_id = a.service_id AND b.patient_id = a.patient_id
		WHERE a.run_id = $1 %2 GROUP BY %1`
	both := strings.NewReplacer("%1", "a.class, COALESCE(b.class, 'none')", "%2", "").Replace(one)
	if err := t.tx.Query(ctx, count, both, before, after); err != nil {
		return nil, 0, err
	}
	added := strings.NewReplacer("%1", "'none', a.class", "%2", "AND b.keyed IS NULL").Replace(one)
	added = strings.Replace(added, "GROUP BY 'none', a.class", "GROUP BY a.class", 1)
	return changed, same, t.tx.Query(ctx, count, added, after, before)
}
