package holder

import "net/http"

// declaration is the form for what has changed in somebody's health: once a day, and never identity, name or phone (NA-07).
var declaration = &form{title: "declare.title", lead: "declare.lead", done: "declare.done", path: "/declare",
	steps: []formStep{{"health", "health.title", health}},
	last:  []question{{name: "truth", word: "health.truth", by: byAgree}},
	send: func(f *filling) (string, error) {
		return withPerson("/code", f.person), f.h.service.Declare(f.r.Context(), f.b, f.person, declarationOf(f.a))
	},
}

func (h *Pages) declareForm(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showForm(w, r, b, declaration)
}

func (h *Pages) declare(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.fillForm(w, r, b, declaration)
}
