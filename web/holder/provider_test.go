package holder

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/ui"
)

func (f *fake) IdentityProvider() ui.Text { return f.provider }

func (f *fake) BeginIdentity(_ context.Context, b Bearer) (Provider, error) {
	return Provider{Address: "https://id.example/authorize?state=s", Binding: "bound"}, f.check(b)
}

func (f *fake) FinishIdentity(_ context.Context, b Bearer, r Returned) (id.ID, error) {
	if err := f.check(b); err != nil {
		return id.ID{}, err
	}
	f.returned = r
	if r.Denied != "" {
		return id.ID{}, fault.New(fault.Conflict, "identity.denied", "x")
	}
	return self.ID, nil
}

// WH-02, SC-02: with a provider nothing is typed and no password of ours or of a payment is asked for; the binding goes with the browser alone;
// each failure is said on the page with what to do.
func TestIdentityByProvider(t *testing.T) {
	f := newFake()
	f.provider = ui.Text{"zh": "国家网络身份认证", "en": "National identity"}
	mux := server(f)
	w := ask(t, mux, "zh", "/identity", nil)
	contains(t, "identity", w.Body.String(), "国家网络身份认证", `href="/identity/provider"`)
	for _, never := range []string{`type="password"`, `name="number"`, "支付密码</label>"} {
		if strings.Contains(w.Body.String(), never) {
			t.Errorf("the page asks for %s", never)
		}
	}
	contains(t, "a ward's", ask(t, mux, "zh", "/identity?for=ward", nil).Body.String(), `name="number"`)
	w = ask(t, mux, "zh", "/identity/provider", nil)
	c := w.Result().Cookies()
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "https://id.example/") || len(c) != 1 || c[0].Value != "bound" || !c[0].HttpOnly || c[0].Path != "/identity" {
		t.Errorf("%d %s %+v", w.Code, w.Header(), c)
	}
	w = ask(t, mux, "zh", "/identity/back?"+url.Values{"state": {"s"}, "code": {"c"}, "iss": {"https://id.example"}}.Encode(), nil)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/apply") || f.returned.State != "s" || f.returned.Code != "c" {
		t.Errorf("%d %s %+v", w.Code, w.Header(), f.returned)
	}
	for _, l := range ui.Languages() {
		page(t, l, "denied", ask(t, mux, l.Tag, "/identity/back?error=access_denied&state=s", nil), http.StatusConflict)
		for _, key := range []string{"identity.answer", "identity.over", "identity.level", "identity.incomplete", "identity.other_login", "identity.unreachable", "person.mismatch", "person.phone_not_bound"} {
			f.refuse = fault.New(fault.Conflict, key, "SECRET")
			w := ask(t, mux, l.Tag, "/identity/back?code=c&state=s", nil)
			page(t, l, key, w, http.StatusConflict)
			contains(t, key, w.Body.String(), l.Refusal(fault.New(fault.Conflict, key, "")), "/identity/provider")
		}
	}
}
