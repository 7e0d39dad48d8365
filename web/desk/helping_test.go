package desk

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// grandmother is what a grid worker enters of who has no phone.
func grandmother(change url.Values) url.Values {
	form := url.Values{"name": {"王秀英"}, "id_type": {"resident_id"}, "number": {"11010519491231002X"}, "region": {"江岸区"}, "address": {"解放大道1号"}, "purpose": {"resident"}, "status": {"none"},
		"contact": {"no"}, "stayed": {"no"}, "symptoms": {"none"}, "temperature": {"36。5"}, "seen": {"document"}, "consent": {"signed"}}
	for k, v := range change {
		form[k] = v
	}
	return form
}

// NA-12, BY-09: at the desk a grid worker enters a declaration for who has no phone, has a paper code issued, prints it, and takes a report of
// its loss, after which the old one counts no more; what is wrong is said beside its field, and nothing is lost.
func TestOnSiteAndPaper(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.GridWorker, jiangan)
	for i, l := range ui.Languages() {
		b := d.signIn(l.Tag, phone)
		b.get("/desk/onsite")
		for field, form := range map[string]url.Values{"seen": {"seen": nil}, "consent": {"consent": nil}, "name": {"name": {""}}, "number": {"number": {"1"}}, "temperature": {"temperature": {"warm"}},
			"region": {"region": {"Atlantis"}}, "stayed": {"stayed": nil}, "symptoms": {"symptoms": nil}} {
			body := b.page("wrong "+field, b.ask("/desk/onsite", grandmother(form)), 422)
			contains(t, l.Tag+" wrong "+field, body, `href="#`+field+`"`, "解放大道1号")
		}
		w := b.ask("/desk/onsite", grandmother(nil))
		to := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/desk/people/") {
			t.Fatalf("%d %.800s", w.Code, w.Body)
		}
		done := []string{"registered", "entered"}[i]
		body := b.get(to)
		contains(t, "entered", body, "王**", l.T("desk.person.done."+done))
		lacks(t, "entered", body, "王秀英", "11010519491231002X")
		path, _, _ := strings.Cut(to, "?")
		if i == 0 {
			contains(t, "no paper", body, l.T("desk.paper.none"))
		}
		print := regexp.MustCompile(path + `/papers/[0-9a-f]{32}`)
		var printed []string
		for range 2 {
			if w = b.ask(path+"/papers", url.Values{"act": {"issue"}}); w.Code != http.StatusSeeOther {
				t.Fatalf("%d %.600s", w.Code, w.Body)
			}
			body = b.get(path)
			printed = append(printed, print.FindString(body))
			pdf := b.ask(printed[len(printed)-1], nil)
			if pdf.Code != 200 || !bytes.HasPrefix(pdf.Body.Bytes(), []byte("%PDF")) || pdf.Header().Get("Cache-Control") != "no-store" {
				t.Fatalf("%d %.100s", pdf.Code, pdf.Body)
			}
		}
		contains(t, "replaced", body, l.T("paper.ended.replaced"))
		b.page("the old one", b.ask(printed[0], nil), http.StatusConflict)
		contains(t, "not sure", b.page("not sure", b.ask(path+"/papers", url.Values{"act": {"lost"}}), 422), `href="#papers-sure"`)
		if w = b.ask(path+"/papers", url.Values{"act": {"lost"}, "papers-sure": {"yes"}}); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %.600s", w.Code, w.Body)
		}
		body = b.get(path)
		contains(t, "lost", body, l.T("paper.ended.lost"))
		lacks(t, "lost", body, printed[1])
		b.page("lost twice", b.ask(path+"/papers", url.Values{"act": {"lost"}, "papers-sure": {"yes"}}), http.StatusConflict)
	}
	// Who has no document is registered by his date of birth; who has an account declares himself.
	b := d.signIn("zh", phone)
	w := b.ask("/desk/onsite", grandmother(url.Values{"name": {"李小宝"}, "id_type": {"none"}, "number": {""}, "birth": {"2016-05-01"}, "seen": {"vouched"}}))
	contains(t, "a child", b.get(w.Header().Get("Location")), "李**")
	d.holder(holderPhone, "张三丰", "110105194912310054")
	contains(t, "own account", b.page("own account", b.ask("/desk/onsite", grandmother(url.Values{"name": {"张三丰"}, "number": {"110105194912310054"}})), http.StatusConflict), "有自己的账号", "解放大道1号")
	d.member(countyPhone, staff.Reviewer, jiangan)
	reviewer := d.signIn("zh", countyPhone)
	reviewer.page("a reviewer", reviewer.ask("/desk/onsite", grandmother(nil)), http.StatusForbidden)
}

// EP-04: an investigator announces a call on the record of who is called; the number stands there and in the list of his office, who is called
// can check it, and after an hour it is gone.
func TestAnnouncedCallsOnPages(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Investigator, jiangan)
	d.holder(holderPhone, "张三丰", idNumber)
	b := d.signIn("zh", phone)
	contains(t, "none", b.get("/desk/calls"), "现在没有可以核对的来电")
	path := b.ask("/desk/search", url.Values{"by": {"phone"}, "what": {holderPhone}, "purpose": {"investigation"}}).Header().Get("Location")
	w := b.ask(path+"/calls", url.Values{})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	number := regexp.MustCompile(`\b\d{4}-\d{4}\b`).FindString(b.get(path))
	g, err := d.IsGenuine(t.Context(), node.Caller{}, number)
	if d.ok(err); g.Kind != node.GenuineCall || g.Ours != node.IsOurs {
		t.Errorf("%q: %+v", number, g)
	}
	list := b.get("/desk/calls")
	contains(t, "list", list, number, "江岸区 流调员")
	lacks(t, "list", list, "张")
	b.page("elsewhere", b.ask("/desk/calls?region=420900", nil), http.StatusForbidden)
	contains(t, "no region", b.page("no region", b.ask("/desk/calls?region=nowhere", nil), 422), `href="#region"`)
	d.member(cityPhone, staff.GridWorker, jiangan)
	grid := d.signIn("zh", cityPhone)
	grid.page("a grid worker", grid.ask("/desk/calls", nil), http.StatusForbidden)
	d.now(61 * 60e9)
	lacks(t, "after an hour", d.signIn("zh", phone).get("/desk/calls"), number)
}

// Issue 4: on-site help, papers and announced calls in a real browser, in every state, clean by axe.
func TestHelpingInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.Headquarters, wuhan)
	w.d.holder(holderPhone, "张三丰", idNumber)
	w.signIn(phone)
	w.Go(w.url + "/desk/search")
	w.Do(webtest.Click("input[name=by][value=phone]"), chromedp.SendKeys(chromedp.CSS("#what"), holderPhone), chromedp.SetValue(chromedp.CSS("#purpose"), "review"), webtest.Click("form[action='/desk/search'] .actions .button"))
	w.Until(`location.pathname.startsWith("/desk/people/")`)
	path := webtest.Eval[string](w.Browser, `location.pathname`)
	for _, button := range []string{"#papers form .button", "#papers form .button", "#calls form .button"} {
		w.Do(webtest.Click(button))
		w.Until(`document.querySelector(".n-done")`)
		w.Go(w.url + path)
	}
	w.look(map[string]string{"person-helped": path + "?done=issued", "onsite": "/desk/onsite", "calls": "/desk/calls", "calls-none": "/desk/calls?region=420111", "calls-wrong": "/desk/calls?region=nowhere"})
	w.answer("onsite-wrong", "/desk/onsite", "main form", nil)
}
