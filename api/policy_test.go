package api_test

import (
	"net/http/httptest"
	"testing"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/packs"
	"kangma/policy"
	"kangma/staff"
)

// A rule book's way through the API: uploaded, tried, in the shadow, proposed by one, refused to him, approved by
// another, read by everybody, withdrawn. BY-02, BY-05, BY-16
func TestRulesThroughTheAPI(t *testing.T) {
	h := open(t, free)
	h.run()
	server := httptest.NewServer(h.api)
	t.Cleanup(server.Close)
	ctx := t.Context()
	h.appointed("13800000001", staff.PolicyOfficer, "420000")
	h.appointed("13800000002", staff.Headquarters, "420000")
	h.clock.Add(time.Hour) // between two one-time codes
	one, two := h.client(server.URL, "13800000001", wire.StaffDoor), h.client(server.URL, "13800000002", wire.StaffDoor)
	anybody := client.New(server.URL, nil)

	in, err := anybody.Policies(ctx)
	must(t, err)
	if len(in) != 1 || !in[0].InForce || len(in[0].Digest) != 64 {
		t.Fatalf("%+v", in)
	}
	text, err := anybody.Policy(ctx, in[0].Policy)
	must(t, err)
	if len(text.Rules) < 10 || len(text.States) < 5 || text.Rules[0].Source == "" {
		t.Errorf("%+v", text)
	}
	if _, err := anybody.Policy(ctx, "hubei@1999-01-01"); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}

	a, err := policy.WriteArchive(packs.FS, "hubei/2020-03-22")
	must(t, err)
	if _, err := anybody.UploadPolicy(ctx, a.Data); fault.CodeOf(err) != fault.Unauthenticated {
		t.Error("anybody uploads:", err)
	}
	if _, err := one.UploadPolicy(ctx, []byte("no zip")); fault.CodeOf(err) != fault.Invalid {
		t.Error("no zip:", err)
	}
	k, err := one.UploadPolicy(ctx, a.Data)
	must(t, err)
	if k.Digest != in[0].Digest || !k.Shipped {
		t.Errorf("the pack in force is kept already: %+v", k)
	}

	s, err := one.Simulate(ctx, wire.Simulate{Digest: k.Digest})
	must(t, err)
	for end := time.Now().Add(20 * time.Second); s.Result == nil && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		s, err = one.Simulation(ctx, s.ID)
		must(t, err)
	}
	if s.Result == nil || s.Result.Changed != 0 || s.Result.Against != in[0].Policy {
		t.Errorf("%+v", s)
	}
	sh, err := one.StartShadow(ctx, k.Digest)
	must(t, err)
	must(t, one.StopShadow(ctx, sh.ID))

	if _, err := one.Propose(ctx, wire.Propose{Digest: "abc", Reason: "r"}); fault.CodeOf(err) != fault.Invalid {
		t.Error("no digest:", err)
	}
	p, err := one.Propose(ctx, wire.Propose{Digest: k.Digest, Reason: "续期", Until: in[0].Until - wire.Time(365*24*time.Hour/time.Microsecond)})
	must(t, err)
	if _, err := one.ApproveRules(ctx, p.ID, ""); fault.CodeOf(err) != fault.Forbidden {
		t.Error("he approves his own:", err)
	}
	p, err = two.ApproveRules(ctx, p.ID, "同意")
	must(t, err)
	if p.Standing != "approved" || p.Approved == nil || p.Approved.Role != string(staff.Headquarters) {
		t.Errorf("%+v", p)
	}
	if in, err = anybody.Policies(ctx); err != nil || len(in) != 2 || in[0].InForce || in[0].From != p.From {
		t.Errorf("what is to come is read by everybody: %+v %v", in, err)
	}
	if p, err = two.WithdrawRules(ctx, p.ID, "不必"); err != nil || p.Standing != "withdrawn" {
		t.Error(p, err)
	}
	list, err := one.Publications(ctx, client.Page{})
	if err != nil || len(list.Items) != 1 || list.Items[0].Withdrawn == nil {
		t.Error(list, err)
	}

	holder, _ := h.holder("13800138000", zhang)
	_ = holder
	c := h.client(server.URL, "13800138000", wire.HolderDoor)
	then, err := c.Why(ctx, id.ID{}, 0)
	must(t, err)
	h.clock.Add(time.Hour)
	again, err := c.WhyThen(ctx, id.ID{}, h.node.Now()-1, h.node.Now())
	must(t, err)
	was, err := c.WhyThen(ctx, id.ID{}, then.At.Instant(0), 0)
	must(t, err)
	if string(was.Decision) != string(then.Decision) || again.KnownAt == again.At {
		t.Errorf("%s\n%s", was.Decision, then.Decision)
	}
}
