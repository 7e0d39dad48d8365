package gate

import (
	"crypto/hpke"
	"encoding/base64"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"kangma/pass"
	"kangma/web/webtest"
)

// opened is what was written down in a stored slip, as the node reads it.
func (n *node) opened(token string) string {
	n.t.Helper()
	sealed, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(token, "KR1:"))
	if err != nil {
		n.t.Fatal(err)
	}
	w, err := hpke.Open(n.register, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("kangma register 1"), sealed)
	if err != nil {
		n.t.Fatal(err)
	}
	return string(w)
}

// fill writes into fields; what stood there is gone.
func fill(b *webtest.Browser, fields map[string]string) {
	for id, text := range fields {
		webtest.Eval[bool](b, fmt.Sprintf(`(document.getElementById(%q).value = %q, true)`, id, text))
	}
}

// NA-12, PS-12, rule GP-5: who shows no code is written down, without a network too; what was typed is gone from the form and cannot be read on the device; a mistyped
// number is said and loses nothing; the passage is sent like any other.
func TestRegisterWithoutACode(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Offline(true)
	b.Do(webtest.Click("#tool-register"))
	b.Until(`document.getElementById("gate").dataset.screen === "register"`)
	b.Axe("gate register")
	b.NoSidewaysScroll("gate register")
	b.Shot("gate-register-zh-360")
	for _, c := range []struct {
		fields map[string]string
		want   string
	}{
		{map[string]string{"register-name": ""}, "请填姓名"},
		{map[string]string{"register-name": "王秀英"}, "至少一项"},
		{map[string]string{"register-number": "110105194912310021"}, "身份证号不对"},
		{map[string]string{"register-number": "11010519491231002x", "register-degrees": "99"}, "体温"},
	} {
		fill(b, c.fields)
		b.Do(webtest.Click(".decide.go"))
		b.Until(`document.getElementById("register-error").textContent.includes("` + c.want + `")`)
		if c.want == "身份证号不对" {
			b.Axe("gate register error")
			b.Shot("gate-register-error-zh-360")
		}
	}
	if got := webtest.Eval[string](b, `document.getElementById("register-name").value`); got != "王秀英" {
		t.Errorf("a refusal lost the name: %q", got)
	}
	fill(b, map[string]string{"register-degrees": "36.5"})
	b.Do(webtest.Click(".decide.go"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan" && document.getElementById("told").textContent === "已登记：放行"`)
	b.Shot("gate-registered-zh-360")
	b.Until(`document.getElementById("chip-unsent").textContent.includes("1 条待传")`)
	if text := webtest.Eval[string](b, kept); strings.Contains(text, "王秀英") || strings.Contains(text, "11010519491231002") {
		t.Error("what was written down can be read on the device")
	}
	if got := webtest.Eval[string](b, `["name", "phone", "number", "degrees"].map(f => document.getElementById("register-" + f).value).join("")`); got != "" {
		t.Errorf("the form still says %q", got)
	}
	b.Offline(false)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	got := n.all()
	if len(got) != 1 || got[0].Gate != pass.Pass || got[0].Temperature != 365 {
		t.Fatalf("%+v", got)
	}
	if w := n.opened(got[0].Token); w != `{"name":"王秀英","number":"11010519491231002x"}` {
		t.Error(w)
	}
}

// WZ-18, PS-13: a gate goes on without the system: it is turned on with a cause, stands on the screen, two keys give an answer that is kept as a passage, and
// the node is told of begin and end as soon as it is reached, also when the page was closed meanwhile.
func TestFallbackAtTheGate(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Until(`navigator.serviceWorker.controller`)
	b.Offline(true)
	b.Do(webtest.Click("#tool-fallback"))
	b.Until(`document.getElementById("fallback-dialog").open`)
	b.Axe("gate fallback dialog")
	b.Shot("gate-fallback-begin-zh-360")
	b.Do(webtest.Click(`[data-cause="unreachable"]`))
	b.Until(`document.getElementById("gate").dataset.screen === "fallback" && !document.getElementById("fallback-bar").hidden`)
	b.Axe("gate fallback")
	b.NoSidewaysScroll("gate fallback")
	b.Shot("gate-fallback-zh-360")
	Hold(b, true)
	for _, c := range [][3]string{{"green", "clear", "pass: 绿码，行程卡无标记"}, {"green", "marked", "ask: 请问清情况，测量体温"}, {"none", "clear", "ask: 请问清情况，测量体温"}, {"red", "clear", "stop: 红码：请按预案处理，联系社区"}} {
		b.Do(webtest.Click(`[data-card="colour"][value="`+c[0]+`"]`), webtest.Click(`[data-card="itinerary"][value="`+c[1]+`"]`))
		b.Until(`document.getElementById("gate").dataset.screen === "result"`)
		if got := answered(b); got != c[2] {
			t.Errorf("%v: %s", c, got)
		}
		b.Do(webtest.Click("#next"))
		b.Until(`document.getElementById("gate").dataset.screen === "fallback"`)
	}
	b.Go(server.URL + "/gate/zh/")
	b.Until(`document.getElementById("gate").dataset.screen === "fallback" && !document.getElementById("fallback-bar").hidden`)
	// Codes are read all the same.
	b.Do(webtest.Click("#fallback-scan"))
	typeIn(b, n.code(pass.Green, pass.Pass, 0))
	if got := answered(b); got != "pass: 本码有效" {
		t.Error(got)
	}
	b.Do(webtest.Click("#next"), webtest.Click("#fallback-end"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan" && document.getElementById("fallback-bar").hidden`)
	b.Offline(false)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	var tokens []string
	for _, s := range n.all() {
		if strings.HasPrefix(s.Token, "KF1:") {
			tokens = append(tokens, s.Token+" "+s.Gate.String())
		}
	}
	slices.Sort(tokens)
	if want := []string{"KF1:green-clear pass", "KF1:green-marked ask", "KF1:none-clear ask", "KF1:red-clear stop"}; !slices.Equal(tokens, want) || len(n.all()) != 5 {
		t.Errorf("%v of %d", tokens, len(n.all()))
	}
	for range 200 {
		n.mu.Lock()
		told := slices.Clone(n.fallbacks)
		n.mu.Unlock()
		if i := slices.Index(told, eastGate+" unreachable ended"); i >= 0 && i == len(told)-1 && i < 2 { // a begin may be on its way while the network comes back
			return
		}
		webtest.Eval[bool](b, `new Promise(done => setTimeout(() => done(true), 100))`)
	}
	t.Errorf("told %v", n.fallbacks)
}

// Rule GP-6, a fixed screen: nobody stands by; answers go on by themselves and name nobody; a number leads out, guessed it is not; closed and opened again it is still fixed.
func TestKiosk(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	n.mu.Lock()
	n.online = map[string]any{"answer": "pass", "reason": "code", "colour": "green", "name": "王*华", "number": "4201**********1234"}
	n.mu.Unlock()
	b.Size(1280, 800)
	b.Do(webtest.Click("#change-point"))
	b.Until(`document.getElementById("gate").dataset.screen === "points"`)
	b.Do(webtest.Click("#kiosk-open"))
	b.Until(`document.getElementById("kiosk-dialog").open`)
	b.Axe("gate kiosk dialog")
	fill(b, map[string]string{"kiosk-pin": "12"})
	b.Do(webtest.Click("#form-kiosk .button"))
	b.Until(`document.getElementById("kiosk-error").textContent.includes("4到8位")`)
	fill(b, map[string]string{"kiosk-pin": "2468"})
	b.Do(webtest.Click("#form-kiosk .button"))
	b.Until(`document.getElementById("gate").hasAttribute("data-kiosk") && document.getElementById("gate").dataset.screen === "scan"`)
	scan := func(text string) {
		webtest.Eval[bool](b, fmt.Sprintf(`([...%q, "Enter"].forEach(key => document.body.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}))), true)`, text))
		b.Until(`document.getElementById("gate").dataset.screen === "result"`)
	}
	for name, c := range map[string]string{"pass": n.code(pass.Green, pass.Pass, 0), "stop": n.code(pass.Red, pass.Stop, 0), "unknown": "https://weixin.example/abc"} {
		n.mu.Lock()
		n.online["answer"] = name
		n.mu.Unlock()
		Hold(b, true)
		scan(c)
		if got, want := answered(b), map[string]string{"pass": "pass: 本码有效", "stop": "stop: 请到旁边找工作人员", "unknown": "unknown: 请刷新健康码再试，或找旁边的工作人员"}[name]; got != want {
			t.Errorf("%s: %s", name, got)
		}
		b.Axe("gate kiosk " + name)
		b.NoSidewaysScroll("gate kiosk " + name)
		b.Shot("gate-kiosk-" + name + "-zh-1280")
		if got := webtest.Eval[string](b, `document.getElementById("shown-name").textContent`); got != "" {
			t.Errorf("%s: the screen names %q", name, got)
		}
		Hold(b, false)
		b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	}
	b.Shot("gate-kiosk-scan-zh-1280")
	b.Do(webtest.Click("#change-point"))
	if got := webtest.Eval[string](b, `document.getElementById("gate").dataset.screen`); got != "scan" {
		t.Errorf("who passes by got to %s", got)
	}
	b.Go(server.URL + "/gate/zh/")
	b.Until(`document.getElementById("gate").hasAttribute("data-kiosk")`)
	b.Do(webtest.Click("#kiosk-leave"))
	b.Until(`document.getElementById("leave-dialog").open`)
	for i := range 6 {
		webtest.Eval[bool](b, `(document.querySelector("#leave-error span").textContent = "", true)`)
		fill(b, map[string]string{"leave-pin": fmt.Sprint(1000 + i)})
		b.Do(webtest.Click("#form-leave .button"))
		b.Until(`document.getElementById("leave-error").textContent.includes("` + map[bool]string{true: "数字不对", false: "一分钟后"}[i < 5] + `")`)
	}
	b.Axe("gate kiosk leave")
	b.Shot("gate-kiosk-leave-zh-1280")
	webtest.Eval[bool](b, `(() => { const real = Date.now; Date.now = () => real() + 61e3; return true })()`)
	fill(b, map[string]string{"leave-pin": "2468"})
	b.Do(webtest.Click("#form-leave .button"))
	b.Until(`!document.getElementById("gate").hasAttribute("data-kiosk") && !document.getElementById("leave-dialog").open`)
	b.Do(webtest.Click("#change-point"))
	b.Until(`document.getElementById("gate").dataset.screen === "points"`)
}
