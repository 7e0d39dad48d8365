package node

import (
	"context"
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/store"
)

// Visited is a visit as its holder sees it.
type Visited struct {
	ID    id.ID
	Place passage.Place
	At    instant.Instant
	Again bool // it was registered before, minutes ago
}

// PlaceOfCode says to which place a code belongs, and whether it can be scanned now: anybody may ask before he logs in.
func (n *Node) PlaceOfCode(ctx context.Context, text string) (passage.Place, error) {
	at := n.clock.Now()
	var p passage.Place
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		p, err = n.scannedPlace(ctx, tx, text, nil, at)
		return err
	})
	return p, err
}

// Visit registers that a person of the account is at the place whose code was scanned (MS-01). where is looked at and kept nowhere
// (HB-10). The audit log gets no entry, since it would say for ever who was where; and the visit colours nobody (BY-18).
// Scanned again within minutes it is the same visit.
func (n *Node) Visit(ctx context.Context, c Caller, who id.ID, text string, where *passage.Fix) (Visited, error) {
	var out Visited
	err := n.store.Write(ctx, func(tx *store.Tx) error {
		at := n.clock.Now()
		p, err := n.scannedPlace(ctx, tx, text, where, at)
		if err != nil {
			return err
		}
		holder, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		key, err := n.days.open(ctx, tx, n, passage.DayOf(at), at)
		if err != nil {
			return err
		}
		v, again, err := passage.RegisterVisit(ctx, tx, key, holder, p, at)
		out = Visited{ID: v.ID, Place: p, At: v.At, Again: again}
		return err
	})
	return out, err
}

// scannedPlace is the place of a code, if it may be scanned now and here.
func (n *Node) scannedPlace(ctx context.Context, tx *store.Tx, text string, where *passage.Fix, at instant.Instant) (passage.Place, error) {
	read, err := n.readPlaceCode(text, at)
	if err != nil {
		return passage.Place{}, err
	}
	code, err := tx.PlaceCode(ctx, read.Place)
	if err == nil {
		err = code.Accept(read, where, at)
	}
	if err != nil {
		return passage.Place{}, err
	}
	return tx.Place(ctx, read.Place)
}

// Visits lists the visits of a person of the account that are still kept, the newest first.
func (n *Node) Visits(ctx context.Context, c Caller, who id.ID) (list []Visited, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		at := n.clock.Now()
		holder, err := linked(ctx, tx, c, who, at)
		if err != nil {
			return err
		}
		days, err := tx.Days(ctx)
		if err != nil {
			return err
		}
		for i := len(days) - 1; i >= 0; i-- {
			key, err := n.days.open(ctx, tx, n, days[i], at)
			if err != nil {
				return err
			}
			visits, err := tx.VisitsOfDay(ctx, key.Day, key.Pseudonym(holder))
			if err != nil {
				return err
			}
			places, err := tx.PlacesByID(ctx, idsOf(visits, func(v passage.Visit) id.ID { return v.Place }))
			if err != nil {
				return err
			}
			for _, v := range slices.Backward(visits) {
				list = append(list, Visited{ID: v.ID, Place: places[v.Place], At: v.At})
			}
		}
		return nil
	})
	return list, err
}
