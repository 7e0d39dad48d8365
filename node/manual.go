package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/passage"
	"kangma/staff"
	"kangma/store"
)

// ManualPassage is one of somebody who showed no code, with what was written down of him, masked unless it was revealed.
type ManualPassage struct {
	passage.Manual
	Written *passage.Written // nil where cards were looked at
}

// ManualPassages lists those of a region, masked, for administrators with a purpose (NA-12, WZ-18, WH-13).
func (n *Node) ManualPassages(ctx context.Context, c Caller, q passage.Query, purpose staff.Purpose) (list []ManualPassage, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		list = nil
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageRead, Region: q.Region, Purpose: purpose})
		if err != nil {
			return err
		}
		found, err := tx.Manuals(ctx, q)
		if err != nil {
			return err
		}
		for _, m := range found {
			w, err := n.written(ctx, tx, m)
			if err != nil {
				return err
			}
			if w != nil {
				masked := w.Masked()
				w = &masked
			}
			list = append(list, ManualPassage{m, w})
		}
		e := o.entry(audit.PassageSearch, q.Region, n.clock.Now())
		e.Object = audit.Object{Kind: "region", ID: q.Region.String()}
		e.Detail = e.Detail.With("shown", len(list)).With("manual", true)
		return n.record(ctx, tx, e)
	})
	return list, err
}

// RevealManual shows what was written down of one, for who may learn who passed and see somebody in full, with a purpose and a case
// (PS-2); one of another region and one that does not exist are answered alike.
func (n *Node) RevealManual(ctx context.Context, c Caller, of id.ID, purpose staff.Purpose) (out ManualPassage, err error) {
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		for _, action := range []staff.Action{staff.PersonReveal, staff.PassageResolve} {
			if _, err := n.permitSomewhere(ctx, tx, c, action, purpose); err != nil {
				return err // before it is said whether there is such a passage
			}
		}
		m, err := tx.Manual(ctx, of)
		if fault.CodeOf(err) == fault.NotFound {
			return noPassage()
		}
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PersonReveal, Region: m.Region, Purpose: purpose})
		if err == nil {
			o, err = n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageResolve, Region: m.Region, Purpose: purpose})
		}
		if outOfReach(err) { // elsewhere and nowhere are answered alike (BY-19)
			return noPassage()
		}
		if err != nil {
			return err
		}
		w, err := n.written(ctx, tx, m)
		if err != nil {
			return err
		}
		out = ManualPassage{m, w}
		e := o.entry(audit.PassageReveal, m.Region, n.clock.Now())
		e.Object = audit.Object{Kind: "passage", ID: m.ID.String()}
		return n.record(ctx, tx, e)
	})
	if err != nil {
		return ManualPassage{}, err
	}
	return out, nil
}

// written opens what was written down, under the key of its day.
func (n *Node) written(ctx context.Context, tx *store.Tx, m passage.Manual) (*passage.Written, error) {
	if m.Sealed == nil {
		return nil, nil
	}
	key, err := n.days.open(ctx, tx, n, m.Day, n.clock.Now())
	if err != nil {
		return nil, err
	}
	return m.Written(key)
}
