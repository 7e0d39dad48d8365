package client

import (
	"bytes"
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// Policies are the published rules, the last to begin first.
func (c *Client) Policies(ctx context.Context) ([]wire.Policy, error) {
	var p wire.Page[wire.Policy]
	err := c.get(ctx, "/v1/policies", &p)
	return p.Items, err
}

// Policy is the text of published rules by NAME@VERSION.
func (c *Client) Policy(ctx context.Context, policy string) (out wire.PolicyText, err error) {
	return out, c.get(ctx, "/v1/policies/"+policy, &out)
}

// UploadPolicy uploads a zip of a pack's folder as a candidate.
func (c *Client) UploadPolicy(ctx context.Context, archive []byte) (out wire.Candidate, err error) {
	return out, c.sendFile(ctx, "/v1/policies/candidates", bytes.NewReader(archive), &out)
}

// Candidates are the packs that the node keeps, the newest first.
func (c *Client) Candidates(ctx context.Context) ([]wire.Candidate, error) {
	var p wire.Page[wire.Candidate]
	err := c.get(ctx, "/v1/policies/candidates", &p)
	return p.Items, err
}

// Simulate has a pack tried on the whole population (BY-05).
func (c *Client) Simulate(ctx context.Context, in wire.Simulate) (out wire.Simulation, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/policies/simulations", in, &out)
}

// SimulateList has a list of risk areas tried; at 0 is when it begins.
func (c *Client) SimulateList(ctx context.Context, source string, list []byte, at instant.Instant) (out wire.Simulation, err error) {
	return out, c.sendFile(ctx, query{}.set("source", source).time("at", at).on("/v1/policies/simulations/lists"), bytes.NewReader(list), &out)
}

// Simulation is a trial as it stands.
func (c *Client) Simulation(ctx context.Context, simulation id.ID) (out wire.Simulation, err error) {
	return out, c.get(ctx, "/v1/policies/simulations/"+simulation.String(), &out)
}

// Simulations lists trials, the newest first.
func (c *Client) Simulations(ctx context.Context, p Page) (out wire.Page[wire.Simulation], err error) {
	return out, c.get(ctx, query{}.page(p).on("/v1/policies/simulations"), &out)
}

// StartShadow lets a pack decide beside the rules in force.
func (c *Client) StartShadow(ctx context.Context, digest string) (out wire.Shadow, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/policies/shadows", wire.StartShadow{Digest: digest}, &out)
}

// StopShadow stops a shadow; what it counted stays.
func (c *Client) StopShadow(ctx context.Context, shadow id.ID) error {
	return c.write(ctx, http.MethodPost, "/v1/policies/shadows/"+shadow.String()+"/stop", nil, nil)
}

// Shadows lists shadows, the newest first.
func (c *Client) Shadows(ctx context.Context, p Page) (out wire.Page[wire.Shadow], err error) {
	return out, c.get(ctx, query{}.page(p).on("/v1/policies/shadows"), &out)
}

// Propose proposes a pack, for another to approve.
func (c *Client) Propose(ctx context.Context, in wire.Propose) (out wire.Publication, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/policies/publications", in, &out)
}

// ApproveRules approves another's proposal.
func (c *Client) ApproveRules(ctx context.Context, publication id.ID, reason string) (out wire.Publication, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/policies/publications/"+publication.String()+"/approve", wire.Because{Reason: reason}, &out)
}

// WithdrawRules withdraws a publication before its rules begin.
func (c *Client) WithdrawRules(ctx context.Context, publication id.ID, reason string) (out wire.Publication, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/policies/publications/"+publication.String()+"/withdraw", wire.Because{Reason: reason}, &out)
}

// Publications lists proposals and publications, the newest first.
func (c *Client) Publications(ctx context.Context, p Page) (out wire.Page[wire.Publication], err error) {
	return out, c.get(ctx, query{}.page(p).on("/v1/policies/publications"), &out)
}

// WhyThen explains a person's code at an instant with what was known at another (BY-02).
func (c *Client) WhyThen(ctx context.Context, person id.ID, at, knownAt instant.Instant) (out wire.Why, err error) {
	return out, c.get(ctx, query{}.id("person", person).time("at", at).time("known_at", knownAt).on("/v1/why"), &out)
}
