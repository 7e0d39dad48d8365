package holder

import (
	"net/http"

	"kangma/web/ui"
)

type termsView struct {
	ui.Page
	Errors  ui.ErrorSummary
	Version string // "" for somebody who only reads
	Agree   ui.Agree
	Done    ui.Button
	Steps   ui.Steps
}

func (termsView) View() string { return "terms" }

func (h *Pages) termsView(r *http.Request) termsView {
	p := h.page(r)
	l := p.Prefs.Language
	return termsView{Page: p, Steps: steps(l, 0), Agree: ui.Agree{Name: "agree", Text: l.T("terms.agree")}, Done: ui.Button{Text: l.T("terms.done")}}
}

// terms are open to all; who is signed in and has not agreed to this version can.
func (h *Pages) terms(w http.ResponseWriter, r *http.Request) error {
	v := h.termsView(r)
	if b := bearer(r); b != "" {
		a, err := h.service.Account(r.Context(), b)
		if err != nil {
			return err
		}
		if a.Accepted != a.Terms {
			v.Version = a.Terms
		}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) acceptTerms(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v := h.termsView(r)
	v.Version = r.FormValue("version")
	if r.FormValue("agree") != "yes" {
		var wrong wrongs
		wrong.add("agree", v.Prefs.Language.T("terms.missing"))
		v.Errors, v.Agree.Error = wrong.summary(), wrong.of("agree")
		h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
		return nil
	}
	if err := h.service.AcceptTerms(r.Context(), b, v.Version); err != nil {
		return err
	}
	http.Redirect(w, r, "/code", http.StatusSeeOther)
	return nil
}

// steps of an application, as the pages show them.
func steps(l *ui.Language, here int) ui.Steps {
	return ui.Steps{Names: []string{l.T("step.terms"), l.T("step.identity"), l.T("step.form"), l.T("step.code")}, Here: here}
}
