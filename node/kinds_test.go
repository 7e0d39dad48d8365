package node_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/notice"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

func arrivalForm(h *hubei, from string, through ...string) string {
	b, _ := json.Marshal(through)
	return fmt.Sprintf(`{"phone":"13800138000","arrives":%q,"from_region":%q,"through":%s,"residence":"330302006000","address":"五马街1号","promise":true}`,
		h.Now().Add(20*time.Hour).In(instant.Beijing), from, b)
}

// WZ-11: the system judges from the itinerary and the cities that the holder names, and tells him; the street learns of who comes with a risk.
func TestArrival(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		grid := h.desk("13800138001", staff.GridWorker, wuma)
		c, _ := h.resident("", false)
		f := h.opens(c, review.Arrival, arrivalForm(h, "610100"))
		if f.State != review.NeedsCode {
			t.Fatal("no itinerary:", f.State)
		}
		h.itinerary("normal", true)
		if f = h.move(c, f, review.Again); f.State != review.NoRisk {
			t.Fatal("normal:", f.State)
		}
		if list, err := h.Cases(ctx, grid, node.CaseQuery{Limit: 10}); err != nil || len(list) != 0 {
			t.Error("the street is bothered:", list, err)
		}
		about := func(list node.Notices, err error) (told []notice.Kind) {
			for _, x := range list.Page {
				if x.About.ID == f.ID {
					told = append(told, x.Kind)
				}
			}
			return told
		}
		if told := about(h.StaffNotices(ctx, grid, node.NoticeQuery{Limit: 9})); !slices.Equal(told, []notice.Kind{notice.CaseAssigned}) {
			t.Error("the street is told of more than that the itinerary was not to be had:", told)
		}
		if told := about(h.HolderNotices(ctx, c, node.NoticeQuery{Limit: 9})); !slices.Equal(told, []notice.Kind{notice.CaseMoved, notice.CaseMoved}) {
			t.Error("the holder is told each judgement, once:", told)
		}
		h.clock.Add(time.Hour)
		h.itinerary("abnormal", true)
		f = h.opens(c, review.Arrival, arrivalForm(h, "610100"))
		if f.State != review.AtRisk {
			t.Fatal("abnormal:", f.State)
		}
		list, err := h.Cases(ctx, grid, node.CaseQuery{Kind: review.Arrival, Limit: 10})
		if err != nil || len(list) != 1 {
			t.Fatal("the street does not learn of it:", list, err)
		}
		if f = h.move(grid, f, review.Meet); f.IsOpen() {
			t.Error("still open")
		}
		_, err = h.OpenCase(ctx, c, node.NewCase{Kind: review.Arrival, Form: json.RawMessage(strings.Replace(arrivalForm(h, "610100"), h.Now().Add(20*time.Hour).In(instant.Beijing),
			h.Now().Add(-48*time.Hour).In(instant.Beijing), 1))})
		if ff, _ := fault.As(err); ff == nil || ff.Field != "form.arrives" {
			t.Error("arrived long ago:", err)
		}
	})
}

// WZ-11: an itinerary that is being analysed is judged again by the clock.
func TestArrivalIsJudgedAgain(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		c, _ := h.resident("analysing", true)
		f := h.opens(c, review.Arrival, arrivalForm(h, "610100"))
		if f.State != review.Analysing {
			t.Fatal(f.State)
		}
		h.clock.Add(review.JudgeTime)
		if err := h.CasesDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		read, err := h.Case(t.Context(), c, f.ID)
		if f = read.Case; err != nil || f.State != review.Analysing || f.Due != h.Now().Add(review.JudgeTime) {
			t.Fatal(f.State, f.Due, err)
		}
		h.clock.Add(time.Minute)
		h.itinerary("normal", true)
		h.clock.Add(review.JudgeTime)
		if err := h.CasesDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if read, err = h.Case(t.Context(), c, f.ID); err != nil || read.Case.State != review.NoRisk {
			t.Fatal(read.Case.State, err)
		}
	})
}

// WZ-12, state 14: who has a question mark and did not leave the city promises and may pass for two hours; else he is told why not.
func TestTemporaryPass(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ask := func(c node.Caller, promise string) error {
			_, err := h.OpenCase(t.Context(), c, node.NewCase{Kind: review.TemporaryPass, Form: json.RawMessage(`{"promise":` + promise + `}`)})
			return err
		}
		c, _ := h.resident("normal", false)
		wantFault(t, ask(c, "true"), fault.Conflict, "pass.not_needed")
		h.clock.Add(time.Minute)
		h.itinerary("unknown", true)
		h.wantState(c, "10", "unknown itinerary")
		wantFault(t, ask(c, "true"), fault.Conflict, "pass.left_city")
		h.clock.Add(time.Minute)
		h.itinerary("unknown", false)
		if err := ask(c, "false"); fault.CodeOf(err) != fault.Invalid {
			t.Error("without a promise:", err)
		}
		for range review.PassesADay {
			if err := ask(c, "true"); err != nil {
				t.Fatal(err)
			}
			h.wantState(c, "14", "granted")
			wantFault(t, ask(c, "true"), fault.Conflict, "pass.running")
			h.clock.Add(2*time.Hour - time.Second)
			h.wantState(c, "14", "just before two hours")
			h.clock.Add(time.Second)
			h.wantState(c, "10", "after two hours")
		}
		wantFault(t, ask(c, "true"), fault.TooMany, "pass.too_many")
		h.clock.Add(12 * time.Hour)
		c = h.login("13800138000", person.HolderDoor)
		if err := ask(c, "true"); err != nil {
			t.Error("the next day:", err)
		}
		h.clock.Add(3 * time.Hour)
		c = h.login("13800138000", person.HolderDoor)
		h.record("red", evidence.Fact{Kind: evidence.Upstream, Source: "province", Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "ok"),
			evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "red")}})
		wantFault(t, ask(c, "true"), fault.Conflict, "pass.colour")
	})
}

func list(h *hubei, kind, number string) string {
	return fmt.Sprintf(`{"list":%q,"vetted_by":"温州港集团","filed_with":"市防控办","from":%q,"until":%q,"people":[{"name":"张三丰","id_type":"resident_id","id_number":%q}]}`,
		kind, h.Now().In(instant.Beijing), h.Now().Add(30*instant.Day).In(instant.Beijing), number)
}

// WZ-12, states 11 and 12: a list is filed by one and approved by another; a white-listed code is not sent to a check.
func TestWhitelists(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, two := h.desk("13800138001", staff.Reviewer, wenzhouCity), h.desk("13800138002", staff.Reviewer, wenzhouCity)
		c, who := h.resident("normal", false)
		f := h.opens(one, review.Whitelist, list(h, "whitelist.truck", zhang.Number))
		_, err := h.tryMove(one, f, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		h.wantState(c, "1", "filed")
		h.move(two, f, review.Approve)
		h.wantState(c, "1", "listed, without tests")
		for i := range 2 {
			h.record(fmt.Sprint("test", i), evidence.Fact{Kind: evidence.TestNucleic, Source: "lab", ValidFrom: h.Now().Add(-time.Duration(2+30*i) * time.Hour),
				Attrs: evidence.Attrs{evidence.TextAttr(evidence.Result, "negative")}})
		}
		h.wantState(c, "11", "listed and tested")

		f = h.opens(two, review.Whitelist, list(h, "whitelist.code", zhang.Number))
		h.move(one, f, review.Approve)
		h.clock.Add(time.Minute)
		h.itinerary("abnormal", true)
		h.wantState(c, "12", "white-listed code")
		_, err = h.OpenCase(ctx, c, node.NewCase{Kind: review.Check, Form: checkForm()})
		wantFault(t, err, fault.Conflict, "case.whitelisted")
		if !strings.Contains(err.Error(), "鹿城区") {
			t.Error("the error does not say whom to call:", err)
		}
		h.clock.Add(30 * instant.Day)
		c, one = h.login("13800138000", person.HolderDoor), h.login("13800138001", person.StaffDoor)
		if got := h.state(c); got == "11" || got == "12" {
			t.Error("still listed after the end of the list:", got, who)
		}
		for _, bad := range []struct{ field, from, to string }{
			{"form.people[0].id_number", zhang.Number, "110105194912310021"},
			{"form.until", h.Now().Add(30 * instant.Day).In(instant.Beijing), h.Now().Add(-time.Hour).In(instant.Beijing)},
			{"form.list", "whitelist.truck", "whitelist.friends"},
			{"form.people", `{"name":"张三丰","id_type":"resident_id","id_number":"` + zhang.Number + `"}`, ""},
		} {
			_, err := h.OpenCase(ctx, one, node.NewCase{Kind: review.Whitelist, Form: json.RawMessage(strings.Replace(list(h, "whitelist.truck", zhang.Number), bad.from, bad.to, 1))})
			if ff, _ := fault.As(err); ff == nil || ff.Field != bad.field {
				t.Errorf("%s: %v", bad.field, err)
			}
		}
	})
}

// HB-11, HB-12, WH-07: two people switch registration-only; two people of the county certify isolation, and the code is green for return to work.
func TestReturnToWork(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, two := h.desk("13800138001", staff.Headquarters, region.MustParseCode("420000")), h.desk("13800138002", staff.Headquarters, region.MustParseCode("420000"))
		c, _ := h.apply("13800138000", zhang)
		mode := h.opens(one, review.ModeSwitch, `{"mode":"registration_only","reason":"封闭管理"}`)
		_, err := h.tryMove(one, mode, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		_, err = h.SwitchMode(ctx, one, policy.Switch{Mode: "registration_only", Until: instant.Never, Reason: "封闭管理"})
		wantFault(t, err, fault.Forbidden, "mode.two_people")
		if s := h.show(c); s.State.Name != "green" {
			t.Fatal("switched by one:", s.State.Name)
		}
		h.move(two, mode, review.Approve)
		if s := h.show(c); s.State.Name != "gray.registered" {
			t.Fatal("not switched by two:", s.State.Name)
		}
		county, second := h.desk("13800138003", staff.Reviewer, wuhan), h.desk("13800138004", staff.Reviewer, wuhan)
		elsewhere := h.desk("13800138005", staff.Reviewer, qiaoko)
		form := fmt.Sprintf(`{"from":%q,"until":%q,"place":"社区隔离点","work":"供电保障","queried":true}`, h.Now().Add(-15*instant.Day).In(instant.Beijing), h.Now().Add(-time.Hour).In(instant.Beijing))
		in := node.NewCase{Kind: review.IsolationCertificate, Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}, Form: json.RawMessage(form)}
		if _, err := h.OpenCase(ctx, elsewhere, in); fault.CodeOf(err) != fault.NotFound {
			t.Error("another county certifies:", err)
		}
		short := in
		short.Form = json.RawMessage(strings.Replace(form, h.Now().Add(-15*instant.Day).In(instant.Beijing), h.Now().Add(-13*instant.Day).In(instant.Beijing), 1))
		if _, err := h.OpenCase(ctx, county, short); fault.CodeOf(err) != fault.Invalid {
			t.Error("13 days are certified:", err)
		}
		f, err := h.OpenCase(ctx, county, in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.tryMove(county, f, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc"})
		_, err = h.tryMove(second, f, review.Approve)
		wantFault(t, err, fault.Conflict, "certificate.not_clean")
		p, _ := staff.ParsePurpose("control", "", "")
		if _, err := h.RetractEvidence(ctx, node.Itself, evidence.Change{Person: contact.Person, Evidence: contact.ID, Reason: "误报", Ground: "核查"}, p); err != nil {
			t.Fatal(err)
		}
		h.move(second, f, review.Approve)
		if s := h.show(c); s.State.Name != "green.return_to_work" {
			t.Fatal("certified by two:", s.State.Name)
		}
		off := h.opens(two, review.ModeSwitch, `{"mode":"registration_only","off":true,"reason":"解除封闭"}`)
		h.move(one, off, review.Approve)
		if s := h.show(c); s.State.Name != "green" {
			t.Error("not switched off:", s.State.Name)
		}
	})
}

// WZ-15: who is under gathering restriction gets a certificate for a hospital, which is checked by its number and ends by itself.
func TestHospitalCertificate(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		grid := h.desk("13800138001", staff.GridWorker, lucheng)
		c, _ := h.resident("abnormal", true)
		in := node.NewCase{Kind: review.HospitalCertificate, Form: json.RawMessage(`{"hospital":"温州医科大学附属第一医院","transport":"专车","urgent":true}`)}
		_, err := h.OpenCase(ctx, c, in)
		wantFault(t, err, fault.Conflict, "certificate.not_restricted")
		h.record("m", evidence.Fact{Kind: evidence.ControlMonitoring, Source: "street", Region: wuma})
		h.wantState(c, "9", "gathering restricted")
		f, err := h.OpenCase(ctx, c, in)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := h.SeeCertificate(ctx, grid, f.ID)
		if err != nil || seen.Holds {
			t.Error("holds before it was issued:", seen, err)
		}
		f = h.move(grid, f, review.Issue)
		if seen, err = h.SeeCertificate(ctx, grid, f.ID); err != nil || !seen.Holds || seen.Name != "张**" || seen.Until != h.Now().Add(review.HospitalTime) {
			t.Error(seen, err)
		}
		if _, err := h.SeeCertificate(ctx, c, f.ID); fault.CodeOf(err) != fault.Forbidden {
			t.Error("a holder checks certificates:", err)
		}
		if _, err := h.SeeCertificate(ctx, grid, id.New(h.Now())); fault.CodeOf(err) != fault.NotFound {
			t.Error("a number that does not exist:", err)
		}
		h.clock.Add(review.HospitalTime)
		if err := h.CasesDue(ctx); err != nil {
			t.Fatal(err)
		}
		grid = h.login("13800138001", person.StaffDoor)
		if seen, err = h.SeeCertificate(ctx, grid, f.ID); err != nil || seen.Holds || seen.State.State != review.Expired {
			t.Error("does not end:", seen, err)
		}
	})
}
