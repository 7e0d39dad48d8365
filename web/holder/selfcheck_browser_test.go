package holder

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"kangma/web/ui"
	"kangma/web/webtest"
)

// SC-01, SC-02: the self-check in a real browser, before the face, after it, and answered: not wider than a phone, clean for axe, in both languages.
func TestSelfCheckInABrowser(t *testing.T) {
	f := newFake()
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	New(f, site).Mount(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	b := webtest.Open(t)
	signIn(b, server.URL)
	for _, l := range ui.Languages() {
		b.Language(l.Tag)
		for size, width := range map[string]int64{"390": 390, "1280": 1280} {
			b.Size(width, 844)
			look := func(state string) {
				name := "selfcheck-" + state + "-" + l.Tag + "-" + size
				b.NoSidewaysScroll(name)
				b.Axe(name)
				b.Shot("holder-" + name)
			}
			f.seen = 0
			b.Go(server.URL + "/selfcheck")
			look("face")
			b.Do(webtest.Click("form[action='/selfcheck/face'] .button"))
			b.Until(`document.querySelector("form[action='/selfcheck']")`)
			look("ask")
			for state, trips := range map[string][]SharedTrip{"none": nil, "found": {someTrip}} {
				f.answer = SelfChecked{Matched: start, Listed: start, Until: "2020-03-24", Left: 19, Trips: trips}
				b.Do(webtest.Click("form[action='/selfcheck'] .button"))
				b.Until(`document.querySelector("[role=status] .notice")`)
				look(state)
				b.Go(server.URL + "/selfcheck")
			}
		}
	}
}
