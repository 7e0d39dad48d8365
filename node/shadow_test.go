package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
	"kangma/staff"
)

// A candidate decides beside the rules in force whatever is decided; what differs is counted and can be read while it
// runs and when it was stopped; the decisions themselves are none of its (NO-9). BY-05
func TestShadow(t *testing.T) {
	ruledOnBoth(t, spring, hubeiCode, "hubei@2020-03-22", func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, reviewer := h.officer("13800000001", staff.PolicyOfficer, hubeiCode), h.officer("13800000003", staff.Reviewer, hubeiCode)
		if err := h.Populate(ctx, 40, func(int) {}); err != nil {
			t.Fatal(err)
		}
		h.settled()
		k := h.upload(earlier(t))
		if _, err := h.StartShadow(ctx, reviewer, k.Digest); fault.CodeOf(err) != fault.Forbidden {
			t.Error("a reviewer starts a shadow:", err)
		}
		if _, err := h.StartShadow(ctx, one, policy.Digest{1}); fault.CodeOf(err) != fault.NotFound {
			t.Error("a shadow of no pack:", err)
		}
		s, err := h.StartShadow(ctx, one, k.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.StartShadow(ctx, one, k.Digest); fault.CodeOf(err) != fault.Conflict {
			t.Error("two at once:", err)
		}
		purpose, _ := staff.ParsePurpose("control", "", "")
		for i := range 30 {
			h.clock.Add(time.Minute)
			f := evidence.Fact{Kind: evidence.FeverClinic, Source: "hospital", Region: wuhan, ValidFrom: h.Now().Add(-10 * instant.Day), ValidUntil: instant.Never}
			if _, err := h.RecordEvidence(ctx, node.Itself, node.Sample(i), "", f, purpose); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.DecideShadow(ctx); err != nil {
			t.Fatal(err)
		}
		for who, f := range h.faces() {
			if f.State != "green" {
				t.Errorf("%s is %s by the rules in force, which the shadow must not change", who, f.State)
			}
		}
		list, err := h.Shadows(ctx, one, id.ID{}, 10)
		if err != nil || len(list) != 1 || list[0].ID != s.ID || list[0].Decided != 30 || list[0].Passed != 0 || list[0].Told.Changed != 30 || len(list[0].Told.Changes) == 0 {
			t.Fatalf("%+v %v", list, err)
		}
		if c := list[0].Told.Changes[0]; c.From.State != "green" || c.To.State == "green" || len(c.Samples) == 0 {
			t.Errorf("%+v", c)
		}
		if err := h.StopShadow(ctx, one, s.ID); err != nil {
			t.Fatal(err)
		}
		h.follow()
		h.clock.Add(time.Minute)
		h.record("1", evidence.Fact{Kind: evidence.FeverClinic, Source: "hospital", Region: wuhan})
		if list, err = h.Shadows(ctx, one, id.ID{}, 10); err != nil || list[0].EndedAt == instant.Never || list[0].Decided != 30 {
			t.Errorf("%+v %v", list, err)
		}
		if err := h.StopShadow(ctx, one, s.ID); fault.CodeOf(err) != fault.NotFound {
			t.Error("stopped twice:", err)
		}
	})
}
