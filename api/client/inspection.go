package client

import (
	"context"
	"net/http"
	"strconv"

	"kangma/api/wire"
	"kangma/internal/id"
)

// PlanInspections has the places of a kind in a region inspected every so many days (MS-03).
func (c *Client) PlanInspections(ctx context.Context, in wire.NewInspectionPlan) (out wire.InspectionPlan, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/inspections/plans", in, &out)
}

// InspectionPlans are those in force.
func (c *Client) InspectionPlans(ctx context.Context) (out wire.InspectionPlans, err error) {
	return out, c.get(ctx, "/v1/inspections/plans", &out)
}

// EndInspectionPlan ends a plan.
func (c *Client) EndInspectionPlan(ctx context.Context, plan id.ID) error {
	return c.write(ctx, http.MethodDelete, "/v1/inspections/plans/"+plan.String(), nil, nil)
}

// Inspections lists those that are still to be done; of them the overdue alone if so asked.
func (c *Client) Inspections(ctx context.Context, region string, overdue bool, p Page) (out wire.Page[wire.Inspection], err error) {
	q := query{}.set("region", region).page(p)
	if overdue {
		q.set("overdue", "true")
	}
	return out, c.get(ctx, q.on("/v1/inspections"), &out)
}

// ReportInspection stores an inspection with its findings.
func (c *Client) ReportInspection(ctx context.Context, in wire.InspectionReport) (out wire.Inspected, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/inspections", in, &out)
}

// Findings lists open findings.
func (c *Client) Findings(ctx context.Context, region string, p Page) (out wire.Page[wire.Finding], err error) {
	return out, c.get(ctx, query{}.set("region", region).page(p).on("/v1/findings"), &out)
}

// CloseFinding closes a finding that another inspector found put right.
func (c *Client) CloseFinding(ctx context.Context, finding id.ID) (out wire.Finding, err error) {
	return out, c.write(ctx, http.MethodPost, "/v1/findings/"+finding.String()+"/close", nil, &out)
}

// Coverage counts places by division and kind, of the last days.
func (c *Client) Coverage(ctx context.Context, region string, days int) (out wire.Page[wire.Coverage], err error) {
	return out, c.get(ctx, query{}.set("region", region).set("days", strconv.Itoa(days)).on("/v1/places/coverage"), &out)
}
