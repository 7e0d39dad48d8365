package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/pass"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// IssuePlaceCode makes the next version of a place's code; what was posted before holds no more (MS-01).
func (n *Node) IssuePlaceCode(ctx context.Context, c Caller, code passage.PlaceCode) (passage.PlaceCode, error) {
	r, err := n.regionOfPlace(ctx, c, code.Place)
	if err != nil {
		return passage.PlaceCode{}, err
	}
	var out passage.PlaceCode
	err = n.manage(ctx, c, r, audit.PlaceCodeIssue, &out, func(tx *store.Tx, e *audit.Entry) error {
		code.IssuedBy = c.Account
		out, err = passage.IssuePlaceCode(ctx, tx, code, e.At)
		e.Object = audit.Object{Kind: "place", ID: code.Place.String()}
		e.Detail = e.Detail.With("version", out.Version).With("every", out.Every).With("radius", out.Radius)
		return err
	})
	return out, err
}

// RevokePlaceCode ends a place's code without a new one. It may be repeated.
func (n *Node) RevokePlaceCode(ctx context.Context, c Caller, place id.ID) error {
	r, err := n.regionOfPlace(ctx, c, place)
	if err != nil {
		return err
	}
	return n.manage(ctx, c, r, audit.PlaceCodeRevoke, nil, func(tx *store.Tx, e *audit.Entry) error {
		e.Object = audit.Object{Kind: "place", ID: place.String()}
		return passage.RevokePlaceCode(ctx, tx, place, e.At)
	})
}

// regionOfPlace is where a place lies, for who manages places somewhere: nobody else learns whether there is one.
func (n *Node) regionOfPlace(ctx context.Context, c Caller, place id.ID) (r region.Code, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		p, err := n.placeFor(ctx, tx, c, place, staff.PointManage)
		r = p.Region
		return err
	})
	return r, err
}

// signPlaceCode is a code as it is shown at an instant.
func (n *Node) signPlaceCode(code passage.PlaceCode, at instant.Instant) (string, error) {
	if !code.Holds(at) {
		return "", fault.New(fault.Conflict, "place.no_code", "this place has no code; issue one first")
	}
	k, err := n.key(keys.UsePlace)
	if err != nil {
		return "", err
	}
	return code.Sign(k, at)
}

// readPlaceCode reads a code of one of this node's places.
func (n *Node) readPlaceCode(text string, at instant.Instant) (passage.ReadPlaceCode, error) {
	var trusted []*pass.Key
	for _, k := range n.signing.Published(at) {
		if k.Use != keys.UsePlace {
			continue
		}
		key, err := pass.NewKey(k.KID(), k.Algorithm(), k.Public, pass.UsePlace, k.From, k.Until)
		if err != nil {
			return passage.ReadPlaceCode{}, err
		}
		trusted = append(trusted, key)
	}
	return passage.OpenPlaceCode(text, trusted)
}

// VisitPath is the page that a scanned code opens, on the node's own origin.
func VisitPath(code string) string { return "/visit?c=" + code }
