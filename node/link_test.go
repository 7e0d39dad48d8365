package node_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

var (
	zhejiang = region.MustParseCode("330000")
	child    = node.Claim{Ward: true, Name: "张小宝", IDType: "resident_id", Number: "11010520160521003X"}
)

// coast is a hub, Zhejiang and Wenzhou.
type coast struct {
	*land
	zhejiang, wenzhou *peer
}

func newCoast(t *testing.T) *coast {
	l := newLand(t)
	c := &coast{land: l}
	c.zhejiang = l.open("330000", "zhejiang", nil)
	c.wenzhou = l.open("330300", "wenzhou", nil)
	l.admit(c.zhejiang)
	l.admit(c.wenzhou)
	l.must(c.zhejiang.FetchTrust(t.Context()))
	return c
}

// settled is somebody of Wenzhou who has a code at Zhejiang, under a phone there.
func (l *coast) settled(phone string) (node.Caller, id.ID) {
	l.t.Helper()
	c := l.zhejiang.login(phone, person.HolderDoor)
	who, err := l.zhejiang.Verify(l.t.Context(), c, zhang)
	l.must(err)
	l.must(applied(l.zhejiang.Apply(l.t.Context(), c, whose(who, region.MustParseCode("330302")))))
	return c, who
}

func whose(who id.ID, r region.Code) node.Application {
	a := healthy(r)
	a.Person = who
	return a
}

func applied(_ node.Applied, err error) error { return err }

// confirm records that he is ill, at Zhejiang.
func (l *coast) confirm(number string) evidence.Record {
	l.t.Helper()
	r, err := l.zhejiang.RecordEvidence(l.t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: zhang.Number}, number,
		evidence.Fact{Kind: evidence.CaseConfirmed, Source: "zhejiang-cdc", Region: region.MustParseCode("330302"), ValidFrom: l.zhejiang.Now(), ValidUntil: instant.Never}, staff.Purpose{})
	l.must(err)
	return r
}

func (l *coast) upstream(c node.Caller) string {
	l.t.Helper()
	s, err := l.wenzhou.Show(l.t.Context(), c, id.ID{}, false)
	l.must(err)
	return string(s.Decision.Colour) + " " + s.Decision.State
}

// WZ-02, WZ-04, NA-11, FE-7: the code and the child come from the province by the phone alone, and the province's holder reads that it was told.
func TestLinkByPhone(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	there, who := l.settled("13700000001")
	baby, err := l.zhejiang.Verify(ctx, there, child)
	l.must(err)
	l.must(applied(l.zhejiang.Apply(ctx, there, whose(baby, region.MustParseCode("330302")))))

	here := l.wenzhou.login("13700000001", person.HolderDoor)
	found, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	if len(found.Codes) != 2 || len(found.NoAnswer) > 0 || found.Left != 0 {
		t.Fatalf("%+v", found)
	}
	for _, c := range found.Codes {
		if c.Link.Issuer != zhejiang || c.Colour != "green" || c.Status != federation.Known || c.Reason == "" || c.Link.Person == who {
			t.Errorf("%+v", c)
		}
	}
	a, err := l.wenzhou.Account(ctx, here)
	l.must(err)
	if len(a.People) != 2 || a.People[0].Relation != person.Self || a.People[1].Who.Name.Reveal() != child.Name {
		t.Errorf("%v", a.People)
	}
	looks, _, err := l.zhejiang.Looks(ctx, there, who, id.ID{}, 10)
	l.must(err)
	if !slices.ContainsFunc(looks, func(k audit.Look) bool { return k.Action == audit.CodeTold }) {
		t.Errorf("the holder does not read that his code was told: %+v", looks)
	}
	again, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	if len(again.Codes) != 2 || again.Codes[0].Name != found.Codes[0].Name {
		t.Error("linked again it is another link")
	}
}

// WZ-16, FE-8: a change reaches the linked code by push; one that was missed by pull; one that comes late or twice changes nothing.
func TestChangesReachTheLinkedCode(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	l.settled("13700000001")
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	_, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	_, err = l.wenzhou.Apply(ctx, here, whose(id.ID{}, region.MustParseCode("330302")))
	l.must(err)
	if got := l.upstream(here); got != "green 10" {
		t.Fatal(got)
	}
	l.clock.Add(time.Minute)
	r := l.confirm("c1")
	l.must(l.zhejiang.PushChanges(ctx, false))
	if got := l.upstream(here); got != "red 10" {
		t.Fatal("after the push:", got)
	}
	l.clock.Add(time.Minute)
	_, err = l.zhejiang.EndEvidence(ctx, node.Itself, evidence.Change{Person: r.Person, Evidence: r.ID, Until: l.zhejiang.Now(), Reason: "痊愈", Ground: "出院"}, staff.Purpose{})
	l.must(err)
	l.wenzhou.fronted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	if l.zhejiang.PushChanges(ctx, false) == nil {
		t.Error("it was told to who is down")
	}
	l.wenzhou.fronted(nil)
	l.must(l.wenzhou.FollowLinks(ctx))
	if got := l.upstream(here); got != "green 10" {
		t.Error("after the pull:", got)
	}
	l.must(l.zhejiang.PushChanges(ctx, false)) // the same again, late
	if got := l.upstream(here); got != "green 10" {
		t.Error("told twice:", got)
	}
}

// WZ-16, FE-6, state 8: who does not answer makes gray, by silence and at once when asked; when he answers again the colour is back.
func TestSilenceIsGray(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	l.settled("13700000001")
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	_, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	_, err = l.wenzhou.Apply(ctx, here, whose(id.ID{}, region.MustParseCode("330302")))
	l.must(err)
	down := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	l.zhejiang.fronted(down)
	if l.wenzhou.FollowLinks(ctx) == nil {
		t.Error("no error")
	}
	if got := l.upstream(here); got != "green 10" {
		t.Error("a moment of silence makes gray:", got)
	}
	l.clock.Add(federation.Silence)
	if l.wenzhou.FollowLinks(ctx) == nil {
		t.Error("no error")
	}
	if got := l.upstream(here); got != "gray 8" {
		t.Error("silent for half an hour:", got)
	}
	l.zhejiang.fronted(nil)
	l.clock.Add(5 * time.Minute) // the circuit lets one through
	l.must(l.wenzhou.FollowLinks(ctx))
	if got := l.upstream(here); got != "green 10" {
		t.Error("it answers again:", got)
	}
	l.zhejiang.fronted(down)
	codes, err := l.wenzhou.RefreshCode(ctx, here, id.ID{}, zhejiang)
	l.must(err)
	if got := l.upstream(here); got != "gray 8" || codes[0].Status != federation.Silent {
		t.Error("asked and not answered:", got, codes)
	}
	other := l.wenzhou.login("13700000002", person.HolderDoor)
	_, err = l.wenzhou.Verify(ctx, other, node.Claim{Name: "李四", IDType: "resident_id", Number: "110101199003070038"})
	l.must(err)
	found, err := l.wenzhou.LinkCodes(ctx, other, node.LinkAsk{})
	l.must(err)
	if len(found.NoAnswer) != 1 || found.NoAnswer[0] != zhejiang || len(found.Codes) != 0 {
		t.Errorf("%+v", found)
	}
}

// WZ-06: unlinked it counts no more, here and there.
func TestUnlink(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	l.settled("13700000001")
	here := l.wenzhou.login("13700000001", person.HolderDoor)
	_, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{ByPhone: true})
	l.must(err)
	_, err = l.wenzhou.Apply(ctx, here, whose(id.ID{}, region.MustParseCode("330302")))
	l.must(err)
	l.must(l.wenzhou.UnlinkCode(ctx, here, id.ID{}, zhejiang))
	if got := l.upstream(here); got != "gray 8" {
		t.Error(got)
	}
	if l.wenzhou.UnlinkCode(ctx, here, id.ID{}, zhejiang) == nil {
		t.Error("unlinked twice")
	}
	l.confirm("c1")
	l.must(l.zhejiang.PushChanges(ctx, false))
	if got := l.upstream(here); got != "gray 8" {
		t.Error("told after the end:", got)
	}
	if codes, err := l.wenzhou.LinkedCodes(ctx, here); err != nil || len(codes) != 0 {
		t.Error(codes, err)
	}
}

// WZ-02, WZ-05: by document and name; another name, another document, or somebody without a code there finds nothing.
func TestLinkByDocument(t *testing.T) {
	l := newCoast(t)
	ctx := t.Context()
	there := l.zhejiang.login("13700000003", person.HolderDoor)
	foreigner := node.Claim{Name: "JOHN SMITH", IDType: "passport", Number: "E12345678", Birth: "1980-01-01"}
	who, err := l.zhejiang.Verify(ctx, there, foreigner)
	l.must(err)
	l.must(applied(l.zhejiang.Apply(ctx, there, whose(who, region.MustParseCode("330302")))))
	l.settled("13700000001")
	for i, test := range []struct {
		claim node.Claim
		codes int
	}{{foreigner, 1}, {zhang, 1}, {node.Claim{Name: "张三", IDType: "resident_id", Number: "110101199003070038"}, 0}} {
		here := l.wenzhou.login(fmt.Sprintf("1390000000%d", i), person.HolderDoor)
		_, err := l.wenzhou.Verify(ctx, here, test.claim)
		l.must(err)
		found, err := l.wenzhou.LinkCodes(ctx, here, node.LinkAsk{Issuer: zhejiang})
		l.must(err)
		if len(found.Codes) != test.codes {
			t.Errorf("%s: %+v", test.claim.IDType, found)
		}
	}
	permit := l.wenzhou.login("13900000009", person.HolderDoor)
	_, err = l.wenzhou.Verify(ctx, permit, node.Claim{Name: "陈大文", IDType: "hk_macao_permit", Number: "H12345678", Birth: "1980-01-01"})
	l.must(err)
	if _, err := l.wenzhou.LinkCodes(ctx, permit, node.LinkAsk{}); fault.CodeOf(err) != fault.Conflict {
		t.Error("another document:", err)
	}
}
