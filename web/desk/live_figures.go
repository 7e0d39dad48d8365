package desk

import (
	"context"
	"slices"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/web/ui"
)

func (l Live) Figures(ctx context.Context, b Bearer, where, from, until string) (out Counts, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	p := l.Node.LastDays(30)
	if p.Region, err = l.regionFor(ctx, c, staff.StatisticsRead, where); err != nil {
		return out, err
	}
	if until != "" {
		if p.Until, err = passage.ParseDay(until); err != nil {
			return out, fault.Field("until", until, "is not a day as 2020-03-25")
		}
		p.From = p.Until - 29
	}
	if from != "" {
		if p.From, err = passage.ParseDay(from); err != nil {
			return out, fault.Field("from", from, "is not a day as 2020-03-25")
		}
	}
	out.Period, out.Region = p, l.division(p.Region)
	if out.Codes, err = l.Node.CodeStatistics(ctx, c, p); err != nil {
		return out, err
	}
	out.Names = map[region.Code]string{}
	for _, t := range out.Codes {
		out.Names[t.Region] = l.Node.Regions().Name(t.Region)
	}
	if out.Applications, err = l.Node.ApplicationStatistics(ctx, c, p); err != nil {
		return out, err
	}
	cases, err := l.Node.CaseStatistics(ctx, c, p)
	if err != nil {
		return out, err
	}
	for _, f := range cases {
		k := KindFigures{CaseFigures: f}
		d, err := review.Of(f.Kind)
		if err != nil {
			return out, err
		}
		k.Name = ui.Text{"zh": d.Zh, "en": d.En}
		out.Cases = append(out.Cases, k)
	}
	if out.Hours, out.Places, err = l.Node.PassageStatistics(ctx, c, p); err != nil {
		return out, err
	}
	if up := p.Region.Parent(); !up.IsZero() && p.Region != region.Nation {
		s, err := l.Node.Standing(ctx, c)
		if err != nil {
			return out, err
		}
		if _, err := s.May(staff.Ask{Action: staff.StatisticsRead, Region: up}, l.Node.Now()); err == nil && l.Node.Config.Region.Contains(up) {
			out.Up = l.division(up)
		}
	}
	return out, nil
}

func (l Live) division(r region.Code) Division {
	return Division{Code: r, Name: l.Node.Regions().FullName(r)}
}

// regionFor reads a region by code or name; none is the first of those where somebody may do the action.
func (l Live) regionFor(ctx context.Context, c node.Caller, action staff.Action, where string) (region.Code, error) {
	if where == "" {
		s, err := l.Node.Standing(ctx, c)
		if err != nil {
			return 0, err
		}
		if scope := s.Scope(action, l.Node.Now()); len(scope) > 0 {
			return scope[0], nil
		}
		return l.Node.Config.Region, nil // which is then refused in the node's words
	}
	if r, err := region.ParseCode(where); err == nil {
		return r, l.Node.Regions().Check(r)
	}
	switch found := l.named(where, l.Node.Config.Region); len(found) {
	case 0:
		return 0, fault.Field("region", where, "is no region of this system").WithKey("region.unknown")
	default:
		return found[0].Code, nil
	}
}

// named are the divisions of a name within a region, or the one of a whole name as pages show it: 湖北省武汉市江岸区.
func (l Live) named(name string, within region.Code) []region.Division {
	t := l.Node.Regions()
	found := t.Find(name, within)
	for i := range name { // of a whole name its last part is found
		if len(found) > 0 {
			break
		}
		found = slices.DeleteFunc(t.Find(name[i:], within), func(d region.Division) bool { return t.FullName(d.Code) != name })
	}
	return found
}
