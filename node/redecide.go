package node

import (
	"context"
	"encoding/json"
	"fmt"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/policy"
	"kangma/store"
)

// redecide says whom a new regime concerns: everybody, or who has evidence of some kinds within some regions.
type redecide struct {
	Regime int64
	Kinds  []evidence.Kind `json:",omitempty"`
	Ranges [][2]int64      `json:",omitempty"`
	Stood  int64           `json:",omitempty"` // decisions of this and later regimes stand again when the run is through
	Nobody bool            `json:"-"`          // nothing that counts has changed: there is no run
}

const redecideKind jobs.Kind[redecide] = "redecide"

// redecideBatch is how many persons are stored in one transaction. With many more PostgreSQL would note that the whole
// table was read, instead of some pages of it, and every code that is shown meanwhile would collide with it.
const redecideBatch = 500

func redecideOnce(r redecide) jobs.Options { return jobs.Options{Key: fmt.Sprint(r.Regime)} }

// redecided is how far a run came.
type redecided struct {
	After   id.ID
	Seen    int64
	Changed int64
}

// runRedecide decides the population under a new regime, in order of id, resumably, while codes go on being shown: who
// shows his code meanwhile is decided at once (NO-3).
//
// The next page is read and decided on a snapshot while the one before is being stored. That is safe: whoever's
// evidence changes after the regime began is decided under it in that transaction (NO-2), and storing passes over
// everybody who stands under it already.
func (n *Node) runRedecide(ctx context.Context, w *jobs.Work, args redecide) error {
	var at redecided
	if c := w.Checkpoint(); c != nil {
		if err := json.Unmarshal(c, &at); err != nil {
			return err
		}
	}
	total, err := n.population(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	pages := make(chan page, 1)
	go n.readPages(ctx, args, at.After, pages)
	for p := range pages {
		if p.err != nil {
			return p.err
		}
		err := n.store.Write(ctx, func(tx *store.Tx) error {
			next := at
			changed, err := n.keepPage(ctx, tx, p)
			if err != nil {
				return err
			}
			next.After, next.Seen, next.Changed = p.last, at.Seen+int64(len(p.decided)), at.Changed+int64(changed)
			checkpoint, err := json.Marshal(next)
			if err != nil {
				return err
			}
			tx.OnCommit(func() { at = next })
			note := fmt.Sprintf("%d of %d changed", next.Changed, next.Seen)
			return w.Save(ctx, tx.Raw(), jobs.Progress{Done: next.Seen, Total: max(total, next.Seen), Note: note}, checkpoint)
		})
		if err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		if err := n.letStand(ctx, tx, args); err != nil {
			return err
		}
		return n.record(ctx, tx, audit.Entry{At: n.clock.Now(), Actor: audit.Actor{Kind: audit.System, ID: "redecide"}, Action: audit.PolicyRedo,
			Region: n.region, Object: audit.Object{Kind: "regime", ID: fmt.Sprint(args.Regime)},
			Detail: audit.Detail{}.With("seen", at.Seen).With("changed", at.Changed)})
	})
}

// letStand lets the decisions of everybody whom a regime did not concern stand again, now that all others are redone:
// a regime of the same pack, modes and lists, unless a newer one has begun, whose own run sees to it.
func (n *Node) letStand(ctx context.Context, tx *store.Tx, args redecide) error {
	now, _, err := tx.Regime(ctx)
	if err != nil || args.Stood == 0 || now.Number != args.Regime {
		return err
	}
	now.Number, now.From, now.Stands = now.Number+1, n.clock.Now(), args.Stood
	if err := tx.InsertRegime(ctx, now); err != nil {
		return err
	}
	return n.adopt(ctx, tx, now, nil)
}

// page is a run of persons decided on a snapshot.
type page struct {
	regime  *regime
	decided []policy.Record
	last    id.ID
	err     error
}

func (n *Node) readPages(ctx context.Context, args redecide, after id.ID, out chan<- page) {
	defer close(out)
	for {
		var p page
		p.err = n.store.Read(ctx, func(tx *store.Tx) (err error) {
			if p.regime, err = n.current(ctx, tx); err != nil {
				return err
			}
			at := n.clock.Now()
			if p.regime.ended(at) != nil { // nobody is decided any more; what follows decides everybody
				return nil
			}
			var of []id.ID
			if len(args.Kinds) > 0 {
				if of, err = tx.PeopleWithEvidence(ctx, args.Kinds, args.Ranges, after, redecideBatch); err != nil || len(of) == 0 {
					return err
				}
			}
			briefs, err := tx.Briefs(ctx, of, after, redecideBatch)
			if err != nil || len(briefs) == 0 {
				return err
			}
			p.last = briefs[len(briefs)-1].ID
			p.decided, err = n.decideAll(ctx, tx, p.regime, briefs, at)
			return err
		})
		if p.err == nil && len(p.decided) == 0 {
			return
		}
		select {
		case out <- p:
		case <-ctx.Done():
			return
		}
		if p.err != nil {
			return
		}
		after = p.last
	}
}

// keepPage stores a page, but for persons who stand under the regime already, or under a newer one.
func (n *Node) keepPage(ctx context.Context, tx *store.Tx, p page) (int, error) {
	persons := make([]id.ID, len(p.decided))
	for i, d := range p.decided {
		persons[i] = d.Person
	}
	before, err := tx.Current(ctx, persons)
	if err != nil {
		return 0, err
	}
	left := make([]policy.Record, 0, len(p.decided))
	for _, d := range p.decided {
		if old, ok := before[d.Person]; !ok || old.Regime < p.regime.Stands {
			left = append(left, d)
		}
	}
	return n.keep(ctx, tx, p.regime, left, before)
}

// population is how many persons there are.
func (n *Node) population(ctx context.Context) (count int64, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) (err error) {
		count, err = tx.CountPeople(ctx)
		return err
	})
	return count, err
}
