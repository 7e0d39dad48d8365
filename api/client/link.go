package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// LinkCodes asks other nodes for codes, and links those that they have.
func (c *Client) LinkCodes(ctx context.Context, ask wire.LinkAsk) (out wire.LinkedCodes, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/links", ask, &out)
}

// LinkedCodes are the codes of other nodes of all people of the account.
func (c *Client) LinkedCodes(ctx context.Context) (out wire.LinkedCodes, err error) {
	return out, c.get(ctx, "/v1/links", &out)
}

// RefreshCode asks the issuer how a linked code is now.
func (c *Client) RefreshCode(ctx context.Context, who id.ID, issuer string) (out wire.LinkedCodes, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/links/"+issuer+"/refresh"+ofPerson(who), nil, &out)
}

// UnlinkCode ends a link.
func (c *Client) UnlinkCode(ctx context.Context, who id.ID, issuer string) error {
	return c.write(ctx, http.MethodDelete, "/v1/links/"+issuer+ofPerson(who), nil, nil)
}

func ofPerson(who id.ID) string {
	if who.IsZero() {
		return ""
	}
	return "?person=" + who.String()
}
