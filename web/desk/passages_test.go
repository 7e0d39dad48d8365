package desk

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hpke"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/web/ui"
)

const gatePhone = "13900000009"

// gate is a collector at a point, with a device that signs.
type gate struct {
	d      *desk
	caller node.Caller
	point  id.ID
	device id.ID
	key    *ecdsa.PrivateKey
}

func (d *desk) gate(r region.Code) *gate {
	d.t.Helper()
	ctx := d.t.Context()
	point, err := d.AddPoint(ctx, node.Itself, passage.Point{Name: "东门", Region: r})
	d.ok(err)
	_, err = d.Appoint(ctx, node.Itself, node.NewAppointment{Phone: gatePhone, Name: "门岗", Role: staff.Collector, Region: r, Point: point.ID})
	d.ok(err)
	d.now(120e9)
	d.ok(d.RequestCode(ctx, gatePhone))
	s, err := d.Login(ctx, gatePhone, d.code(gatePhone), person.StaffDoor, false)
	d.ok(err)
	g := &gate{d: d, point: point.ID}
	g.caller, err = d.Authenticate(s.Token, person.StaffDoor)
	d.ok(err)
	g.key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	d.ok(err)
	public, err := g.key.PublicKey.Bytes()
	d.ok(err)
	device, err := d.RegisterDevice(ctx, g.caller, public)
	d.ok(err)
	g.device = device.ID
	return g
}

// write sends what a gate writes down of somebody without a code, or the cards that it looked at.
func (g *gate) write(text string, celsius passage.Temperature) {
	g.d.t.Helper()
	if !strings.HasPrefix(text, "KF1:") {
		key, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(g.d.RegisterKey())
		g.d.ok(err)
		sealed, err := hpke.Seal(key, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("kangma register 1"), []byte(text))
		g.d.ok(err)
		text = "KR1:" + base64.RawURLEncoding.EncodeToString(sealed)
	}
	at := g.d.Now()
	s := passage.Slip{ID: id.New(at), Device: g.device, Point: g.point, At: at, Gate: pass.Pass, Temperature: celsius, Token: text}
	sum := sha256.Sum256(s.Canonical())
	a, b, err := ecdsa.Sign(rand.Reader, g.key, sum[:])
	g.d.ok(err)
	a.FillBytes(s.Signature[:32])
	b.FillBytes(s.Signature[32:])
	results, err := g.d.Upload(g.d.t.Context(), g.caller, []passage.Slip{s})
	g.d.ok(err)
	if results[0].Fault != nil {
		g.d.t.Fatal(results[0].Fault)
	}
}

// fallBack says that the point goes on without the system.
func (g *gate) fallBack() {
	g.d.t.Helper()
	g.d.ok(g.d.Fallback(g.d.t.Context(), g.caller, passage.Fallback{ID: id.New(g.d.Now()), Point: passage.Point{ID: g.point}, Cause: passage.Unreachable, Began: g.d.Now(), Ended: instant.Never}))
}

// atGate is a day at a gate: a holder scanned, two people without a code, cards, and a time without the system.
func (d *desk) atGate() *gate {
	d.t.Helper()
	holder := d.holder(holderPhone, "张三丰", idNumber)
	shown, err := d.Show(d.t.Context(), holder, id.ID{}, false)
	d.ok(err)
	g := d.gate(jiangan)
	_, err = d.Scan(d.t.Context(), g.caller, node.ScanRequest{ID: id.New(d.Now()), Point: g.point, Token: shown.Token, Temperature: 375})
	d.ok(err)
	g.write(`{"name":"王秀英","phone":"027-82811234","number":"42010219400101002X"}`, 365)
	g.write("KF1:green-clear", 0)
	g.fallBack()
	return g
}

// WH-13, PS-2: passages of a region are listed without names; who passed is learned with a purpose and a case, masked, and the person reads it.
func TestPassagesOnPages(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Administrator, wuhan)
	d.atGate()
	for _, l := range ui.Languages() {
		b := d.signIn(l.Tag, phone)
		body := b.get("/desk/passages?purpose=quality")
		contains(t, "list", body, "东门", "37.5", l.T("passages.fever"), l.T("colour.green"))
		lacks(t, "list", body, "张", "王秀英", idNumber)
		to := strings.ReplaceAll(regexp.MustCompile(`/desk/passages/[0-9a-f]{32}\?[^"]*`).FindString(body), "&amp;", "&")
		contains(t, "form", b.get(to), `name="purpose"`, `name="case"`)
		contains(t, "no case", b.page("no case", b.ask(to, url.Values{"purpose": {"investigation"}}), 422), `id="case-error"`)
		body = b.page("who", b.ask(to, url.Values{"purpose": {"investigation"}, "case": {"C1"}}), 200)
		contains(t, "who", body, "张**")
		lacks(t, "who", body, "张三丰", idNumber)
		contains(t, "wrong day", b.page("wrong day", b.ask("/desk/passages?purpose=quality&from=2020-02-30", nil), 422), `href="#from"`)
		contains(t, "the region as the page names it", b.get("/desk/passages?"+url.Values{"purpose": {"quality"}, "region": {"湖北省武汉市江岸区"}}.Encode()), "东门")
		contains(t, "another region", b.page("another region", b.ask("/desk/passages?purpose=quality&region=420900", nil), 403), l.T("trouble.forbidden"))
		b.page("no passage", b.ask("/desk/passages/"+id.ID{1}.String(), nil), http.StatusNotFound)
	}
	d.member(countyPhone, staff.Reviewer, jiangan)
	reviewer := d.signIn("zh", countyPhone)
	reviewer.page("a reviewer", reviewer.ask("/desk/passages?purpose=quality", nil), http.StatusForbidden)
}

// NA-12, WZ-18, PS-12, PS-13: people without a code are listed with a purpose, masked; what was written down of one is read in full with a
// case, by who may; times without the system are listed.
func TestManualPassagesOnPages(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Administrator, wuhan)
	d.member(cityPhone, staff.Investigator, wuhan)
	d.atGate()
	admin := d.signIn("zh", phone)
	lacks(t, "without a purpose", admin.get("/desk/passages?what=manual"), "王**")
	contains(t, "no purpose", admin.page("no purpose", admin.ask("/desk/passages?what=manual&purpose=", nil), 422), `href="#purpose"`)
	list := admin.get("/desk/passages?what=manual&purpose=quality")
	contains(t, "list", list, "王**", "其他健康码绿码", "36.5")
	lacks(t, "list", list, "王秀英", "82811234", "/desk/passages/")
	contains(t, "fallbacks", admin.get("/desk/passages?what=fallbacks"), "东门", "连不上系统", "仍在进行")
	tracer := d.signIn("zh", cityPhone)
	list = tracer.get("/desk/passages?what=manual&purpose=investigation&case=C1")
	to := strings.ReplaceAll(regexp.MustCompile(`/desk/passages/[0-9a-f]{32}\?[^"]*`).FindString(list), "&amp;", "&")
	lacks(t, "form", tracer.get(to), "王秀英")
	contains(t, "no case", tracer.page("no case", tracer.ask(to, url.Values{"purpose": {"investigation"}}), 422), `id="case-error"`)
	contains(t, "in full", tracer.page("in full", tracer.ask(to, url.Values{"purpose": {"investigation"}, "case": {"C1"}}), 200), "王秀英", "027-82811234", "42010219400101002X")
	lacks(t, "an administrator", admin.page("an administrator", admin.ask(to, url.Values{"purpose": {"investigation"}, "case": {"C1"}}), 422), "王秀英")
}

// Issue 4: passages in a real browser, in every state, clean by axe.
func TestPassagesInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.Headquarters, wuhan)
	w.d.atGate()
	w.signIn(phone)
	w.Go(w.url + "/desk/passages?what=manual&purpose=investigation&case=C1")
	reveal, _ := url.Parse(w.href(`a[href*="manual=1"]`))
	w.look(map[string]string{"passages": "/desk/passages?purpose=quality", "passages-ask": "/desk/passages", "passages-manual": "/desk/passages?what=manual&purpose=investigation&case=C1",
		"passages-fallbacks": "/desk/passages?what=fallbacks", "passages-none": "/desk/passages?purpose=quality&region=420111", "passages-wrong": "/desk/passages?purpose=quality&from=2020-02-30", "passage-reveal": reveal.RequestURI()})
	w.answer("passage-error", reveal.RequestURI(), "main form", nil)
	w.answer("passage-revealed", reveal.RequestURI(), "main form", map[string]string{"#purpose": "investigation", "#case": "C1"})
}
