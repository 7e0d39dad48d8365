package review

import (
	"testing"

	"kangma/internal/fault"
	"kangma/region"
	"kangma/staff"
)

// RE-8: nearest office, least load, never who is absent or may not decide it; and why.
func TestAssign(t *testing.T) {
	p := converting(t, hubei)
	reviewer := func(n byte, r region.Code, load int) Candidate {
		return Candidate{Staff: ident(n), Role: staff.Reviewer, Region: r, Load: load}
	}
	absent := reviewer(9, county, 0)
	absent.Absent = true
	collector := reviewer(8, county, 0)
	collector.Role = staff.Collector
	all := []Candidate{reviewer(2, hubei, 0), reviewer(3, city, 0), reviewer(5, county, 4), reviewer(4, county, 4), reviewer(6, county, 7),
		absent, collector, reviewer(7, elsewhere, 0), reviewer(1, county, 0)} // 1 is the holder's own account
	a, ok := Assign(p.d, p.c, p.history, all, now)
	if !ok || a.To != ident(4) || a.Region != county || a.Load != 4 || a.Among != 5 || !a.By.IsZero() {
		t.Errorf("%+v", a)
	}
	p.do(Endorse, desk(3, county), now)
	if a, _ = Assign(p.d, p.c, p.history, all, now); a.To != ident(2) {
		t.Errorf("3 made the first review: %+v", a)
	}
	p = converting(t, hubei)
	p.do(Escalate, Actor{Side: System}, p.c.Due)
	if a, _ = Assign(p.d, p.c, p.history, all, now); a.To != ident(3) {
		t.Errorf("raised to the city: %+v", a)
	}
	if _, ok = Assign(p.d, p.c, p.history, []Candidate{absent, collector}, now); ok {
		t.Error("given to who is not there")
	}
	p.do(Withdraw, holder(), now)
	if _, ok = Assign(p.d, p.c, p.history, all, now); ok {
		t.Error("a closed case is given to somebody")
	}
}

// Given by a person: only to who could decide it, and with a reason.
func TestGiven(t *testing.T) {
	p := converting(t, hubei)
	to := Candidate{Staff: ident(5), Role: staff.Reviewer, Region: county, Load: 2}
	boss := desk(4, city)
	c, e, err := Given(p.d, p.c, p.history, to, boss, "knows the street", now)
	if err != nil || c.Assigned.To != to.Staff || c.Assigned.By != boss.Account || c.Version != p.c.Version || e.Move != Give {
		t.Error(c, e, err)
	}
	_, _, err = Given(p.d, p.c, p.history, to, boss, "", now)
	wantFault(t, err, fault.Invalid, "field.missing")
	for key, bad := range map[string]Candidate{
		"case.absent":  {Staff: ident(5), Role: staff.Reviewer, Region: county, Absent: true},
		"case.not_his": {Staff: ident(5), Role: staff.Reviewer, Region: elsewhere},
	} {
		_, _, err = Given(p.d, p.c, p.history, bad, boss, "x", now)
		wantFault(t, err, fault.Conflict, key)
	}
	p.do(Endorse, desk(5, county), now)
	to.Region = hubei
	_, _, err = Given(p.d, p.c, p.history, to, boss, "x", now)
	wantFault(t, err, fault.Conflict, "case.barred")
	p.do(Withdraw, holder(), now)
	_, _, err = Given(p.d, p.c, p.history, to, boss, "x", now)
	wantFault(t, err, fault.Conflict, "case.closed")
}
