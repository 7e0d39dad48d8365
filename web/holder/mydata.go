package holder

import (
	"net/http"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

type myDataView struct {
	ui.Page
	Person string
	Looks  []lookRow
	More   ui.Button // Href "" at the end
	File   ui.Button
	Refuse ui.Notice // Kind "" if nothing was refused
	Agree  ui.Agree
	Forget ui.Button
	Back   ui.Button
}

type lookRow struct {
	At   instant.Instant
	Rows ui.Rows
}

func (myDataView) View() string { return "mydata" }

// myData shows who looked at somebody's data, gives it to take along, and deletes what may be deleted (BY-06, BY-07).
func (h *Pages) myData(w http.ResponseWriter, r *http.Request, b Bearer) error {
	return h.showMyData(w, r, b, http.StatusOK, ui.Notice{}, "")
}

func (h *Pages) showMyData(w http.ResponseWriter, r *http.Request, b Bearer, status int, refuse ui.Notice, wrong string) error {
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
	looks, next, err := h.service.Looks(r.Context(), b, person, before)
	if err != nil {
		return err
	}
	v := myDataView{Page: h.page(r), Refuse: refuse}
	if !person.IsZero() {
		v.Person = person.String()
	}
	l := v.Prefs.Language
	for _, x := range looks {
		row := lookRow{At: x.At, Rows: ui.Rows{Rows: []ui.Row{{Term: l.T("mydata.who"), Value: strings.TrimSpace(x.Place + " " + l.Say(x.Office))}, {Term: l.T("mydata.did"), Value: lookName(l, x.Action)}}}}
		if x.Purpose != "" {
			row.Rows.Rows = append(row.Rows.Rows, ui.Row{Term: l.T("mydata.purpose"), Value: purposeName(l, x.Purpose)})
		}
		v.Looks = append(v.Looks, row)
	}
	if !next.IsZero() {
		v.More = ui.Button{Text: l.T("mydata.more"), Kind: "second", Href: withPerson("/mydata?before="+next.String(), person)}
	}
	v.File = ui.Button{Text: l.T("mydata.file"), Icon: "list", Kind: "second", Href: withPerson("/mydata/file", person)}
	v.Agree = ui.Agree{Name: "sure", Text: l.T("mydata.sure"), Error: wrong}
	v.Forget = ui.Button{Text: l.T("mydata.forget"), Kind: "danger"}
	v.Back = ui.Button{Text: l.T("code.back"), Kind: "plain", Icon: "back", Href: withPerson("/code", person)}
	h.pages.Render(w, r, status, v)
	return nil
}

// lookName is an act of staff in the reader's language; one that came later than this page is shown by its own name.
func lookName(l *ui.Language, action string) string {
	if key := "look." + strings.ReplaceAll(action, ".", "_"); l.Has(key) {
		return l.T(key)
	}
	return action
}

// purposeName says a purpose's kind in the reader's language and keeps case and note as they were written.
func purposeName(l *ui.Language, purpose string) string {
	kind, rest, more := strings.Cut(purpose, " ")
	kind = strings.TrimSuffix(kind, ":")
	if key := "purpose." + kind; l.Has(key) {
		kind = l.T(key)
	}
	if more {
		return kind + " · " + rest
	}
	return kind
}

// copyData gives everything as a file to keep.
func (h *Pages) copyData(w http.ResponseWriter, r *http.Request, b Bearer) error {
	person, err := personOf(r)
	if err != nil {
		return err
	}
	file, err := h.service.Copy(r.Context(), b, person)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="kangma-data.json"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(file)
	return nil
}

// forget deletes what may be deleted, once its holder has said that he is sure.
func (h *Pages) forget(w http.ResponseWriter, r *http.Request, b Bearer) error {
	l := h.page(r).Prefs.Language
	if r.PostFormValue("sure") == "" {
		return h.showMyData(w, r, b, http.StatusUnprocessableEntity, ui.Notice{}, l.T("mydata.sure.missing"))
	}
	person, err := personOf(r)
	if err != nil {
		return err
	}
	closed, err := h.service.Forget(r.Context(), b, person)
	switch {
	case fault.CodeOf(err) == fault.Conflict:
		return h.showMyData(w, r, b, http.StatusConflict, ui.Notice{Kind: "stop", Title: l.T("mydata.refused"), Lines: []string{l.Refusal(err)}}, "")
	case err != nil:
		return err
	case closed:
		clearSession(w, r)
		http.Redirect(w, r, "/", http.StatusSeeOther)
	default:
		http.Redirect(w, r, "/people", http.StatusSeeOther)
	}
	return nil
}
