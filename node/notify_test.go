package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/notice"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

var all = node.NoticeQuery{Limit: 50}

// NT-4, NA-05(6): a change of colour is in the holder's inbox, of himself and of his wards, in one list; the first colour is no change.
func TestChangeOfColourIsTold(t *testing.T) {
	h := open(t)
	c, who := h.apply("13800138000", zhang)
	ward, err := h.Verify(t.Context(), c, node.Claim{Ward: true, Name: "张小宝", IDType: "none", Birth: "2014-06-01"})
	wants(t, err)
	_, err = h.Apply(t.Context(), c, func() node.Application {
		a := healthy(wuhan)
		a.Person = ward
		a.Health.Status = "fever"
		a.Health.Temperature = 38
		return a
	}())
	wants(t, err)
	if in, err := h.HolderNotices(t.Context(), c, all); err != nil || len(in.Page) != 0 || in.Unread != 0 {
		t.Fatalf("%+v %v", in, err)
	}
	h.clock.Add(time.Minute)
	h.record("f-1", evidence.Fact{Kind: evidence.FeverClinic, Source: "hospital", Region: wuhan})
	h.clock.Add(7*24*time.Hour + time.Minute) // both fevers end by themselves
	c = h.login("13800138000", person.HolderDoor)
	h.show(c)
	_, err = h.Show(t.Context(), c, ward, false)
	wants(t, err)
	in, err := h.HolderNotices(t.Context(), c, all)
	wants(t, err)
	var said []string
	for _, n := range in.Page {
		said = append(said, n.To.Person.String()[30:]+" "+h.Say(n).Text.En[:43])
	}
	mine, his := who.String()[30:], ward.String()[30:]
	if len(said) != 3 || in.Unread != 3 || in.Page[2].To.Person != who {
		t.Fatal(said, mine, his)
	}
	for i, want := range []string{"The code changed from red to green. The cod", "The code changed from green to red. The cod"} {
		found := 0
		for _, s := range said {
			if s == mine+" "+want {
				found++
			}
		}
		if found != 1 {
			t.Errorf("%d: %q in %q", i, want, said)
		}
	}
	only := all
	only.Person = ward
	if one, err := h.HolderNotices(t.Context(), c, only); err != nil || len(one.Page) != 1 || h.Say(one.Page[0]).Text.Zh[:len("健康码由黄码变为绿码")] != "健康码由黄码变为绿码" {
		t.Errorf("%+v %v", one, err)
	}

	// NT-6: reading.
	wants(t, h.ReadHolderNotices(t.Context(), c, in.Page[0].ID))
	wants(t, h.ReadHolderNotices(t.Context(), c, in.Page[0].ID))
	if n, err := h.UnreadNotices(t.Context(), c); n != 2 || err != nil {
		t.Error(n, err)
	}
	page := node.NoticeQuery{Limit: 2, Unread: true}
	if p, err := h.HolderNotices(t.Context(), c, page); err != nil || len(p.Page) != 2 || p.Page[0].ID != in.Page[1].ID || p.Next != in.Page[2].ID {
		t.Errorf("%+v %v", p, err)
	}
	// NO-5: what is another's is not found.
	stranger, _ := h.apply("13800138001", node.Claim{Name: "李四", IDType: "resident_id", Number: "110105194912310054"})
	if err := h.ReadHolderNotices(t.Context(), stranger, in.Page[0].ID); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
	only.Person = who
	if _, err := h.HolderNotices(t.Context(), stranger, only); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
	if _, err := h.StaffNotices(t.Context(), c, all); fault.CodeOf(err) != fault.Forbidden {
		t.Error(err)
	}
}

// NT-3, WH-10: an appointment and its end are told once, to whom they concern and nobody else.
func TestAppointmentIsTold(t *testing.T) {
	h := open(t)
	appoint := node.NewAppointment{Phone: "13900000001", Name: "王小明", Role: staff.Administrator, Region: wuhan}
	a, err := h.Appoint(t.Context(), node.Itself, appoint)
	wants(t, err)
	_, err = h.Appoint(t.Context(), node.Itself, appoint) // again: nothing new
	wants(t, err)
	c := h.login("13900000001", person.StaffDoor)
	in, err := h.StaffNotices(t.Context(), c, all)
	wants(t, err)
	if len(in.Page) != 1 || in.Page[0].Kind != notice.StaffAppointed || in.Page[0].About.ID != a.ID || in.Unread != 1 ||
		h.Say(in.Page[0]).Text.Zh != "您被任命为湖北省武汉市江岸区管理员，自2020年3月25日09:00起。" {
		t.Fatalf("%+v %+v", in, h.Say(in.Page[0]))
	}
	wants(t, h.ReadStaffNotices(t.Context(), c, in.Page[0].ID))
	h.clock.Add(time.Minute)
	for range 2 {
		_, err = h.Dismiss(t.Context(), node.Itself, a.ID)
		wants(t, err)
		h.clock.Add(time.Minute)
	}
	c = h.login("13900000001", person.StaffDoor) // who is dismissed is logged out (NO-11)
	if in, err = h.StaffNotices(t.Context(), c, all); err != nil || len(in.Page) != 2 || in.Page[0].Kind != notice.StaffDismissed || in.Unread != 1 {
		t.Errorf("%+v %v", in, err)
	}
	_, err = h.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13900000002", Name: "李梅", Role: staff.Administrator, Region: wuhan})
	wants(t, err)
	other := h.login("13900000002", person.StaffDoor)
	if err := h.ReadStaffNotices(t.Context(), other, in.Page[0].ID); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// NT-5: an office's notice reaches who holds the role in that region, or else in the nearest one above, and nobody else.
func TestOfficeIsTold(t *testing.T) {
	h := open(t)
	street := region.MustParseCode("420102002000")
	clerk := func(phone string, role staff.Role, r string) node.Caller {
		_, err := h.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "王小明", Role: role, Region: region.MustParseCode(r)})
		wants(t, err)
		return h.login(phone, person.StaffDoor)
	}
	county, city := clerk("13900000001", staff.Reviewer, "420102"), clerk("13900000002", staff.Reviewer, "420100")
	beside, grid := clerk("13900000003", staff.Reviewer, "420103"), clerk("13900000004", staff.GridWorker, "420102")
	h.clock.Add(time.Minute)
	alarm := func(r region.Code) {
		wants(t, h.Notify(t.Context(), notice.Notice{To: notice.ToOffice(staff.Reviewer, r), Kind: notice.ListAlarm,
			Values: notice.Values{"region": notice.Region(r), "people": notice.Count(1317)}}))
		h.clock.Add(time.Minute)
	}
	alarm(street)
	alarm(region.MustParseCode("420104"))
	for i, x := range []struct {
		c    node.Caller
		want int
	}{{county, 2}, {city, 2}, {beside, 1}, {grid, 1}} { // one of them is each one's appointment
		in, err := h.StaffNotices(t.Context(), x.c, all)
		if err != nil || len(in.Page) != x.want {
			t.Errorf("%d: %+v %v", i, in, err)
		}
	}
	in, err := h.StaffNotices(t.Context(), county, all)
	wants(t, err)
	wants(t, h.ReadStaffNotices(t.Context(), county, in.Page[0].ID))
	if err := h.ReadStaffNotices(t.Context(), city, in.Page[0].ID); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
	if err := h.ReadStaffNotices(t.Context(), county, id.New(h.Now())); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
}

func wants(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
