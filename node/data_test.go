package node_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/staff"
)

// BY-06, NA-14: a holder takes along everything that is known about him, and nobody else does.
func TestCopy(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	h.record("f", evidence.Fact{Kind: evidence.FeverClinic, Source: "武汉市第一医院", Region: wuhan})
	purpose, _ := staff.ParsePurpose("service", "", "")
	if _, err := h.LookUp(ctx, node.Itself, node.Whom{IDType: "resident_id", Number: zhang.Number}, purpose); err != nil {
		t.Fatal(err)
	}
	b, err := h.Copy(ctx, holder, id.ID{})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Person   struct{ Name, IDNumber, Address string }
		Account  struct{ Phone string }
		Evidence []struct{ Kind, Source string }
		Decisions,
		Applications, Looks []json.RawMessage
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(string(b), "id_number", "IDNumber")), &got); err != nil {
		t.Fatal(err)
	}
	if got.Person.Name != "张三丰" || got.Person.IDNumber != zhang.Number || got.Person.Address != "解放大道1号" || got.Account.Phone == "" || len(got.Evidence) != 3 ||
		len(got.Decisions) < 2 || len(got.Applications) != 1 || len(got.Looks) != 1 {
		t.Errorf("%s", b)
	}
	stranger := h.login("13800138001", person.HolderDoor)
	if _, err := h.Copy(ctx, stranger, who); fault.CodeOf(err) != fault.NotFound {
		t.Error("another account:", err)
	}
}

// BY-07, PE-4: what may be deleted is: the identity, what was declared, the account. An authority's record that decides
// the code keeps it; who comes again is somebody new.
func TestForget(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	fever := h.record("f", evidence.Fact{Kind: evidence.FeverClinic, Source: "武汉市第一医院", Region: wuhan})
	if err := h.Forget(ctx, holder, id.ID{}); fault.CodeOf(err) != fault.Conflict {
		t.Fatal("an authority's record decides:", err, fever.ID)
	}
	h.clock.Add(8 * 24 * time.Hour)
	holder = h.login("13800138000", person.HolderDoor)
	token := h.show(holder).Token
	begun := h.Now()
	h.clock.Add(time.Second)
	if err := h.Forget(ctx, holder, who); err != nil {
		t.Fatal(err)
	}
	if err := h.RecallSince(ctx, begun); err != nil {
		t.Fatal(err)
	}
	h.clock.Add(10 * time.Second)
	if a := h.offline(token); a.Outcome.String() == "pass" {
		t.Errorf("the code of who has left: %+v", a)
	}
	if _, err := h.Show(ctx, holder, id.ID{}, false); fault.CodeOf(err) != fault.NotFound {
		t.Error("nobody is left to show:", err)
	}
	if _, err := h.Account(ctx, holder); fault.CodeOf(err) != fault.NotFound {
		t.Error("the account is gone:", err)
	}
	again, anew := h.apply("13800138000", zhang)
	if anew == who {
		t.Error("who was forgotten is known again")
	}
	if looks, _, err := h.Looks(ctx, again, id.ID{}, id.ID{}, 10); err != nil || len(looks) != 0 {
		t.Error(looks, err)
	}
}
