package node_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/notice"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

func (h *hubei) open(c node.Caller, in node.NewCase) review.Case {
	h.t.Helper()
	k, err := h.OpenCase(h.t.Context(), c, in)
	if err != nil {
		h.t.Fatal(err)
	}
	return k
}

// NA-05, NA-10, BY-03: a correction goes to the office of its source; what one proposes another confirms, with reasons.
func TestCorrection(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		wrong := h.record("1", evidence.Fact{Kind: evidence.FeverClinic, Source: "hospital", Region: qiaoko})
		source, another := h.desk("13700137001", staff.Reviewer, qiaoko), h.desk("13700137002", staff.Reviewer, qiaoko)
		k := h.open(holder, node.NewCase{Kind: review.Correction, Evidence: []id.ID{wrong.ID}, Form: json.RawMessage(`{"text":"那天没有去过发热门诊"}`)})
		if k.State != review.AtSource || k.Region != qiaoko {
			t.Fatalf("it goes to its source: %+v", k)
		}
		k = h.move(source, k, review.Retract)
		if s := h.show(holder); s.Decision.Colour == policy.Green {
			t.Error("one person changed a colour")
		}
		_, err := h.tryMove(source, k, review.Confirm)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		k = h.move(another, k, review.Confirm)
		if s := h.show(holder); k.State != review.Retracted || s.Decision.Colour != policy.Green {
			t.Error(k.State, s.Decision.Colour)
		}
		_, err = h.OpenCase(t.Context(), holder, node.NewCase{Kind: review.Correction, Evidence: []id.ID{wrong.ID}, Form: json.RawMessage(`{"text":"x"}`)})
		wantFault(t, err, fault.Conflict, "evidence.retracted")
	})
}

// BY-03: ending and retracting by staff is a proposal that another confirms; only the source ends its own record at once.
func TestEndingNeedsTwo(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, who := h.apply("13800138000", zhang)
		contact := h.record("17", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		officer, reviewer := h.desk("13700137001", staff.HealthDataOfficer, wuhan), h.desk("13700137002", staff.Reviewer, wuhan)
		purpose, _ := staff.ParsePurpose("control", "", "")
		end := evidence.Change{Person: who, Evidence: contact.ID, Reason: "解除隔离", Ground: "order 9"}
		proposed, err := h.EndEvidence(t.Context(), reviewer, end, purpose)
		if err != nil || !proposed.ID.IsZero() || proposed.Case.State != review.Ending {
			t.Fatal(proposed, err)
		}
		_, err = h.tryMove(reviewer, proposed.Case, review.Confirm)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		_, err = h.EndEvidence(t.Context(), officer, end, purpose)
		wantFault(t, err, fault.Conflict, "case.open_already")
		if _, err = h.EndOwnEvidence(t.Context(), officer, end, "18", purpose); fault.CodeOf(err) != fault.Invalid {
			t.Error("another record's number:", err)
		}
		if p, err := h.EndOwnEvidence(t.Context(), reviewer, end, "17", purpose); err == nil {
			t.Error("a reviewer brings in nobody's records:", p)
		}
		if s := h.show(holder); s.Decision.Colour != policy.Yellow {
			t.Error(s.Decision.Colour)
		}
		done, err := h.EndOwnEvidence(t.Context(), officer, end, "17", purpose)
		if err != nil || done.ID.IsZero() || !done.Case.ID.IsZero() {
			t.Fatal(done, err)
		}
		if s := h.show(holder); s.Decision.Colour != policy.Green {
			t.Error("the source ended its own:", s.Decision.Colour)
		}
		second := h.desk("13700137003", staff.Reviewer, wuhan)
		_, err = h.tryMove(second, proposed.Case, review.Confirm)
		wantFault(t, err, fault.Conflict, "case.evidence_ended")
		retract := evidence.Change{Person: who, Evidence: contact.ID, Reason: "同名", Ground: "letter 7"}
		h.move(second, proposed.Case, review.Lapse)
		if p, err := h.RetractEvidence(t.Context(), officer, retract, purpose); err != nil || p.Case.State != review.Retraction {
			t.Error("a retraction is never one person's:", p, err)
		}
	})
}

// WZ-17: staff ask the province, with document and description, and see its answer; a grid worker sees no other cases.
func TestRequestUpward(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		conversion := h.convert(holder, contact.ID)
		grid, province := h.desk("13700137001", staff.GridWorker, wuhan), h.desk("13700137002", staff.Headquarters, region.MustParseCode("420000"))
		_, err := h.OpenCase(t.Context(), grid, node.NewCase{Kind: review.Upward, Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}, Form: json.RawMessage(`{"subject":"gray"}`)})
		if f, ok := fault.As(err); !ok || f.Field != "form.subject" {
			t.Error(err)
		}
		elsewhere, clerk := h.desk("13700137003", staff.GridWorker, qiaoko), h.desk("13700137004", staff.Auditor, wuhan)
		for _, number := range []string{zhang.Number, "110101199003070038"} { // known, and not
			ask := node.NewCase{Kind: review.Upward, Whom: node.Whom{IDType: "resident_id", Number: number}, Form: json.RawMessage(`{"subject":"gray_code","description":"x"}`)}
			_, err = h.OpenCase(t.Context(), elsewhere, ask)
			wantFault(t, err, fault.NotFound, "person.not_found")
			_, err = h.OpenCase(t.Context(), clerk, ask)
			wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		}
		k := h.open(grid, node.NewCase{Kind: review.Upward, Whom: node.Whom{IDType: "resident_id", Number: zhang.Number},
			Form: json.RawMessage(`{"subject":"gray_code","description":"省级数据两天没有更新"}`)})
		if k.State != review.AtProvince || k.Region != region.MustParseCode("420000") || k.Assigned.To != province.Account {
			t.Fatalf("%+v", k)
		}
		_, err = h.tryMove(grid, k, review.Answer)
		wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		h.move(province, k, review.Answer)
		f, err := h.Case(t.Context(), grid, k.ID)
		if err != nil || f.Case.State != review.Answered || f.History[1].Words.Reason == "" {
			t.Fatal("the asker sees the answer:", f, err)
		}
		_, err = h.Case(t.Context(), grid, conversion.ID)
		wantFault(t, err, fault.NotFound, "case.not_found")
		if work, err := h.Cases(t.Context(), grid, node.CaseQuery{Limit: 10}); err == nil && len(work) > 0 {
			t.Error("a grid worker sees", work)
		}
		looks, _, err := h.Looks(t.Context(), holder, id.ID{}, id.ID{}, 10)
		if err != nil || len(looks) == 0 {
			t.Error("the holder reads who looked (BY-06):", looks, err)
		}
	})
}

// NA-10: a code refused somewhere reaches the department on the spot.
func TestRefusedRecognition(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		there := h.desk("13700137001", staff.Reviewer, qiaoko)
		form := func(r, at string) node.NewCase {
			return node.NewCase{Kind: review.Refusal, Form: json.RawMessage(`{"region":"` + r + `","place":"汉正街","at":"` + at + `","description":"要求另办本地码"}`)}
		}
		_, err := h.OpenCase(t.Context(), holder, form("420104", "2031-01-01T00:00:00+08:00"))
		if f, ok := fault.As(err); !ok || f.Field != "form.at" {
			t.Error(err)
		}
		_, err = h.OpenCase(t.Context(), holder, form("999999", "2020-03-25T08:00:00+08:00"))
		if f, ok := fault.As(err); !ok || f.Field != "form.region" {
			t.Error(err)
		}
		k := h.open(holder, form("420104", "2020-03-25T08:00:00+08:00"))
		if k.Region != qiaoko || k.Assigned.To != there.Account {
			t.Fatalf("%+v", k)
		}
		if k = h.move(there, k, review.Settle); k.State != review.Settled {
			t.Errorf("%+v", k)
		}
		if k = h.open(holder, form("330300", "2020-03-25T08:00:00+08:00")); k.Region != wuhan {
			t.Errorf("outside this node it is for the holder's own county: %+v", k)
		}
	})
}

// HB-06: an application that is late becomes a case by itself, moves up, and ends when the code is there.
func TestOverdueApplication(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		_, who := h.apply("13800138000", zhang)
		county, city := h.desk("13700137001", staff.Reviewer, wuhan), h.desk("13700137002", staff.Reviewer, cityHQ)
		beside, err := store.Open(t.Context(), h.Database)
		if err != nil {
			t.Fatal(err)
		}
		defer beside.Close()
		late := func(n int) evidence.Application {
			return evidence.Application{Person: who, ID: id.New(h.Now() + instant.Instant(n)), Region: wuhan, Channel: "paper", Purpose: "resident", AppliedAt: h.Now(),
				DueAt: h.Now().Add(4 * time.Hour), AssignedAt: instant.Never}
		}
		first := late(0)
		err = beside.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertApplication(t.Context(), first) })
		if err != nil {
			t.Fatal(err)
		}
		due := func() {
			t.Helper()
			if err := h.CasesDue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		h.clock.Add(4 * time.Hour)
		due()
		if work, err := h.Cases(t.Context(), county, node.CaseQuery{Kind: review.Overdue, Limit: 10}); err != nil || len(work) != 0 {
			t.Fatal("not late yet:", work, err)
		}
		h.clock.Add(time.Second)
		due()
		due()
		work, err := h.Cases(t.Context(), county, node.CaseQuery{Kind: review.Overdue, Mine: true, Limit: 10})
		if err != nil || len(work) != 1 || work[0].ID != first.ID {
			t.Fatal(work, err)
		}
		h.clock.Add(4 * time.Hour)
		due()
		if work, err = h.Cases(t.Context(), city, node.CaseQuery{Kind: review.Overdue, Mine: true, Late: true, Limit: 10}); err != nil || len(work) != 1 || work[0].Raised != cityHQ {
			t.Fatal("it moves up:", work, err)
		}
		if k := h.move(city, work[0], review.Redo); k.State != review.Done {
			t.Errorf("%+v", k)
		}
		second := late(1)
		err = beside.Write(t.Context(), func(tx *store.Tx) error { return tx.InsertApplication(t.Context(), second) })
		if err != nil {
			t.Fatal(err)
		}
		h.clock.Add(5 * time.Hour)
		due()
		err = beside.Write(t.Context(), func(tx *store.Tx) error { return tx.AssignApplications(t.Context(), []id.ID{who}, h.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		due()
		if f, err := h.Case(t.Context(), node.Itself, second.ID); err != nil || f.Case.State != review.Done {
			t.Error("answered meanwhile:", f.Case.State, err)
		}
	})
}

// Many moves at once have a result each; notes stay among staff; a case is given by hand with a reason.
func TestDeskWork(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		holder, _ := h.apply("13800138000", zhang)
		var cases []review.Case
		for _, n := range []string{"1", "2"} {
			cases = append(cases, h.convert(holder, h.record(n, evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan}).ID))
		}
		one, two := h.desk("13700137001", staff.Reviewer, wuhan), h.desk("13700137002", staff.Reviewer, wuhan)
		if k, err := h.AssignCase(t.Context(), one, cases[0].ID, two.Account, "认识这条街"); err != nil || k.Assigned.To != two.Account || k.Assigned.By != one.Account {
			t.Error(k, err)
		}
		if told, err := h.StaffNotices(t.Context(), two, node.NoticeQuery{Limit: 9}); err != nil || !slices.ContainsFunc(told.Page, func(x notice.Notice) bool {
			return x.Kind == notice.CaseAssigned && x.About.ID == cases[0].ID
		}) {
			t.Error("whom it was given to is not told:", told, err)
		}
		_, err := h.AssignCase(t.Context(), one, cases[0].ID, holder.Account, "x")
		wantFault(t, err, fault.Conflict, "case.not_his")
		if _, err := h.NoteCase(t.Context(), two, cases[0].ID, "电话打不通"); err != nil {
			t.Error(err)
		}
		f, err := h.Case(t.Context(), holder, cases[0].ID)
		if err != nil || len(f.History) != 1 || !f.Case.Assigned.To.IsZero() {
			t.Error("the holder sees", f.History, f.Case.Assigned, err)
		}
		f, err = h.Case(t.Context(), one, cases[0].ID)
		if err != nil || !slices.ContainsFunc(f.History, func(e review.Event) bool { return e.Words.Note == "电话打不通" }) {
			t.Error("staff see", f.History, err)
		}
		results, err := h.MoveCases(t.Context(), one, []node.CaseStep{
			{Case: cases[0].ID, Move: review.Endorse, Version: 1, Words: review.Words{Reason: "a"}},
			{Case: cases[1].ID, Move: review.Approve, Version: 1, Words: review.Words{Reason: "a"}},
			{Case: id.New(1), Move: review.Endorse, Version: 1},
		})
		if err != nil || results[0].Err != nil || results[0].State != review.AtPrefecture {
			t.Fatal(results, err)
		}
		wantFault(t, results[1].Err, fault.Conflict, "case.illegal_move")
		wantFault(t, results[2].Err, fault.NotFound, "case.not_found")
	})
}
