package desk

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/web/ui"
)

type searchView struct {
	Page
	Errors  ui.ErrorSummary
	Refused *ui.Notice
	By      ui.Choice
	Type    ui.Select
	What    ui.Field
	Why     purposeForm
	Send    ui.Button
}

func (searchView) View() string { return "search" }

// ways of a search.
var searchWays = []string{"number", "phone", "case"}

// searchForm asks for one person, and why: nobody is found by name, and no list is given (BY-19).
func (h *Pages) searchForm(w http.ResponseWriter, r *http.Request, me Me) error {
	h.pages.Render(w, r, http.StatusOK, h.searchView(r, me, nil))
	return nil
}

func (h *Pages) searchView(r *http.Request, me Me, wrong wrongs) searchView {
	v := searchView{Page: h.page(r, me), Errors: wrong.summary()}
	v.Path = "/desk/search"
	l := v.Prefs.Language
	by := r.PostFormValue("by")
	v.By = ui.Choice{Name: "by", Legend: l.T("desk.search.by"), Across: true}
	for i, w := range searchWays {
		v.By.Options = append(v.By.Options, ui.Option{Value: w, Text: l.T("desk.search." + w), Chosen: by == w || by == "" && i == 0})
	}
	v.Type = ui.Select{Name: "id_type", Label: l.T("identity.type"), Hint: l.T("desk.search.type.hint")}
	for _, k := range person.DocumentTypes {
		if k == person.NoDocument {
			continue // he has no number
		}
		v.Type.Options = append(v.Type.Options, ui.Option{Value: string(k), Text: l.T("id_type." + string(k)), Chosen: r.PostFormValue("id_type") == string(k)})
	}
	v.What = ui.Field{Name: "what", Label: l.T("desk.search.what"), Value: r.PostFormValue("what"), Autocomplete: "off", MaxLength: 64, Error: wrong.of("what")}
	v.Why = purposeAsk(l, r.PostFormValue, wrong)
	v.Send = ui.Button{Text: l.T("desk.search.send"), Icon: "person"}
	return v
}

// search opens a look at the person who was found. What was sought never stands in an address (rule DK-4).
func (h *Pages) search(w http.ResponseWriter, r *http.Request, me Me) error {
	l := h.page(r, me).Prefs.Language
	var wrong wrongs
	sought, err := readSought(r)
	if err != nil && !wrong.from(l, err) {
		return err
	}
	why, err := readPurpose(r)
	if err != nil && !wrong.from(l, err) {
		return err
	}
	if wrong != nil {
		h.pages.Render(w, r, http.StatusUnprocessableEntity, h.searchView(r, me, wrong))
		return nil
	}
	look, err := h.service.OpenLook(r.Context(), me.Bearer, sought, why)
	if err == nil {
		http.Redirect(w, r, "/desk/people/"+look.Text, http.StatusSeeOther)
		return nil
	}
	f, ok := fault.As(err)
	switch {
	case !ok, f.Code != fault.Invalid && f.Code != fault.NotFound && f.Code != fault.TooMany && f.Code != fault.Forbidden:
		return err
	case f.Code == fault.Invalid && !wrong.from(l, err):
		return err
	}
	for i, x := range wrong {
		if x.Field == "id_number" || x.Field == "phone" {
			wrong[i].Field = "what"
		}
	}
	v := h.searchView(r, me, wrong)
	if wrong == nil {
		v.Refused = &ui.Notice{Kind: "stop", Lines: []string{l.Refusal(err)}}
	}
	h.pages.Render(w, r, ui.Status(err), v)
	return nil
}

func readSought(r *http.Request) (s node.Sought, err error) {
	what := r.PostFormValue("what")
	if what == "" {
		return s, fault.Missing("what")
	}
	switch r.PostFormValue("by") {
	case "phone":
		s.Phone = digits(what)
	case "case":
		if s.Case, err = id.Parse(what); err != nil {
			return s, fault.Secret("what", "is no case number")
		}
	default:
		s.Whom = node.Whom{IDType: r.PostFormValue("id_type"), Number: what}
	}
	return s, nil
}
