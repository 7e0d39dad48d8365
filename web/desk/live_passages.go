package desk

import (
	"cmp"
	"context"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/staff"
)

// passagesPage is how many a page of the list has.
const passagesPage = 50

func (l Live) Passages(ctx context.Context, b Bearer, ask PassageAsk, why staff.Purpose) (out PassageList, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	q := passage.Query{Before: ask.Before, Limit: passagesPage}
	if q.Region, err = l.regionFor(ctx, c, staff.PassageRead, strings.TrimSpace(ask.Region)); err != nil {
		return out, err
	}
	out.Region = l.division(q.Region)
	today := passage.DayOf(l.Node.Now())
	if out.From, err = dayOr("from", ask.From, today); err != nil {
		return out, err
	}
	if out.Until, err = dayOr("until", ask.Until, max(today, out.From)); err != nil {
		return out, err
	}
	q.From, q.Until = out.From.Start(), (out.Until + 1).Start()
	var points []id.ID
	if ask.Manual {
		list, err := l.Node.ManualPassages(ctx, c, q, why)
		if err != nil {
			return out, err
		}
		for _, m := range list {
			out.List = append(out.List, PassageRow{Passage: m.Passage, Manual: &m.Manual, Written: m.Written})
		}
	} else {
		list, err := l.Node.Passages(ctx, c, q, why)
		if err != nil {
			return out, err
		}
		for _, p := range list {
			out.List = append(out.List, PassageRow{Passage: p})
		}
	}
	for _, p := range out.List {
		points = append(points, p.Point)
	}
	names, err := l.Node.PointNames(ctx, c, points)
	for i := range out.List {
		out.List[i].Where = cmp.Or(names[out.List[i].Point], l.Node.Regions().FullName(out.List[i].Region))
	}
	if n := len(out.List); n == passagesPage {
		out.Next = &passage.Cursor{At: out.List[n-1].At, ID: out.List[n-1].ID}
	}
	return out, err
}

func dayOr(field, s string, otherwise passage.Day) (passage.Day, error) {
	if s == "" {
		return otherwise, nil
	}
	d, err := passage.ParseDay(s)
	if err != nil {
		return d, fault.Field(field, s, "is not a day as 2020-03-25")
	}
	return d, nil
}

func (l Live) Fallbacks(ctx context.Context, b Bearer, ask PassageAsk) (out FallbackList, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	r, err := l.regionFor(ctx, c, staff.PassageRead, strings.TrimSpace(ask.Region))
	if err != nil {
		return out, err
	}
	out.Region = l.division(r)
	list, err := l.Node.Fallbacks(ctx, c, r, ask.Before, passagesPage)
	if err != nil {
		return out, err
	}
	var points []id.ID
	for _, f := range list {
		points = append(points, f.Point.ID)
	}
	names, err := l.Node.PointNames(ctx, c, points)
	for _, f := range list {
		out.List = append(out.List, FallbackRow{cmp.Or(names[f.Point.ID], l.Node.Regions().FullName(f.Point.Region)), f.Cause, f.Began, f.Ended})
	}
	if n := len(list); n == passagesPage {
		out.Next = &passage.Cursor{At: list[n-1].Began, ID: list[n-1].ID}
	}
	return out, err
}

func (l Live) WhoPassed(ctx context.Context, b Bearer, ref node.PassageRef, why staff.Purpose) (node.Passed, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Passed{}, err
	}
	return l.Node.WhoPassed(ctx, c, ref, why)
}

func (l Live) RevealManual(ctx context.Context, b Bearer, which id.ID, why staff.Purpose) (PassageRow, error) {
	c, err := l.caller(b)
	if err != nil {
		return PassageRow{}, err
	}
	m, err := l.Node.RevealManual(ctx, c, which, why)
	if err != nil {
		return PassageRow{}, err
	}
	names, err := l.Node.PointNames(ctx, c, []id.ID{m.Point})
	return PassageRow{Passage: m.Passage, Where: names[m.Point], Manual: &m.Manual, Written: m.Written}, err
}
