package gate

import (
	"net/http/httptest"
	"testing"

	"kangma/web/webtest"
)

// Every screen and dialog besides the answers, in both languages, on a phone and a desktop, in the dark and with high contrast asked for: axe finds nothing, nothing is
// wider than its window, and each key is large enough for a glove.
func TestEveryScreen(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	look := func(name string) {
		t.Helper()
		b.Axe("gate " + name)
		b.NoSidewaysScroll("gate " + name)
		small := webtest.Eval[[]string](b, `[...document.querySelectorAll("button, select, .tool, input:not([type=file]):not([type=checkbox])")].filter(e => e.checkVisibility({visibilityProperty: true}))
			.map(e => [e, e.getBoundingClientRect()]).filter(([e, r]) => r.height > 0 && (r.height < 43.5 || r.width < 43.5)).map(([e, r]) => (e.id || e.className) + " " + Math.round(r.width) + "×" + Math.round(r.height))`)
		if len(small) > 0 {
			t.Errorf("%s: too small for a glove: %v", name, small)
		}
		b.Shot("gate-screen-" + name)
	}
	for _, language := range []string{"zh", "en"} {
		for size, px := range map[string][2]int64{"360": {360, 740}, "1280": {1280, 800}} {
			b.Size(px[0], px[1])
			b.Go(server.URL + "/gate/" + language + "/")
			b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
			name := func(screen string) string { return screen + "-" + language + "-" + size }
			look(name("scan"))
			b.Do(webtest.Click("#tool-text"))
			look(name("text"))
			b.Do(webtest.Click("#form-text button[value=cancel]"), webtest.Click("#tool-register"))
			b.Until(`document.getElementById("gate").dataset.screen === "register"`)
			look(name("register"))
			b.Do(webtest.Click("#register-cancel"), webtest.Click("#tool-fallback"))
			b.Until(`document.getElementById("fallback-dialog").open`)
			look(name("fallback-dialog"))
			b.Do(webtest.Click(`[data-cause="ordered"]`))
			b.Until(`document.getElementById("gate").dataset.screen === "fallback"`)
			look(name("fallback"))
			b.Do(webtest.Click("#fallback-end"))
			b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
			b.Do(webtest.Click("#change-point"))
			b.Until(`document.getElementById("gate").dataset.screen === "points"`)
			look(name("points"))
			b.Do(webtest.Click("#kiosk-open"))
			b.Until(`document.getElementById("kiosk-dialog").open`)
			look(name("kiosk-dialog"))
			b.Do(webtest.Click("#form-kiosk button[value=cancel]"))
			webtest.Eval[bool](b, `(document.getElementById("points").hidden = true, document.getElementById("manage").hidden = false, true)`) // as an administrator sees it before the lists come
			look(name("manage"))
			webtest.Eval[bool](b, `(document.getElementById("manage").hidden = true, document.querySelector(".points button").click(), true)`)
			b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
		}
		b.Media("prefers-color-scheme", "dark") // the second language in the dark
	}
}
