package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
)

const phone = "13900000001"

// WH-10, rules DK-1, DK-2: login by code, what waits, one's offices, notices, logout; what was appointed counts at once.
func TestLoginAndHome(t *testing.T) {
	d := openDesk(t, nil, nil)
	for _, l := range ui.Languages() {
		b := d.signIn(l.Tag, phone)
		contains(t, "without an office", b.get("/desk"), l.T("desk.none"))
		account := d.member(phone, staff.Reviewer, wuhan)
		body := b.get("/desk")
		contains(t, "home", body, "湖北省武汉市", "139****0001", l.T("desk.wait.notices"), `aria-current="page"`)
		contains(t, "notices", b.get("/desk/notices"), l.T("desk.notices.new"), `name="notice"`)
		list, _, err := d.live().Notices(t.Context(), Bearer(b.cookies[sessionCookie]), idZero)
		d.ok(err)
		read := url.Values{}
		for _, n := range list {
			read.Add("notice", n.ID.String())
		}
		if w := b.ask("/desk/notices", read); w.Code != http.StatusSeeOther {
			t.Errorf("%d", w.Code)
		}
		lacks(t, "notices that were read", b.get("/desk/notices"), `name="notice"`)
		b.page("nowhere", b.ask("/desk/nowhere", nil), http.StatusNotFound)

		kept := b.cookies[sessionCookie]
		if w := b.ask("/desk/logout", url.Values{}); w.Code != http.StatusSeeOther || b.cookies[sessionCookie] != "" {
			t.Errorf("logout: %d %v", w.Code, b.cookies)
		}
		b.cookies[sessionCookie] = kept // as a thief would
		if w := b.ask("/desk", nil); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/desk/login") {
			t.Errorf("after logout: %d %s", w.Code, w.Header().Get("Location"))
		}
		held, err := d.StaffHistory(t.Context(), node.Itself, account)
		d.ok(err)
		for _, a := range held {
			if a.Until > d.Now() {
				_, err := d.Dismiss(t.Context(), node.Itself, a.ID)
				d.ok(err)
			}
		}
	}
}

// Rule DK-1, issue 4 (session fixation): a login is a new session whatever the browser had, the old one ends, and the
// cookie is out of reach of scripts and other sites.
func TestLoginIsANewSession(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Reviewer, wuhan)
	b := d.signIn("en", phone)
	old := b.cookies[sessionCookie]
	d.now(2 * time.Minute)
	b.ask("/desk/login/code", url.Values{"phone": {phone}})
	w := b.ask("/desk/login", url.Values{"phone": {phone}, "code": {d.code(phone)}})
	now := b.cookies[sessionCookie]
	if now == old {
		t.Error("the session stayed")
	}
	c := w.Result().Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/desk" || c.MaxAge != 0 {
		t.Errorf("%+v", c)
	}
	b.get("/desk")
	b.cookies[sessionCookie] = old
	if w := b.ask("/desk", nil); w.Code != http.StatusSeeOther {
		t.Error("the old session lives")
	}
	r := httptest.NewRequest(http.MethodPost, "/desk/login", strings.NewReader("phone="+phone))
	r.Header.Set("X-Forwarded-Proto", "https")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.send(r); w.Code != http.StatusForbidden {
		t.Errorf("a form of another site: %d", w.Code)
	}
}

// Rule DK-1, issue 4 (open redirect): a login leads to the desk and nowhere else.
func TestLoginLeadsToTheDesk(t *testing.T) {
	for next, want := range map[string]string{"/desk/cases?late=1": "/desk/cases?late=1", "/desk": "/desk", "//evil.example/desk/": "/desk", "https://evil.example/desk/": "/desk",
		"/code": "/desk", "/deskother": "/desk", "/desk/../mydata": "/desk", `/desk\@evil.example`: "/desk", "": "/desk", "/desk/%2e%2e/code": "/desk"} {
		if got := deskPath(next); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	d := openDesk(t, nil, nil)
	w := d.tab("zh").ask("/desk/notices?before=x", nil)
	if w.Header().Get("Location") != "/desk/login?next=%2Fdesk%2Fnotices%3Fbefore%3Dx" {
		t.Error(w.Header().Get("Location"))
	}
}

// Rule DK-3, WZ-01: what is wrong with phone or code stands beside its field, and what was entered is kept.
func TestLoginSaysWhatIsWrong(t *testing.T) {
	d := openDesk(t, nil, nil)
	for _, l := range ui.Languages() {
		b := d.tab(l.Tag)
		contains(t, "no phone", b.page("no phone", b.ask("/desk/login/code", url.Values{}), 422), `href="#phone"`)
		b.ask("/desk/login/code", url.Values{"phone": {phone}})
		body := b.page("wrong code", b.ask("/desk/login", url.Values{"phone": {phone}, "code": {"000000"}, "next": {"/desk/cases"}}), 422)
		contains(t, "wrong code", body, `href="#code"`, `value="`+phone+`"`, `value="/desk/cases"`, l.T("fault.login.code_wrong"))
		d.now(2 * time.Minute)
	}
	d = openDesk(t, func(c *node.Config) { c.NoCodes = true }, nil)
	b := d.tab("en")
	lacks(t, "a desk without codes", b.get("/desk/login"), `name="phone"`)
	b.page("no codes", b.ask("/desk/login/code", url.Values{"phone": {phone}}), http.StatusForbidden)
	if m, _ := d.Inbox(t.Context(), phone); len(m) != 0 {
		t.Error("a code was sent")
	}
}

// A session is renewed within its shift without a login, and ends with it.
func TestSessionLastsAShift(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Reviewer, wuhan)
	b := d.signIn("en", phone)
	was := b.cookies[sessionCookie]
	d.now(31 * time.Minute)
	b.get("/desk")
	if b.cookies[sessionCookie] == was {
		t.Error("it was not renewed")
	}
	d.now(12 * time.Hour)
	if w := b.ask("/desk", nil); w.Code != http.StatusSeeOther || b.cookies[sessionCookie] != "" {
		t.Errorf("after the shift: %d %v", w.Code, b.cookies)
	}
}

// providers is a desk whose node has a provider of logins that lets nobody in.
type providers struct{ Service }

func (providers) Ways() Ways { return Ways{OIDC: true} }
func (providers) BeginOIDC(context.Context) (string, string, error) {
	return "https://id.example/authorize?state=s", "binding", nil
}
func (p providers) FinishOIDC(_ context.Context, a Return) (Session, error) {
	if a.State != "s" || a.Code != "c" || a.Binding != "binding" || a.Issuer != "https://id.example" {
		return Session{}, fault.New(fault.Unauthenticated, "login.refused", "x")
	}
	return Session{"token refresh"}, nil
}

// Rule DK-1: the browser goes to the provider and back with its binding, which is used once; what the provider or the
// node refuses is said at the login.
func TestLoginByTheProvider(t *testing.T) {
	d := openDesk(t, nil, func(s Service) Service { return providers{s} })
	b := d.tab("en")
	contains(t, "login", b.get("/desk/login?next=/desk/cases"), `href="/desk/login/oidc?next=%2Fdesk%2Fcases"`)
	w := b.ask("/desk/login/oidc?next=%2Fdesk%2Fcases", nil)
	if w.Header().Get("Location") != "https://id.example/authorize?state=s" || b.cookies[loginCookie] == "" {
		t.Fatalf("%v %v", w.Header(), b.cookies)
	}
	if w = b.ask("/desk/login/oidc/back?state=s&code=c&iss=https://id.example", nil); w.Header().Get("Location") != "/desk/cases" || b.cookies[sessionCookie] != "token refresh" || b.cookies[loginCookie] != "" {
		t.Errorf("%v %v", w.Header(), b.cookies)
	}
	b = d.tab("en")
	body := b.page("another browser", b.ask("/desk/login/oidc/back?state=s&code=c&iss=https://id.example", nil), http.StatusUnauthorized)
	contains(t, "another browser", body, "not linked", `role="alert"`)
	b.page("refused", b.ask("/desk/login/oidc/back?state=s&error=access_denied", nil), http.StatusUnauthorized)
	if b.cookies[sessionCookie] != "" {
		t.Error("logged in")
	}
}

func (d *desk) live() Live { return Live{d.Node} }

var idZero id.ID
