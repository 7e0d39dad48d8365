package staff

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// with adds people of one appointment each to a memory.
func (m *memory) with(all ...Standing) *memory {
	for _, s := range all {
		m.appointments = append(m.appointments, s.Appointments...)
	}
	return m
}

// ST-7: who is away names somebody who is himself what he is; nobody else may, and nothing overlaps.
func TestAway(t *testing.T) {
	hq, away := holding(Headquarters, hubei), holding(Reviewer, qiaokou)
	same, above, beside, other := holding(Reviewer, qiaokou), holding(Reviewer, wuhan), holding(Reviewer, street), holding(GridWorker, qiaokou)
	brief := holding(Reviewer, wuhan)
	brief.Appointments[0].Until = now.Add(instant.Day)
	tx := (&memory{}).with(hq, away, same, above, beside, other, brief)
	week := Absence{Staff: away.Staff, Deputy: same.Staff, Until: now.Add(7 * instant.Day)}
	for name, c := range map[string]struct {
		who    Standing
		change func(*Absence)
		key    string
	}{
		"a narrower deputy":  {away, func(a *Absence) { a.Deputy = beside.Staff }, "staff.deputy"},
		"of another role":    {away, func(a *Absence) { a.Deputy = other.Staff }, "staff.deputy"},
		"who leaves himself": {away, func(a *Absence) { a.Deputy = brief.Staff }, "staff.deputy"},
		"who is no staff":    {away, func(a *Absence) { a.Deputy = id.New(now) }, "staff.deputy"},
		"himself":            {away, func(a *Absence) { a.Deputy = away.Staff }, "field.invalid"},
		"no end":             {away, func(a *Absence) { a.Until = 0 }, "field.invalid"},
		"for ever":           {away, func(a *Absence) { a.Until = instant.Never }, "field.invalid"},
		"yesterday":          {away, func(a *Absence) { a.From = now - 1 }, "field.invalid"},
		"nobody":             {hq, func(a *Absence) { a.Staff = id.ID{} }, "field.missing"},
		"by a colleague":     {same, func(*Absence) {}, "staff.not_permitted"},
		"by another region":  {holding(Headquarters, zhejiang), func(*Absence) {}, "staff.outside_region"},
		"of who is no staff": {hq, func(a *Absence) { a.Staff = id.New(now) }, "staff.not_found"},
	} {
		a := week
		c.change(&a)
		_, err := Away(ctx, tx, c.who, a, now)
		if f, ok := fault.As(err); !ok || f.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, deputy := range []Standing{same, above, {}} {
		a := week
		a.Deputy = deputy.Staff
		a, err := Away(ctx, tx, away, a, now)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Away(ctx, tx, hq, Absence{Staff: away.Staff, From: now + 1, Until: now + 2}, now)
		wantFault(t, err, fault.Conflict, "staff.away_already")
		if _, err := Back(ctx, tx, other, a.ID, now); fault.CodeOf(err) != fault.Forbidden {
			t.Error("ended by anybody:", err)
		}
		if a, err = Back(ctx, tx, hq, a.ID, now); err != nil || a.Holds(now) {
			t.Fatal(err)
		}
	}
}

// ST-7, WH-08: nearest first; nobody who is away, ended or suspended; a deputy in his place, as near as he.
func TestAvailable(t *testing.T) {
	far, near, away, deputy := holding(Reviewer, hubei), holding(Reviewer, qiaokou), holding(Reviewer, street), holding(Reviewer, wuhan)
	gone, barred, other, helper := holding(Reviewer, qiaokou), holding(Reviewer, qiaokou), holding(Collector, street), holding(Reviewer, zhejiang)
	over := holding(Reviewer, street)
	over.Appointments[0].Until = now + 1
	tx := (&memory{}).with(far, near, away, deputy, gone, barred, other, over, helper)
	tx.grants = []Grant{{ID: id.New(now), Kind: Help, Staff: helper.Staff, Action: CaseDecide, Region: wuhan, From: now, Until: now.Add(instant.Day)},
		{ID: id.New(now), Kind: Transfer, Person: id.New(now), Staff: id.New(now), Action: CaseDecide, Region: street, From: now, Until: now.Add(instant.Day)}}
	tx.absences = []Absence{{Staff: away.Staff, Deputy: deputy.Staff, From: now, Until: now.Add(time.Hour)}, {Staff: gone.Staff, From: now, Until: now.Add(time.Hour)}}
	tx.suspensions = []Suspension{{Staff: barred.Staff, At: now}}
	check := func(at instant.Instant, want ...Candidate) {
		t.Helper()
		got, err := Available(ctx, tx, CaseDecide, street, at)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%v %v", got, err)
		}
		for i := range want {
			if want[i].Role == "" && want[i].Staff != helper.Staff {
				want[i].Role = Reviewer
			}
			if got[i] != want[i] {
				t.Errorf("%d: got %+v, want %+v", i, got[i], want[i])
			}
		}
	}
	check(now+1, Candidate{Staff: deputy.Staff, Region: street, For: away.Staff}, Candidate{Staff: near.Staff, Region: qiaokou},
		Candidate{Staff: helper.Staff, Region: wuhan}, Candidate{Staff: far.Staff, Region: hubei})
	tx.absences = append(tx.absences, Absence{Staff: deputy.Staff, From: now, Until: now.Add(time.Hour)})
	check(now+1, Candidate{Staff: near.Staff, Region: qiaokou}, Candidate{Staff: helper.Staff, Region: wuhan}, Candidate{Staff: far.Staff, Region: hubei})
	tx.suspensions, tx.absences, tx.grants = nil, []Absence{{Staff: gone.Staff, From: now, Until: now.Add(time.Hour)}, {Staff: barred.Staff, From: now, Until: now.Add(time.Hour)}}, nil
	check(now+1, Candidate{Staff: away.Staff, Region: street}, Candidate{Staff: near.Staff, Region: qiaokou}, Candidate{Staff: deputy.Staff, Region: wuhan}, Candidate{Staff: far.Staff, Region: hubei})
}

// ST-7 as a property: whoever is available may do it there himself, now.
func TestWhoIsAvailableMay(t *testing.T) {
	regions := []region.Code{hubei, wuhan, qiaokou, street, zhejiang}
	rapid.Check(t, func(t *rapid.T) {
		tx, people := &memory{}, []id.ID{id.New(now), id.New(now), id.New(now), id.New(now), id.New(now)}
		who := func(name string) id.ID { return rapid.SampledFrom(people).Draw(t, name) }
		place := func() region.Code { return rapid.SampledFrom(regions).Draw(t, "region") }
		when := func() instant.Instant {
			return now.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "hour")) * time.Hour)
		}
		for range rapid.IntRange(0, 8).Draw(t, "appointments") {
			from := when()
			tx.appointments = append(tx.appointments, Appointment{ID: id.New(now), Staff: who("staff"), Role: rapid.SampledFrom(Offices).Draw(t, "role").Role, Region: place(), From: from, Until: from.Add(4 * time.Hour)})
		}
		for range rapid.IntRange(0, 3).Draw(t, "grants") {
			from := when()
			tx.grants = append(tx.grants, Grant{ID: id.New(now), Staff: who("staff"), Action: CheckWork, Region: place(), From: from, Until: from.Add(2 * time.Hour)})
		}
		for range rapid.IntRange(0, 4).Draw(t, "absences") {
			from := when()
			tx.absences = append(tx.absences, Absence{ID: id.New(now), Staff: who("staff"), Deputy: who("deputy"), From: from, Until: from.Add(3 * time.Hour)})
		}
		for range rapid.IntRange(0, 2).Draw(t, "suspensions") {
			tx.suspensions = append(tx.suspensions, Suspension{Staff: who("staff")})
		}
		r, at := place(), when()
		list, err := Available(ctx, tx, CheckWork, r, at)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[id.ID]bool{}
		for _, c := range list {
			s, _ := Stand(ctx, tx, c.Staff)
			if _, err := s.May(Ask{Action: CheckWork, Region: r}, at); err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
			for _, a := range tx.absences {
				if a.Staff == c.Staff && a.Holds(at) {
					t.Fatalf("%+v is away", c)
				}
			}
			if seen[c.Staff] {
				t.Fatalf("%+v comes twice", c)
			}
			seen[c.Staff] = true
		}
	})
}

// ST-8: a suspended account may nothing, gives nothing, and does not lift it itself.
func TestSuspend(t *testing.T) {
	hq, lower := holding(Headquarters, hubei), holding(Headquarters, wuhan)
	tx := (&memory{}).with(hq, lower)
	for name, err := range map[string]error{
		"without a reason": func() error { _, err := Suspend(ctx, tx, hq, lower.Staff, " ", now); return err }(),
		"himself":          func() error { _, err := Suspend(ctx, tx, hq, hq.Staff, "r", now); return err }(),
		"who is above":     func() error { _, err := Suspend(ctx, tx, lower, hq.Staff, "r", now); return err }(),
		"nobody":           func() error { _, err := Suspend(ctx, tx, hq, id.New(now), "r", now); return err }(),
	} {
		if err == nil {
			t.Errorf("%s: suspended", name)
		}
	}
	for range 2 {
		if s, err := Suspend(ctx, tx, hq, lower.Staff, "手机遗失", now); err != nil || s.Reason != "手机遗失" {
			t.Fatal(err)
		}
	}
	s, _ := Stand(ctx, tx, lower.Staff)
	_, err := s.May(Ask{Action: StaffRead, Region: wuhan}, now)
	wantFault(t, err, fault.Forbidden, "staff.suspended")
	_, err = s.MaySomewhere(StaffRead, Purpose{}, now)
	wantFault(t, err, fault.Forbidden, "staff.suspended")
	_, err = Appoint(ctx, tx, s, Appointment{Staff: id.New(now), Role: Reviewer, Region: street}, now)
	wantFault(t, err, fault.Forbidden, "staff.suspended")
	if len(s.Scope(StaffRead, now)) != 0 {
		t.Error("has a scope")
	}
	wantFault(t, Restore(ctx, tx, s, lower.Staff, now), fault.Forbidden, "staff.himself")
	if err := Restore(ctx, tx, hq, lower.Staff, now); err != nil {
		t.Fatal(err)
	}
	s, _ = Stand(ctx, tx, lower.Staff)
	if _, err := s.May(Ask{Action: StaffRead, Region: wuhan}, now); err != nil {
		t.Error(err)
	}
}
