package staff

import (
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
)

// ST-10: for three hours, with a reason, looks of one's own office only, and by who may at all.
func TestOpenEmergency(t *testing.T) {
	reviewer := holding(Reviewer, wuhan)
	tx := (&memory{}).with(reviewer)
	good := Grant{Action: PersonLookUp, Region: zhejiang, Reason: "昏迷，送医途中"}
	for name, c := range map[string]struct {
		who    Standing
		change func(*Grant)
	}{
		"no reason":          {reviewer, func(g *Grant) { g.Reason = "\t" }},
		"four hours":         {reviewer, func(g *Grant) { g.Until = now.Add(MaxEmergency) + 1 }},
		"a change":           {reviewer, func(g *Grant) { g.Action = EvidenceRecord }},
		"a decision":         {reviewer, func(g *Grant) { g.Action = CaseDecide }},
		"beyond his office":  {reviewer, func(g *Grant) { g.Action = PersonReveal }},
		"nowhere":            {reviewer, func(g *Grant) { g.Region = 0 }},
		"a grid worker":      {holding(GridWorker, wuhan), func(*Grant) {}},
		"nobody":             {Standing{Staff: id.New(now)}, func(*Grant) {}},
		"who is suspended":   {Standing{Staff: reviewer.Staff, Appointments: reviewer.Appointments, Suspended: &Suspension{}}, func(*Grant) {}},
		"of a single person": {reviewer, func(g *Grant) { g.Person = id.New(now) }},
	} {
		g := good
		c.change(&g)
		if _, err := OpenEmergency(ctx, tx, c.who, g, now); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	g, err := OpenEmergency(ctx, tx, reviewer, good, now)
	if err != nil || g.Until != now.Add(MaxEmergency) || g.By != reviewer.Staff || g.Kind != Emergency {
		t.Fatal(g, err)
	}
	s, _ := Stand(ctx, tx, reviewer.Staff)
	if again, err := OpenEmergency(ctx, tx, s, good, now+1); err != nil || again.ID != g.ID {
		t.Error("opened twice", err)
	}
	ask := Ask{Action: PersonLookUp, Region: zhejiang, Purpose: Purpose{Kind: "service"}}
	if w, err := s.May(ask, now); err != nil || w.Kind != Emergency || w.Grant != g.ID {
		t.Error(w, err)
	}
	if _, err := s.May(ask, now.Add(MaxEmergency)); fault.CodeOf(err) != fault.Forbidden {
		t.Error("after three hours:", err)
	}
	if _, err := Withdraw(ctx, tx, s, g.ID, now+1); err != nil {
		t.Error("his own he may end:", err)
	}
}

// ST-9: help is one's own office elsewhere; a transfer is for one person and shows in no list.
func TestHelpAndTransfer(t *testing.T) {
	hq, reviewer, worker, who := holding(Headquarters, zhejiang), holding(Reviewer, wuhan), holding(GridWorker, wuhan), id.New(now)
	tx := (&memory{}).with(hq, reviewer, worker)
	help := Grant{Kind: Help, Staff: worker.Staff, Action: CaseDecide, Region: zhejiang, Until: now.Add(instant.Day), Reason: "支援"}
	_, err := Give(ctx, tx, hq, help, now)
	wantFault(t, err, fault.Conflict, "staff.receiver")
	transfer := Grant{Kind: Transfer, Staff: reviewer.Staff, Person: who, Action: EvidenceRead, Region: zhejiang, Until: now.Add(instant.Day), Reason: "转往武汉治疗"}
	g, err := Give(ctx, tx, hq, transfer, now)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := Stand(ctx, tx, reviewer.Staff)
	why := Purpose{Kind: "review"}
	if w, err := s.May(Ask{Action: EvidenceRead, Region: zhejiang, Person: who, Purpose: why}, now); err != nil || w.Grant != g.ID {
		t.Error(w, err)
	}
	for _, other := range []id.ID{{}, id.New(now)} {
		_, err := s.May(Ask{Action: EvidenceRead, Region: zhejiang, Person: other, Purpose: why}, now)
		wantFault(t, err, fault.Forbidden, "staff.outside_region")
	}
	if scope := s.Scope(EvidenceRead, now); len(scope) != 1 || scope[0] != wuhan {
		t.Error(scope)
	}
	if _, err := s.MaySomewhere(EvidenceRead, Purpose{}, now); err == nil {
		t.Error("without a purpose")
	}
}
