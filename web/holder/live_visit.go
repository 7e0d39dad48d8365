package holder

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/web/ui"
)

func (l Live) place(p passage.Place) Place {
	zh, en := p.Kind.Names()
	return Place{Number: p.Number(), Name: p.Name, Kind: ui.Text{"zh": zh, "en": en}, Region: l.Node.Regions().FullName(p.Region)}
}

func (l Live) PlaceOfCode(ctx context.Context, code string) (Place, error) {
	p, err := l.Node.PlaceOfCode(ctx, code)
	return l.place(p), err
}

func (l Live) visit(v node.Visited) Visit {
	return Visit{Place: l.place(v.Place), At: v.At, Again: v.Again}
}

func (l Live) Visit(ctx context.Context, b Bearer, who id.ID, code string) (Visit, error) {
	c, err := l.caller(b)
	if err != nil {
		return Visit{}, err
	}
	v, err := l.Node.Visit(ctx, c, who, code, nil)
	return l.visit(v), err
}

func (l Live) Visits(ctx context.Context, b Bearer, who id.ID) ([]Visit, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	list, err := l.Node.Visits(ctx, c, who)
	out := make([]Visit, len(list))
	for i, v := range list {
		out[i] = l.visit(v)
	}
	return out, err
}
