package holder

import (
	"embed"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/turnstile"
	"kangma/web/ui"
)

//go:embed pages/*.html
var templates embed.FS

// Pages serves the holder's pages.
type Pages struct {
	service Service
	site    ui.Site
	pages   *ui.Pages
	queue   *turnstile.Turnstile // of the expensive pages
	now     func() time.Time     // the turnstile's clock
}

// New makes the pages over a service.
func New(s Service, site ui.Site) *Pages {
	return &Pages{service: s, site: site, pages: ui.NewPages(templates, ui.Strict), queue: turnstile.New(within), now: time.Now}
}

const (
	sessionCookie = "kangma_session"
	bodyLimit     = 64 << 10
)

// bearer is the session of a request; "" if none.
func bearer(r *http.Request) Bearer {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return Bearer(c.Value)
}

// setSession keeps a session in a cookie that scripts cannot read and other sites cannot send.
func setSession(w http.ResponseWriter, r *http.Request, s Session, remember bool) {
	c := &http.Cookie{Name: sessionCookie, Value: string(s.Bearer), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)}
	if remember {
		c.MaxAge = max(1, int(s.Until.Sub(s.Now).Seconds()))
	}
	http.SetCookie(w, c)
}

func clearSession(w http.ResponseWriter, r *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
}

// page begins a page of the request.
func (h *Pages) page(r *http.Request) ui.Page {
	p := ui.NewPage(h.site, r)
	p.SignedIn = bearer(r) != ""
	return p
}

// signedIn runs a page for somebody with a session and sends others to sign in and back.
func (h *Pages) signedIn(page func(w http.ResponseWriter, r *http.Request, b Bearer) error) http.HandlerFunc {
	return h.open(func(w http.ResponseWriter, r *http.Request) error {
		if bearer(r) == "" {
			h.toLogin(w, r)
			return nil
		}
		return h.renewed(w, r, func(b Bearer) error { return page(w, r, b) })
	})
}

// renewed goes on with the session of a request, renewed if it is time.
func (h *Pages) renewed(w http.ResponseWriter, r *http.Request, page func(b Bearer) error) error {
	b := bearer(r)
	s, renewed, err := h.service.Renew(r.Context(), b)
	if err != nil {
		return err
	}
	if renewed {
		setSession(w, r, s, true)
		b = s.Bearer
	}
	return page(b)
}

// open runs a page for anybody. A form that is too large is refused before anything of it is believed.
func (h *Pages) open(page func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		err := r.ParseForm()
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			err = fault.New(fault.TooLarge, "form.too_large", "the form is larger than %d bytes", bodyLimit)
		case err != nil:
			err = fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		default:
			err = page(w, r)
		}
		if err != nil {
			h.refuse(w, r, err)
		}
	}
}

// refuse shows a refusal as a page, with the way on that fits it.
func (h *Pages) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if fault.CodeOf(err) == fault.Unauthenticated {
		clearSession(w, r)
		h.toLogin(w, r)
		return
	}
	p := h.page(r)
	l := p.Prefs.Language
	again := ui.Button{Text: l.T("trouble.retry"), Icon: "refresh", Href: p.Path}
	home := ui.Button{Text: l.T("trouble.home"), Kind: "second", Href: "/"}
	if fault.CodeOf(err) == fault.NotFound {
		h.pages.Refuse(w, r, p, err, home)
		return
	}
	h.pages.Refuse(w, r, p, err, again, home)
}

func (h *Pages) toLogin(w http.ResponseWriter, r *http.Request) {
	next := "/code"
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	http.Redirect(w, r, "/login?next="+url.QueryEscape(next), http.StatusSeeOther)
}

// personOf reads ?person= or the form's; the zero id is the account's own.
func personOf(r *http.Request) (id.ID, error) {
	return idOf(r.FormValue("person"))
}

// withPerson is a path for one person of the account.
func withPerson(path string, person id.ID) string {
	if person.IsZero() {
		return path
	}
	if strings.Contains(path, "?") {
		return path + "&person=" + person.String()
	}
	return path + "?person=" + person.String()
}
