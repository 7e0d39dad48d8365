package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// beside opens the node's database beside it.
func (h *hubei) beside() *store.Store {
	h.t.Helper()
	s, err := store.Open(h.t.Context(), h.Database)
	h.ok(err)
	h.t.Cleanup(func() { s.Close() })
	return s
}

// PE-4, BY-07: who is forgotten leaves no case behind that its clock raises for ever, and no application that is late: his open
// cases end in a state that says so, and whoever had them is rid of them.
func TestForgetEndsCases(t *testing.T) {
	eachEngine(t, spring, nil, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		county := h.desk("13700137001", staff.Reviewer, wuhan)
		holder, who := h.apply("13800138000", zhang)
		refused := h.opens(holder, review.Refusal, `{"region":"420102","place":"汉正街","at":"2020-03-25T08:00:00+08:00","description":"要求另办本地码"}`)
		beside := h.beside()
		waiting := evidence.Application{Person: who, ID: id.New(h.Now()), Region: wuhan, Channel: "app", Purpose: "resident", AppliedAt: h.Now(),
			DueAt: h.Now().Add(4 * time.Hour), AssignedAt: instant.Never}
		h.ok(beside.Write(ctx, func(tx *store.Tx) error { return tx.InsertApplication(ctx, waiting) }))
		h.clock.Add(5 * time.Hour)
		h.ok(h.CasesDue(ctx))
		unopened := waiting
		unopened.ID, unopened.DueAt = id.New(h.Now()), h.Now().Add(time.Hour)
		h.ok(beside.Write(ctx, func(tx *store.Tx) error { return tx.InsertApplication(ctx, unopened) }))
		if work, err := h.Cases(ctx, county, node.CaseQuery{Limit: 10}); err != nil || len(work) != 2 {
			t.Fatal(work, err)
		}

		holder = h.login("13800138000", person.HolderDoor)
		h.ok(h.Forget(ctx, holder, who))
		if work, err := h.Cases(ctx, county, node.CaseQuery{Limit: 10}); err != nil || len(work) != 0 {
			t.Error("it still waits at the desk:", work, err)
		}
		for range 3 {
			h.clock.Add(30 * 24 * time.Hour)
			h.ok(h.CasesDue(ctx))
		}
		for _, v := range []id.ID{refused.ID, waiting.ID} {
			h.ok(beside.Read(ctx, func(tx *store.Tx) error {
				k, err := tx.Case(ctx, v)
				if err == nil && (k.State != review.Forgotten || k.IsOpen()) {
					t.Errorf("%s: %+v", k.Kind, k)
				}
				return err
			}))
		}
		h.ok(beside.Read(ctx, func(tx *store.Tx) error {
			_, err := tx.Case(ctx, unopened.ID)
			if err == nil {
				t.Error("a case was opened for an application of who is forgotten")
			}
			return nil
		}))
	})
}

// HB-06, BY-17: cases that cannot be moved, however many, hold up no other; they are counted, and tried again later, less and
// less often.
func TestStuckCasesHoldUpNobody(t *testing.T) {
	eachEngine(t, spring, nil, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		holder, who := h.apply("13800138000", zhang)
		good := h.opens(holder, review.Refusal, `{"region":"420102","place":"汉正街","at":"2020-03-25T08:00:00+08:00","description":"要求另办本地码"}`)
		const bad = 250
		beside := h.beside()
		h.ok(beside.Write(ctx, func(tx *store.Tx) error {
			for range bad { // in a state that no rule of this program knows
				k := review.Case{Person: who, ID: id.New(h.Now()), Kind: review.Refusal, State: "elsewhere", Seat: wuhan, Region: wuhan, Version: 1, OpenedAt: h.Now(),
					Due: h.Now().Add(time.Hour), ClosedAt: instant.Never}
				if err := tx.InsertCase(ctx, k); err != nil {
					return err
				}
			}
			return nil
		}))
		h.clock.Add(review.ReviewTime + time.Hour)
		h.ok(h.CasesDue(ctx))
		k, err := h.Case(ctx, h.login("13800138000", person.HolderDoor), good.ID)
		if err != nil || k.Case.Raised.IsZero() {
			t.Errorf("it was held up: %+v %v", k.Case, err)
		}
		if f, err := h.Figures(ctx); err != nil || f.Stuck != bad {
			t.Errorf("%d are counted of %d: %v", f.Stuck, bad, err)
		}
		h.ok(beside.Write(ctx, func(tx *store.Tx) error { // somebody mends one
			list, err := tx.DueCases(ctx, h.Now(), review.Place{}, 1)
			if err != nil {
				return err
			}
			list[0].State = good.State
			return tx.UpdateCase(ctx, list[0], 1)
		}))
		h.ok(h.CasesDue(ctx))
		if f, _ := h.Figures(ctx); f.Stuck != bad {
			t.Errorf("it was tried again at once: %d", f.Stuck)
		}
		h.clock.Add(time.Second)
		h.ok(h.CasesDue(ctx))
		if f, _ := h.Figures(ctx); f.Stuck != bad-1 {
			t.Errorf("it was not tried again: %d", f.Stuck)
		}
	})
}
