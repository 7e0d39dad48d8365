package desk

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/review"
	"kangma/web/ui"
)

type caseView struct {
	Page
	Number, Version string
	Title, State    string
	Closed          bool
	Left            left
	Raised          string
	Office          string
	Opened          instant.Instant
	Who, Document   string // masked
	Form            []formRow
	Facts           []factRow
	Files           []caseFile
	Trail           []caseStep
	Refused         *ui.Notice
	Moves           []moveForm
	Assigned        string
	Why             string
	Mine            bool
	Take, Note      moveForm
	Give            *moveForm // nil if there is nobody to give it to
	Print           ui.Button // of a certificate that holds
	AddFile         ui.Button
	FileError       string
	Back            ui.Button
}

func (caseView) View() string { return "case" }

// caseFile is one attachment.
type caseFile struct {
	Href, Text string
	At         instant.Instant
	Shown      bool // the browser can show it
}

type caseStep struct {
	At                    instant.Instant
	Did, By, Reason, Note string
	Now, Own              bool
}

// moveForm is one thing that can be done, with what must be said.
type moveForm struct {
	Key    int // on the keyboard; 0 for none
	Move   string
	Name   string
	Open   bool // something is wrong in it
	Fields []ui.Part
	Send   ui.Button
}

// caseOf shows one case, everything on one screen: form, evidence, files, history, who has it until when, and what can be done.
func (h *Pages) caseOf(w http.ResponseWriter, r *http.Request, me Me) error {
	v, err := caseID(r)
	if err != nil {
		return err
	}
	f, err := h.service.Case(r.Context(), me.Bearer, v)
	if err != nil {
		return err
	}
	page, err := h.caseView(r, me, f, "", nil)
	if err != nil {
		return err
	}
	h.pages.Render(w, r, http.StatusOK, page)
	return nil
}

func (h *Pages) caseView(r *http.Request, me Me, f node.CaseFile, form string, wrong wrongs) (caseView, error) {
	c := f.Case
	v := caseView{Page: h.page(r, me), Number: c.ID.String(), Version: strconv.Itoa(c.Version), Closed: !c.IsOpen(), Office: h.service.Region(c.Region), Opened: c.OpenedAt}
	l := v.Prefs.Language
	v.Title, v.State, v.Left = l.Say(ui.Text{"zh": f.Def.Zh, "en": f.Def.En}), l.Say(ui.Text{"zh": f.Stage.Zh, "en": f.Stage.En}), leftOf(l, c, f.Now)
	if !c.Raised.IsZero() {
		v.Raised = h.service.Region(c.Raised)
	}
	if !c.Person.IsZero() {
		v.Who, v.Document = f.Who.Name.Masked(), f.Who.Document.Masked()
	}
	v.Form = formRows(l, f.Form, h.service.Region)
	for _, x := range f.Facts {
		v.Facts = append(v.Facts, factOf(l, x))
	}
	files, err := h.service.Attachments(r.Context(), me.Bearer, c.ID)
	if err != nil {
		return v, err
	}
	for i, a := range files {
		by := l.T("desk.file.staff")
		if a.ByHolder {
			by = l.T("desk.file.holder")
		}
		v.Files = append(v.Files, caseFile{Href: "/desk/cases/" + v.Number + "/files/" + a.ID.String(), At: a.AddedAt, Shown: shown(a.Type),
			Text: l.T("desk.file", "n", i+1, "type", strings.ToUpper(a.Type.Extension()[1:]), "size", (a.Size+1023)>>10, "by", by)})
	}
	v.Trail = h.trail(l, me, f)
	v.Mine = c.Assigned.To == me.Staff
	switch g := c.Assigned; {
	case g.To.IsZero():
		v.Assigned = l.T("desk.assigned.none")
	case v.Mine:
		v.Assigned = l.T("desk.assigned.me")
	default:
		o := g.Role.Office()
		v.Assigned = h.service.Region(g.Region) + " " + l.Say(ui.Text{"zh": o.Zh, "en": o.En})
	}
	if g := c.Assigned; !g.To.IsZero() && g.By.IsZero() {
		v.Why = l.T("desk.assigned.why", "n", g.Among, "load", g.Load)
	} else if g.Reason != "" {
		v.Why = g.Reason
	}
	v.Back = ui.Button{Text: l.T("desk.cases"), Kind: "plain", Icon: "back", Href: "/desk/cases"}
	if f.Certifies {
		v.Print = ui.Button{Text: l.T("desk.certificate.print"), Kind: "second", Icon: "list", Href: "/desk/cases/" + v.Number + "/certificate"}
	}
	if c.IsOpen() && me.May(c.Desk()) {
		h.moves(l, r, &v, f, form, wrong)
		if v.Give, err = h.giving(l, r, me, c.ID, form, wrong); err != nil {
			return v, err
		}
	}
	return v, nil
}

// moves are what the reader's side can do from here; whether he may, the node says.
func (h *Pages) moves(l *ui.Language, r *http.Request, v *caseView, f node.CaseFile, form string, wrong wrongs) {
	for _, s := range f.Possible {
		key := string(f.Def.Kind) + "." + string(s.Move)
		if s.Form && forms[key] == nil {
			continue // at the node's other doors
		}
		m := moveForm{Key: len(v.Moves) + 1, Move: string(s.Move), Name: l.Say(ui.Text{"zh": s.Zh, "en": s.En}), Open: form == string(s.Move)}
		m.Send = ui.Button{Text: m.Name}
		var said wrongs
		if m.Open {
			said = wrong
		}
		if s.Form {
			m.Fields = formFields(l, key, m.Move+"-", entered(r, m.Open, m.Move+"-", known(f.Form, s.Move, h.service.Region)), said)
		}
		reason := ui.Field{Name: m.Move + "-reason", Label: l.T("desk.reason"), Hint: l.T("desk.reason.hint"), Lines: 3, MaxLength: 2000, Optional: !s.Reason}
		note := ui.Field{Name: m.Move + "-note", Label: l.T("desk.note"), Hint: l.T("desk.note.hint"), Lines: 2, MaxLength: 2000, Optional: true}
		if m.Open {
			reason.Value, reason.Error, note.Value, note.Error = r.PostFormValue(reason.Name), said.of("reason"), r.PostFormValue(note.Name), said.of("note")
		}
		m.Fields = append(m.Fields, reason, note)
		v.Moves = append(v.Moves, m)
	}
	note := ui.Field{Name: "note-note", Label: l.T("desk.note"), Hint: l.T("desk.note.hint"), Lines: 3, MaxLength: 2000}
	take := ui.Field{Name: "take-reason", Label: l.T("desk.take.reason"), MaxLength: 2000}
	switch form {
	case "note":
		note.Value, note.Error = r.PostFormValue(note.Name), wrong.of("note")
	case "take":
		take.Value, take.Error = r.PostFormValue(take.Name), wrong.of("reason")
	}
	v.Note = moveForm{Name: l.T("desk.note.add"), Open: form == "note", Send: ui.Button{Text: l.T("desk.note.add"), Kind: "second"}, Fields: []ui.Part{note}}
	v.Take = moveForm{Name: l.T("desk.take"), Open: form == "take", Send: ui.Button{Text: l.T("desk.take"), Kind: "second"}, Fields: []ui.Part{take}}
	v.AddFile = ui.Button{Text: l.T("desk.file.add"), Kind: "second small", Icon: "upload"}
	if form == "file" {
		v.FileError = wrong[0].Text
	}
}

// trail is the history, the newest first.
func (h *Pages) trail(l *ui.Language, me Me, f node.CaseFile) []caseStep {
	var out []caseStep
	for _, e := range f.History {
		s := caseStep{At: e.At, Reason: e.Words.Reason, Note: e.Words.Note}
		step, known := f.Def.Step(e.Move, e.From)
		switch {
		case known:
			s.Did = l.Say(ui.Text{"zh": step.Zh, "en": step.En})
		case e.Move == review.Note:
			s.Did = l.T("desk.did.note")
		default:
			s.Did = l.T("desk.did.give")
		}
		switch {
		case e.By.Side == review.Holder:
			s.By = l.T("desk.by.holder")
		case e.By.Side == review.System || e.By.Account.IsZero():
			s.By = l.T("desk.by.system")
		case e.By.Account == me.Staff:
			s.By, s.Own = l.T("desk.by.me"), true
		default:
			o := e.By.Role.Office()
			s.By = h.service.Region(e.By.Office) + " " + l.Say(ui.Text{"zh": o.Zh, "en": o.En})
		}
		out = append(out, s)
	}
	slices.Reverse(out)
	if len(out) > 0 {
		out[0].Now = true
	}
	return out
}

// factRow is one piece of evidence; Ends says whether an end of it is known.
type factRow struct {
	Title, Source string
	From, Until   instant.Instant
	Ends          bool
}

func factOf(l *ui.Language, f evidence.Fact) factRow {
	source := f.Source
	if f.Kind.ByHolder() {
		source = l.T("desk.by.holder")
	}
	return factRow{kindName(l, f.Kind.String()), source, f.ValidFrom, f.ValidUntil, f.ValidUntil != instant.Never}
}

func kindName(l *ui.Language, kind string) string {
	if key := "kind." + strings.ReplaceAll(kind, ".", "_"); l.Has(key) {
		return l.T(key)
	}
	return kind
}

func attachmentID(r *http.Request) (v, which id.ID, err error) {
	if v, err = caseID(r); err != nil {
		return v, which, err
	}
	if which, err = id.Parse(r.PathValue("file")); err != nil {
		err = fault.New(fault.NotFound, "page.missing", "there is no such attachment")
	}
	return v, which, err
}
