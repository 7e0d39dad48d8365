package desk

import (
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/staff"
	"kangma/web/ui"
)

type passageView struct {
	Page
	Back   ui.Button
	Errors ui.ErrorSummary
	Manual bool
	To     string // the address of the form
	At     instant.Instant
	Why    purposeForm
	Send   ui.Button
	Who    *ui.Rows // after it was asked; masked, but what was written down
	Where  string
}

func (passageView) View() string { return "passage" }

// passageForm asks why somebody wants to learn who passed, or to read what was written down of him (PS-2, PS-12).
func (h *Pages) passageForm(w http.ResponseWriter, r *http.Request, me Me) error {
	v, _, err := h.passageView(r, me, nil)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (h *Pages) passageView(r *http.Request, me Me, wrong wrongs) (v passageView, ref node.PassageRef, err error) {
	missing := fault.New(fault.NotFound, "passage.not_found", "there is no such passage in your region")
	q := r.URL.Query()
	if ref.ID, err = id.Parse(r.PathValue("id")); err != nil {
		return v, ref, missing
	}
	if ref.Point, err = id.Parse(q.Get("point")); err != nil {
		return v, ref, missing
	}
	if ref.At, _, err = instant.Parse(q.Get("at")); err != nil {
		return v, ref, missing
	}
	v = passageView{Page: h.page(r, me), Manual: q.Get("manual") != "", At: ref.At, To: r.URL.RequestURI(), Errors: wrong.summary()}
	v.Path = v.To
	l := v.Prefs.Language
	back := "/desk/passages"
	if v.Manual {
		back += "?what=manual"
	}
	v.Back = ui.Button{Text: l.T("passages.title"), Kind: "plain", Icon: "back", Href: back}
	v.Why = purposeAsk(l, r.PostFormValue, wrong)
	v.Why.Case.Optional = false
	v.Send = ui.Button{Text: l.T("passages.who"), Kind: "danger", Icon: "key"}
	if v.Manual {
		v.Send.Text = l.T("passages.reveal")
	}
	return v, ref, nil
}

// whoPassed shows it: an act of its own, with a purpose and a case, which the person can read where he is known.
func (h *Pages) whoPassed(w http.ResponseWriter, r *http.Request, me Me) error {
	v, ref, err := h.passageView(r, me, nil)
	if err != nil {
		return err
	}
	l := v.Prefs.Language
	why, err := readPurpose(r)
	if err == nil {
		v.Who, err = h.learn(r, me, &v, ref, why)
	}
	if err == nil {
		h.pages.Render(w, r, http.StatusOK, v)
		return nil
	}
	var wrong wrongs
	if !wrong.from(l, err) {
		return err
	}
	if v, _, err = h.passageView(r, me, wrong); err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusUnprocessableEntity, v)
	return nil
}

func (h *Pages) learn(r *http.Request, me Me, v *passageView, ref node.PassageRef, why staff.Purpose) (*ui.Rows, error) {
	l := v.Prefs.Language
	if v.Manual {
		p, err := h.service.RevealManual(r.Context(), me.Bearer, ref.ID, why)
		if err != nil {
			return nil, err
		}
		v.Where = p.Where
		return writtenRows(l, p.Written), nil
	}
	p, err := h.service.WhoPassed(r.Context(), me.Bearer, ref, why)
	if err != nil {
		return nil, err
	}
	rows := ui.Rows{Rows: []ui.Row{{Term: l.T("identity.name"), Value: p.Who.Name.Masked()}, {Term: l.T("identity.number"), Value: p.Who.Document.Masked()}}}
	if p.Who.Name.Masked() == "" {
		rows.Rows = []ui.Row{{Term: l.T("identity.name"), Value: l.T("passages.forgotten")}}
	}
	return &rows, nil
}

func writtenRows(l *ui.Language, w *passage.Written) *ui.Rows {
	var rows ui.Rows
	if w == nil {
		return &rows
	}
	for _, x := range []ui.Row{{Term: l.T("identity.name"), Value: w.Name}, {Term: l.T("gate.register.phone"), Value: w.Phone}, {Term: l.T("gate.register.number"), Value: w.Number}} {
		if x.Value != "" {
			rows.Rows = append(rows.Rows, x)
		}
	}
	return &rows
}
