package node

import (
	"context"
	"crypto/sha256"
	"errors"
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
	List       id.ID // of a list that is held: by which it waits
	Published  instant.Instant
	Rows       int // Resolved + len(Unresolved)
	Resolved   int
	Unresolved []riskarea.Unresolved
	Change     riskarea.Change // against the newest list before it
	Regime     int64           // that it begins; 0 of a list that is held
	Coloured   int64           // people whose colour it changes, or would
	Held       id.ID           // the case in which a second office decides it; zero if it is in force (BY-18)
}

// ImportRisk imports a list of risk areas as it was published: a dated version, compared with the one before; whoever
// has evidence in a region that changed is decided anew (WZ-09). It is weighed first: if it would change the colour of
// more people than one hand may change in a day, it waits for a second office (BY-18). A file that was imported before
// is a Conflict.
func (n *Node) ImportRisk(ctx context.Context, c Caller, source string, file []byte) (RiskImport, error) {
	ask := staff.Ask{Action: staff.RiskImport}
	if err := n.may(ctx, c, ask); err != nil {
		return RiskImport{}, err
	}
	list, err := n.readList(Candidate{Source: source, List: file})
	if err != nil {
		return RiskImport{}, err
	}
	sum := sha256.Sum256(file)
	for {
		found, err := n.weighRisk(ctx, list)
		if err != nil {
			return RiskImport{}, err
		}
		var out RiskImport
		err = n.store.Write(ctx, func(tx *store.Tx) error {
			o, err := n.permit(ctx, tx, c, ask)
			if err != nil {
				return err
			}
			now, _, err := tx.Regime(ctx)
			if err != nil {
				return err
			}
			if now.Number != found.regime {
				return errMoved
			}
			at := n.clock.Now()
			w, held, err := n.weighed(ctx, tx, found.Weighing, o.hands(source), at)
			if err != nil {
				return err
			}
			if held {
				out = imported(list)
				waits := store.WaitingList{ID: id.New(at), Source: source, File: file, Digest: [16]byte(sum[:16]), By: o.by(), RecordedAt: at}
				out.List, out.Coloured, out.Change = waits.ID, w.Coloured, found.change
				out.Held, err = n.holdRisk(ctx, tx, o, waits, w)
				return err
			}
			out, err = n.beginRisk(ctx, tx, o, store.RiskList{ID: id.New(at), RecordedAt: at, By: o.by(), Digest: [16]byte(sum[:16]), List: list})
			out.Coloured = w.Coloured
			return err
		})
		if !errors.Is(err, errMoved) {
			return out, err
		}
	}
}

// errMoved says that another regime began between weighing and importing.
var errMoved = errors.New("node: another regime has begun")

// imported begins to say what a list is.
func imported(list riskarea.List) RiskImport {
	return RiskImport{Published: list.Published, Rows: len(list.Entries) + len(list.Unresolved), Resolved: len(list.Entries), Unresolved: list.Unresolved}
}

// beginRisk stores a list and begins the regime that has it.
func (n *Node) beginRisk(ctx context.Context, tx *store.Tx, o office, kept store.RiskList) (RiskImport, error) {
	out := imported(kept.List)
	now, _, err := tx.Regime(ctx)
	if err != nil {
		return out, err
	}
	before, err := tx.RiskLists(ctx, now.RiskList)
	if err != nil {
		return out, err
	}
	if err := later(before, kept.Published); err != nil {
		return out, err
	}
	if err := tx.InsertRiskList(ctx, kept); err != nil {
		return out, err
	}
	out.List, out.Change, out.Regime = kept.ID, riskarea.Diff(newest(before), kept.List), now.Number+1
	now.Number, now.From, now.RiskList = now.Number+1, kept.RecordedAt, kept.ID
	whom := concernedBy(n.regime.Load().pack, out.Change.Regions())
	whom.Stood = now.Stands
	if err := n.begin(ctx, tx, now, nil, whom); err != nil {
		return out, err
	}
	e := riskEntry(o, kept.ID, "in force", n.region, kept.RecordedAt)
	e.Detail = e.Detail.With("published", kept.Published).With("rows", out.Rows).With("resolved", out.Resolved).
		With("added", len(out.Change.Added)).With("removed", len(out.Change.Removed)).With("changed", len(out.Change.Changed))
	return out, n.record(ctx, tx, e)
}

func riskEntry(o office, list id.ID, step string, r region.Code, at instant.Instant) audit.Entry {
	e := o.entry(audit.RiskImport, r, at)
	e.Object = audit.Object{Kind: "risk list", ID: list.String()}
	e.Detail = e.Detail.With("step", step)
	return e
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

// countedAreas are the areas that lists have listed, as policy counts them: whole divisions, and places within a street or
// community, which a stay is recorded at. A place somewhere in a county does not make the county risky: whoever stayed
// elsewhere in it was in no risk area.
func countedAreas(kept []store.RiskList) (areas []policy.RiskArea) {
	for _, a := range intervals(kept) {
		if a.Whole || a.Region.Level() >= region.LevelStreet {
			areas = append(areas, policy.RiskArea{Region: a.Region, Level: string(a.Level), From: a.From, Until: a.Until})
		}
	}
	return areas
}

// touchedAreas are all divisions of which something is listed: the risk cities of who declares where he comes from (WZ-11).
func touchedAreas(kept []store.RiskList) (areas []policy.RiskArea) {
	for _, a := range intervals(kept) {
		areas = append(areas, policy.RiskArea{Region: a.Region, Level: string(a.Level), From: a.From, Until: a.Until})
	}
	return areas
}

func intervals(kept []store.RiskList) []riskarea.Area {
	lists := make([]riskarea.List, len(kept))
	for i, l := range kept {
		lists[i] = l.List
	}
	return riskarea.Intervals(lists)
}

// RiskAreas lists the areas that are listed at an instant, by region.
func (n *Node) RiskAreas(ctx context.Context, at instant.Instant) (areas []riskarea.Area, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		kept, err := tx.RiskLists(ctx, n.regime.Load().RiskList)
		if err != nil {
			return err
		}
		areas = slices.DeleteFunc(intervals(kept), func(a riskarea.Area) bool { return at < a.From || at >= a.Until })
		return nil
	})
	return areas, err
}
