package node

import (
	"bytes"
	"context"
	"io"

	"kangma/audit"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// loadRegions makes the table of divisions: the one in the binary, and the communities that were imported.
func (n *Node) loadRegions(ctx context.Context) error {
	return n.store.Read(ctx, func(tx *store.Tx) error {
		table, _, err := region.Embedded().With(tx.Divisions(ctx))
		if err == nil {
			n.regions.Store(table)
		}
		return err
	})
}

// maxRegions bounds a file of divisions; the whole nation with its villages has 25 MB.
const maxRegions = 256 << 20

// ImportRegions loads streets and communities from a file (region.ReadDivisions) beside those in the binary.
func (n *Node) ImportRegions(ctx context.Context, c Caller, file io.Reader) (region.LoadReport, error) {
	data, err := io.ReadAll(io.LimitReader(file, maxRegions))
	if err != nil {
		return region.LoadReport{}, err
	}
	table, report, err := n.Regions().With(region.ReadDivisions(bytes.NewReader(data)))
	if err != nil {
		return report, err
	}
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.NodeRun})
		if err != nil {
			return err
		}
		batch := make([]region.Division, 0, 5000)
		seen := map[region.Code]bool{}
		for d, err := range region.ReadDivisions(bytes.NewReader(data)) {
			if err != nil || seen[d.Code] || table.Check(d.Code) != nil {
				continue // the report has it
			}
			seen[d.Code] = true
			if batch = append(batch, d); len(batch) == cap(batch) {
				if err := tx.PutDivisions(ctx, batch); err != nil {
					return err
				}
				batch = batch[:0]
			}
		}
		if err := tx.PutDivisions(ctx, batch); err != nil {
			return err
		}
		tx.OnCommit(func() { n.regions.Store(table) })
		e := o.entry(audit.RegionImport, n.region, n.clock.Now())
		e.Detail = e.Detail.With("read", report.Read).With("stored", report.Stored).With("duplicate", report.Duplicate)
		return n.record(ctx, tx, e)
	})
	return report, err
}
