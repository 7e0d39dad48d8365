package holder

import (
	"net/http"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

// paperEnds are the words for why a paper counts no more.
var paperEnds = map[string]string{"lost": "paper.ended.lost", "replaced": "paper.ended.replaced", "forgotten": "paper.ended.forgotten", "expired": "paper.ended.expired"}

type paperView struct {
	ui.Page
	Person string
	Name   string
	Has    bool // there is one that counts
	Now    ui.Rows
	Notice ui.Notice
	Print  ui.Button
	Issue  ui.Button
	Lost   ui.Button
	Sure   ui.Agree
	Past   []ui.Rows
	Back   ui.Button
}

func (paperView) View() string { return "paper" }

// paper is a person's code on paper: to have it issued, printed and, if it is lost, cancelled (BY-09, NA-12).
func (h *Pages) paper(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showPaper(w, r, b, http.StatusOK, "")
}

func (h *Pages) showPaper(w http.ResponseWriter, r *http.Request, b Bearer, status int, wrong string) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	papers, err := h.service.Papers(r.Context(), b, person)
	if err != nil {
		return err
	}
	v := paperView{Page: h.page(r), Name: papers.Person.Name, Person: papers.Person.ID.String()}
	l := v.Prefs.Language
	for _, p := range papers.List {
		rows := ui.Rows{Rows: []ui.Row{{Term: l.T("paper.number"), Value: p.Number}, {Term: l.T("paper.issued"), Value: day(p.Issued)}, {Term: l.T("paper.until"), Value: day(p.Until)}}}
		if p.Counts {
			v.Has, v.Now = true, rows
			v.Print = ui.Button{Text: l.T("paper.print"), Icon: "list", Href: withPerson("/paper/pdf?paper="+p.ID.String(), person)}
			continue
		}
		why := "expired"
		if p.Ended != "" {
			why = p.Ended
		}
		rows.Rows = append(rows.Rows, ui.Row{Term: l.T("paper.state"), Value: l.T(paperEnds[why])})
		v.Past = append(v.Past, rows)
	}
	v.Notice = ui.Notice{Kind: "info", Title: l.T("paper.what"), Lines: []string{l.T("paper.what.colour"), l.T("paper.what.document"), l.T("paper.what.lost")}}
	v.Issue = ui.Button{Text: l.T("paper.issue"), Icon: "plus"}
	if v.Has {
		v.Issue = ui.Button{Text: l.T("paper.again"), Kind: "second", Icon: "refresh"}
	}
	v.Lost, v.Sure = ui.Button{Text: l.T("paper.lost"), Kind: "danger"}, ui.Agree{Name: "sure", Text: l.T("paper.sure"), Error: wrong}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", person)}
	h.pages.Render(w, r, status, v)
	return nil
}

// day is an instant's calendar day in China, as papers print it.
func day(at instant.Instant) string { return at.In(instant.Beijing)[:10] }

// issuePaper makes a new one; the one before counts no more.
func (h *Pages) issuePaper(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	if err := h.service.IssuePaper(r.Context(), b, person); err != nil {
		return err
	}
	http.Redirect(w, r, withPerson("/paper", person), http.StatusSeeOther)
	return nil
}

// losePaper cancels it for good, once its holder has said that he is sure.
func (h *Pages) losePaper(w http.ResponseWriter, r *http.Request, b Bearer) error {
	if r.PostFormValue("sure") == "" {
		return h.showPaper(w, r, b, http.StatusUnprocessableEntity, h.page(r).Prefs.Language.T("paper.sure.missing"))
	}
	person, err := personOf(r)
	if err != nil {
		return err
	}
	if err := h.service.LosePaper(r.Context(), b, person); err != nil {
		return err
	}
	http.Redirect(w, r, withPerson("/paper", person), http.StatusSeeOther)
	return nil
}

// printPaper gives the PDF.
func (h *Pages) printPaper(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	which, err := id.Parse(r.FormValue("paper"))
	if err != nil {
		return err
	}
	pdf, err := h.service.PrintPaper(r.Context(), b, person, which)
	if err != nil {
		return err
	}
	sendPDF(w, "paper-code.pdf", pdf)
	return nil
}

// sendPDF shows a document that is to be printed.
func sendPDF(w http.ResponseWriter, name string, pdf []byte) {
	head := w.Header()
	head.Set("Content-Type", "application/pdf")
	head.Set("Content-Disposition", `inline; filename="`+name+`"`)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Cache-Control", "no-store")
	w.Write(pdf)
}
