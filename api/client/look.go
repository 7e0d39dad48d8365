package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
)

// OpenLook finds a person by document, phone or case, with a purpose, and opens his record for a quarter of an hour (BY-06, BY-19).
func (c *Client) OpenLook(ctx context.Context, in wire.NewLook) (out wire.RecordLook, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/desk/looks", in, &out)
}

// PersonFile is the record of a look.
func (c *Client) PersonFile(ctx context.Context, look string) (out wire.PersonFile, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/desk/looks/record", wire.LookName{Look: look}, &out)
}

// Reveal shows the identity of a look in full for five minutes, with a reason.
func (c *Client) Reveal(ctx context.Context, in wire.Reveal) (out wire.RecordLook, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/desk/looks/reveal", in, &out)
}
