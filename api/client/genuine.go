package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
)

// Genuine says whether a link, a poster, a code or a caller is genuine, to anybody (SC-03, EP-04).
func (c *Client) Genuine(ctx context.Context, text string) (out wire.Genuine, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/genuine", wire.GenuineCheck{Text: text}, &out)
}

// GenuineMine says so to the account that is logged in: of texts to its phone, too.
func (c *Client) GenuineMine(ctx context.Context, text string) (out wire.Genuine, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/genuine/mine", wire.GenuineCheck{Text: text}, &out)
}

// AnnounceCall announces a call to a person, as staff.
func (c *Client) AnnounceCall(ctx context.Context, of wire.OfHelped) (out wire.AnnouncedCall, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/calls", of, &out)
}

// BeginIdentity is where to send the browser, so that an identity provider says who the holder is (WH-02).
func (c *Client) BeginIdentity(ctx context.Context) (out wire.OIDCBegin, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/people/identity", nil, &out)
}

// FinishIdentity ends it with what the browser brings back.
func (c *Client) FinishIdentity(ctx context.Context, in wire.IdentityAnswer) (out wire.Claimed, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/people/identity/finish", in, &out)
}
