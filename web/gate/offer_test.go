package gate

import (
	"net/http/httptest"
	"testing"
	"time"

	"kangma/pass"
	"kangma/web/webtest"
)

// WZ-18: once the node has not answered for as long as the rules say, the page offers by itself to look at other codes, and begins nothing by itself; who says
// no is asked again after as long; codes are checked meanwhile; and when the node answers again it says so.
func TestFallbackIsOffered(t *testing.T) {
	n := newNode(t)
	n.alone = 3600
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Until(`navigator.serviceWorker.controller`)
	ahead := func(d time.Duration) { // the gate's clock goes by the larger step of its two
		webtest.Eval[bool](b, `(d => { const real = Date.now; Date.now = () => real() + d; return true })(`+itoa(int(d.Milliseconds()))+`)`)
	}
	cut := func(down bool) {
		n.mu.Lock()
		n.down = down
		n.mu.Unlock()
		b.Offline(down)
	}
	offered := `!document.getElementById("fallback-offer").hidden`
	cut(true)
	b.Until(`document.getElementById("chip-net").textContent.includes("离线")`)
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	next(b)
	if webtest.Eval[bool](b, offered) {
		t.Fatal("offered at once")
	}
	ahead(61 * time.Minute)
	b.Until(offered)
	b.Axe("gate fallback offered")
	b.NoSidewaysScroll("gate fallback offered")
	b.Shot("gate-fallback-offer-zh-360")
	if text := webtest.Eval[string](b, `document.getElementById("fallback-offer").innerText`); !webtest.Eval[bool](b, `/6[1-9]分钟/.test(document.getElementById("fallback-silent").textContent)`) {
		t.Error(text)
	}
	if got := webtest.Eval[string](b, `document.getElementById("gate").dataset.screen`); got != "scan" {
		t.Errorf("it began by itself: %s", got)
	}
	b.Do(webtest.Click("#fallback-later"))
	b.Until(`document.getElementById("fallback-offer").hidden`)
	webtest.Eval[bool](b, `new Promise(done => setTimeout(() => done(true), 6000))`) // the page looks every five seconds
	if webtest.Eval[bool](b, offered) {
		t.Error("asked again at once")
	}
	ahead(61 * time.Minute)
	b.Until(offered)
	b.Go(server.URL + "/gate/en/") // closed and opened again it is known for how long
	b.Until(`document.getElementById("gate")?.dataset.screen === "scan"`)
	ahead(61 * time.Minute)
	b.Until(offered)
	b.Shot("gate-fallback-offer-en-360")
	b.Do(webtest.Click("#fallback-go"))
	b.Until(`document.getElementById("gate").dataset.screen === "fallback" && document.getElementById("fallback-offer").hidden`)
	if webtest.Eval[bool](b, `!document.getElementById("fallback-back").hidden`) {
		t.Error("it says that the system answers")
	}
	cut(false)
	b.Until(`!document.getElementById("fallback-back").hidden`)
	b.Shot("gate-fallback-back-en-360")
	b.Do(webtest.Click("#fallback-end"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan" && document.getElementById("fallback-offer").hidden`)
}
