package api

import (
	"context"

	"kangma/api/wire"
	"kangma/node"
	"kangma/staff"
)

// neverAsked is what nobody of ours ever asks for, in the words of every answer (SC-02, SC-03, EP-04).
var neverAsked = []string{"money or bank cards", "one-time codes or passwords", "scanning a QR code that somebody sends or reads out"}

// genuine is for anybody; a text and whom a call is for, it tells the account that it concerns alone.
func (a *API) genuine(ctx context.Context, c node.Caller, in *struct{ Body wire.GenuineCheck }) (wire.Genuine, error) {
	g, err := a.node.IsGenuine(ctx, c, in.Body.Text)
	out := wire.Genuine{Kind: string(g.Kind), Ours: string(g.Ours), Links: g.Links, Never: neverAsked}
	if g.At != 0 {
		out.Sent = wire.Time(g.At)
	}
	name := a.node.Regions().FullName
	if p := g.Place; p != nil {
		out.Place = &wire.GenuinePlace{Number: p.Number(), Name: p.Name, RegionName: name(p.Region)}
	}
	if call := g.Call; call != nil {
		o := call.Role.Office()
		out.Call = &wire.GenuineCall{Office: wire.Text{Zh: o.Zh, En: o.En}, RegionName: name(call.Region), At: wire.Time(call.At), Until: wire.Time(call.Until), To: g.To, Mine: g.Mine}
	}
	return out, err
}

func (a *API) announceCall(ctx context.Context, c node.Caller, in *struct{ Body wire.OfHelped }) (staff.Call, error) {
	purpose, err := parsePurpose(in.Body.Purpose)
	if err != nil {
		return staff.Call{}, err
	}
	return a.node.AnnounceCall(ctx, c, in.Body.Person, purpose)
}

func announcedCall(c staff.Call) wire.AnnouncedCall {
	return wire.AnnouncedCall{Number: c.Number.String(), Until: wire.Time(c.Until)}
}

func (a *API) beginIdentity(ctx context.Context, c node.Caller, _ *nothing) (out wire.OIDCBegin, err error) {
	out.Address, out.Binding, err = a.node.BeginIdentity(ctx, c)
	return out, err
}

func (a *API) finishIdentity(ctx context.Context, c node.Caller, in *struct{ Body wire.IdentityAnswer }) (wire.Claimed, error) {
	b := in.Body
	who, err := a.node.FinishIdentity(ctx, c, node.OIDCAnswer{State: b.State, Code: b.Code, Binding: b.Binding, Issuer: b.Issuer}, b.Denied)
	return claimed(who), err
}
