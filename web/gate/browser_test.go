package gate

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"kangma/pass"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// gateAt opens the page, signs the collector in and chooses the first point.
func gateAt(t *testing.T, b *webtest.Browser, url string) {
	t.Helper()
	b.Size(360, 740)
	b.Go(url + "/gate/zh/")
	b.Until(`document.getElementById("gate").dataset.screen === "login"`)
	b.Axe("gate login")
	b.Shot("gate-login-zh-360")
	b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "139 1234 5678"), webtest.Click("#form-phone .button"))
	b.Until(`!document.getElementById("form-code").hidden`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#code"), "000000"), webtest.Click("#form-code .button"))
	b.Until(`document.getElementById("login-error").textContent.includes("验证码不对")`)
	b.Shot("gate-login-code-zh-360")
	b.Do(chromedp.SetValue(chromedp.CSS("#code"), "123456"), webtest.Click("#form-code .button"))
	b.Until(`document.querySelectorAll(".points button").length === 2`)
	b.Axe("gate points")
	b.Shot("gate-points-zh-360")
	b.Do(webtest.Click(".points button"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	b.Until(`document.getElementById("chip-keys").textContent.includes("1小时前")`)
}

// Hold keeps a green answer on the screen for as long as a test looks at it, be the machine busy, or lets it go on by itself again after its 2.5 seconds.
func Hold(b *webtest.Browser, yes bool) {
	webtest.Eval[bool](b, fmt.Sprintf(`(() => {
		if (!("held" in window)) { const real = window.setInterval; window.setInterval = (work, ms) => real(() => (window.held && ms === 50) || work(), ms) }
		window.held = %t; return true })()`, yes))
}

// typeIn enters a code by hand, as somebody without a camera does, and holds the answer.
func typeIn(b *webtest.Browser, text string) {
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	Hold(b, true)
	b.Do(webtest.Click("#tool-text"))
	webtest.Eval[bool](b, fmt.Sprintf(`(document.getElementById("text").value = %q, document.querySelector("#form-text button[value=ok]").click(), true)`, text))
	b.Until(`document.getElementById("gate").dataset.screen === "result"`)
}

func answered(b *webtest.Browser) string {
	return webtest.Eval[string](b, `document.querySelector("#verdict .verdict").className.match(/v-(\w+)/)[1] + ": " + document.querySelector("#verdict .why").textContent`)
}

// next goes on to the next person.
func next(b *webtest.Browser) {
	b.Do(webtest.Click("#next"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
}

// Rule GP-1, BY-13: four answers, each with colour, sign, both words; unreadable, foreign, cut, expired and forged are answered.
func TestAnswersInABrowser(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Shot("gate-scan-zh-360")
	good := n.code(pass.Green, pass.Pass, 0)
	for _, c := range []struct{ name, text, want string }{
		{"pass", good, "pass: 本码有效"},
		{"ask", n.code(pass.Yellow, pass.Ask, 0), "ask: 请问清情况，测量体温"},
		{"stop", n.code(pass.Red, pass.Stop, 0), "stop: 请按预案处理，联系社区"},
		{"expired", n.code(pass.Green, pass.Pass, 16*time.Minute), "unknown: 已过期。请对方刷新健康码"},
		{"cut", good[:len(good)-9], "unknown: 读不出来。请对方调亮屏幕、重新打开健康码，再扫一次"},
		{"foreign", "https://weixin.example/abc", "unknown: 不是本系统的码。请改看国家平台的码或纸质证明"},
		{"forged", good[:len(good)-3] + "000", "unknown: 签名不对，可能是伪造的码"},
	} {
		typeIn(b, c.text)
		if got := answered(b); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		words := webtest.Eval[string](b, `document.querySelector("#verdict .word").innerText`)
		t.Logf("%s: %q", c.name, words)
		b.NoSidewaysScroll("gate " + c.name)
		b.Shot("gate-answer-" + c.name + "-zh-360")
		next(b)
	}
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 3 {
		t.Errorf("%d passages stored, want those of pass, ask and stop: %+v", len(got), got)
	}
}

// Rule GP-1: each answer sounds and feels different, so that nobody needs to look.
func TestAnswersAreHeardAndFelt(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	b.Before(`window.felt = []; navigator.vibrate = (p) => window.felt.push(p); window.heard = [];
		const real = AudioContext.prototype.createOscillator; AudioContext.prototype.createOscillator = function () { const o = real.call(this); queueMicrotask(() => window.heard.push(o.frequency.value)); return o }`)
	gateAt(t, b, server.URL)
	seen := map[string]string{}
	for name, code := range map[string]string{"pass": n.code(pass.Green, pass.Pass, 0), "ask": n.code(pass.Yellow, pass.Ask, 0), "stop": n.code(pass.Red, pass.Stop, 0), "unknown": "KM1:"} {
		webtest.Eval[bool](b, `(window.felt = [], window.heard = [], true)`)
		typeIn(b, code)
		b.Until(`window.felt.length > 0 && window.heard.length > 0`)
		pattern := webtest.Eval[string](b, `JSON.stringify([window.felt, window.heard.map(Math.round)])`)
		if before, twice := seen[pattern]; twice {
			t.Errorf("%s and %s sound and feel alike: %s", name, before, pattern)
		}
		seen[pattern] = name
		next(b)
	}
}

// WH-12, MS-02: temperature with big keys; fever warns and waits; masked checking information from the server; a newer answer prevails.
func TestTemperatureAndOnlineState(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	n.mu.Lock()
	n.online = map[string]any{"answer": "stop", "reason": "now_stopped", "colour": "red", "name": "王*华", "number": "4201**********1234"}
	n.mu.Unlock()
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	b.Until(`document.getElementById("shown-name").textContent === "王*华"`)
	if got := answered(b); got != "stop: 这个码已改为不能通行" {
		t.Error(got)
	}
	b.Do(webtest.Click("#add-temperature"))
	for _, k := range "375" {
		b.Do(webtest.Click(fmt.Sprintf(`[data-key="%c"]`, k)))
	}
	b.Until(`document.getElementById("degrees").textContent === "37.5" && !document.getElementById("fever").hidden`)
	b.NoSidewaysScroll("temperature")
	b.Shot("gate-fever-zh-360")
	next(b)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 1 || got[0].Temperature.Celsius() != 37.5 || got[0].Gate != pass.Stop || got[0].Point.String() != eastGate {
		t.Errorf("%+v", got)
	}
	// For everybody: the keys are there at once, and three of them are enough.
	n.mu.Lock()
	n.online = nil
	n.mu.Unlock()
	b.Do(webtest.Click("#change-point"))
	b.Until(`document.getElementById("gate").dataset.screen === "points"`)
	b.Do(webtest.Click("#with-temperature"), webtest.Click(".points button"))
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	b.Shot("gate-temperature-zh-360")
	Hold(b, false)
	for _, k := range "365" {
		b.Do(chromedp.KeyEvent(string(k)), chromedp.Sleep(150*time.Millisecond)) // as a person types
	}
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 2 {
		t.Errorf("%d passages", len(got))
	}
}

// WH-12: a slow network takes nothing back: what the collector ticks and presses while the list of points is on its way counts.
func TestPointsWhileTheyLoad(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	n.mu.Lock()
	n.points = make(chan bool)
	n.mu.Unlock()
	b.Do(webtest.Click("#change-point"))
	b.Until(`document.getElementById("gate").dataset.screen === "points" && document.querySelectorAll(".points button").length === 2`)
	b.Do(webtest.Click("#with-temperature"))
	at := webtest.Eval[[]float64](b, `(r => [r.x + r.width / 2, r.y + r.height / 2])(document.querySelectorAll(".points button")[1].getBoundingClientRect())`)
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
	n.points <- true
	close(n.points)
	// Under the pressed finger the server's list arrives, and is kept on the device.
	b.Until(`performance.getEntriesByType("resource").filter(e => e.name.endsWith("/v1/points") && e.responseEnd > 0).length === 2`)
	webtest.Eval[bool](b, `new Promise(done => setTimeout(() => requestAnimationFrame(() => done(true)), 100))`)
	b.Do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, at[0], at[1], chromedp.ButtonLeft, chromedp.ClickCount(1)))
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	if got := webtest.Eval[string](b, `document.getElementById("point-name").textContent`); got != "出站口" {
		t.Errorf("point %q", got)
	}
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if webtest.Eval[bool](b, `document.getElementById("temperature").hidden`) {
		t.Error("the tick was taken back")
	}
}

// Rule GP-2: without a network codes are checked and passages kept, also when the page is closed; back on the network each is stored once, even if an answer is lost.
func TestOffline(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Until(`navigator.serviceWorker.controller`)
	good, red := n.code(pass.Green, pass.Pass, 0), n.code(pass.Red, pass.Stop, 0)
	b.Offline(true)
	b.Go(server.URL + "/gate/zh/")
	b.Until(`document.getElementById("gate")?.dataset.screen === "scan"`)
	b.Until(`document.getElementById("chip-net").textContent.includes("离线")`)
	typeIn(b, good)
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
	next(b)
	typeIn(b, red)
	b.Until(`document.getElementById("chip-unsent").textContent.includes("2 条待传")`)
	b.Shot("gate-offline-stop-zh-360")
	b.Go(server.URL + "/gate/zh/") // the page goes away while the second is still on the screen
	b.Until(`document.getElementById("chip-unsent")?.textContent.includes("2 条待传")`)
	b.Shot("gate-offline-zh-360")
	if len(n.all()) != 0 {
		t.Fatal("sent without a network")
	}
	n.mu.Lock()
	n.lose = true
	n.mu.Unlock()
	b.Offline(false)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 2 || n.sent < 4 {
		t.Errorf("%d stored of %d sent", len(got), n.sent)
	}
}

// BY-13: a gate whose clock is three hours wrong takes the server's time; a right code passes, an old one does not.
func TestClockSkew(t *testing.T) {
	n := newNode(t)
	n.ahead = 3 * time.Hour
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	typeIn(b, n.code(pass.Green, pass.Pass, time.Minute))
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
	next(b)
	typeIn(b, n.code(pass.Green, pass.Pass, 20*time.Minute))
	if got := answered(b); got != "unknown: 已过期。请对方刷新健康码" {
		t.Error(got)
	}
}

var scenes = []webtest.Scene{
	{Name: "upright", Width: 640, Height: 480, Side: 400},
	{Name: "turned", Width: 640, Height: 480, Side: 360, Angle: 33},
	{Name: "blurred", Width: 640, Height: 480, Side: 420, Angle: 4, Blur: 2},
	{Name: "dark", Width: 640, Height: 480, Side: 400, Angle: -8, Dark: 0.85},
	{Name: "cracked", Width: 640, Height: 480, Side: 420, Crack: true},
	{Name: "pale", Width: 640, Height: 480, Side: 400, Angle: 5, Pale: 0.8},
	{Name: "dark with noise", Width: 640, Height: 480, Side: 380, Angle: 3, Dark: 0.8, Noise: 6},
	{Name: "far", Width: 640, Height: 480, Side: 200, Angle: -20},
	{Name: "large", Width: 1600, Height: 1200, Side: 700, Angle: 12, Blur: 2},
}

// A picture from a file, as sent by somebody's phone: turned, blurred, dark, cracked.
func TestPictureFile(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	Hold(b, true)
	for _, s := range scenes {
		b.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{s.File(t, n.code(pass.Green, pass.Pass, 0))}))
		b.Until(`document.getElementById("gate").dataset.screen === "result"`)
		if got := answered(b); got != "pass: 本码有效" {
			t.Errorf("%s: %s", s.Name, got)
		}
		next(b)
	}
	b.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{webtest.Scene{Width: 300, Height: 300, Side: 1}.File(t, "KM1:X")}))
	b.Until(`document.getElementById("gate").dataset.screen === "result"`)
	if got := answered(b); got != "unknown: 图片里没有找到二维码" {
		t.Error(got)
	}
}

// Without WebAssembly and without a detector of the browser's own, jsQR reads.
func TestDecoderWithoutWebAssembly(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	for plain, want := range map[string]string{"false": "zxing", "true": "jsqr"} {
		got := webtest.Eval[string](b, `import(document.querySelector("script[type=module]").src.replace("main.js", "decode.js")).then(m => m.decoder({plain: `+plain+`})).then(d => d.name)`)
		if got != want {
			t.Errorf("plain %s: %s, want %s", plain, got, want)
		}
	}
	picture := scenes[0].File(t, "KM1:ABC")
	webtest.Eval[bool](b, `(document.body.insertAdjacentHTML("beforeend", "<input type=file id=probe>"), true)`)
	b.Do(chromedp.SetUploadFiles(chromedp.CSS("#probe"), []string{picture}))
	if got := webtest.Eval[string](b, `(async () => { const m = await import(document.querySelector("script[type=module]").src.replace("main.js", "decode.js"));
		return (await m.decoder({plain: true})).read(await m.pixelsOf(document.getElementById("probe").files[0])) })()`); got != "KM1:ABC" {
		t.Errorf("jsQR read %q", got)
	}
}

// A hardware scanner types faster than people do.
func TestHardwareScanner(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	text := n.code(pass.Yellow, pass.Ask, 0)
	webtest.Eval[bool](b, fmt.Sprintf(`([...%q, "Enter"].forEach(key => document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}))), true)`, text))
	b.Until(`document.getElementById("gate").dataset.screen === "result"`)
	if got := answered(b); got != "ask: 请问清情况，测量体温" {
		t.Error(got)
	}
}

// In English, on a tablet, and in the dark.
func TestOtherLooks(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Go(server.URL + "/gate/en/")
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	for name, size := range map[string][2]int64{"360": {360, 740}, "320": {320, 560}, "1280": {1280, 800}} {
		b.Size(size[0], size[1])
		for _, a := range ui.Answers {
			code := map[ui.Answer]string{ui.Pass: n.code(pass.Green, pass.Pass, 0), ui.Ask: n.code(pass.Gray, pass.Ask, 0), ui.Stop: n.code(pass.Red, pass.Stop, 0), ui.Unknown: "KM1:"}[a]
			typeIn(b, code)
			if a == ui.Ask {
				b.Do(webtest.Click("#add-temperature"))
			}
			b.NoSidewaysScroll("gate en " + name)
			b.Axe("gate answer " + string(a) + " " + name)
			b.Shot("gate-answer-" + string(a) + "-en-" + name)
			next(b)
		}
		b.Axe("gate scan " + name)
		b.Shot("gate-scan-en-" + name)
	}
}

// A bearer token that ends in the middle of a shift is renewed by itself; a session that is over asks for a sign-in and loses nothing.
func TestSessionRenewed(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	// The token ends, the refresh token is still good.
	webtest.Eval[bool](b, storeSession(`{token: "old", refresh: "refresh-collector-1", device: s.device}`))
	b.Go(server.URL + "/gate/zh/")
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	next(b)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 1 || n.good() != "collector-2" {
		t.Errorf("%d passages, token %s", len(got), n.good())
	}
	// Both are over.
	webtest.Eval[bool](b, storeSession(`{token: "old", refresh: "used", device: s.device}`))
	b.Go(server.URL + "/gate/zh/")
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
	next(b)
	b.Until(`document.getElementById("chip-net").textContent.includes("需要登录") && document.getElementById("chip-unsent").textContent.includes("1 条待传")`)
	b.Do(webtest.Click("#chip-net"))
	b.Until(`document.getElementById("gate").dataset.screen === "login"`)
	b.Do(chromedp.SetValue(chromedp.CSS("#phone"), "13912345678"), webtest.Click("#form-phone .button"))
	b.Until(`!document.getElementById("form-code").hidden`)
	b.Do(chromedp.SetValue(chromedp.CSS("#code"), "123456"), webtest.Click("#form-code .button"))
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 2 {
		t.Errorf("%d passages", len(got))
	}
}

// storeSession rewrites the session that the page has kept; s is what it was.
func storeSession(session string) string {
	return `new Promise((yes, no) => { const r = indexedDB.open("kangma-gate", 1); r.onerror = no; r.onsuccess = () => {
		const store = r.result.transaction("values", "readwrite").objectStore("values"); const g = store.get("session");
		g.onsuccess = () => { const s = g.result; store.put(` + session + `, "session").onsuccess = () => yes(true) } } })`
}
