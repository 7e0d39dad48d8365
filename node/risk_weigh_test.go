package node_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/testkit"
	"kangma/node"
	"kangma/notice"
	"kangma/pass"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store/migrations"
)

// small runs a story on both databases, in a node where a list may change two people without a second office.
func small(t *testing.T, where, pack string, at time.Time, story func(t *testing.T, h *hubei)) {
	for name, url := range map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return testkit.SQLiteURL(t, migrations.Files) },
		"postgres": func(t testing.TB) string { return testkit.PostgresURL(t, migrations.Files) },
	} {
		t.Run(name, func(t *testing.T) {
			c := &clock{now: at}
			conf := config(t, t.TempDir(), c)
			conf.Database, conf.Mass = url(t), 2
			conf.Region, conf.Name, conf.Pack = region.MustParseCode(where), pass.Text{ZH: "浙江", EN: "Zhejiang"}, pack
			n, err := node.Open(t.Context(), conf)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { n.Close() })
			story(t, &hubei{n, c, t})
		})
	}
}

// colours are what the codes of made-up holders show.
func (h *hubei) colours(holders []node.SampleHolder) (all []policy.Colour) {
	h.t.Helper()
	for _, one := range holders {
		c, err := h.Authenticate(one.Token, person.HolderDoor)
		h.ok(err)
		shown, err := h.Show(h.t.Context(), c, id.ID{}, false)
		h.ok(err)
		all = append(all, shown.Decision.Colour)
	}
	return all
}

func (h *hubei) wantColours(when string, holders []node.SampleHolder, want policy.Colour) {
	h.t.Helper()
	for _, c := range h.colours(holders) {
		if c != want {
			h.t.Fatalf("%s: %s, want %s", when, c, want)
		}
	}
}

// told are the kinds of the notices in somebody's inbox, newest first.
func (h *hubei) told(c node.Caller) (kinds []notice.Kind) {
	h.t.Helper()
	all, err := h.StaffNotices(h.t.Context(), c, node.NoticeQuery{Limit: 50})
	h.ok(err)
	for _, x := range all.Page {
		kinds = append(kinds, x.Kind)
	}
	return kinds
}

// waits is the newest held list, as an office sees it.
func (h *hubei) waits(c node.Caller, kind review.Kind) node.CaseFile {
	h.t.Helper()
	list, err := h.Cases(h.t.Context(), c, node.CaseQuery{Kind: kind, Limit: 50})
	h.ok(err)
	if len(list) == 0 {
		h.t.Fatal("nothing waits")
	}
	f, err := h.Case(h.t.Context(), c, list[len(list)-1].ID)
	h.ok(err)
	return f
}

// BY-18, BY-05: a list of risk areas that would change the colour of more than the set number, for worse or better, waits for a second
// office, which sees what it would do; the auditor has an alarm and a notice; nothing changes until then.
func TestRiskListThatColoursMany(t *testing.T) {
	small(t, "330000", "zhejiang@2020-07-01", time.Date(2020, 12, 12, 1, 0, 0, 0, time.UTC), func(t *testing.T, h *hubei) {
		ctx := t.Context()
		h.ok(h.Populate(ctx, 3, func(int) {}))
		purpose, _ := staff.ParsePurpose("control", "", "")
		for i := range 3 {
			_, err := h.RecordEvidence(ctx, node.Itself, node.Sample(i), fmt.Sprint(i), evidence.Fact{Kind: evidence.Stay, Source: "cdc", Region: region.MustParseCode("330106"),
				ValidFrom: h.Now().Add(-instant.Day), ValidUntil: instant.Never}, purpose)
			h.ok(err)
		}
		province := region.MustParseCode("330000")
		officer := h.desk("13800138001", staff.HealthDataOfficer, province)
		h.desk("13800138003", staff.Headquarters, province)
		second, auditor := h.desk("13800138002", staff.Reviewer, province), h.desk("13800138004", staff.Auditor, province)
		holders, err := h.SampleHolders(ctx, 0, 3)
		h.ok(err)
		got, err := h.ImportRisk(ctx, officer, "test", []byte(list1))
		if err != nil || got.Held.IsZero() || got.Regime != 0 || got.Coloured != 3 || len(got.Change.Added) != 2 {
			t.Fatalf("%+v %v", got, err)
		}
		h.wantColours("held", holders, policy.Green)
		_, err = h.ImportRisk(ctx, node.Itself, "again", []byte(list1))
		if fault.CodeOf(err) != fault.Conflict {
			t.Error("the same file waits twice:", err)
		}
		if kinds := h.told(auditor); len(kinds) == 0 || kinds[0] != notice.ListAlarm {
			t.Error("the auditor's inbox:", kinds)
		}
		alarms, _, err := h.Alarms(ctx, auditor, id.ID{}, 10)
		if err != nil || len(alarms) == 0 || alarms[0].Kind != node.AlarmMassList {
			t.Error(alarms, err)
		}
		f := h.waits(second, review.MassList)
		var form review.MassForm
		h.ok(json.Unmarshal(f.Form, &form))
		var seen node.Weighing
		if err := json.Unmarshal(form.Seen, &seen); err != nil || form.What != review.MassRiskList || seen.Coloured != 3 || seen.Threshold != 2 ||
			len(seen.Changes) != 1 || seen.Changes[0].To != policy.Yellow || seen.Changes[0].People != 3 || len(seen.Samples) == 0 {
			t.Fatalf("the what-if: %s %v", form.Seen, err)
		}
		_, err = h.tryMove(officer, f.Case, review.Admit)
		wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		h.move(second, f.Case, review.Admit)
		h.wantColours("let in", holders, policy.Yellow)
		_, err = h.ImportRisk(ctx, officer, "again", []byte(list1))
		wantFault(t, err, fault.Conflict, "risk.older")

		// A list that lifts as many is held alike; who sends one, with another office besides, does not let it in.
		h.clock.Add(9 * instant.Day)
		officer = h.login("13800138001", person.StaffDoor)
		colleague := h.login("13800138003", person.StaffDoor)
		second = h.login("13800138002", person.StaffDoor)
		holders, err = h.SampleHolders(ctx, 0, 3)
		h.ok(err)
		got, err = h.ImportRisk(ctx, colleague, "test", []byte(list2))
		if err != nil || got.Held.IsZero() || got.Coloured != 3 {
			t.Fatalf("%+v %v", got, err)
		}
		f = h.waits(second, review.MassList)
		_, err = h.tryMove(colleague, f.Case, review.Admit)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		h.move(second, f.Case, review.Refuse)
		h.wantColours("thrown away", holders, policy.Yellow)

		// Sent again, it is overtaken by a newer list that changes nobody: it can only be refused then.
		if got, err = h.ImportRisk(ctx, colleague, "test", []byte(list2)); err != nil || got.Held.IsZero() {
			t.Fatalf("%+v %v", got, err)
		}
		if newer, err := h.ImportRisk(ctx, officer, "test", []byte(strings.Replace(list1, "2020-12-11 09时", "2020-12-21 09时", 1))); err != nil || !newer.Held.IsZero() {
			t.Fatalf("%+v %v", newer, err)
		}
		f = h.waits(second, review.MassList)
		_, err = h.tryMove(second, f.Case, review.Admit)
		wantFault(t, err, fault.Conflict, "risk.older")
		h.move(second, f.Case, review.Refuse)
	})
}

// BY-18, WZ-12: a long white list, and the last of many short ones of a day, is held: the office that filed it does not approve it, another
// does; the auditor is told. The approval is what lists.
func TestLongWhitelist(t *testing.T) {
	small(t, "330300", "wenzhou@2021-12-01", time.Date(2021, 12, 15, 1, 0, 0, 0, time.UTC), func(t *testing.T, h *hubei) {
		one, two := h.desk("13800138001", staff.Reviewer, wenzhouCity), h.desk("13800138002", staff.Reviewer, wenzhouCity)
		other, auditor := h.desk("13800138003", staff.Headquarters, wenzhouCity), h.desk("13800138004", staff.Auditor, wenzhouCity)
		c, _ := h.resident("abnormal", true)
		names := func(numbers ...string) string {
			var people []string
			for _, n := range numbers {
				people = append(people, `{"name":"张三丰","id_type":"resident_id","id_number":"`+n+`"}`)
			}
			whole := list(h, "whitelist.code", "x")
			return whole[:strings.Index(whole, `"people"`)] + `"people":[` + strings.Join(people, ",") + `]}`
		}
		short := h.opens(one, review.Whitelist, names(node.Sample(1).Number, node.Sample(2).Number))
		if short.State != review.Filed {
			t.Fatal("two are not many:", short.State)
		}
		next := h.opens(one, review.Whitelist, names(zhang.Number))
		if next.State != review.Held {
			t.Fatal("the third of a day:", next.State)
		}
		if kinds := h.told(auditor); len(kinds) == 0 || kinds[0] != notice.ListAlarm {
			t.Error("the auditor's inbox:", kinds)
		}
		f, err := h.Case(t.Context(), other, next.ID)
		h.ok(err)
		var form review.WhitelistForm
		h.ok(json.Unmarshal(f.Form, &form))
		if w := form.WhatIf; w == nil || *w != (review.WhitelistWhatIf{People: 1, Changed: 1, Today: 2, Threshold: 2}) {
			t.Errorf("the what-if: %+v", w)
		}
		_, err = h.tryMove(one, next, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		_, err = h.tryMove(two, next, review.Approve)
		wantFault(t, err, fault.Forbidden, "case.second_office")
		h.wantState(c, "3", "held")
		h.move(other, next, review.Approve)
		h.wantState(c, "12", "approved by a second office")
		_, err = h.OpenCase(t.Context(), one, node.NewCase{Kind: review.Whitelist,
			Form: json.RawMessage(strings.Replace(names(node.Sample(4).Number), `{"list"`, `{"what_if":{"people":0},"list"`, 1))})
		if ff, _ := fault.As(err); ff == nil || ff.Field != "form.what_if" {
			t.Error("who files says what would be:", err)
		}
	})
}
