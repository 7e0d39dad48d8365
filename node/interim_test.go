package node_test

import (
	"encoding/json"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/node"
	"kangma/review"
	"kangma/staff"
)

// BY-17, BY-03, WZ-12: the interim measure where the rules know temporary passes. When the reviewer is late, the holder who
// gave the promise gets a pass as dated evidence, which these rules count for two hours as any other, and who did not promise gets none.
func TestInterimPass(t *testing.T) {
	for _, promised := range []bool{true, false} {
		inWenzhou(t, func(t *testing.T, h *hubei) {
			h.desk("13700137001", staff.Reviewer, lucheng)
			c, _ := h.resident("", false)
			h.wantState(c, "10", "no itinerary")
			contact := h.record("fever", evidence.Fact{Kind: evidence.FeverClinic, Source: "hospital", Region: lucheng})
			form, _ := json.Marshal(review.Explanation{Text: "核酸阴性，请转码", Promise: promised})
			k, err := h.OpenCase(t.Context(), c, node.NewCase{Kind: review.Conversion, Evidence: []id.ID{contact.ID}, Form: form})
			if err != nil {
				t.Fatal(err)
			}
			due := func() {
				t.Helper()
				if err := h.CasesDue(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			h.clock.Add(review.ReviewTime - time.Second)
			due()
			h.wantState(c, "10", "not late yet")
			h.clock.Add(time.Second)
			due()
			if !promised {
				h.wantState(c, "10", "no promise, no pass")
				return
			}
			h.wantState(c, "14", "late")
			why, err := h.Why(t.Context(), c, id.ID{}, 0)
			if err != nil || !containsPass(why.Reasons) {
				t.Errorf("the pass does not explain itself: %+v %v", why.Reasons, err)
			}
			if f, err := h.Case(t.Context(), c, k.ID); err != nil || f.Case.Raised.IsZero() && f.Case.Version != 2 {
				t.Error("it was not raised:", f.Case, err)
			}
			h.clock.Add(2*time.Hour - time.Second)
			h.wantState(c, "14", "two hours are not over")
			h.clock.Add(time.Second)
			h.wantState(c, "10", "two hours later")
		})
	}
}

func containsPass(reasons []node.Reason) bool {
	for _, r := range reasons {
		for _, e := range r.Evidence {
			if e.Kind == evidence.PassTemporary {
				return true
			}
		}
	}
	return false
}
