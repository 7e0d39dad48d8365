package node_test

import (
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/review"
	"kangma/staff"
)

// RE-4, BY-17: a member of staff whose own case lies at his desk reads it as its holder does, without the notes of his colleagues, and does
// nothing to it: no move, no note, no giving, no file.
func TestOwnCaseAtTheDesk(t *testing.T) {
	eachEngine(t, spring, nil, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		holder, _ := h.apply("13800138000", zhang)
		k := h.opens(holder, review.Refusal, `{"region":"420102","place":"汉正街","at":"2020-03-25T08:00:00+08:00","description":"要求另办本地码"}`)
		himself, colleague := h.desk("13800138000", staff.Reviewer, wuhan), h.desk("13700137001", staff.Reviewer, wuhan)
		_, err := h.NoteCase(ctx, colleague, k.ID, "与店家核实过")
		h.ok(err)

		f, err := h.Case(ctx, himself, k.ID)
		h.ok(err)
		for _, e := range f.History {
			if e.Move == review.Note || e.Words.Note != "" {
				t.Errorf("he reads a note among staff: %+v", e)
			}
		}
		if len(f.Possible) != 0 {
			t.Errorf("he is offered moves: %+v", f.Possible)
		}
		if f, err := h.Case(ctx, colleague, k.ID); err != nil || len(f.Possible) == 0 || f.History[len(f.History)-1].Words.Note == "" {
			t.Errorf("another's view: %+v %v", f, err)
		}
		_, moved := h.tryMove(himself, k, review.Settle)
		_, noted := h.NoteCase(ctx, himself, k.ID, "无问题")
		_, given := h.AssignCase(ctx, himself, k.ID, colleague.Account, "请办理")
		_, added := h.AttachToCase(ctx, himself, k.ID, strings.NewReader("%PDF-1.4"))
		for what, err := range map[string]error{"moved": moved, "noted": noted, "given": given, "added": added} {
			if f, _ := fault.As(err); f == nil || f.Key != "case.own" {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
