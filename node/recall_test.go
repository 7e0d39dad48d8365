package node_test

import (
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
)

// offline is what a gate answers that has the newest lists of its node and asks nobody.
func (h *hubei) offline(token string) pass.Answer {
	h.t.Helper()
	trust, _, err := h.Trust(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	_, signed, _, err := h.Recalls(h.t.Context(), h.Region)
	if err != nil {
		h.t.Fatal(err)
	}
	list, err := pass.OpenStatusList(signed, trust)
	if err != nil {
		h.t.Fatal(err)
	}
	return pass.Verify(token, trust, pass.Statuses{list.Region: list}, h.Now(), pass.DefaultLimits)
}

// raw does something to the database behind the node's back.
func (h *hubei) raw(query string) error {
	d, err := db.Open(h.t.Context(), h.Database)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Write(h.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(h.t.Context(), query)
		return err
	})
}

// BY-14: a code that was green when it was shown stops at gates that have only the status list, after at most 30
// seconds, whichever process of the node learned of it; what says the same goes on; nothing is left when all has expired.
func TestRecall(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	other, err := node.Open(ctx, h.Config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })

	holder, _ := h.apply("13800138000", zhang)
	first := h.show(holder)
	tapped, err := h.Show(ctx, holder, id.ID{}, true)
	if err != nil || tapped.Token == first.Token {
		t.Fatal("a tap gives a new code", err)
	}
	begun := h.Now()
	h.clock.Add(time.Second)
	elsewhere := &hubei{other, h.clock, t}
	elsewhere.record("v", evidence.Fact{Kind: evidence.Vaccination, Source: "cdc"})
	if err := h.RecallSince(ctx, begun); err != nil {
		t.Fatal(err)
	}
	h.clock.Add(10 * time.Second)
	if a := h.offline(first.Token); a.Outcome != pass.Pass {
		t.Errorf("a fact that colours nobody recalls nothing: %+v", a)
	}

	begun = h.Now()
	elsewhere.record("c", evidence.Fact{Kind: evidence.CaseConfirmed, Source: "cdc"})
	h.clock.Add(5 * time.Second)
	h.ok(h.raw("CREATE TRIGGER full BEFORE INSERT ON recalls BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"))
	if err := h.RecallSince(ctx, begun); err == nil {
		t.Fatal("nothing could be stored, and nobody is told")
	}
	h.ok(h.raw("DROP TRIGGER full")) // it is tried again, and nothing was lost meanwhile
	if err := h.RecallSince(ctx, begun); err != nil {
		t.Fatal(err)
	}
	h.clock.Add(10 * time.Second) // until a list that was handed out is made anew
	for name, node := range map[string]*hubei{"the process that issued it": h, "another process": elsewhere} {
		for _, token := range []string{first.Token, tapped.Token} {
			if a := node.offline(token); a.Outcome != pass.Stop || a.Reason != pass.NowStopped {
				t.Errorf("%s: a green code of a confirmed case: %+v", name, a)
			}
		}
	}
	red := h.show(holder)
	if a := h.offline(red.Token); red.Decision.Colour != policy.Red || a.Reason == pass.NowStopped || a.Outcome != pass.Stop {
		t.Errorf("the red code speaks for itself: %+v", a)
	}
	if _, _, _, err := h.Recalls(ctx, region.MustParseCode("330000")); fault.CodeOf(err) != fault.NotFound {
		t.Error("a list of another issuer:", err)
	}

}

// BY-14, HB-04: a red code whose seven days end while it lives is to be renewed; what has expired leaves the list.
func TestRecallOfWhatWasWorse(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, _ := h.apply("13800138000", zhang)
	begun := h.Now()
	red := func() node.Shown {
		h.record(h.Now().String(), evidence.Fact{Kind: evidence.FeverClinic, Source: "clinic", Region: wuhan, ValidFrom: h.Now().Add(-7*24*time.Hour + 5*time.Minute)})
		return h.show(holder)
	}
	first := red()
	h.clock.Add(6 * time.Minute)
	h.show(holder)
	if err := h.RecallSince(ctx, begun); err != nil {
		t.Fatal(err)
	}
	if a := h.offline(first.Token); first.Decision.Colour != policy.Red || a.Outcome != pass.Stop || a.Reason != pass.Replaced {
		t.Errorf("a red code of one who is green now: %+v", a)
	}

	h.clock.Add(16 * time.Minute)
	begun = h.Now()
	red()
	h.clock.Add(6 * time.Minute)
	h.show(holder)
	if err := h.RecallSince(ctx, begun); err != nil {
		t.Fatal(err)
	}
	list, _, _, err := h.Recalls(ctx, h.Region)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range uint32(list.Len()) {
		if s, _ := list.Lookup(i); s != pass.Standing {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d codes are recalled; what has expired is forgotten", n)
	}
}
