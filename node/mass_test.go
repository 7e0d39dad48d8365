package node_test

import (
	"fmt"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

// BY-18: a list that would colour more than the set number of people waits; a second office lets it in, and then it is stored once.
func TestListThatColoursMany(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		ctx := t.Context()
		province := region.MustParseCode("420000")
		h.desk("13800138001", staff.HealthDataOfficer, province)
		h.desk("13800138002", staff.Reviewer, province)
		// Many rows that colour nobody need nobody.
		i := h.run(victims("vaccination", "cdc", 0, 200, h.clock.Now()), node.ImportOptions{})
		if i.Stored != 200 {
			t.Fatal(i)
		}
		// A dry run tells what would be.
		i = h.run(victims("case.confirmed", "cdc", 0, 80, h.clock.Now()), node.ImportOptions{DryRun: true})
		if w, ok, err := h.ImportWeighing(ctx, node.Itself, i.ID); err != nil || !ok || w.State != node.WeighingTried || w.Coloured != 80 || w.People != 80 {
			t.Fatalf("%+v %v", w, err)
		}
		// Fifty are fewer than more than fifty.
		i = h.run(victims("case.confirmed", "cdc", 0, 50, h.clock.Now()), node.ImportOptions{})
		if w, _, _ := h.ImportWeighing(ctx, node.Itself, i.ID); w.State != node.WeighingFree || i.Stored != 50 {
			t.Fatalf("%+v", w)
		}
		h.clock.Add(instant.Day) // another day
		officer := h.login("13800138001", person.StaffDoor)
		second := h.login("13800138002", person.StaffDoor)
		run := h.start(officer, victims("case.confirmed", "cdc", 0, 120, h.clock.Now()))
		h.wait(run, node.ImportHeld)
		kase := h.held(second)
		_, err := h.MoveCase(ctx, officer, node.CaseStep{Case: kase.Case.ID, Move: review.Admit, Version: kase.Case.Version, Words: review.Words{Reason: "属实"}})
		wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		h.move(second, kase.Case, review.Admit)
		if i = h.wait(run, jobs.Done); i.Stored != 70 {
			t.Fatalf("%+v", i)
		}
		_, err = h.tryMove(second, kase.Case, review.Admit)
		if fault.CodeOf(err) != fault.Conflict {
			t.Error("let in twice:", err)
		}
		if again := h.run(victims("case.confirmed", "cdc", 0, 120, h.clock.Now()), node.ImportOptions{}); again.Stored != 0 {
			t.Error("stored twice:", again.Stored)
		}
		// Nobody decides: it is thrown away.
		run = h.start(officer, victims("case.confirmed", "cdc", 200, 300, h.clock.Now()))
		h.wait(run, node.ImportHeld)
		h.clock.Add(review.ReviewTime)
		if err := h.CasesDue(ctx); err != nil {
			t.Fatal(err)
		}
		h.wait(run, node.ImportRefused)
	})
}

// BY-18: whoever sends a list and is of another office besides does not let his own list in.
func TestOwnListIsNotLetIn(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		province := region.MustParseCode("420000")
		chief, deputy := h.desk("13800138001", staff.Headquarters, province), h.desk("13800138002", staff.Headquarters, province)
		run := h.start(chief, victims("case.confirmed", "cdc", 0, 51, h.clock.Now()))
		h.wait(run, node.ImportHeld)
		kase := h.held(chief)
		_, err := h.tryMove(chief, kase.Case, review.Admit)
		wantFault(t, err, fault.Forbidden, "case.second_person")
		_, err = h.tryMove(deputy, kase.Case, review.Admit)
		wantFault(t, err, fault.Forbidden, "case.second_office")
	})
}

// BY-18: records that begin to count later, or are about somebody who has not applied, are weighed all the same.
func TestWhatIsWeighed(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		later := h.clock.Now().Add(time.Hour)
		run := h.start(node.Itself, victims("case.confirmed", "cdc", 0, 60, later))
		h.wait(run, node.ImportHeld)
		p, _ := staff.ParsePurpose("control", "", "")
		record := func(k int) error {
			_, err := h.RecordEvidence(t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: node.Sample(k).Number}, fmt.Sprint(k),
				evidence.Fact{Kind: evidence.CaseConfirmed, Source: "cdc-2", ValidFrom: h.Now().Add(time.Hour), ValidUntil: instant.Never}, p)
			return err
		}
		for k := range node.DefaultMass {
			if err := record(k); err != nil {
				t.Fatal(err)
			}
		}
		wantFault(t, record(node.DefaultMass), fault.TooMany, "evidence.too_many")
		auditor := h.desk("13800138004", staff.Auditor, region.MustParseCode("420000"))
		list, _, err := h.Alarms(t.Context(), auditor, id.ID{}, 10)
		if err != nil || len(list) != 2 {
			t.Error(list, err)
		}
		h.clock.Add(instant.Day)
		if err := record(node.DefaultMass); err != nil {
			t.Error("the next day:", err)
		}
	})
}
