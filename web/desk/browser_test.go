package desk

import (
	"context"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// window is a real browser at a desk, over localhost: a name, because passkeys know no addresses.
type window struct {
	*webtest.Browser
	d   *desk
	url string
}

// openWindow serves a desk to a browser. change may change the node's configuration; it is told the address.
func openWindow(t *testing.T, change func(c *node.Config, url string)) *window {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	url := strings.Replace("http://"+server.Listener.Addr().String(), "127.0.0.1", "localhost", 1)
	d := openDesk(t, func(c *node.Config) {
		if change != nil {
			change(c, url)
		}
	}, nil)
	server.Config.Handler = d.mux
	server.Start()
	t.Cleanup(server.Close)
	b := webtest.Open(t)
	b.Size(1280, 800)
	return &window{b, d, url}
}

// signIn logs a phone in by a code.
func (w *window) signIn(phone string) {
	w.d.t.Helper()
	w.d.now(120e9)
	w.Go(w.url + "/desk/login")
	w.Do(chromedp.SendKeys(chromedp.CSS("#phone"), phone), webtest.Click("form[action='/desk/login/code'] .button"))
	w.Until(`document.querySelector("#code")`)
	w.Do(chromedp.SendKeys(chromedp.CSS("#code"), w.d.code(phone)), webtest.Click("form[action='/desk/login'] .button"))
	w.Until(`location.pathname === "/desk"`)
}

// sizes of a desk, of a tablet, and of the phone of who is out in the street.
var sizes = map[string][2]int64{"1280": {1280, 800}, "820": {820, 1180}, "390": {390, 844}}

// look opens pages by name and address in all languages and sizes: none wider than its window, all clean by axe, each with a picture.
func (w *window) look(pages map[string]string) {
	w.d.t.Helper()
	for _, l := range ui.Languages() {
		w.Language(l.Tag)
		for size, s := range sizes {
			w.Size(s[0], s[1])
			for name, path := range pages {
				name += "-" + l.Tag + "-" + size
				w.Go(w.url + path)
				w.NoSidewaysScroll(name)
				w.Axe(name)
				w.Shot("desk-" + name)
			}
		}
	}
}

// href is where a link leads.
func (w *window) href(selector string) string {
	w.d.t.Helper()
	w.Until("document.querySelector(" + strconv.Quote(selector) + ")")
	return webtest.Eval[string](w.Browser, "document.querySelector("+strconv.Quote(selector)+").href")
}

// eval runs a script in the page; click presses what a selector finds first.
func (w *window) eval(script string) {
	w.d.t.Helper()
	webtest.Eval[bool](w.Browser, "("+script+", true)")
}

func (w *window) click(selector string) { w.Do(webtest.Click(selector)) }

// answer fills in a form of a page, sends it, and looks at what comes back as at a page.
func (w *window) answer(name, path, form string, fill map[string]string) {
	w.d.t.Helper()
	for _, l := range ui.Languages() {
		w.Language(l.Tag)
		for size, s := range sizes {
			w.Size(s[0], s[1])
			w.Go(w.url + path)
			for selector, value := range fill {
				w.Do(chromedp.SetValue(chromedp.CSS(selector), value))
			}
			w.Do(webtest.Click(form + " .actions .button"))
			w.Until(`document.querySelector(".error, .revealed, .notice.n-done, .notice.n-stop, .answered")`)
			name := name + "-" + l.Tag + "-" + size
			w.NoSidewaysScroll(name)
			w.Axe(name)
			w.Shot("desk-" + name)
		}
	}
}

// virtual gives the browser a passkey in software.
func (w *window) virtual() {
	w.d.t.Helper()
	w.Do(func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		if _, err = chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return v, err
		}
		_, err = chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
			IsUserVerified: true, AutomaticPresenceSimulation: true}})
		return v, err
	})
}

// NO-12, WH-10: an administrator's code makes a passkey in a real browser, which then logs in; a wrong code is said, and
// the pages of login are clean in all sizes.
func TestPasskeyInABrowser(t *testing.T) {
	w := openWindow(t, func(c *node.Config, url string) {
		c.Passkeys, c.NoCodes = node.Passkeys{Domain: "localhost", Origins: []string{url}}, true
	})
	w.look(map[string]string{"login": "/desk/login", "enrol": "/desk/login/enrol"})
	account := w.d.member(phone, staff.Reviewer, wuhan)
	code, _, err := w.d.Enrol(t.Context(), node.Itself, account)
	w.d.ok(err)
	w.virtual()
	w.Go(w.url + "/desk/login/enrol")
	w.Do(chromedp.SendKeys(chromedp.CSS("#code"), "no such code"), webtest.Click("[data-passkey] button"))
	w.Until(`!document.querySelector("[role=alert]").hidden`)
	w.Axe("enrol-wrong")
	w.Do(chromedp.SetValue(chromedp.CSS("#code"), code), webtest.Click("[data-passkey] button"))
	w.Until(`location.search === "?enrolled=1"`)
	w.Do(webtest.Click("[data-passkey] button"))
	w.Until(`location.pathname === "/desk" && document.querySelector(".waits")`)
	w.Do(webtest.Click(".desk-top form button"))
	w.Until(`location.pathname === "/desk/login"`)
}

// Issue 4: the first pages of the desk in a real browser.
func TestHomeInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.Headquarters, hubei)
	w.d.member(phone, staff.Reviewer, wuhan)
	w.signIn(phone)
	w.look(map[string]string{"home": "/desk", "notices": "/desk/notices", "missing": "/desk/nowhere"})
	w.Media("prefers-color-scheme", "dark")
	w.Go(w.url + "/desk")
	w.Axe("home-dark")
	w.Shot("desk-home-dark")
}

// Issue 4: work list and case in a real browser: clean in every size and language, with an error and after bulk moves; and
// moved by keys alone, which can be turned off.
func TestCasesInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(countyPhone, staff.Reviewer, jiangan)
	w.d.member(cityPhone, staff.Reviewer, wuhan)
	_, cases := w.d.convert(3)
	w.signIn(countyPhone)
	w.look(map[string]string{"cases": "/desk/cases?kind=conversion&state=county", "cases-none": "/desk/cases?kind=check", "case": "/desk/cases/" + cases[0].ID.String()})
	w.Size(1280, 800)
	w.Go(w.url + "/desk/cases?kind=conversion&state=county")
	press := func(k string) {
		webtest.Eval[bool](w.Browser, `(document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "`+k+`", bubbles: true, cancelable: true})), true)`)
	}
	w.Until(`!document.querySelector("[data-keys-on]").closest("label").hidden`)
	press("j")
	press("j")
	press("x")
	w.Until(`document.querySelectorAll("table.work tbody tr")[1].querySelector("input").checked`)
	w.Do(chromedp.SetValue(chromedp.CSS("#move"), "endorse"), chromedp.SendKeys(chromedp.CSS("#reason"), "in order"), webtest.Click(".bulk .button"))
	w.Until(`document.querySelector(".results .good")`)
	w.Axe("cases-results")
	w.Shot("desk-cases-results")
	w.Go(w.url + "/desk/cases/" + cases[0].ID.String())
	w.Until(`!document.querySelector("[data-keys-on]").closest("label").hidden`)
	press("1")
	w.Until(`document.activeElement.id === "endorse-reason"`)
	w.Do(webtest.Click("details[open] .button"))
	w.Until(`document.querySelector("#endorse-reason-error")`)
	w.Axe("case-error")
	w.Shot("desk-case-error")
	w.Do(chromedp.SendKeys(chromedp.CSS("#endorse-reason"), "in order"), webtest.Click("details[open] .button"))
	w.Until(`document.querySelector(".trail .now b").textContent !== ""  && !document.querySelector("#endorse-reason")`)
	w.Do(webtest.Click(".keys-help summary"), webtest.Click("[data-keys-on]"))
	press("u")
	w.Go(w.url + "/desk/cases")
	if webtest.Eval[string](w.Browser, `localStorage.getItem("kangma-desk-keys")`) != "off" {
		t.Error("keys cannot be turned off")
	}
	w.Media("prefers-color-scheme", "dark")
	w.Go(w.url + "/desk/cases/" + cases[2].ID.String())
	w.Axe("case-dark")
	w.Shot("desk-case-dark")
}

// Issue 4: search and a person's record in a real browser: clean in every size and language, masked, revealed and refused.
func TestPeopleInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(hqPhone, staff.Headquarters, wuhan)
	w.d.convert(2)
	w.signIn(hqPhone)
	w.Go(w.url + "/desk/search")
	w.Do(webtest.Click("form[action='/desk/search'] .actions .button"))
	w.Until(`document.querySelector(".error")`)
	w.Axe("search-error")
	w.Shot("desk-search-error")
	w.Do(webtest.Click("input[name=by][value=phone]"), chromedp.SendKeys(chromedp.CSS("#what"), holderPhone), chromedp.SetValue(chromedp.CSS("#purpose"), "review"), webtest.Click("form[action='/desk/search'] .actions .button"))
	w.Until(`location.pathname.startsWith("/desk/people/")`)
	path := webtest.Eval[string](w.Browser, `location.pathname`)
	w.look(map[string]string{"search": "/desk/search", "person": path})
	w.Size(1280, 800)
	w.Go(w.url + path)
	w.Do(webtest.Click(".panel details summary"), chromedp.SendKeys(chromedp.CSS("#reveal-reason"), "to call him"), webtest.Click("details[open] .button"))
	w.Until(`document.querySelector(".revealed")`)
	w.Axe("person-revealed")
	w.Shot("desk-person-revealed")
}
