package desk

import (
	"context"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
)

const entriesAPage = 50

func (l Live) Entries(ctx context.Context, b Bearer, in EntryQuery) (list []Entry, next id.ID, err error) {
	c, err := l.caller(b)
	if err != nil {
		return nil, next, err
	}
	q := audit.Query{Before: in.Before, Limit: entriesAPage, Object: audit.Object{ID: in.Object}}
	where, err := l.regionFor(ctx, c, staff.AuditRead, in.Region)
	if err != nil {
		return nil, next, err
	}
	if where == l.Node.Config.Region {
		where = 0 // then also what is of no region
	}
	if in.Action != "" {
		q.Actions = []audit.Action{audit.Action(in.Action)}
	}
	if in.Actor != "" {
		q.Actor = audit.Actor{ID: in.Actor}
	}
	if in.Subject != "" {
		if q.Subject, err = id.Parse(in.Subject); err != nil {
			return nil, next, fault.Field("subject", in.Subject, "is no id")
		}
	}
	if q.From, err = dayStart("from", in.From, 0); err != nil {
		return nil, next, err
	}
	if q.Until, err = dayStart("until", in.Until, 1); err != nil {
		return nil, next, err
	}
	page, next, err := l.Node.Entries(ctx, c, where, q, in.Purpose)
	for _, e := range page {
		list = append(list, Entry{e, l.where(e.Region)})
	}
	return list, next, err
}

// dayStart is when a day begins, or so many days after it; zero if none is given.
func dayStart(field, s string, after passage.Day) (instant.Instant, error) {
	if s == "" {
		return 0, nil
	}
	d, err := passage.ParseDay(s)
	if err != nil {
		return 0, fault.Field(field, s, "is not a day as 2020-03-25")
	}
	return (d + after).Start(), nil
}

// where names a region, "" for none.
func (l Live) where(r region.Code) string {
	if r.IsZero() {
		return ""
	}
	return l.Node.Regions().FullName(r)
}

func (l Live) LogHead(ctx context.Context, b Bearer) (LogHead, error) {
	c, err := l.caller(b)
	if err != nil {
		return LogHead{}, err
	}
	h, err := l.Node.LogHead(ctx, c)
	return LogHead{h, l.Node.LogKey()}, err
}

func (l Live) CheckEntry(ctx context.Context, b Bearer, which id.ID, why staff.Purpose) (CheckedEntry, error) {
	c, err := l.caller(b)
	if err != nil {
		return CheckedEntry{}, err
	}
	e, err := l.Node.CheckEntry(ctx, c, which, why)
	return CheckedEntry{e, l.where(e.Region)}, err
}

func (l Live) CheckGrowth(ctx context.Context, b Bearer, held string) (node.Growth, error) {
	c, err := l.caller(b)
	if err != nil {
		return node.Growth{}, err
	}
	// A text field sends lines that end in CRLF, and people copy too little or too much around a text.
	held = strings.TrimSpace(strings.ReplaceAll(held, "\r\n", "\n")) + "\n"
	return l.Node.CheckGrowth(ctx, c, []byte(held))
}
