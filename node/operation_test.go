package node_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/audit"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/pass"
	"kangma/person"
)

// NA-10, FE-7: the seven operations of GB/T 38963-2020, by a node that had linked somebody's code: with consent, each seen by the holder.
func TestSevenOperations(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	there, who := l.settled("13700000001")
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	found, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	name := found.Codes[0].Name
	l.clock.Add(24 * time.Hour) // another day: he may declare again
	l.must(l.zhejiang.FetchTrust(ctx))
	l.must(l.wenzhou.FetchTrust(ctx))
	agreed := func() federation.Request {
		return federation.Request{Consent: &federation.Consent{At: l.wenzhou.Now().Unix(), How: "sms_code"}, Ext: "opaque"}
	}
	call := func(o federation.Operation, body string) (map[string]any, error) {
		var out map[string]any
		err := l.wenzhou.Call(ctx, zhejiang, o, agreed(), json.RawMessage(strings.ReplaceAll(body, "NAME", text(t, name))), &out)
		return out, err
	}
	wants := func(o federation.Operation, body, field, want string) map[string]any {
		t.Helper()
		out, err := call(o, body)
		if err != nil || field != "" && out[field] != want {
			t.Fatalf("%s: %v, %v", o, out, err)
		}
		return out
	}
	wants(federation.QueryHealth, `{"name":"NAME"}`, "colour", "green")
	token := wants(federation.CallCode, `{"name":"NAME"}`, "status", "ok")["token"].(string)
	if got := l.zhejiang.offline(token); got.Outcome != pass.Pass {
		t.Errorf("a code that was called: %s %s", got.Outcome, got.Reason)
	}
	wants(federation.VerifyCode, `{"token":"`+token+`"}`, "answer", "pass")
	wants(federation.VerifyCode, `{"token":"`+token[:len(token)-2]+`"}`, "answer", "unknown")
	wants(federation.DeclareHealth, `{"name":"NAME","status":"fever","symptoms":["cold_like"],"temperature":38.2,"contact":"no"}`, "colour", "yellow")
	if _, err := call(federation.DeclareHealth, `{"name":"NAME","status":"none","symptoms":["none"],"contact":"no"}`); fault.CodeOf(err) != fault.Conflict {
		t.Error("declared twice a day:", err)
	}
	wants(federation.CorrectData, `{"name":"NAME","description":"我没有发热"}`, "", "")
	li := `{"who":{"name":"李四","id_type":"resident_id","number":"` + "110101199003070038" + `"},"purpose":"visiting","region":"330302","address":"人民路1号","truth":true,"health":{"status":"none","symptoms":["none"],"contact":"no"}}`
	wants(federation.MakeCode, li, "colour", "green")
	if _, err := call(federation.MakeCode, strings.Replace(li, `"truth":true`, `"truth":false`, 1)); fault.CodeOf(err) != fault.Invalid {
		t.Error("a code without the statement of truth:", err)
	}
	if _, err := call(federation.DeclareTrip, `{"name":"NAME","form":{"nothing":1}}`); fault.CodeOf(err) != fault.Invalid {
		t.Error("a trip without a form:", err)
	}

	err = l.wenzhou.Call(ctx, zhejiang, federation.QueryHealth, federation.Request{}, map[string]any{"name": name}, nil)
	if fault.CodeOf(err) != fault.Forbidden {
		t.Error("without consent:", err)
	}
	err = l.hub.Call(ctx, zhejiang, federation.QueryHealth, agreed(), map[string]any{"name": name}, nil)
	if fault.CodeOf(err) != fault.NotFound {
		t.Error("the name is another node's:", err)
	}
	looks, _, err := l.zhejiang.Looks(ctx, there, who, id.ID{}, 50)
	l.must(err)
	told := 0
	for _, k := range looks {
		if slices.Contains([]audit.Action{audit.CodeTold, audit.UpwardAsk}, k.Action) {
			told++
		}
	}
	if told < 5 {
		t.Errorf("the holder reads of %d of the operations about him", told)
	}
}

func text(t *testing.T, n federation.Name) string {
	t.Helper()
	b, err := n.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
