package desk

import (
	"net/http"
	"strings"

	"kangma/internal/fault"
	"kangma/web/ui"
)

type loginView struct {
	Page
	Ways     Ways
	Refused  *ui.Notice // why the last login was refused
	Done     *ui.Notice // what was done before
	Errors   ui.ErrorSummary
	Sent     string // the phone to which a code went, "" before
	Next     string
	Provider ui.Button
	Passkey  ui.Button
	Enrol    ui.Button
	Phone    ui.Field
	Code     ui.Field
	Send     ui.Button
	Again    ui.Button
	Enter    ui.Button
}

func (loginView) View() string { return "login" }

func (h *Pages) loginView(r *http.Request, phone string) loginView {
	p := h.page(r, Me{})
	l := p.Prefs.Language
	next := deskPath(r.FormValue("next"))
	p.Path = root + "/login" // the parameters of a provider's answer are not to be sent twice
	return loginView{Page: p, Ways: h.service.Ways(), Next: next,
		Provider: ui.Button{Text: l.T("desk.login.oidc"), Icon: "person", Href: loginAt("/oidc", next)},
		Passkey:  ui.Button{Text: l.T("desk.login.passkey"), Icon: "key"},
		Enrol:    ui.Button{Text: l.T("desk.login.enrol"), Kind: "plain", Href: loginAt("/enrol", "")},
		Phone:    ui.Field{Name: "phone", Label: l.T("login.phone"), Hint: l.T("desk.login.phone.hint"), Type: "tel", InputMode: "numeric", Autocomplete: "tel-national", Value: phone, MaxLength: 20},
		Code:     ui.Field{Name: "code", Label: l.T("login.code"), Hint: l.T("login.code.hint"), InputMode: "numeric", Autocomplete: "one-time-code", Width: "code", MaxLength: 6, Focus: true},
		Send:     ui.Button{Text: l.T("login.send"), Kind: "second"},
		Again:    ui.Button{Text: l.T("login.again"), Kind: "plain"},
		Enter:    ui.Button{Text: l.T("login.done")},
	}
}

func (h *Pages) loginForm(w http.ResponseWriter, r *http.Request) error {
	v := h.loginView(r, "")
	if r.FormValue("enrolled") != "" {
		v.Done = &ui.Notice{Kind: "done", Lines: []string{v.Prefs.Language.T("desk.enrol.done")}}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// sendCode has a one-time code sent and asks for it.
func (h *Pages) sendCode(w http.ResponseWriter, r *http.Request) error {
	phone := digits(r.FormValue("phone"))
	v := h.loginView(r, r.FormValue("phone"))
	l := v.Prefs.Language
	var wrong wrongs
	switch {
	case !v.Ways.Codes:
		return fault.New(fault.Forbidden, "login.no_codes", "staff log in with their authority's account or a passkey here, not with codes")
	case phone == "":
		wrong.add("phone", l.T("fault.field.missing.phone"))
	default:
		err := h.service.RequestCode(r.Context(), phone)
		if err == nil {
			break
		}
		field := "phone"
		if f, ok := fault.As(err); ok && f.Key == "login.too_soon" {
			v.Sent, field = phone, "code" // the code that was sent a moment ago can still be entered
		}
		if !wrong.fromLogin(l, field, err) {
			return err
		}
	}
	if wrong != nil {
		return h.showLogin(w, r, v, wrong)
	}
	v.Sent = phone
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// login trades phone and code for a session.
func (h *Pages) login(w http.ResponseWriter, r *http.Request) error {
	phone, code := digits(r.FormValue("phone")), digits(r.FormValue("code"))
	v := h.loginView(r, phone)
	l := v.Prefs.Language
	var wrong wrongs
	if len(code) != 6 {
		wrong.add("code", l.T("fault.field.missing.code"))
	} else {
		s, err := h.service.Login(r.Context(), phone, code)
		if err == nil {
			h.enter(w, r, s)
			http.Redirect(w, r, v.Next, http.StatusSeeOther)
			return nil
		}
		if !wrong.fromLogin(l, "code", err) {
			return err
		}
	}
	v.Sent = phone
	return h.showLogin(w, r, v, wrong)
}

func (h *Pages) showLogin(w http.ResponseWriter, r *http.Request, v loginView, wrong wrongs) error {
	v.Errors, v.Phone.Error, v.Code.Error = wrong.summary(), wrong.of("phone"), wrong.of("code")
	h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
	return nil
}

// enter begins a session in this browser and ends the one that it had (rule DK-1).
func (h *Pages) enter(w http.ResponseWriter, r *http.Request, s Session) {
	if old := bearer(r); old != "" {
		h.service.Logout(r.Context(), old)
	}
	setSession(w, r, s)
}

// fromLogin takes a refusal of a login as an error of field: who is at the login already is told there.
func (w *wrongs) fromLogin(l *ui.Language, field string, err error) bool {
	if f, ok := fault.As(err); ok && strings.HasPrefix(f.Key, "login.") {
		w.add(field, l.Refusal(err))
		return true
	}
	return w.from(l, err)
}

// logout ends the session; a node that cannot be reached must not keep somebody logged in on this machine.
func (h *Pages) logout(w http.ResponseWriter, r *http.Request) {
	if b := bearer(r); b != "" {
		h.service.Logout(r.Context(), b)
	}
	clearCookie(w, r, sessionCookie)
	http.Redirect(w, r, root+"/login", http.StatusSeeOther)
}
