package desk

import (
	"net/http"
	"strconv"
	"strings"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/node"
	"kangma/web/ui"
)

type mappingView struct {
	Page
	Import       node.Import
	Errors       ui.ErrorSummary
	Columns      []mappedColumn
	Saved        ui.Select
	HasSaved     bool
	Load         ui.Button
	Kind         ui.Select
	Source, Name ui.Field
	Dry          ui.Choice
	Begin, Drop  ui.Button
}

func (mappingView) View() string { return "mapping" }

// mappedColumn is one column of the table: what it means, and what stands in its first rows.
type mappedColumn struct {
	Means   ui.Select
	Samples []string
}

// showMapping asks what the columns mean: as their names suggest, as a saved mapping says, or as somebody chose before he was refused.
func (h *Pages) showMapping(w http.ResponseWriter, r *http.Request, me Me, i node.Import, refused error) error {
	p, err := h.service.PreviewImport(r.Context(), me.Bearer, i.ID)
	if err != nil {
		return err
	}
	saved, err := h.service.Mappings(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	v := mappingView{Page: h.page(r, me), Import: i, HasSaved: len(saved) > 0}
	l := v.Prefs.Language
	var wrong wrongs
	status := http.StatusOK
	if refused != nil {
		if !wrong.from(l, refused) {
			return refused
		}
		status = ui.Status(refused)
	}
	base, name := baseMapping(p, saved, r.FormValue("mapping"))
	kind, source, saveAs, dry := base.Constant(evidence.FieldKind), base.Constant(evidence.FieldSource), "", "yes"
	chosen := columnsOf(p.Header, base)
	if r.Method == http.MethodPost {
		kind, source, saveAs, dry = r.PostForm.Get("kind"), r.PostForm.Get("source"), r.PostForm.Get("name"), r.PostForm.Get("dry")
		for i := range chosen {
			chosen[i] = r.PostForm.Get(columnName(i))
		}
	}
	for i, head := range p.Header {
		c := mappedColumn{Means: fieldSelect(l, columnName(i), head, chosen[i])}
		for _, row := range p.Rows {
			if i < len(row) && row[i] != "" {
				c.Samples = append(c.Samples, row[i])
			}
		}
		v.Columns = append(v.Columns, c)
	}
	v.Saved = ui.Select{Name: "mapping", Label: l.T("imports.saved"), Prompt: l.T("imports.suggested")}
	for _, m := range saved {
		v.Saved.Options = append(v.Saved.Options, ui.Option{Value: m.Name, Text: m.Name, Chosen: m.Name == name})
	}
	v.Load = ui.Button{Text: l.T("imports.load"), Kind: "second"}
	v.Kind = ui.Select{Name: "kind", Label: l.T("imports.kind"), Hint: l.T("imports.kind.hint"), Prompt: l.T("imports.in_column"), Error: wrong.of("kind")}
	for _, k := range evidence.Kinds() {
		v.Kind.Options = append(v.Kind.Options, ui.Option{Value: k.String(), Text: kindText(l, k), Chosen: k.String() == kind})
	}
	v.Source = ui.Field{Name: "source", Label: l.T("imports.source"), Hint: l.T("imports.source.hint"), Value: source, Error: wrong.of("source"), MaxLength: 100, Optional: true}
	v.Name = ui.Field{Name: "name", Label: l.T("imports.name"), Hint: l.T("imports.name.hint"), Value: saveAs, Error: wrong.of("name"), MaxLength: 100, Optional: true}
	v.Dry = ui.Choice{Name: "dry", Legend: l.T("imports.dry"), Across: true, Options: []ui.Option{
		{Value: "yes", Text: l.T("imports.dry.yes"), Hint: l.T("imports.dry.yes.hint"), Chosen: dry != "no"}, {Value: "no", Text: l.T("imports.dry.no"), Chosen: dry == "no"}}}
	v.Begin = ui.Button{Text: l.T("imports.begin")}
	v.Drop = ui.Button{Text: l.T("imports.drop"), Kind: "plain"}
	v.Errors = v.place(l, wrong)
	h.pages.Render(w, r, status, v)
	return nil
}

// place shows errors that are about a field which no part of the page asks for by name at the columns.
func (v *mappingView) place(l *ui.Language, wrong wrongs) ui.ErrorSummary {
	for i, e := range wrong {
		if e.Field != "kind" && e.Field != "source" && e.Field != "name" {
			wrong[i] = ui.ErrorItem{Field: columnName(0), Text: l.T("imports.columns.wrong")}
		}
	}
	return wrong.summary()
}

func columnName(i int) string { return "column-" + strconv.Itoa(i) }

// baseMapping is the saved mapping of a name, else what the names of the columns suggest.
func baseMapping(p node.ImportPreview, saved []evidence.Mapping, name string) (evidence.Mapping, string) {
	for _, m := range saved {
		if m.Name == name {
			return m, name
		}
	}
	return p.Mapping, ""
}

// columnsOf is what each column means by a mapping, "" where it is not read.
func columnsOf(header []string, m evidence.Mapping) []string {
	out := make([]string, len(header))
	for f, c := range m.Fields {
		for _, name := range c.Names {
			for i, head := range header {
				if strings.TrimSpace(head) == strings.TrimSpace(name) {
					out[i] = string(f)
				}
			}
		}
	}
	return out
}

// fieldSelect asks what a column means.
func fieldSelect(l *ui.Language, name, head, chosen string) ui.Select {
	s := ui.Select{Name: name, Label: head, Prompt: l.T("imports.unread")}
	for _, f := range []evidence.Field{evidence.FieldIDType, evidence.FieldIDNumber, evidence.FieldName, evidence.FieldKind, evidence.FieldSource, evidence.FieldNumber,
		evidence.FieldRegion, evidence.FieldValidFrom, evidence.FieldValidUntil} {
		s.Options = append(s.Options, ui.Option{Value: string(f), Text: l.T("imports.field." + string(f)), Chosen: string(f) == chosen})
	}
	for _, n := range evidence.Names() {
		f := string(evidence.AttrField(n))
		s.Options = append(s.Options, ui.Option{Value: f, Text: l.T("imports.attr." + n.String()), Chosen: f == chosen})
	}
	return s
}

func kindText(l *ui.Language, k evidence.Kind) string {
	if key := "kind." + strings.ReplaceAll(k.String(), ".", "_"); l.Has(key) {
		return l.T(key)
	}
	return k.String()
}

// beginImport says what the columns mean, and lets the import run.
func (h *Pages) beginImport(w http.ResponseWriter, r *http.Request, me Me) error {
	run, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	p, err := h.service.PreviewImport(r.Context(), me.Bearer, run)
	if err != nil {
		return err
	}
	saved, err := h.service.Mappings(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	base, _ := baseMapping(p, saved, r.PostForm.Get("mapping"))
	m := evidence.Mapping{Name: strings.TrimSpace(r.PostForm.Get("name")), Zone: base.Zone, Fields: map[evidence.Field]evidence.Column{}}
	for i, head := range p.Header {
		if f := evidence.Field(r.PostForm.Get(columnName(i))); f != "" {
			c := base.Fields[f] // what its cells mean was learned before
			c.Names = []string{head}
			m.Fields[f] = c
		}
	}
	m = m.With(evidence.FieldKind, r.PostForm.Get("kind")).With(evidence.FieldSource, strings.TrimSpace(r.PostForm.Get("source")))
	if err := h.service.BeginImport(r.Context(), me.Bearer, run, m, r.PostForm.Get("dry") != "no"); err != nil {
		i, again := h.service.ImportRun(r.Context(), me.Bearer, run)
		if again != nil || i.State != node.ImportReceived {
			return err
		}
		return h.showMapping(w, r, me, i.Import, err)
	}
	http.Redirect(w, r, "/desk/imports/"+run.String(), http.StatusSeeOther)
	return nil
}
