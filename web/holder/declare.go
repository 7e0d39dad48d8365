package holder

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/web/ui"
)

// declaration is the form for what has changed in somebody's health: once a day, and never identity, name or phone (NA-07).
var declaration = &form{title: "declare.title", lead: "declare.lead", done: "declare.done", path: "/declare",
	steps: []formStep{{"health", "health.title", health}},
	last:  []question{{name: "truth", word: "health.truth", by: byAgree}},
	send: func(f *filling) (string, error) {
		return withPerson("/code", f.person), f.h.service.Declare(f.r.Context(), f.b, f.person, declarationOf(f.a))
	},
}

// declareForm asks, or says that today's has been made: nobody fills in what will be refused.
func (h *Pages) declareForm(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	today, err := h.service.DeclaredToday(r.Context(), b, person)
	if err != nil {
		return err
	}
	if today {
		p := h.page(r)
		h.pages.Refuse(w, r, p, fault.New(fault.Conflict, "declaration.once_a_day", "today's declaration has been made"),
			ui.Button{Text: p.Prefs.Language.T("declarations.title"), Icon: "list", Kind: "second", Href: withPerson("/declarations", person)},
			ui.Button{Text: p.Prefs.Language.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", person)})
		return nil
	}
	return h.showForm(w, r, b, declaration)
}

func (h *Pages) declare(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.fillForm(w, r, b, declaration)
}
