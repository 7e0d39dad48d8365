package client

import (
	"context"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// PlaceQuery says which places are listed. Empty fields mean any; no region means all where the caller may.
type PlaceQuery struct{ Region, Kind, Name string }

// Places lists open places, each with its code (MS-01).
func (c *Client) Places(ctx context.Context, q PlaceQuery, p Page) (out wire.Page[wire.Place], err error) {
	return out, c.get(ctx, query{}.set("region", q.Region).set("kind", q.Kind).set("name", q.Name).page(p).on("/v1/places"), &out)
}

// Place is one place.
func (c *Client) Place(ctx context.Context, place id.ID) (out wire.Place, err error) {
	return out, c.get(ctx, "/v1/places/"+place.String(), &out)
}

// PlaceKinds are the kinds of public places.
func (c *Client) PlaceKinds(ctx context.Context) (out wire.Page[wire.PlaceKind], err error) {
	return out, c.get(ctx, "/v1/places/kinds", &out)
}

// ImportPlaces adds the places of a CSV or XLSX table; what was added before is a duplicate, so it may be sent again.
func (c *Client) ImportPlaces(ctx context.Context, file io.Reader, sheet string) (out wire.PlaceRows, err error) {
	return out, c.sendFile(ctx, query{}.set("sheet", sheet).on("/v1/places/import"), file, &out)
}

// IssuePlaceCode makes the next version of a place's code, from now on the only one.
func (c *Client) IssuePlaceCode(ctx context.Context, place id.ID, in wire.NewPlaceCode) (out wire.PlaceCode, err error) {
	return out, c.write(ctx, http.MethodPut, "/v1/places/"+place.String()+"/code", in, &out)
}

// ShownPlaceCode is a place's code as a screen shows it now, and until when.
func (c *Client) ShownPlaceCode(ctx context.Context, place id.ID) (out wire.PlaceCode, err error) {
	return out, c.get(ctx, "/v1/places/"+place.String()+"/code", &out)
}

// RevokePlaceCode ends a place's code without a new one.
func (c *Client) RevokePlaceCode(ctx context.Context, place id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/places/"+place.String()+"/code", nil, nil)
}

// Visit registers a visit by the code that a holder scanned. Scanned again within minutes it is the same visit.
func (c *Client) Visit(ctx context.Context, in wire.NewVisit) (out wire.Visit, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/visits", in, &out)
}

// Visits are those of a person of the account, the zero person being oneself, of the last 14 days.
func (c *Client) Visits(ctx context.Context, person id.ID) (out wire.Page[wire.Visit], err error) {
	return out, c.get(ctx, query{}.id("person", person).on("/v1/visits"), &out)
}

// Posters writes the PDF of one place's poster, or of those of a query where place is zero; size is A4 or A3.
func (c *Client) Posters(ctx context.Context, place id.ID, q PlaceQuery, size string, to io.Writer) error {
	answer, err := c.do(ctx, http.MethodGet, query{}.id("place", place).set("region", q.Region).set("kind", q.Kind).set("name", q.Name).set("size", size).on("/v1/places/posters"), nil, "", "")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := refused(answer); err != nil {
		return err
	}
	_, err = io.Copy(to, answer.Body)
	return err
}
