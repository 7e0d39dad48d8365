package node

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/riskarea"
	"kangma/staff"
	"kangma/store"
)

// RiskImport is what importing a list came to.
type RiskImport struct {
	List       id.ID
	Published  instant.Instant
	Rows       int // Resolved + len(Unresolved)
	Resolved   int
	Unresolved []riskarea.Unresolved
	Change     riskarea.Change // against the newest list before it
	Regime     int64
}

// ImportRisk imports a list of risk areas as it was published: a dated version, compared with the one before; whoever
// has evidence in a region that changed is decided anew (WZ-09). A file that was imported before is a Conflict.
func (n *Node) ImportRisk(ctx context.Context, c Caller, source string, file []byte) (RiskImport, error) {
	published, err := riskarea.Parse(bytes.NewReader(file))
	if err != nil {
		return RiskImport{}, err
	}
	list := riskarea.NewList(n.Regions(), source, published)
	sum := sha256.Sum256(file)
	var out RiskImport
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.RiskImport})
		if err != nil {
			return err
		}
		now, _, err := tx.Regime(ctx)
		if err != nil {
			return err
		}
		before, err := tx.RiskLists(ctx, now.RiskList)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		kept := store.RiskList{ID: id.New(at), RecordedAt: at, By: o.by(), Digest: [16]byte(sum[:16]), List: list}
		if err := later(before, list.Published); err != nil {
			return err
		}
		if err := tx.InsertRiskList(ctx, kept); err != nil {
			return err
		}
		out = RiskImport{List: kept.ID, Published: list.Published, Rows: len(list.Entries) + len(list.Unresolved), Resolved: len(list.Entries),
			Unresolved: list.Unresolved, Change: riskarea.Diff(newest(before), list), Regime: now.Number + 1}
		now.Number, now.From, now.RiskList = now.Number+1, at, kept.ID
		whom := concernedBy(n.regime.Load().pack, out.Change.Regions())
		whom.Stood = now.Stands
		if err := n.begin(ctx, tx, now, nil, whom); err != nil {
			return err
		}
		e := o.entry(audit.RiskImport, n.region, at)
		e.Object = audit.Object{Kind: "risk list", ID: kept.ID.String()}
		e.Detail = e.Detail.With("published", list.Published).With("rows", out.Rows).With("resolved", out.Resolved).
			With("added", len(out.Change.Added)).With("removed", len(out.Change.Removed)).With("changed", len(out.Change.Changed))
		return n.record(ctx, tx, e)
	})
	return out, err
}

// later refuses a list that is older than one that is kept: what was listed in between is known better already.
func later(before []store.RiskList, published instant.Instant) error {
	for _, l := range before {
		if l.Published >= published {
			return fault.New(fault.Conflict, "risk.older", "the list of %s is kept already; import lists in order of their dates", l.Published.In(instant.Beijing))
		}
	}
	return nil
}

func newest(lists []store.RiskList) riskarea.List {
	if len(lists) == 0 {
		return riskarea.List{}
	}
	return lists[len(lists)-1].List
}

// concernedBy says whom a changed list concerns under a pack: nobody where no rule looks at lists.
func concernedBy(pack *policy.Pack, changed []region.Code) redecide {
	whom := redecide{Kinds: pack.RiskKinds(), Nobody: len(pack.RiskKinds()) == 0 || len(changed) == 0}
	for _, r := range changed {
		lo, hi := r.Range()
		if last := len(whom.Ranges) - 1; last >= 0 && lo < whom.Ranges[last][1] {
			continue // codes come in order, so it lies within the one before
		}
		whom.Ranges = append(whom.Ranges, [2]int64{lo, hi})
	}
	return whom
}

// riskAreas are the areas that the lists up to one have listed, as policy counts them: whole divisions, and places
// within a street or community, which a stay is recorded at. A place somewhere in a county does not make the county
// risky: whoever stayed elsewhere in it was in no risk area.
func (n *Node) riskAreas(ctx context.Context, tx *store.Tx, upTo id.ID) ([]policy.RiskArea, error) {
	kept, err := tx.RiskLists(ctx, upTo)
	return countedAreas(kept), err
}

func countedAreas(kept []store.RiskList) (areas []policy.RiskArea) {
	lists := make([]riskarea.List, len(kept))
	for i, l := range kept {
		lists[i] = l.List
	}
	for _, a := range riskarea.Intervals(lists) {
		if a.Whole || a.Region.Level() >= region.LevelStreet {
			areas = append(areas, policy.RiskArea{Region: a.Region, Level: string(a.Level), From: a.From, Until: a.Until})
		}
	}
	return areas
}

// RiskAreas lists the areas that are listed at an instant, by region.
func (n *Node) RiskAreas(ctx context.Context, at instant.Instant) (areas []riskarea.Area, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		kept, err := tx.RiskLists(ctx, n.regime.Load().RiskList)
		if err != nil {
			return err
		}
		lists := make([]riskarea.List, len(kept))
		for i, l := range kept {
			lists[i] = l.List
		}
		areas = slices.DeleteFunc(riskarea.Intervals(lists), func(a riskarea.Area) bool { return at < a.From || at >= a.Until })
		return nil
	})
	return areas, err
}
