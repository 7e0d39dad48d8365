package node_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kangma/api"
	"kangma/federation"
	"kangma/internal/fault"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/pass"
	"kangma/region"
	"kangma/staff"
)

// peer is a node of a federation behind its API.
type peer struct {
	*hubei
	server *httptest.Server
	front  atomic.Pointer[http.Handler] // what answers in its place, where it lies or is down
}

// ServeHTTP is the node, or who stands before it.
func (p *peer) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*p.front.Load()).ServeHTTP(w, r) }

// fronted has h answer in the node's place, nil the node itself again.
func (p *peer) fronted(h http.Handler) {
	if h == nil {
		h = api.New(p.Node, api.Options{})
	}
	p.front.Store(&h)
}

// land is a root, a hub and nodes that share one clock.
type land struct {
	t     *testing.T
	clock *clock
	root  *keys.SigningKey
	pin   federation.Root
	hub   *peer

	second node.Caller // of two who admit
}

var winter = time.Date(2021, 12, 8, 1, 0, 0, 0, time.UTC)

// newLand is a land whose hub has begun.
func newLand(t *testing.T) *land {
	l := &land{t: t, clock: &clock{now: winter}}
	var err error
	if l.root, err = keys.NewOffline(filepath.Join(t.TempDir(), "root"), keys.UseRoot, keys.ES256); err != nil {
		t.Fatal(err)
	}
	if l.pin, err = federation.NewRoot(l.root.Algorithm(), l.root.Public); err != nil {
		t.Fatal(err)
	}
	l.hub = l.open("000000", "national", nil)
	l.delegate(1)
	return l
}

// open is a node of a region; its hub, if the land has one, is the land's.
func (l *land) open(code, pack string, change func(*node.Config)) *peer {
	l.t.Helper()
	p := &peer{}
	down := http.Handler(http.NotFoundHandler())
	p.front.Store(&down)
	p.server = httptest.NewServer(p)
	l.t.Cleanup(p.server.Close)
	c := config(l.t, l.t.TempDir(), l.clock)
	c.Region, c.Pack, c.Address = region.MustParseCode(code), pack, p.server.URL
	c.Name = pass.Text{ZH: code, EN: code}
	if l.hub != nil {
		c.Hub = &node.Hub{Address: l.hub.server.URL, Roots: []federation.Root{l.pin}}
	}
	if change != nil {
		change(&c)
	}
	n, err := node.Open(l.t.Context(), c)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { n.Close() })
	p.hubei = &hubei{n, l.clock, l.t}
	p.fronted(nil)
	return p
}

// delegate has the root delegate to the hub's list keys.
func (l *land) delegate(version uint64) {
	l.t.Helper()
	list, err := l.hub.ListKeys(l.t.Context(), node.Itself)
	l.must(err)
	e, err := federation.Delegation{Version: version, Hub: l.hub.Region, Keys: list}.Sign(l.root)
	l.must(err)
	l.must(l.hub.BeginHub(l.t.Context(), node.Itself, l.pin, e))
}

func (l *land) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// admit has a node join, and two people of the hub admit it.
func (l *land) admit(p *peer) {
	l.t.Helper()
	state, _, err := p.JoinHub(l.t.Context(), node.Itself)
	l.must(err)
	if state != "waiting" {
		l.t.Fatal(state)
	}
	list, err := l.hub.HubCandidates(l.t.Context(), node.Itself)
	l.must(err)
	k := list[len(list)-1]
	if l.second.Account.IsZero() {
		l.second = l.hub.officer("13800000001", staff.Headquarters, l.hub.Region)
	}
	_, err = l.hub.AdmitMember(l.t.Context(), node.Itself, k.ID, "电话核对")
	l.must(err)
	_, err = l.hub.AdmitMember(l.t.Context(), l.second, k.ID, "电话核对")
	l.must(err)
	l.must(p.FetchTrust(l.t.Context()))
}

func (p *peer) trusts(code string) bool {
	p.t.Helper()
	list, _, err := p.Trust(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	issuer := list.IssuerOf(region.MustParseCode(code))
	return issuer != nil && len(issuer.Keys) > 0
}

// NA-10, FE-3: a second node fetches and keeps the hub's list, and its gates learn the keys of the others under its own anchor. Who is
// removed is missing within one fetch: his codes are unknown, not green.
func TestHubListReachesGates(t *testing.T) {
	l := newLand(t)
	ctx := t.Context()
	hubei, zhejiang := l.open("420000", "hubei", nil), l.open("330000", "zhejiang", nil)
	l.admit(hubei)
	l.admit(zhejiang)
	l.must(hubei.FetchTrust(ctx))
	if !hubei.trusts("330000") || !hubei.trusts("420000") || !hubei.trusts("000000") || hubei.trusts("110000") {
		t.Fatal("the gates of Hubei trust the wrong nodes")
	}
	list, signed, err := hubei.Trust(ctx)
	l.must(err)
	var form struct{ Signed string }
	l.must(json.Unmarshal(signed, &form))
	if issuer := list.IssuerOf(region.MustParseCode("330000")); len(issuer.Keys) != 3 || form.Signed == "" {
		t.Errorf("gates get %d keys of Zhejiang, not those of codes, papers and status lists", len(issuer.Keys))
	}
	if err := hubei.FetchTrust(ctx); err != nil {
		t.Error("asked again, with nothing new:", err)
	}
	if _, err := l.hub.RemoveMember(ctx, node.Itself, region.MustParseCode("330000"), "密钥泄露"); err != nil {
		t.Fatal(err)
	}
	l.must(hubei.FetchTrust(ctx))
	if hubei.trusts("330000") || !hubei.trusts("420000") {
		t.Error("a removed node is trusted, or the node itself is not")
	}
	next, _, err := hubei.Trust(ctx)
	l.must(err)
	if next.Version <= list.Version {
		t.Errorf("gates would refuse version %d after %d", next.Version, list.Version)
	}
	if state, _, err := zhejiang.JoinHub(ctx, node.Itself); err != nil || state != "waiting" {
		t.Error("a removed node is back without two people:", state, err)
	}
}

// FE-3: one person admits nobody.
func TestOnePersonAdmitsNobody(t *testing.T) {
	l := newLand(t)
	p := l.open("420000", "hubei", nil)
	_, _, err := p.JoinHub(t.Context(), node.Itself)
	l.must(err)
	list, err := l.hub.HubCandidates(t.Context(), node.Itself)
	l.must(err)
	officer := l.hub.officer("13800000001", staff.Headquarters, l.hub.Region)
	if k, err := l.hub.AdmitMember(t.Context(), officer, list[0].ID, ""); err != nil || k.Standing() != federation.Vouched {
		t.Fatal(k.Standing(), err)
	}
	if _, err := l.hub.AdmitMember(t.Context(), officer, list[0].ID, ""); fault.CodeOf(err) != fault.Forbidden {
		t.Error("one person did both:", err)
	}
	l.must(p.FetchTrust(t.Context()))
	if l.hub.Partners() == nil {
		t.Fatal("the hub holds no list")
	}
	if _, ok := l.hub.Partners().Member(p.Region); ok {
		t.Error("admitted by one")
	}
}

// FE-1, FE-2: a hub that lies, is rolled back or is down changes nothing of what is held; what is held ends with its time; gates go on with
// the node's own keys.
func TestLyingHub(t *testing.T) {
	l := newLand(t)
	ctx := t.Context()
	hubei, zhejiang := l.open("420000", "hubei", nil), l.open("330000", "zhejiang", nil)
	l.admit(zhejiang)
	old := document(t, l.hub)
	l.admit(hubei)
	if !hubei.trusts("330000") {
		t.Fatal("not trusted")
	}
	other := newLand(t)
	other.admit(other.open("330000", "zhejiang", nil))
	answers := func(body string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(body)) })
	}
	for name, h := range map[string]http.Handler{
		"rolled back":       answers(old),
		"another root's":    answers(document(t, other.hub)),
		"altered":           answers(strings.Replace(document(t, l.hub), `"sig":"`, `"sig":"AAAA`, 1)),
		"no document":       answers("{}"),
		"nothing":           answers(""),
		"down":              http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }),
		"gone elsewhere":    http.RedirectHandler("https://example.invalid/", http.StatusFound),
		"nothing new, lied": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }),
	} {
		l.hub.fronted(h)
		if err := hubei.FetchTrust(ctx); err == nil {
			t.Errorf("%s: no error", name)
		}
		if !hubei.trusts("330000") {
			t.Errorf("%s: what was held is lost", name)
		}
	}
	s, err := hubei.HubStatus(ctx, node.Itself)
	l.must(err)
	if s.Failures != 8 || s.Failure == "" {
		t.Errorf("%+v", s.Failures)
	}
	l.clock.Add(time.Hour) // the hub is dead for an hour, gates go on
	if !hubei.trusts("330000") {
		t.Error("an hour without the hub stops gates")
	}
	l.clock.Add(federation.ListLife)
	if hubei.trusts("330000") || !hubei.trusts("420000") {
		t.Error("an expired list makes nodes trusted, or the node's own keys are gone")
	}
	l.hub.fronted(nil)
	if err := hubei.FetchTrust(ctx); err == nil {
		t.Error("an expired list was taken")
	}
}

func document(t *testing.T, hub *peer) string {
	t.Helper()
	_, d, err := hub.HubList(context.Background(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return string(d)
}

// FE-3, BY-01: keys rotate in the middle, the members' and the hub's own, and nobody has to do anything but the root.
func TestRotationInTheMiddle(t *testing.T) {
	l := newLand(t)
	ctx := t.Context()
	hubei, zhejiang := l.open("420000", "hubei", nil), l.open("330000", "zhejiang", nil)
	l.admit(hubei)
	l.admit(zhejiang)
	l.must(hubei.FollowHub(ctx))
	known := func() map[pass.KID]bool {
		list, _, err := hubei.Trust(ctx)
		l.must(err)
		out := map[pass.KID]bool{}
		for _, k := range list.IssuerOf(region.MustParseCode("330000")).Keys {
			out[k.KID] = true
		}
		return out
	}
	before := known()
	l.clock.Add(77 * 24 * time.Hour) // the successors are made now
	l.must(l.hub.Upkeep(ctx))
	l.must(zhejiang.Upkeep(ctx))
	l.must(zhejiang.FollowHub(ctx))
	l.must(hubei.FollowHub(ctx))
	after := known()
	kept := 0
	for k := range before {
		if after[k] {
			kept++
		}
	}
	if len(after) <= len(before) || kept != len(before) {
		t.Errorf("%d keys became %d, %d of them kept: no overlap", len(before), len(after), kept)
	}
	l.clock.Add(230 * 24 * time.Hour) // the hub has a second list key, which nobody delegated to yet
	l.must(l.hub.Upkeep(ctx))
	l.delegate(2)
	l.clock.Add(50 * 24 * time.Hour) // and the first one is over
	l.must(l.hub.Upkeep(ctx))
	l.must(hubei.FetchTrust(ctx))
	if l.hub.Partners() == nil || hubei.Partners() == nil {
		t.Error("the next list key is not believed")
	}
}
