package holder

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"kangma/web/ui"
	"kangma/web/webtest"
)

// issue 4 (keyboard and screen reader): from the login to the code without a mouse: each stop of Tab has a name and is seen, nobody is caught, the skip link skips, and after
// a refusal the focus is on the list of errors, from which each leads to its field.
func TestHolderByKeyboard(t *testing.T) {
	f := newFake()
	f.code = states()["yellow"]
	f.cases, f.grounds, f.risks = someCases, someGrounds, someRisks
	f.why = Explanation{Person: self, Colour: ui.Yellow, Title: ui.Text{"zh": "赋码规则"}, From: start, Reasons: f.code.Reasons}
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t, webtest.Heard...)
	b.Size(360, 740)
	b.Language("zh")
	b.Go(server.URL + "/")
	if stops := b.Walk("home"); !strings.Contains(stops[0].Name, "跳") {
		t.Errorf("the first stop skips nothing: %+v", stops[0])
	}
	b.Press(kb.Tab, kb.Enter, kb.Tab) // skipped
	if s := b.Focus(); !strings.Contains(s.Name, "登录") {
		t.Errorf("behind the skip link: %+v", s)
	}
	b.Press(kb.Enter)
	b.Until(`document.querySelector("#phone")`)
	b.Walk("login")
	phone := func(number string) {
		webtest.Eval[bool](b, `(document.querySelector("#phone").focus(), document.querySelector("#phone").select(), true)`)
		b.Press(strings.Split(number, "")...)
		b.Press(kb.Enter)
	}
	phone("138")
	b.Until(`document.activeElement.id === "errors"`)
	if s := b.Focus(); s.Role != "alert" {
		t.Errorf("errors are heard as %q", s.Role)
	}
	follow(b)
	b.Until(`document.activeElement.id === "phone"`)
	phone("13812345678")
	b.Until(`document.activeElement.id === "code"`) // it waits for the code
	b.Press(strings.Split("000000", "")...)
	b.Press(kb.Enter)
	b.Until(`document.activeElement.id === "errors"`)
	follow(b)
	b.Until(`document.activeElement.id === "code"`)
	webtest.Eval[bool](b, `(document.activeElement.select(), true)`)
	b.Press(strings.Split("123456", "")...)
	b.Press(kb.Enter)
	b.Until(`document.querySelector(".qr-code")`)
	if stops := b.Walk("code"); !slices.ContainsFunc(stops, func(s webtest.Stop) bool { return s.Role == "button" && strings.Contains(s.Name, "刷新") }) {
		t.Errorf("no way to renew: %+v", stops)
	}
	heard := webtest.Eval[string](b, `[...document.querySelectorAll(".card, .qr-code, .banner .word, [data-nonet]")].map(e => (e.getAttribute("role") ?? e.tagName) + ":" + (e.computedName || e.textContent)).join("\n")`)
	contains(t, "heard", heard, "黄码", "status")
	for name, path := range map[string]string{"identity": "/identity", "declare": "/declare", "correction": "/cases/new?kind=correction"} {
		b.Go(server.URL + path)
		b.Walk(name)
		webtest.Eval[bool](b, `(document.querySelector("main form .actions button").focus(), true)`)
		b.Press(kb.Enter)
		b.Until(`document.activeElement.id === "errors" && document.querySelector("[aria-invalid=true], .wrong")`)
		to := follow(b)
		b.Until(`document.activeElement.id === "` + to + `"`)
		b.Press(kb.Tab)
		if field := webtest.Eval[bool](b, `document.activeElement.matches("input, select, textarea, button, a")`); !field {
			t.Errorf("%s: behind #%s there is no field", name, to)
		}
	}
	for name, path := range map[string]string{"apply": "/apply", "people": "/people", "mydata": "/mydata", "genuine": "/genuine", "cases": "/cases", "case": "/cases/" + someCases[0].ID.String(), "risk": "/risk?where=江岸", "why": "/why"} {
		b.Go(server.URL + path)
		b.Walk(name)
	}
}

// follow goes to the first line of the list of errors and follows its link, and says where it leads. Not by the Enter key: the browser's remote control presses it in two parts, and
// the field that gets the focus would get the second.
func follow(b *webtest.Browser) string {
	b.Press(kb.Tab)
	return webtest.Eval[string](b, `(a => (a.click(), a.hash.slice(1)))(document.activeElement)`)
}

// issue 4 (large type): at 320 pixels the large type is larger by a fifth at least, nothing is wider than the window, and what is pressed is 44 pixels high.
func TestLargeTypeOnTheSmallestPhone(t *testing.T) {
	f := newFake()
	f.code = states()["red"]
	f.looks, f.cases, f.grounds, f.notices = someLooks, someCases, someGrounds, told
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(320, 640)
	signIn(b, server.URL)
	const size = `parseFloat(getComputedStyle(document.querySelector("main p, main label")).fontSize)`
	for name, path := range map[string]string{"code": "/code", "apply": "/apply", "people": "/people", "notices": "/notices", "mydata": "/mydata", "genuine": "/genuine", "cases": "/cases/new?kind=check", "identity": "/identity"} {
		b.Prefer(server.URL, "zh")
		b.Go(server.URL + path)
		usual := webtest.Eval[float64](b, size)
		b.Prefer(server.URL, "zh.large")
		b.Go(server.URL + path)
		if large := webtest.Eval[float64](b, size); large < 1.2*usual {
			t.Errorf("%s: %.1f pixels, usually %.1f", name, large, usual)
		}
		b.NoSidewaysScroll(name)
		if small := webtest.Eval[string](b, `[...document.querySelectorAll("main a.button, button, main select, main input:not([type=hidden], [type=radio], [type=checkbox], .only-heard), main .items a, main .option")]
			.filter(e => e.checkVisibility() && !e.matches(".only-heard, .only-heard *") && e.getBoundingClientRect().height < 43.5).map(e => e.tagName + "." + e.className + " " + e.textContent.trim().slice(0, 20) + " " + e.getBoundingClientRect().height).join("\n")`); small != "" {
			t.Errorf("%s: too small for a finger:\n%s", name, small)
		}
	}
}

// issue 4 (colour-blind), rule UI-2: of what each colour and each mark is shown with, word, sign and pattern are different ones, so that they are told apart by each alone; pictures
// as somebody sees them who sees no colour.
func TestColoursWithoutColour(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(360, 740)
	b.Language("zh")
	signIn(b, server.URL)
	b.Without("achromatopsia")
	type shown struct{ Word, Sign, Pattern string }
	see := func(c Code, sign, word string) shown {
		f.mu.Lock()
		f.code = c
		f.mu.Unlock()
		b.Go(server.URL + "/code")
		b.Until(`document.querySelector(".banner")`)
		return webtest.Eval[shown](b, `((banner, p) => ({Word: banner.querySelector("`+word+`").textContent.trim(), Sign: banner.querySelector("`+sign+` svg").innerHTML,
			Pattern: [p.backgroundImage, p.backgroundSize].join().replace(/(rgba?|color)\([^)]*\)/g, "") + getComputedStyle(banner).borderBottomStyle}))(document.querySelector(".banner"), getComputedStyle(document.querySelector(".banner"), "::before"))`)
	}
	different := func(name string, all []shown, pattern bool) {
		for i, a := range all {
			if a.Word == "" || a.Sign == "" {
				t.Errorf("%s %d has no word or sign", name, i)
			}
			for _, x := range all[:i] {
				if a.Word == x.Word || a.Sign == x.Sign || pattern && a.Pattern == x.Pattern {
					t.Errorf("%s: alike without colour: %+v and %+v", name, a, x)
				}
			}
		}
	}
	var colours, marks []shown
	for _, c := range ui.Colours {
		code := states()["green"]
		code.Colour = c
		colours = append(colours, see(code, ".sign", ".word"))
		b.Shot("holder-without-colour-" + string(c))
	}
	different("colours", colours, true)
	for _, m := range ui.Marks {
		code := states()["green"]
		code.Mark = m
		marks = append(marks, see(code, ".mark", ".mark span"))
	}
	different("marks", marks, false)
}
