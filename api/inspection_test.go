package api_test

import (
	"testing"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/staff"
)

// MS-01: places are added one by one and as a table, found, given codes, and closed.
func TestPlaces(t *testing.T) {
	h := open(t, free)
	admin, elsewhere := h.appointed("13900000001", staff.Administrator, "420102"), h.appointed("13900000002", staff.Administrator, "420502")
	var mall, got wire.Place
	h.send("POST", "/v1/places", admin, wire.NewPlace{Kind: "mall", Name: "江岸商场", Region: "420102", Location: &wire.Location{Lat: 30.6, Lon: 114.3}}).into(&mall)
	var rows wire.PlaceRows
	h.send("POST", "/v1/places/import", admin, "类别,名称,行政区划\n学校,一中,420102\n赌场,a,420102\n学校,一中,420102\n", "Content-Type", "application/octet-stream").into(&rows)
	if rows.Read != 3 || rows.Stored != 1 || rows.Refused != 1 || rows.Duplicate != 1 || rows.Rows[1].Row != 3 || rows.Rows[1].Field != "kind" || rows.Rows[2].Place != rows.Rows[0].Place {
		t.Errorf("%+v", rows)
	}
	path := "/v1/places/" + mall.ID.String()
	if h.send("GET", path, admin, nil).into(&got); got.Name != "江岸商场" || got.Location == nil || got.Location.Lat != 30.6 {
		t.Errorf("%+v", got)
	}
	h.send("GET", path, elsewhere, nil).refused(403, "staff.outside_region")
	var list wire.Page[wire.Place]
	if h.send("GET", "/v1/places?region=420102&limit=1", admin, nil).into(&list); len(list.Items) != 1 || list.Next == "" {
		t.Errorf("%+v", list)
	}
	var kinds wire.Page[wire.PlaceKind]
	if h.send("GET", "/v1/places/kinds", admin, nil).into(&kinds); len(kinds.Items) < 5 {
		t.Errorf("%+v", kinds)
	}
	var first, second wire.PlaceCode
	h.send("PUT", path+"/code", admin, wire.NewPlaceCode{}).into(nil)
	h.send("GET", path+"/code", admin, nil).into(&first)
	h.send("PUT", path+"/code", admin, wire.NewPlaceCode{}).into(nil)
	if h.send("GET", path+"/code", admin, nil).into(&second); first.Text == "" || first.Text == second.Text {
		t.Errorf("%+v %+v", first, second)
	}
	h.send("DELETE", path+"/code", admin, nil).into(nil)
	if a := h.send("GET", path+"/code", admin, nil); a.status < 400 {
		t.Errorf("a revoked code is shown: %s", a.body)
	}
	h.send("DELETE", path, elsewhere, nil).refused(403, "staff.outside_region")
	h.send("DELETE", path, admin, nil).into(nil)
	if h.send("GET", "/v1/places?region=420102", admin, nil).into(&list); len(list.Items) != 1 || list.Items[0].ID == mall.ID {
		t.Errorf("a closed place is listed: %+v", list)
	}
}

// MS-03: an inspection by surprise finds what is not in order, which is followed up and closed by another person; plans begin and end.
func TestInspections(t *testing.T) {
	h := open(t, free)
	admin, inspector := h.appointed("13900000001", staff.Administrator, "420102"), h.appointed("13900000002", staff.GridWorker, "420102")
	elsewhere := h.appointed("13900000003", staff.Administrator, "420502")
	var mall wire.Place
	h.send("POST", "/v1/places", admin, wire.NewPlace{Kind: "mall", Name: "江岸商场", Region: "420102"}).into(&mall)
	var checklist wire.Page[wire.ChecklistItem]
	h.send("GET", "/v1/inspections/checklist", inspector, nil).into(&checklist)
	answers := func(masks string) (all []wire.InspectionAnswer) {
		for _, c := range checklist.Items {
			a := wire.InspectionAnswer{Item: c.Item, Result: "yes"}
			if c.Item == "masks" && masks == "no" {
				a.Result, a.Note = "no", "无人戴口罩"
			}
			all = append(all, a)
		}
		return all
	}
	h.send("POST", "/v1/inspections", elsewhere, wire.InspectionReport{Place: mall.ID, Answers: answers("no")}).refused(403, "staff.outside_region")
	h.send("POST", "/v1/inspections", inspector, wire.InspectionReport{Place: mall.ID, Answers: answers("no")}).into(nil)
	var findings wire.Page[wire.Finding]
	if h.send("GET", "/v1/findings?region=420102", admin, nil).into(&findings); len(findings.Items) != 1 || findings.Items[0].Item != "masks" || findings.Items[0].Note != "无人戴口罩" {
		t.Fatalf("%+v", findings)
	}
	finding := "/v1/findings/" + findings.Items[0].ID.String() + "/close"
	h.send("POST", finding, admin, nil).refused(409, "inspection.not_remedied")
	var todo wire.Page[wire.Inspection]
	if h.send("GET", "/v1/inspections?region=420102", inspector, nil).into(&todo); len(todo.Items) != 1 || todo.Items[0].Why != "follow_up" || todo.Items[0].Place != mall.ID {
		t.Fatalf("%+v", todo)
	}
	h.send("POST", "/v1/inspections", inspector, wire.InspectionReport{Inspection: todo.Items[0].ID, Answers: answers("yes")}).into(nil)
	h.send("POST", finding, inspector, nil).refused(403, "inspection.second_person")
	h.send("POST", finding, admin, nil).into(nil)
	if h.send("GET", "/v1/findings?region=420102", admin, nil).into(&findings); len(findings.Items) != 0 {
		t.Errorf("%+v", findings)
	}
	var plan struct{ ID id.ID }
	h.send("POST", "/v1/inspections/plans", admin, wire.NewInspectionPlan{Region: "420102", Days: 7}).into(&plan)
	h.send("DELETE", "/v1/inspections/plans/"+plan.ID.String(), elsewhere, nil).refused(403, "staff.outside_region")
	h.send("DELETE", "/v1/inspections/plans/"+plan.ID.String(), admin, nil).into(nil)
	var coverage wire.Page[wire.Coverage]
	if h.send("GET", "/v1/places/coverage?region=420102", admin, nil).into(&coverage); len(coverage.Items) == 0 {
		t.Errorf("%+v", coverage)
	}
}
