package client

import (
	"bytes"
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Recognition is whose codes count at the node now, as what, and by what right.
func (c *Client) Recognition(ctx context.Context) (out wire.Recognition, err error) {
	return out, c.get(ctx, "/v1/recognition", &out)
}

// ProposeEdition proposes a matrix (kind recognition), keys (signers) or rules of certificates, for another to approve; from zero: as
// soon as it is approved.
func (c *Client) ProposeEdition(ctx context.Context, kind string, file []byte, from instant.Instant, reason string) (out wire.Edition, err error) {
	path := query{}.set("kind", kind).time("from", from).set("reason", reason).on("/v1/recognition/editions")
	return out, c.sendFile(ctx, path, bytes.NewReader(file), &out)
}

// ApproveEdition approves another's proposal.
func (c *Client) ApproveEdition(ctx context.Context, edition id.ID, reason string) (out wire.Edition, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/recognition/editions/"+edition.String()+"/approve", wire.Because{Reason: reason}, &out)
}

// WithdrawEdition takes one back before it begins.
func (c *Client) WithdrawEdition(ctx context.Context, edition id.ID, reason string) (out wire.Edition, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/recognition/editions/"+edition.String()+"/withdraw", wire.Because{Reason: reason}, &out)
}

// StopEdition has an issuer, or all of one, count no more at once.
func (c *Client) StopEdition(ctx context.Context, edition id.ID, in wire.StopRecognising) (out wire.Edition, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/recognition/editions/"+edition.String()+"/stop", in, &out)
}

// Editions lists editions of a kind ("": of all), the newest proposed first.
func (c *Client) Editions(ctx context.Context, kind string, p Page) (out wire.Page[wire.Edition], err error) {
	return out, c.get(ctx, query{}.page(p).set("kind", kind).on("/v1/recognition/editions"), &out)
}

// PresentCertificate presents a certificate of another state.
func (c *Client) PresentCertificate(ctx context.Context, in wire.ForeignCertificate) (out wire.Presented, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/foreign-certificates", in, &out)
}
