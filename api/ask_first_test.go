package api_test

import (
	"testing"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/staff"
)

// MS-01, MS-03, BY-19: who manages places nowhere does not learn from a code or a plan whether there is a place: he is refused before
// anything is read.
func TestPermissionIsAskedBeforeReading(t *testing.T) {
	h := open(t, free)
	admin, auditor := h.appointed("13900000001", staff.Administrator, "420102"), h.appointed("13900000002", staff.Auditor, "420000")
	var mall wire.Place
	h.send("POST", "/v1/places", admin, wire.NewPlace{Kind: "mall", Name: "江岸商场", Region: "420102"}).into(&mall)
	var plan struct{ ID id.ID }
	h.send("POST", "/v1/inspections/plans", admin, wire.NewInspectionPlan{Region: "420102", Days: 7}).into(&plan)
	for _, v := range []id.ID{mall.ID, plan.ID, id.New(1)} { // there or not, he cannot tell
		h.send("PUT", "/v1/places/"+v.String()+"/code", auditor, wire.NewPlaceCode{}).refused(403, "staff.not_permitted")
		h.send("DELETE", "/v1/places/"+v.String()+"/code", auditor, nil).refused(403, "staff.not_permitted")
		h.send("DELETE", "/v1/inspections/plans/"+v.String(), auditor, nil).refused(403, "staff.not_permitted")
	}
	h.send("PUT", "/v1/places/"+id.New(1).String()+"/code", admin, wire.NewPlaceCode{}).refused(404, "place.not_found")
}

// WH-08, WH-09: without a region an administrator's list of staff, and his search by phone, is of the regions that he reads.
func TestStaffOfOnesOwnRegion(t *testing.T) {
	h := open(t, free)
	admin := h.appointed("13900000001", staff.Administrator, "420102")
	h.appointed("13900000002", staff.GridWorker, "420102")
	h.appointed("13900000003", staff.GridWorker, "420502")
	whole := h.appointed("13900000004", staff.Headquarters, "420000")
	for _, c := range []struct {
		who, query string
		want       int
	}{
		{admin, "", 2}, {admin, "?phone=13900000002", 1}, {admin, "?phone=13900000003", 0}, {admin, "?region=420102", 2}, {admin, "?limit=1", 1},
		{whole, "", 4}, {whole, "?phone=13900000003", 1},
	} {
		var list wire.Page[wire.Member]
		h.send("GET", "/v1/staff"+c.query, c.who, nil).into(&list)
		if len(list.Items) != c.want {
			t.Errorf("%q: %d are listed, want %d", c.query, len(list.Items), c.want)
		}
	}
	h.send("GET", "/v1/staff?phone=13900000003&region=420502", admin, nil).refused(403, "staff.outside_region")
	h.send("GET", "/v1/staff", h.login("13900000002", wire.StaffDoor), nil).refused(403, "staff.not_permitted")
}

// WH-06, NA-12: who has no document is claimed with his birth date: rules that look at age would have nothing to look at.
func TestWardWithoutDocumentNeedsBirth(t *testing.T) {
	h := open(t, free)
	token, _ := h.holder("13800138000", zhang)
	h.send("POST", "/v1/people", token, wire.Claim{Relation: "ward", Name: "张小宝", IDType: "none"}).refused(422, "field.missing")
	var account wire.Account
	if h.send("GET", "/v1/account", token, nil).into(&account); len(account.People) != 1 {
		t.Errorf("%+v", account.People)
	}
	h.send("POST", "/v1/people", token, wire.Claim{Relation: "ward", Name: "张小宝", IDType: "none", Birth: "2015-06-01"}).into(nil)
}
