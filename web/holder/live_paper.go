package holder

import (
	"context"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/staff"
)

func (l Live) Papers(ctx context.Context, b Bearer, who id.ID) (out Papers, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	a, err := l.Node.Account(ctx, c)
	if err != nil {
		return out, err
	}
	held := people(a.People)
	at := personIndex(held, who)
	if at < 0 {
		return out, fault.New(fault.NotFound, "person.not_linked", "there is no such person in this account")
	}
	out.Person = held[at]
	list, err := l.Node.Papers(ctx, c, out.Person.ID, staff.Purpose{})
	for _, p := range list {
		out.List = append(out.List, Paper{ID: p.ID, Number: p.Number(), Issued: p.IssuedAt, Until: p.Expires, Counts: p.Counts(l.Node.Now()), Ended: string(p.Ended)})
	}
	return out, err
}

func (l Live) IssuePaper(ctx context.Context, b Bearer, who id.ID) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.IssuePaper(ctx, c, who, staff.Purpose{})
	}
	return err
}

func (l Live) LosePaper(ctx context.Context, b Bearer, who id.ID) error {
	c, err := l.caller(b)
	if err == nil {
		_, err = l.Node.LosePaper(ctx, c, who, staff.Purpose{})
	}
	return err
}

func (l Live) PrintPaper(ctx context.Context, b Bearer, who, which id.ID) ([]byte, error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, err
	}
	return l.Node.PrintPaper(ctx, c, who, which, staff.Purpose{})
}
