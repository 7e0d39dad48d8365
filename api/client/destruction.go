package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// DestructionPlan is a dry run of the node's destruction (BY-16).
func (c *Client) DestructionPlan(ctx context.Context) (out wire.DestructionPlan, err error) {
	return out, c.get(ctx, "/v1/destruction/plan", &out)
}

// ProposeDestruction proposes it, for another to approve.
func (c *Client) ProposeDestruction(ctx context.Context, reason string) (out wire.DestructionOrder, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/destruction/orders", wire.Because{Reason: reason}, &out)
}

// ApproveDestruction approves another's proposal. It cannot be undone.
func (c *Client) ApproveDestruction(ctx context.Context, order id.ID, reason string) (out wire.DestructionOrder, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/destruction/orders/"+order.String()+"/approve", wire.Because{Reason: reason}, &out)
}
