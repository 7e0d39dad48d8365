package node

import (
	"cmp"
	"context"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// aloneAfter is for how long the node may not answer before gates offer to go on without it, where the rules do not say.
const aloneAfter = 5 * time.Minute

// GateLimits are the tolerances of gates, and after how long without an answer they offer to go on without the system, as the rules in force say (BY-13, WZ-18).
func (n *Node) GateLimits() (l pass.Limits, alone time.Duration) {
	l, alone = pass.DefaultLimits, aloneAfter
	_, p := n.Regime()
	if p == nil {
		return l, alone
	}
	l.TrustAge, l.StatusAge = cmp.Or(p.Gates.Keys.D(), l.TrustAge), cmp.Or(p.Gates.RecallList.D(), l.StatusAge)
	return l, cmp.Or(p.Gates.WithoutNode.D(), alone)
}

// Fallback takes note that a point went on without the system, or does so no longer (WZ-18). A gate sends it when it can, as often
// as it likes: begin and end are each written down once (PS-13).
func (n *Node) Fallback(ctx context.Context, c Caller, f passage.Fallback) error {
	return n.store.Write(ctx, func(tx *store.Tx) (err error) {
		at := n.clock.Now()
		if f.Point, err = tx.Point(ctx, f.Point.ID); err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageRecord, Region: f.Point.Region})
		if err != nil {
			return err
		}
		f.Collector = c.Account
		if err := f.Check(at); err != nil {
			return err
		}
		before, err := tx.PutFallback(ctx, f)
		if err != nil {
			return err
		}
		known := !before.ID.IsZero()
		if known && before.Collector != c.Account {
			return fault.New(fault.Conflict, "fallback.another", "this id is another collector's")
		}
		e := o.entry(audit.FallbackBegin, f.Point.Region, at)
		e.Object = audit.Object{Kind: "point", ID: f.Point.ID.String()}
		e.Detail = e.Detail.With("cause", f.Cause).With("began", f.Began)
		if !known {
			if err := n.record(ctx, tx, e); err != nil {
				return err
			}
		}
		if f.Ended == instant.Never || known && before.Ended != instant.Never {
			return nil
		}
		e.Action = audit.FallbackEnd
		e.Detail = e.Detail.With("ended", f.Ended)
		return n.record(ctx, tx, e)
	})
}

// Fallbacks lists the times without the system in a region, newest first.
func (n *Node) Fallbacks(ctx context.Context, c Caller, r region.Code, before *passage.Cursor, limit int) (list []passage.Fallback, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageRead, Region: r}); err != nil {
			return err
		}
		list, err = tx.Fallbacks(ctx, r, before, limit)
		return err
	})
	return list, err
}
