package holder

import (
	"net/http"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/ui"
)

type peopleView struct {
	ui.Page
	Phone  string
	People []personRow
	Add    ui.Button
	Back   ui.Button
}

// releaseView asks before somebody is taken off the account (WZ-06).
type releaseView struct {
	ui.Page
	Who    Person
	Number string // id
	Notice ui.Notice
	Go     ui.Button
	Back   ui.Button
}

func (releaseView) View() string { return "release" }

type personRow struct {
	Name, Number, Relation string
	Code                   ui.Button
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
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: "/code"}
	for _, p := range a.People {
		row := personRow{Name: p.Name, Number: p.Number, Relation: l.T("relation." + p.Relation),
			Code:    ui.Button{Text: l.T("wards.open"), Kind: "second small", Href: withPerson("/code", p.ID)},
			Release: ui.Button{Text: l.T("wards.release"), Kind: "plain small", Href: withPerson("/people/release", p.ID)}}
		if p.Relation == "self" {
			row.Release.Text = l.T("wards.release.self")
		}
		v.People = append(v.People, row)
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// askRelease says what releasing somebody does and what it does not.
func (h *Pages) askRelease(w http.ResponseWriter, r *http.Request, b Bearer) error {
	who, err := personOf(r)
	if err != nil {
		return err
	}
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(a.People, func(p Person) bool { return p.ID == who })
	if i < 0 {
		return fault.New(fault.NotFound, "link.not_found", "this person is not in this account")
	}
	v := releaseView{Page: h.page(r), Who: a.People[i], Number: who.String()}
	l := v.Prefs.Language
	v.Notice = ui.Notice{Kind: "info", Lines: []string{l.T("release.stays"), l.T("release.again")}}
	if v.Who.Relation == "self" {
		v.Notice.Lines[1] = l.T("release.self")
	}
	v.Go = ui.Button{Text: l.T("release.go"), Kind: "danger"}
	v.Back = ui.Button{Text: l.T("wards.title"), Kind: "plain", Icon: "back", Href: "/people"}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) release(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := id.Parse(r.FormValue("person"))
	if err != nil {
		return err
	}
	a, err := h.service.Account(r.Context(), b)
	if err != nil {
		return err
	}
	if err := h.service.Release(r.Context(), b, person); err != nil {
		return err
	}
	to := "/people"
	if slices.ContainsFunc(a.People, func(p Person) bool { return p.ID == person && p.Relation == "self" }) {
		to = "/identity" // who it was wrongly is asked who he is
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
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
