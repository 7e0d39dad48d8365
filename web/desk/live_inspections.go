package desk

import (
	"context"
	"strings"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/web/ui"
)

// mostInspections is how many of a kind the page of inspections shows.
const mostInspections = 200

func (l Live) finding(f passage.Finding) FindingRow {
	row := FindingRow{ID: f.ID, Place: f.Place, Region: l.Node.Regions().FullName(f.Region), Note: f.Note, Deadline: f.Deadline,
		Late: f.Deadline < l.Node.Now(), Remedied: f.RemediedAt != instant.Never}
	for _, c := range passage.Checklist {
		if c.Item == f.Item {
			row.Item = ui.Text{"zh": c.Zh, "en": c.En}
		}
	}
	return row
}

// inspectedRegion reads a region; none is left to the node, which then lists wherever the caller inspects.
func (l Live) inspectedRegion(ctx context.Context, c node.Caller, where string) (region.Code, error) {
	if where = strings.TrimSpace(where); where == "" {
		return 0, nil
	}
	return l.regionFor(ctx, c, staff.InspectionWork, where)
}

func (l Live) Inspections(ctx context.Context, b Bearer, where string, overdue bool) (out InspectionList, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	r, err := l.inspectedRegion(ctx, c, where)
	if err != nil {
		return out, err
	}
	due, err := l.Node.InspectionsToBe(ctx, c, r, overdue, id.ID{}, mostInspections)
	if err != nil {
		return out, err
	}
	for _, i := range due {
		out.Due = append(out.Due, DueInspection{i.ID, i.Inspection.Place, i.Place.Name, l.Node.Regions().FullName(i.Region), i.Why, i.DueAt, i.Overdue})
	}
	findings, err := l.Node.Findings(ctx, c, r, id.ID{}, mostInspections)
	if err != nil {
		return out, err
	}
	for _, f := range findings {
		out.Findings = append(out.Findings, l.finding(f))
	}
	plans, err := l.Node.InspectionPlans(ctx, c)
	for _, p := range plans {
		out.Plans = append(out.Plans, PlanRow{p.ID, l.Node.Regions().FullName(p.Region), placeKind(p.Kind), p.Days})
	}
	return out, err
}

func (l Live) Inspect(ctx context.Context, b Bearer, r node.InspectionReport) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.ReportInspection(ctx, c, r)
	return err
}

func (l Live) CloseFinding(ctx context.Context, b Bearer, finding id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	_, err = l.Node.CloseFinding(ctx, c, finding)
	return err
}

func (l Live) Plan(ctx context.Context, b Bearer, where, kind string, days int) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	p := passage.InspectionPlan{Days: days}
	if kind != "" {
		if p.Kind, err = passage.ParsePlaceKind(kind); err != nil {
			return err
		}
	}
	if p.Region, err = l.regionFor(ctx, c, staff.PointManage, strings.TrimSpace(where)); err != nil {
		return err
	}
	_, err = l.Node.PlanInspections(ctx, c, p)
	return err
}

func (l Live) EndPlan(ctx context.Context, b Bearer, plan id.ID) error {
	c, err := l.caller(b)
	if err != nil {
		return err
	}
	return l.Node.EndInspectionPlan(ctx, c, plan)
}

func (l Live) Coverage(ctx context.Context, b Bearer, where string, days int) (out Covered, err error) {
	c, err := l.caller(b)
	if err != nil {
		return out, err
	}
	r, err := l.regionFor(ctx, c, staff.StatisticsRead, strings.TrimSpace(where))
	if err != nil {
		return out, err
	}
	out.Region, out.Names = l.division(r), map[string]string{}
	if out.List, err = l.Node.PlaceCoverage(ctx, c, r, days); err != nil {
		return out, err
	}
	for _, x := range out.List {
		out.Names[x.Region.String()] = l.Node.Regions().Name(x.Region)
	}
	return out, nil
}
