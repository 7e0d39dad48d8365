package desk

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/ui"
)

// giving is the form that gives a case to a colleague, nil if nobody else may work on it.
func (h *Pages) giving(l *ui.Language, r *http.Request, me Me, v id.ID, form string, wrong wrongs) (*moveForm, error) {
	list, err := h.service.Colleagues(r.Context(), me.Bearer, v)
	if err != nil && fault.CodeOf(err) != fault.Forbidden {
		return nil, err
	}
	to := ui.Select{Name: "give-to", Label: l.T("desk.give.to"), Prompt: l.T("desk.choose")}
	for _, c := range list {
		if c.Staff == me.Staff {
			continue // who takes it himself
		}
		o := c.Role.Office()
		to.Options = append(to.Options, ui.Option{Value: c.Staff.String(), Chosen: form == "give" && r.PostFormValue("give-to") == c.Staff.String(),
			Text: l.T("desk.give.who", "name", c.Who.Name.Masked(), "office", h.service.Region(c.Region)+" "+l.Say(ui.Text{"zh": o.Zh, "en": o.En}), "n", c.Load)})
	}
	if len(to.Options) == 0 {
		return nil, nil
	}
	reason := ui.Field{Name: "give-reason", Label: l.T("desk.give.reason"), MaxLength: 2000}
	if form == "give" {
		to.Error, reason.Value, reason.Error = wrong.of("to"), r.PostFormValue(reason.Name), wrong.of("reason")
	}
	return &moveForm{Name: l.T("desk.give"), Open: form == "give", Fields: []ui.Part{to, reason}, Send: ui.Button{Text: l.T("desk.give"), Kind: "second"}}, nil
}

// giveCase gives the case to a colleague, with a reason (RE-8).
func (h *Pages) giveCase(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.atCase(w, r, me, "give", func(v id.ID) error {
		to, err := id.Parse(r.PostFormValue("give-to"))
		if err != nil {
			return fault.Missing("to")
		}
		return h.service.GiveCase(r.Context(), me.Bearer, v, to, text(r, "give-reason"))
	})
}

// printCertificate is a certificate that holds, for who has no printer (HB-12, WZ-15); its holder reads that it was printed.
func (h *Pages) printCertificate(w http.ResponseWriter, r *http.Request, me Me) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	pdf, err := h.service.PrintCertificate(r.Context(), me.Bearer, v)
	if err != nil {
		return err
	}
	return sendPDF(w, "certificate.pdf", pdf)
}
