package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// HubCandidates are the nodes that wait to be admitted to a hub.
func (c *Client) HubCandidates(ctx context.Context) (out wire.Page[wire.HubCandidate], err error) {
	return out, c.get(ctx, "/v1/hub/candidates", &out)
}

// HubMembers are those that it admitted.
func (c *Client) HubMembers(ctx context.Context) (out wire.Page[wire.Partner], err error) {
	return out, c.get(ctx, "/v1/hub/members", &out)
}

// HubStatus is whom a node trusts now.
func (c *Client) HubStatus(ctx context.Context) (out wire.HubStatus, err error) {
	return out, c.get(ctx, "/v1/hub/status", &out)
}

// AdmitMember vouches for a candidate or, as the second of two people, admits it.
func (c *Client) AdmitMember(ctx context.Context, candidate id.ID, reason string) (out wire.HubCandidate, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/hub/candidates/"+candidate.String()+"/admit", wire.Because{Reason: reason}, &out)
}

// RefuseMember ends a candidacy.
func (c *Client) RefuseMember(ctx context.Context, candidate id.ID, reason string) (out wire.HubCandidate, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/hub/candidates/"+candidate.String()+"/refuse", wire.Because{Reason: reason}, &out)
}

// RemoveMember takes a node off the hub's list at once.
func (c *Client) RemoveMember(ctx context.Context, region, reason string) (out wire.Partner, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/hub/members/"+region+"/remove", wire.Because{Reason: reason}, &out)
}
