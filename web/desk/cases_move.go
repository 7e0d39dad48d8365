package desk

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/review"
	"kangma/web/ui"
)

// caseResult is what became of one row of many.
type caseResult struct {
	ID, Text string
	Moved    bool
}

// moveCases makes one move with many cases, and says of each what became of it.
func (h *Pages) moveCases(w http.ResponseWriter, r *http.Request, me Me) error {
	q, err := url.ParseQuery(r.PostFormValue("query"))
	if err != nil {
		return fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
	}
	move, reason := r.PostFormValue("move"), strings.TrimSpace(r.PostFormValue("reason"))
	var steps []node.CaseStep
	for _, s := range r.PostForm["case"] {
		step, err := readRow(s)
		if err != nil {
			return err
		}
		step.Move, step.Words.Reason = review.Move(move), reason
		steps = append(steps, step)
	}
	l := h.page(r, me).Prefs.Language
	var wrong wrongs
	if len(steps) == 0 {
		wrong.add("cases", l.T("desk.bulk.none"))
	}
	if move == "" {
		wrong.add("move", l.T("desk.bulk.choose"))
	}
	var results []node.CaseResult
	if wrong == nil {
		if results, err = h.service.MoveCases(r.Context(), me.Bearer, steps); err != nil {
			return err
		}
	}
	v, err := h.casesView(r, me, q)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if wrong != nil {
		status = http.StatusUnprocessableEntity
		v.Errors, v.Moves.Error, v.Reason.Value = wrong.summary(), wrong.of("move"), reason
	}
	for _, x := range results {
		out := caseResult{ID: x.Case.String(), Moved: x.Err == nil, Text: l.T("desk.bulk.moved")}
		if x.Err != nil {
			out.Text, v.Reason.Value = l.Refusal(x.Err), reason
		}
		v.Results = append(v.Results, out)
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// readRow reads the box of a row: id and version.
func readRow(s string) (step node.CaseStep, err error) {
	v, version, _ := strings.Cut(s, ".")
	if step.Case, err = id.Parse(v); err != nil {
		return step, err
	}
	if step.Version, err = strconv.Atoi(version); err != nil {
		return step, fault.Field("version", version, "is not a number")
	}
	return step, nil
}

func caseID(r *http.Request) (id.ID, error) {
	v, err := id.Parse(r.PathValue("case"))
	if err != nil {
		return v, fault.New(fault.NotFound, "case.not_found", "there is no such case")
	}
	return v, nil
}

// moveCase makes one move. What is refused is said beside the move, on the case as it stands now, and what was written stays.
func (h *Pages) moveCase(w http.ResponseWriter, r *http.Request, me Me) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(r.PostFormValue("version"))
	if err != nil {
		return fault.Field("version", r.PostFormValue("version"), "is not a number")
	}
	f, err := h.service.Case(r.Context(), me.Bearer, v)
	if err != nil {
		return err
	}
	move := review.Move(r.PostFormValue("move"))
	step := node.CaseStep{Case: v, Move: move, Version: version, Words: review.Words{Reason: text(r, string(move)+"-reason"), Note: text(r, string(move)+"-note")}}
	if s, ok := f.Def.Step(move, f.Case.State); ok && s.Form {
		if step.Form, err = h.readForm(string(f.Def.Kind)+"."+string(move), string(move)+"-", r, f.Form); err != nil {
			return err
		}
	}
	if err = h.service.MoveCase(r.Context(), me.Bearer, step); err == nil {
		http.Redirect(w, r, "/desk/cases/"+v.String(), http.StatusSeeOther)
		return nil
	}
	return h.caseAgain(w, r, me, v, string(move), err)
}

// text is a text as it was meant: browsers end lines with two characters.
func text(r *http.Request, name string) string {
	return strings.TrimSpace(strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n"))
}

// noteCase adds a note among staff.
func (h *Pages) noteCase(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.atCase(w, r, me, "note", func(v id.ID) error { return h.service.NoteCase(r.Context(), me.Bearer, v, text(r, "note-note")) })
}

// takeCase gives the case to the reader.
func (h *Pages) takeCase(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.atCase(w, r, me, "take", func(v id.ID) error { return h.service.TakeCase(r.Context(), me.Bearer, v, text(r, "take-reason")) })
}

func (h *Pages) atCase(w http.ResponseWriter, r *http.Request, me Me, form string, do func(id.ID) error) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	if err := do(v); err != nil {
		return h.caseAgain(w, r, me, v, form, err)
	}
	http.Redirect(w, r, "/desk/cases/"+v.String(), http.StatusSeeOther)
	return nil
}

// caseAgain shows a case after a refusal that its reader can understand there.
func (h *Pages) caseAgain(w http.ResponseWriter, r *http.Request, me Me, v id.ID, form string, refused error) error {
	var wrong wrongs
	l := h.page(r, me).Prefs.Language
	if !wrong.from(l, refused) {
		return refused
	}
	f, err := h.service.Case(r.Context(), me.Bearer, v)
	if err != nil {
		return err
	}
	page, err := h.caseView(r, me, f, form, wrong)
	if err != nil {
		return err
	}
	if fault.CodeOf(refused) != fault.Invalid {
		page.Refused = &ui.Notice{Kind: "stop", Title: l.T("desk.refused"), Lines: []string{l.Refusal(refused)}}
	}
	page.Path = "/desk/cases/" + v.String()
	h.pages.Render(w, r, ui.Status(refused), page)
	return nil
}
