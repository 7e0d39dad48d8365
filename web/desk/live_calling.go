package desk

import (
	"context"
	"strings"

	"kangma/internal/id"
	"kangma/staff"
)

// callsPage is how many a page of the list has.
const callsPage = 50

func (l Live) AnnounceCall(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.AnnounceCall(ctx, c, who, why)
	return err
}

func (l Live) CallsTo(ctx context.Context, b Bearer, who id.ID, why staff.Purpose) ([]staff.Call, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.CallsTo(ctx, c, who, why)
}

func (l Live) Calls(ctx context.Context, b Bearer, where string, before id.ID) (out CallList, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	r, err := l.regionFor(ctx, c, staff.InvestigateWork, strings.TrimSpace(where))
	if err != nil {
		return out, err
	}
	out.Region = l.division(r)
	out.List, err = l.Node.Calls(ctx, c, r, before, callsPage)
	if n := len(out.List); n == callsPage {
		out.Next = out.List[n-1].ID
	}
	return out, err
}
