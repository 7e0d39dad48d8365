package node

import (
	"context"

	"kangma/audit"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// PlanInspections has the places of a kind in a region inspected every so many days (MS-03).
func (n *Node) PlanInspections(ctx context.Context, c Caller, p passage.InspectionPlan) (passage.InspectionPlan, error) {
	err := n.manage(ctx, c, p.Region, audit.InspectionPlan, &p, func(tx *store.Tx, e *audit.Entry) (err error) {
		p.CreatedBy = c.Account
		p, err = passage.PlanInspections(ctx, tx, p, e.At)
		e.Object = audit.Object{Kind: "inspection plan", ID: p.ID.String()}
		e.Detail = e.Detail.With("kind", p.Kind).With("days", p.Days)
		return err
	})
	return p, err
}

// EndInspectionPlan ends a plan; what it made stays to be done.
func (n *Node) EndInspectionPlan(ctx context.Context, c Caller, plan id.ID) error {
	var p passage.InspectionPlan
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.PointManage, staff.Purpose{}); err != nil {
			return err
		}
		p, err = tx.InspectionPlan(ctx, plan)
		return err
	})
	if err != nil {
		return err
	}
	return n.manage(ctx, c, p.Region, audit.InspectionEnd, nil, func(tx *store.Tx, e *audit.Entry) error {
		e.Object = audit.Object{Kind: "inspection plan", ID: plan.String()}
		return tx.EndInspectionPlan(ctx, plan, e.At)
	})
}

// InspectionPlans lists the plans in force that lie where the caller inspects.
func (n *Node) InspectionPlans(ctx context.Context, c Caller) (list []passage.InspectionPlan, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		regions, err := n.scope(ctx, tx, c, staff.InspectionWork, 0)
		for _, r := range regions {
			some, err := tx.InspectionPlans(ctx, r)
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		return err
	})
	return list, err
}

// planInspections makes the inspections that plans ask for, a page of places a transaction. It may be repeated.
func (n *Node) planInspections(ctx context.Context) error {
	var plans []passage.InspectionPlan
	err := n.store.Read(ctx, func(tx *store.Tx) (err error) {
		plans, err = tx.InspectionPlans(ctx, region.Nation)
		return err
	})
	if err != nil {
		return err
	}
	for _, p := range plans {
		q := passage.PlaceQuery{Region: p.Region, Kind: p.Kind, Limit: 200}
		for more := true; more; {
			var places []passage.Place
			err := n.store.Write(ctx, func(tx *store.Tx) (err error) {
				if places, err = tx.PlacesIn(ctx, q); err != nil {
					return err
				}
				for _, place := range places {
					if _, err := passage.DueUnder(ctx, tx, p, place, n.clock.Now()); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
			if more = len(places) == q.Limit; more {
				q.After = places[len(places)-1].ID
			}
		}
	}
	return nil
}

// InspectionToBe is an inspection that is still to be done.
type InspectionToBe struct {
	passage.Inspection
	Place   passage.Place
	Overdue bool
}

// InspectionsToBe lists inspections that are still to be done, by id; of them the overdue alone if so asked.
func (n *Node) InspectionsToBe(ctx context.Context, c Caller, r region.Code, overdue bool, after id.ID, limit int) (list []InspectionToBe, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		regions, err := n.scope(ctx, tx, c, staff.InspectionWork, r)
		if err != nil {
			return err
		}
		at, before := n.clock.Now(), instant.Never
		if overdue {
			before = at
		}
		var all []passage.Inspection
		for _, r := range regions {
			some, err := tx.InspectionsToBe(ctx, r, before, after, limit)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		all = firstByID(all, limit, func(i passage.Inspection) id.ID { return i.ID })
		places, err := tx.PlacesByID(ctx, idsOf(all, func(i passage.Inspection) id.ID { return i.Place }))
		for _, i := range all {
			list = append(list, InspectionToBe{i, places[i.Place], i.Overdue(at)})
		}
		return err
	})
	return list, err
}

// InspectionReport is what an inspector found: of an inspection that was to be, or of a place by surprise (MS-03).
type InspectionReport struct {
	Inspection id.ID
	Place      id.ID // where Inspection is zero
	Answers    []passage.Answer
	Days       int // to put right what is not in order; 0 is passage.FindingDays
}

// Inspected is what came of a report.
type Inspected struct {
	Inspection id.ID
	Open       []passage.Finding // of the place, now
}

// ReportInspection stores an inspection with its findings.
func (n *Node) ReportInspection(ctx context.Context, c Caller, r InspectionReport) (Inspected, error) {
	var out Inspected
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		out = Inspected{Inspection: r.Inspection}
		if _, err := n.permitSomewhere(ctx, tx, c, staff.InspectionWork, staff.Purpose{}); err != nil {
			return err
		}
		where := r.Place
		if !r.Inspection.IsZero() {
			i, err := tx.Inspection(ctx, r.Inspection)
			if err != nil {
				return err
			}
			where = i.Place
		}
		place, err := tx.Place(ctx, where)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InspectionWork, Region: place.Region})
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if r.Inspection.IsZero() {
			i, err := passage.BeginSurprise(ctx, tx, place, at)
			if err != nil {
				return err
			}
			out.Inspection = i.ID
		}
		if out.Open, err = passage.ReportInspection(ctx, tx, out.Inspection, c.Account, r.Answers, r.Days, at); err != nil {
			return err
		}
		e := o.entry(audit.InspectionReport, place.Region, at)
		e.Object = audit.Object{Kind: "place", ID: place.ID.String()}
		e.Detail = e.Detail.With("inspection", out.Inspection).With("open", len(out.Open))
		return n.record(ctx, tx, e)
	})
	return out, err
}

// CloseFinding closes a finding that another inspector found put right.
func (n *Node) CloseFinding(ctx context.Context, c Caller, finding id.ID) (passage.Finding, error) {
	var out passage.Finding
	err := n.write(ctx, c, &out, func(tx *store.Tx) error {
		if _, err := n.permitSomewhere(ctx, tx, c, staff.InspectionWork, staff.Purpose{}); err != nil {
			return err
		}
		f, err := tx.Finding(ctx, finding)
		if err != nil {
			return err
		}
		o, err := n.permit(ctx, tx, c, staff.Ask{Action: staff.InspectionWork, Region: f.Region})
		if err != nil {
			return err
		}
		at := n.clock.Now()
		if out, err = passage.CloseFinding(ctx, tx, finding, c.Account, at); err != nil {
			return err
		}
		e := o.entry(audit.FindingClose, f.Region, at)
		e.Object = audit.Object{Kind: "finding", ID: finding.String()}
		return n.record(ctx, tx, e)
	})
	return out, err
}

// Findings lists open findings where the caller inspects, by id.
func (n *Node) Findings(ctx context.Context, c Caller, r region.Code, after id.ID, limit int) (list []passage.Finding, err error) {
	err = n.store.Read(ctx, func(tx *store.Tx) error {
		list = nil
		regions, err := n.scope(ctx, tx, c, staff.InspectionWork, r)
		for _, r := range regions {
			some, err := tx.FindingsIn(ctx, r, after, limit)
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		list = firstByID(list, limit, func(f passage.Finding) id.ID { return f.ID })
		return err
	})
	return list, err
}
