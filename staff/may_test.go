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

var service = Purpose{Kind: "service"}

// WH-08 (ST-1): one's region and below, and no other; no region is nowhere.
func TestMayWhere(t *testing.T) {
	s := holding(Administrator, qiaokou)
	for r, key := range map[region.Code]string{
		qiaokou: "", street: "", wuhan: "staff.outside_region", region.MustParseCode("420105"): "staff.outside_region",
		zhejiang: "staff.outside_region", region.Nation: "staff.outside_region", 0: "staff.outside_region",
	} {
		w, err := s.May(Ask{Action: PassageRead, Region: r}, now)
		if key == "" {
			if err != nil || w.Role != Administrator || w.Region != qiaokou {
				t.Errorf("%s: %v", r, err)
			}
			continue
		}
		wantFault(t, err, fault.Forbidden, key)
	}
	_, err := s.May(Ask{Action: PolicyPublish, Region: qiaokou}, now)
	wantFault(t, err, fault.Forbidden, "staff.not_permitted")
	_, err = s.May(Ask{Action: "everything", Region: qiaokou}, now)
	wantFault(t, err, fault.Forbidden, "staff.not_permitted")
	_, err = Standing{}.May(Ask{Action: StatisticsRead, Region: qiaokou}, now)
	wantFault(t, err, fault.Forbidden, "staff.not_permitted")
	_, err = holding(Headquarters, 0).May(Ask{Action: StatisticsRead, Region: 0}, now)
	wantFault(t, err, fault.Forbidden, "staff.not_permitted")
}

// WH-10 (ST-3): from the first instant to the last.
func TestMayWhen(t *testing.T) {
	s := holding(Administrator, qiaokou)
	s.Appointments[0].Until = now.Add(time.Hour)
	ask := Ask{Action: PassageRead, Region: street}
	for at, ok := range map[instant.Instant]bool{now - 1: false, now: true, now.Add(time.Hour) - 1: true, now.Add(time.Hour): false} {
		if _, err := s.May(ask, at); (err == nil) != ok {
			t.Errorf("at %s: %v", at, err)
		}
	}
}

// BY-19, NA-14 (ST-4): no look at a person without a purpose, and none at who passed without a case.
func TestMayWhy(t *testing.T) {
	s := holding(Headquarters, hubei)
	_, err := s.May(Ask{Action: PersonLookUp, Region: street}, now)
	if f, ok := fault.As(err); !ok || f.Field != "purpose" {
		t.Error(err)
	}
	if _, err = s.May(Ask{Action: PersonLookUp, Region: street, Purpose: service}, now); err != nil {
		t.Error(err)
	}
	_, err = s.May(Ask{Action: PassageResolve, Region: street, Purpose: service}, now)
	if f, ok := fault.As(err); !ok || f.Field != "case" {
		t.Error(err)
	}
	if _, err = s.May(Ask{Action: PassageResolve, Region: street, Purpose: Purpose{Kind: "investigation", Case: "HB-2020-17"}}, now); err != nil {
		t.Error(err)
	}
	if _, err = Itself(hubei).May(Ask{Action: PersonLookUp, Region: street}, now); err == nil {
		t.Error("the node looks without a purpose")
	}
}

func TestPurposes(t *testing.T) {
	p, err := ParsePurpose("investigation", " HB-2020-17 ", "contacts")
	if err != nil || p.String() != "investigation HB-2020-17: contacts" {
		t.Error(p, err)
	}
	for _, bad := range [][3]string{{"", "", ""}, {"curiosity", "", ""}, {"legal", "", ""}, {"service", strings.Repeat("x", 201), ""}, {"service", "", "a\nb"}, {"service", "", "\xff"}} {
		if _, err := ParsePurpose(bad[0], bad[1], bad[2]); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A warrant is the narrowest, so that the audit log says by which office something was done.
func TestNarrowestWarrant(t *testing.T) {
	s := holding(Headquarters, hubei)
	s.Appointments = append(s.Appointments, holding(Administrator, qiaokou).Appointments...)
	if w, err := s.May(Ask{Action: PassageRead, Region: street}, now); err != nil || w.Role != Administrator {
		t.Error(w, err)
	}
	if w, err := s.May(Ask{Action: PassageRead, Region: wuhan}, now); err != nil || w.Role != Headquarters {
		t.Error(w, err)
	}
}

// ST-1 as a property: May says yes exactly where some appointment or grant in force permits the action in an ancestor,
// and Scope is the least list of regions that says the same.
func TestScopeProperty(t *testing.T) {
	codes := []string{"000000", "420000", "420100", "420104", "420104012000", "420104012001", "420105", "330000", "330300", "421100", "421000"}
	drawRegion := rapid.Custom(func(t *rapid.T) region.Code {
		return region.MustParseCode(rapid.SampledFrom(codes).Draw(t, "region"))
	})
	drawTime := rapid.Custom(func(t *rapid.T) instant.Instant { return now + instant.Instant(rapid.IntRange(-2, 2).Draw(t, "time")) })
	rapid.Check(t, func(t *rapid.T) {
		var s Standing
		for range rapid.IntRange(0, 5).Draw(t, "appointments") {
			s.Appointments = append(s.Appointments, Appointment{Role: rapid.SampledFrom(Offices).Draw(t, "role").Role,
				Region: drawRegion.Draw(t, "in"), From: drawTime.Draw(t, "from"), Until: drawTime.Draw(t, "until")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "grants") {
			s.Grants = append(s.Grants, Grant{ID: id.New(now), Action: rapid.SampledFrom(everything()).Draw(t, "granted"),
				Region: drawRegion.Draw(t, "in"), From: drawTime.Draw(t, "from"), Until: drawTime.Draw(t, "until")})
		}
		action, r, at := rapid.SampledFrom(everything()).Draw(t, "action"), drawRegion.Draw(t, "region"), now
		want := false
		for _, a := range s.Appointments {
			want = want || a.From <= at && at < a.Until && slices.Contains(a.Role.Office().May, action) && within(r, a.Region)
		}
		for _, g := range s.Grants {
			want = want || g.From <= at && at < g.Until && g.Action == action && within(r, g.Region)
		}
		if rapid.Bool().Draw(t, "suspended") { // ST-8
			s.Suspended, want = &Suspension{}, false
		}
		_, err := s.May(Ask{Action: action, Region: r, Purpose: Purpose{"investigation", "1", ""}}, at)
		if (err == nil) != want {
			t.Fatalf("%s in %s: %v, want %v", action, r, err, want)
		}
		scope := s.Scope(action, at)
		if got := slices.ContainsFunc(scope, func(c region.Code) bool { return within(r, c) }); got != want {
			t.Fatalf("scope %v says %v of %s", scope, got, r)
		}
		for i, a := range scope {
			for j, b := range scope {
				if i != j && within(a, b) {
					t.Fatalf("scope %v repeats itself", scope)
				}
			}
		}
	})
}

// within is containment written another way: by the digits up to the last group that is not all zeros.
func within(r, ancestor region.Code) bool {
	full := func(c region.Code) string { return (c.String() + "000000")[:12] }
	prefix := full(ancestor)
	for _, n := range []int{9, 6, 4, 2, 0} {
		if strings.Trim(prefix[n:], "0") != "" {
			break
		}
		prefix = prefix[:n]
	}
	return strings.HasPrefix(full(r), prefix)
}

func BenchmarkMay(b *testing.B) {
	s := holding(Administrator, qiaokou)
	for b.Loop() {
		if _, err := s.May(Ask{Action: PersonLookUp, Region: street, Purpose: service}, now); err != nil {
			b.Fatal(err)
		}
	}
}
