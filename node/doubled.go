package node

import (
	"context"

	"kangma/internal/id"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// doubledDays is how far back the search goes: passages of offline gates arrive for three days.
const doubledDays = 4

// findDoubled reports codes that were at two places too far apart for the time between (BY-21). It may be repeated.
func (n *Node) findDoubled(ctx context.Context) error {
	today := passage.DayOf(n.clock.Now())
	for day := today - doubledDays + 1; day <= today; day++ {
		var after passage.Pseudonym // the zero one stands for nobody
		for more := true; more; {
			err := n.store.Write(ctx, func(tx *store.Tx) error {
				page, err := tx.PseudonymsAtSeveral(ctx, day, after, 200)
				if err != nil || len(page) == 0 {
					more = false
					return err
				}
				for _, p := range page {
					if err := n.reportDoubled(ctx, tx, day, p); err != nil {
						return err
					}
				}
				last := page[len(page)-1]
				tx.OnCommit(func() { after = last })
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// reportDoubled keeps what is found of one pseudonym.
func (n *Node) reportDoubled(ctx context.Context, tx *store.Tx, day passage.Day, p passage.Pseudonym) error {
	passages, err := tx.PassagesOfDay(ctx, day, p)
	if err != nil {
		return err
	}
	points := make([]id.ID, 0, len(passages))
	for _, x := range passages {
		points = append(points, x.Point)
	}
	known, err := tx.Points(ctx, points)
	if err != nil {
		return err
	}
	where := func(point id.ID) (passage.Location, bool) {
		if l := known[point].Location; l != nil {
			return *l, true
		}
		return passage.Location{}, false
	}
	for _, r := range passage.ReportDoubled(passages, where, n.clock.Now()) {
		if err := tx.InsertDoubled(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// Doubled lists what was reported of a region, without anybody's name, for its administrators and its auditor (BY-21).
func (n *Node) Doubled(ctx context.Context, c Caller, r region.Code, after id.ID, limit int) (list []passage.DoubledReport, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		regions, err := n.scope(ctx, tx, c, staff.AuditRead, r)
		if err != nil {
			if regions, err = n.scope(ctx, tx, c, staff.PassageRead, r); err != nil {
				return err
			}
		}
		seen := map[[2]id.ID]bool{}
		for _, r := range regions {
			some, err := tx.DoubledIn(ctx, r, after, limit)
			if err != nil {
				return err
			}
			for _, d := range some {
				if pair := [2]id.ID{d.First, d.Second}; !seen[pair] {
					seen[pair] = true
					list = append(list, d)
				}
			}
		}
		list = firstByID(list, limit, func(d passage.DoubledReport) id.ID { return d.First })
		return nil
	})
	return list, err
}
