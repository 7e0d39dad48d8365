package node

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/store"
)

// regime is what decisions stand on beside the evidence, ready to decide with.
type regime struct {
	policy.Regime
	pack  *policy.Pack
	modes []policy.Mode
	risk  *policy.RiskAreas
}

// facts are the facts about a person under this regime.
func (r *regime) facts(b policy.Brief) policy.Facts {
	return policy.Facts{Person: b.Person, Modes: r.modes, Risk: r.risk}
}

// decide decides under this regime.
func (r *regime) decide(f *policy.Facts, at instant.Instant) policy.Decision {
	return r.pack.Decide(f, at, at)
}

// settleRegime makes the regime of this instant the newest one: at the first start, and when the date of another version
// of the pack has come.
func (n *Node) settleRegime(ctx context.Context) error {
	at := n.clock.Now()
	pack, err := n.Packs.Find(n.Pack, at)
	if err != nil {
		return err
	}
	return n.store.Write(ctx, func(tx *store.Tx) error {
		r, ok, err := tx.Regime(ctx)
		if err != nil {
			return err
		}
		if ok && r.Policy == pack.ID() {
			return n.adopt(ctx, tx, r, pack)
		}
		next := policy.Regime{Number: r.Number + 1, From: at, Policy: pack.ID(), Modes: r.Modes, RiskList: r.RiskList}
		if err := n.begin(ctx, tx, next, pack, redecide{}); err != nil {
			return err
		}
		return n.record(ctx, tx, audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "policy"}, Action: audit.PolicyPublish,
			Region: n.region, Object: audit.Object{Kind: "pack", ID: pack.ID()}, Detail: audit.Detail{}.With("regime", next.Number).With("replaces", r.Policy)})
	})
}

// begin stores a new regime, enqueues the re-deciding of whom it concerns, and adopts it when it is durable. Until they
// have been redone no older decision stands; if it concerns nobody all that stood go on standing.
func (n *Node) begin(ctx context.Context, tx *store.Tx, r policy.Regime, pack *policy.Pack, whom redecide) error {
	if !whom.Nobody {
		r.Stands = r.Number
	}
	if err := tx.InsertRegime(ctx, r); err != nil {
		return err
	}
	if err := n.adopt(ctx, tx, r, pack); err != nil {
		return err
	}
	if whom.Nobody {
		return nil
	}
	whom.Regime = r.Number
	_, err := redecideKind.Enqueue(ctx, n.queue, tx.Raw(), whom, redecideOnce(whom))
	return err
}

// adopt reads what belongs to a regime and makes it the one that this process decides by, once tx is durable.
func (n *Node) adopt(ctx context.Context, tx *store.Tx, r policy.Regime, pack *policy.Pack) error {
	ready, err := n.readRegime(ctx, tx, r, pack)
	if err != nil {
		return err
	}
	tx.OnCommit(func() {
		for {
			now := n.regime.Load()
			if now != nil && now.Number >= ready.Number || n.regime.CompareAndSwap(now, ready) {
				break
			}
		}
		n.codes.forgetAll()
		wake(n.dueWake)
	})
	return nil
}

func (n *Node) readRegime(ctx context.Context, tx *store.Tx, r policy.Regime, pack *policy.Pack) (*regime, error) {
	if pack == nil {
		var err error
		if pack, err = n.Packs.Find(r.Policy, r.From); err != nil {
			return nil, err
		}
	}
	out := &regime{Regime: r, pack: pack}
	switches, err := tx.Switches(ctx)
	if err != nil {
		return nil, err
	}
	out.modes = modes(switches[:min(r.Modes, len(switches))])
	areas, err := n.riskAreas(ctx, tx, r.RiskList)
	if err != nil {
		return nil, err
	}
	out.risk = policy.NewRiskAreas(areas)
	return out, nil
}

// modes turns switches into intervals: each begins or ends a mode from its instant on, and a later one of the same mode
// takes the place of what an earlier one said of the time after it.
func modes(switches []policy.Switch) []policy.Mode {
	var out []policy.Mode
	for _, s := range switches {
		for i := range out {
			if out[i].Mode == s.Mode && out[i].Until > s.From {
				out[i].Until = max(s.From, out[i].From)
			}
		}
		if s.Until > s.From {
			out = append(out, policy.Mode{Mode: s.Mode, From: s.From, Until: s.Until})
		}
	}
	return out
}

// current is the regime of a transaction: the newest that it sees. Deciding under an older one would be undone by
// nobody (NO-3).
func (n *Node) current(ctx context.Context, tx *store.Tx) (*regime, error) {
	r, ok, err := tx.Regime(ctx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Unavailable, "regime.none", "no rules are in force yet")
	}
	if have := n.regime.Load(); have != nil && have.Number == r.Number {
		return have, nil
	}
	return n.readRegime(ctx, tx, r, nil)
}

// followRegime adopts, within a second, the regimes that other processes begin, and begins one itself when the pack's
// date has come.
func (n *Node) followRegime(ctx context.Context) error {
	for sleep(ctx, time.Second, nil) {
		have := n.regime.Load()
		err := n.store.Read(ctx, func(tx *store.Tx) error {
			r, ok, err := tx.Regime(ctx)
			if err != nil || !ok || r.Number == have.Number {
				return err
			}
			ready, err := n.readRegime(ctx, tx, r, nil)
			if err == nil && n.regime.CompareAndSwap(have, ready) {
				n.codes.forgetAll()
			}
			return err
		})
		if at := n.clock.Now(); err == nil && n.packChanges(have, at) {
			err = n.settleRegime(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the regime could not be followed; it is tried again", "error", err)
		}
	}
	return ctx.Err()
}

// packChanges says whether another version is in force by the calendar. It is asked every second, so it reads no pack.
func (n *Node) packChanges(have *regime, at instant.Instant) bool {
	if strings.Contains(n.Pack, "@") {
		return false
	}
	if at >= have.pack.Until {
		return true
	}
	for _, v := range n.Packs.Versions(n.Pack) {
		from, err := instant.Date(v, instant.Beijing)
		if err == nil && from > have.pack.From && from <= at {
			return true
		}
	}
	return false
}
