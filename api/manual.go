package api

import (
	"context"
	"strings"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
)

// manualPassages lists passages of people who showed no code, masked. Its cursor is time and id of the last one.
func (a *API) manualPassages(ctx context.Context, c node.Caller, in *struct {
	Paging
	ForPurpose
	Region string `query:"region" required:"true" maxLength:"12"`
	Point  string `query:"point" maxLength:"32"`
	From   string `query:"from" maxLength:"40"`
	Until  string `query:"until" maxLength:"40"`
}) (out wire.Page[wire.ManualPassage], err error) {
	purpose, err := parsePurpose(in.ForPurpose.wire())
	if err != nil {
		return out, err
	}
	q := passage.Query{Limit: in.Limit}
	if q.Region, err = a.knownRegion("region", in.Region); err != nil {
		return out, err
	}
	if q.Point, err = parseID("point", in.Point); err != nil {
		return out, err
	}
	if q.From, err = parseTime("from", in.From); err != nil {
		return out, err
	}
	if q.Until, err = parseTime("until", in.Until); err != nil {
		return out, err
	}
	if q.Before, err = parseTimeCursor(in.Before); err != nil {
		return out, err
	}
	list, err := a.node.ManualPassages(ctx, c, q, purpose)
	out.Items = each(list, manualPassage)
	if n := len(list); n > 0 && n == in.Limit {
		out.Next = timeCursor(list[n-1].At, list[n-1].ID)
	}
	return out, err
}

// revealManual shows what was written down of one.
func (a *API) revealManual(ctx context.Context, c node.Caller, in *struct {
	ByID
	ForPurpose
}) (out wire.ManualPassage, err error) {
	purpose, err := parsePurpose(in.ForPurpose.wire())
	if err != nil {
		return out, err
	}
	v, err := in.id()
	if err != nil {
		return out, err
	}
	m, err := a.node.RevealManual(ctx, c, v, purpose)
	if err != nil {
		return out, err
	}
	return manualPassage(m), nil
}

func manualPassage(m node.ManualPassage) wire.ManualPassage {
	p := m.Passage
	out := wire.ManualPassage{ID: p.ID, Day: p.Day.String(), Region: p.Region.String(), Point: p.Point, Collector: p.Collector, At: wire.Time(p.At),
		Temperature: p.Temperature.Celsius(), Fever: p.Feverish(), Answer: p.Gate.String(), Offline: p.Offline, RecordedAt: wire.Time(p.RecordedAt),
		Basis: string(m.Basis), Itinerary: string(m.Itinerary)}
	if m.Basis == passage.Cards {
		out.Colour = m.Colour.String()
	}
	if w := m.Written; w != nil {
		out.Written = &wire.Written{Name: w.Name, Phone: w.Phone, Number: w.Number}
	}
	return out
}

// fallback takes note of a time without the system, or of its end.
func (a *API) fallback(ctx context.Context, c node.Caller, in *struct{ Body wire.Fallback }) error {
	b := in.Body
	cause, err := passage.ParseFallbackCause(b.Cause)
	if err != nil {
		return err
	}
	return a.node.Fallback(ctx, c, passage.Fallback{ID: b.ID, Point: passage.Point{ID: b.Point}, Cause: cause, Began: b.Began.Instant(0), Ended: b.Ended.Instant(instant.Never)})
}

// fallbacks lists them, newest first.
func (a *API) fallbacks(ctx context.Context, c node.Caller, in *struct {
	Paging
	Region string `query:"region" required:"true" maxLength:"12"`
}) (out wire.Page[wire.ListedFallback], err error) {
	r, err := a.knownRegion("region", in.Region)
	if err != nil {
		return out, err
	}
	before, err := parseTimeCursor(in.Before)
	if err != nil {
		return out, err
	}
	list, err := a.node.Fallbacks(ctx, c, r, before, in.Limit)
	out.Items = each(list, func(f passage.Fallback) wire.ListedFallback {
		l := wire.ListedFallback{Fallback: wire.Fallback{ID: f.ID, Point: f.Point.ID, Cause: string(f.Cause), Began: wire.Time(f.Began)}, Region: f.Point.Region.String(), Collector: f.Collector}
		if f.Ended != instant.Never {
			l.Ended = wire.Time(f.Ended)
		}
		return l
	})
	if n := len(list); n > 0 && n == in.Limit {
		out.Next = timeCursor(list[n-1].Began, list[n-1].ID)
	}
	return out, err
}

// timeCursor is the place of a thing in a list by time and id, newest first; parseTimeCursor reads it.
func timeCursor(at instant.Instant, of id.ID) string { return at.In("Z") + "_" + of.String() }

func parseTimeCursor(s string) (*passage.Cursor, error) {
	if s == "" {
		return nil, nil
	}
	at, last, _ := strings.Cut(s, "_")
	var c passage.Cursor
	var err error
	if c.At, err = parseTime("before", at); err != nil {
		return nil, err
	}
	c.ID, err = parseID("before", last)
	return &c, err
}
