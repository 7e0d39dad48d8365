package api

import (
	"context"

	"kangma/api/wire"
	"kangma/contact"
	"kangma/node"
)

func (a *API) verifyFace(ctx context.Context, c node.Caller, _ *nothing) (wire.FaceSeen, error) {
	until, err := a.node.VerifyFace(ctx, c)
	return wire.FaceSeen{Until: wire.Time(until)}, err
}

func (a *API) beginFace(ctx context.Context, c node.Caller, _ *nothing) (out wire.OIDCBegin, err error) {
	out.Address, out.Binding, err = a.node.BeginFace(ctx, c)
	return out, err
}

func (a *API) finishFace(ctx context.Context, c node.Caller, in *struct{ Body wire.IdentityAnswer }) (wire.FaceSeen, error) {
	b := in.Body
	until, err := a.node.FinishFace(ctx, c, node.OIDCAnswer{State: b.State, Code: b.Code, Binding: b.Binding, Issuer: b.Issuer}, b.Denied)
	return wire.FaceSeen{Until: wire.Time(until)}, err
}

func (a *API) selfCheck(ctx context.Context, c node.Caller, in *struct{ Body wire.SelfCheckAsk }) (wire.SelfCheck, error) {
	got, err := a.node.SelfCheck(ctx, c, in.Body.Person, in.Body.Inbound)
	f := got.Freshness
	out := wire.SelfCheck{Found: len(got.Trips) > 0, Left: got.Left, Freshness: wire.SelfCheckFresh{Matched: wire.Time(f.MatchedAt), Listed: wire.Time(f.ListedAt), Stated: wire.Time(f.StatedAt), Policy: f.Policy}}
	if f.Until != 0 {
		out.Freshness.Until = f.Until.String()
	}
	out.Trips = each(got.Trips, func(t node.SharedTrip) wire.SharedTrip {
		w := wire.SharedTrip{Trip: wire.Trip{Mode: string(t.Mode), Numbers: t.Numbers, Date: t.Day.String(), From: t.From, To: t.To, Seat: t.Seat.String()}, Class: string(t.Class), Last: wire.Time(t.Last), Inbound: t.Inbound}
		if t.Rule != (contact.Text{}) {
			w.Rule = &wire.Text{Zh: t.Rule.Zh, En: t.Rule.En}
		}
		return w
	})
	return out, err
}
