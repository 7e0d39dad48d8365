package api

import (
	"context"

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
	p.Kind, p.Name, p.Address, p.Office, p.Phone = passage.PlaceKind(b.Kind), b.Name, b.Address, b.Office, b.Phone
	return a.node.AddPlace(ctx, c, p)
}

func place(p passage.Place) wire.Place {
	return wire.Place{ID: p.ID, Kind: string(p.Kind), Name: p.Name, Region: p.Region.String(), Address: p.Address, Office: p.Office, Phone: p.Phone,
		Location: located(p.Location)}
}

func (a *API) listedPlace(p node.ListedPlace) wire.Place {
	out := place(p.Place)
	out.RegionName = a.node.Regions().FullName(p.Region)
	if p.Code.Version > 0 {
		code := placeCode(p.Code)
		out.Code = &code
	}
	return out
}

// places lists open places of a region; its cursor is the id of the last one.
func (a *API) places(ctx context.Context, c node.Caller, in *struct {
	Paging
	Region string `query:"region" maxLength:"12" doc:"all where one may, if absent"`
	Kind   string `query:"kind" maxLength:"32"`
	Name   string `query:"name" maxLength:"200" doc:"a part of it"`
}) (out wire.Page[wire.Place], err error) {
	q := passage.PlaceQuery{Name: in.Name, Limit: in.Limit}
	if q.Region, err = a.knownRegion("region", in.Region); err != nil {
		return out, err
	}
	if in.Kind != "" {
		if q.Kind, err = passage.ParsePlaceKind(in.Kind); err != nil {
			return out, err
		}
	}
	if q.After, err = in.before(); err != nil {
		return out, err
	}
	list, err := a.node.Places(ctx, c, q)
	return wire.Page[wire.Place]{Items: each(list, a.listedPlace), Next: whole(list, in.Limit, func(p node.ListedPlace) id.ID { return p.ID })}, err
}

func (a *API) placeByID(ctx context.Context, c node.Caller, in *ByID) (out wire.Place, err error) {
	v, err := in.id()
	if err != nil {
		return out, err
	}
	p, err := a.node.Place(ctx, c, v)
	if err != nil {
		return out, err
	}
	return a.listedPlace(p), nil
}

func (a *API) placeKinds(context.Context, node.Caller, *nothing) (out wire.Page[wire.PlaceKind], err error) {
	for _, k := range passage.PlaceKinds {
		out.Items = append(out.Items, wire.PlaceKind{Kind: string(k.Kind), Name: wire.Text{Zh: k.Zh, En: k.En}})
	}
	return out, nil
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

// ByRegion narrows a list to a region.
type ByRegion struct {
	Region string `query:"region" maxLength:"12" doc:"all where one may, if absent"`
}

// part reads which part of a list is asked for: a region, and where the page before ended.
func (a *API) part(r ByRegion, p Paging) (region.Code, id.ID, error) {
	in, err := a.knownRegion("region", r.Region)
	if err != nil {
		return 0, id.ID{}, err
	}
	before, err := p.before()
	return in, before, err
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
	if q.Before, err = parseTimeCursor(in.Before); err != nil {
		return out, err
	}
	list, err := a.node.Passages(ctx, c, q, purpose)
	out.Items = each(list, passed)
	if n := len(list); n > 0 && n == in.Limit {
		out.Next = timeCursor(list[n-1].At, list[n-1].ID)
	}
	return out, err
}

// whoPassed resolves one of them to its person, who reads that it was done.
func (a *API) whoPassed(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.WhoPassed
}) (out wire.Passed, err error) {
	v, err := in.id()
	if err != nil {
		return out, err
	}
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return out, err
	}
	who, err := a.node.WhoPassed(ctx, c, node.PassageRef{ID: v, Point: in.Body.Point, At: in.Body.At.Instant(0)}, purpose)
	if err != nil {
		return out, err
	}
	return wire.Passed{Person: held(who.Held), Passage: passed(who.Passage)}, nil
}

func passed(p passage.Passage) wire.Passage {
	out := wire.Passage{ID: p.ID, Day: p.Day.String(), Region: p.Region.String(), Place: p.Place, Point: p.Point, Collector: p.Collector, At: wire.Time(p.At),
		Temperature: p.Temperature.Celsius(), Fever: p.Feverish(), Answer: p.Gate.String(), Read: p.Read(), Offline: p.Offline, RecordedAt: wire.Time(p.RecordedAt)}
	if p.Read() {
		out.Colour = p.Colour.String()
	}
	return out
}
