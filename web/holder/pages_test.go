package holder

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
	"kangma/web/webtest"
)

var _ Service = (*fake)(nil)

var site = ui.Site{Name: ui.Text{"zh": "湖北健康码", "en": "Hubei Health Code"}, Authority: ui.Text{"zh": "湖北省新冠肺炎疫情防控指挥部", "en": "Hubei epidemic headquarters"}, Hotline: "12345"}

func server(f *fake) *http.ServeMux {
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	New(f, site).Mount(mux)
	return mux
}

// ask sends a request of somebody who is signed in; form makes it a POST.
func ask(t *testing.T, h http.Handler, lang, target string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	r.Header.Set("Accept-Language", lang)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "token-of-a-session"})
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func contains(t *testing.T, name, body string, want ...string) {
	t.Helper()
	for _, s := range want {
		if !strings.Contains(body, s) {
			t.Errorf("%s lacks %q", name, s)
		}
	}
}

// Every page in every state renders in every language, well formed, with every word.
func TestEveryPageInEveryState(t *testing.T) {
	for _, l := range ui.Languages() {
		for name, c := range states() {
			f := newFake()
			f.code = c
			page(t, l, name, ask(t, server(f), l.Tag, "/code", nil), http.StatusOK)
		}
		f := newFake()
		f.code, f.declared = states()["red"], []Declared{{At: start, Declaration: Declaration{Status: "fever", Contact: "no", Symptoms: []string{"cold_like", "dyspnea"}, Temperature: 38}}}
		f.notices, f.nextNotice = told, told[1].ID
		f.why = Explanation{Person: self, Colour: ui.Red, Policy: "hubei@2020-03-22", Title: ui.Text{"zh": "湖北省赋码规则"}, From: start, Reasons: f.code.Reasons}
		f.looks, f.risks, f.cases, f.grounds = someLooks, someRisks, someCases, someGrounds
		f.overview = everything
		mux := server(f)
		for _, p := range []string{"/terms", "/identity", "/identity?for=ward", "/declare", "/declarations", "/why", "/why?at=2020-03-03T09:00", "/overview", "/people", "/notices", "/login", "/visit?c=good", "/visits", "/mydata", "/risk", "/risk?where=江岸", "/cases", "/cases/" + someCases[0].ID.String(), "/cases/" + someCases[1].ID.String()} {
			page(t, l, p, ask(t, mux, l.Tag, p, nil), http.StatusOK)
		}
		page(t, l, "/nowhere", ask(t, mux, l.Tag, "/nowhere", nil), http.StatusNotFound)
		for _, of := range append([]*form{application}, askFor...) {
			page(t, l, of.name, ask(t, mux, l.Tag, of.path, nil), http.StatusOK)
			page(t, l, "empty "+of.name, ask(t, mux, l.Tag, of.path, url.Values{"at": {of.steps[0].name}}), http.StatusUnprocessableEntity)
		}
		page(t, l, "empty declaration", ask(t, mux, l.Tag, "/declare", url.Values{}), http.StatusUnprocessableEntity)
		page(t, l, "empty identity", ask(t, mux, l.Tag, "/identity", url.Values{}), http.StatusUnprocessableEntity)
		page(t, l, "no consent", ask(t, mux, l.Tag, "/terms", url.Values{"version": {"2020-03"}}), http.StatusUnprocessableEntity)
		page(t, l, "no phone", ask(t, mux, l.Tag, "/login", url.Values{}), http.StatusUnprocessableEntity)
		page(t, l, "code sent", ask(t, mux, l.Tag, "/login", url.Values{"phone": {"13812345678"}}), http.StatusOK)
		page(t, l, "wrong code", ask(t, mux, l.Tag, "/login/code", url.Values{"phone": {"13812345678"}, "code": {"000000"}}), http.StatusUnprocessableEntity)
		for code, status := range map[fault.Code]int{fault.Busy: 503, fault.Unavailable: 503, fault.Forbidden: 403, fault.TooMany: 429} {
			f.refuse = fault.New(code, "x.y", "SECRET")
			page(t, l, string(code), ask(t, mux, l.Tag, "/code", nil), status)
		}
		f.refuse = errors.New("SECRET cause")
		page(t, l, "internal", ask(t, mux, l.Tag, "/code", nil), 500)
	}
}

func page(t *testing.T, l *ui.Language, name string, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	body := w.Body.String()
	if w.Code != status || !strings.Contains(body, "</html>") {
		t.Errorf("%s %s: %d %.200s", l.Tag, name, w.Code, body)
		return
	}
	webtest.WellFormed(t, l.Tag+" "+name, body)
	webtest.NoBareKeys(t, l.Tag+" "+name, body, l.Has)
	if strings.Contains(body, "SECRET") {
		t.Errorf("%s tells a cause", name)
	}
}

// NA-03, BY-02, WH-04, rule HP-3: QR, colour by word and sign, masked name and number, validity, one tap, and why.
func TestCodePage(t *testing.T) {
	f := newFake()
	f.code = states()["red"]
	w := ask(t, server(f), "zh", "/code", nil)
	contains(t, "code page", w.Body.String(), `role="img"`, "红码", "icon-red", "c-red", "王*华", "4201**********1234", "09:15:00", "刷新健康码",
		"7天内在武汉发热门诊登记", "武汉市第一医院", "hubei@2020-03-22", "HB-01.fever-wuhan", "鄂防指发〔2020〕100号", "2020年3月30日 09:00", "自动恢复绿码", "今日已申报", `data-until="1585098900000"`)
	if n := w.Body.Len(); n > 40<<10 {
		t.Errorf("the page has %d bytes", n)
	}
	if strings.Contains(w.Body.String(), token) {
		t.Error("the token stands on the page as text")
	}
}

// NA-06: one tap shows a new code.
func TestRenew(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	w := ask(t, server(f), "zh", "/code", url.Values{"person": {child.ID.String()}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/code?person="+child.ID.String() || f.fresh != 1 {
		t.Errorf("%d %v, %d new codes", w.Code, w.Header(), f.fresh)
	}
}

// NA-01: each stage leads to the step that is missing.
func TestStages(t *testing.T) {
	for stage, want := range map[Stage]string{NeedsTerms: "/terms", NeedsIdentity: "/identity", NeedsForm: "/apply?person=" + self.ID.String()} {
		f := newFake()
		f.code = Code{Stage: stage}
		if w := ask(t, server(f), "zh", "/code", nil); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q", stage, w.Code, w.Header().Get("Location"))
		}
	}
}

// HB-06: the clock of the service level, and what an overdue one says.
func TestWaiting(t *testing.T) {
	f := newFake()
	f.code = states()["waiting"]
	contains(t, "waiting", ask(t, server(f), "zh", "/code", nil).Body.String(), "最多还需 3小时", "2020年3月25日 12:00", `value="5"`)
	f.code = states()["overdue"]
	contains(t, "overdue", ask(t, server(f), "zh", "/code", nil).Body.String(), "已超过承诺时限", "12345", "overdue")
}

// WH-02: each failure says which condition failed and what to do.
func TestIdentityFailures(t *testing.T) {
	for key, want := range map[string]string{"person.phone_not_bound": "绑定的是另一个手机号", "person.no_real_name": "还没有完成本人实名", "person.mismatch": "不一致",
		"link.not_added": "没有添加", "link.too_many_selves": "一天", "link.too_many_wards": "已到上限"} {
		f := newFake()
		f.refuse = fault.New(fault.Conflict, key, "x")
		w := ask(t, server(f), "zh", "/identity", url.Values{"relation": {"self"}, "name": {"王华"}, "id_type": {"resident_id"}, "number": {"42010119880502123x"}})
		contains(t, key, w.Body.String(), want, `value="王华"`)
	}
}

// WH-06, NA-12: a ward with and without a document.
func TestWards(t *testing.T) {
	f := newFake()
	mux := server(f)
	w := ask(t, mux, "zh", "/identity", url.Values{"relation": {"child"}, "name": {"王小"}, "id_type": {"none"}, "birth": {"2015-01-02"}, "number": {"ignored"}})
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/apply?person=") || f.verified[0].Number != "" || f.verified[0].Birth != "2015-01-02" {
		t.Errorf("%d %v %+v", w.Code, w.Header(), f.verified)
	}
	contains(t, "people", ask(t, mux, "zh", "/people", nil).Body.String(), "王*华", "子女", "/code?person="+child.ID.String())
	ask(t, mux, "zh", "/people/release", url.Values{"person": {child.ID.String()}})
	if len(f.people) != 2 {
		t.Errorf("%d people after release", len(f.people))
	}
	f.code = states()["green"]
	if w := ask(t, mux, "zh", "/code?person="+child.ID.String(), nil); w.Code != http.StatusNotFound {
		t.Errorf("a stranger's code: %d", w.Code)
	}
	if w := ask(t, mux, "zh", "/code?person=zz", nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a bad id: %d", w.Code)
	}
}

// BY-02: any past moment, as known then.
func TestWhyThen(t *testing.T) {
	f := newFake()
	f.why = Explanation{Person: self, Colour: ui.Green, Policy: "hubei@2020-03-22", From: start}
	mux := server(f)
	contains(t, "why", ask(t, mux, "zh", "/why?at=2020-03-03T09:00", nil).Body.String(), "2020年3月3日 09:00 为什么是这个颜色", `value="2020-03-03T09:00"`)
	contains(t, "bad time", ask(t, mux, "zh", "/why?at=yesterday", nil).Body.String(), "请填写有效的日期和时间")
}

// Sessions: sign in, sign out, over, never fixed by somebody else, and back to a page of this site only.
func TestSessions(t *testing.T) {
	f := newFake()
	mux := server(f)
	w := ask(t, mux, "zh", "/login/code", url.Values{"phone": {"13812345678"}, "code": {"123 456"}, "keep": {"days"}, "next": {"//evil.example"}})
	c := w.Result().Cookies()
	if w.Header().Get("Location") != "/code" || len(c) != 1 || !c[0].HttpOnly || c[0].SameSite != http.SameSiteLaxMode || c[0].MaxAge != int((30*instant.Day).Seconds()) || c[0].Value != "token-of-a-session" {
		t.Errorf("%v %+v", w.Header(), c)
	}
	if w := ask(t, mux, "zh", "/login/code", url.Values{"phone": {"13812345678"}, "code": {"123456"}, "keep": {"once"}}); w.Result().Cookies()[0].MaxAge != 0 {
		t.Error("a session for once is remembered")
	}
	f.signedIn = false
	w = ask(t, mux, "zh", "/why?person="+child.ID.String(), nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/login?next="+url.QueryEscape("/why?person="+child.ID.String()) || w.Result().Cookies()[0].MaxAge != -1 {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	r := httptest.NewRequest(http.MethodGet, "/code", nil)
	w = httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		t.Errorf("no cookie: %d", w.Code)
	}
	if w := ask(t, mux, "zh", "/logout", url.Values{}); w.Result().Cookies()[0].MaxAge != -1 || f.signedIn {
		t.Error("still signed in")
	}
}

// NA-01: a remembered sign-in goes on with a new token, kept in the cookie, without the reader noticing.
func TestRenewedSession(t *testing.T) {
	f := newFake()
	f.renewed = "token-of-a-session"
	f.code = states()["green"]
	r := httptest.NewRequest(http.MethodGet, "/code", nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "old refresh"})
	w := httptest.NewRecorder()
	server(f).ServeHTTP(w, r)
	c := w.Result().Cookies()
	if w.Code != http.StatusOK || len(c) != 1 || c[0].Value != "token-of-a-session" || !c[0].HttpOnly || c[0].MaxAge == 0 {
		t.Errorf("%d %+v", w.Code, c)
	}
}

// CSRF: no page of another site changes anything.
func TestOtherSitesChangeNothing(t *testing.T) {
	f := newFake()
	mux := server(f)
	for _, target := range []string{"/login", "/login/code", "/logout", "/terms", "/identity", "/apply", "/declare", "/code", "/code/moving", "/people/release", "/cases/new", "/cases/" + id.ID{15: 11}.String(), "/cases/" + id.ID{15: 11}.String() + "/files", "/visit", "/notices", "/mydata/forget"} {
		r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(url.Values{"phone": {"13812345678"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "token-of-a-session"})
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
	if !f.signedIn || len(f.applied)+len(f.declared)+f.fresh+len(f.opened)+len(f.moved)+len(f.attached)+len(f.forgotten)+len(f.drafts) > 0 {
		t.Error("something changed")
	}
}
