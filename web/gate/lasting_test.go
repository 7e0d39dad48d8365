package gate

import (
	"encoding/json"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"kangma/pass"
	"kangma/web/webtest"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Rule GP-2: the phone dies in the middle of an answer, without a network; switched on again it still has every passage, and each is stored once.
func TestNothingIsLostWhenThePhoneDies(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	profile := t.TempDir()
	b := webtest.OpenIn(t, profile)
	gateAt(t, b, server.URL)
	b.Until(`navigator.serviceWorker.controller`)
	b.Offline(true)
	for range 3 {
		typeIn(b, n.code(pass.Green, pass.Pass, 0))
		next(b)
	}
	typeIn(b, n.code(pass.Red, pass.Stop, 0)) // on the screen when it dies
	b.Until(`document.getElementById("chip-unsent").textContent.includes("4 条待传")`)
	b.Kill()

	again := webtest.OpenIn(t, profile)
	again.Size(360, 740)
	again.Go(server.URL + "/gate/zh/")
	again.Until(`document.getElementById("gate").dataset.screen === "scan" && document.getElementById("point-name").textContent === "东门"`)
	again.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 4 || n.sent != 4 {
		t.Errorf("%d stored of %d sent, want 4", len(got), n.sent)
	}
}

// kept is everything that the page has on the device, as JSON.
const kept = `new Promise((yes, no) => { const r = indexedDB.open("kangma-gate", 1); r.onerror = no; r.onsuccess = async () => {
	const out = {local: {...localStorage}, session: {...sessionStorage}, cookie: document.cookie};
	const read = (name, how) => new Promise(done => { const q = r.result.transaction(name).objectStore(name)[how](); q.onsuccess = () => done(q.result) });
	out.passages = await read("passages", "getAll");
	const keys = await read("values", "getAllKeys"), values = await read("values", "getAll");
	keys.forEach((k, i) => out[k] = values[i]);
	out.extractable = out["device-key"].privateKey.extractable;
	out.export = await crypto.subtle.exportKey("jwk", out["device-key"].privateKey).then(() => "exported", e => e.name);
	yes(JSON.stringify(out)) } })`

// Rule GP-4: what is sent is gone: no code, no name and no answer stays on the device; its key cannot leave it.
func TestNothingPersonalStays(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	n.mu.Lock()
	n.online = map[string]any{"answer": "pass", "reason": "code", "colour": "green", "name": "王*华", "number": "4201**********1234"}
	n.mu.Unlock()
	code := n.code(pass.Green, pass.Pass, 0)
	typeIn(b, code)
	b.Until(`document.getElementById("shown-name").textContent === "王*华"`)
	if !strings.Contains(webtest.Eval[string](b, kept), code) {
		t.Fatal("the passage on the screen is not on the device")
	}
	next(b)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	text := webtest.Eval[string](b, kept)
	for _, personal := range []string{"KM1:", "王*华", "4201**********1234", "green"} {
		if strings.Contains(text, personal) {
			t.Errorf("%s stays on the device", personal)
		}
	}
	if webtest.Eval[string](b, `document.getElementById("result").textContent`) == "" {
		t.Fatal("no result screen")
	}
	if got := webtest.Eval[string](b, `document.getElementById("shown-name").textContent + document.getElementById("shown-number").textContent`); got != "" {
		t.Errorf("the page still says %q", got)
	}
	var out struct {
		Extractable bool
		Export      string
		Passages    []any
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil || out.Extractable || out.Export != "InvalidAccessError" || len(out.Passages) != 0 {
		t.Errorf("%v %+v", err, out)
	}
}

// Rule GP-2: a browser that keeps nothing says so, checks codes all the same, and sends what it has.
func TestPrivateWindow(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	b.Before(`Object.defineProperty(window, "indexedDB", {get() { throw new DOMException("", "SecurityError") }})`)
	gateAt(t, b, server.URL)
	b.Until(`document.getElementById("trouble-text").textContent.includes("不保存资料")`)
	b.Axe("gate private window")
	b.Shot("gate-private-zh-360")
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
	next(b)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 1 {
		t.Errorf("%d passages", len(got))
	}
}

// Rule GP-2: a full device says so, answers all the same, keeps in memory what it cannot write, and sends it; with space again it is written.
func TestStorageFull(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Until(`navigator.serviceWorker.controller`)
	b.Offline(true)
	webtest.Eval[bool](b, `(window.put = IDBObjectStore.prototype.put, IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError") }, true)`)
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
	next(b)
	b.Until(`document.getElementById("trouble-text").textContent.includes("存储已满")`)
	b.Until(`document.getElementById("chip-unsent").textContent.includes("1 条待传")`)
	b.Shot("gate-full-zh-360")
	webtest.Eval[bool](b, `(IDBObjectStore.prototype.put = window.put, true)`)
	b.Until(`document.getElementById("trouble").hidden`)
	b.Until(`document.getElementById("chip-unsent").textContent.includes("1 条待传")`)
	b.Offline(false)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	if got := n.all(); len(got) != 1 {
		t.Errorf("%d passages", len(got))
	}
}

// The queue is visible: what waits, what was refused and why; what was refused can be taken off the device (WH-13: it names nobody).
func TestQueueIsVisible(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	n.mu.Lock()
	n.refuse = "passage.too_old"
	n.mu.Unlock()
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	next(b)
	b.Until(`document.getElementById("chip-unsent").textContent.includes("1 条未被接收")`)
	b.Offline(true)
	typeIn(b, n.code(pass.Yellow, pass.Ask, 0))
	next(b)
	b.Until(`document.getElementById("chip-unsent").textContent.includes("1 条待传 · 1 条未被接收")`)
	b.Do(webtest.Click("#chip-unsent"))
	b.Until(`document.getElementById("unsent-dialog").open && document.querySelectorAll("#unsent-list li").length === 2`)
	text := webtest.Eval[string](b, `document.getElementById("unsent-list").innerText`)
	for _, want := range []string{"询问", "等待上传", "通行", "超过72小时"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %q", want, text)
		}
	}
	b.Axe("gate queue")
	b.Shot("gate-queue-zh-360")
	b.Do(webtest.Click("#unsent-clear"))
	b.Until(`document.querySelectorAll("#unsent-list li").length === 1 && document.getElementById("unsent-clear").hidden`)
	b.Do(webtest.Click("#unsent-dialog .button"))
	b.Until(`document.getElementById("chip-unsent").textContent.trim() === "1 条待传"`)
	n.mu.Lock()
	n.refuse = ""
	n.mu.Unlock()
	b.Offline(false)
	b.Until(`document.getElementById("chip-unsent").hidden`)
}

// BY-13: a device whose clock was set back by hours while the page was closed, and that reaches nobody, says that it cannot vouch for its time: no green,
// and nobody called too old. As soon as the server is heard it is right again.
func TestClockInDoubt(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Until(`navigator.serviceWorker.controller`)
	b.Offline(true)
	b.Before(`{ const real = Date.now; Date.now = () => real() - 5 * 3600e3 }`)
	b.Go(server.URL + "/gate/zh/")
	b.Until(`!document.getElementById("chip-clock").hidden`)
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if got := answered(b); got != "ask: 本机时间可能不对，请人工核对" {
		t.Error(got)
	}
	b.Axe("gate clock in doubt")
	b.Shot("gate-clock-zh-360")
	next(b)
	typeIn(b, n.code(pass.Green, pass.Pass, 40*time.Minute))
	if got := answered(b); got != "unknown: 本机时间可能不对，请人工核对" {
		t.Error(got)
	}
	next(b)
	typeIn(b, n.code(pass.Red, pass.Stop, 0))
	if got := answered(b); got != "stop: 请按预案处理，联系社区" {
		t.Error(got)
	}
	next(b)
	b.Offline(false)
	b.Go(server.URL + "/gate/zh/")
	b.Until(`document.getElementById("chip-clock").hidden`)
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
}

// Two gates check one code at the same moment: both answer, both passages are stored, each once.
func TestTwoGatesOneCode(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	one, two := webtest.Open(t), webtest.Open(t)
	gateAt(t, one, server.URL)
	gateAt(t, two, server.URL)
	code := n.code(pass.Green, pass.Pass, 0)
	for _, b := range []*webtest.Browser{one, two} {
		typeIn(b, code)
		if got := answered(b); got != "pass: 本码有效" {
			t.Error(got)
		}
	}
	for _, b := range []*webtest.Browser{one, two} {
		next(b)
		b.Until(`document.getElementById("chip-unsent").hidden`)
	}
	got := n.all()
	if len(got) != 2 || n.sent != 2 || got[0].Device == got[1].Device {
		t.Errorf("%d stored of %d sent", len(got), n.sent)
	}
}
