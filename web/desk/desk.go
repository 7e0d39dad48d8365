package desk

import (
	"embed"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"kangma/internal/fault"
	"kangma/web/ui"
)

//go:embed pages/*.html
var templates embed.FS

// Pages serves the desk's pages.
type Pages struct {
	service Service
	site    ui.Site
	pages   *ui.Pages
}

// New makes the pages over a service.
func New(s Service, site ui.Site) *Pages {
	site.Home = root
	return &Pages{service: s, site: site, pages: ui.NewPages(templates, ui.Strict)}
}

const (
	root          = "/desk"
	sessionCookie = "kangma_desk"
	bodyLimit     = 256 << 10
)

// Page is what the desk's layout needs; every page's struct embeds it. Me is empty before the login.
type Page struct {
	ui.Page
	Me  Me
	Nav []navGroup
}

// page begins a page of the request for who is logged in.
func (h *Pages) page(r *http.Request, me Me) Page {
	p := Page{Page: ui.NewPage(h.site, r), Me: me}
	p.SignedIn = me.Bearer != ""
	if p.SignedIn {
		p.Nav = navigation(me, r.URL.Path)
	}
	return p
}

// bearer is the session of a request; "" if none.
func bearer(r *http.Request) Bearer {
	c, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	return Bearer(c.Value)
}

// setSession keeps a session in a cookie that scripts cannot read, other sites cannot send, and the browser forgets when it is closed.
func setSession(w http.ResponseWriter, r *http.Request, s Session) {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: string(s.Bearer), Path: root, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
}

func clearCookie(w http.ResponseWriter, r *http.Request, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: root, MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: ui.IsSecure(r)})
}

// signedIn runs a page for somebody with a session, renewed if it is time, and sends others to log in and back (rule DK-1).
func (h *Pages) signedIn(page func(w http.ResponseWriter, r *http.Request, me Me) error) http.HandlerFunc {
	return h.uploading(bodyLimit, page)
}

// uploading is signedIn for a request of at most limit bytes.
func (h *Pages) uploading(limit int64, page func(w http.ResponseWriter, r *http.Request, me Me) error) http.HandlerFunc {
	return h.accepting(limit, func(w http.ResponseWriter, r *http.Request) error {
		b := bearer(r)
		if b == "" {
			toLogin(w, r)
			return nil
		}
		s, renewed, err := h.service.Renew(r.Context(), b)
		if err != nil {
			return err
		}
		if renewed {
			setSession(w, r, s)
			b = s.Bearer
		}
		me, err := h.service.Me(r.Context(), b)
		if err != nil {
			return err
		}
		if err := page(w, r, me); err != nil {
			h.refuse(w, r, me, err)
		}
		return nil
	})
}

// open runs a page for anybody. A form that is too large is refused before anything of it is believed.
func (h *Pages) open(page func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return h.accepting(bodyLimit, page)
}

// accepting is open for a form of at most limit bytes.
func (h *Pages) accepting(limit int64, page func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		err := r.ParseForm()
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			err = fault.New(fault.TooLarge, "form.too_large", "the form is larger than %d bytes", limit)
		case err != nil:
			err = fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		default:
			err = page(w, r)
		}
		if err != nil {
			h.refuse(w, r, Me{}, err)
		}
	}
}

type troubleView struct {
	Page
	Trouble ui.Trouble
}

func (troubleView) View() string { return "trouble" }

// refuse shows a refusal as a page, with the way on that fits it.
func (h *Pages) refuse(w http.ResponseWriter, r *http.Request, me Me, err error) {
	if fault.CodeOf(err) == fault.Unauthenticated {
		clearCookie(w, r, sessionCookie)
		toLogin(w, r)
		return
	}
	p := h.page(r, me)
	l := p.Prefs.Language
	then := []ui.Button{{Text: l.T("trouble.retry"), Icon: "refresh", Href: p.Path}, {Text: l.T("desk.home"), Kind: "second", Href: root}}
	if fault.CodeOf(err) == fault.NotFound {
		then = then[1:]
	}
	h.pages.Render(w, r, ui.Status(err), troubleView{p, ui.TroubleOf(w, p.Page, err, then...)})
}

func toLogin(w http.ResponseWriter, r *http.Request) {
	next := root
	if r.Method == http.MethodGet {
		next = r.URL.RequestURI()
	}
	http.Redirect(w, r, root+"/login?next="+url.QueryEscape(next), http.StatusSeeOther)
}

// deskPath is path if it is an address of the desk, else the first page (rule DK-1).
func deskPath(path string) string {
	local := ui.LocalPath(path, root)
	u, err := url.Parse(local)
	if err != nil || u.Path != root && !strings.HasPrefix(u.Path, root+"/") || strings.Contains(u.Path, "/.") {
		return root
	}
	return local
}

// missing answers every other address of the desk.
func (h *Pages) missing(http.ResponseWriter, *http.Request, Me) error {
	return fault.New(fault.NotFound, "page.missing", "no such page")
}
