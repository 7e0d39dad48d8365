package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// AddPlace adds a public place (MS-01).
func (n *Node) AddPlace(ctx context.Context, c Caller, p passage.Place) (passage.Place, error) {
	err := n.manage(ctx, c, p.Region, audit.PointAdd, &p, func(tx *store.Tx, e *audit.Entry) (err error) {
		p.CreatedBy = c.Account
		p, err = passage.AddPlace(ctx, tx, p, e.At)
		e.Object = audit.Object{Kind: "place", ID: p.ID.String()}
		return err
	})
	return p, err
}

// AddPoint adds a collection point, in a place or simply in a region (WH-11).
func (n *Node) AddPoint(ctx context.Context, c Caller, p passage.Point) (passage.Point, error) {
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		if p.Place.IsZero() {
			return nil
		}
		at, err := tx.Place(ctx, p.Place)
		p.Region = at.Region
		return err
	})
	if err != nil {
		return p, err
	}
	err = n.manage(ctx, c, p.Region, audit.PointAdd, &p, func(tx *store.Tx, e *audit.Entry) (err error) {
		p.CreatedBy = c.Account
		p, err = passage.AddPoint(ctx, tx, p, e.At)
		e.Object = audit.Object{Kind: "point", ID: p.ID.String()}
		return err
	})
	return p, err
}

// ClosePoint closes a collection point at which nobody stands (WH-11).
func (n *Node) ClosePoint(ctx context.Context, c Caller, point id.ID) error {
	var r region.Code
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Point(ctx, point)
		r = p.Region
		return err
	})
	if err != nil {
		return err
	}
	return n.manage(ctx, c, r, audit.PointRemove, nil, func(tx *store.Tx, e *audit.Entry) error {
		e.Object = audit.Object{Kind: "point", ID: point.String()}
		return passage.ClosePoint(ctx, tx, point, e.At)
	})
}

// ClosePlace closes a place and its points, at none of which anybody stands (WH-11).
func (n *Node) ClosePlace(ctx context.Context, c Caller, place id.ID) error {
	var r region.Code
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := tx.Place(ctx, place)
		r = p.Region
		return err
	})
	if err != nil {
		return err
	}
	return n.manage(ctx, c, r, audit.PointRemove, nil, func(tx *store.Tx, e *audit.Entry) error {
		e.Object = audit.Object{Kind: "place", ID: place.String()}
		return passage.ClosePlace(ctx, tx, place, e.At)
	})
}

// manage runs an act of whoever manages points in a region, with its audit entry; result as in write.
func (n *Node) manage(ctx context.Context, c Caller, r region.Code, action audit.Action, result any, act func(*store.Tx, *audit.Entry) error) error {
	if r.IsZero() {
		return fault.Missing("region")
	}
	return n.write(ctx, c, result, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PointManage, Region: r})
		if err != nil {
			return err
		}
		e := o.entry(action, r, n.clock.Now())
		if err := act(tx, &e); err != nil {
			return err
		}
		return n.record(ctx, tx, e)
	})
}

// Standpoint is where a collector may stand and where he stands.
type Standpoint struct {
	Points  []passage.Point
	Places  map[id.ID]passage.Place // of the points
	Current id.ID                   // zero if nowhere
}

// Points lists the open points at which the caller may scan, and the one where he stands (WH-11).
func (n *Node) Points(ctx context.Context, c Caller) (Standpoint, error) {
	var out Standpoint
	err := n.store.Read(ctx, func(tx *store.Tx) error {
		out = Standpoint{Places: map[id.ID]passage.Place{}}
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		for _, r := range standing.Scope(staff.PassageRecord, n.clock.Now()) {
			points, err := tx.PointsIn(ctx, r, id.ID{}, 500)
			if err != nil {
				return err
			}
			out.Points = append(out.Points, points...)
		}
		places, err := tx.PlacesByID(ctx, idsOf(out.Points, func(p passage.Point) id.ID { return p.Place }))
		if err != nil {
			return err
		}
		for _, p := range places {
			out.Places[p.ID] = p
		}
		post, err := tx.Post(ctx, c.Account)
		out.Current = post.Point
		return err
	})
	return out, err
}

// SwitchPoint puts the caller at a point (WH-11).
func (n *Node) SwitchPoint(ctx context.Context, c Caller, point id.ID) error {
	return n.store.Write(ctx, func(tx *store.Tx) error {
		p, err := tx.Point(ctx, point)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageRecord, Region: p.Region})
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if _, err := passage.SwitchPoint(ctx, tx, c.Account, point, at); err != nil {
			return err
		}
		e := o.entry(audit.PointChange, p.Region, at)
		e.Object = audit.Object{Kind: "point", ID: point.String()}
		return n.record(ctx, tx, e)
	})
}

// RegisterDevice registers the caller's gate device under its public key (PS-5).
func (n *Node) RegisterDevice(ctx context.Context, c Caller, key []byte) (passage.Device, error) {
	var d passage.Device
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		at := n.clock.Now()
		scope := standing.Scope(staff.PassageRecord, at)
		if len(scope) == 0 {
			return fault.New(fault.Forbidden, "staff.no_collector", "this account is no collector; ask your administrator to appoint you")
		}
		if d, err = passage.RegisterDevice(ctx, tx, c.Account, key, at); err != nil {
			return err
		}
		e := office{Caller: c}.entry(audit.KeyMake, scope[0], at)
		e.Object = audit.Object{Kind: "device", ID: d.ID.String()}
		return n.record(ctx, tx, e)
	})
	return d, err
}

// Passages lists passages of a region, without persons, for administrators with a purpose (WH-13).
func (n *Node) Passages(ctx context.Context, c Caller, q passage.Query, purpose staff.Purpose) ([]passage.Passage, error) {
	var out []passage.Passage
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.PassageRead, Region: q.Region, Purpose: purpose})
		if err != nil {
			return err
		}
		if out, err = tx.Passages(ctx, q); err != nil {
			return err
		}
		e := o.entry(audit.PassageSearch, q.Region, n.clock.Now())
		e.Object = audit.Object{Kind: "region", ID: q.Region.String()}
		e.Detail = e.Detail.With("shown", len(out))
		return n.record(ctx, tx, e)
	})
	return out, err
}
