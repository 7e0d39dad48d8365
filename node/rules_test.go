package node_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/packs"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// ruledOnBoth runs a test on a node of a rule book on either database.
func ruledOnBoth(t *testing.T, begin time.Time, r region.Code, pack string, test func(*testing.T, *hubei)) {
	eachEngine(t, begin, func(c *node.Config) { c.Region, c.Pack, c.Mass = r, pack, 1<<20 }, test)
}

// edited is a shipped pack as a zip, with some texts in its files replaced.
func edited(t testing.TB, dir string, replace ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	change := strings.NewReplacer(replace...)
	err := fs.WalkDir(packs.FS, dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(packs.FS, file)
		if err != nil {
			return err
		}
		f, err := w.Create(strings.TrimPrefix(file, dir+"/"))
		if err != nil {
			return err
		}
		_, err = f.Write([]byte(change.Replace(string(text))))
		return err
	})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// officer is a member of staff, logged in.
func (h *hubei) officer(phone string, role staff.Role, r region.Code) node.Caller {
	h.t.Helper()
	if _, err := h.Appoint(h.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "李四", Role: role, Region: r}); err != nil {
		h.t.Fatal(err)
	}
	return h.login(phone, person.StaffDoor)
}

// back is a member of staff who logs in again: his login has ended meanwhile.
func (h *hubei) back(phone string) node.Caller {
	h.t.Helper()
	return h.login(phone, person.StaffDoor)
}

// upload uploads a pack as whoever has the machine.
func (h *hubei) upload(data []byte) policy.Kept {
	h.t.Helper()
	k, err := h.UploadPack(h.t.Context(), node.Itself, data)
	if err != nil {
		h.t.Fatal(err)
	}
	return k
}

// publish brings a pack into force now: proposed by the machine, approved by an officer.
func (h *hubei) publish(approver node.Caller, k policy.Kept) policy.Publication {
	h.t.Helper()
	ctx := h.t.Context()
	p, err := h.ProposeRules(ctx, node.Itself, node.Proposal{Digest: k.Digest, Reason: "test", Emergency: "test"})
	if err != nil {
		h.t.Fatal(err)
	}
	if p, err = h.ApproveRules(ctx, approver, p.ID, ""); err != nil {
		h.t.Fatal(err)
	}
	if err := h.Follow(ctx); err != nil {
		h.t.Fatal(err)
	}
	return p
}

var hubeiCode = region.MustParseCode("420000")

// earlier are Hubei's rules of February with a later date: other rules than those of March.
func earlier(t testing.TB) []byte {
	return edited(t, "hubei/2020-02-24", `version: "2020-02-24"`, `version: "2020-03-26"`, "number: 1\n", "number: 77\n", `until: "2020-03-22"`, "replaces: hubei@2020-03-22\nuntil: \"2021-01-01\"")
}

// A pack goes into force by two people and after its notice, and everybody can read it; nobody approves his own act,
// whatever account he uses; an emergency needs no notice, and says why (PB-4). BY-05
func TestPublish(t *testing.T) {
	ruledOnBoth(t, spring, hubeiCode, "hubei@2020-03-22", func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, two := h.officer("13800000001", staff.PolicyOfficer, hubeiCode), h.officer("13800000002", staff.Headquarters, hubeiCode)
		reviewer := h.officer("13800000003", staff.Reviewer, hubeiCode)
		holder, _ := h.apply("13800138000", zhang)
		if _, err := h.UploadPack(ctx, reviewer, earlier(t)); fault.CodeOf(err) != fault.Forbidden {
			t.Error("a reviewer uploads a pack:", err)
		}
		k, err := h.UploadPack(ctx, one, earlier(t))
		if err != nil || k.Policy != "hubei@2020-03-26" {
			t.Fatal(k.Policy, err)
		}
		p, err := h.ProposeRules(ctx, one, node.Proposal{Digest: k.Digest, Reason: "春季规则"})
		if err != nil || p.Until != date(t, "2021-01-01") {
			t.Fatal(p, err)
		}
		if _, err := h.ApproveRules(ctx, one, p.ID, ""); fault.CodeOf(err) != fault.Forbidden {
			t.Error("he approves his own proposal:", err)
		}
		if _, err := h.ApproveRules(ctx, reviewer, p.ID, ""); fault.CodeOf(err) != fault.Forbidden {
			t.Error("a reviewer approves rules:", err)
		}
		if p, err = h.ApproveRules(ctx, two, p.ID, "同意"); err != nil || p.From != h.Now().Add(node.Notice) {
			t.Fatal(p, err)
		}
		if _, err := h.ApproveRules(ctx, node.Itself, p.ID, ""); fault.CodeOf(err) != fault.Conflict {
			t.Error("approved twice:", err)
		}
		list, err := h.Published(ctx)
		if err != nil || len(list) != 2 || list[0].InForce || !list[1].InForce || list[0].Pack.ID() != "hubei@2020-03-26" {
			t.Fatalf("%+v %v", list, err)
		}
		h.clock.Add(node.Notice - time.Microsecond)
		h.follow()
		if r, _ := h.Regime(); r.Policy != "hubei@2020-03-22" {
			t.Error("the rules begin before their notice is over")
		}
		h.clock.Add(time.Microsecond)
		h.follow()
		if r, _ := h.Regime(); r.Policy != "hubei@2020-03-26" || r.Digest != k.Digest || r.Publication != p.ID {
			t.Fatalf("%+v", r)
		}
		if s := h.show(holder); s.Decision.Policy != "hubei@2020-03-26" {
			t.Error("shown by", s.Decision.Policy)
		}
		if _, err := h.WithdrawRules(ctx, h.back("13800000002"), p.ID, "误"); fault.CodeOf(err) != fault.Conflict {
			t.Error("rules in force are withdrawn:", err)
		}
		got, err := h.PublishedPack(ctx, "hubei@2020-03-26")
		if err != nil || !got.InForce || got.Pack.Digest != k.Digest || got.Until != p.Until {
			t.Errorf("%+v %v", got, err)
		}
	})
}

// One human being is one, though he has two phones and two roles (PB-4).
func TestOneHumanBeingDoesNotPublish(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	one, two := h.officer("13800000001", staff.PolicyOfficer, hubeiCode), h.officer("13800000002", staff.Headquarters, hubeiCode)
	h.clock.Add(time.Minute)
	whose, _ := h.apply("13800000001", zhang)
	if whose.Account != one.Account {
		t.Fatal("one account a phone")
	}
	if err := h.Same(ctx, one.Account, two.Account); err != nil {
		t.Fatal(err)
	}
	k := h.upload(earlier(t))
	p, err := h.ProposeRules(ctx, one, node.Proposal{Digest: k.Digest, Reason: "试"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.ApproveRules(ctx, two, p.ID, "")
	if f, _ := fault.As(err); f == nil || f.Key != "publication.own" {
		t.Error("approved by the same human being:", err)
	}
}

// What cannot be proposed: a pack that is not in order, that ends too late or never, or has ended; and a proposal can be
// withdrawn before it begins. BY-16, PB-2, PB-3
func TestProposalsThatAreRefused(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	good := h.upload(earlier(t))
	again := h.upload(earlier(t))
	if again.Digest != good.Digest || !again.RecordedAt.Time().Equal(good.RecordedAt.Time()) {
		t.Error("the same pack is the same candidate")
	}
	failing := h.upload(edited(t, "hubei/2020-02-24", `version: "2020-02-24"`, `version: "2020-03-27"`, "number: 1\n", "number: 78\n", `until: "2020-03-22"`, "replaces: hubei@2020-03-22\nuntil: \"2021-01-01\"", "for: 14d", "for: 13d"))
	numbered := h.upload(edited(t, "hubei/2020-02-24", `version: "2020-02-24"`, `version: "2020-03-28"`, "number: 1\n", "number: 2\n", `until: "2020-03-22"`, "replaces: hubei@2020-03-22\nuntil: \"2021-01-01\""))
	long := h.upload(edited(t, "hubei/2020-02-24", `version: "2020-02-24"`, `version: "2020-03-29"`, "number: 1\n", "number: 79\n", `until: "2020-03-22"`, "replaces: hubei@2020-03-22\nuntil: \"2030-01-01\""))
	endless := h.upload(edited(t, "hubei/2020-02-24", `version: "2020-02-24"`, `version: "2020-03-30"`, "number: 1\n", "number: 80\n", `until: "2020-03-22"`, ``, "until: ", "# "))
	for name, c := range map[string]struct {
		q     node.Proposal
		field string
		code  fault.Code
	}{
		"a case fails":             {node.Proposal{Digest: failing.Digest, Reason: "r"}, "", fault.Conflict},
		"a number twice":           {node.Proposal{Digest: numbered.Digest, Reason: "r"}, "", fault.Conflict},
		"no end":                   {node.Proposal{Digest: endless.Digest, Reason: "r"}, "", fault.Conflict},
		"ten years":                {node.Proposal{Digest: long.Digest, Reason: "r"}, "until", fault.Invalid},
		"after the pack's own end": {node.Proposal{Digest: good.Digest, Reason: "r", Until: date(t, "2021-01-02")}, "until", fault.Invalid},
		"ends before it begins":    {node.Proposal{Digest: good.Digest, Reason: "r", From: date(t, "2020-06-01"), Until: date(t, "2020-05-01")}, "until", fault.Invalid},
		"in the past":              {node.Proposal{Digest: good.Digest, Reason: "r", From: date(t, "2020-03-01")}, "from", fault.Invalid},
		"no reason":                {node.Proposal{Digest: good.Digest}, "reason", fault.Invalid},
		"no such pack":             {node.Proposal{Reason: "r"}, "", fault.NotFound},
	} {
		_, err := h.ProposeRules(ctx, node.Itself, c.q)
		if f, _ := fault.As(err); f == nil || f.Code != c.code || f.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := h.UploadPack(ctx, node.Itself, edited(t, "hubei/2020-02-24", `until: "2020-03-22"`, `until: "2020-02-01"`)); fieldOf(err) != "pack.yaml: until" {
		t.Error("an end before the beginning:", err)
	}
	if _, err := h.UploadPack(ctx, node.Itself, edited(t, "wenzhou/2021-12-01")); fieldOf(err) != "region" {
		t.Error("another authority's pack:", err)
	}
	two := h.officer("13800000002", staff.Headquarters, hubeiCode)
	p, err := h.ProposeRules(ctx, node.Itself, node.Proposal{Digest: long.Digest, Reason: "r", Until: date(t, "2021-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	if p, err = h.ApproveRules(ctx, two, p.ID, ""); err != nil || p.From != max(h.Now().Add(node.Notice), date(t, "2020-03-29")) {
		t.Fatal(p.From, err)
	}
	if _, err = h.WithdrawRules(ctx, two, p.ID, ""); fieldOf(err) != "reason" {
		t.Error("withdrawn without a reason:", err)
	}
	if _, err = h.WithdrawRules(ctx, two, p.ID, "改期"); err != nil {
		t.Fatal(err)
	}
	h.clock.Add(10 * instant.Day)
	h.follow()
	if r, _ := h.Regime(); r.Policy != "hubei@2020-03-22" {
		t.Error("withdrawn rules begin:", r.Policy)
	}
}

func fieldOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Field
	}
	return ""
}

func date(t testing.TB, s string) instant.Instant {
	t.Helper()
	at, err := instant.Date(s, instant.Beijing)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (h *hubei) follow() {
	h.t.Helper()
	if err := h.Follow(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}
