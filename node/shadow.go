package node

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
)

// Shadow is a candidate that decides beside the rules in force, and what it would have decided otherwise.
type Shadow struct {
	store.Shadow
	Told policy.Told // decisions are counted, not people: somebody who is decided twice counts twice
}

// shadowing is a shadow as this process runs it. Decisions wait here until there is time for them: nobody who is decided
// waits for the candidate (NO-9).
type shadowing struct {
	id     id.ID
	pack   *policy.Pack
	made   chan made
	passed atomic.Int64 // that found no room
}

// made is a decision with what it stands on.
type made struct {
	policy.Decision
	facts policy.Facts
}

// shadowRoom is how many decisions wait for a shadow; those that find no room are passed over, and counted.
const shadowRoom = 8192

// shadowEvery is how often a process decides what waits, and stores what it counted.
const shadowEvery = 250 * time.Millisecond

// StartShadow lets a candidate decide, from now on, whatever is decided. One runs at a time.
func (n *Node) StartShadow(ctx context.Context, c Caller, pack policy.Digest) (Shadow, error) {
	var out Shadow
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry})
		if err != nil {
			return err
		}
		kept, err := tx.KeptPack(ctx, pack)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		out = Shadow{Shadow: store.Shadow{ID: id.New(at), Policy: kept.Policy, Digest: kept.Digest, StartedAt: at, StartedBy: o.by(), EndedAt: instant.Never}, Told: policy.NewTally().Told()}
		if err := tx.InsertShadow(ctx, out.Shadow); err != nil {
			return err
		}
		run, err := n.shadowOf(ctx, tx, out.Shadow)
		if err != nil {
			return err
		}
		tx.OnCommit(func() { n.shadow.Store(run) })
		return n.record(ctx, tx, n.shadowEntry(o, out.Shadow, "start", at))
	})
	return out, err
}

// StopShadow ends a shadow; what it counted stays.
func (n *Node) StopShadow(ctx context.Context, c Caller, shadow id.ID) error {
	return n.write(ctx, c, nil, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry})
		if err != nil {
			return err
		}
		s, err := tx.Shadow(ctx, shadow)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if err := tx.EndShadow(ctx, shadow, at); err != nil {
			return err
		}
		return n.record(ctx, tx, n.shadowEntry(o, s, "stop", at))
	})
}

func (n *Node) shadowEntry(o office, s store.Shadow, step string, at instant.Instant) audit.Entry {
	e := o.entry(audit.PolicyShadow, n.region, at)
	e.Object = audit.Object{Kind: "shadow", ID: s.ID.String()}
	e.Detail = e.Detail.With("step", step).With("pack", s.Policy).With("digest", s.Digest)
	return e
}

// Shadows lists shadows, the newest first, before one (zero: from the newest), with what they counted.
func (n *Node) Shadows(ctx context.Context, c Caller, before id.ID, limit int) (list []Shadow, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PolicyTry}); err != nil {
			return err
		}
		found, err := tx.Shadows(ctx, before, limit)
		if err != nil {
			return err
		}
		for _, s := range found {
			tally, err := tx.ShadowTally(ctx, s)
			if err != nil {
				return err
			}
			list = append(list, Shadow{s, tally.Told()})
		}
		return nil
	})
	return list, err
}

func (n *Node) shadowOf(ctx context.Context, tx *store.Tx, s store.Shadow) (*shadowing, error) {
	pack, err := n.keptPack(ctx, tx, s.Digest)
	if err != nil {
		return nil, err
	}
	return &shadowing{id: s.ID, pack: pack, made: make(chan made, shadowRoom)}, nil
}

// followShadow takes up the shadow that some process has started, and leaves the one that has been stopped.
func (n *Node) followShadow(ctx context.Context, tx *store.Tx) error {
	s, ok, err := tx.RunningShadow(ctx)
	have := n.shadow.Load()
	switch {
	case err != nil:
		return err
	case !ok && have != nil:
		n.shadow.CompareAndSwap(have, nil)
	case ok && (have == nil || have.id != s.ID):
		run, err := n.shadowOf(ctx, tx, s)
		if err != nil {
			return err
		}
		n.shadow.CompareAndSwap(have, run)
	}
	return nil
}

// offer hands decisions to the shadow, and does not wait.
func (s *shadowing) offer(decisions []made) {
	for _, m := range decisions {
		select {
		case s.made <- m:
		default:
			s.passed.Add(1)
		}
	}
}

// runShadow decides what waits for the shadow, until ctx ends.
func (n *Node) runShadow(ctx context.Context) error {
	for sleep(ctx, shadowEvery, nil) {
		if s := n.shadow.Load(); s != nil {
			if err := n.decideShadow(ctx, s); err != nil && ctx.Err() == nil {
				slog.ErrorContext(ctx, "what a shadow counted could not be stored", "error", err)
			}
		}
	}
	return ctx.Err()
}

// decideShadow decides what waits and stores the differences.
func (n *Node) decideShadow(ctx context.Context, s *shadowing) error {
	tally := policy.NewTally()
	for waiting := len(s.made); waiting > 0; waiting-- {
		m := <-s.made
		would := s.pack.Decide(&m.facts, m.DecidedFor, m.DecidedFor)
		tally.Add(&m.Decision, &would, &m.facts, 0)
	}
	passed := s.passed.Swap(0)
	if tally.Decided == 0 && passed == 0 {
		return nil
	}
	err := n.store.Write(ctx, func(tx *store.Tx) error { return tx.AddToShadow(ctx, s.id, tally, passed) })
	if err != nil { // what was not counted is passed over, and said to be
		s.passed.Add(tally.Decided + passed)
	}
	return err
}
