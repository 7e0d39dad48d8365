package node

import (
	"context"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// ListedPlace is a place with its code as it stands.
type ListedPlace struct {
	passage.Place
	Code passage.PlaceCode // the zero one if none was issued
}

// Places lists open places of a region, or of wherever the caller may read them, by id (MS-01).
func (n *Node) Places(ctx context.Context, c Caller, q passage.PlaceQuery) (list []ListedPlace, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		regions, err := n.scope(ctx, tx, c, staff.PlaceRead, q.Region)
		if err != nil {
			return err
		}
		var places []passage.Place
		for _, q.Region = range regions {
			some, err := tx.PlacesIn(ctx, q)
			if err != nil {
				return err
			}
			places = append(places, some...)
		}
		idOf := func(p passage.Place) id.ID { return p.ID }
		places = firstByID(places, q.Limit, idOf)
		codes, err := tx.PlaceCodes(ctx, idsOf(places, idOf))
		for _, p := range places {
			list = append(list, ListedPlace{p, codes[p.ID]})
		}
		return err
	})
	return list, err
}

// Place is one place, closed ones included, for staff of its region.
func (n *Node) Place(ctx context.Context, c Caller, place id.ID) (out ListedPlace, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if out.Place, err = n.placeFor(ctx, tx, c, place, staff.PlaceRead); err != nil {
			return err
		}
		out.Code, err = tx.PlaceCode(ctx, place)
		return err
	})
	if err != nil {
		return ListedPlace{}, err
	}
	return out, nil
}

// scope is where a list of staff is read: a region in which the caller may do the action, or all that he may.
func (n *Node) scope(ctx context.Context, tx *store.Tx, c Caller, action staff.Action, within region.Code) ([]region.Code, error) {
	if !within.IsZero() {
		_, err := n.permit(ctx, tx, c, staff.Ask{Action: action, Region: within})
		return []region.Code{within}, err
	}
	standing, err := n.stand(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if all := standing.Scope(action, n.clock.Now()); len(all) > 0 {
		return all, nil
	}
	_, err = n.permit(ctx, tx, c, staff.Ask{Action: action})
	return nil, err
}

// placeFor is a place of a region where the caller may do an action. Who may do it nowhere does not learn whether the place is there.
func (n *Node) placeFor(ctx context.Context, tx *store.Tx, c Caller, place id.ID, action staff.Action) (passage.Place, error) {
	if _, err := n.permitSomewhere(ctx, tx, c, action, staff.Purpose{}); err != nil {
		return passage.Place{}, err
	}
	p, err := tx.Place(ctx, place)
	if err != nil {
		return passage.Place{}, err
	}
	_, err = n.permit(ctx, tx, c, staff.Ask{Action: action, Region: p.Region})
	return p, err
}

// PlaceCode is the code of a place as it is shown now, and until when: for posters, and for the screens of places whose code changes.
func (n *Node) PlaceCode(ctx context.Context, c Caller, place id.ID) (text string, code passage.PlaceCode, until instant.Instant, err error) {
	at := n.clock.Now()
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		if _, err := n.placeFor(ctx, tx, c, place, staff.PlaceRead); err != nil {
			return err
		}
		code, err = tx.PlaceCode(ctx, place)
		return err
	})
	if err == nil {
		text, err = n.signPlaceCode(code, at)
	}
	return text, code, code.Until(at), err
}
