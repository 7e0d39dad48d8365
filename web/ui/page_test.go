package ui

import (
	"bytes"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"kangma/internal/fault"
	"kangma/web/assets"
	"kangma/web/webtest"
)

var site = Site{Name: Text{"zh": "湖北健康码", "en": "Hubei Health Code"}, Authority: Text{"zh": "湖北省新冠肺炎疫情防控指挥部", "en": "Hubei epidemic headquarters"}, Hotline: "12345"}

func mounted() *http.ServeMux {
	mux := http.NewServeMux()
	Mount(mux, site)
	return mux
}

func get(t *testing.T, h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Rules UI-2 and UI-3: every part renders in every state and language, well formed, every word known, every colour with its word and sign.
func TestGalleryRendersEverything(t *testing.T) {
	mux := mounted()
	for _, l := range Languages() {
		body := get(t, mux, "/ui/gallery", "Accept-Language", l.Tag).Body.String()
		webtest.WellFormed(t, "gallery "+l.Tag, body)
		webtest.NoBareKeys(t, "gallery "+l.Tag, body, l.Has)
		for _, c := range Colours {
			if !strings.Contains(body, l.T("colour."+string(c))) || !strings.Contains(body, "icon-"+string(c)) || !strings.Contains(body, "c-"+string(c)) {
				t.Errorf("%s: %s lacks its word, sign or pattern", l.Tag, c)
			}
		}
		for _, a := range Answers {
			zh, en := languages[0].T("gate.answer."+string(a)), languages[1].T("gate.answer."+string(a))
			if !strings.Contains(body, zh) || !strings.Contains(body, en) {
				t.Errorf("%s: answer %s is not in both languages", l.Tag, a)
			}
		}
	}
}

// Each part's struct has a template, and each template a sample in the gallery.
func TestGalleryHasEveryPart(t *testing.T) {
	shown := map[string]bool{}
	for _, g := range Samples(languages[0]) {
		for _, p := range g.Parts {
			shown["_"+p.Part()+".html"] = true
		}
	}
	files, err := templateFiles.ReadDir("parts")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !shown[f.Name()] {
			t.Errorf("parts/%s is not in the gallery", f.Name())
		}
	}
	for name := range strokes {
		webtest.WellFormed(t, "icon "+name, string(Icon(name)))
	}
}

// Rule UI-4.
func TestHeaders(t *testing.T) {
	w := get(t, mounted(), "/ui/gallery")
	p := w.Header().Get("Content-Security-Policy")
	if strings.Contains(p, "unsafe") || !strings.Contains(p, "default-src 'none'") || !strings.Contains(p, "frame-ancestors 'none'") {
		t.Errorf("policy %q", p)
	}
	for k, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
		if got := w.Header().Get(k); got != want {
			t.Errorf("%s: %q, want %q", k, got, want)
		}
	}
	body := w.Body.String()
	for _, bad := range []string{"style=", "<style", "javascript:", "onclick", "http://", "https://"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page contains %q", bad)
		}
	}
}

type broken struct {
	Page
	N []int
}

func (broken) View() string { return "broken" }

// Rule UI-1.
func TestHalfAPageIsNeverSent(t *testing.T) {
	pages := NewPages(fstest.MapFS{"pages/broken.html": {Data: []byte(`{{define "title"}}x{{end}}{{define "main"}}before{{index .N 3}}{{end}}`)}}, Strict)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	pages.Render(w, r, http.StatusOK, broken{Page: NewPage(site, r)})
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "before") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Preferences are kept, and lead back to a page of this site only (open redirect).
func TestPreferences(t *testing.T) {
	mux := mounted()
	post := func(set, back, cookie string) *http.Response {
		r := httptest.NewRequest(http.MethodPost, "/ui/preferences", strings.NewReader(url.Values{"set": {set}, "back": {back}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: preferenceCookie, Value: cookie})
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Result()
	}
	for _, c := range []struct{ set, had, want string }{{"en", "", "en"}, {"large", "en", "en.large"}, {"contrast", "en.large", "en.large.contrast"}, {"normal", "en.large.contrast", "en.contrast"}, {"xx", "zh.large", "zh.large"}} {
		if got := post(c.set, "/", c.had).Cookies()[0].Value; got != c.want {
			t.Errorf("set %s over %q: %q, want %q", c.set, c.had, got, c.want)
		}
	}
	for back, want := range map[string]string{"/code?person=1": "/code?person=1", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "code": "/", "": "/", "/%2f/evil": "/", "javascript:alert(1)": "/", "/a\r\nSet-Cookie: x": "/"} {
		if got := post("zh", back, "").Header.Get("Location"); got != want {
			t.Errorf("back to %q leads to %q, want %q", back, got, want)
		}
	}
	if w := get(t, mux, "/ui/gallery", "Accept-Language", "fr;q=0.9, en-US;q=0.8", "Cookie", preferenceCookie+"=zz.large"); !strings.Contains(w.Body.String(), `<html lang="en" dir="ltr" class="large">`) {
		t.Errorf("%.200s", w.Body)
	}
}

// NA-09: busy is a page that says how long and what else to do, and tries again by itself.
func TestTroublePages(t *testing.T) {
	pages := NewPages(templateFiles, Strict)
	for _, l := range Languages() {
		for code := range statusOf {
			w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/code", nil)
			r.Header.Set("Accept-Language", l.Tag)
			pages.Refuse(w, r, NewPage(site, r), fault.New(code, "some.key", "SECRET detail"), Button{Text: l.T("trouble.retry"), Href: "/code"})
			webtest.WellFormed(t, string(code), w.Body.String())
			webtest.NoBareKeys(t, string(code), w.Body.String(), l.Has)
			if w.Code != statusOf[code] || strings.Contains(w.Body.String(), "SECRET") {
				t.Errorf("%s: %d", code, w.Code)
			}
		}
		w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/code", nil)
		r.Header.Set("Accept-Language", l.Tag)
		pages.Queue(w, r, NewPage(site, r), 1234, noon, noon.Add(quarter))
		if b := w.Body.String(); w.Code != 503 || !strings.Contains(b, "1234") || !strings.Contains(b, l.Span(quarter)) || !strings.Contains(b, `http-equiv="refresh"`) || w.Header().Get("Retry-After") == "" || w.Header().Get(WaitingHeader) == "" {
			t.Errorf("%d %s", w.Code, b)
		}
	}
}

func TestEveryPartEscapesItsText(t *testing.T) {
	pages := NewPages(templateFiles, Strict)
	var b bytes.Buffer
	evil := `<script>alert(1)</script>`
	v := galleryView{Page: Page{Site: Site{Name: Text{"zh": evil}}, Prefs: Preferences{Language: languages[0]}, Path: evil}, Groups: []group{{"x", []Part{
		Field{Name: "n", Label: evil, Value: evil, Hint: evil, Error: evil}, Choice{Name: "c", Legend: evil, Options: []Option{{evil, evil, evil, true}}},
		Reason{Rule: evil, Text: evil, Facts: []Fact{{Title: evil, Source: evil}}}, Notice{Kind: "info", Title: evil, Lines: []string{evil}}, Rows{[]Row{{evil, evil}}},
		Card{Banner: Banner{Colour: Green}, Name: evil, Number: evil, QR: template.HTML("<svg></svg>")}, Items{[]Item{{Text: evil, Href: "javascript:alert(1)"}}}, ErrorSummary{[]ErrorItem{{evil, evil}}}}}}}
	if err := pages.Execute(&b, v); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); strings.Contains(s, "<script>alert") || strings.Contains(s, `"javascript:`) {
		t.Error("text is not escaped")
	}
}

func TestAssetsAreImmutable(t *testing.T) {
	mux := mounted()
	w := get(t, mux, assets.URL("css/ui.css"), "Accept-Encoding", "gzip")
	if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, p := range []string{"/static/0000000000000000/css/ui.css", "/static/css/ui.css", assets.Root + assets.Sum() + "/../go.mod", assets.Root + assets.Sum() + "/css/"} {
		if w := get(t, mux, p); w.Code == 200 {
			t.Errorf("%s is served", p)
		}
	}
}
