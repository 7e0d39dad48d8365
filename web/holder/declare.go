package holder

import (
	"net/http"

	"kangma/web/ui"
)

type declareView struct {
	ui.Page
	Person string
	Errors ui.ErrorSummary
	Health healthFields
	Done   ui.Button
}

func (declareView) View() string { return "declare" }

func (h *Pages) declareView(r *http.Request, f filledHealth, wrong wrongs) declareView {
	p := h.page(r)
	l := p.Prefs.Language
	return declareView{Page: p, Person: r.FormValue("person"), Errors: wrong.summary(), Health: healthView(l, f, wrong), Done: ui.Button{Text: l.T("declare.done")}}
}

func (h *Pages) declareForm(w http.ResponseWriter, r *http.Request, _ Bearer) error {
	h.pages.Render(w, r, http.StatusOK, h.declareView(r, filledHealth{}, nil))
	return nil
}

// declare adds what has changed in somebody's health: once a day, and never identity, name or phone (NA-07).
func (h *Pages) declare(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	f := readHealth(r)
	l := h.page(r).Prefs.Language
	var wrong wrongs
	d := f.declaration(l, &wrong)
	if wrong == nil {
		err := h.service.Declare(r.Context(), b, person, d)
		if err == nil {
			http.Redirect(w, r, withPerson("/code", person), http.StatusSeeOther)
			return nil
		}
		if !wrong.from(l, err) {
			return err
		}
	}
	h.pages.Render(w, r, http.StatusUnprocessableEntity, h.declareView(r, f, wrong))
	return nil
}
