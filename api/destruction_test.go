package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/destruction"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/staff"
)

// Through the API: anybody asks for the certificate, which there is not while rules are in force; only who may publish rules
// sees the dry run, and is refused. BY-16
func TestDestructionThroughTheAPI(t *testing.T) {
	h := open(t, free)
	server := httptest.NewServer(h.api)
	t.Cleanup(server.Close)
	ctx := t.Context()
	h.appointed("13800000001", staff.Headquarters, "420000")
	h.appointed("13800000002", staff.Reviewer, "420000")
	h.clock.Add(time.Hour) // between two one-time codes
	hq, reviewer := h.client(server.URL, "13800000001", wire.StaffDoor), h.client(server.URL, "13800000002", wire.StaffDoor)

	if _, err := client.New(server.URL, nil).Destruction(ctx); fault.CodeOf(err) != fault.NotFound {
		t.Error("certified:", err)
	}
	if _, err := reviewer.DestructionPlan(ctx); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a reviewer plans it:", err)
	}
	plan, err := hq.DestructionPlan(ctx)
	must(t, err)
	if !strings.Contains(plan.Refused, "in force") || len(plan.Destroyed) < 40 || len(plan.Kept) < 10 || plan.Kept[0].Why == "" {
		t.Errorf("%+v", plan)
	}
	if _, err := hq.ProposeDestruction(ctx, "疫情结束"); fault.CodeOf(err) != fault.Conflict {
		t.Error("proposed while rules are in force:", err)
	}
	if _, err := hq.ApproveDestruction(ctx, id.New(1), ""); fault.CodeOf(err) != fault.NotFound {
		t.Error("approved what was not proposed:", err)
	}
	if _, err := destruction.Verify([]byte("no note"), h.node.LogKey()); fault.CodeOf(err) != fault.Invalid {
		t.Error("no note:", err)
	}
}
