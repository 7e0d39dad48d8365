package holder

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/staff"
	"kangma/web/ui"
)

const looksShown = 50

func (l Live) Looks(ctx context.Context, b Bearer, who, before id.ID) ([]Look, id.ID, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, id.ID{}, err
	}
	list, next, err := l.Node.Looks(ctx, c, who, before, looksShown)
	out := make([]Look, len(list))
	for i, x := range list {
		office := staff.Role(x.Role).Office()
		out[i] = Look{At: x.At, Office: ui.Text{"zh": office.Zh, "en": office.En}, Place: l.Node.Regions().FullName(x.Region), Action: string(x.Action), Purpose: x.Purpose}
	}
	return out, next, err
}

func (l Live) Copy(ctx context.Context, b Bearer, who id.ID) ([]byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.Copy(ctx, c, who)
}

func (l Live) Forget(ctx context.Context, b Bearer, who id.ID) (closed bool, err error) {
	c, err := l.caller(b)
	if err != nil {
		return false, err
	}
	if err := l.Node.Forget(ctx, c, who); err != nil {
		return false, err
	}
	_, err = l.Node.Account(ctx, c)
	if fault.CodeOf(err) == fault.NotFound {
		return true, nil
	}
	return false, err
}
