package api

import (
	"context"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
)

func (a *API) linkCodes(ctx context.Context, c node.Caller, in *struct{ Body wire.LinkAsk }) (out wire.LinkedCodes, err error) {
	ask := node.LinkAsk{ByPhone: in.Body.By == "phone", Person: in.Body.Person}
	if in.Body.Issuer != "" {
		if ask.Issuer, err = issuerCode(in.Body.Issuer); err != nil {
			return out, err
		}
	}
	found, err := a.node.LinkCodes(ctx, c, ask)
	out = linkedCodes(found.Codes)
	out.Left = found.Left
	for _, r := range found.NoAnswer {
		out.NoAnswer = append(out.NoAnswer, r.String())
	}
	return out, err
}

func (a *API) linkedCodes(ctx context.Context, c node.Caller, _ *nothing) (wire.LinkedCodes, error) {
	list, err := a.node.LinkedCodes(ctx, c)
	return linkedCodes(list), err
}

// ofLink is an address that names a linked code.
type ofLink struct {
	Issuer string `path:"issuer" maxLength:"12"`
	Person string `query:"person" maxLength:"32" doc:"the account's own if absent"`
}

func (in ofLink) read() (issuer region.Code, who id.ID, err error) {
	if issuer, err = issuerCode(in.Issuer); err == nil && in.Person != "" {
		who, err = parseID("person", in.Person)
	}
	return issuer, who, err
}

func issuerCode(s string) (region.Code, error) {
	r, err := region.ParseCode(s)
	if err != nil {
		return 0, fault.Field("issuer", s, "is not a region code")
	}
	return r, nil
}

func (a *API) refreshCode(ctx context.Context, c node.Caller, in *ofLink) (wire.LinkedCodes, error) {
	issuer, who, err := in.read()
	if err != nil {
		return wire.LinkedCodes{}, err
	}
	list, err := a.node.RefreshCode(ctx, c, who, issuer)
	return linkedCodes(list), err
}

func (a *API) unlinkCode(ctx context.Context, c node.Caller, in *ofLink) error {
	issuer, who, err := in.read()
	if err != nil {
		return err
	}
	return a.node.UnlinkCode(ctx, c, who, issuer)
}

func linkedCodes(list []node.LinkedCode) wire.LinkedCodes {
	out := wire.LinkedCodes{Items: []wire.LinkedCode{}}
	for _, l := range list {
		code := wire.LinkedCode{Person: l.Person, Issuer: l.Link.Issuer.String(), Name: wire.Text{Zh: l.Issuer.ZH, En: l.Issuer.EN}, How: string(l.How), Status: string(l.Status),
			Reason: l.Reason, LinkedAt: wire.Time(l.From), Heard: wire.Time(l.Heard)}
		if l.Since > 0 {
			code.Since = wire.Time(l.Since)
		}
		if l.Status == "ok" {
			code.Colour = string(l.Colour)
		}
		out.Items = append(out.Items, code)
	}
	return out
}
