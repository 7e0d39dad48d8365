package staff

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// WH-08, WH-10: an upper level appoints, it works at once, and a second time changes nothing.
func TestAppoint(t *testing.T) {
	tx, hq := &memory{}, holding(Headquarters, wuhan)
	whom := id.New(now)
	a, err := Appoint(ctx, tx, hq, Appointment{Staff: whom, Role: Administrator, Region: street}, now)
	if err != nil || a.From != now || a.Until != instant.Never || a.By != hq.Staff {
		t.Fatal(a, err)
	}
	s, err := Stand(ctx, tx, whom)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.May(Ask{Action: PassageRead, Region: street}, now); err != nil {
		t.Error("does not work at once:", err)
	}
	if again, err := Appoint(ctx, tx, hq, Appointment{Staff: whom, Role: Administrator, Region: street}, now+1); err != nil || again.ID != a.ID || len(tx.appointments) != 1 {
		t.Error("appointed twice:", err)
	}
}

func TestRefusedAppointments(t *testing.T) {
	tx := &memory{}
	whom := id.New(now)
	hq, admin := holding(Headquarters, wuhan), holding(Administrator, qiaokou)
	over := holding(Headquarters, wuhan)
	over.Appointments[0].Until = now
	for _, c := range []struct {
		name  string
		giver Standing
		a     Appointment
		key   string
	}{
		{"a level above", hq, Appointment{Staff: whom, Role: Administrator, Region: hubei}, "staff.outside_region"},
		{"another region", hq, Appointment{Staff: whom, Role: Administrator, Region: zhejiang}, "staff.outside_region"},
		{"his own office beside him", hq, Appointment{Staff: whom, Role: Headquarters, Region: wuhan}, "staff.outside_region"},
		{"more than he has", admin, Appointment{Staff: whom, Role: Headquarters, Region: street}, "staff.not_permitted"},
		{"what only the system gives", hq, Appointment{Staff: whom, Role: Auditor, Region: street}, "staff.not_permitted"},
		{"no office", Standing{}, Appointment{Staff: whom, Role: Reviewer, Region: street}, "staff.not_permitted"},
		{"an office that is over", over, Appointment{Staff: whom, Role: Reviewer, Region: street}, "staff.not_permitted"},
		{"himself", hq, Appointment{Staff: hq.Staff, Role: Reviewer, Region: street}, "staff.himself"},
		{"nobody", hq, Appointment{Role: Reviewer, Region: street}, "field.missing"},
		{"nowhere", hq, Appointment{Staff: whom, Role: Reviewer}, "field.missing"},
		{"the system", Itself(hubei), Appointment{Staff: whom, Role: System, Region: street}, "field.invalid"},
		{"an unknown role", hq, Appointment{Staff: whom, Role: "king", Region: street}, "field.invalid"},
		{"in the past", hq, Appointment{Staff: whom, Role: Reviewer, Region: street, From: now - 1}, "field.invalid"},
		{"ends before it begins", hq, Appointment{Staff: whom, Role: Reviewer, Region: street, From: now + 2, Until: now + 1}, "field.invalid"},
		{"a reviewer at a point", hq, Appointment{Staff: whom, Role: Reviewer, Region: street, Point: whom}, "field.invalid"},
	} {
		_, err := Appoint(ctx, tx, c.giver, c.a, now)
		if f, ok := fault.As(err); !ok || f.Key != c.key {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if len(tx.appointments) != 0 {
		t.Error("something was stored")
	}
	if _, err := Appoint(ctx, tx, hq, Appointment{Staff: whom, Role: Headquarters, Region: qiaokou}, now); err != nil {
		t.Error("an upper level does not appoint the lower:", err)
	}
}

// WH-09 (ST-5): a collector needs an open point in his region; the error says so. His region is his administrator's.
func TestAppointCollector(t *testing.T) {
	here, elsewhere := id.New(now), id.New(now)
	tx := &memory{points: map[id.ID]region.Code{here: street, elsewhere: zhejiang}}
	admin := holding(Administrator, qiaokou)
	for point, key := range map[id.ID]string{{}: "staff.no_point", id.New(now): "staff.no_point", elsewhere: "staff.outside_region"} {
		_, err := Appoint(ctx, tx, admin, Appointment{Staff: id.New(now), Role: Collector, Point: point}, now)
		f, ok := fault.As(err)
		if !ok || f.Key != key {
			t.Fatalf("%v, want %s", err, key)
		}
		if key == "staff.no_point" && !strings.Contains(f.Error(), "collection point") {
			t.Errorf("the error does not say so: %v", err)
		}
	}
	a, err := Appoint(ctx, tx, admin, Appointment{Staff: id.New(now), Role: Collector, Point: here}, now)
	if err != nil || a.Region != qiaokou || a.Point != here {
		t.Error(a, err)
	}
	_, err = Appoint(ctx, tx, admin, Appointment{Staff: id.New(now), Role: Collector, Region: region.MustParseCode("420104013000"), Point: here}, now)
	wantFault(t, err, fault.Forbidden, "staff.outside_region")
}

// WH-09, WH-10: who could appoint dismisses, at once; everybody may leave; nobody else.
func TestDismiss(t *testing.T) {
	tx, hq := &memory{}, holding(Headquarters, wuhan)
	appoint := func() Appointment {
		a, err := Appoint(ctx, tx, hq, Appointment{Staff: id.New(now), Role: GridWorker, Region: street}, now)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	a := appoint()
	_, err := Dismiss(ctx, tx, holding(Headquarters, zhejiang), a.ID, now)
	wantFault(t, err, fault.Forbidden, "staff.outside_region")
	_, err = Dismiss(ctx, tx, holding(Reviewer, wuhan), a.ID, now)
	wantFault(t, err, fault.Forbidden, "staff.not_permitted")
	later := now.Add(time.Hour)
	for i := range instant.Instant(2) { // the second time changes nothing
		if got, err := Dismiss(ctx, tx, holding(Administrator, qiaokou), a.ID, later+i); err != nil || got.Until != later || tx.appointments[0].Until != later {
			t.Fatal(got, err)
		}
	}
	s, _ := Stand(ctx, tx, a.Staff)
	if _, err := s.May(Ask{Action: CheckWork, Region: street}, later); err == nil {
		t.Error("still in office")
	}
	a = appoint()
	own, _ := Stand(ctx, tx, a.Staff)
	if _, err := Dismiss(ctx, tx, own, a.ID, now); err != nil {
		t.Error("may not leave:", err)
	}
}

// ST-6: an exception has a reason and an end, and whoever gives it has it by his office.
func TestGrant(t *testing.T) {
	tx, hq, whom := &memory{}, holding(Headquarters, wuhan), id.New(now)
	tx.appointments = []Appointment{{ID: id.New(now), Staff: whom, Role: GridWorker, Region: zhejiang, From: now, Until: instant.Never}}
	good := Grant{Staff: whom, Action: PassageRead, Region: street, Until: now.Add(MaxGrant), Reason: "查找密接"}
	for name, change := range map[string]func(*Grant){
		"no reason":       func(g *Grant) { g.Reason = " " },
		"two lines":       func(g *Grant) { g.Reason = "a\nb" },
		"too long":        func(g *Grant) { g.Until++ },
		"without end":     func(g *Grant) { g.Until = instant.Never },
		"ended":           func(g *Grant) { g.Until = now },
		"no end":          func(g *Grant) { g.Until = 0 },
		"nowhere":         func(g *Grant) { g.Region = 0 },
		"nobody":          func(g *Grant) { g.Staff = id.ID{} },
		"unknown":         func(g *Grant) { g.Action = "x" },
		"the past":        func(g *Grant) { g.From = now - 1 },
		"not staff":       func(g *Grant) { g.Staff = id.New(now) },
		"an emergency":    func(g *Grant) { g.Kind = Emergency },
		"whose help":      func(g *Grant) { g.Kind = Help },
		"whose transfer":  func(g *Grant) { g.Kind = Transfer },
		"no such kind":    func(g *Grant) { g.Kind = "gift" },
		"power itself":    func(g *Grant) { g.Action = StaffGrant },
		"to appoint":      func(g *Grant) { g.Action = StaffAppoint },
		"himself":         func(g *Grant) { g.Staff = hq.Staff },
		"elsewhere":       func(g *Grant) { g.Region = zhejiang },
		"what he has not": func(g *Grant) { g.Action = AuditRead },
	} {
		g := good
		change(&g)
		if _, err := Give(ctx, tx, hq, g, now); err == nil {
			t.Errorf("%s: given", name)
		}
	}
	if _, err := Give(ctx, tx, holding(Administrator, qiaokou), good, now); fault.CodeOf(err) != fault.Forbidden {
		t.Error("without staff.grant:", err)
	}
	g, err := Give(ctx, tx, hq, good, now)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := Stand(ctx, tx, whom)
	w, err := s.May(Ask{Action: PassageRead, Region: street}, now)
	if err != nil || w.Grant != g.ID || w.Role != "" {
		t.Error(w, err)
	}
	if _, err := s.May(Ask{Action: PassageRead, Region: qiaokou}, now); err == nil {
		t.Error("wider than granted")
	}
	if _, err := Withdraw(ctx, tx, holding(Headquarters, zhejiang), g.ID, now); fault.CodeOf(err) != fault.Forbidden {
		t.Error("withdrawn from elsewhere:", err)
	}
	if _, err := Withdraw(ctx, tx, hq, g.ID, now+1); err != nil {
		t.Error(err)
	}
	s, _ = Stand(ctx, tx, whom)
	if _, err := s.May(Ask{Action: PassageRead, Region: street}, now+1); err == nil {
		t.Error("withdrawn and still works")
	}
}

// ST-2 as a property: from the system's first appointments on, whatever people appoint, grant and end, every
// permission that anybody has was had, in that place, by whoever gave it.
func TestPowerNeverGrows(t *testing.T) {
	regions := []region.Code{hubei, wuhan, qiaokou, street, zhejiang}
	rapid.Check(t, func(t *rapid.T) {
		point := id.New(now)
		tx := &memory{points: map[id.ID]region.Code{point: street}}
		people := []id.ID{id.New(now), id.New(now), id.New(now), id.New(now)}
		if _, err := Appoint(ctx, tx, Itself(hubei), Appointment{Staff: people[0], Role: Headquarters, Region: hubei}, now); err != nil {
			t.Fatal(err)
		}
		at := now
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			at = at.Add(time.Hour)
			giver, _ := Stand(ctx, tx, rapid.SampledFrom(people).Draw(t, "giver"))
			whom, r := rapid.SampledFrom(people).Draw(t, "whom"), rapid.SampledFrom(regions).Draw(t, "region")
			var given []Action
			var err error
			switch rapid.IntRange(0, 4).Draw(t, "verb") {
			case 0:
				a := Appointment{Staff: whom, Role: rapid.SampledFrom(Offices).Draw(t, "role").Role, Region: r}
				if a.Role == Collector {
					a.Point = point
				}
				a, err = Appoint(ctx, tx, giver, a, at)
				given, r = a.Role.Office().May, a.Region
			case 1:
				g := Grant{Staff: whom, Action: rapid.SampledFrom(everything()).Draw(t, "action"), Region: r, Until: at.Add(time.Hour * 30), Reason: "r"}
				g, err = Give(ctx, tx, giver, g, at)
				given = []Action{g.Action}
			case 3:
				if _, err := Suspend(ctx, tx, giver, whom, "r", at); err == nil && whom == giver.Staff {
					t.Fatal("suspended himself")
				}
			case 4:
				err = Restore(ctx, tx, giver, whom, at)
				if err == nil && giver.Suspended != nil {
					t.Fatal("who is suspended restored somebody")
				}
			case 2:
				if len(tx.appointments) > 0 {
					_, err = Dismiss(ctx, tx, giver, rapid.SampledFrom(tx.appointments).Draw(t, "appointment").ID, at)
				}
			}
			if err != nil {
				continue
			}
			if whom == giver.Staff && len(given) > 0 {
				t.Fatal("gave himself something")
			}
			if giver.Suspended != nil && len(given) > 0 {
				t.Fatal("gave while suspended") // ST-8
			}
			byOffice := Standing{Staff: giver.Staff, Appointments: giver.Appointments}
			for _, action := range given {
				if !slices.ContainsFunc(byOffice.Scope(action, at), func(c region.Code) bool { return within(r, c) }) {
					t.Fatalf("gave %s in %s without having it", action, r)
				}
			}
		}
	})
}
