package api

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
)

func (a *API) planInspections(ctx context.Context, c node.Caller, in *struct{ Body wire.NewInspectionPlan }) (p passage.InspectionPlan, err error) {
	if p.Region, err = a.knownRegion("region", in.Body.Region); err != nil {
		return p, err
	}
	p.Kind, p.Days = passage.PlaceKind(in.Body.Kind), in.Body.Days
	return a.node.PlanInspections(ctx, c, p)
}

func inspectionPlan(p passage.InspectionPlan) wire.InspectionPlan {
	return wire.InspectionPlan{ID: p.ID, Region: p.Region.String(), Kind: string(p.Kind), Days: p.Days, CreatedAt: wire.Time(p.CreatedAt)}
}

func (a *API) inspectionPlans(ctx context.Context, c node.Caller, _ *nothing) (out wire.InspectionPlans, err error) {
	list, err := a.node.InspectionPlans(ctx, c)
	out.Items = each(list, inspectionPlan)
	return out, err
}

func (a *API) endInspectionPlan(ctx context.Context, c node.Caller, in *ByID) error {
	v, err := in.id()
	if err != nil {
		return err
	}
	return a.node.EndInspectionPlan(ctx, c, v)
}

func (a *API) checklist(context.Context, node.Caller, *nothing) (out wire.Page[wire.ChecklistItem], err error) {
	for _, i := range passage.Checklist {
		out.Items = append(out.Items, wire.ChecklistItem{Item: string(i.Item), Name: wire.Text{Zh: i.Zh, En: i.En}})
	}
	return out, nil
}

func (a *API) inspections(ctx context.Context, c node.Caller, in *struct {
	Paging
	ByRegion
	Overdue bool `query:"overdue"`
}) (out wire.Page[wire.Inspection], err error) {
	r, after, err := a.part(in.ByRegion, in.Paging)
	if err != nil {
		return out, err
	}
	list, err := a.node.InspectionsToBe(ctx, c, r, in.Overdue, after, in.Limit)
	out.Items = each(list, func(i node.InspectionToBe) wire.Inspection {
		return wire.Inspection{ID: i.ID, Place: i.Place.ID, PlaceName: i.Place.Name, Kind: string(i.Place.Kind), Region: i.Region.String(), Why: i.Why, DueAt: wire.Time(i.DueAt), Overdue: i.Overdue}
	})
	out.Next = whole(list, in.Limit, func(i node.InspectionToBe) id.ID { return i.ID })
	return out, err
}

func (a *API) reportInspection(ctx context.Context, c node.Caller, in *struct{ Body wire.InspectionReport }) (node.Inspected, error) {
	r := node.InspectionReport{Inspection: in.Body.Inspection, Place: in.Body.Place, Days: in.Body.Days}
	if r.Inspection.IsZero() == r.Place.IsZero() {
		return node.Inspected{}, fault.New(fault.Invalid, "inspection.what", "name either an inspection that was to be, or a place")
	}
	for _, x := range in.Body.Answers {
		r.Answers = append(r.Answers, passage.Answer{Item: passage.Item(x.Item), Result: x.Result, Note: x.Note})
	}
	return a.node.ReportInspection(ctx, c, r)
}

func inspected(i node.Inspected) wire.Inspected {
	return wire.Inspected{Inspection: i.Inspection, Open: each(i.Open, inspectionFinding)}
}

func inspectionFinding(f passage.Finding) wire.Finding {
	out := wire.Finding{ID: f.ID, Place: f.Place, Region: f.Region.String(), Item: string(f.Item), Note: f.Note, Deadline: wire.Time(f.Deadline), FoundAt: wire.Time(f.FoundAt)}
	if f.RemediedAt != instant.Never {
		out.Remedied = wire.Time(f.RemediedAt)
	}
	if f.ClosedAt != instant.Never {
		out.Closed = wire.Time(f.ClosedAt)
	}
	return out
}

func (a *API) findings(ctx context.Context, c node.Caller, in *struct {
	Paging
	ByRegion
}) (out wire.Page[wire.Finding], err error) {
	r, after, err := a.part(in.ByRegion, in.Paging)
	if err != nil {
		return out, err
	}
	list, err := a.node.Findings(ctx, c, r, after, in.Limit)
	return wire.Page[wire.Finding]{Items: each(list, inspectionFinding), Next: whole(list, in.Limit, func(f passage.Finding) id.ID { return f.ID })}, err
}

func (a *API) closeFinding(ctx context.Context, c node.Caller, in *ByID) (passage.Finding, error) {
	v, err := in.id()
	if err != nil {
		return passage.Finding{}, err
	}
	return a.node.CloseFinding(ctx, c, v)
}

// Covering says what coverage is counted of.
type Covering struct {
	Region string `query:"region" maxLength:"12" doc:"counted by the divisions right below it; the node's if absent"`
	Days   int    `query:"days" default:"30" minimum:"1" maximum:"365"`
}

func (a *API) coverage(ctx context.Context, c node.Caller, in *Covering) (out wire.Page[wire.Coverage], err error) {
	r, err := a.knownRegion("region", in.Region)
	if err != nil {
		return out, err
	}
	list, err := a.node.PlaceCoverage(ctx, c, r, in.Days)
	out.Items = each(list, func(c node.Coverage) wire.Coverage {
		return wire.Coverage{Region: c.Region.String(), RegionName: a.node.Regions().FullName(c.Region), Kind: string(c.Kind), Places: c.Places, Coded: c.Coded, Posted: c.Posted,
			Inspected: c.Inspected, Overdue: c.Overdue, Findings: c.Findings}
	})
	return out, err
}

// coverageTable is the same as CSV.
func (a *API) coverageTable(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	in := Covering{Region: r.URL.Query().Get("region"), Days: 30}
	var err error
	if s := r.URL.Query().Get("days"); s != "" {
		if in.Days, err = strconv.Atoi(s); err != nil || in.Days < 1 || in.Days > 365 {
			err = fault.Field("days", s, "is not between 1 and 365")
		}
	}
	var out wire.Page[wire.Coverage]
	if err == nil {
		out, err = a.coverage(ctx, c, &in)
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	table := csv.NewWriter(w)
	table.Write([]string{"region", "name", "kind", "places", "coded", "posted", "inspected", "overdue", "findings"})
	for _, x := range out.Items {
		n := func(v int) string { return strconv.Itoa(v) }
		table.Write([]string{x.Region, x.RegionName, x.Kind, n(x.Places), n(x.Coded), n(x.Posted), n(x.Inspected), n(x.Overdue), n(x.Findings)})
	}
	table.Flush()
}
