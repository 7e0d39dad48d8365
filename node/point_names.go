package node

import (
	"context"

	"kangma/internal/id"
	"kangma/staff"
	"kangma/store"
)

// PointNames are what points are called, with the place that they belong to, for who may read passages somewhere. Points
// that are not known have no name.
func (n *Node) PointNames(ctx context.Context, c Caller, points []id.ID) (names map[id.ID]string, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.PassageRead, staff.Purpose{}); err != nil {
			return err
		}
		known, err := tx.Points(ctx, points)
		if err != nil {
			return err
		}
		var of []id.ID
		for _, p := range known {
			if !p.Place.IsZero() {
				of = append(of, p.Place)
			}
		}
		places, err := tx.PlacesByID(ctx, of)
		if err != nil {
			return err
		}
		names = map[id.ID]string{}
		for _, p := range known {
			names[p.ID] = p.Name
			if place := places[p.Place].Name; place != "" && place != p.Name {
				names[p.ID] = place + " · " + p.Name
			}
		}
		return nil
	})
	return names, err
}
