package client

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/id"
)

// BeginOIDC begins a staff login with the authority's own account, and FinishOIDC ends it and goes on under it.
func (c *Client) BeginOIDC(ctx context.Context) (out wire.OIDCBegin, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/staff/login/oidc", nil, &out)
}

func (c *Client) FinishOIDC(ctx context.Context, in wire.OIDCAnswer) (s wire.Session, err error) {
	if err = c.send(ctx, http.MethodPost, "/v1/staff/login/oidc/finish", in, &s); err == nil {
		c.Use(s)
	}
	return s, err
}

// BeginPasskeyLogin begins a staff login with a passkey, and FinishPasskeyLogin ends it and goes on under it.
func (c *Client) BeginPasskeyLogin(ctx context.Context) (out wire.Challenge, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/staff/login/passkey", nil, &out)
}

func (c *Client) FinishPasskeyLogin(ctx context.Context, in wire.PasskeyAnswer) (s wire.Session, err error) {
	if err = c.send(ctx, http.MethodPost, "/v1/staff/login/passkey/finish", in, &s); err == nil {
		c.Use(s)
	}
	return s, err
}

// BeginEnrolment begins making the first passkey with an administrator's code, and FinishEnrolment ends it.
func (c *Client) BeginEnrolment(ctx context.Context, code string) (out wire.Challenge, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/staff/login/enrolment", wire.PasskeyBegin{Enrolment: code}, &out)
}

func (c *Client) FinishEnrolment(ctx context.Context, in wire.PasskeyAnswer) (out wire.Passkey, err error) {
	return out, c.send(ctx, http.MethodPost, "/v1/staff/login/enrolment/finish", in, &out)
}

// Enrol gives somebody the code for his first passkey.
func (c *Client) Enrol(ctx context.Context, account id.ID) (out wire.Enrolment, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/staff/accounts/"+account.String()+"/enrolment", nil, &out)
}

// BeginPasskey begins making another passkey of one's own, and FinishPasskey ends it.
func (c *Client) BeginPasskey(ctx context.Context) (out wire.Challenge, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/staff/passkeys", nil, &out)
}

func (c *Client) FinishPasskey(ctx context.Context, in wire.PasskeyAnswer) (out wire.Passkey, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/staff/passkeys/finish", in, &out)
}

// Passkeys are one's own, and RemovePasskey removes one.
func (c *Client) Passkeys(ctx context.Context) ([]wire.Passkey, error) {
	var out wire.PasskeyList
	err := c.get(ctx, "/v1/staff/passkeys", &out)
	return out.Passkeys, err
}

func (c *Client) RemovePasskey(ctx context.Context, passkey id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/staff/passkeys/"+passkey.String(), nil, nil)
}

// LinkLogin links a subject of the authority's provider to an account, and UnlinkLogin takes all of them away.
func (c *Client) LinkLogin(ctx context.Context, account id.ID, subject string) error {
	return c.write(ctx, http.MethodPut, "/v1/staff/accounts/"+account.String()+"/login", wire.LoginLink{Subject: subject}, nil)
}

func (c *Client) UnlinkLogin(ctx context.Context, account id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/staff/accounts/"+account.String()+"/login", nil, nil)
}
