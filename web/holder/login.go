package holder

import (
	"net/http"
	"strings"

	"kangma/internal/fault"
	"kangma/web/ui"
)

type loginView struct {
	ui.Page
	Errors   ui.ErrorSummary
	Phone    ui.Field
	Code     ui.Field
	Remember ui.Choice
	Sent     string // the phone to which a code went, "" before
	Keep     string // what Remember was
	Next     string
	Send     ui.Button
	Again    ui.Button
	Done     ui.Button
}

func (loginView) View() string { return "login" }

func (h *Pages) loginView(r *http.Request, phone string, remember bool) loginView {
	p := h.page(r)
	l := p.Prefs.Language
	keep := "once"
	if remember {
		keep = "days"
	}
	return loginView{Page: p, Keep: keep, Next: ui.LocalPath(r.FormValue("next"), "/code"),
		Phone: ui.Field{Name: "phone", Label: l.T("login.phone"), Hint: l.T("login.phone.hint"), Type: "tel", InputMode: "numeric", Autocomplete: "tel-national", Value: phone, MaxLength: 20},
		Code:  ui.Field{Name: "code", Label: l.T("login.code"), Hint: l.T("login.code.hint"), InputMode: "numeric", Autocomplete: "one-time-code", Width: "code", MaxLength: 6, Focus: true},
		Remember: ui.Choice{Name: "keep", Legend: l.T("login.keep"), Options: []ui.Option{
			{Value: "days", Text: l.T("login.keep.days"), Hint: l.T("login.keep.days.hint"), Chosen: remember},
			{Value: "once", Text: l.T("login.keep.once"), Hint: l.T("login.keep.once.hint"), Chosen: !remember}}},
		Send:  ui.Button{Text: l.T("login.send")},
		Again: ui.Button{Text: l.T("login.again"), Kind: "plain"},
		Done:  ui.Button{Text: l.T("login.done")},
	}
}

func (h *Pages) loginForm(w http.ResponseWriter, r *http.Request) error {
	h.pages.Render(w, r, http.StatusOK, h.loginView(r, "", true))
	return nil
}

// sendCode has a one-time code sent and asks for it.
func (h *Pages) sendCode(w http.ResponseWriter, r *http.Request) error {
	phone, remember := digits(r.FormValue("phone")), r.FormValue("keep") != "once"
	v := h.loginView(r, r.FormValue("phone"), remember)
	l := v.Prefs.Language
	var wrong wrongs
	if phone == "" {
		wrong.add("phone", l.T("fault.field.missing.phone"))
	} else if err := h.service.RequestCode(r.Context(), phone); err != nil {
		field := "phone"
		if f, ok := fault.As(err); ok && f.Key == "login.too_soon" {
			v.Sent, field = phone, "code" // the code that was sent a moment ago can still be entered
		}
		if !wrong.fromLogin(l, field, err) {
			return err
		}
	}
	if wrong != nil {
		v.Errors, v.Phone.Error, v.Code.Error = wrong.summary(), wrong.of("phone"), wrong.of("code")
		h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
		return nil
	}
	v.Sent = phone
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// login trades phone and code for a session.
func (h *Pages) login(w http.ResponseWriter, r *http.Request) error {
	phone, code, remember := digits(r.FormValue("phone")), digits(r.FormValue("code")), r.FormValue("keep") != "once"
	v := h.loginView(r, phone, remember)
	l := v.Prefs.Language
	var wrong wrongs
	if len(code) != 6 {
		wrong.add("code", l.T("fault.field.missing.code"))
	} else {
		s, err := h.service.Login(r.Context(), phone, code, remember)
		if err == nil {
			if before := bearer(r); before != "" {
				h.service.Logout(r.Context(), before) // whoever's it was; the new one is not its heir
			}
			setSession(w, r, s, remember)
			http.Redirect(w, r, v.Next, http.StatusSeeOther)
			return nil
		}
		if !wrong.fromLogin(l, "code", err) {
			return err
		}
	}
	v.Sent, v.Errors, v.Code.Error = phone, wrong.summary(), wrong.of("code")
	h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
	return nil
}

// fromLogin takes a refusal of a login as an error of field. That a code is wrong or over is Unauthenticated, but whoever
// is at the login already is told so there, instead of being sent to log in.
func (w *wrongs) fromLogin(l *ui.Language, field string, err error) bool {
	if f, ok := fault.As(err); ok && strings.HasPrefix(f.Key, "login.") {
		w.add(field, l.Refusal(err))
		return true
	}
	return w.from(l, err)
}

// logout ends the session; a node that cannot be reached must not keep somebody signed in on this device.
func (h *Pages) logout(w http.ResponseWriter, r *http.Request) {
	if b := bearer(r); b != "" {
		h.service.Logout(r.Context(), b)
	}
	clearSession(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// digits drops the blanks and dashes that people put into numbers, and folds full-width digits that Chinese keyboards give.
func digits(s string) string {
	out := make([]rune, 0, len(s))
	for _, c := range s {
		switch {
		case c >= '０' && c <= '９':
			out = append(out, c-'０'+'0')
		case c != ' ' && c != '-' && c != '\u3000' && c != '\t':
			out = append(out, c)
		}
	}
	return string(out)
}
