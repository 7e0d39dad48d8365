package holder

import (
	"net/http"
	"strings"

	"kangma/region"
	"kangma/web/ui"
)

type applyView struct {
	ui.Page
	Person  string
	Steps   ui.Steps
	Errors  ui.ErrorSummary
	Purpose ui.Choice
	Phone   ui.Field
	Region  ui.RegionPicker
	Address ui.Field
	Health  healthFields
	Done    ui.Button
}

func (applyView) View() string { return "apply" }

// purposes of an application (WH-01).
var purposes = []string{"resident", "returning", "visiting", "staying"}

// filled is an application as it was typed, shown again as it is (rule HP-1).
type filled struct {
	Purpose, Phone, Address string
	Picked                  [3]string // province, prefecture, county
	Health                  filledHealth
}

func (h *Pages) applyView(r *http.Request, f filled, wrong wrongs) (applyView, error) {
	p := h.page(r)
	l := p.Prefs.Language
	picker, err := h.picker(r.Context(), l, f.Picked, wrong.of("region"))
	return applyView{Page: p, Person: r.FormValue("person"), Steps: steps(l, 2), Errors: wrong.summary(), Region: picker,
		Purpose: ui.Choice{Name: "purpose", Legend: l.T("apply.purpose"), Options: options(l, "purpose.", purposes, f.Purpose), Error: wrong.of("purpose")},
		Phone: ui.Field{Name: "phone", Label: l.T("apply.phone"), Hint: l.T("apply.phone.hint"), Type: "tel", InputMode: "numeric", Autocomplete: "tel-national",
			Value: f.Phone, MaxLength: 20, Error: wrong.of("phone")},
		Address: ui.Field{Name: "address", Label: l.T("apply.address"), Hint: l.T("apply.address.hint"), Autocomplete: "street-address", Value: f.Address, MaxLength: 200, Error: wrong.of("address")},
		Health:  healthView(l, f.Health, wrong),
		Done:    ui.Button{Text: l.T("apply.done")},
	}, err
}

func (h *Pages) applyForm(w http.ResponseWriter, r *http.Request, _ Bearer) error {
	v, err := h.applyView(r, filled{}, nil)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// apply registers with a first declaration (NA-02). The button of the region picker comes here too and asks for the next list.
func (h *Pages) apply(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	f := filled{Purpose: r.FormValue("purpose"), Phone: digits(r.FormValue("phone")), Address: strings.TrimSpace(r.FormValue("address")),
		Picked: picked(r), Health: readHealth(r)}
	if r.FormValue("step") == "region" {
		v, err := h.applyView(r, f, nil)
		if err != nil {
			return err
		}
		h.pages.Render(w, r, http.StatusOK, v)
		return nil
	}
	l := h.page(r).Prefs.Language
	var wrong wrongs
	a := Application{Person: person, Purpose: f.Purpose, Channel: "web", Phone: f.Phone, Address: f.Address}
	if a.Purpose == "" {
		wrong.add("purpose", l.T("fault.field.missing.purpose"))
	}
	if a.Phone == "" {
		wrong.add("phone", l.T("fault.field.missing.phone"))
	}
	if a.Region, err = region.ParseCode(f.Picked[2]); err != nil {
		wrong.add("region", l.T("fault.field.missing.region"))
	}
	if a.Address == "" {
		wrong.add("address", l.T("fault.field.missing.address"))
	}
	a.Health = f.Health.declaration(l, &wrong)
	if wrong == nil {
		err := h.service.Apply(r.Context(), b, a)
		if err == nil {
			http.Redirect(w, r, withPerson("/code", person), http.StatusSeeOther)
			return nil
		}
		if !wrong.from(l, err) {
			return err
		}
	}
	v, err := h.applyView(r, f, wrong)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
	return nil
}
