package holder

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

type casesView struct {
	ui.Page
	List    ui.Items
	More    ui.Button // Href "" at the end
	Ask     ui.Items
	Nothing bool // there is no record to ask about
	Back    ui.Button
}

func (casesView) View() string { return "cases" }

// cases lists what a holder asked people to decide, and what he can ask for (HB-05, NA-05, BY-17).
func (h *Pages) cases(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	var before id.ID
	if s := r.FormValue("before"); s != "" {
		if before, err = id.Parse(s); err != nil {
			return err
		}
	}
	list, err := h.service.Cases(r.Context(), b, person, before)
	if err != nil {
		return err
	}
	grounds, err := h.service.Grounds(r.Context(), b, person)
	if err != nil {
		return err
	}
	v := casesView{Page: h.page(r), Nothing: len(grounds) == 0}
	l := v.Prefs.Language
	for _, c := range list {
		v.List.Items = append(v.List.Items, ui.Item{Text: l.Say(c.Title), Note: l.At(c.Opened) + l.T("time.comma") + l.Say(c.State), Tag: openTag(l, c), Icon: "list", Href: "/cases/" + c.ID.String()})
	}
	if len(list) == casesShown {
		v.More = ui.Button{Text: l.T("cases.more"), Kind: "second", Href: withPerson("/cases?before="+list[len(list)-1].ID.String(), person)}
	}
	if !v.Nothing {
		for _, kind := range caseKinds {
			v.Ask.Items = append(v.Ask.Items, ui.Item{Text: l.T("case." + kind), Note: l.T("case." + kind + ".note"), Icon: "pen", Href: withPerson("/cases/new?kind="+kind, person)})
		}
	}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", person)}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func openTag(l *ui.Language, c Case) string {
	switch {
	case c.Closed:
		return l.T("case.closed")
	case c.Raised != "" || c.Due <= c.Now:
		return l.T("case.late")
	}
	return l.T("case.open")
}

// caseKinds are those that are asked for on these pages.
var caseKinds = []string{"conversion", "correction"}

type caseView struct {
	ui.Page
	Case   Case
	Title  string
	State  ui.Notice
	Rows   ui.Rows
	Facts  []ui.Fact
	Trail  []trailStep
	Moves  []moveButton
	Back   ui.Button
	Number string
}

type trailStep struct {
	At              instant.Instant
	Did, By, Reason string
	Now             bool
}

type moveButton struct {
	Move   string
	Button ui.Button
}

func (caseView) View() string { return "case" }

// caseOf shows one case: state, reasons, who is responsible, until when (BY-17).
func (h *Pages) caseOf(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := id.Parse(r.PathValue("case"))
	if err != nil {
		return fault.New(fault.NotFound, "case.not_found", "there is no such case")
	}
	c, err := h.service.Case(r.Context(), b, v)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, h.caseView(r, c))
	return nil
}

func (h *Pages) caseView(r *http.Request, c Case) caseView {
	v := caseView{Page: h.page(r), Case: c, Number: c.ID.String()}
	l := v.Prefs.Language
	v.Title = l.Say(c.Title)
	v.State = ui.Notice{Kind: "info", Title: l.Say(c.State)}
	v.Rows.Rows = []ui.Row{{Term: l.T("case.office"), Value: c.Office}}
	switch {
	case c.Closed:
		v.State.Kind, v.Rows.Rows = "done", nil
	case c.Due != instant.Never:
		v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T("case.due"), Value: l.At(c.Due)})
	}
	if c.Raised != "" && !c.Closed {
		v.State.Kind = "warn"
		v.State.Lines = []string{l.T("case.raised", "office", c.Raised)}
	}
	v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T("case.opened"), Value: l.At(c.Opened)})
	if c.Text != "" {
		v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T("case.said"), Value: c.Text})
	}
	for _, f := range c.Facts {
		v.Facts = append(v.Facts, ui.Fact{Title: kindName(l, f.Kind), Source: l.Say(f.Source), From: f.From, Until: f.Until})
	}
	for i, s := range c.Trail {
		by := s.Office
		switch {
		case s.Own:
			by = l.T("case.you")
		case by == "":
			by = l.T("case.system")
		}
		v.Trail = append(v.Trail, trailStep{At: s.At, Did: l.Say(s.Did), By: by, Reason: s.Reason, Now: i == len(c.Trail)-1})
	}
	for _, m := range c.Moves {
		v.Moves = append(v.Moves, moveButton{m.Move, ui.Button{Text: l.Say(m.Name), Kind: "second"}})
	}
	v.Back = ui.Button{Text: l.T("cases.title"), Kind: "plain", Icon: "back", Href: withPerson("/cases", c.Person.ID)}
	return v
}

// moveCase makes one of the moves that a holder has: withdrawing, above all.
func (h *Pages) moveCase(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := id.Parse(r.PathValue("case"))
	if err != nil {
		return fault.New(fault.NotFound, "case.not_found", "there is no such case")
	}
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil {
		return fault.Field("version", r.PostFormValue("version"), "is not a number")
	}
	if err := h.service.MoveCase(r.Context(), b, v, r.PostFormValue("move"), version); err != nil {
		return err
	}
	http.Redirect(w, r, "/cases/"+v.String(), http.StatusSeeOther)
	return nil
}

type newCaseView struct {
	ui.Page
	Person, Kind string
	Title, Note  string
	Errors       ui.ErrorSummary
	Evidence     ui.Choice
	Text         ui.Field
	Promise      *ui.Agree
	Send         ui.Button
	Back         ui.Button
}

func (newCaseView) View() string { return "case_new" }

// newCase asks which records a case is about, and why.
func (h *Pages) newCase(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showNewCase(w, r, b, NewCase{Kind: r.FormValue("kind")}, nil)
}

func (h *Pages) showNewCase(w http.ResponseWriter, r *http.Request, b Bearer, n NewCase, wrong wrongs) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	if !slices.Contains(caseKinds, n.Kind) {
		return fault.New(fault.NotFound, "case.not_found", "there is no such kind of case here")
	}
	grounds, err := h.service.Grounds(r.Context(), b, person)
	if err != nil {
		return err
	}
	v := newCaseView{Page: h.page(r), Kind: n.Kind, Errors: wrong.summary()}
	if !person.IsZero() {
		v.Person = person.String()
	}
	l := v.Prefs.Language
	v.Title, v.Note = l.T("case."+n.Kind), l.T("case."+n.Kind+".lead")
	v.Evidence = ui.Choice{Name: "evidence", Legend: l.T("case.evidence"), Hint: l.T("case.evidence.hint"), Many: true, Error: wrong.of("evidence")}
	for _, g := range grounds {
		v.Evidence.Options = append(v.Evidence.Options, ui.Option{Value: g.ID.String(), Text: kindName(l, g.Kind), Hint: l.Say(g.Source) + l.T("time.comma") + l.At(g.From),
			Chosen: slices.Contains(n.Evidence, g.ID) || len(grounds) == 1})
	}
	v.Text = ui.Field{Name: "text", Label: l.T("case.text"), Hint: l.T("case.text.hint"), Lines: 5, MaxLength: 2000, Value: n.Text, Error: wrong.of("text")}
	if n.Kind == "conversion" {
		v.Promise = &ui.Agree{Name: "promise", Text: l.T("case.promise"), Chosen: n.Promise}
	}
	v.Send = ui.Button{Text: l.T("case.send")}
	v.Back = ui.Button{Text: l.T("cases.title"), Kind: "plain", Icon: "back", Href: withPerson("/cases", person)}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// openCase sends what was asked for; what is wrong stands beside its field, and nothing that was written is lost.
func (h *Pages) openCase(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	n := NewCase{Kind: r.PostFormValue("kind"), Person: person, Text: strings.ReplaceAll(strings.TrimSpace(r.PostFormValue("text")), "\r\n", "\n"), Promise: r.PostFormValue("promise") != ""}
	l := h.page(r).Prefs.Language
	var wrong wrongs
	for _, s := range r.PostForm["evidence"] {
		v, err := id.Parse(s)
		if err != nil {
			return err
		}
		n.Evidence = append(n.Evidence, v)
	}
	if len(n.Evidence) == 0 {
		wrong.add("evidence", l.T("case.evidence.missing"))
	}
	if n.Text == "" {
		wrong.add("text", l.T("case.text.missing"))
	}
	if wrong == nil {
		v, err := h.service.OpenCase(r.Context(), b, n)
		if err == nil {
			http.Redirect(w, r, "/cases/"+v.String(), http.StatusSeeOther)
			return nil
		}
		if !wrong.from(l, err) {
			return err
		}
	}
	return h.showNewCase(w, r, b, n, wrong)
}
