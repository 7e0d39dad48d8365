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
	since instant.Instant // of the rules; the regime itself begins with every mode and list
	modes []policy.Mode
	risk  *policy.RiskAreas
	near  *policy.RiskAreas // divisions of which any part is listed
}

// ended refuses where the rules had ended by an instant and were not renewed (BY-16): nobody is decided, no code is shown.
func (r *regime) ended(at instant.Instant) error {
	if at < r.Until {
		return nil
	}
	return fault.New(fault.Unavailable, "regime.ended", "the rules %s ended at %s and have not been renewed: there are no codes", r.Policy, r.Until.In(instant.Beijing))
}

// facts are the facts about a person under this regime.
func (r *regime) facts(b policy.Brief) policy.Facts {
	return policy.Facts{Person: b.Person, Modes: r.modes, Risk: r.risk}
}

// decide decides under this regime.
func (r *regime) decide(f *policy.Facts, at instant.Instant) policy.Decision {
	return r.pack.Decide(f, at, at)
}

// settleRegime makes the regime of this instant the newest one: at the first start, and when the date of other rules has come.
func (n *Node) settleRegime(ctx context.Context) error {
	return n.store.WriteLate(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		was, ok, err := tx.Regime(ctx)
		if err != nil {
			return err
		}
		over, err := tx.DestructionOrdered(ctx)
		if err != nil {
			return err
		}
		if over { // nothing begins any more (BY-16)
			return n.adopt(ctx, tx, was, nil)
		}
		now, err := n.rulesAt(ctx, tx, at)
		if err != nil {
			if ok && fault.CodeOf(err) == fault.Invalid { // they have ended, and nothing follows: it is said to who asks
				slog.WarnContext(ctx, "no rules are in force; codes stop until others are published", "policy", was.Policy)
				return n.adopt(ctx, tx, was, nil)
			}
			return err
		}
		if err := now.notEdited(was); err != nil {
			return err
		}
		if was.Digest == now.pack.Digest && was.Until == now.Until && was.Publication == now.Publication {
			return n.adopt(ctx, tx, was, now.pack)
		}
		next := was
		next.Number, next.From, next.Policy = was.Number+1, at, now.pack.ID()
		next.Digest, next.Until, next.Publication = now.pack.Digest, now.Until, now.Publication
		if err := n.keepShipped(ctx, tx, now.pack, at); err != nil {
			return err
		}
		if err := n.begin(ctx, tx, next, now.pack, renewed(was, next)); err != nil {
			return err
		}
		e := audit.Entry{At: at, Actor: audit.Actor{Kind: audit.System, ID: "policy"}, Action: audit.PolicyPublish, Region: n.region,
			Object: audit.Object{Kind: "pack", ID: next.Policy}}
		e.Detail = e.Detail.With("regime", next.Number).With("replaces", was.Policy).With("digest", next.Digest).With("until", next.Until)
		if !next.Publication.IsZero() {
			e.Detail = e.Detail.With("publication", next.Publication)
		}
		return n.record(ctx, tx, e)
	})
}

// renewed says whom rules that begin now concern: nobody if they are the same ones, renewed before they ended.
func renewed(was, next policy.Regime) redecide {
	same := was.Digest == next.Digest || was.Digest.IsZero() && was.Policy == next.Policy
	return redecide{Nobody: was.Number > 0 && same && next.From < was.Until}
}

// rules are a pack in force, from when until when, and by which publication: none of one that came with the program.
type rules struct {
	pack *policy.Pack
	policy.Regime
}

// rulesAt are the rules that were the last to begin by an instant: what was published, or what came with the program, by
// the date of its version.
func (n *Node) rulesAt(ctx context.Context, tx *store.Tx, at instant.Instant) (rules, error) {
	shipped, err := n.Packs.Find(n.Pack, at)
	p, published, failed := tx.PublicationAt(ctx, at)
	if failed != nil {
		return rules{}, failed
	}
	if published && (err != nil || n.fixed() || shipped.From <= p.From) {
		pack, err := n.keptPack(ctx, tx, p.Digest)
		return rules{pack, policy.Regime{Until: p.Until, Publication: p.ID}}, err
	}
	if err != nil {
		return rules{}, err
	}
	until := shipped.Until
	if n.fixed() {
		until = instant.Never
	}
	return rules{shipped, policy.Regime{Until: until}}, nil
}

// fixed says whether the operator has fixed a version, which stays whatever the date unless another is published.
func (n *Node) fixed() bool { return strings.Contains(n.Pack, "@") }

// notEdited refuses a pack that came with the program if decisions stand on another text of the same version: rules do
// not change by a new program (PB-1, BY-03).
func (r rules) notEdited(was policy.Regime) error {
	if !r.Publication.IsZero() || was.Digest.IsZero() || was.Policy != r.pack.ID() || was.Digest == r.pack.Digest {
		return nil
	}
	return fault.New(fault.Conflict, "node.pack_edited",
		"%s of this program (%.12s…) is not the %s that is in force (%.12s…): give the changed rules a version of their own, publish them, or start the program that has the others",
		r.pack.ID(), r.pack.Digest, was.Policy, was.Digest)
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
		if pack, err = n.packOf(ctx, tx, r); err != nil {
			return nil, err
		}
	}
	out := &regime{Regime: r, pack: pack, since: pack.From}
	if !r.Publication.IsZero() {
		p, err := tx.Publication(ctx, r.Publication)
		if err != nil {
			return nil, err
		}
		out.since = p.From
	}
	switches, err := tx.Switches(ctx)
	if err != nil {
		return nil, err
	}
	out.modes = modes(switches[:min(r.Modes, len(switches))])
	lists, err := tx.RiskLists(ctx, r.RiskList)
	if err != nil {
		return nil, err
	}
	out.risk, out.near = policy.NewRiskAreas(countedAreas(lists)), policy.NewRiskAreas(touchedAreas(lists))
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

// followRegime adopts, within a second, the regimes that other processes begin, and begins one itself when the date of
// other rules has come.
func (n *Node) followRegime(ctx context.Context) error {
	for sleep(ctx, time.Second, nil) {
		if err := n.catchUp(ctx); err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "the regime could not be followed; it is tried again", "error", err)
		}
	}
	return ctx.Err()
}

// catchUp does so once.
func (n *Node) catchUp(ctx context.Context) error {
	have, at := n.regime.Load(), n.clock.Now()
	changes := false
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		r, ok, err := tx.Regime(ctx)
		if err != nil || !ok {
			return err
		}
		if r.Number != have.Number {
			ready, err := n.readRegime(ctx, tx, r, nil)
			if err == nil && n.regime.CompareAndSwap(have, ready) {
				n.codes.forgetAll()
			}
			return err
		}
		p, ok, err := tx.PublicationAt(ctx, at)
		if err == nil {
			err = n.followShadow(ctx, tx)
		}
		changes = ok && p.ID != have.Publication && p.From >= have.since || n.calendarChanges(have, at)
		return err
	})
	if err == nil && changes {
		err = n.settleRegime(ctx)
	}
	return err
}

// calendarChanges says whether another version that came with the program is in force by its date. It is asked every
// second, so it reads no pack.
func (n *Node) calendarChanges(have *regime, at instant.Instant) bool {
	if n.fixed() {
		return false
	}
	for _, v := range n.Packs.Versions(n.Pack) {
		from, err := instant.Date(v, instant.Beijing)
		if err == nil && from > have.since && from <= at {
			return true
		}
	}
	return false
}
