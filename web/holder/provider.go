package holder

import (
	"net/http"
	"strings"

	"kangma/internal/fault"
	"kangma/web/ui"
)

// Provider is who says who somebody is, instead of what he writes (WH-02).
type Provider struct {
	Name    ui.Text
	Address string // where to send the browser
	Binding string // what the browser keeps meanwhile
}

// Returned is what a browser brings back from the provider.
type Returned struct {
	State, Code, Issuer, Binding string
	Denied                       string // the provider's error, "" if none
}

// providerCookie keeps the binding while somebody is at the provider.
const providerCookie = "kangma_identity"

// toProvider sends the browser to the identity provider. It is a link and no form: the Content-Security-Policy lets no form lead to another
// site. Who follows it unasked has done nothing yet.
func (h *Pages) toProvider(w http.ResponseWriter, r *http.Request, b Bearer) error {
	p, err := h.service.BeginIdentity(r.Context(), b)
	if err != nil {
		return h.refuseIdentity(w, r, err)
	}
	h.keepBinding(w, r, p.Binding, 300)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, p.Address, http.StatusSeeOther)
	return nil
}

func (h *Pages) keepBinding(w http.ResponseWriter, r *http.Request, binding string, seconds int) {
	http.SetCookie(w, &http.Cookie{Name: providerCookie, Value: binding, Path: "/identity", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
}

// fromProvider takes what the browser brings back, and goes on to the form of the person, or says which condition failed and what to do.
func (h *Pages) fromProvider(w http.ResponseWriter, r *http.Request, b Bearer) error {
	binding := ""
	if c, err := r.Cookie(providerCookie); err == nil {
		binding = c.Value
	}
	h.keepBinding(w, r, "", -1)
	q := r.URL.Query()
	if face, ok := strings.CutPrefix(binding, faceBinding); ok {
		return h.afterFace(w, r, b, h.service.FinishFace(r.Context(), b, Returned{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Binding: face, Denied: q.Get("error")}))
	}
	person, err := h.service.FinishIdentity(r.Context(), b, Returned{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Binding: binding, Denied: q.Get("error")})
	if err != nil {
		return h.refuseIdentity(w, r, err)
	}
	http.Redirect(w, r, withPerson("/apply", person), http.StatusSeeOther)
	return nil
}

// refuseIdentity shows the page again with what failed.
func (h *Pages) refuseIdentity(w http.ResponseWriter, r *http.Request, err error) error {
	f, ok := fault.As(err)
	if !ok || !strings.HasPrefix(f.Key, "identity.") && !strings.HasPrefix(f.Key, "person.") && !strings.HasPrefix(f.Key, "link.") {
		return err
	}
	v := h.identityView(r, Identity{Relation: "self"}, nil)
	v.Refused = &ui.Notice{Kind: "stop", Title: v.Prefs.Language.T("identity.failed"), Lines: []string{v.Prefs.Language.Refusal(err)}}
	h.pages.Render(w, r, ui.Status(err), v)
	return nil
}

// byProvider offers the provider where there is one; then what is written is for wards alone.
func (v *identityView) byProvider(name ui.Text) {
	if name == nil || v.Ward {
		return
	}
	l := v.Prefs.Language
	v.Provider = &ui.Button{Text: l.T("identity.provider", "name", l.Say(name)), Icon: "key", Href: "/identity/provider"}
}
