package holder

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"kangma/node"
)

// signIn goes from a phone's number to the terms, and accepts them.
func (p *phone) signIn(number string) {
	p.post("/login", "phone", number)
	inbox, err := p.node.Inbox(p.t.Context(), number)
	if err != nil || len(inbox) == 0 {
		p.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(inbox[0].Body, "验证码 ")
	p.post("/login/code", "phone", number, "code", rest[:6])
	p.post("/terms", "version", node.TermsVersion, "agree", "yes")
}

// apply fills in the form of whoever the address names.
func (p *phone) apply(to string) {
	p.post(to, "at", "about", "purpose", "resident", "phone", "13800138000")
	p.post(to, "at", "where", "province", "330000", "prefecture", "330300", "county", "330302", "address", "五马街1号")
	p.post(to, "at", "health", "stayed", "no", "contact", "no", "status", "none", "symptoms", "none", "temperature", "36.5")
	if at := p.post(to, "at", "check", "truth", "yes"); !strings.HasPrefix(at, "/code") {
		p.t.Fatalf("applied, then %s", at)
	}
}

// WZ-03, WZ-04, WZ-06, WH-06: on a real node: who was bound wrongly as oneself is taken off and the right one bound; a child without a document comes through the
// parent; one switches between the two, and each keeps his own code; a wrong relative is taken off, and his code cannot be shown any more.
func TestPeopleOfAnAccount(t *testing.T) {
	p := inWenzhou(t)
	p.signIn("13800138000")
	to := p.post("/identity", "relation", "self", "name", "李四", "id_type", "resident_id", "number", "420102199003078514")
	wrong, _ := url.Parse(to)
	contains(t, "people", p.get("/people"), "这不是我", "李*")
	contains(t, "asked", p.get("/people/release?person="+wrong.Query().Get("person")), "重新确认", "李*")
	if to := p.post("/people/release", "person", wrong.Query().Get("person")); to != "/identity" {
		t.Fatal(to)
	}
	p.apply(p.post("/identity", "relation", "self", "name", "张三丰", "id_type", "resident_id", "number", zhang))
	child := p.post("/identity", "relation", "child", "name", "张小宝", "id_type", "none", "birth", "2016-06-01")
	p.apply(child)
	of, _ := url.Parse(child)
	own, ward := p.get("/code"), p.get("/code?person="+of.Query().Get("person"))
	contains(t, "own", own, "张**", `href="/code?person=`+of.Query().Get("person")+`"`)
	drawn := regexp.MustCompile(`(?s)<svg class="qr-code".*?</svg>`)
	if one, other := drawn.FindString(own), drawn.FindString(ward); one == "" || other == "" || one == other {
		t.Error("the child has no code of his own")
	}
	if to := p.post("/people/release", "person", of.Query().Get("person")); to != "/people" {
		t.Fatal(to)
	}
	if w := p.send(httptest.NewRequest(http.MethodGet, "/code?person="+of.Query().Get("person"), nil)); w.Code != http.StatusNotFound {
		t.Errorf("who was taken off is shown: %d", w.Code)
	}
	if strings.Contains(p.get("/people"), "子女") {
		t.Error("who was taken off is listed")
	}
}

// WZ-05: a foreigner with a domestic phone is bound by his passport, and by no document that is none of the kinds.
func TestForeignerByPassport(t *testing.T) {
	p := inWenzhou(t)
	p.signIn("13800138000")
	for _, bad := range []url.Values{{"id_type": {"driving_licence"}, "number": {"E12345678"}}, {"id_type": {"passport"}, "number": {"!"}}, {"id_type": {"none"}, "birth": {"1990-01-01"}}} {
		bad.Set("relation", "self")
		bad.Set("name", "JOHN SMITH")
		r := httptest.NewRequest(http.MethodPost, "/identity", strings.NewReader(bad.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if w := p.send(r); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "JOHN SMITH") {
			t.Errorf("%v: %d", bad, w.Code)
		}
	}
	p.apply(p.post("/identity", "relation", "self", "name", "JOHN SMITH", "id_type", "passport", "number", "E12345678"))
	page := p.get("/code")
	contains(t, "code", page, `class="qr-code"`)
	if strings.Contains(page, "E12345678") || strings.Contains(page, "JOHN SMITH") {
		t.Error("the page says name or number in full (WH-04)")
	}
}
