package gate

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kangma/web/assets"
	"kangma/web/ui"
	"kangma/web/webtest"
)

func fetch(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	New(site).Mount(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

// The shell in every language: well formed, with every word, all four answers in both languages (BY-13).
func TestShell(t *testing.T) {
	for _, l := range ui.Languages() {
		w := fetch(t, "/gate/"+l.Tag+"/")
		body := w.Body.String()
		webtest.WellFormed(t, "gate "+l.Tag, body)
		webtest.NoBareKeys(t, "gate "+l.Tag, body, l.Has)
		for _, a := range ui.Answers {
			for _, in := range ui.Languages() {
				if !strings.Contains(body, in.T("gate.answer."+string(a))) {
					t.Errorf("%s: no %s in %s", l.Tag, a, in.Tag)
				}
			}
		}
		if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, "'wasm-unsafe-eval'") || strings.Contains(p, "'unsafe-") {
			t.Errorf("policy %q", p)
		}
		if w.Header().Get("X-Frame-Options") != "DENY" || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("clickjacking: %v", w.Header())
		}
		if !strings.Contains(w.Header().Get("Permissions-Policy"), "camera=(self)") {
			t.Error("no camera")
		}
	}
	for path, want := range map[string]int{"/gate/": 303, "/gate": 303, "/gate/xx/": 404, "/gate/xx/manifest.webmanifest": 404} {
		if w := fetch(t, path); w.Code != want {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// Rules GP-3 and GP-4: no word of the page names a ground or a history.
func TestNoReasonsAtTheGate(t *testing.T) {
	for _, l := range ui.Languages() {
		for k := range words(l) {
			if strings.HasPrefix(k, "kind.") || strings.HasPrefix(k, "reason.") || strings.HasPrefix(k, "label.") {
				t.Errorf("the gate can say %q", k)
			}
		}
	}
}

// Each reason of docs/token.md section 4 has a sentence, and each of the page's scripts' own.
func TestEveryReasonHasWords(t *testing.T) {
	reasons := strings.Fields("code.pass code.ask code.stop unreadable foreign no_trust key_unknown key_expired signature malformed future expired tail_wrong now_stopped recalled suspended tail_missing tail_late clock trust_old status_old paper paper_now cancelled not_recognised mapped certificate unsupported no_code")
	for _, l := range ui.Languages() {
		for _, r := range reasons {
			if !l.Has("gate.reason." + r) {
				t.Errorf("%s: no words for %s", l.Tag, r)
			}
		}
	}
}

// Installable: a manifest with icons that exist, and a service worker that keeps all that the page loads.
func TestInstallable(t *testing.T) {
	var m struct {
		StartURL string `json:"start_url"`
		Scope    string
		Display  string
		Icons    []struct{ Src, Sizes string }
	}
	if err := json.Unmarshal(fetch(t, "/gate/zh/manifest.webmanifest").Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	if m.StartURL != "/gate/zh/" || m.Scope != "/gate/" || m.Display != "standalone" || len(m.Icons) < 2 {
		t.Errorf("%+v", m)
	}
	for _, i := range m.Icons {
		if w := fetch(t, i.Src); w.Code != 200 {
			t.Errorf("%s: %d", i.Src, w.Code)
		}
	}
	sw := fetch(t, "/gate/sw.js").Body.String()
	for _, name := range []string{"gate/main.js", "gate/verify.js", "gate/decode-worker.js", "vendor/zxing_reader.wasm", "vendor/jsqr-1.4.0.js", "vendor/sm-crypto-v2-1.15.1.js", "css/gate.css"} {
		if !strings.Contains(sw, assets.URL(name)) {
			t.Errorf("%s is not kept", name)
		}
	}
	total := 0
	for _, f := range Files() {
		w := fetch(t, f)
		if w.Code != 200 {
			t.Errorf("%s: %d", f, w.Code)
		}
		total += w.Body.Len()
	}
	t.Logf("%d files, %d bytes unpacked are kept on the device", len(Files()), total)
}

// wasm-unsafe-eval is in two places: the gate's page and its worker.
func TestWasmIsForTheGateOnly(t *testing.T) {
	for _, f := range append(Files(), "/ui/gallery", "/gate/sw.js") {
		has := strings.Contains(fetch(t, f).Header().Get("Content-Security-Policy"), "wasm-unsafe-eval")
		if has != strings.HasSuffix(f, "/gate/decode-worker.js") {
			t.Errorf("%s: %v", f, has)
		}
	}
}
