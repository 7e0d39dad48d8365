package holder

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/web/ui"
)

func (l Live) IdentityProvider() ui.Text {
	if l.Node.Identity == nil {
		return nil
	}
	return ui.Text{"zh": l.Node.Identity.Name.ZH, "en": l.Node.Identity.Name.EN}
}

func (l Live) BeginIdentity(ctx context.Context, b Bearer) (Provider, error) {
	c, err := l.caller(b)
	if err != nil {
		return Provider{}, err
	}
	address, binding, err := l.Node.BeginIdentity(ctx, c)
	return Provider{Name: l.IdentityProvider(), Address: address, Binding: binding}, err
}

func (l Live) FinishIdentity(ctx context.Context, b Bearer, r Returned) (id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return id.ID{}, err
	}
	return l.Node.FinishIdentity(ctx, c, node.OIDCAnswer{State: r.State, Code: r.Code, Issuer: r.Issuer, Binding: r.Binding}, r.Denied)
}
