package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/pass"
)

// BY-12, BY-14: a code that moves is its phone's own, passes with the link of the moment only, and can be recalled.
func TestShowLive(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, _ := h.apply("13800138000", zhang)
	still := h.show(holder)
	chain, commitment := pass.NewChain(pass.Link{1})
	begun := h.Now()
	live, err := h.ShowLive(ctx, holder, id.ID{}, commitment)
	if err != nil || live.Token == still.Token || live.Decision.ID != still.Decision.ID {
		t.Fatalf("%+v %v", live, err)
	}
	if again := h.show(holder); again.Token != still.Token {
		t.Error("one phone's code is shown by another")
	}
	step := func(n int) string {
		text, err := pass.AddTail(live.Token, chain[n])
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if a := h.offline(live.Token); a.Outcome != pass.Ask || a.Reason != pass.TailMissing {
		t.Errorf("without its link: %+v", a)
	}
	if a := h.offline(step(0)); a.Outcome != pass.Pass {
		t.Errorf("with its link: %+v", a)
	}
	h.clock.Add(2 * time.Minute)
	if a := h.offline(step(0)); a.Outcome != pass.Ask || a.Reason != pass.TailLate {
		t.Errorf("a copy: %+v", a)
	}
	if a := h.offline(step(4)); a.Outcome != pass.Pass {
		t.Errorf("two minutes later: %+v", a)
	}
	h.record("c", evidence.Fact{Kind: evidence.CaseConfirmed, Source: "cdc"})
	h.clock.Add(time.Second)
	if err := h.RecallSince(ctx, begun); err != nil {
		t.Fatal(err)
	}
	h.clock.Add(10 * time.Second)
	if a := h.offline(step(4)); a.Outcome != pass.Stop {
		t.Errorf("after the holder was confirmed: %+v", a)
	}
}
