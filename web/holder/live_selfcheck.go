package holder

import (
	"context"
	"strings"

	"kangma/contact"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/web/ui"
)

func (l Live) FaceUntil(ctx context.Context, b Bearer) (instant.Instant, error) {
	c, err := l.caller(b)
	if err != nil {
		return 0, err
	}
	return l.Node.FaceUntil(ctx, c)
}

func (l Live) VerifyFace(ctx context.Context, b Bearer) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.VerifyFace(ctx, c)
	}
	return err
}

func (l Live) BeginFace(ctx context.Context, b Bearer) (p Provider, err error) {
	c, err := l.caller(b)
	if err == nil {
		p.Address, p.Binding, err = l.Node.BeginFace(ctx, c)
	}
	return p, err
}

func (l Live) FinishFace(ctx context.Context, b Bearer, r Returned) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.FinishFace(ctx, c, node.OIDCAnswer{State: r.State, Code: r.Code, Binding: r.Binding, Issuer: r.Issuer}, r.Denied)
	}
	return err
}

func (l Live) SelfCheck(ctx context.Context, b Bearer, who id.ID, inbound bool) (out SelfChecked, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	got, err := l.Node.SelfCheck(ctx, c, who, inbound)
	out = SelfChecked{Matched: got.Freshness.MatchedAt, Listed: got.Freshness.ListedAt, Left: got.Left}
	if got.Freshness.Until != 0 {
		out.Until = got.Freshness.Until.String()
	}
	for _, t := range got.Trips {
		one := SharedTrip{Mode: string(t.Mode), Number: strings.Join(t.Numbers, "/"), Day: t.Day.String(), From: t.From, To: t.To, Seat: t.Seat.String(), Class: string(t.Class)}
		if t.Rule != (contact.Text{}) {
			one.Rule = ui.Text{"zh": t.Rule.Zh, "en": t.Rule.En}
		}
		out.Trips = append(out.Trips, one)
	}
	return out, err
}
