package node

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/riskarea"
	"kangma/staff"
	"kangma/store"
)

// RiskVersion is a list of risk areas that is kept, and what it changed.
type RiskVersion struct {
	ID         id.ID
	RecordedAt instant.Instant
	riskarea.List
	Change riskarea.Change // against the list before it
}

// RiskVersions lists the lists in force up to now, the newest first, to who imports them.
func (n *Node) RiskVersions(ctx context.Context, c Caller) (out []RiskVersion, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		out = nil
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.RiskImport}); err != nil {
			return err
		}
		kept, err := tx.RiskLists(ctx, n.regime.Load().RiskList)
		for i := len(kept) - 1; i >= 0; i-- {
			out = append(out, RiskVersion{ID: kept[i].ID, RecordedAt: kept[i].RecordedAt, List: kept[i].List, Change: riskarea.Diff(newest(kept[:i]), kept[i].List)})
		}
		return err
	})
	return out, err
}

// TryRisk is what a list would change, and whose colour: nothing is kept (BY-05). Held stays zero; Weighing says whether a
// second office would have to agree.
func (n *Node) TryRisk(ctx context.Context, c Caller, source string, file []byte) (out RiskImport, w Weighing, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		_, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.RiskImport})
		return err
	})
	if err != nil {
		return out, w, err
	}
	list, err := n.readList(Candidate{Source: source, List: file})
	if err != nil {
		return out, w, err
	}
	found, err := n.weighRisk(ctx, list)
	out = imported(list)
	out.Change, out.Coloured, w = found.change, found.Coloured, found.Weighing
	w.State, w.Threshold = WeighingTried, int64(n.Mass)
	return out, w, err
}
