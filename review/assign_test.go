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
		return Candidate{Candidate: staff.Candidate{Staff: ident(n), Role: staff.Reviewer, Region: r}, Load: load}
	}
	kin := reviewer(9, county, 0)
	kin.Kin = true
	deputy := reviewer(4, county, 4)
	deputy.For = ident(77)
	all := []Candidate{reviewer(2, hubei, 0), reviewer(3, city, 0), reviewer(5, county, 4), deputy, reviewer(6, county, 7),
		kin, reviewer(1, county, 0)} // 1 is the holder's own account
	a, ok := Assign(p.d, p.c, p.history, all, now)
	if !ok || a.To != ident(4) || a.For != ident(77) || a.Region != county || a.Load != 4 || a.Among != 5 || !a.By.IsZero() {
		t.Errorf("%+v", a)
	}
	if _, ok = Assign(p.d, p.c, p.history, []Candidate{kin}, now); ok {
		t.Error("given to who may not decide it")
	}
	p.do(Escalate, Actor{Side: System}, p.c.Due)
	if p.c.Office() != city {
		t.Errorf("raised to the city: %+v", p.c)
	}
	p.do(Endorse, desk(3, county), now)
	if a, _ = Assign(p.d, p.c, p.history, all, now); a.To != ident(2) || a.Among != 1 || p.c.Office() != city {
		t.Errorf("3 made the first review, and the county's office with him: %+v", a)
	}
	p.do(Withdraw, holder(), now)
	if _, ok = Assign(p.d, p.c, p.history, all, now); ok {
		t.Error("a closed case is given to somebody")
	}
}

// Given by a person: only to who could decide it, and with a reason.
func TestGiven(t *testing.T) {
	p := converting(t, hubei)
	to := Candidate{Candidate: staff.Candidate{Staff: ident(5), Role: staff.Reviewer, Region: county}, Load: 2}
	boss := desk(4, city)
	c, e, err := Given(p.d, p.c, p.history, to, boss, "knows the street", now)
	if err != nil || c.Assigned.To != to.Staff || c.Assigned.By != boss.Account || c.Version != p.c.Version || e.Move != Give {
		t.Error(c, e, err)
	}
	_, _, err = Given(p.d, p.c, p.history, to, boss, "", now)
	wantFault(t, err, fault.Invalid, "field.missing")
	own := to
	own.Kin = true
	_, _, err = Given(p.d, p.c, p.history, own, boss, "x", now)
	wantFault(t, err, fault.Conflict, "case.own")
	p.do(Endorse, desk(5, county), now)
	to.Region = hubei
	_, _, err = Given(p.d, p.c, p.history, to, boss, "x", now)
	wantFault(t, err, fault.Conflict, "case.barred")
	p.do(Withdraw, holder(), now)
	_, _, err = Given(p.d, p.c, p.history, to, boss, "x", now)
	wantFault(t, err, fault.Conflict, "case.closed")
}
