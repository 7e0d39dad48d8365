package desk

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
)

// papersPanel is a person's codes on paper, for who helps him (BY-09, NA-12).
type papersPanel struct {
	List  []paperRow
	Issue ui.Button
	Lost  *moveForm // nil if there is none that counts
}

// paperRow is one of them.
type paperRow struct {
	Number, State string
	Issued, Until instant.Instant
	Print         string // address of the PDF, "" if it counts no more
}

// papersOf is the panel, nil for who may not help this person.
func (h *Pages) papersOf(l *ui.Language, r *http.Request, me Me, f node.PersonFile, form string, wrong wrongs) (*papersPanel, error) {
	if !me.May(staff.PersonRegister) {
		return nil, nil
	}
	list, err := h.service.Papers(r.Context(), me.Bearer, f.ID, f.Purpose)
	if fault.CodeOf(err) == fault.Forbidden {
		return nil, nil // he lives where another office helps
	}
	p := &papersPanel{Issue: ui.Button{Text: l.T("paper.issue"), Kind: "second", Icon: "plus", Name: "act", Value: "issue"}}
	for _, x := range list {
		row := paperRow{Number: x.Number(), State: l.T("desk.paper.counts"), Issued: x.IssuedAt, Until: x.Expires}
		switch {
		case x.Counts(me.Now):
			row.Print = "/desk/people/" + f.Look.Text + "/papers/" + x.ID.String()
			p.Issue.Text, p.Issue.Icon = l.T("paper.again"), "refresh"
			sure := ui.Agree{Name: "papers-sure", Text: l.T("paper.sure"), Error: wrong.of("sure")}
			p.Lost = &moveForm{Name: l.T("paper.lost"), Open: form == "papers", Fields: []ui.Part{sure}, Send: ui.Button{Text: l.T("paper.lost"), Kind: "danger", Name: "act", Value: "lost"}}
		case x.Ended != "":
			row.State = l.T("paper.ended." + string(x.Ended))
		default:
			row.State = l.T("paper.ended.expired")
		}
		p.List = append(p.List, row)
	}
	return p, err
}

// managePapers issues a code on paper, or takes a report of its loss.
func (h *Pages) managePapers(w http.ResponseWriter, r *http.Request, me Me) error {
	f, err := h.service.PersonFile(r.Context(), me.Bearer, r.PathValue("look"))
	if err != nil {
		return err
	}
	done := "issued"
	switch {
	case r.PostFormValue("act") != "lost":
		err = h.service.IssuePaper(r.Context(), me.Bearer, f.ID, f.Purpose)
	case r.PostFormValue("papers-sure") == "":
		err = fault.Missing("sure").WithKey("paper.sure")
	default:
		done, err = "lost", h.service.LosePaper(r.Context(), me.Bearer, f.ID, f.Purpose)
	}
	if err != nil {
		return h.personAgain(w, r, me, "papers", err)
	}
	http.Redirect(w, r, "/desk/people/"+f.Look.Text+"?done="+done+"#papers", http.StatusSeeOther)
	return nil
}

// printPaper is one of them, to be printed.
func (h *Pages) printPaper(w http.ResponseWriter, r *http.Request, me Me) error {
	which, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "page.missing", "no such page")
	}
	f, err := h.service.PersonFile(r.Context(), me.Bearer, r.PathValue("look"))
	if err != nil {
		return err
	}
	pdf, err := h.service.PrintPaper(r.Context(), me.Bearer, f.ID, which, f.Purpose)
	if err != nil {
		return err
	}
	return sendPDF(w, "paper.pdf", pdf)
}

// sendPDF hands out a document to be printed.
func sendPDF(w http.ResponseWriter, name string, pdf []byte) error {
	o := w.Header()
	o.Set("Content-Type", "application/pdf")
	o.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	o.Set("X-Content-Type-Options", "nosniff")
	o.Set("Cache-Control", "no-store")
	_, err := w.Write(pdf)
	return err
}
