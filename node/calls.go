package node

import (
	"context"

	"kangma/internal/id"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// Calls are the announced calls of the offices of a region that can still be checked, the newest first, with ids before the one
// given (zero: from the newest). They name nobody who is called.
func (n *Node) Calls(ctx context.Context, c Caller, r region.Code, before id.ID, limit int) (list []staff.Call, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		o, err := n.permitSomewhere(ctx, tx, c, staff.InvestigateWork, anyLook)
		if err != nil {
			return err
		}
		if r.IsZero() {
			r = o.Region
		}
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InvestigateWork, Region: r, Purpose: anyLook}); err != nil {
			return err
		}
		list, err = tx.Calls(ctx, r, n.clock.Now(), before, limit)
		for i := range list {
			list[i].Person = id.ID{}
		}
		return err
	})
	return list, err
}

// CallsTo are the calls announced to one person that can still be checked, the newest first.
func (n *Node) CallsTo(ctx context.Context, c Caller, who id.ID, purpose staff.Purpose) (list []staff.Call, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, who)
		if err != nil {
			return err
		}
		if _, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InvestigateWork, Region: n.concerned(p, 0), Person: who, Purpose: purpose}); err != nil {
			return err
		}
		list, err = tx.CallsTo(ctx, who, n.clock.Now())
		return err
	})
	return list, err
}
