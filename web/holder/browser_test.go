package holder

import (
	"math"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/internal/fault"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// Every page on a phone, a desktop and the smallest phone in large type, in both languages, none wider than its window, each
// with a picture.
func TestPagesInABrowser(t *testing.T) {
	for _, l := range ui.Languages() {
		for size, width := range map[string]int64{"360": 360, "1280": 1280, "320-large": 320} {
			t.Run(l.Tag+"-"+size, func(t *testing.T) {
				f := newFake()
				f.code = states()["green"]
				server := httptest.NewServer(server(f))
				defer server.Close()
				b := webtest.Open(t)
				b.Size(width, 780)
				b.Prefer(server.URL, l.Tag+map[bool]string{true: ".large"}[width == 320])
				signIn(b, server.URL)
				tour(b, f, server.URL, "-"+l.Tag+"-"+size)
			})
		}
	}
}

// shoot looks at a page, or at what it says to an empty form.
func shoot(b *webtest.Browser, name, url string, empty bool) {
	b.Go(url)
	if empty {
		webtest.Eval[bool](b, `(document.querySelector("main form").submit(), true)`)
		b.Until(`document.querySelector(".error")`)
	}
	b.NoSidewaysScroll(name)
	b.Axe(name)
	b.Shot("holder-" + name)
}

func tour(b *webtest.Browser, f *fake, url, tail string) {
	for name, c := range states() {
		f.code = c
		shoot(b, "code-"+name+tail, url+"/code", false)
	}
	f.code, f.looks, f.risks, f.cases, f.grounds, f.notices = states()["red"], someLooks, someRisks, someCases, someGrounds, told
	f.visits = []Visit{{Place: Place{Number: "4201-0001", Name: "武商广场", Kind: ui.Text{"zh": "商场", "en": "Shop"}, Region: "湖北省武汉市江岸区"}, At: start}}
	f.declared = []Declared{{At: start, Declaration: Declaration{Status: "fever", Contact: "no", Symptoms: []string{"cold_like", "dyspnea"}, Temperature: 38}}, {At: start, Declaration: Declaration{Status: "none", Contact: "no", Symptoms: []string{"none"}, Temperature: 36.5}}}
	f.why = Explanation{Person: self, Colour: ui.Red, Policy: "hubei@2020-03-22", Title: ui.Text{"zh": "湖北省健康码赋码规则", "en": "Hubei health code rules"}, From: start, Reasons: f.code.Reasons}
	shoot(b, "overview-clear"+tail, url+"/overview", false)
	f.overview, f.linked = everything, someLinks
	for name, path := range map[string]string{"terms": "/terms", "overview": "/overview", "links": "/links", "identity": "/identity", "ward": "/identity?for=ward", "apply": "/apply", "declare": "/declare", "declarations": "/declarations",
		"why": "/why?at=2020-03-03T09:00", "people": "/people", "mydata": "/mydata", "risk": "/risk?where=江岸", "cases": "/cases", "case": "/cases/" + someCases[0].ID.String(), "case-new": "/cases/new?kind=conversion",
		"check": "/cases/new?kind=check", "arrival": "/cases/new?kind=arrival", "hospital": "/cases/new?kind=hospital_certificate", "refusal": "/cases/new?kind=refusal", "pass": "/cases/new?kind=temporary_pass",
		"login": "/login", "notices": "/notices", "visits": "/visits", "visit": "/visit?c=good", "release": "/people/release?person=" + child.ID.String(), "missing": "/nowhere"} {
		if name == "terms" {
			f.accepted = ""
		}
		shoot(b, name+tail, url+path, false)
	}
	shoot(b, "apply-errors"+tail, url+"/apply", true)
	f.refuse = fault.New(fault.Busy, "busy", "busy")
	shoot(b, "busy"+tail, url+"/code", false)
}

// The same in the dark.
func TestPagesInTheDark(t *testing.T) {
	f := newFake()
	f.code = states()["yellow"]
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(360, 780)
	b.Media("prefers-color-scheme", "dark")
	shoot(b, "home-dark-360", server.URL+"/", false)
	signIn(b, server.URL)
	tour(b, f, server.URL, "-dark-360")
}

// signIn walks through the login page: phone, code, and in.
func signIn(b *webtest.Browser, url string) {
	b.Go(url + "/login")
	b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "13812345678"), webtest.Click("form .button"))
	b.Until(`document.querySelector("#code")`)
	b.Shot("holder-login-code-zh-800")
	b.Do(chromedp.SendKeys(chromedp.CSS("#code"), "123456"), webtest.Click("form .button"))
	b.Until(`!location.pathname.startsWith("/login")`)
}

// NA-01, NA-02: from the first page to the code, in a real browser, lists of places filled by the script.
func TestApplyInABrowser(t *testing.T) {
	f := newFake()
	f.code = Code{Stage: NeedsForm}
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(360, 740)
	b.Language("zh")
	b.Go(server.URL + "/")
	b.NoSidewaysScroll("home")
	b.Shot("holder-home-zh-360")
	signIn(b, server.URL)
	next := func(step string) {
		b.NoSidewaysScroll(step)
		b.Axe(step)
		b.Shot("holder-apply-" + step + "-zh-360")
		b.Do(webtest.Click(".actions .button"))
	}
	at := func(step string) {
		b.Until(`location.pathname === "/apply" && document.querySelector("input[name=at]")?.value === "` + step + `" && document.querySelector(".scripted")`)
	}
	at("about")
	b.Do(webtest.Click("input[name=purpose][value=returning]"), chromedp.SendKeys(chromedp.CSS("#phone"), "13812345678"))
	next("about")
	at("where")
	choose := func(id, code string) {
		b.Until(`[...document.querySelectorAll("#` + id + ` option")].some(o => o.value === "` + code + `")`)
		webtest.Eval[bool](b, `(s => { s.value = "`+code+`"; s.dispatchEvent(new Event("change", {bubbles: true})); return true })(document.getElementById("`+id+`"))`)
	}
	choose("province", "420000")
	choose("prefecture", "420100")
	choose("county", "420106")
	b.Do(chromedp.SendKeys(chromedp.CSS("#address"), "珞珈山路16号"))
	next("where")
	at("health")
	b.Do(webtest.Click("input[name=stayed][value=yes]"), webtest.Click("input[name=contact][value=no]"), webtest.Click("input[name=status][value=none]"),
		webtest.Click("input[name=symptoms][value=other]"), webtest.Click("input[name=symptoms][value=none]"), chromedp.SendKeys(chromedp.CSS("#temperature"), "36.6"))
	if webtest.Eval[bool](b, `document.querySelector("input[name=symptoms][value=other]").checked`) {
		t.Error("none and a symptom are both ticked")
	}
	next("health")
	at("check")
	b.Do(webtest.Click("#truth"))
	f.mu.Lock()
	f.code = states()["green"]
	f.mu.Unlock()
	next("check")
	b.Until(`document.querySelector(".qr-code")`)
	if len(f.applied) != 1 || f.applied[0].Region.String() != "420106" || f.applied[0].Health.Temperature != 36.6 {
		t.Errorf("%+v", f.applied)
	}
}

// Rule HP-2, BY-13: a phone whose clock is hours wrong counts the same remaining time, and at its end the QR is covered.
func TestCountdownIgnoresThePhonesClock(t *testing.T) {
	f := newFake()
	f.code = states()["green"] // its times are of 2020: years from the browser's clock
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(360, 740)
	signIn(b, server.URL)
	b.Until(`/^1[45]:[0-5][0-9]$/.test(document.querySelector("[data-left]").textContent)`)
	b.Shot("holder-countdown-zh-360")
	f.mu.Lock()
	c := states()["green"]
	c.Until = start.Add(2e9)
	f.code = c
	f.mu.Unlock()
	b.Go(server.URL + "/code")
	b.Until(`!document.querySelector(".covered").hidden`)
	b.Shot("holder-expired-zh-360")
}

// issue 4, NA-03: the first view of the code page, all that it loads, is small.
func TestCodePageIsSmall(t *testing.T) {
	f := newFake()
	f.code = states()["red"]
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	signIn(b, server.URL)
	b.Until(`document.querySelector(".qr-code")`)
	b.Go(server.URL + "/code")
	size := webtest.Eval[float64](b, `(performance.getEntriesByType("navigation").concat(performance.getEntriesByType("resource"))).reduce((n, e) => n + e.encodedBodySize, 0)`)
	t.Logf("code page: %.0f bytes in %v requests", size, webtest.Eval[float64](b, `performance.getEntriesByType("resource").length + 1`))
	if size == 0 || size > 60000 {
		t.Errorf("%.0f bytes over the wire", size)
	}
}

// issue 4: on a poor phone's network, nothing kept from an earlier visit, the code is on the screen within a second and a half. What the machine does besides
// makes a measurement longer, never shorter, so the best of some counts; what the link alone takes is computed from what the page loads, and must keep the bound too.
func TestCodePageIsFast(t *testing.T) {
	const bound = 1500 // milliseconds
	f := newFake()
	f.code = states()["red"]
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	signIn(b, server.URL)
	b.Slow()
	best := math.Inf(1)
	for try := 0; try < 8 && best > bound; try++ {
		b.Forget()
		b.Go(server.URL + "/code")
		b.Until(`document.querySelector(".qr-code") && performance.getEntriesByName("first-contentful-paint").length`)
		best = min(best, webtest.Eval[float64](b, `performance.getEntriesByName("first-contentful-paint")[0].startTime`))
	}
	// The page's first bytes come after one latency; what blocks its view is asked for then, and shares the line with the rest of the page.
	link := webtest.Eval[float64](b, `(() => {
		const ms = (all) => all.reduce((n, e) => n + e.encodedBodySize + 300, 0) / `+strconv.Itoa(webtest.SlowBytes)+` * 1000; // with headers
		const page = performance.getEntriesByType("navigation"), blocking = performance.getEntriesByType("resource").filter(e => e.renderBlockingStatus === "blocking");
		if (blocking.length === 0) throw new Error("no styles");
		const latency = `+strconv.Itoa(webtest.SlowLatency)+`;
		return latency + Math.max(ms(page) + ms(blocking), latency + ms(blocking));
	})()`)
	t.Logf("first view after %.0f ms, of which the link alone takes %.0f", best, link)
	if best > bound || link > bound {
		t.Errorf("first view after %.0f ms, of which the link alone takes %.0f", best, link)
	}
}
