package holder

import (
	"net/http"

	"kangma/internal/id"
	"kangma/web/ui"
)

type peopleView struct {
	ui.Page
	Phone  string
	People []personRow
	Add    ui.Button
}

type personRow struct {
	Name, Number, Relation string
	Code                   ui.Button
	ID                     string // of a ward, who can be released; "" for oneself
	Release                ui.Button
}

func (peopleView) View() string { return "people" }

// people are those whose codes this account looks after (WH-06).
func (h *Pages) people(w http.ResponseWriter, r *http.Request, b Bearer) error {
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return err
	}
	v := peopleView{Page: h.page(r), Phone: a.Phone}
	l := v.Prefs.Language
	v.Add = ui.Button{Text: l.T("wards.add"), Icon: "plus", Href: "/identity?for=ward"}
	for _, p := range a.People {
		row := personRow{Name: p.Name, Number: p.Number, Relation: l.T("relation." + p.Relation),
			Code: ui.Button{Text: l.T("wards.open"), Kind: "second small", Href: withPerson("/code", p.ID)}}
		if p.Relation != "self" {
			row.ID, row.Release = p.ID.String(), ui.Button{Text: l.T("wards.release"), Kind: "plain small"}
		}
		v.People = append(v.People, row)
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) release(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := id.Parse(r.FormValue("person"))
	if err != nil {
		return err
	}
	if err := h.service.Release(r.Context(), b, person); err != nil {
		return err
	}
	http.Redirect(w, r, "/people", http.StatusSeeOther)
	return nil
}

// switcher is the row of people above a page, where there is more than one or one may be added.
func switcher(l *ui.Language, path string, here Person, people []Person) ui.Switcher {
	s := ui.Switcher{Label: l.T("wards.switch"), Add: "/identity?for=ward"}
	for _, p := range people {
		s.Tabs = append(s.Tabs, ui.Tab{Text: p.Name, Href: withPerson(path, p.ID), Here: p.ID == here.ID})
	}
	return s
}

// switcherOf is the switcher of a page of one person; none where the account has one person only.
func (h *Pages) switcherOf(r *http.Request, b Bearer, path string, who id.ID) (ui.Switcher, error) {
	a, err := h.service.Account(r.Context(), b)
	if err != nil || len(a.People) < 2 {
		return ui.Switcher{}, err
	}
	here := a.People[0]
	for _, p := range a.People {
		if p.ID == who {
			here = p
		}
	}
	s := switcher(h.page(r).Prefs.Language, path, here, a.People)
	s.Add = ""
	return s, nil
}
