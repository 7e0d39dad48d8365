package holder

import (
	"context"

	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
	"kangma/web/ui"
)

func (l Live) MayLink() bool { return l.Node.Partners() != nil }

func (l Live) Linked(ctx context.Context, b Bearer) ([]LinkedCode, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	list, err := l.Node.LinkedCodes(ctx, c)
	out := make([]LinkedCode, len(list))
	for i, x := range list {
		out[i] = LinkedCode{Person: x.Person, Issuer: x.Link.Issuer, Name: l.RegionName(x.Link.Issuer), Status: string(x.Status), Reason: x.Reason, Heard: x.Heard}
		if x.Status == "ok" {
			out[i].Colour = ui.Colour(x.Colour)
		}
	}
	return out, err
}

func (l Live) Link(ctx context.Context, b Bearer, byPhone bool, person id.ID) (out LinkFound, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	found, err := l.Node.LinkCodes(ctx, c, node.LinkAsk{ByPhone: byPhone, Person: person})
	out = LinkFound{Codes: len(found.Codes), Left: found.Left}
	for _, r := range found.NoAnswer {
		out.NoAnswer = append(out.NoAnswer, l.RegionName(r))
	}
	return out, err
}

func (l Live) Refresh(ctx context.Context, b Bearer, person id.ID, issuer region.Code) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.RefreshCode(ctx, c, person, issuer)
	}
	return err
}

func (l Live) Unlink(ctx context.Context, b Bearer, person id.ID, issuer region.Code) error {
	c, err := l.caller(b)
	if err == nil {
		err = l.Node.UnlinkCode(ctx, c, person, issuer)
	}
	return err
}
