package store

import (
	"context"
	"encoding/json"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
)

const planColumns = `id, region, kind, days, created_at, created_by, ended_at`

func readPlan(scan db.Scan) (p passage.InspectionPlan, err error) {
	err = scan(&p.ID, &p.Region, &p.Kind, &p.Days, &p.CreatedAt, &p.CreatedBy, orNever{&p.EndedAt})
	return p, err
}

func (t *Tx) InsertInspectionPlan(ctx context.Context, p passage.InspectionPlan) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO inspection_plans (`+planColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
		p.ID, p.Region, string(p.Kind), p.Days, p.CreatedAt, p.CreatedBy, end(p.EndedAt))
	return once(n, err, "inspection plan")
}

func (t *Tx) InspectionPlan(ctx context.Context, plan id.ID) (passage.InspectionPlan, error) {
	p, err := db.One(ctx, t.tx, readPlan, `SELECT `+planColumns+` FROM inspection_plans WHERE id = $1`, plan)
	return p, notFound(err, "inspection plan")
}

func (t *Tx) EndInspectionPlan(ctx context.Context, plan id.ID, at instant.Instant) error {
	n, err := t.tx.Exec(ctx, `UPDATE inspection_plans SET ended_at = $1 WHERE id = $2`, at, plan)
	return changed(n, err, "inspection plan")
}

// InspectionPlans lists the plans in force that lie in a region, by id.
func (t *Tx) InspectionPlans(ctx context.Context, r region.Code) ([]passage.InspectionPlan, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, readPlan, `SELECT `+planColumns+` FROM inspection_plans WHERE region >= $1 AND region < $2 AND ended_at IS NULL ORDER BY id`, lo, hi)
}

const inspectionColumns = `id, place_id, region, why, plan_id, due_at, done_at, inspector_id, answers`

func readInspection(scan db.Scan) (i passage.Inspection, err error) {
	var answers string
	if err = scan(&i.ID, &i.Place, &i.Region, &i.Why, &i.Plan, &i.DueAt, orNever{&i.DoneAt}, &i.Inspector, &answers); err == nil {
		err = json.Unmarshal([]byte(answers), &i.Answers)
	}
	return i, err
}

// answersOf are the stored form of answers, and whether the code was up.
func answersOf(i passage.Inspection) (text string, posted bool, err error) {
	for _, a := range i.Answers {
		posted = posted || a.Item == passage.CodePosted && a.Result == "yes"
	}
	b, err := json.Marshal(i.Answers)
	return string(b), posted, err
}

func (t *Tx) InsertInspection(ctx context.Context, i passage.Inspection) error {
	answers, posted, err := answersOf(i)
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `INSERT INTO inspections (`+inspectionColumns+`, posted) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
		i.ID, i.Place, i.Region, i.Why, i.Plan, i.DueAt, end(i.DoneAt), i.Inspector, answers, posted)
	return once(n, err, "inspection")
}

func (t *Tx) Inspection(ctx context.Context, inspection id.ID) (passage.Inspection, error) {
	i, err := db.One(ctx, t.tx, readInspection, `SELECT `+inspectionColumns+` FROM inspections WHERE id = $1`, inspection)
	return i, notFound(err, "inspection")
}

func (t *Tx) FinishInspection(ctx context.Context, i passage.Inspection) error {
	answers, posted, err := answersOf(i)
	if err != nil {
		return err
	}
	n, err := t.tx.Exec(ctx, `UPDATE inspections SET done_at = $1, inspector_id = $2, answers = $3, posted = $4 WHERE id = $5`, i.DoneAt, i.Inspector, answers, posted, i.ID)
	return changed(n, err, "inspection")
}

func (t *Tx) LastInspection(ctx context.Context, place id.ID) (done instant.Instant, waiting bool, err error) {
	var last, open int64
	err = t.tx.QueryRow(ctx, `SELECT COALESCE(MAX(done_at), 0), COUNT(*) - COUNT(done_at) FROM inspections WHERE place_id = $1`, []any{place}, &last, &open)
	return instant.Instant(last), open > 0, err
}

// InspectionsToBe lists those of open places in a region that are still to be done and due before an instant, by id, after the one given.
func (t *Tx) InspectionsToBe(ctx context.Context, r region.Code, before instant.Instant, after id.ID, limit int) ([]passage.Inspection, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, readInspection, `SELECT `+inspectionColumns+` FROM inspections
		WHERE region >= $1 AND region < $2 AND done_at IS NULL AND due_at < $3 AND id > $4
			AND EXISTS (SELECT 1 FROM places p WHERE p.id = inspections.place_id AND p.closed_at IS NULL) ORDER BY id LIMIT $5`, lo, hi, before, after[:], limit)
}

const findingColumns = `id, place_id, region, inspection_id, item, note, deadline, found_at, found_by, remedied_at, remedied_by, closed_at, closed_by`

func readFinding(scan db.Scan) (f passage.Finding, err error) {
	err = scan(&f.ID, &f.Place, &f.Region, &f.Inspection, &f.Item, &f.Note, &f.Deadline, &f.FoundAt, &f.FoundBy, orNever{&f.RemediedAt}, &f.RemediedBy,
		orNever{&f.ClosedAt}, &f.ClosedBy)
	return f, err
}

func (t *Tx) InsertFinding(ctx context.Context, f passage.Finding) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO findings (`+findingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
		f.ID, f.Place, f.Region, f.Inspection, string(f.Item), f.Note, f.Deadline, f.FoundAt, f.FoundBy, end(f.RemediedAt), f.RemediedBy, end(f.ClosedAt), f.ClosedBy)
	return once(n, err, "finding")
}

func (t *Tx) Finding(ctx context.Context, finding id.ID) (passage.Finding, error) {
	f, err := db.One(ctx, t.tx, readFinding, `SELECT `+findingColumns+` FROM findings WHERE id = $1`, finding)
	return f, notFound(err, "finding")
}

func (t *Tx) OpenFindings(ctx context.Context, place id.ID) ([]passage.Finding, error) {
	return db.List(ctx, t.tx, readFinding, `SELECT `+findingColumns+` FROM findings WHERE place_id = $1 AND closed_at IS NULL ORDER BY id`, place)
}

// FindingsIn lists open findings of a region by id, after the one given.
func (t *Tx) FindingsIn(ctx context.Context, r region.Code, after id.ID, limit int) ([]passage.Finding, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, readFinding, `SELECT `+findingColumns+` FROM findings
		WHERE region >= $1 AND region < $2 AND closed_at IS NULL AND id > $3 ORDER BY id LIMIT $4`, lo, hi, after[:], limit)
}

func (t *Tx) PutFinding(ctx context.Context, f passage.Finding) error {
	n, err := t.tx.Exec(ctx, `UPDATE findings SET inspection_id = $1, note = $2, deadline = $3, remedied_at = $4, remedied_by = $5, closed_at = $6, closed_by = $7 WHERE id = $8`,
		f.Inspection, f.Note, f.Deadline, end(f.RemediedAt), f.RemediedBy, end(f.ClosedAt), f.ClosedBy, f.ID)
	return changed(n, err, "finding")
}

// Coverage counts the open places of one kind in one region, as stored: each count is of places, but those of findings and inspections.
type Coverage struct {
	Region    region.Code
	Kind      passage.PlaceKind
	Places    int
	Coded     int // their code holds
	Posted    int // the last inspection saw it posted
	Inspected int // since an instant
	Overdue   int // inspections
	Findings  int // open
}

// PlaceCoverage counts by region and kind of the places in a region, in that order (MS-03).
func (t *Tx) PlaceCoverage(ctx context.Context, r region.Code, since, now instant.Instant) ([]Coverage, error) {
	lo, hi := r.Range()
	return db.List(ctx, t.tx, func(scan db.Scan) (c Coverage, err error) {
		err = scan(&c.Region, &c.Kind, &c.Places, &c.Coded, &c.Posted, &c.Inspected, &c.Overdue, &c.Findings)
		return c, err
	}, `SELECT p.region, p.kind, COUNT(*),
			COUNT(CASE WHEN EXISTS (SELECT 1 FROM place_codes c WHERE c.place_id = p.id AND c.revoked_at IS NULL
				AND c.version = (SELECT MAX(m.version) FROM place_codes m WHERE m.place_id = p.id)) THEN 1 END),
			COUNT(CASE WHEN EXISTS (SELECT 1 FROM inspections i WHERE i.place_id = p.id AND i.posted
				AND i.done_at = (SELECT MAX(m.done_at) FROM inspections m WHERE m.place_id = p.id)) THEN 1 END),
			COUNT(CASE WHEN EXISTS (SELECT 1 FROM inspections i WHERE i.place_id = p.id AND i.done_at >= $3) THEN 1 END),
			CAST(SUM((SELECT COUNT(*) FROM inspections i WHERE i.place_id = p.id AND i.done_at IS NULL AND i.due_at < $4)) AS BIGINT),
			CAST(SUM((SELECT COUNT(*) FROM findings f WHERE f.place_id = p.id AND f.closed_at IS NULL)) AS BIGINT)
		FROM places p WHERE p.region >= $1 AND p.region < $2 AND p.closed_at IS NULL GROUP BY p.region, p.kind ORDER BY p.region, p.kind`, lo, hi, since, now)
}
