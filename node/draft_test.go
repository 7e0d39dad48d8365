package node_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
)

// NA-02, WH-06: what was entered into a form is there when its writer comes back, on another phone too; nobody else sees
// it, it is in the copy of his data, and it goes when it is sent, after a week, and when he is forgotten.
func TestDrafts(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	c := h.login("13800138000", person.HolderDoor)
	who, err := h.Verify(ctx, c, zhang)
	if err != nil {
		t.Fatal(err)
	}
	stranger := h.login("13900139000", person.HolderDoor)
	answers := json.RawMessage(`{"address":["解放大道1号"]}`)
	kept := func(want string, when string) {
		t.Helper()
		if got, err := h.Draft(ctx, c, id.ID{}, "application"); err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", when, got, err)
		}
	}
	kept("", "not begun")
	if err := h.KeepDraft(ctx, c, who, "application", answers); err != nil {
		t.Fatal(err)
	}
	kept(string(answers), "begun")
	if got, err := h.Draft(ctx, stranger, who, "application"); fault.CodeOf(err) != fault.NotFound || got != nil {
		t.Errorf("a stranger reads %s, %v", got, err)
	}
	for name, err := range map[string]error{
		"a stranger":     h.KeepDraft(ctx, stranger, who, "application", answers),
		"another's form": h.KeepDraft(ctx, c, who, "../x", answers),
		"no JSON":        h.KeepDraft(ctx, c, who, "application", []byte("{")),
		"too much":       h.KeepDraft(ctx, c, who, "application", []byte(`"`+string(bytes.Repeat([]byte("x"), 40<<10))+`"`)),
	} {
		if _, ok := fault.As(err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, err := h.Copy(ctx, c, who); err != nil || !bytes.Contains(b, []byte("解放大道1号")) {
		t.Errorf("the copy lacks what was begun: %v", err)
	}
	h.clock.Add(node.DraftKept + time.Hour)
	c = h.login("13800138000", person.HolderDoor)
	kept("", "after a week")
	if err := h.KeepDraft(ctx, c, who, "application", answers); err != nil {
		t.Fatal(err)
	}
	if err := h.DropDraft(ctx, c, who, "application"); err != nil {
		t.Fatal(err)
	}
	kept("", "sent")
}
