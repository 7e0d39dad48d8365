package api

import (
	"context"

	"kangma/api/wire"
	"kangma/node"
)

func (a *API) beginOIDC(ctx context.Context, _ node.Caller, _ *nothing) (out wire.OIDCBegin, err error) {
	out.Address, out.Binding, err = a.node.BeginOIDC(ctx)
	return out, err
}

func (a *API) finishOIDC(ctx context.Context, _ node.Caller, in *struct{ Body wire.OIDCAnswer }) (wire.Session, error) {
	b := in.Body
	s, err := a.node.FinishOIDC(ctx, node.OIDCAnswer{State: b.State, Code: b.Code, Binding: b.Binding, Issuer: b.Issuer})
	return signed(s), err
}

func challenge(c node.Challenge) wire.Challenge {
	return wire.Challenge{Ticket: c.Ticket, Options: c.Options, Until: wire.Time(c.Until)}
}

func (a *API) beginPasskeyLogin(ctx context.Context, _ node.Caller, _ *nothing) (wire.Challenge, error) {
	c, err := a.node.BeginPasskeyLogin(ctx)
	return challenge(c), err
}

func (a *API) finishPasskeyLogin(ctx context.Context, _ node.Caller, in *struct{ Body wire.PasskeyAnswer }) (wire.Session, error) {
	s, err := a.node.FinishPasskeyLogin(ctx, in.Body.Ticket, in.Body.Answer)
	return signed(s), err
}

func (a *API) beginEnrolment(ctx context.Context, _ node.Caller, in *struct{ Body wire.PasskeyBegin }) (wire.Challenge, error) {
	if in.Body.Enrolment == "" {
		in.Body.Enrolment = " " // none is never good
	}
	c, err := a.node.BeginPasskey(ctx, node.Caller{}, in.Body.Enrolment)
	return challenge(c), err
}

func (a *API) beginPasskey(ctx context.Context, c node.Caller, _ *nothing) (wire.Challenge, error) {
	x, err := a.node.BeginPasskey(ctx, c, "")
	return challenge(x), err
}

func (a *API) finishPasskey(ctx context.Context, _ node.Caller, in *struct{ Body wire.PasskeyAnswer }) (wire.Passkey, error) {
	p, err := a.node.FinishPasskey(ctx, in.Body.Ticket, in.Body.Name, in.Body.Answer)
	return passkey(p), err
}

func passkey(p node.Passkey) wire.Passkey {
	return wire.Passkey{ID: p.ID, Name: p.Name, From: wire.Time(p.CreatedAt), UsedAt: wire.Time(p.UsedAt)}
}

func (a *API) passkeys(ctx context.Context, c node.Caller, _ *nothing) (wire.PasskeyList, error) {
	list, err := a.node.OwnPasskeys(ctx, c)
	return wire.PasskeyList{Passkeys: each(list, passkey)}, err
}

func (a *API) removePasskey(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.RemovePasskey(ctx, c, v)
}

func (a *API) enrol(ctx context.Context, c node.Caller, in *ByID) (wire.Enrolment, error) {
	v, err := in.id()
	if err != nil {
		return wire.Enrolment{}, err
	}
	code, until, err := a.node.Enrol(ctx, c, v)
	return wire.Enrolment{Code: code, Until: wire.Time(until)}, err
}

func (a *API) linkLogin(ctx context.Context, c node.Caller, in *struct {
	ByID
	Body wire.LoginLink
}) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.LinkLogin(ctx, c, v, in.Body.Subject)
}

func (a *API) unlinkLogin(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.UnlinkLogin(ctx, c, v)
}
