package holder

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kangma/internal/turnstile"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// NA-09, BY-09, SC-03, EP-04, WH-02: paper codes, what is genuine, the way to an identity provider and the queue, in a real browser: not wider
// than a phone, clean for axe, in both languages.
func TestHelpPagesInABrowser(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	h := New(f, site)
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	h.Mount(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	b := webtest.Open(t)
	signIn(b, server.URL)
	shoot := func(name, path string) {
		b.Go(server.URL + path)
		b.NoSidewaysScroll(name)
		b.Axe(name)
		b.Shot("holder-" + name)
	}
	for _, l := range ui.Languages() {
		b.Language(l.Tag)
		for size, width := range map[string]int64{"390": 390, "1280": 1280} {
			b.Size(width, 844)
			tail := "-" + l.Tag + "-" + size
			f.papers = nil
			shoot("paper-none"+tail, "/paper")
			f.papers = []Paper{{Number: "16D1-E594", Issued: start, Until: start.Add(90 * 24 * time.Hour), Counts: true}, {Number: "77A0-12CE", Issued: start.Add(-time.Hour), Until: start.Add(90 * 24 * time.Hour), Ended: "lost"}}
			shoot("paper"+tail, "/paper")
			f.provider = ui.Text{"zh": "国家网络身份认证", "en": "National identity"}
			shoot("identity-provider"+tail, "/identity")
			shoot("identity-denied"+tail, "/identity/back?error=access_denied&state=s")
			f.provider = nil
			shoot("genuine"+tail, "/genuine")
			for name, text := range map[string]string{"ours": "poster", "not-ours": "bad link", "call": "other"} {
				b.Go(server.URL + "/genuine")
				b.Do(chromedp.SendKeys(chromedp.CSS("#text"), text), webtest.Click("[data-check] .button"))
				b.Until(`document.querySelector("[role=status] .notice")`)
				b.NoSidewaysScroll("genuine-" + name + tail)
				b.Axe("genuine-" + name + tail)
				b.Shot("holder-genuine-" + name + tail)
			}
			crowded := New(f, site) // the same host, so the same session
			busy := http.NewServeMux()
			ui.Mount(busy, site)
			crowded.queue = turnstile.New(1)
			crowded.Mount(busy)
			there := httptest.NewServer(busy)
			first := crowded.queue.Enter("", time.Now())
			b.Go(there.URL + "/login")
			b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "13812345678"), webtest.Click("form[action='/login'] .button"))
			b.Until(`document.querySelector("input[name=phone][type=hidden]")`)
			b.Axe("queue-form" + tail)
			b.Shot("holder-queue-form" + tail)
			first.Leave()
			b.Do(webtest.Click("form[action='/login'] .button"))
			b.Until(`document.querySelector("#code")`) // what was typed went on with its sender
			for range 37 {                             // one is within, the others wait
				crowded.queue.Enter("", time.Now())
			}
			b.Go(there.URL + "/code")
			b.NoSidewaysScroll("queue" + tail)
			b.Axe("queue" + tail)
			b.Shot("holder-queue" + tail)
			b.Go("about:blank")
			there.Close()
		}
	}
}
