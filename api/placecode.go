package api

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"kangma/api/wire"
	"kangma/internal/instant"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/passage"
)

func (a *API) issuePlaceCode(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.NewPlaceCode
}) (code passage.PlaceCode, err error) {
	if code.Place, err = in.id(); err != nil {
		return code, err
	}
	if code.Spot, err = parseLocation(in.Body.Spot); err != nil {
		return code, err
	}
	code.Every, code.Radius = time.Duration(in.Body.Every)*time.Minute, in.Body.Radius
	return a.node.IssuePlaceCode(ctx, c, code)
}

func placeCode(c passage.PlaceCode) wire.PlaceCode {
	out := wire.PlaceCode{Version: c.Version, Every: int(c.Every / time.Minute), Radius: c.Radius, Spot: located(c.Spot), IssuedAt: wire.Time(c.IssuedAt)}
	if c.RevokedAt != instant.Never {
		out.Revoked = wire.Time(c.RevokedAt)
	}
	return out
}

func (a *API) revokePlaceCode(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.RevokePlaceCode(ctx, c, v)
}

// shownPlaceCode is the code as a screen shows it now.
func (a *API) shownPlaceCode(ctx context.Context, c node.Caller, in *ByID) (out wire.PlaceCode, err error) {
	v, err := in.id()
	if err != nil {
		return out, err
	}
	text, code, until, err := a.node.PlaceCode(ctx, c, v)
	if err != nil {
		return out, err
	}
	out = placeCode(code)
	out.Text, out.Path = text, node.VisitPath(text)
	if until != instant.Never {
		out.Until = wire.Time(until)
	}
	return out, nil
}

// posters are a PDF of one place's poster, or of those of a list, a page each (MS-01).
func (a *API) posters(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	which, err := a.whichPosters(r.URL.Query())
	var pdf bytes.Buffer
	var done node.Printed
	if err == nil {
		done, err = a.node.PrintPosters(ctx, c, which, &pdf)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="posters.pdf"`)
	w.Header().Set("Left-Out", strconv.Itoa(len(done.LeftOut)))
	w.Write(pdf.Bytes())
}

func (a *API) whichPosters(q url.Values) (which node.Posters, err error) {
	if which.Size, err = poster.ParseSize(q.Get("size")); err != nil {
		return which, err
	}
	if which.Place, err = parseID("place", q.Get("place")); err != nil {
		return which, err
	}
	if which.List.Region, err = a.knownRegion("region", q.Get("region")); err != nil {
		return which, err
	}
	if kind := q.Get("kind"); kind != "" {
		which.List.Kind, err = passage.ParsePlaceKind(kind)
	}
	which.List.Name = q.Get("name")
	return which, err
}

func (a *API) visit(ctx context.Context, c node.Caller, in *struct{ Body wire.NewVisit }) (out wire.Visit, err error) {
	var fix *passage.Fix
	where, err := parseLocation(in.Body.Location)
	if err != nil {
		return out, err
	}
	if where != nil {
		fix = &passage.Fix{Location: *where, Error: in.Body.Accuracy}
	}
	v, err := a.node.Visit(ctx, c, in.Body.Person, in.Body.Code, fix)
	if err != nil {
		return out, err
	}
	return a.visited(v), nil
}

func (a *API) visited(v node.Visited) wire.Visit {
	return wire.Visit{ID: v.ID, Place: v.Place.Name, Kind: string(v.Place.Kind), RegionName: a.node.Regions().FullName(v.Place.Region), At: wire.Time(v.At), Again: v.Again}
}

func (a *API) visits(ctx context.Context, c node.Caller, in *struct {
	Person string `query:"person" maxLength:"32"`
}) (out wire.Page[wire.Visit], err error) {
	who, err := parseID("person", in.Person)
	if err != nil {
		return out, err
	}
	list, err := a.node.Visits(ctx, c, who)
	out.Items = each(list, a.visited)
	return out, err
}
