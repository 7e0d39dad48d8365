package node_test

import (
	"testing"
	"time"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/notice"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

var (
	hubeiProvince = region.MustParseCode("420000")
	wuhanCity     = region.MustParseCode("420100")
	xiaogan       = region.MustParseCode("420900")
)

// appoint appoints a phone as the node itself, and logs it in.
func (h *hubei) appoint(phone string, role staff.Role, r region.Code) node.Caller {
	h.t.Helper()
	h.clock.Add(time.Second) // of several codes of a phone the newest is read
	_, err := h.Appoint(h.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "李岗位", Role: role, Region: r})
	h.ok(err)
	return h.login(phone, person.StaffDoor)
}

func (h *hubei) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hubei) refused(err error, key string) {
	h.t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key {
		h.t.Errorf("got %v, want %s", err, key)
	}
}

var service, _ = staff.ParsePurpose("service", "", "")

func whomZhang() node.Whom { return node.Whom{IDType: "resident_id", Number: zhang.Number} }

// ST-10, BY-06: emergency access works at once, for three hours; the auditor is told, and the holder reads which look it was.
func TestEmergency(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, _ := h.apply("13800138000", zhang)
	reviewer := h.appoint("13900000001", staff.Reviewer, xiaogan)
	auditor := h.appoint("13900000002", staff.Auditor, hubeiProvince)
	_, err := h.LookUp(ctx, reviewer, whomZhang(), service)
	h.refused(err, "person.not_found")
	open := node.NewGrant{Actions: []staff.Action{staff.PersonLookUp, staff.EvidenceRead}, Region: wuhanCity, Reason: "昏迷送医，需查禁忌"}
	for _, c := range []node.Caller{holder, node.Itself, h.appoint("13900000003", staff.GridWorker, xiaogan)} {
		if _, err := h.OpenEmergency(ctx, c, open); fault.CodeOf(err) != fault.Forbidden {
			t.Error("opened by another:", err)
		}
	}
	given, err := h.OpenEmergency(ctx, reviewer, open)
	if err != nil || len(given) != 2 || given[0].Until != h.Now().Add(3*time.Hour) {
		t.Fatal(given, err)
	}
	_, err = h.LookUp(ctx, reviewer, whomZhang(), service)
	h.ok(err)
	looks, _, err := h.Looks(ctx, holder, id.ID{}, id.ID{}, 10)
	h.ok(err)
	if len(looks) != 1 || looks[0].Grant != string(staff.Emergency) || looks[0].Who != "紧急调阅" {
		t.Errorf("%+v", looks)
	}
	told, err := h.StaffNotices(ctx, auditor, node.NoticeQuery{Limit: 10})
	h.ok(err)
	if len(told.Page) < 2 || told.Page[0].Kind != notice.EmergencyOpened {
		t.Errorf("the auditor was told %+v", told.Page)
	}
	list, err := h.Grants(ctx, auditor, hubeiProvince, h.Now(), id.ID{}, 10)
	if err != nil || len(list) != 2 || list[0].Reason != open.Reason {
		t.Error(list, err)
	}
	h.clock.Add(3 * time.Hour)
	again := h.login("13900000001", person.StaffDoor)
	_, err = h.LookUp(ctx, again, whomZhang(), service)
	h.refused(err, "person.not_found")
}

// ST-9: a person is transferred to a reviewer elsewhere, who sees him and nobody else; the person is told.
func TestTransfer(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	hq := h.appoint("13900000001", staff.Headquarters, wuhanCity)
	reviewer := h.appoint("13900000002", staff.Reviewer, xiaogan)
	g := node.NewGrant{Kind: staff.Transfer, Staff: reviewer.Account, Person: who, Actions: []staff.Action{staff.PersonLookUp}, Until: h.Now().Add(7 * instant.Day), Reason: "转往孝感隔离"}
	_, err := h.Grant(ctx, h.appoint("13900000003", staff.Headquarters, xiaogan), g)
	h.refused(err, "person.not_found")
	_, err = h.Grant(ctx, reviewer, g)
	h.refused(err, "staff.not_permitted")
	given, err := h.Grant(ctx, hq, g)
	h.ok(err)
	_, err = h.LookUp(ctx, reviewer, whomZhang(), service)
	h.ok(err)
	told, err := h.HolderNotices(ctx, holder, node.NoticeQuery{Limit: 5})
	h.ok(err)
	if len(told.Page) == 0 || told.Page[0].Kind != notice.AccessGiven {
		t.Errorf("%+v", told.Page)
	}
	looks, _, err := h.Looks(ctx, holder, id.ID{}, id.ID{}, 10)
	if err != nil || len(looks) != 1 || looks[0].Grant != "transfer" {
		t.Error(looks, err)
	}
	_, err = h.Withdraw(ctx, hq, given[0].ID)
	h.ok(err)
	_, err = h.LookUp(ctx, reviewer, whomZhang(), service)
	h.refused(err, "person.not_found")
}

// WH-09: a collector is appointed by the health code that he shows, at a point that is there; WH-08: and is found in the
// list of the region, by phone too, with who appointed him. A ward's or a foreign code appoints nobody.
func TestAppointByCode(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	shown, who := h.apply("13800138000", zhang)
	token := h.show(shown).Token
	admin := h.appoint("13900000001", staff.Administrator, wuhan)
	a := node.NewAppointment{Code: token, Role: staff.Collector}
	_, err := h.Appoint(ctx, admin, a)
	h.refused(err, "staff.no_point")
	p, err := h.AddPoint(ctx, admin, passage.Point{Name: "东门", Region: wuhan})
	h.ok(err)
	a.Point = p.ID
	for _, bad := range []string{"KM1:XXXX", token[:len(token)-2] + "AA", "HC1:6BF"} {
		b := a
		b.Code = bad
		_, err = h.Appoint(ctx, admin, b)
		h.refused(err, "staff.code")
	}
	b := a
	b.Phone = "13800138001"
	_, err = h.Appoint(ctx, admin, b)
	h.refused(err, "field.invalid")
	got, err := h.Appoint(ctx, admin, a)
	if err != nil || got.Region != wuhan || got.By != admin.Account {
		t.Fatal(got, err)
	}
	for _, q := range []node.StaffQuery{{Region: wuhan, Role: staff.Collector, Limit: 9}, {Region: wuhan, Phone: "13800138000", Limit: 9}} {
		list, err := h.Staff(ctx, admin, q)
		if err != nil || len(list) != 1 || list[0].ID != got.ID || list[0].Who.Name.Reveal() != zhang.Name {
			t.Error(list, err)
		}
	}
	list, err := h.Staff(ctx, admin, node.StaffQuery{Region: wuhan, Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatal(err)
	}
	rest, err := h.Staff(ctx, admin, node.StaffQuery{Region: wuhan, After: list[0].ID, Limit: 9})
	if err != nil || len(rest) != 1 {
		t.Error(rest, err)
	}
	_, err = h.Staff(ctx, admin, node.StaffQuery{Region: xiaogan, Limit: 9})
	h.refused(err, "staff.outside_region")
	if list, err = h.Staff(ctx, admin, node.StaffQuery{Phone: "13800138000", Limit: 9}); err != nil || len(list) != 1 { // where he reads staff
		t.Error(list, err)
	}
	_, err = h.StaffHistory(ctx, h.appoint("13900000009", staff.Administrator, xiaogan), got.Staff)
	h.refused(err, "staff.not_found")
	_, err = h.Dismiss(ctx, admin, got.ID)
	h.ok(err)
	history, err := h.StaffHistory(ctx, admin, got.Staff)
	if err != nil || len(history) != 1 || history[0].EndedBy != admin.Account {
		t.Error(history, err)
	}
	h.clock.Add(20 * time.Minute)
	_, err = h.Appoint(ctx, admin, a)
	h.refused(err, "staff.code") // of which the time is over
	_ = who
}

// WH-08: a list makes what it can and says of each row what became of it; sent again it gives what stands.
func TestAppointAll(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	admin := h.appoint("13900000001", staff.Administrator, wuhan)
	rows := []node.NewAppointment{{Phone: "13800138001", Name: "甲", Role: staff.GridWorker, Region: wuhan},
		{Phone: "12", Name: "乙", Role: staff.GridWorker, Region: wuhan}, {Phone: "13800138002", Name: "丙", Role: staff.GridWorker, Region: xiaogan},
		{Phone: "13800138003", Name: "丁", Role: staff.Reviewer, Region: wuhan}, {Phone: "13900000001", Name: "自己", Role: staff.GridWorker, Region: wuhan}}
	var first id.ID
	for range 2 {
		got, err := h.AppointAll(ctx, admin, rows)
		h.ok(err)
		if got[0].Err != nil || !first.IsZero() && got[0].Appointment.ID != first {
			t.Error(got[0])
		}
		first = got[0].Appointment.ID
		h.refused(got[1].Err, "field.invalid")
		h.refused(got[2].Err, "staff.outside_region")
		h.refused(got[3].Err, "staff.not_permitted")
		h.refused(got[4].Err, "staff.himself")
	}
	_, err := h.AppointAll(ctx, h.appoint("13900000005", staff.GridWorker, wuhan), rows)
	h.refused(err, "staff.not_permitted")
	_, err = h.AppointAll(ctx, admin, nil)
	h.refused(err, "field.invalid")
}

// WH-10, NO-11: who is dismissed or suspended, or whose login was ended, is out at his next request; restored he is not
// logged in again by that.
func TestOutAtOnce(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	hq := h.appoint("13900000001", staff.Headquarters, hubeiProvince)
	worker := func() node.Caller { return h.appoint("13900000002", staff.Administrator, wuhan) }
	works := func(c node.Caller) error { _, err := h.Standing(ctx, c); return err }

	w := worker()
	h.ok(works(w))
	list, err := h.Staff(ctx, hq, node.StaffQuery{Role: staff.Administrator, Limit: 9})
	h.ok(err)
	_, err = h.Dismiss(ctx, hq, list[0].ID)
	h.ok(err)
	h.refused(works(w), "session.expired")

	h.clock.Add(time.Second)
	w = worker()
	h.refused(h.Suspend(ctx, w, hq.Account, "r"), "staff.not_permitted")
	h.ok(h.Suspend(ctx, hq, w.Account, "手机遗失"))
	h.refused(works(w), "session.expired")
	h.clock.Add(time.Second)
	w = h.login("13900000002", person.StaffDoor)
	_, err = h.Staff(ctx, w, node.StaffQuery{Region: wuhan, Limit: 9})
	h.refused(err, "staff.suspended")
	h.ok(h.Restore(ctx, hq, w.Account))
	_, err = h.Staff(ctx, w, node.StaffQuery{Region: wuhan, Limit: 9})
	h.ok(err)

	h.clock.Add(time.Second)
	other := h.login("13900000002", person.StaffDoor)
	h.clock.Add(time.Second)
	holding := h.login("13900000002", person.HolderDoor)
	live, err := h.Sessions(ctx, w, id.ID{})
	if err != nil || len(live) != 2 {
		t.Fatal(live, err)
	}
	_, err = h.Sessions(ctx, w, hq.Account)
	h.refused(err, "staff.not_permitted")
	h.refused(h.EndSessions(ctx, w, id.ID{}, holding.Session), "session.not_found")
	h.ok(h.EndSessions(ctx, w, id.ID{}, other.Session))
	h.refused(works(other), "session.expired")
	h.ok(works(w))
	h.ok(h.EndSessions(ctx, hq, w.Account, id.ID{}))
	h.refused(works(w), "session.expired")
	if _, err := h.Account(ctx, holding); err != nil {
		t.Error("the holder was logged out:", err)
	}
}

// ST-7: an absence is entered by oneself or from above, logged, and ended; who lists the staff sees it.
func TestAway(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	hq := h.appoint("13900000001", staff.Headquarters, hubeiProvince)
	one, two := h.appoint("13900000002", staff.Reviewer, wuhan), h.appoint("13900000003", staff.Reviewer, wuhanCity)
	a, err := h.Away(ctx, one, staff.Absence{Deputy: two.Account, Until: h.Now().Add(instant.Day)})
	h.ok(err)
	list, err := h.Staff(ctx, hq, node.StaffQuery{Region: wuhan, Limit: 9})
	if err != nil || len(list) != 1 || list[0].Away == nil || list[0].Away.Deputy != two.Account {
		t.Error(list, err)
	}
	_, err = h.Back(ctx, two, a.ID)
	h.refused(err, "staff.not_permitted")
	_, err = h.Back(ctx, hq, a.ID)
	h.ok(err)
	entries, _, err := h.Entries(ctx, node.Itself, 0, audit.Query{Actions: []audit.Action{audit.StaffAway}, Limit: 9}, service)
	if err != nil || len(entries) != 2 {
		t.Error(len(entries), err)
	}
}

// WH-12, WH-13: a collector reads no history, his own included; an administrator does, for his region, with a purpose.
func TestCollectorsReadNoHistory(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	admin := h.appoint("13900000001", staff.Administrator, wuhan)
	p, err := h.AddPoint(ctx, admin, passage.Point{Name: "东门", Region: wuhan})
	h.ok(err)
	_, err = h.Appoint(ctx, admin, node.NewAppointment{Phone: "13900000002", Name: "采集员", Role: staff.Collector, Point: p.ID})
	h.ok(err)
	collector := h.login("13900000002", person.StaffDoor)
	for _, q := range []passage.Query{{Region: wuhan, Limit: 9}, {Region: wuhan, Collector: collector.Account, Limit: 9}} {
		_, err = h.Passages(ctx, collector, q, service)
		h.refused(err, "staff.not_permitted")
		_, err = h.Passages(ctx, admin, q, service)
		h.ok(err)
		_, err = h.Passages(ctx, admin, q, staff.Purpose{})
		h.refused(err, "field.missing")
	}
	_, err = h.Passages(ctx, admin, passage.Query{Region: xiaogan, Limit: 9}, service)
	h.refused(err, "staff.outside_region")
}
