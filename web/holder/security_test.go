package holder

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/web/ui"
)

// Clickjacking: no page of the surface, those of refusals and the worker included, can be put into a frame, and none runs
// what is not ours.
func TestNoPageInAFrame(t *testing.T) {
	f := newFake()
	f.code, f.cases, f.grounds = states()["green"], someCases, someGrounds
	f.why = Explanation{Person: self, Colour: ui.Green, From: start}
	mux := server(f)
	for _, path := range []string{"/", "/login", "/terms", "/identity", "/apply", "/declare", "/declarations", "/code", "/why", "/visits", "/risk", "/cases", "/cases/new?kind=check", "/cases/" + someCases[0].ID.String(),
		"/people", "/people/release?person=" + child.ID.String(), "/mydata", "/notices", "/nowhere", "/cases/nonsense"} {
		h := ask(t, mux, "zh", path, nil).Header()
		if path == "/" {
			r := httptest.NewRecorder()
			mux.ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
			h = r.Header()
		}
		if p := h.Get("Content-Security-Policy"); h.Get("X-Frame-Options") != "DENY" || !strings.Contains(p, "frame-ancestors 'none'") || strings.Contains(p, "unsafe") || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

// Session fixation: signing in gives a session of its own whatever the browser came with, and ends what it came with.
func TestASessionIsNeverTakenOver(t *testing.T) {
	f := newFake()
	r := httptest.NewRequest(http.MethodPost, "/login/code", strings.NewReader(url.Values{"phone": {"13812345678"}, "code": {"123456"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "planted"})
	w := httptest.NewRecorder()
	server(f).ServeHTTP(w, r)
	if c := w.Result().Cookies(); len(c) != 1 || c[0].Value == "planted" || !c[0].HttpOnly || len(f.ended) != 1 || f.ended[0] != "planted" {
		t.Errorf("%+v, ended %v", c, f.ended)
	}
	if w := ask(t, server(newFake()), "zh", "/login?session=planted&"+sessionCookie+"=planted", nil); w.Header().Get("Set-Cookie") != "" {
		t.Error("an address sets a session")
	}
}

// Open redirect: wherever a page sends its reader next, it is to this site.
func TestNextIsOfThisSite(t *testing.T) {
	for _, next := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "javascript:alert(1)", "/%09/evil.example", "http:evil.example", "///evil.example", "/\n/evil.example", "evil.example", "?x"} {
		f := newFake()
		mux := server(f)
		w := ask(t, mux, "zh", "/login/code", url.Values{"phone": {"13812345678"}, "code": {"123456"}, "next": {next}})
		to, err := url.Parse(w.Header().Get("Location"))
		if w.Code != http.StatusSeeOther || err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "//") || strings.Contains(to.Path, "\\") {
			t.Errorf("%q leads to %q", next, w.Header().Get("Location"))
		}
		if body := ask(t, mux, "zh", "/login?next="+url.QueryEscape(next), nil).Body.String(); strings.Contains(body, "evil.example") && !strings.Contains(body, `value="/`) {
			t.Errorf("%q stands on the page", next)
		}
	}
}

// Enumeration: whether a phone, a person or a case is known here, nobody learns who has no right to it.
func TestNobodyIsFoundByTrying(t *testing.T) {
	p := inWenzhou(t)
	p.signUp()
	to := p.post("/cases/new?kind=refusal", "province", "330000", "prefecture", "330300", "county", "330302", "place", "五马商城", "at", "2021-12-24T10:00", "description", "要求另办")
	of, _, _ := strings.Cut(to, "?")
	own := regexp.MustCompile(`name="person" value="([0-9a-f]+)"`).FindStringSubmatch(p.get("/code"))[1]

	stranger := &phone{t: t, node: p.node, mux: p.mux}
	send := func(path string, form url.Values) (int, string) {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := stranger.send(r)
		return w.Code, strings.ReplaceAll(w.Body.String(), form.Get("phone"), "")
	}
	knownCode, known := send("/login", url.Values{"phone": {"13800138000"}}) // too soon after its own
	_ = known
	p2, first := send("/login", url.Values{"phone": {"13900139001"}})
	p3, second := send("/login", url.Values{"phone": {"13900139002"}})
	if p2 != p3 || first != second || knownCode/100 > 4 {
		t.Errorf("%d %d: phones can be told apart", p2, p3)
	}
	wrongKnown, said := send("/login/code", url.Values{"phone": {"13800138000"}, "code": {"000000"}})
	wrongNew, saidNew := send("/login/code", url.Values{"phone": {"13900139001"}, "code": {"000000"}})
	if wrongKnown != wrongNew || said == "" || saidNew == "" {
		t.Errorf("%d %d: a wrong code tells whether the phone is known", wrongKnown, wrongNew)
	}

	stranger.post("/login", "phone", "13900139003")
	inbox, err := p.node.Inbox(t.Context(), "13900139003")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(inbox[0].Body, "验证码 ")
	stranger.post("/login/code", "phone", "13900139003", "code", rest[:6])
	nobody := strings.Repeat("0", len(own)-1) + "9"
	for real, made := range map[string]string{of: "/cases/" + nobody, "/code?person=" + own: "/code?person=" + nobody, "/why?person=" + own: "/why?person=" + nobody,
		"/mydata/file?person=" + own: "/mydata/file?person=" + nobody, of + "/files/" + nobody: "/cases/" + nobody + "/files/" + nobody, "/cases/new?kind=check&person=" + own: "/cases/new?kind=check&person=" + nobody} {
		a, b := stranger.send(httptest.NewRequest(http.MethodGet, real, nil)), stranger.send(httptest.NewRequest(http.MethodGet, made, nil))
		strip := func(s string) string { return regexp.MustCompile(`[0-9a-f]{32}`).ReplaceAllString(s, "") }
		if a.Code != b.Code || a.Code == http.StatusOK || strip(a.Body.String()) != strip(b.Body.String()) {
			t.Errorf("%s: %d, and one that there is none: %d", real, a.Code, b.Code)
		}
	}
}

// Uploads: what a file is its content says; what is refused is said beside the field, nothing of it stays, and what is
// handed out cannot run under our address.
func TestUploads(t *testing.T) {
	f := newFake()
	f.cases = someCases
	mux := server(f)
	p := &phone{t: t, mux: mux, cookie: &http.Cookie{Name: sessionCookie, Value: "token-of-a-session"}}
	path := "/cases/" + someCases[0].ID.String()
	for name, c := range map[string]struct {
		content []byte
		status  int
		says    string
	}{
		"a page called picture.png": {[]byte("<html><script>alert(1)</script>"), 422, "JPEG"},
		"an SVG":                    {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), 422, "JPEG"},
		"half a picture":            {[]byte{0xFF, 0xD8, 0xFF, 0xE0, 0, 4}, 422, "损坏"},
		"11 MB":                     {append([]byte{0xFF, 0xD8, 0xFF}, bytes.Repeat([]byte{0}, 11<<20)...), 413, "10 MB"},
		"nothing":                   {nil, 422, "请选择一个文件"},
	} {
		w := p.upload(path, "picture.png", c.content)
		if w.Code != c.status || len(f.attached) != 0 {
			t.Errorf("%s: %d", name, w.Code)
		}
		contains(t, name, w.Body.String(), c.says, `aria-invalid="true"`, `href="#file"`)
	}
	for name, body := range map[string]string{"no file": "", "not a form": "file=x"} {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		form.Close()
		if body != "" {
			b.Reset()
			b.WriteString(body)
		}
		r := httptest.NewRequest(http.MethodPost, path+"/files", &b)
		r.Header.Set("Content-Type", map[bool]string{true: form.FormDataContentType(), false: "text/plain"}[body == ""])
		if w := p.send(r); w.Code != http.StatusUnprocessableEntity || len(f.attached) != 0 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	for i, shown := range []string{"inline", "attachment"} {
		h := ask(t, mux, "zh", path+"/files/"+someFiles[i].ID.String(), nil).Header()
		if !strings.HasPrefix(h.Get("Content-Disposition"), shown) || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Content-Type") != string(someFiles[i].Type) {
			t.Errorf("%d: %v", i, h)
		}
	}
}

// Timing: how long an answer takes tells as little as the answer: a wrong code for phones with an account and for phones that nobody ever used takes the same, within what a busy
// machine does; if it did not, no round would be even.
func TestTimeTellsNothing(t *testing.T) {
	p := inWenzhou(t)
	const phones = 15
	known, unknown := make([]string, phones), make([]string, phones)
	for i := range phones {
		known[i], unknown[i] = fmt.Sprintf("138001380%02d", i), fmt.Sprintf("139001390%02d", i)
		one := &phone{t: t, node: p.node, mux: p.mux}
		one.signIn(known[i])
	}
	stranger := &phone{t: t, node: p.node, mux: p.mux}
	try := func(number string) time.Duration {
		r := httptest.NewRequest(http.MethodPost, "/login/code", strings.NewReader(url.Values{"phone": {number}, "code": {"000000"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		began := time.Now()
		if w := stranger.send(r); w.Code != http.StatusUnprocessableEntity {
			t.Fatal(w.Code)
		}
		return time.Since(began)
	}
	var told []string
	for range 6 {
		var a, b []time.Duration
		for i := range phones {
			a, b = append(a, try(known[i])), append(b, try(unknown[i]))
		}
		slices.Sort(a)
		slices.Sort(b)
		ratio := float64(a[phones/2]) / float64(b[phones/2])
		if told = append(told, fmt.Sprintf("%.2f", ratio)); ratio > 0.7 && ratio < 1.4 {
			return
		}
	}
	t.Errorf("phones with an account take %v times as long", told)
}
