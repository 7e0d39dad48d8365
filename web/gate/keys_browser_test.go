package gate

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kangma/pass"
	"kangma/web/webtest"
)

// issue 4 (keyboard and screen reader): a collector's shift without a mouse and without eyes: each stop has a name and is seen, the focus is never nowhere when a screen changes, dialogs
// give it back, what is refused is heard and the focus is where it is mended, and each answer is heard with its reason.
func TestGateByKeyboard(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t, webtest.Heard...)
	b.Size(360, 740)
	b.Go(server.URL + "/gate/zh/")
	screen := func(name string) {
		b.Until(`document.getElementById("gate").dataset.screen === "` + name + `"`)
		if webtest.Eval[bool](b, `document.activeElement === document.body`) {
			t.Errorf("%s: the focus is nowhere", name)
		}
	}
	screen("login")
	if s := b.Focus(); s.Role != "heading" || !strings.Contains(s.Name, "登录") {
		t.Errorf("what is heard first: %+v", s)
	}
	b.Walk("login")
	to := func(id string) { webtest.Eval[bool](b, `(document.getElementById("`+id+`").focus(), true)`) }
	heard := func(id, want string) {
		b.Until(`document.getElementById("` + id + `").textContent.includes("` + want + `")`)
		if live := webtest.Eval[bool](b, `Boolean(document.getElementById("`+id+`").closest("[role=alert], [role=status], [aria-live=assertive]"))`); !live {
			t.Errorf("#%s is not heard", id)
		}
	}
	to("phone")
	b.Press("1", "3", kb.Enter)
	heard("login-error", "11位")
	if s := b.Focus(); s.ID != "phone" {
		t.Errorf("refused, the focus is on %+v", s)
	}
	b.Press(strings.Split("912345678", "")...)
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id === "code"`)
	b.Press(kb.Enter)
	heard("login-error", "验证码")
	b.Press(strings.Split("123456", "")...)
	b.Press(kb.Enter)
	b.Until(`document.querySelectorAll(".points button").length === 2`)
	screen("points")
	b.Walk("points")
	webtest.Eval[bool](b, `(document.querySelector(".points button").focus(), true)`)
	b.Press(kb.Enter)
	screen("scan")
	b.Walk("scan")

	to("tool-text")
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id === "text"`)
	b.Press(kb.Escape)
	b.Until(`!document.getElementById("text-dialog").open && document.activeElement.id === "tool-text"`)
	to("tool-register")
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id === "register-name"`)
	b.Walk("register")
	webtest.Eval[bool](b, `(document.querySelector(".decide.go").focus(), true)`)
	b.Press(kb.Enter)
	heard("register-error", "姓名")
	b.Until(`document.activeElement.id === "register-name" && document.activeElement.getAttribute("aria-invalid") === "true"`)
	to("register-cancel")
	b.Press(kb.Enter)
	screen("scan")
	to("tool-fallback")
	b.Press(kb.Enter)
	b.Until(`document.getElementById("fallback-dialog").open && document.activeElement.closest("dialog")`)
	b.Press(kb.Escape)
	b.Until(`document.activeElement.id === "tool-fallback"`)

	for code, want := range map[string]string{n.code(pass.Green, pass.Pass, 0): "通行", n.code(pass.Yellow, pass.Ask, 0): "询问", n.code(pass.Red, pass.Stop, 0): "止步", "KM1:": "无法"} {
		typeIn(b, code)
		screen("result")
		said := webtest.Eval[string](b, `document.getElementById("speak").textContent`)
		if why := webtest.Eval[string](b, `document.querySelector("#verdict .why").textContent`); !strings.Contains(said, why) || why == "" {
			t.Errorf("%s is heard as %q, and why is %q", want, said, why)
		}
		heard("speak", strings.Split(answeredWord(b), "\n")[0])
		if s := b.Focus(); s.ID != "next" || s.Role != "button" {
			t.Errorf("%s: the focus is on %+v", want, s)
		}
		b.Press(kb.Enter)
		screen("scan")
	}
}

// answeredWord is the answer's word in Chinese, as it stands on the screen.
func answeredWord(b *webtest.Browser) string {
	return webtest.Eval[string](b, `document.querySelector("#verdict .word [lang=zh-CN]").textContent.trim()`)
}

// issue 4 (colour-blind), rule GP-1: of the four answers word, sign and pattern are different ones; pictures as somebody sees them who sees no colour.
func TestAnswersWithoutColour(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	b.Without("achromatopsia")
	type shown struct{ Word, Sign, Pattern string }
	var all []shown
	for name, code := range map[string]string{"pass": n.code(pass.Green, pass.Pass, 0), "ask": n.code(pass.Yellow, pass.Ask, 0), "stop": n.code(pass.Red, pass.Stop, 0), "unknown": "KM1:"} {
		typeIn(b, code)
		s := webtest.Eval[shown](b, `((v, p) => ({Word: v.querySelector(".word").textContent, Sign: v.querySelector(".sign svg").innerHTML,
			Pattern: [p.backgroundImage, p.backgroundSize].join().replace(/(rgba?|color)\([^)]*\)/g, "")}))(document.querySelector("#verdict .verdict"), getComputedStyle(document.querySelector("#verdict .verdict"), "::before"))`)
		for _, x := range all {
			if s.Word == x.Word || s.Sign == x.Sign || s.Pattern == x.Pattern {
				t.Errorf("alike without colour: %+v and %+v", s, x)
			}
		}
		all = append(all, s)
		b.Shot("gate-without-colour-" + name)
		next(b)
	}
}
