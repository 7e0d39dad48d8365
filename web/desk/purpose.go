package desk

import (
	"net/http"

	"kangma/staff"
	"kangma/web/ui"
)

// purposeForm asks why somebody looks at what concerns a person (BY-06).
type purposeForm struct {
	Kind       ui.Select
	Case, Note ui.Field
}

// purposeAsk shows it with what was entered, as form values or as those of an address, and what is wrong with it.
func purposeAsk(l *ui.Language, entered func(name string) string, wrong wrongs) purposeForm {
	f := purposeForm{Kind: ui.Select{Name: "purpose", Label: l.T("desk.purpose"), Hint: l.T("desk.purpose.hint"), Prompt: l.T("desk.choose"), Error: wrong.of("purpose")}}
	for _, k := range staff.PurposeKinds {
		f.Kind.Options = append(f.Kind.Options, ui.Option{Value: string(k.Kind), Text: l.Say(ui.Text{"zh": k.Zh, "en": k.En}), Chosen: entered("purpose") == string(k.Kind)})
	}
	f.Case = ui.Field{Name: "case", Label: l.T("desk.purpose.case"), Value: entered("case"), Optional: true, MaxLength: 200, Error: wrong.of("case")}
	f.Note = ui.Field{Name: "note", Label: l.T("desk.purpose.note"), Hint: l.T("desk.purpose.note.hint"), Value: entered("note"), Optional: true, MaxLength: 200, Error: wrong.of("note")}
	return f
}

// readPurpose reads what was entered. Faults name purpose, case, note.
func readPurpose(r *http.Request) (staff.Purpose, error) {
	return staff.ParsePurpose(r.FormValue("purpose"), r.FormValue("case"), r.FormValue("note"))
}
