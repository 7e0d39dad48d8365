package holder

import (
	"net/http"

	"kangma/person"
	"kangma/region"
	"kangma/web/ui"
)

// application is the form of NA-02 with the purposes of WH-01.
var application = &form{name: "application", title: "apply.title", done: "apply.done", path: "/apply",
	steps: []formStep{
		{"about", "apply.about", []question{
			{name: "purpose", word: "apply.purpose", by: byChoice, say: "purpose.", values: []string{"resident", "returning", "visiting", "staying"}},
			{name: "phone", word: "apply.phone", line: phoneLine, clean: digits, fault: wrongPhone}}},
		{"where", "apply.where", []question{
			{name: "region", word: "region.legend", by: byPlace, levels: region.LevelCounty, here: true},
			{name: "address", word: "apply.address", line: addressLine, fault: wrongAddress}}},
		{"health", "health.title", health},
	},
	last: []question{{name: "truth", word: "health.truth", by: byAgree}},
	send: func(f *filling) (string, error) {
		where, err := region.ParseCode(f.a.of("county"))
		if err != nil {
			return "", err
		}
		err = f.h.service.Apply(f.r.Context(), f.b, Application{Person: f.person, Purpose: f.a.of("purpose"), Channel: "web", Phone: f.a.of("phone"),
			Region: where, Address: f.a.of("address"), Health: declarationOf(f.a)})
		return withPerson("/code", f.person), err
	},
}

var (
	phoneLine   = ui.Field{Type: "tel", InputMode: "numeric", Autocomplete: "tel-national", MaxLength: 20}
	addressLine = ui.Field{Autocomplete: "street-address", MaxLength: 200}
)

func wrongPhone(l *ui.Language, s string) string {
	if _, err := person.ParsePhone(s); err != nil {
		return l.T("fault.field.invalid.phone")
	}
	return ""
}

func wrongAddress(l *ui.Language, s string) string {
	if _, err := person.ParseAddress(s); err != nil {
		return l.T("fault.field.invalid.address")
	}
	return ""
}

func (h *Pages) applyForm(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showForm(w, r, b, application)
}

// apply registers with a first declaration (NA-02).
func (h *Pages) apply(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.fillForm(w, r, b, application)
}
