package desk

import (
	"net/http"
	"net/url"
	"strings"

	"kangma/internal/fault"
	"kangma/web/ui"
)

// loginCookie keeps, while somebody is at the provider, the binding of his login and where he wanted to go.
const loginCookie = "kangma_desk_login"

func loginAt(path, next string) string {
	if next == "" || next == root {
		return root + "/login" + path
	}
	return root + "/login" + path + "?next=" + url.QueryEscape(next)
}

// toProvider sends the browser to the provider of logins. It is a link and no form: the Content-Security-Policy lets no
// form lead to another site. Who follows it unasked has done nothing yet.
func (h *Pages) toProvider(w http.ResponseWriter, r *http.Request) error {
	address, binding, err := h.service.BeginOIDC(r.Context())
	if err != nil {
		return h.refuseLogin(w, r, err)
	}
	http.SetCookie(w, &http.Cookie{Name: loginCookie, Value: binding + "." + url.QueryEscape(deskPath(r.FormValue("next"))), Path: root, MaxAge: 300,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, address, http.StatusSeeOther)
	return nil
}

// fromProvider ends the login that this browser began.
func (h *Pages) fromProvider(w http.ResponseWriter, r *http.Request) error {
	var binding, next string
	if c, err := r.Cookie(loginCookie); err == nil {
		binding, next, _ = strings.Cut(c.Value, ".")
		next, _ = url.QueryUnescape(next)
	}
	clearCookie(w, r, loginCookie)
	q := r.URL.Query()
	if q.Get("error") != "" || q.Get("code") == "" {
		return h.refuseLogin(w, r, fault.New(fault.Unauthenticated, "login.provider_refused", "the provider of logins did not let anybody in"))
	}
	s, err := h.service.FinishOIDC(r.Context(), Return{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Binding: binding})
	if err != nil {
		return h.refuseLogin(w, r, err)
	}
	h.enter(w, r, s)
	http.Redirect(w, r, deskPath(next), http.StatusSeeOther)
	return nil
}

// refuseLogin shows the login again and says why there is none.
func (h *Pages) refuseLogin(w http.ResponseWriter, r *http.Request, err error) error {
	if f, ok := fault.As(err); !ok || !strings.HasPrefix(f.Key, "login.") {
		return err
	}
	v := h.loginView(r, "")
	v.Refused = &ui.Notice{Kind: "stop", Lines: []string{v.Prefs.Language.Refusal(err)}}
	h.pages.Render(w, r, ui.Status(err), v)
	return nil
}
