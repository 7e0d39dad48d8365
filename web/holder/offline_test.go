package holder

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"kangma/web/webtest"
)

// NA-03, NA-06, BY-13: the code page goes on without a network for as long as its code lives, says so, counts on from where
// it was, also when it is loaded anew, and is as before when the network is back. Signed out, nothing is kept on the phone.
func TestCodeWithoutANetwork(t *testing.T) {
	f := newFake()
	f.code = states()["green"] // years from the browser's clock
	var down atomic.Bool       // for workers too, which a browser's own switch leaves on
	pages := server(f)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			panic(http.ErrAbortHandler)
		}
		pages.ServeHTTP(w, r)
	}))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(360, 740)
	b.Language("en")
	cut := func(off bool) {
		down.Store(off)
		b.Offline(off)
	}
	signIn(b, server.URL)
	b.Until(`document.querySelector(".qr-code") && navigator.serviceWorker.controller`)
	b.Until(`(caches.match("/code").then(a => { self.isKept = a }), self.isKept)`)
	if !webtest.Eval[bool](b, `document.querySelector("[data-nonet]").hidden`) {
		t.Error("the page says that there is no network, and there is")
	}
	cut(true)
	b.Until(`!document.querySelector("[data-nonet]").hidden`)
	b.NoSidewaysScroll("offline")
	b.Axe("offline")
	b.Shot("holder-offline-en-360")
	left := `(t => Number(t[0]) * 60 + Number(t[1]))(document.querySelector("[data-left]").textContent.split(":"))`
	before := webtest.Eval[int](b, left)
	b.Do(webtest.Click("form[action='/code'] .button")) // one tap to renew: what there is stays
	b.Go(server.URL + "/code")
	b.Until(`document.querySelector(".qr-code") && document.querySelector("[data-kept]") && !document.querySelector("[data-nonet]").hidden`)
	if after := webtest.Eval[int](b, left); after > before+2 || after < before-120 || !webtest.Eval[bool](b, `document.querySelector(".covered").hidden`) {
		t.Errorf("%d seconds were left, and then %d", before, after)
	}
	// Two hours later by the phone's clock the kept code is over, and covered.
	webtest.Eval[bool](b, `(async () => {
		for (const n of await caches.keys()) { const c = await caches.open(n); for (const r of await c.keys()) { const a = await c.match(r); if (!a.headers.has("Kangma-Kept")) continue;
			const h = new Headers(a.headers); h.set("Kangma-Kept", String(Date.now() - 7200_000)); await c.put(r, new Response(await a.text(), { headers: h })); } } return true })()`)
	b.Go(server.URL + "/code")
	b.Until(`document.querySelector("[data-kept]") && !document.querySelector(".covered").hidden`)
	b.Shot("holder-offline-over-en-360")
	cut(false)
	b.Go(server.URL + "/code")
	b.Until(`document.querySelector(".qr-code") && !document.querySelector("[data-kept]") && document.querySelector("[data-nonet]").hidden`)
	b.Do(webtest.Click("form[action='/logout'] button"))
	b.Until(`location.pathname === "/"`)
	b.Until(`(caches.keys().then(n => { self.keptStores = n.length }), self.keptStores === 0)`)
}

// The worker names files that there are, and runs under a policy of its own.
func TestCodeWorker(t *testing.T) {
	mux := server(newFake())
	w := ask(t, mux, "en", "/code-worker.js", nil)
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	contains(t, "worker", w.Body.String(), "kangma-code-", "/static/", "lean-qr")
}
