package holder

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/web/ui"
)

// WZ-01, rule HP-1: what is wrong with a code is said beside its field, where phone and choice are kept, and nobody is sent to sign in again.
func TestLoginSaysWhatIsWrongWithTheCode(t *testing.T) {
	for _, l := range ui.Languages() {
		for _, key := range []string{"login.code_wrong", "login.code_expired", "login.code_void"} {
			f := newFake()
			f.refuse = fault.New(fault.Unauthenticated, key, "x")
			w := ask(t, server(f), l.Tag, "/login/code", url.Values{"phone": {"13812345678"}, "code": {"000000"}, "keep": {"once"}, "next": {"/why"}})
			page(t, l, key, w, http.StatusUnprocessableEntity)
			contains(t, l.Tag+" "+key, w.Body.String(), `href="#code"`, l.T("fault."+key), `action="/login/code"`, `name="phone" value="13812345678"`, `name="keep" value="once"`, `name="next" value="/why"`)
			if w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%s ends another session", key)
			}
		}
	}
}

// WZ-01: who asks again too soon can still enter the code that was sent; who asked too often is told so beside the phone.
func TestLoginSaysWhyNoCodeIsSent(t *testing.T) {
	for key, want := range map[string]string{"login.too_soon": `action="/login/code"`, "login.blocked": `id="phone"`} {
		f := newFake()
		f.refuse = fault.New(fault.TooMany, key, "x")
		l := ui.Languages()[0]
		w := ask(t, server(f), l.Tag, "/login", url.Values{"phone": {"13812345678"}})
		page(t, l, key, w, http.StatusUnprocessableEntity)
		contains(t, key, w.Body.String(), want, l.T("fault."+key), `value="13812345678"`)
	}
}

// NA-01: a session that is over still leads to the login and back.
func TestSessionThatIsOverLeadsToLogin(t *testing.T) {
	f := newFake()
	f.signedIn = false
	w := ask(t, server(f), "zh", "/why", nil)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login?next=%2Fwhy") {
		t.Errorf("%d to %q", w.Code, w.Header().Get("Location"))
	}
}
