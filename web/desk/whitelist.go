package desk

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/web/ui"
)

// Limits of a table of a white list, and of the form around it: what was tried is sent back with the form, so that it need not be chosen again.
const (
	mostWhitelist     = 2 << 20
	mostWhitelistForm = mostWhitelist*4/3 + 1<<20
)

type whitelistView struct {
	Page
	Errors             ui.ErrorSummary
	Refused            *ui.Notice
	FileError          string
	List               ui.Select
	VettedBy, FiledBy  ui.Field
	From, Until        ui.Field
	Try, File, Refuses ui.Button
	Kept               string // the table that was tried, to be filed
	Result             *whitelistResult
}

func (whitelistView) View() string { return "whitelist" }

// whitelistResult is what would become, or became, of the rows of a table; of people it says nothing.
type whitelistResult struct {
	Says   ui.Notice
	Counts ui.Rows
	Rows   []whitelistRow // those that were refused
	More   int            // of them, that are not shown
}

type whitelistRow struct {
	Number int
	Why    string
}

// shownRefusals is how many refused rows a page shows; the file to be corrected has them all.
const shownRefusals = 100

// whitelistForm files a white list: drivers of trucks, or holders whose code is sent to no check (WZ-12).
func (h *Pages) whitelistForm(w http.ResponseWriter, r *http.Request, me Me) error {
	h.pages.Render(w, r, http.StatusOK, h.whitelistView(r, me, func(string) string { return "" }, nil))
	return nil
}

func (h *Pages) whitelistView(r *http.Request, me Me, entered func(string) string, wrong wrongs) whitelistView {
	v := whitelistView{Page: h.page(r, me), Errors: wrong.summary(), FileError: wrong.of("file"), Kept: entered("kept")}
	l := v.Prefs.Language
	line := func(name, key, kind string) ui.Field {
		f := ui.Field{Name: name, Label: l.T(key), Type: kind, Value: entered(name), MaxLength: 200, Error: wrong.of(name)}
		if l.Has(key + ".hint") {
			f.Hint = l.T(key + ".hint")
		}
		return f
	}
	v.List = ui.Select{Name: "list", Label: l.T("desk.form.list"), Prompt: l.T("desk.choose"), Error: wrong.of("list")}
	for _, k := range []evidence.Kind{evidence.WhitelistTruck, evidence.WhitelistCode} {
		v.List.Options = append(v.List.Options, ui.Option{Value: k.String(), Text: kindName(l, k.String()), Chosen: entered("list") == k.String()})
	}
	v.VettedBy, v.FiledBy = line("vetted_by", "desk.form.vetted_by", ""), line("filed_with", "desk.form.filed_with", "")
	v.From, v.Until = line("from", "desk.form.from", "datetime-local"), line("until", "desk.form.until", "datetime-local")
	v.Until.Hint = l.T("whitelist.until.hint")
	v.Try = ui.Button{Text: l.T("whitelist.try"), Kind: "second", Name: "act", Value: "try", Skip: true}
	v.File = ui.Button{Text: l.T("whitelist.file"), Name: "act", Value: "file", Icon: "upload"}
	v.Refuses = ui.Button{Text: l.T("imports.errors"), Kind: "second small", Name: "act", Value: "refused", Skip: true}
	return v
}

// fileWhitelist tries a table or files it. Each row has its own result; one that is wrong keeps none of the others off the list.
func (h *Pages) fileWhitelist(w http.ResponseWriter, r *http.Request, me Me) error {
	entered, table, err := readWhitelist(r)
	if err != nil {
		return err
	}
	l := h.page(r, me).Prefs.Language
	act := entered("act")
	var filed node.FiledWhitelist
	switch {
	case len(table) == 0:
		err = fault.Missing("file")
	case act == "file":
		filed, err = h.service.FileWhitelist(r.Context(), me.Bearer, table, node.WhitelistTable{List: entered("list"), VettedBy: entered("vetted_by"), FiledBy: entered("filed_with"),
			From: localTime(entered("from")), Until: localTime(entered("until"))})
		if err == nil && !filed.Case.ID.IsZero() && filed.Count("refused") == 0 && !filed.Again {
			http.Redirect(w, r, "/desk/cases/"+filed.Case.ID.String(), http.StatusSeeOther)
			return nil
		}
	default:
		filed, err = h.service.TryWhitelist(r.Context(), me.Bearer, table)
	}
	var wrong wrongs
	if err != nil {
		if !wrong.from(l, err) {
			return err
		}
		for i := range wrong {
			if wrong[i].Field == "" {
				wrong[i].Field = "file"
			}
		}
	}
	if act == "refused" && err == nil {
		return sendRefused(w, filed)
	}
	v := h.whitelistView(r, me, entered, wrong)
	status := http.StatusOK
	if err != nil {
		status = ui.Status(err)
		if act != "file" {
			v.Kept = ""
		}
	} else {
		v.Kept = base64.StdEncoding.EncodeToString(table)
		v.Result = whitelistResultOf(l, filed, act == "file")
	}
	if !filed.Case.ID.IsZero() {
		v.File.Text = "" // it is filed
	}
	h.pages.Render(w, r, status, v)
	return nil
}

func whitelistResultOf(l *ui.Language, f node.FiledWhitelist, act bool) *whitelistResult {
	listed := f.Count("listed")
	out := &whitelistResult{Says: ui.Notice{Kind: "info", Title: l.T("whitelist.tried"), Lines: []string{l.T("whitelist.tried.lines")}}}
	switch {
	case f.Again:
		out.Says = ui.Notice{Kind: "warn", Title: l.T("whitelist.again"), Then: []ui.Button{{Text: l.T("whitelist.case"), Kind: "second", Href: "/desk/cases/" + f.Case.ID.String()}}}
	case !f.Case.ID.IsZero():
		out.Says = ui.Notice{Kind: "done", Title: l.T("whitelist.filed"), Lines: []string{l.T("whitelist.filed.lines")},
			Then: []ui.Button{{Text: l.T("whitelist.case"), Kind: "second", Href: "/desk/cases/" + f.Case.ID.String()}}}
	case listed == 0:
		out.Says = ui.Notice{Kind: "stop", Title: l.T("whitelist.nobody"), Lines: []string{l.T("whitelist.nobody.lines")}}
	case act:
		out.Says.Kind = "warn"
	}
	for _, row := range []struct {
		key string
		n   int
	}{{"imports.read", len(f.Rows)}, {"whitelist.listed", listed}, {"imports.duplicate", f.Count("duplicate")}, {"imports.refusals", f.Count("refused")}} {
		out.Counts.Rows = append(out.Counts.Rows, ui.Row{Term: l.T(row.key), Value: strconv.Itoa(row.n)})
	}
	for _, x := range f.Rows {
		switch {
		case x.Fault == nil:
		case len(out.Rows) == shownRefusals:
			out.More++
		default:
			out.Rows = append(out.Rows, whitelistRow{x.Number, l.Refusal(x.Fault)})
		}
	}
	return out
}

func sendRefused(w http.ResponseWriter, f node.FiledWhitelist) error {
	var out bytes.Buffer
	if err := f.WriteRefused(&out); err != nil {
		return err
	}
	o := w.Header()
	o.Set("Content-Type", "text/csv; charset=utf-8")
	o.Set("Content-Disposition", `attachment; filename="refused.csv"`)
	o.Set("X-Content-Type-Options", "nosniff")
	o.Set("Cache-Control", "no-store")
	_, err := w.Write(out.Bytes())
	return err
}

// localTime is a time of day in Beijing as the node reads it; what is none is left for it to refuse.
func localTime(s string) string {
	if t, err := time.ParseInLocation("2006-01-02T15:04", s, time.FixedZone("", 8*3600)); err == nil {
		return t.Format(time.RFC3339)
	}
	return s
}

// readWhitelist reads the form: its fields, and the table that was chosen, else the one that was tried before.
func readWhitelist(r *http.Request) (entered func(string) string, table []byte, err error) {
	unreadable := fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, unreadable
	}
	fields := map[string]string{}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, nil, unreadable
		}
		content, err := io.ReadAll(io.LimitReader(part, mostWhitelistForm))
		if err != nil {
			return nil, nil, unreadable
		}
		if part.FormName() == "file" {
			table = content
		} else {
			fields[part.FormName()] = strings.TrimSpace(string(content))
		}
	}
	if len(table) == 0 {
		if table, err = base64.StdEncoding.DecodeString(fields["kept"]); err != nil {
			return nil, nil, unreadable
		}
	}
	if len(table) > mostWhitelist {
		return nil, nil, fault.New(fault.TooLarge, "form.too_large", "the table is larger than %d bytes", mostWhitelist)
	}
	return func(name string) string { return fields[name] }, table, nil
}
