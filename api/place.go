package api

import (
	"context"
	"strings"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
)

func (a *API) addPlace(ctx context.Context, c node.Caller, in *struct{ Body wire.NewPlace }) (p passage.Place, err error) {
	b := in.Body
	if p.Region, err = a.knownRegion("region", b.Region); err != nil {
		return p, err
	}
	if p.Location, err = parseLocation(b.Location); err != nil {
		return p, err
	}
	p.Kind, p.Name = passage.PlaceKind(b.Kind), b.Name
	return a.node.AddPlace(ctx, c, p)
}

func place(p passage.Place) wire.Place {
	return wire.Place{ID: p.ID, Kind: string(p.Kind), Name: p.Name, Region: p.Region.String(), Location: located(p.Location)}
}

func (a *API) addPoint(ctx context.Context, c node.Caller, in *struct{ Body wire.NewPoint }) (p passage.Point, err error) {
	b := in.Body
	if p.Region, err = a.knownRegion("region", b.Region); err != nil {
		return p, err
	}
	if p.Location, err = parseLocation(b.Location); err != nil {
		return p, err
	}
	p.Name, p.Place = b.Name, b.Place
	return a.node.AddPoint(ctx, c, p)
}

// knownRegion is a region that exists, or none.
func (a *API) knownRegion(field, s string) (region.Code, error) {
	r, err := parseRegion(field, s)
	if err == nil && !r.IsZero() {
		err = named(field, s, a.node.Regions().Check(r))
	}
	return r, err
}

// ByID is the id of a thing in an address.
type ByID struct {
	ID string `path:"id" maxLength:"32"`
}

func (t ByID) id() (id.ID, error) { return parseID("id", t.ID) }

func (a *API) closePlace(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.ClosePlace(ctx, c, v)
}

func (a *API) closePoint(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.ClosePoint(ctx, c, v)
}

// ForPurpose is why somebody looks, in an address.
type ForPurpose struct {
	Purpose string `query:"purpose" maxLength:"32" doc:"service, review, check, investigation, control, quality or legal"`
	Case    string `query:"case" maxLength:"800"`
	Note    string `query:"note" maxLength:"800"`
}

func (p ForPurpose) wire() wire.Purpose {
	return wire.Purpose{Purpose: p.Purpose, Case: p.Case, Note: p.Note}
}

// passages lists passages of a region, without persons (WH-13). Its cursor is time and id of the last one.
func (a *API) passages(ctx context.Context, c node.Caller, in *struct {
	Paging
	ForPurpose
	Region    string `query:"region" required:"true" maxLength:"12"`
	Point     string `query:"point" maxLength:"32"`
	Place     string `query:"place" maxLength:"32"`
	Collector string `query:"collector" maxLength:"32"`
	From      string `query:"from" maxLength:"40"`
	Until     string `query:"until" maxLength:"40"`
}) (out wire.Page[wire.Passage], err error) {
	purpose, err := parsePurpose(in.ForPurpose.wire())
	if err != nil {
		return out, err
	}
	q := passage.Query{Limit: in.Limit}
	if q.Region, err = a.knownRegion("region", in.Region); err != nil {
		return out, err
	}
	for _, v := range []struct {
		name, text string
		to         *id.ID
	}{{"point", in.Point, &q.Point}, {"place", in.Place, &q.Place}, {"collector", in.Collector, &q.Collector}} {
		if *v.to, err = parseID(v.name, v.text); err != nil {
			return out, err
		}
	}
	if q.From, err = parseTime("from", in.From); err != nil {
		return out, err
	}
	if q.Until, err = parseTime("until", in.Until); err != nil {
		return out, err
	}
	if in.Before != "" {
		at, last, _ := strings.Cut(in.Before, "_")
		q.Before = &passage.Cursor{}
		if q.Before.At, err = parseTime("before", at); err != nil {
			return out, err
		}
		if q.Before.ID, err = parseID("before", last); err != nil {
			return out, err
		}
	}
	list, err := a.node.Passages(ctx, c, q, purpose)
	out.Items = each(list, passed)
	if n := len(list); n > 0 && n == in.Limit {
		out.Next = list[n-1].At.In("Z") + "_" + list[n-1].ID.String()
	}
	return out, err
}

func passed(p passage.Passage) wire.Passage {
	out := wire.Passage{ID: p.ID, Day: p.Day.String(), Region: p.Region.String(), Place: p.Place, Point: p.Point, Collector: p.Collector, At: wire.Time(p.At),
		Temperature: p.Temperature.Celsius(), Fever: p.Feverish(), Answer: p.Gate.String(), Read: p.Read(), Offline: p.Offline, RecordedAt: wire.Time(p.RecordedAt)}
	if p.Read() {
		out.Colour = p.Colour.String()
	}
	return out
}
