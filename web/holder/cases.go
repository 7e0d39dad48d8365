package holder

import (
	"net/http"
	"slices"
	"strconv"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/web/ui"
)

type casesView struct {
	ui.Page
	Switcher ui.Switcher
	List     ui.Items
	More     ui.Button // Href "" at the end
	Ask      ui.Items
	Nothing  bool // there is no record to ask about
	Back     ui.Button
}

func (casesView) View() string { return "cases" }

// cases lists what a holder asked people to decide, and what he can ask for (HB-05, NA-05, NA-10, BY-17).
func (h *Pages) cases(w http.ResponseWriter, r *http.Request, b Bearer) error {
	who, err := personOf(r)
	if err != nil {
		return err
	}
	before, err := idOf(r.FormValue("before"))
	if err != nil {
		return err
	}
	list, err := h.service.Cases(r.Context(), b, who, before)
	if err != nil {
		return err
	}
	grounds, err := h.service.Grounds(r.Context(), b, who)
	if err != nil {
		return err
	}
	v := casesView{Page: h.page(r), Nothing: len(grounds) == 0}
	l := v.Prefs.Language
	if v.Switcher, err = h.switcherOf(r, b, "/cases", who); err != nil {
		return err
	}
	for _, c := range list {
		v.List.Items = append(v.List.Items, ui.Item{Text: l.Say(c.Title), Note: l.At(c.Opened) + l.T("time.comma") + l.Say(c.State), Tag: openTag(l, c), Icon: "list", Href: "/cases/" + c.ID.String()})
	}
	if len(list) == casesShown {
		v.More = ui.Button{Text: l.T("cases.more"), Kind: "second", Href: withPerson("/cases?before="+list[len(list)-1].ID.String(), who)}
	}
	for _, f := range askFor {
		if v.Nothing && f.asksForRecords() {
			continue // there is none to ask about
		}
		v.Ask.Items = append(v.Ask.Items, f.item(l, who))
	}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", who)}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// asksForRecords says whether a form is about records of authorities.
func (f *form) asksForRecords() bool {
	return slices.ContainsFunc(f.steps, func(s formStep) bool {
		return slices.ContainsFunc(s.asks, func(q question) bool { return q.by == byRecord })
	})
}

// item is the line of a list that leads to a form.
func (f *form) item(l *ui.Language, who id.ID) ui.Item {
	return ui.Item{Text: l.T(f.title), Note: l.T(f.title + ".note"), Icon: "pen", Href: withPerson(f.path, who)}
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

type caseView struct {
	ui.Page
	Case    Case
	Number  string
	Title   string
	Sent    string // what has just been done, "" for nothing
	State   ui.Notice
	Clock   *ui.Clock // nil where nothing runs
	Rows    ui.Rows
	Measure measureView // Kind "" if there is none
	Facts   []ui.Fact
	Told    []toldStep
	Files   []fileRow
	Upload  *uploadView // nil where nothing can be attached
	Trail   []trailStep
	Moves   []moveButton
	Back    ui.Button
}

type trailStep struct {
	At              instant.Instant
	Did, By, Reason string
	Now             bool
}

type moveButton struct {
	Move   string
	Button ui.Button
	Sure   string // what is said before it is done; "" where it can be undone
}

func (caseView) View() string { return "case" }

// caseOf shows one case: state, reasons, who is responsible, until when (BY-17).
func (h *Pages) caseOf(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	c, err := h.service.Case(r.Context(), b, v)
	if err != nil {
		return err
	}
	page := h.caseView(r, c)
	if key := "case.done." + r.FormValue("done"); page.Prefs.Language.Has(key) {
		page.Sent = page.Prefs.Language.T(key)
	}
	h.pages.Render(w, r, http.StatusOK, page)
	return nil
}

func (h *Pages) caseView(r *http.Request, c Case) caseView {
	v := caseView{Page: h.page(r), Case: c, Number: c.ID.String()}
	l := v.Prefs.Language
	v.Title = l.Say(c.Title)
	v.State = ui.Notice{Kind: "info", Title: l.Say(c.State)}
	if c.Closed {
		v.State.Kind = "done"
	} else {
		v.Rows.Rows = []ui.Row{{Term: l.T("case.office"), Value: c.Office}}
		if c.Due != instant.Never && !c.Holds {
			v.Clock = &ui.Clock{Applied: c.Opened, Due: c.Due, Now: c.Now}
		}
	}
	if c.Raised != "" && !c.Closed {
		v.State.Kind = "warn"
		v.State.Lines = []string{l.T("case.raised", "office", c.Raised)}
	}
	if c.Holds {
		v.State.Kind = "done"
		v.State.Lines = []string{l.T("case.holds", "until", l.At(c.Due)), l.T("case.show")}
	}
	if c.Prints {
		v.State.Then = []ui.Button{{Text: l.T("case.print"), Kind: "second", Icon: "list", Href: "/cases/" + v.Number + "/certificate"}}
	}
	v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T("case.opened"), Value: l.At(c.Opened)})
	v.Measure, v.Told = h.measure(l, c), h.toldForm(r, c)
	v.showFiles(c)
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
		move := moveButton{Move: m.Move, Button: ui.Button{Text: l.Say(m.Name), Kind: "second"}}
		if m.Move == string(review.Withdraw) {
			move.Sure, move.Button.Kind = l.T("case.withdraw.sure"), "danger"
		}
		v.Moves = append(v.Moves, move)
	}
	v.Back = ui.Button{Text: l.T("cases.title"), Kind: "plain", Icon: "back", Href: withPerson("/cases", c.Person.ID)}
	return v
}

// moveCase makes one of the moves that a holder has: withdrawing, above all.
func (h *Pages) moveCase(w http.ResponseWriter, r *http.Request, b Bearer) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil {
		return fault.Field("version", r.PostFormValue("version"), "is not a number")
	}
	move := r.PostFormValue("move")
	if move == string(review.Change) {
		return h.changeForm(w, r, b, v, version)
	}
	if err := h.service.MoveCase(r.Context(), b, v, move, version, nil); err != nil {
		return err
	}
	http.Redirect(w, r, "/cases/"+v.String()+"?done="+move, http.StatusSeeOther)
	return nil
}

// changeForm opens the form of a case to be changed, with all that was filled in, on the page to check answers.
func (h *Pages) changeForm(w http.ResponseWriter, r *http.Request, b Bearer, v id.ID, version int) error {
	c, err := h.service.Case(r.Context(), b, v)
	if err != nil {
		return err
	}
	of, err := askedFor(string(c.Kind))
	if err != nil {
		return err
	}
	a := answersOf(c.Form)
	a.set("case", v.String())
	a.set("version", strconv.Itoa(version))
	f := &filling{form: of, h: h, r: r, b: b, person: c.Person.ID, a: a}
	if err := f.keep(); err != nil {
		return err
	}
	http.Redirect(w, r, f.at(checkStep), http.StatusSeeOther)
	return nil
}

// certificate is a certificate as PDF, to be printed (HB-12, WZ-15).
func (h *Pages) certificate(w http.ResponseWriter, r *http.Request, b Bearer) error {
	which, err := caseID(r)
	if err != nil {
		return err
	}
	pdf, err := h.service.PrintCertificate(r.Context(), b, which)
	if err == nil {
		sendPDF(w, "certificate.pdf", pdf)
	}
	return err
}
