package holder

import (
	"net/http"
	"strconv"
	"strings"

	"kangma/internal/instant"
	"kangma/web/ui"
)

type declarationsView struct {
	ui.Page
	Person string
	Past   []pastDeclaration
	New    ui.Button
	Back   ui.Button
}

type pastDeclaration struct {
	At     instant.Instant
	Status string
	Rows   ui.Rows
}

func (declarationsView) View() string { return "declarations" }

// declarations are what somebody declared before, with all of its detail (WH-03).
func (h *Pages) declarations(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	past, err := h.service.Declarations(r.Context(), b, person)
	if err != nil {
		return err
	}
	v := declarationsView{Page: h.page(r), Person: r.FormValue("person")}
	l := v.Prefs.Language
	v.New = ui.Button{Text: l.T("declare.title"), Icon: "pen", Href: withPerson("/declare", person)}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", person)}
	for _, d := range past {
		var felt []string
		for _, s := range d.Symptoms {
			felt = append(felt, l.T("symptom."+s))
		}
		v.Past = append(v.Past, pastDeclaration{At: d.At, Status: l.T("status." + d.Status), Rows: ui.Rows{Rows: []ui.Row{
			{Term: l.T("health.status"), Value: l.T("status." + d.Status)},
			{Term: l.T("health.stayed"), Value: l.T("answer." + answerOf(d.Stayed))},
			{Term: l.T("health.contact"), Value: l.T("answer." + d.Contact)},
			{Term: l.T("health.symptoms"), Value: strings.Join(felt, l.T("time.comma"))},
			{Term: l.T("health.temperature"), Value: strconv.FormatFloat(d.Temperature, 'f', 1, 64) + " ℃"},
		}}})
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func answerOf(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
