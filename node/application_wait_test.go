package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
)

// HB-06, WZ-12: where the rules say that a code waits for the province's data, the application is not answered before it is there:
// it is late after its hours, whoever is responsible sees it, no desk can assign what is not there, and the record that comes ends it.
func TestApplicationWaitsForTheProvince(t *testing.T) {
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		county := h.desk("13700137001", staff.Reviewer, lucheng)
		c := h.login("13800138000", person.HolderDoor)
		who, err := h.Verify(ctx, c, zhang)
		h.ok(err)
		in := healthy(lucheng)
		in.Person = who
		done, err := h.Apply(ctx, c, in)
		if err != nil || done.Assigned {
			t.Fatalf("state 8 answers nothing: %+v %v", done, err)
		}
		h.wantState(c, "8", "the province has said nothing")
		h.clock.Add(4 * time.Hour)
		h.ok(h.CasesDue(ctx))
		if list, n, err := h.Overdue(ctx, county, 10); err != nil || n != 0 {
			t.Fatal("not late yet:", list, n, err)
		}
		h.clock.Add(time.Second)
		h.ok(h.CasesDue(ctx))
		if list, n, err := h.Overdue(ctx, county, 10); err != nil || n != 1 || list[0].Person != who {
			t.Fatal(list, n, err)
		}
		work, err := h.Cases(ctx, county, node.CaseQuery{Kind: review.Overdue, Limit: 10})
		if err != nil || len(work) != 1 {
			t.Fatal(work, err)
		}
		_, err = h.MoveCase(ctx, county, node.CaseStep{Case: work[0].ID, Move: review.Redo, Version: work[0].Version, Words: review.Words{Reason: "已刷新"}})
		if f, _ := fault.As(err); f == nil || f.Key != "application.waits" {
			t.Error("a code was assigned that is not there:", err)
		}
		h.record("green", evidence.Fact{Kind: evidence.Upstream, Source: "province", Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "ok"),
			evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "green")}})
		h.ok(h.CasesDue(ctx))
		if list, n, err := h.Overdue(ctx, county, 10); err != nil || n != 0 {
			t.Error("it was answered:", list, n, err)
		}
		if k, err := h.Case(ctx, c, work[0].ID); err != nil || k.Case.State != review.Done {
			t.Error(k.Case, err)
		}
	})
}
