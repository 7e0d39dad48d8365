package node

import (
	"bytes"
	"context"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
	"kangma/riskarea"
	"kangma/store"
)

// Candidate is what somebody wants to try before it is published (BY-05): a pack, a list of risk areas, or both. What it
// does not name is as it is in force.
type Candidate struct {
	Pack   policy.Digest
	Source string // of the list
	List   []byte // as it was published; nil: none
}

// Tried is what a candidate would do.
type Tried struct {
	*policy.Tally
	Regime   int64           // that it was compared with
	Policy   string          // of that regime
	Snapshot instant.Instant // what was known
	At       instant.Instant // for which everybody was decided
	Took     time.Duration
}

// simulatePage is how many people are decided between two looks at whether somebody else needs the processor.
const simulatePage = 100

// Simulate decides everybody for an instant (0: that of the snapshot) by the rules in force and by a candidate, on one
// consistent snapshot, and counts the differences exactly: were the candidate in force from that instant on, and nothing
// learned in between, just those would change (NO-7). It stores nothing, holds one page of people in memory, works on one
// thread, and gives way after each page, so that codes go on being shown beside it. progress is called after each page.
//
// Rules that have ended by that instant are counted as if they went on.
func (n *Node) Simulate(ctx context.Context, c Candidate, at instant.Instant, progress func(done int64) error) (Tried, error) {
	begin := time.Now()
	var out Tried
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		now, err := n.current(ctx, tx)
		if err != nil {
			return err
		}
		next, err := n.regimeOf(ctx, tx, now, c)
		if err != nil {
			return err
		}
		out = Tried{Tally: policy.NewTally(), Regime: now.Number, Policy: now.Policy, Snapshot: n.clock.Now()}
		out.At = max(at, out.Snapshot)
		var after id.ID
		for {
			page := time.Now()
			briefs, err := tx.Briefs(ctx, nil, after, simulatePage)
			if err != nil || len(briefs) == 0 {
				return err
			}
			last := briefs[len(briefs)-1].ID
			known, err := tx.EvidenceBetween(ctx, after, last)
			if err != nil {
				return err
			}
			for _, b := range briefs {
				f, g := now.facts(b), next.facts(b)
				f.Evidence, g.Evidence = known[b.ID], known[b.ID]
				is, would := now.pack.Decide(&f, out.At, out.Snapshot), next.pack.Decide(&g, out.At, out.Snapshot)
				out.Add(&is, &would, &f, n.division(b.Residence))
			}
			after = last
			if err := progress(out.Decided); err != nil {
				return err
			}
			if !sleep(ctx, time.Since(page)/givesWay, nil) {
				return ctx.Err()
			}
		}
	})
	out.Took = time.Since(begin)
	return out, err
}

// givesWay is the share of its time that a simulation leaves to others, as a divisor: showing a code waits for a thread
// no longer than a page takes, three milliseconds or so. Measured: at an eighth, and pages of 500, showing took ten times as long.
const givesWay = 2

// regimeOf is a regime with what a candidate puts in its place.
func (n *Node) regimeOf(ctx context.Context, tx *store.Tx, now *regime, c Candidate) (*regime, error) {
	next := *now
	if !c.Pack.IsZero() {
		pack, err := n.keptPack(ctx, tx, c.Pack)
		if err != nil {
			return nil, err
		}
		next.pack = pack
	}
	if c.List != nil {
		list, err := n.readList(c)
		if err != nil {
			return nil, err
		}
		kept, err := tx.RiskLists(ctx, now.RiskList)
		if err != nil {
			return nil, err
		}
		if err := later(kept, list.Published); err != nil {
			return nil, err
		}
		next.risk = policy.NewRiskAreas(countedAreas(append(kept, store.RiskList{List: list})))
	}
	return &next, nil
}

func (n *Node) readList(c Candidate) (riskarea.List, error) {
	published, err := riskarea.Parse(bytes.NewReader(c.List))
	if err != nil {
		return riskarea.List{}, err
	}
	return riskarea.NewList(n.Regions(), c.Source, published), nil
}

// division is the division right below the node's own in which a region lies: what counts are told by. Whoever lives
// elsewhere, or nobody knows where, counts under none.
func (n *Node) division(r region.Code) region.Code {
	if !n.region.Contains(r) || r == n.region {
		return 0
	}
	return r.At(n.region.Level() + 1)
}
