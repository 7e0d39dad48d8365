package desk

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/web/ui"
	"kangma/web/webtest"
)

var site = ui.Site{Name: ui.Text{"zh": "湖北健康码", "en": "Hubei Health Code"}, Authority: ui.Text{"zh": "湖北省新冠肺炎疫情防控指挥部", "en": "Hubei epidemic headquarters"}, Hotline: "12345"}

var (
	hubei   = region.MustParseCode("420000")
	wuhan   = region.MustParseCode("420100")
	jiangan = region.MustParseCode("420102")
	xiaogan = region.MustParseCode("420900")
)

// desk is the pages over a real node of Hubei in March 2020, whose clock is moved.
type desk struct {
	*node.Node
	t   *testing.T
	mux *http.ServeMux
	now func(add time.Duration)
}

// openDesk opens one. change may change its configuration, wrap the service of its pages.
func openDesk(t *testing.T, change func(*node.Config), wrap func(Service) Service) *desk {
	t.Helper()
	var mu sync.Mutex
	now := time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)
	root, err := keys.ParseRoot(base64.StdEncoding.EncodeToString([]byte("a root secret of a test node: 48 bytes, no secret")))
	if err != nil {
		t.Fatal(err)
	}
	c := node.Config{Region: hubei, Name: pass.Text{ZH: "湖北省", EN: "Hubei"}, Pack: "hubei", Packs: policy.Library{FS: packs.FS},
		Database: "sqlite:" + filepath.Join(t.TempDir(), "kangma.db"), Root: root, Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }}
	if change != nil {
		change(&c)
	}
	n, err := node.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	d := &desk{Node: n, t: t, mux: http.NewServeMux(), now: func(add time.Duration) { mu.Lock(); now = now.Add(add); mu.Unlock() }}
	var s Service = Live{n}
	if wrap != nil {
		s = wrap(s)
	}
	ui.Mount(d.mux, site)
	New(s, site).Mount(d.mux)
	return d
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// member appoints a phone to an office.
func (d *desk) member(phone string, role staff.Role, r region.Code) id.ID {
	d.t.Helper()
	a, err := d.Appoint(d.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "李岗位", Role: role, Region: r})
	d.ok(err)
	return a.Staff
}

// code is the newest one-time code of a phone.
func (d *desk) code(phone string) string {
	d.t.Helper()
	inbox, err := d.Inbox(d.t.Context(), phone)
	if err != nil || len(inbox) == 0 {
		d.t.Fatal("no message", err)
	}
	_, rest, _ := strings.Cut(inbox[0].Body, "验证码 ")
	return rest[:6]
}

// tab is one browser without scripts: it keeps cookies, and follows nothing by itself.
type tab struct {
	d       *desk
	lang    string
	cookies map[string]string
}

func (d *desk) tab(lang string) *tab { return &tab{d, lang, map[string]string{}} }

// ask sends a request; form makes it a POST.
func (b *tab) ask(target string, form url.Values) *httptest.ResponseRecorder {
	b.d.t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return b.send(r)
}

func (b *tab) send(r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("Accept-Language", b.lang)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value, Quoted: strings.Contains(value, " ")})
	}
	w := httptest.NewRecorder()
	b.d.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return w
}

// signIn logs a phone in by a code, and gives the tab.
func (d *desk) signIn(lang, phone string) *tab {
	d.t.Helper()
	d.now(2 * time.Minute) // a code may be asked for once a minute
	b := d.tab(lang)
	if w := b.ask("/desk/login/code", url.Values{"phone": {phone}}); w.Code != http.StatusOK {
		d.t.Fatalf("no code: %d %.300s", w.Code, w.Body)
	}
	w := b.ask("/desk/login", url.Values{"phone": {phone}, "code": {d.code(phone)}})
	if w.Code != http.StatusSeeOther || b.cookies[sessionCookie] == "" {
		d.t.Fatalf("no login: %d %.300s", w.Code, w.Body)
	}
	return b
}

// page is the body of an answer that must be a whole page, well formed and without words that are missing.
func (b *tab) page(name string, w *httptest.ResponseRecorder, status int) string {
	b.d.t.Helper()
	l, _ := ui.LanguageOf(b.lang)
	body := w.Body.String()
	if w.Code != status || !strings.Contains(body, "</html>") {
		b.d.t.Fatalf("%s %s: %d %q %.300s", b.lang, name, w.Code, w.Header().Get("Location"), body)
	}
	webtest.WellFormed(b.d.t, b.lang+" "+name, body)
	webtest.NoBareKeys(b.d.t, b.lang+" "+name, body, l.Has)
	return body
}

// get is the page at an address.
func (b *tab) get(target string) string {
	b.d.t.Helper()
	return b.page(target, b.ask(target, nil), http.StatusOK)
}

func contains(t *testing.T, name, body string, want ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(body, s) {
			t.Errorf("%s lacks %q", name, s)
		}
	}
}

func lacks(t *testing.T, name, body string, not ...string) {
	t.Helper()
	for _, s := range not {
		if strings.Contains(body, s) {
			t.Errorf("%s has %q", name, s)
		}
	}
}
