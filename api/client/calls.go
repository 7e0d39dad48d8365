package client

import (
	"context"
	"net/http"
	"net/url"

	"kangma/api/wire"
	"kangma/internal/id"
)

// RequestCode has a one-time code sent to a phone (WZ-01).
func (c *Client) RequestCode(ctx context.Context, phone string) error {
	return c.send(ctx, http.MethodPost, "/v1/login/code", wire.CodeRequest{Phone: phone}, nil)
}

// Login exchanges a one-time code for a session, under which the client goes on.
func (c *Client) Login(ctx context.Context, l wire.Login) (s wire.Session, err error) {
	if err = c.send(ctx, http.MethodPost, "/v1/login", l, &s); err == nil {
		c.Use(s)
	}
	return s, err
}

// Refresh renews the session with its refresh token.
func (c *Client) Refresh(ctx context.Context) (s wire.Session, err error) {
	c.mu.Lock()
	token := c.session.Refresh
	c.mu.Unlock()
	if err = c.send(ctx, http.MethodPost, "/v1/login/refresh", wire.Refresh{Refresh: token}, &s); err == nil {
		c.Use(s)
	}
	return s, err
}

// Use goes on under a session.
func (c *Client) Use(s wire.Session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.session = s
}

// Session is the one under which the client goes on; its tokens may have been renewed.
func (c *Client) Session() wire.Session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// Logout ends the session.
func (c *Client) Logout(ctx context.Context) error {
	err := c.send(ctx, http.MethodPost, "/v1/logout", nil, nil)
	c.Use(wire.Session{})
	return err
}

// Inbox reads the messages of a sandbox, newest first; "" is every phone.
func (c *Client) Inbox(ctx context.Context, phone string) ([]wire.Message, error) {
	var p wire.Page[wire.Message]
	err := c.get(ctx, "/v1/sandbox/inbox?"+url.Values{"phone": {phone}}.Encode(), &p)
	return p.Items, err
}

// Account is who is logged in.
func (c *Client) Account(ctx context.Context) (a wire.Account, err error) {
	return a, c.get(ctx, "/v1/account", &a)
}

// AcceptTerms accepts a version of the terms (NA-01).
func (c *Client) AcceptTerms(ctx context.Context, version string) error {
	return c.write(ctx, http.MethodPost, "/v1/terms", wire.Terms{Version: version}, nil)
}

// Claim verifies an identity and binds it to the account (WH-02, WH-06).
func (c *Client) Claim(ctx context.Context, in wire.Claim) (out wire.Claimed, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/people", in, &out)
}

// Apply applies for a code (NA-02).
func (c *Client) Apply(ctx context.Context, in wire.Application) (out wire.Applied, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/applications", in, &out)
}

// Declare changes the declared health, once a day (NA-07).
func (c *Client) Declare(ctx context.Context, in wire.Declaration) error {
	return c.write(ctx, http.MethodPost, "/v1/declarations", in, nil)
}

// Show shows a code (NA-06).
func (c *Client) Show(ctx context.Context, in wire.ShowRequest) (out wire.Code, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/codes/show", in, &out)
}

// Trust is the trust list in the JSON form of docs/token.md.
func (c *Client) Trust(ctx context.Context) (text []byte, err error) {
	return text, c.get(ctx, "/v1/trust", &text)
}

// Status is the status list of an issuer in the JSON form of docs/token.md (BY-14).
func (c *Client) Status(ctx context.Context, issuer string) (text []byte, err error) {
	return text, c.get(ctx, "/v1/status?issuer="+url.QueryEscape(issuer), &text)
}

// Check asks what a scanned code is worth now (BY-13).
func (c *Client) Check(ctx context.Context, in wire.Check) (out wire.Verdict, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/verify", in, &out)
}

// Scan registers a passage (WH-12). Its id makes it one, so it may be sent again.
func (c *Client) Scan(ctx context.Context, in wire.Scan) (out wire.Verdict, err error) {
	return out, c.call(ctx, http.MethodPost, "/v1/passages", in, &out, in.ID.String())
}

// AddPlace adds a public place (MS-01).
func (c *Client) AddPlace(ctx context.Context, in wire.NewPlace) (out wire.Place, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/places", in, &out)
}

// AddPoint adds a collection point (WH-11).
func (c *Client) AddPoint(ctx context.Context, in wire.NewPoint) (out wire.Point, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/points", in, &out)
}

// Points are where a collector may stand, and where he stands.
func (c *Client) Points(ctx context.Context) (out wire.Points, err error) {
	return out, c.get(ctx, "/v1/points", &out)
}

// ReportFallback says that a point goes on without the system, or no longer; it may be repeated (WZ-18).
func (c *Client) ReportFallback(ctx context.Context, in wire.Fallback) error {
	return c.write(ctx, http.MethodPut, "/v1/gate/fallbacks", in, nil)
}

// StandAt has the collector stand at a point from now on (WH-11).
func (c *Client) StandAt(ctx context.Context, point id.ID) error {
	return c.write(ctx, http.MethodPut, "/v1/points/current", wire.CurrentPoint{Point: point}, nil)
}

// Appoint appoints somebody by phone (WH-08).
func (c *Client) Appoint(ctx context.Context, in wire.NewAppointment) (out wire.Appointment, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/staff/appointments", in, &out)
}

// RecordEvidence records a fact about a person; his colour follows at once.
func (c *Client) RecordEvidence(ctx context.Context, in wire.NewEvidence) (out wire.Recorded, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/evidence", in, &out)
}
