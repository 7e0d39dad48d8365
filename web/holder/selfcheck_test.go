package holder

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

// fakeSelfCheck answers self-checks. Fields are set by tests.
type fakeSelfCheck struct {
	seen    instant.Instant
	answer  SelfChecked
	refused error
	askedOf id.ID
	inbound bool
}

func (f *fakeSelfCheck) FaceUntil(context.Context, Bearer) (instant.Instant, error) {
	return f.seen, nil
}

func (f *fakeSelfCheck) VerifyFace(context.Context, Bearer) error {
	f.seen = start.Add(600e9)
	return f.refused
}

func (f *fakeSelfCheck) BeginFace(context.Context, Bearer) (Provider, error) {
	return Provider{Address: "https://face.example/look", Binding: "b"}, f.refused
}

func (f *fakeSelfCheck) FinishFace(context.Context, Bearer, Returned) error { return f.refused }

func (f *fakeSelfCheck) SelfCheck(_ context.Context, _ Bearer, who id.ID, inbound bool) (SelfChecked, error) {
	f.askedOf, f.inbound = who, inbound
	return f.answer, f.refused
}

var someTrip = SharedTrip{Mode: "train", Number: "G2331/G2334", Day: "2020-03-20", From: "武汉", To: "南昌西", Seat: "05车12F", Class: "close",
	Rule: ui.Text{"zh": "同车厢全部人员", "en": "The whole coach"}}

// Somebody asks about himself after a look at his face, and is told the trip, or that nothing was found, and how new that is. SC-01, SC-02, NA-05
func TestSelfCheck(t *testing.T) {
	for _, l := range ui.Languages() {
		f := newFake()
		mux := server(f)
		page(t, l, "before the face", ask(t, mux, l.Tag, "/selfcheck", nil), http.StatusOK)
		if w := ask(t, mux, l.Tag, "/selfcheck/face", url.Values{}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/selfcheck" {
			t.Error(w.Code, w.Header())
		}
		page(t, l, "after the face", ask(t, mux, l.Tag, "/selfcheck", nil), http.StatusOK)
		form := url.Values{"person": {child.ID.String()}, "what": {"inbound"}}
		page(t, l, "not matched yet", ask(t, mux, l.Tag, "/selfcheck", form), http.StatusOK)
		if f.askedOf != child.ID || !f.inbound {
			t.Error("asked of", f.askedOf, f.inbound)
		}
		f.answer = SelfChecked{Matched: start, Listed: start, Until: "2020-03-24", Left: 19}
		page(t, l, "nothing found", ask(t, mux, l.Tag, "/selfcheck", form), http.StatusOK)
		f.answer.Trips = []SharedTrip{someTrip, {Mode: "flight", Number: "CA1", Day: "2020-03-21", From: "罗马", To: "北京", Class: "general"}}
		w := ask(t, mux, l.Tag, "/selfcheck", form)
		page(t, l, "found", w, http.StatusOK)
		contains(t, "found", w.Body.String(), "G2331/G2334", "2020-03-20", "南昌西", "05车12F", l.Say(someTrip.Rule), "2020-03-24")
		for _, key := range []string{"face.needed", "selfcheck.too_many", "selfcheck.own_account"} {
			f.refused = fault.New(fault.Forbidden, key, "refused")
			w := ask(t, mux, l.Tag, "/selfcheck", form)
			page(t, l, key, w, http.StatusForbidden)
			contains(t, key, w.Body.String(), l.T("fault."+key))
		}
	}
}

// Where a provider looks at faces, the browser goes there, and what it brings back is of the face alone (SC-02).
func TestFaceAtTheProvider(t *testing.T) {
	f := newFake()
	f.provider = ui.Text{"zh": "国家平台", "en": "the platform"}
	mux := server(f)
	contains(t, "form", ask(t, mux, "zh", "/selfcheck", nil).Body.String(), "/selfcheck/provider")
	w := ask(t, mux, "zh", "/selfcheck/provider", nil)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "https://face.example/look" {
		t.Fatal(w.Code, w.Header())
	}
	cookies := w.Result().Cookies()
	if len(cookies) != 1 || cookies[0].Value != "face.b" || !cookies[0].HttpOnly {
		t.Error(cookies)
	}
}
