package node_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// answers is a whole checklist in order, but for the items named.
func answers(wrong ...passage.Item) (all []passage.Answer) {
	for _, c := range passage.Checklist {
		a := passage.Answer{Item: c.Item, Result: "yes"}
		if slices.Contains(wrong, c.Item) {
			a.Result, a.Note = "no", "未做到"
		}
		all = append(all, a)
	}
	return all
}

// MS-03, PS-11: a plan makes inspections due, those that are late are listed; what is not in order gets a deadline and a follow-up, and is
// closed by another than who found it put right; coverage counts all of it by division and kind.
func TestInspections(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	admin := h.staffed("13900000001", staff.Administrator, wuhan)
	worker := h.staffed("13900000002", staff.GridWorker, wuhan)
	elsewhere := h.staffed("13900000003", staff.GridWorker, region.MustParseCode("420900"))
	add := func(kind passage.PlaceKind, name string) passage.Place {
		p, err := h.AddPlace(ctx, admin, passage.Place{Kind: kind, Name: name, Region: wuhan})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	market, school := add("market", "菜市场"), add("school", "一中")
	plan, err := h.PlanInspections(ctx, admin, passage.InspectionPlan{Region: wuhan, Kind: "market", Days: 7})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.PlanInspections(ctx, worker, passage.InspectionPlan{Region: wuhan, Days: 7})
	wantKey(t, err, "staff.not_permitted")
	toBe := func(overdue bool) []node.InspectionToBe {
		t.Helper()
		list, err := h.InspectionsToBe(ctx, worker, 0, overdue, id.ID{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	later := func(d time.Duration) {
		h.clock.Add(d)
		admin, worker = h.login("13900000001", person.StaffDoor), h.login("13900000002", person.StaffDoor)
	}
	upkeep := func(waiting int) {
		t.Helper()
		running, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- h.Run(running) }()
		for end := time.Now().Add(20 * time.Second); len(toBe(false)) != waiting && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	upkeep(0)
	if list := toBe(false); len(list) != 0 {
		t.Fatal("due on the first day:", list)
	}
	later(5 * instant.Day)
	upkeep(1)
	upkeep(1)
	list := toBe(false)
	if len(list) != 1 || list[0].Place.ID != market.ID || list[0].Why != passage.Planned || list[0].Plan != plan.ID || list[0].Overdue || len(toBe(true)) != 0 {
		t.Fatal(list)
	}
	later(3 * instant.Day)
	upkeep(1)
	if late := toBe(true); len(late) != 1 || !late[0].Overdue {
		t.Fatal(late)
	}
	cover := func() (out node.Coverage) {
		t.Helper()
		all, err := h.PlaceCoverage(ctx, node.Itself, region.MustParseCode("420100"), 7)
		if err != nil || len(all) != 2 || all[0].Region != wuhan {
			t.Fatal(all, err)
		}
		return all[slices.IndexFunc(all, func(c node.Coverage) bool { return c.Kind == "market" })]
	}
	if c := cover(); c.Places != 1 || c.Overdue != 1 || c.Inspected != 0 || c.Coded != 0 {
		t.Error(c)
	}
	if _, err := h.IssuePlaceCode(ctx, admin, passage.PlaceCode{Place: market.ID}); err != nil {
		t.Fatal(err)
	}

	report := node.InspectionReport{Inspection: list[0].ID, Answers: answers("masks", passage.CodePosted)}
	_, err = h.ReportInspection(ctx, elsewhere, report)
	wantKey(t, err, "session.expired")
	elsewhere = h.login("13900000003", person.StaffDoor)
	_, err = h.ReportInspection(ctx, elsewhere, report)
	wantKey(t, err, "staff.outside_region")
	collector := h.login("13900000004", person.StaffDoor)
	_, err = h.ReportInspection(ctx, collector, report)
	wantKey(t, err, "staff.not_permitted")
	bad := report
	bad.Answers = bad.Answers[1:]
	_, err = h.ReportInspection(ctx, worker, bad)
	wantKey(t, err, "field.missing")
	done, err := h.ReportInspection(ctx, worker, report)
	if err != nil || len(done.Open) != 2 {
		t.Fatal(done, err)
	}
	_, err = h.ReportInspection(ctx, worker, report)
	wantKey(t, err, "inspection.done")
	follow := toBe(false)
	if len(follow) != 1 || follow[0].Why != passage.FollowUp || follow[0].DueAt != done.Open[0].Deadline || follow[0].DueAt != h.Now().Add(passage.FindingDays*instant.Day) {
		t.Fatal(follow)
	}
	if c := cover(); c.Coded != 1 || c.Posted != 0 || c.Inspected != 1 || c.Findings != 2 || c.Overdue != 0 {
		t.Error(c)
	}
	_, err = h.CloseFinding(ctx, admin, done.Open[0].ID)
	wantKey(t, err, "inspection.not_remedied")

	done, err = h.ReportInspection(ctx, worker, node.InspectionReport{Inspection: follow[0].ID, Answers: answers("masks")})
	if err != nil || len(done.Open) != 2 {
		t.Fatal(done, err)
	}
	findings, err := h.Findings(ctx, worker, wuhan, id.ID{}, 10)
	if err != nil || len(findings) != 2 {
		t.Fatal(findings, err)
	}
	posted := findings[slices.IndexFunc(findings, func(f passage.Finding) bool { return f.Item == passage.CodePosted })]
	if posted.RemediedAt == instant.Never {
		t.Fatal("the code was posted:", posted)
	}
	_, err = h.CloseFinding(ctx, worker, posted.ID)
	wantKey(t, err, "inspection.second_person")
	if f, err := h.CloseFinding(ctx, admin, posted.ID); err != nil || f.ClosedAt == instant.Never {
		t.Error(f, err)
	}
	if c := cover(); c.Posted != 1 || c.Findings != 1 {
		t.Error(c)
	}
	// By surprise, and with nothing to find.
	if done, err := h.ReportInspection(ctx, admin, node.InspectionReport{Place: school.ID, Answers: answers()}); err != nil || len(done.Open) != 0 {
		t.Error(done, err)
	}
	if err := h.EndInspectionPlan(ctx, admin, plan.ID); err != nil {
		t.Error(err)
	}
	if plans, err := h.InspectionPlans(ctx, worker); err != nil || len(plans) != 0 {
		t.Error(plans, err)
	}
}
