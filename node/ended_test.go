package node_test

import (
	"testing"
	"testing/fstest"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/staff"

	"io/fs"
	"strings"
)

// Rules that end and are not renewed: codes stop to the second, nobody is decided, what was known is kept, and renewing
// is publishing again. BY-16
func TestRulesEnd(t *testing.T) {
	ruledOnBoth(t, spring, hubeiCode, "hubei@2020-03-22", func(t *testing.T, h *hubei) {
		ctx := t.Context()
		h.officer("13800000002", staff.Headquarters, hubeiCode)
		holder, who := h.apply("13800138000", zhang)
		k := h.upload(earlier(t))
		h.clock.Add(instant.Day)
		first, err := h.ProposeRules(ctx, node.Itself, node.Proposal{Digest: k.Digest, Until: h.Now().Add(7 * instant.Day), Reason: "试", Emergency: "试"})
		if err != nil {
			t.Fatal(err)
		}
		if first, err = h.ApproveRules(ctx, h.back("13800000002"), first.ID, ""); err != nil {
			t.Fatal(err)
		}
		h.follow()
		h.settled()
		h.clock.Add(first.Until.Sub(h.Now()) - 5*time.Minute)
		s := h.show(holder)
		if s.Until > first.Until {
			t.Errorf("a code is valid until %s, its rules until %s", s.Until, first.Until)
		}
		trust, _, err := h.Trust(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if a := pass.Verify(s.Token, trust, nil, h.Now(), pass.DefaultLimits); a.Claims == nil {
			t.Errorf("before the end it is verified: %+v", a)
		}
		h.clock.Add(5 * time.Minute)
		decisions, err := h.Decisions(ctx, holder, id.ID{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Show(ctx, holder, id.ID{}, false); keyOf(err) != "regime.ended" {
			t.Error("shown by ended rules:", err)
		}
		if _, err := h.Why(ctx, holder, id.ID{}, 0); keyOf(err) != "regime.ended" {
			t.Error("explained by ended rules:", err)
		}
		if was, err := h.Why(ctx, holder, id.ID{}, h.Now()-1); err != nil || was.Policy != k.Policy {
			t.Error("a moment ago:", err)
		}
		h.record("1", evidence.Fact{Kind: evidence.CaseConfirmed, Source: "hospital"})
		h.follow()
		if _, err := h.Faces(ctx); err != nil { // due reviews do not go round for ever
			t.Fatal(err)
		}
		if later, err := h.Decisions(ctx, holder, id.ID{}); err != nil || len(later) != len(decisions) {
			t.Error("somebody was decided:", len(later), err)
		}
		list, err := h.Published(ctx)
		if err != nil || !list[0].Ended || list[0].InForce {
			t.Errorf("%+v %v", list[0], err)
		}
		h.clock.Add(instant.Day)
		if _, err := h.ProposeRules(ctx, node.Itself, node.Proposal{Digest: k.Digest, Reason: "续"}); err != nil {
			t.Fatal(err)
		}
		h.publish(h.back("13800000002"), k)
		if s := h.show(holder); s.Person != who || s.Decision.Colour != policy.Red {
			t.Error("renewed, and what was learned meanwhile counts:", s.Decision.Colour)
		}
	})
}

// The same rules renewed before they end concern nobody: no decision is made again. BY-16
func TestRenewedInTime(t *testing.T) {
	h := open(t)
	h.officer("13800000002", staff.Headquarters, hubeiCode)
	holder, _ := h.apply("13800138000", zhang)
	k := h.upload(earlier(t))
	h.clock.Add(instant.Day)
	h.publish(h.back("13800000002"), k)
	h.settled()
	was := h.show(holder).Decision.ID
	h.clock.Add(time.Hour)
	p := h.publish(h.back("13800000002"), k)
	r, _ := h.Regime()
	if r.Publication != p.ID || r.Stands == r.Number {
		t.Errorf("%+v", r)
	}
	if s := h.show(holder); s.Decision.ID != was {
		t.Error("decided again by the same rules")
	}
}

func keyOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Key
	}
	return ""
}

// shipped are the packs of the program, with some texts in them replaced.
func shipped(t *testing.T, replace ...string) policy.Library {
	t.Helper()
	files := fstest.MapFS{}
	change := strings.NewReplacer(replace...)
	err := fs.WalkDir(packs.FS, "hubei", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(packs.FS, file)
		files[file] = &fstest.MapFile{Data: []byte(change.Replace(string(text)))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return policy.Library{FS: files}
}

// PB-1: a program whose pack of the version in force reads otherwise does not start; one that has lost it does, and so
// does one whose cases or other versions changed. BY-03
func TestEditedPackIsRefused(t *testing.T) {
	dir, c := t.TempDir(), &clock{now: spring}
	start := func(l policy.Library) error {
		cfg := config(t, dir, c)
		cfg.Packs = l
		n, err := node.Open(t.Context(), cfg)
		if err == nil {
			err = n.Close()
		}
		return err
	}
	if err := start(shipped(t)); err != nil {
		t.Fatal(err)
	}
	if err := start(shipped(t, "# 由2020年3月22日起的规则代替", "# otherwise")); err != nil {
		t.Error("another version reads otherwise:", err)
	}
	err := start(shipped(t, "满7日自动转为绿码", "满八日自动转为绿码"))
	if keyOf(err) != "node.pack_edited" || fault.CodeOf(err) != fault.Conflict {
		t.Error("the version in force reads otherwise:", err)
	}
	if err := start(shipped(t)); err != nil {
		t.Error("the right one again:", err)
	}
}
