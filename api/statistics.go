package api

import (
	"context"
	"time"

	"kangma/api/wire"
	"kangma/node"
	"kangma/passage"
)

// Counting says what is counted.
type Counting struct {
	Region string `query:"region" maxLength:"12" doc:"the node's if absent"`
	From   string `query:"from" format:"date" doc:"30 days up to the last one if absent"`
	Until  string `query:"until" format:"date" doc:"the last day; today if absent"`
}

func (a *API) period(in *Counting) (node.Period, error) {
	p := a.node.LastDays(30)
	var err error
	if p.Region, err = a.knownRegion("region", in.Region); err != nil {
		return p, err
	}
	if in.Until != "" {
		if p.Until, err = parseDay("until", in.Until); err != nil {
			return p, err
		}
		p.From = p.Until - 29
	}
	if in.From != "" {
		p.From, err = parseDay("from", in.From)
	}
	return p, err
}

func (a *API) codeStatistics(ctx context.Context, c node.Caller, in *Counting) (out wire.Page[wire.ColourCount], err error) {
	p, err := a.period(in)
	if err != nil {
		return out, err
	}
	list, err := a.node.CodeStatistics(ctx, c, p)
	out.Items = each(list, func(t node.Tally) wire.ColourCount {
		return wire.ColourCount{Day: t.Day.String(), Region: t.Region.String(), RegionName: a.node.Regions().FullName(t.Region), Colour: string(t.Colour), People: t.People}
	})
	return out, err
}

func (a *API) applicationStatistics(ctx context.Context, c node.Caller, in *Counting) (out wire.Page[wire.ApplicationCount], err error) {
	p, err := a.period(in)
	if err != nil {
		return out, err
	}
	list, err := a.node.ApplicationStatistics(ctx, c, p)
	out.Items = each(list, func(x node.ApplicationCount) wire.ApplicationCount {
		return wire.ApplicationCount{Day: x.Day.String(), OnTime: x.OnTime, Late: x.Late, Open: x.Open, Missed: x.Missed}
	})
	return out, err
}

func (a *API) caseStatistics(ctx context.Context, c node.Caller, in *Counting) (out wire.Page[wire.CaseFigures], err error) {
	p, err := a.period(in)
	if err != nil {
		return out, err
	}
	list, err := a.node.CaseStatistics(ctx, c, p)
	out.Items = each(list, func(f node.CaseFigures) wire.CaseFigures {
		return wire.CaseFigures{Kind: string(f.Kind), Closed: f.Closed, Median: int64(f.Median / time.Second), Ninth: int64(f.Ninth / time.Second), Open: f.Open, Overdue: f.Overdue}
	})
	return out, err
}

func (a *API) passageStatistics(ctx context.Context, c node.Caller, in *struct {
	Region string `query:"region" maxLength:"12" doc:"the node's if absent"`
	Day    string `query:"day" format:"date" doc:"today if absent"`
}) (out wire.PassageStatistics, err error) {
	p, err := a.period(&Counting{Region: in.Region, Until: in.Day})
	if err != nil {
		return out, err
	}
	hours, places, err := a.node.PassageStatistics(ctx, c, p)
	count := func(x node.PassageCount) wire.PassageCount {
		return wire.PassageCount{Place: x.Place, Pass: x.Pass, Ask: x.Ask, Stop: x.Stop, Unknown: x.Unknown}
	}
	out = wire.PassageStatistics{Day: p.Until.String(), Places: each(places, count), Hours: each(hours, func(x node.PassageCount) wire.PassageCount {
		c := count(x)
		c.Hour = &x.Hour
		return c
	})}
	return out, err
}

func parseDay(field, s string) (passage.Day, error) {
	d, err := passage.ParseDay(s)
	return d, named(field, s, err)
}
