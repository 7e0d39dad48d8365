package node_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

var (
	cityHQ = region.MustParseCode("420100")
	qiaoko = region.MustParseCode("420104")
)

// onBoth runs a story in a node of Hubei on both databases, in March 2020.
func onBoth(t *testing.T, story func(t *testing.T, h *hubei)) {
	eachEngine(t, spring, nil, story)
}

// desk appoints somebody and logs him in at the staff door.
func (h *hubei) desk(phone string, role staff.Role, r region.Code) node.Caller {
	h.t.Helper()
	if _, err := h.Appoint(h.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "李四", Role: role, Region: r}); err != nil {
		h.t.Fatal(err)
	}
	h.clock.Add(2 * time.Minute) // between two one-time codes
	return h.login(phone, person.StaffDoor)
}

func (h *hubei) convert(c node.Caller, evidence ...id.ID) review.Case {
	h.t.Helper()
	f, err := h.OpenCase(h.t.Context(), c, node.NewCase{Kind: review.Conversion, Evidence: evidence, Form: json.RawMessage(`{"text":"解除隔离证明已开", "promise":true}`)})
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

func (h *hubei) tryMove(c node.Caller, f review.Case, m review.Move) (review.Case, error) {
	return h.MoveCase(h.t.Context(), c, node.CaseStep{Case: f.ID, Move: m, Version: f.Version, Words: review.Words{Reason: "材料齐全", Note: "电话核实过"}})
}

func (h *hubei) move(c node.Caller, f review.Case, m review.Move) review.Case {
	h.t.Helper()
	f, err := h.tryMove(c, f, m)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

func wantFault(t testing.TB, err error, code fault.Code, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Code != code || f.Key != key {
		t.Errorf("%v, want %s %s", err, code, key)
	}
}

// HB-05: holder, county, prefecture; approval ends the evidence that was named from that moment, leaves the rest, and
// the code follows at once. The holder reads reasons and never notes.
func TestConversion(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		county, city := h.desk("13700137001", staff.Reviewer, wuhan), h.desk("13700137002", staff.Reviewer, cityHQ)
		if s := h.show(holder); s.Decision.Colour != policy.Yellow {
			t.Fatal(s.Decision.Colour)
		}
		f := h.convert(holder, contact.ID)
		if f.State != review.AtCounty || f.Region != wuhan || f.Due != h.Now().Add(48*time.Hour) {
			t.Fatalf("%+v", f)
		}
		if work, err := h.Cases(t.Context(), county, node.CaseQuery{Mine: true, Limit: 10}); err != nil || len(work) != 1 || work[0].Assigned.Among != 2 {
			t.Fatal("the county's reviewer is nearest:", work, err)
		}
		f = h.move(county, f, review.Endorse)
		if f.Region != cityHQ || f.Assigned.To != city.Account {
			t.Fatalf("%+v", f)
		}
		f = h.move(city, f, review.Approve)
		if f.IsOpen() {
			t.Fatalf("%+v", f)
		}
		if s := h.show(holder); s.Decision.Colour != policy.Green {
			t.Error("the code follows at once:", s.Decision.Colour)
		}
		mine, err := h.CasesOf(t.Context(), holder, id.ID{}, id.ID{}, 10)
		if err != nil || len(mine) != 1 || len(mine[0].History) != 3 {
			t.Fatal(mine, err)
		}
		for _, e := range mine[0].History[1:] {
			if e.Words.Reason == "" || e.Words.Note != "" || !e.By.Account.IsZero() || e.By.Office.IsZero() {
				t.Errorf("what the holder sees: %+v", e)
			}
		}
		if len(mine[0].Facts) != 1 || mine[0].Facts[0].ValidUntil != h.Now() {
			t.Errorf("%+v", mine[0].Facts)
		}
	})
}

// RE-3, HB-05, BY-17: a reviewer of the wrong county; both reviews by one person under two roles; two people of one office.
func TestConversionReviewers(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		county, other := h.desk("13700137001", staff.Reviewer, wuhan), h.desk("13700137003", staff.Reviewer, qiaoko)
		city := h.desk("13700137002", staff.Reviewer, cityHQ)
		f := h.convert(holder, contact.ID)
		_, err := h.tryMove(other, f, review.Endorse)
		wantFault(t, err, fault.Forbidden, "staff.outside_region")
		_, err = h.Case(t.Context(), other, f.ID)
		wantFault(t, err, fault.NotFound, "case.not_found")
		f = h.move(county, f, review.Endorse)
		if _, err = h.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13700137001", Name: "李四", Role: staff.Headquarters, Region: cityHQ}); err != nil {
			t.Fatal(err)
		}
		_, err = h.tryMove(county, f, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		_, err = h.tryMove(node.Itself, h.convertAgain(holder, f), review.Endorse)
		wantFault(t, err, fault.Conflict, "case.no_second_office")
		f = h.move(city, f, review.Approve)
		_, err = h.tryMove(city, f, review.Refuse)
		wantFault(t, err, fault.Conflict, "case.illegal_move")
	})
}

// convertAgain opens a second conversion, about other evidence.
func (h *hubei) convertAgain(c node.Caller, f review.Case) review.Case {
	other := h.record("again", evidence.Fact{Kind: evidence.CaseSuspected, Source: "cdc", Region: wuhan})
	_, err := h.OpenCase(h.t.Context(), c, node.NewCase{Kind: review.Conversion, Evidence: f.Evidence, Form: json.RawMessage(`{"text":"x"}`)})
	wantFault(h.t, err, fault.Conflict, "case.open_already")
	return h.convert(c, other.ID)
}

// A role removed between opening and approving works no more. WH-10
func TestRoleRemovedMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		county, city := h.desk("13700137001", staff.Reviewer, wuhan), h.desk("13700137002", staff.Reviewer, cityHQ)
		f := h.move(county, h.convert(holder, contact.ID), review.Endorse)
		standing, err := h.Standing(t.Context(), city)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Dismiss(t.Context(), node.Itself, standing.Appointments[0].ID); err != nil {
			t.Fatal(err)
		}
		_, err = h.tryMove(city, f, review.Approve)
		wantFault(t, err, fault.Unauthenticated, "session.expired") // his login ended with his office
		_, err = h.tryMove(h.login("13700137002", person.StaffDoor), f, review.Approve)
		wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		if s := h.show(holder); s.Decision.Colour != policy.Yellow {
			t.Error(s.Decision.Colour)
		}
	})
}

// HB-05: approval of a case whose evidence has ended meanwhile is refused with the reason, and the case can be closed for it.
func TestEvidenceEndedMeanwhile(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, who := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		county, city := h.desk("13700137001", staff.Reviewer, wuhan), h.desk("13700137002", staff.Reviewer, cityHQ)
		f := h.move(county, h.convert(holder, contact.ID), review.Object)
		_, err := h.tryMove(city, f, review.Lapse)
		wantFault(t, err, fault.Conflict, "case.evidence_stands")
		purpose, _ := staff.ParsePurpose("control", "", "")
		if _, err := h.EndEvidence(t.Context(), node.Itself, evidence.Change{Person: who, Evidence: contact.ID, Reason: "released", Ground: "order 9"}, purpose); err != nil {
			t.Fatal(err)
		}
		_, err = h.tryMove(city, f, review.Approve)
		wantFault(t, err, fault.Conflict, "case.evidence_ended")
		if f = h.move(city, f, review.Lapse); f.State != review.Lapsed {
			t.Errorf("%+v", f)
		}
	})
}

// RE-2: a case moved twice at once: one wins, the others get a conflict.
func TestMovedTwiceAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		county := h.desk("13700137001", staff.Reviewer, wuhan)
		f := h.convert(holder, contact.ID)
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() {
				who, m := county, []review.Move{review.Endorse, review.Object, review.Withdraw}[i%3]
				if m == review.Withdraw {
					who = holder
				}
				_, errs[i] = h.tryMove(who, f, m)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if k, _ := fault.As(err); k == nil || k.Key != "case.moved" && k.Key != "staff.outside_region" && k.Key != "staff.not_permitted" {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d moves won", won)
		}
	})
}

// BY-17: 48 hours, then the interim measure by itself: the case is raised, and given to the office above.
func TestLateConversion(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		h.desk("13700137001", staff.Reviewer, wuhan)
		h.desk("13700137002", staff.Reviewer, cityHQ)
		f := h.convert(holder, contact.ID)
		h.clock.Add(48*time.Hour - time.Second)
		if err := h.CasesDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if seen, err := h.Case(t.Context(), holder, f.ID); err != nil || !seen.Case.Raised.IsZero() {
			t.Fatal("raised too early")
		}
		h.clock.Add(time.Second)
		if err := h.CasesDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		seen, err := h.Case(t.Context(), holder, f.ID)
		if f = seen.Case; err != nil || f.Raised != cityHQ || f.Region != wuhan || f.Due != h.Now().Add(48*time.Hour) {
			t.Fatalf("%+v %v", f, err)
		}
		work, err := h.Cases(t.Context(), h.login("13700137002", person.StaffDoor), node.CaseQuery{Late: true, Mine: true, Limit: 10})
		if err != nil || len(work) != 1 {
			t.Error(work, err)
		}
		if s := h.show(holder); s.Decision.Colour != policy.Yellow {
			t.Error("a rule book without temporary passes colours nobody:", s.Decision.Colour)
		}
	})
}

// A holder can withdraw, and a stranger sees nothing.
func TestWithdraw(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		f := h.convert(holder, contact.ID)
		stranger := h.login("13900139000", person.HolderDoor)
		_, err := h.tryMove(stranger, f, review.Withdraw)
		wantFault(t, err, fault.NotFound, "case.not_found")
		_, err = h.Case(t.Context(), stranger, f.ID)
		wantFault(t, err, fault.NotFound, "case.not_found")
		if f = h.move(holder, f, review.Withdraw); f.State != review.Withdrawn || f.Due != instant.Never {
			t.Errorf("%+v", f)
		}
	})
}
