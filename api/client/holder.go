package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Of a holder, the zero id means the account's own person.

// Release takes a person off the account (WZ-06).
func (c *Client) Release(ctx context.Context, person id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/people/"+person.String(), nil, nil)
}

// Data is everything that the node holds about a person, as JSON (BY-06).
func (c *Client) Data(ctx context.Context, person id.ID) (text []byte, err error) {
	return text, c.get(ctx, "/v1/data?person="+person.String(), &text)
}

// Forget deletes what may be deleted of a person (BY-07).
func (c *Client) Forget(ctx context.Context, person id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/people/"+person.String()+"/data", nil, nil)
}

// Declarations are a person's past declarations (WH-03).
func (c *Client) Declarations(ctx context.Context, person id.ID) (out wire.Declarations, err error) {
	return out, c.get(ctx, query{}.id("person", person).on("/v1/declarations"), &out)
}

// Why explains a person's code at an instant; 0 is now (BY-02).
func (c *Client) Why(ctx context.Context, person id.ID, at instant.Instant) (out wire.Why, err error) {
	return out, c.get(ctx, query{}.id("person", person).time("at", at).on("/v1/why"), &out)
}

// Overview answers the questions of the national platform about a person (NA-05).
func (c *Client) Overview(ctx context.Context, person id.ID) (out wire.Overview, err error) {
	return out, c.get(ctx, query{}.id("person", person).on("/v1/overview"), &out)
}

// Looks lists who looked at a person's data (BY-06).
func (c *Client) Looks(ctx context.Context, person id.ID, p Page) (out wire.Page[wire.Look], err error) {
	return out, c.get(ctx, query{}.id("person", person).page(p).on("/v1/looks"), &out)
}
