package client

import (
	"context"
	"strconv"
	"strings"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Regions lists the divisions right below one; "" is the nation.
func (c *Client) Regions(ctx context.Context, parent string) ([]wire.Region, error) {
	var p wire.Page[wire.Region]
	err := c.get(ctx, query{}.set("parent", parent).on("/v1/regions"), &p)
	return p.Items, err
}

// FindRegions lists the divisions that a name means within one.
func (c *Client) FindRegions(ctx context.Context, name, within string) ([]wire.Region, error) {
	var p wire.Page[wire.Region]
	err := c.get(ctx, query{}.set("name", name).set("parent", within).on("/v1/regions"), &p)
	return p.Items, err
}

// Regime is the rules and modes in force.
func (c *Client) Regime(ctx context.Context) (out wire.Regime, err error) {
	return out, c.get(ctx, "/v1/regime", &out)
}

// RiskAreas lists what is listed as risky at an instant; 0 is now (WZ-09).
func (c *Client) RiskAreas(ctx context.Context, at instant.Instant) ([]wire.RiskArea, error) {
	var p wire.Page[wire.RiskArea]
	err := c.get(ctx, query{}.time("at", at).on("/v1/risk"), &p)
	return p.Items, err
}

// GateSettings are the tolerances of gates.
func (c *Client) GateSettings(ctx context.Context) (out wire.Settings, err error) {
	return out, c.get(ctx, "/v1/gate/settings", &out)
}

// Checkpoint is the newest signed checkpoint of the audit log (BY-04).
func (c *Client) Checkpoint(ctx context.Context) (note []byte, err error) {
	return note, c.get(ctx, "/v1/audit/checkpoint", &note)
}

// Destruction is the signed certificate of the node's destruction (BY-16).
func (c *Client) Destruction(ctx context.Context) (note []byte, err error) {
	return note, c.get(ctx, "/v1/destruction", &note)
}

// LogKey is the key under which the audit log is verified.
func (c *Client) LogKey(ctx context.Context) (string, error) {
	var text []byte
	err := c.get(ctx, "/v1/audit/key", &text)
	return strings.TrimSpace(string(text)), err
}

// ProveEntry is a proof that an entry stands in the log (C2SP tlog-proof).
func (c *Client) ProveEntry(ctx context.Context, entry id.ID) (proof []byte, err error) {
	return proof, c.get(ctx, query{}.id("entry", entry).on("/v1/audit/inclusion"), &proof)
}

// ProveGrowth is a proof that the log continues the one of an older size.
func (c *Client) ProveGrowth(ctx context.Context, size int64) (proof []byte, err error) {
	return proof, c.get(ctx, query{}.set("size", strconv.FormatInt(size, 10)).on("/v1/audit/consistency"), &proof)
}
