package staff

import (
	"slices"
	"testing"
)

// ST-2: who appoints to a role has all its permissions, and may appoint at all.
func TestNobodyGivesWhatHeDoesNotHave(t *testing.T) {
	for _, o := range Offices {
		for _, r := range o.Appoints {
			if !o.Role.Permits(StaffAppoint) {
				t.Errorf("%s appoints without staff.appoint", o.Role)
			}
			for _, a := range r.Office().May {
				if !o.Role.Permits(a) {
					t.Errorf("%s makes a %s, who may %s, which he may not", o.Role, r, a)
				}
			}
		}
	}
}

// The table is whole: every role is reached from the system, every action is named and somebody's, no row repeats.
func TestOfficesAreWhole(t *testing.T) {
	someone := map[Action]bool{}
	for _, o := range Offices {
		if got, err := ParseRole(string(o.Role)); err != nil || got != o.Role || o.Zh == "" || o.En == "" || o.About == "" {
			t.Errorf("%s: %v", o.Role, err)
		}
		if o.Role != System && !slices.Contains(System.Office().Appoints, o.Role) {
			t.Errorf("nobody appoints a first %s", o.Role)
		}
		for i, a := range o.May {
			if _, err := ParseAction(string(a)); err != nil || slices.Contains(o.May[:i], a) {
				t.Errorf("%s: %s: %v", o.Role, a, err)
			}
			if o.Role != System {
				someone[a] = true
			}
		}
	}
	for a, row := range actions {
		if row.zh == "" || row.en == "" {
			t.Errorf("%s has no name", a)
		}
		if !someone[a] && a != NodeRun {
			t.Errorf("nobody may %s", a)
		}
	}
	if len(Offices) != 11 {
		t.Errorf("%d roles", len(Offices))
	}
	if _, err := ParseRole("king"); err == nil {
		t.Error("a king")
	}
	if Role("king").Permits(PersonLookUp) {
		t.Error("an unknown role may something")
	}
}

// WH-13, WH-14: a collector scans and nothing else; passages are the administrator's to see. BY-04: who audits, acts on nobody.
func TestSeparateOffices(t *testing.T) {
	if got := Collector.Office().May; len(got) != 1 || got[0] != PassageRecord {
		t.Errorf("a collector may %v", got)
	}
	if !Administrator.Permits(PassageRead) {
		t.Error("an administrator does not see passages")
	}
	for _, o := range Offices {
		if o.Role != System && o.Role != Auditor && o.Role.Permits(AuditRead) {
			t.Errorf("%s reads the log of himself", o.Role)
		}
	}
	for _, a := range Auditor.Office().May {
		if a.Personal() {
			t.Errorf("an auditor may %s", a)
		}
	}
	for _, a := range []Action{PersonLookUp, PersonReveal, EvidenceRead, CaseRead, PassageResolve, InvestigateWork} {
		if !a.Personal() {
			t.Errorf("%s needs no purpose", a) // BY-19
		}
	}
}
