package node

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"kangma/internal/id"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// Coverage counts places of one kind in one division, below the one asked for: how many have a code, had it posted when last inspected,
// were inspected in the last days, and what is open (MS-03). Of counts only, so it names nobody.
type Coverage = store.Coverage

// PlaceCoverage counts by the divisions right below a region, and by kind; Inspected is within so many days. Zero region: the node's.
func (n *Node) PlaceCoverage(ctx context.Context, c Caller, r region.Code, days int) (list []Coverage, err error) {
	r = cmp.Or(r, n.region)
	at := n.clock.Now()
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.StatisticsRead, Region: r}); err != nil {
			return err
		}
		all, err := tx.PlaceCoverage(ctx, r, at.Add(-time.Duration(days)*24*time.Hour), at)
		list = rolledUp(all, r)
		return err
	})
	return list, err
}

// rolledUp adds the counts of all divisions up to those right below one.
func rolledUp(all []Coverage, top region.Code) []Coverage {
	type key struct {
		region region.Code
		kind   passage.PlaceKind
	}
	sums := map[key]Coverage{}
	for _, c := range all {
		k := key{below(c.Region, top), c.Kind}
		s := sums[k]
		s.Region, s.Kind = k.region, k.kind
		s.Places, s.Coded, s.Posted, s.Inspected = s.Places+c.Places, s.Coded+c.Coded, s.Posted+c.Posted, s.Inspected+c.Inspected
		s.Overdue, s.Findings = s.Overdue+c.Overdue, s.Findings+c.Findings
		sums[k] = s
	}
	out := make([]Coverage, 0, len(sums))
	for _, s := range sums {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Coverage) int { return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

// idsOf are the ids of a list, each once.
func idsOf[T any](list []T, idOf func(T) id.ID) []id.ID {
	ids := make([]id.ID, len(list))
	for i, x := range list {
		ids[i] = idOf(x)
	}
	slices.SortFunc(ids, func(a, b id.ID) int { return bytes.Compare(a[:], b[:]) })
	return slices.Compact(ids)
}

// firstByID is the beginning of several lists together, in order of id.
func firstByID[T any](all []T, limit int, idOf func(T) id.ID) []T {
	slices.SortFunc(all, func(a, b T) int { x, y := idOf(a), idOf(b); return bytes.Compare(x[:], y[:]) })
	return all[:min(len(all), limit)]
}
