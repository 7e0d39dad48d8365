package holder

import (
	"context"

	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
)

func (l Live) Genuine(ctx context.Context, b Bearer, text string) (out Genuineness, err error) {
	var c node.Caller
	if b != "" {
		if c, err = l.caller(b); err != nil {
			return out, err
		}
	}
	g, err := l.Node.IsGenuine(ctx, c, text)
	out = Genuineness{Kind: string(g.Kind), Ours: string(g.Ours), Links: g.Links, At: g.At, To: g.To, Mine: g.Mine}
	if g.Place != nil {
		out.Place = l.place(*g.Place)
	}
	if g.Call != nil {
		office := staff.Role(g.Call.Role).Office()
		where := l.Node.Regions().FullName(g.Call.Region)
		out.From, out.At = ui.Text{"zh": where + office.Zh, "en": where + " " + office.En}, g.Call.At
	}
	return out, err
}
