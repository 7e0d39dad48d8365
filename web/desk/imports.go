package desk

import (
	"bytes"
	"errors"
	"io"
	"math"
	"net/http"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/web/ui"
)

type importsView struct {
	Page
	Errors    ui.ErrorSummary
	FileError string
	Send      ui.Button
	List      []importRow
	More      ui.Button
}

func (importsView) View() string { return "imports" }

type importRow struct {
	node.Import
	State, Kind string // words of the state, and how it is marked
}

// mostForm is what a form may have besides the file in it.
const mostForm = node.MaxImport + 1<<20

func (h *Pages) imports(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showImports(w, r, me, nil)
}

func (h *Pages) showImports(w http.ResponseWriter, r *http.Request, me Me, refused error) error {
	before, err := cursorOf(r)
	if err != nil {
		return err
	}
	list, next, err := h.service.Imports(r.Context(), me.Bearer, before)
	if err != nil {
		return err
	}
	v := importsView{Page: h.page(r, me)}
	l := v.Prefs.Language
	status := http.StatusOK
	if refused != nil {
		var wrong wrongs
		if !wrong.from(l, refused) {
			return refused
		}
		wrong[0] = ui.ErrorItem{Field: "file", Text: l.T("imports.file.refused")}
		v.Errors, v.FileError, status = wrong.summary(), wrong[0].Text, ui.Status(refused)
	}
	v.Send = ui.Button{Text: l.T("imports.send"), Icon: "upload"}
	for _, i := range list {
		state, kind := importState(l, i)
		v.List = append(v.List, importRow{i, state, kind})
	}
	if !next.IsZero() {
		v.More = ui.Button{Text: l.T("desk.more"), Kind: "second", Href: "/desk/imports?before=" + next.String()}
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// importState says how an import stands, and which sign that deserves.
func importState(l *ui.Language, i node.Import) (text, kind string) {
	switch i.State {
	case node.ImportReceived:
		return l.T("imports.received"), "info"
	case node.ImportHeld:
		return l.T("imports.held"), "warn"
	case node.ImportRefused:
		return l.T("imports.refused"), "stop"
	case jobs.Done:
		if i.DryRun {
			return l.T("imports.tried"), "done"
		}
		return l.T("imports.done"), "done"
	case jobs.Failed:
		return l.T("imports.failed"), "stop"
	case jobs.Stopped:
		return l.T("imports.stopped"), "warn"
	}
	return l.T("imports.running"), "info"
}

// receiveImport takes a file as it comes, and leads to the page where its columns are named.
func (h *Pages) receiveImport(w http.ResponseWriter, r *http.Request, me Me) error {
	run, err := h.received(r, me)
	if err != nil {
		return h.showImports(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/imports/"+run.String(), http.StatusSeeOther)
	return nil
}

func (h *Pages) received(r *http.Request, me Me) (id.ID, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return id.ID{}, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return id.ID{}, fault.Missing("file")
		}
		if err != nil {
			return id.ID{}, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return h.service.ReceiveImport(r.Context(), me.Bearer, part, part.FileName())
		}
	}
}

type importView struct {
	Page
	Import         node.Import
	State          ui.Notice
	Again          int // seconds until the page looks again, 0 if nothing moves
	Share          int // of 100
	Left           string
	Weighing       *node.Weighing
	Changes, Where ui.Bars
	Case           string
	Steer          []steerForm
	Errors         bool
}

func (importView) View() string { return "import" }

type steerForm struct {
	Action string
	Button ui.Button
}

// importPage is one import: before it begins its columns, then how it stands.
func (h *Pages) importPage(w http.ResponseWriter, r *http.Request, me Me) error {
	run, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	i, err := h.service.ImportRun(r.Context(), me.Bearer, run)
	if err != nil {
		return err
	}
	if i.State == node.ImportReceived {
		return h.showMapping(w, r, me, i.Import, nil)
	}
	v := importView{Page: h.page(r, me), Import: i.Import, Share: int(math.Round(100 * i.Share)), Errors: i.Refused > 0}
	l := v.Prefs.Language
	text, kind := importState(l, i.Import)
	v.State = ui.Notice{Kind: kind, Title: text}
	switch {
	case i.State == node.ImportHeld:
		v.State.Lines = []string{l.T("imports.held.lines")}
	case i.State == jobs.Done && i.DryRun:
		v.State.Lines = []string{l.T("imports.tried.lines")}
	case i.State == jobs.Failed, i.State == jobs.Stopped:
		v.State.Lines = []string{l.T("imports.stopped.lines")}
		if i.EndedAt == instant.Never {
			v.Steer = append(v.Steer, steerForm{"resume", ui.Button{Text: l.T("imports.resume"), Kind: "second"}})
		}
	case !i.Ended():
		v.Again = 3
		v.Steer = append(v.Steer, steerForm{"stop", ui.Button{Text: l.T("imports.stop"), Kind: "second"}})
		if i.Remaining > 0 {
			v.Left = l.T("imports.left", "time", l.Span(i.Remaining), "rate", ui.Thousands(int64(i.Rate)))
		}
	}
	v.weigh(l, i)
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// weigh shows what an import would do to colours, in pictures.
func (v *importView) weigh(l *ui.Language, i ImportRun) {
	if i.Weighing == nil || len(i.Weighing.Changes) == 0 {
		return
	}
	v.Weighing = i.Weighing
	people := []ui.Series{{Name: l.T("imports.people"), Class: "s-plain"}}
	v.Changes = ui.Bars{ID: "changes", Title: l.T("imports.changes"), Of: l.T("imports.change"), Series: people}
	for _, c := range i.Weighing.Changes {
		v.Changes.Bars = append(v.Changes.Bars, ui.Bar{Name: l.T("colour."+string(c.From)) + " → " + l.T("colour."+string(c.To)), Values: []int64{c.People}, Text: ui.Thousands(c.People)})
	}
	v.Where = ui.Bars{ID: "where", Title: l.T("imports.where"), Of: l.T("desk.region"), Series: people}
	for _, x := range i.Weighing.Regions {
		bar := ui.Bar{Name: i.Names[x.Region], Values: []int64{x.People}, Text: ui.Thousands(x.People)}
		if x.People == 0 {
			bar.Text = l.T("imports.few")
		}
		v.Where.Bars = append(v.Where.Bars, bar)
	}
	if !i.Weighing.Case.IsZero() {
		v.Case = "/desk/cases/" + i.Weighing.Case.String()
	}
}

// steerImport stops an import, or lets it go on.
func (h *Pages) steerImport(w http.ResponseWriter, r *http.Request, me Me) error {
	run, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	steer := h.service.StopImport
	if r.PathValue("step") == "resume" {
		steer = h.service.ResumeImport
	}
	if err := steer(r.Context(), me.Bearer, run); err != nil {
		return err
	}
	http.Redirect(w, r, "/desk/imports/"+run.String(), http.StatusSeeOther)
	return nil
}

// importErrors is the refused rows as a table, to be corrected and sent again.
func (h *Pages) importErrors(w http.ResponseWriter, r *http.Request, me Me) error {
	run, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := h.service.ImportErrors(r.Context(), me.Bearer, run, &b); err != nil {
		return err
	}
	download(w, "refused-"+run.String()+".csv", "text/csv; charset=utf-8", b.Bytes())
	return nil
}
