package store

import (
	"context"

	"kangma/internal/db"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/riskarea"
)

// RiskList is a list of risk areas as it is kept.
type RiskList struct {
	ID         id.ID
	RecordedAt instant.Instant
	By         string
	Digest     [16]byte // of the file
	riskarea.List
}

var intoRiskEntries = db.IntoTable("risk_entries", "list_id, n, level, province, city, county, place, region, name, whole", "")

type riskRow struct {
	list id.ID
	n    int
	riskarea.Row
	region region.Code
	name   string
	whole  bool
}

// InsertRiskList stores a list; fault.Conflict if the same file was stored before.
func (t *Tx) InsertRiskList(ctx context.Context, l RiskList) error {
	n, err := t.tx.Exec(ctx, `INSERT INTO risk_lists (id, published_at, source, recorded_at, recorded_by, digest) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		l.ID, l.Published, l.Source, l.RecordedAt, l.By, l.Digest[:])
	if err := once(n, err, "risk list"); err != nil {
		return err
	}
	rows := make([]riskRow, 0, len(l.Entries)+len(l.Unresolved))
	for _, e := range l.Entries {
		rows = append(rows, riskRow{l.ID, len(rows), e.Row, e.Region, e.Name, e.Whole})
	}
	for _, u := range l.Unresolved {
		rows = append(rows, riskRow{list: l.ID, n: len(rows), Row: u.Row, name: u.Reason})
	}
	_, err = db.Insert(ctx, t.tx, intoRiskEntries, rows, func(r *riskRow, v []any) []any {
		return append(v, r.list, r.n, string(r.Level), r.Province, r.City, r.County, r.Text, r.region, r.name, r.whole)
	})
	return err
}

// RiskLists lists the lists that were recorded up to and with the given one (the zero id: none), oldest recorded first,
// with their entries.
func (t *Tx) RiskLists(ctx context.Context, upTo id.ID) ([]RiskList, error) {
	lists, err := db.List(ctx, t.tx, func(scan db.Scan) (l RiskList, err error) {
		err = scan(&l.ID, &l.Published, &l.Source, &l.RecordedAt, &l.By, fixed(l.Digest[:]))
		return l, err
	}, `SELECT id, published_at, source, recorded_at, recorded_by, digest FROM risk_lists WHERE id <= $1 ORDER BY id`, upTo[:])
	if err != nil {
		return nil, err
	}
	for i := range lists {
		if err := t.readRiskEntries(ctx, &lists[i]); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

func (t *Tx) readRiskEntries(ctx context.Context, l *RiskList) error {
	return t.tx.Query(ctx, func(scan db.Scan) error {
		var r riskRow
		var level string
		if err := scan(&level, &r.Province, &r.City, &r.County, &r.Text, &r.region, &r.name, &r.whole); err != nil {
			return err
		}
		r.Level = riskarea.Level(level)
		if r.region.IsZero() {
			l.Unresolved = append(l.Unresolved, riskarea.Unresolved{Row: r.Row, Reason: r.name})
		} else {
			l.Entries = append(l.Entries, riskarea.Entry{Row: r.Row, Region: r.region, Name: r.name, Whole: r.whole})
		}
		return nil
	}, `SELECT level, province, city, county, place, region, name, whole FROM risk_entries WHERE list_id = $1 ORDER BY n`, l.ID)
}
