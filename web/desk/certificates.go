package desk

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

type certificateView struct {
	Page
	Errors ui.ErrorSummary
	Number ui.Field
	Check  ui.Button
	Answer *ui.Notice // nil before a number was entered
	Rows   ui.Rows
}

func (certificateView) View() string { return "certificate" }

// certificateForm asks for the number of a certificate: who has it on paper and no camera enters it (WZ-15, HB-12).
func (h *Pages) certificateForm(w http.ResponseWriter, r *http.Request, me Me) error {
	h.pages.Render(w, r, http.StatusOK, h.certificateView(r, me, ""))
	return nil
}

func (h *Pages) certificateView(r *http.Request, me Me, number string) certificateView {
	v := certificateView{Page: h.page(r, me)}
	l := v.Prefs.Language
	v.Number = ui.Field{Name: "number", Label: l.T("desk.certificate.number"), Hint: l.T("desk.certificate.number.hint"), Value: number, MaxLength: 64}
	v.Check = ui.Button{Text: l.T("desk.certificate.check")}
	return v
}

// checkCertificate leads to the page of the number that was entered; it is no secret and says nothing of a person (rule DK-4).
func (h *Pages) checkCertificate(w http.ResponseWriter, r *http.Request, me Me) error {
	entered := r.PostFormValue("number")
	number, err := id.Parse(digits(entered))
	if err != nil {
		v := h.certificateView(r, me, entered)
		var wrong wrongs
		wrong.add("number", v.Prefs.Language.T("desk.certificate.wrong"))
		v.Errors, v.Number.Error = wrong.summary(), wrong.of("number")
		h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
		return nil
	}
	http.Redirect(w, r, "/desk/certificates/"+number.String(), http.StatusSeeOther)
	return nil
}

// certificate says whether one holds: the printed code leads here.
func (h *Pages) certificate(w http.ResponseWriter, r *http.Request, me Me) error {
	number, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "certificate.not_found", "there is no certificate of this number")
	}
	c, err := h.service.Certificate(r.Context(), me.Bearer, number)
	if err != nil {
		return err
	}
	v := h.certificateView(r, me, "")
	l := v.Prefs.Language
	v.Answer = &ui.Notice{Kind: "stop", Title: l.T("desk.certificate.void"), Lines: []string{l.Say(c.State)}}
	if c.Holds {
		v.Answer = &ui.Notice{Kind: "done", Title: l.T("desk.certificate.holds"), Lines: []string{l.T("desk.certificate.compare")}}
	}
	v.Rows = ui.Rows{Rows: []ui.Row{{Term: l.T("desk.certificate.kind"), Value: l.Say(c.Title)}, {Term: l.T("desk.certificate.name"), Value: c.Name},
		{Term: l.T("desk.certificate.document"), Value: c.Number}, {Term: l.T("desk.certificate.state"), Value: l.Say(c.State)}}}
	if c.Holds && c.Until != instant.Never {
		v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T("desk.until"), Value: l.At(c.Until)})
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}
