package holder

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/itinerary"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// fakeItinerary is the part of fake that asks an operator.
type fakeItinerary struct {
	trip Itinerary
	did  []string
	no   error // of what is done next
}

func (f *fakeItinerary) done(what string) error {
	f.did = append(f.did, what)
	err := f.no
	f.no = nil
	return err
}

func (f *fakeItinerary) Itinerary(context.Context, Bearer, id.ID) (Itinerary, error) {
	return f.trip, nil
}

func (f *fakeItinerary) AskItinerary(_ context.Context, _ Bearer, _ id.ID, consent bool) error {
	if !consent {
		return fault.Missing("consent").WithKey("itinerary.consent")
	}
	return f.done("ask")
}

func (f *fakeItinerary) QueryItinerary(_ context.Context, _ Bearer, _ id.ID, code string) error {
	return f.done("query " + code)
}

func (f *fakeItinerary) FollowItinerary(context.Context, Bearer, id.ID) error {
	return f.done("follow")
}

// trips are the states of the page.
func trips() map[string]Itinerary {
	base := Itinerary{Person: self, Now: start, Offered: true, Counts: itinerary.Unknown, Cities: 7, Published: start.Add(-10 * time.Hour),
		Rule: itinerary.RuleAt(start), Valid: 6*time.Hour + 30*time.Minute}
	with := func(change func(*Itinerary)) Itinerary {
		i := base
		change(&i)
		return i
	}
	known := func(r itinerary.Result, expires time.Duration) func(*Itinerary) {
		return func(i *Itinerary) {
			i.Latest, i.Counts, i.Source, i.Updated, i.Expires = r, r, "中国电信", start.Add(-time.Hour), start.Add(expires)
		}
	}
	return map[string]Itinerary{
		"none":     base,
		"sent":     with(func(i *Itinerary) { i.Stage = itinerary.CodeSent }),
		"normal":   with(known(itinerary.Normal, 6*time.Hour)),
		"abnormal": with(func(i *Itinerary) { known(itinerary.Abnormal, time.Hour)(i); i.Left = true }),
		"expired":  with(func(i *Itinerary) { known(itinerary.Normal, -time.Minute)(i); i.Counts = itinerary.Unknown }),
		"unknown":  with(known(itinerary.Unknown, time.Hour)),
		"analysing": with(func(i *Itinerary) {
			known(itinerary.Analysing, time.Hour)(i)
			i.Stage = itinerary.InWork
		}),
		"second":  with(func(i *Itinerary) { i.Stage = itinerary.CodeAgain }),
		"moved":   with(func(i *Itinerary) { known(itinerary.Normal, time.Hour)(i); i.ListMoved = true }),
		"blocked": with(func(i *Itinerary) { i.Blocked = start.Add(15 * time.Hour) }),
		"absent":  with(func(i *Itinerary) { i.Offered = false }),
	}
}

// WZ-01, WZ-07, WZ-11, WZ-12: the page says in words what is known and until when, and offers what can be done next.
func TestItineraryPage(t *testing.T) {
	f := newFake()
	mux := server(f)
	says := map[string][]string{
		"none":      {"还没有行程信息", "/itinerary/code", "两查两问", "10086", "kind=temporary_pass", "kind=check"},
		"sent":      {"/itinerary/query", "/itinerary/code", "one-time-code"},
		"normal":    {"未到过风险城市", "行程有效至", "2020年3月25日 15:00", "重新申报行程", "中国电信"},
		"abnormal":  {"14天内到过风险城市", "/cases/new?kind=check", "离开过本市"},
		"expired":   {"行程信息已过期", "两查两问"},
		"unknown":   {"查不到行程", "两查两问"},
		"analysing": {"正在分析", `http-equiv="refresh"`, "/itinerary/follow"},
		"second":    {"再输入一次验证码", "/itinerary/code"},
		"moved":     {"名单已更新", "不再延长"},
		"blocked":   {"已限制查询", "2020年3月26日 00:00", "健康码和行程卡"},
		"absent":    {"未接入行程查询"},
	}
	for name, trip := range trips() {
		f.trip = trip
		for _, l := range ui.Languages() {
			page(t, l, name, ask(t, mux, l.Tag, "/itinerary", nil), http.StatusOK)
		}
		body := ask(t, mux, "zh", "/itinerary", nil).Body.String()
		for _, s := range says[name] {
			contains(t, name, body, s)
		}
		if can := strings.Contains(body, `action="/itinerary/code"`); can == (name == "blocked" || name == "absent") {
			t.Errorf("%s: a code can be asked for: %v", name, can)
		}
		if strings.Contains(body, "两查两问") && (name == "normal" || name == "abnormal") {
			t.Errorf("%s tells what to do with a question mark", name)
		}
	}
}

// WZ-01: without a tick nobody is asked; what the operator refuses stands beside its field; a good answer leads back.
func TestItineraryForms(t *testing.T) {
	f := newFake()
	f.trip = trips()["sent"]
	mux := server(f)
	for _, x := range []struct {
		to    string
		form  url.Values
		no    error
		code  int
		wants string
	}{
		{"code", url.Values{}, nil, http.StatusUnprocessableEntity, "请先勾选同意"},
		{"code", url.Values{"consent": {"yes"}}, nil, http.StatusSeeOther, ""},
		{"code", url.Values{"consent": {"yes"}}, fault.New(fault.TooMany, "login.too_soon", "soon"), http.StatusUnprocessableEntity, "consent-error"},
		{"code", url.Values{"consent": {"yes"}}, fault.New(fault.Unavailable, "itinerary.unreachable", "down"), http.StatusUnprocessableEntity, "运营商暂时没有回应"},
		{"query", url.Values{"code": {"12"}}, nil, http.StatusUnprocessableEntity, "code-error"},
		{"query", url.Values{"code": {"123 456"}}, fault.Secret("code", "wrong").WithKey("itinerary.code_wrong"), http.StatusUnprocessableEntity, "验证码不正确"},
		{"query", url.Values{"code": {"１２３４５６"}}, nil, http.StatusSeeOther, ""},
		{"follow", url.Values{}, nil, http.StatusSeeOther, ""},
	} {
		f.no = x.no
		w := ask(t, mux, "zh", "/itinerary/"+x.to, x.form)
		if w.Code != x.code || x.code == http.StatusSeeOther && w.Header().Get("Location") != "/itinerary" {
			t.Errorf("%s %v: %d %s", x.to, x.form, w.Code, w.Header().Get("Location"))
		}
		contains(t, x.to, w.Body.String(), x.wants)
	}
	if want := "ask ask ask query 123456 query 123456 follow"; strings.Join(f.did, " ") != want {
		t.Error(f.did)
	}
}

// WZ-12, state 13: the code page tells who asked for too many codes that he is blocked, until when, and what to do meanwhile.
func TestBlockedOnTheCodePage(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	f.code.Mark, f.code.Itinerary = ui.Question, trips()["blocked"]
	for _, l := range ui.Languages() {
		page(t, l, "blocked", ask(t, server(f), l.Tag, "/code", nil), http.StatusOK)
	}
	contains(t, "blocked", ask(t, server(f), "zh", "/code", nil).Body.String(), "已限制查询", "2020年3月26日 00:00", "健康码和行程卡", `href="/itinerary?person=`, "重新申报行程")
	f.code.Itinerary.Blocked = start
	if strings.Contains(ask(t, server(f), "zh", "/code", nil).Body.String(), "已限制查询") {
		t.Error("blocked after midnight")
	}
}

// The page in every state, on a phone and a desktop, in both languages: not wider than its window, clean for axe.
func TestItineraryInABrowser(t *testing.T) {
	f := newFake()
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	signIn(b, server.URL)
	for _, l := range ui.Languages() {
		b.Language(l.Tag)
		for name, trip := range trips() {
			f.trip = trip
			for size, width := range map[string]int64{"390": 390, "1280": 1280} {
				if width > 390 && name != "none" && name != "normal" {
					continue
				}
				b.Size(width, 844)
				shoot(b, "itinerary-"+name+"-"+l.Tag+"-"+size, server.URL+"/itinerary", false)
			}
		}
		b.Size(390, 844)
		f.code = states()["green"]
		f.code.Mark, f.code.Itinerary = ui.Question, trips()["blocked"]
		shoot(b, "code-blocked-"+l.Tag, server.URL+"/code", false)
		trip := Evidence{Kind: "itinerary", Source: ui.Text{"zh": "电信", "en": "Telecom"}, From: start, Until: start.Add(8 * time.Hour)}
		f.code.Mark, f.code.Itinerary = ui.Tick, trips()["normal"]
		f.code.Reasons = append(f.code.Reasons, Reason{Rule: "WZ-12.tick", Text: ui.Text{"zh": "行程正常", "en": "Travel clear"}, Until: trip.Until, Evidence: []Evidence{trip}})
		shoot(b, "code-trip-"+l.Tag, server.URL+"/code", false)
	}
}
