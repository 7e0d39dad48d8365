package holder

import (
	"net/http"
	"strings"

	"kangma/web/ui"
)

type identityView struct {
	ui.Page
	Ward     bool // for a relative, not for oneself
	Errors   ui.ErrorSummary
	Relation ui.Choice
	Name     ui.Field
	IDType   ui.Select
	Number   ui.Field
	Birth    ui.Field
	Done     ui.Button
	Steps    ui.Steps
	Provider *ui.Button // who says who one is; nil where that is written
	Refused  *ui.Notice // by it
}

func (identityView) View() string { return "identity" }

var (
	relations = []string{"child", "parent", "spouse", "other"}
	idTypes   = []string{"resident_id", "passport", "hk_macao_permit", "taiwan_permit", "foreign_residence", "none"}
)

// options are choices whose texts are messages under a prefix.
func options(l *ui.Language, prefix string, values []string, chosen ...string) []ui.Option {
	var out []ui.Option
	for _, v := range values {
		o := ui.Option{Value: v, Text: l.T(prefix + v)}
		if hint := prefix + v + ".hint"; l.Has(hint) {
			o.Hint = l.T(hint)
		}
		for _, c := range chosen {
			o.Chosen = o.Chosen || c == v
		}
		out = append(out, o)
	}
	return out
}

func (h *Pages) identityView(r *http.Request, i Identity, wrong wrongs) identityView {
	p := h.page(r)
	l := p.Prefs.Language
	ward := i.Relation != "self"
	types := idTypes
	if !ward {
		types = idTypes[:len(idTypes)-1] // only a ward may be without a document (NA-12)
	}
	if i.IDType == "" {
		i.IDType = "resident_id"
	}
	v := identityView{Page: p, Ward: ward, Errors: wrong.summary(), Steps: steps(l, 1),
		Relation: ui.Choice{Name: "relation", Legend: l.T("identity.relation"), Options: options(l, "relation.", relations, i.Relation), Error: wrong.of("relation")},
		Name:     ui.Field{Name: "name", Label: l.T("identity.name"), Hint: l.T("identity.name.hint"), Value: i.Name, Autocomplete: "name", MaxLength: 100, Error: wrong.of("name")},
		IDType:   ui.Select{Name: "id_type", Label: l.T("identity.type"), Options: options(l, "id_type.", types, i.IDType), Error: wrong.of("id_type")},
		Number:   ui.Field{Name: "number", Label: l.T("identity.number"), Value: i.Number, Autocomplete: "off", MaxLength: 40, Error: wrong.of("number")},
		Birth:    ui.Field{Name: "birth", Label: l.T("identity.birth"), Hint: l.T("identity.birth.hint"), Type: "date", Value: i.Birth, Autocomplete: "off", Error: wrong.of("birth"), Optional: true},
		Done:     ui.Button{Text: l.T("identity.done")},
	}
	v.byProvider(h.service.IdentityProvider())
	return v
}

func (h *Pages) identityForm(w http.ResponseWriter, r *http.Request, _ Bearer) error {
	i := Identity{Relation: "self"}
	if r.FormValue("for") == "ward" {
		i.Relation = ""
	}
	h.pages.Render(w, r, http.StatusOK, h.identityView(r, i, nil))
	return nil
}

// verify has a real identity checked and goes on to the form of that person. Each failure says which condition failed (WH-02).
func (h *Pages) verify(w http.ResponseWriter, r *http.Request, b Bearer) error {
	i := Identity{Relation: r.FormValue("relation"), Name: strings.TrimSpace(r.FormValue("name")), IDType: r.FormValue("id_type"),
		Number: strings.ToUpper(digits(r.FormValue("number"))), Birth: r.FormValue("birth")}
	l := h.page(r).Prefs.Language
	var wrong wrongs
	if i.Relation == "" {
		wrong.add("relation", l.T("fault.field.missing.relation"))
	}
	if i.Name == "" {
		wrong.add("name", l.T("fault.field.missing.name"))
	}
	if i.IDType == "none" {
		if i.Number = ""; i.Birth == "" {
			wrong.add("birth", l.T("fault.field.missing.birth"))
		}
	} else if i.Birth = ""; i.Number == "" {
		wrong.add("number", l.T("fault.field.missing.number"))
	}
	if wrong == nil {
		person, err := h.service.Verify(r.Context(), b, i)
		if err == nil {
			http.Redirect(w, r, withPerson("/apply", person), http.StatusSeeOther)
			return nil
		}
		if !wrong.from(l, err) {
			return err
		}
	}
	h.pages.Render(w, r, http.StatusUnprocessableEntity, h.identityView(r, i, wrong))
	return nil
}
