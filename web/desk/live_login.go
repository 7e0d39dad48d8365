package desk

import (
	"context"
	"strings"

	"kangma/node"
	"kangma/person"
)

func (l Live) Ways() Ways {
	return Ways{OIDC: l.Node.OIDC != nil, Passkeys: l.Node.Passkeys.Domain != "", Codes: !l.Node.NoCodes}
}

func (l Live) RequestCode(ctx context.Context, phone string) error {
	return l.Node.RequestCode(ctx, phone)
}

func session(s node.Signed, err error) (Session, error) {
	if err != nil {
		return Session{}, err
	}
	return Session{Bearer(s.Token + " " + s.Refresh)}, nil
}

func (l Live) Login(ctx context.Context, phone, code string) (Session, error) {
	return session(l.Node.Login(ctx, phone, code, person.StaffDoor, true))
}

func (l Live) BeginOIDC(ctx context.Context) (address, binding string, err error) {
	return l.Node.BeginOIDC(ctx)
}

func (l Live) FinishOIDC(ctx context.Context, a Return) (Session, error) {
	return session(l.Node.FinishOIDC(ctx, node.OIDCAnswer{State: a.State, Code: a.Code, Binding: a.Binding, Issuer: a.Issuer}))
}

func (l Live) BeginPasskeyLogin(ctx context.Context) (Challenge, error) {
	return challenge(l.Node.BeginPasskeyLogin(ctx))
}

func challenge(c node.Challenge, err error) (Challenge, error) {
	return Challenge{Ticket: c.Ticket, Options: c.Options}, err
}

func (l Live) FinishPasskeyLogin(ctx context.Context, ticket string, answer []byte) (Session, error) {
	return session(l.Node.FinishPasskeyLogin(ctx, ticket, answer))
}

func (l Live) BeginEnrolment(ctx context.Context, code string) (Challenge, error) {
	return challenge(l.Node.BeginPasskey(ctx, node.Caller{}, code))
}

func (l Live) FinishEnrolment(ctx context.Context, ticket, name string, answer []byte) error {
	_, err := l.Node.FinishPasskey(ctx, ticket, name, answer)
	return err
}

func (l Live) Renew(ctx context.Context, b Bearer) (s Session, renewed bool, err error) {
	_, refresh, ok := strings.Cut(string(b), " ")
	if _, err := l.caller(b); err == nil || !ok {
		return Session{}, false, nil
	}
	s, err = session(l.Node.Refresh(ctx, refresh))
	return s, err == nil, err
}

// Logout ends the session even if its short-lived token is over: what renews it is what must not stay.
func (l Live) Logout(ctx context.Context, b Bearer) error {
	if s, renewed, err := l.Renew(ctx, b); err == nil && renewed {
		b = s.Bearer
	}
	c, err := l.caller(b)
	if err != nil {
		return nil // over already
	}
	return l.Node.Logout(ctx, c)
}
