package desk

import (
	"net/http"
	"net/url"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/web/ui"
)

type entryView struct {
	Page
	Back    ui.Button
	Does    string
	Rows    ui.Rows
	Detail  []audit.Pair
	Checked ui.Notice
	Proof   ui.Rows
	Links   []ui.Item // the same actor, object, person
	Files   []ui.Button
}

func (entryView) View() string { return "audit_entry" }

// auditEntry is one act whole, verified against the log.
func (h *Pages) auditEntry(w http.ResponseWriter, r *http.Request, me Me) error {
	v := entryView{Page: h.page(r, me)}
	l := v.Prefs.Language
	which, why, err := entryAsked(r, l)
	if err != nil {
		return err
	}
	list := "/desk/audit?purpose=" + url.QueryEscape(string(why.Kind))
	v.Back = ui.Button{Text: l.T("audit.back"), Kind: "plain", Icon: "back", Href: list}
	e, err := h.service.CheckEntry(r.Context(), me.Bearer, which, why)
	if fault.CodeOf(err) == fault.NotFound {
		v.Does = l.T("audit.pending")
		v.Checked = ui.Notice{Kind: "info", Title: l.T("audit.pending"), Lines: []string{l.T("audit.pending.lines")}, Then: []ui.Button{{Text: l.T("audit.again"), Kind: "second", Icon: "refresh", Href: r.URL.RequestURI()}}}
		h.pages.Render(w, r, http.StatusNotFound, v)
		return nil
	}
	if err != nil {
		return err
	}
	v.show(l, e, list)
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func (v *entryView) show(l *ui.Language, e CheckedEntry, list string) {
	v.Does, v.Detail = actText(l, e.Action), e.Entry.Detail
	if e.At == 0 {
		v.Does = l.T("audit.wrong")
	}
	v.row(&v.Rows, l.T("audit.at"), l.Day(e.At)+" "+l.Clock(e.At))
	v.row(&v.Rows, l.T("audit.actor"), entryActor(l, e.Entry))
	v.row(&v.Rows, l.T("desk.region"), e.Where)
	v.row(&v.Rows, l.T("audit.purpose"), purposeText(l, e.Purpose))
	v.row(&v.Rows, l.T("audit.object"), objectText(l, e.Object))
	if !e.Subject.IsZero() {
		v.row(&v.Rows, l.T("audit.subject"), e.Subject.String())
		v.Links = append(v.Links, ui.Item{Text: l.T("audit.same.subject"), Href: list + "&subject=" + e.Subject.String()})
	}
	if e.Actor.ID != "" {
		v.Links = append(v.Links, ui.Item{Text: l.T("audit.same.actor"), Href: list + "&actor=" + url.QueryEscape(e.Actor.ID)})
	}
	if e.Object.ID != "" {
		v.Links = append(v.Links, ui.Item{Text: l.T("audit.same.object"), Href: list + "&object=" + url.QueryEscape(e.Object.ID)})
	}
	v.row(&v.Proof, l.T("audit.index"), ui.Thousands(e.Proof.Index))
	if e.Wrong != nil {
		v.Checked = ui.Notice{Kind: "stop", Title: l.T("audit.wrong"), Lines: []string{l.T("audit.wrong.lines")}}
		return
	}
	v.Checked = ui.Notice{Kind: "done", Title: l.T("audit.sound"), Lines: []string{l.T("audit.sound.lines", "size", ui.Thousands(e.Tree.N))}}
	v.row(&v.Proof, l.T("audit.leaf"), e.LeafHash().String())
	v.row(&v.Proof, l.T("audit.root"), e.Tree.Hash.String())
	_, query, _ := strings.Cut(list, "?")
	at := "/desk/audit/" + e.ID.String()
	v.Files = []ui.Button{{Text: l.T("audit.proof"), Kind: "second small", Href: at + "/proof?" + query}, {Text: l.T("audit.bytes"), Kind: "second small", Href: at + "/bytes?" + query}}
}

func (*entryView) row(rows *ui.Rows, term, value string) {
	if value != "" {
		rows.Rows = append(rows.Rows, ui.Row{Term: term, Value: value})
	}
}

// entryProof is the proof that an entry stands in the log, in the form of C2SP tlog-proof.
func (h *Pages) entryProof(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.entryFile(w, r, me, ".tlog-proof", func(e CheckedEntry) ([]byte, error) { return e.Proof.MarshalText() })
}

// entryBytes is what the leaf's hash is made of.
func (h *Pages) entryBytes(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.entryFile(w, r, me, ".cbor", func(e CheckedEntry) ([]byte, error) { return e.Canonical(), nil })
}

func (h *Pages) entryFile(w http.ResponseWriter, r *http.Request, me Me, ending string, of func(CheckedEntry) ([]byte, error)) error {
	which, why, err := entryAsked(r, h.page(r, me).Prefs.Language)
	if err != nil {
		return err
	}
	e, err := h.service.CheckEntry(r.Context(), me.Bearer, which, why)
	if err != nil {
		return err
	}
	content, err := of(e)
	if err == nil {
		download(w, "entry-"+which.String()+ending, "application/octet-stream", content)
	}
	return err
}

// actText is an act in plain words; one that came later than this page is shown by its own name.
func actText(l *ui.Language, a audit.Action) string {
	if key := "act." + strings.ReplaceAll(string(a), ".", "_"); l.Has(key) {
		return l.T(key)
	}
	return string(a)
}

// entryActor says who did it: the kind of actor, the office, and the end of his id.
func entryActor(l *ui.Language, e audit.Entry) string {
	switch e.Actor.Kind {
	case audit.Staff:
		return roleText(l, e.Role) + " " + shortID(e.Actor.ID)
	case audit.Holder:
		return l.T("audit.actor.holder") + " " + shortID(e.Actor.ID)
	case audit.Node:
		return l.T("audit.actor.node") + " " + e.Actor.ID
	case audit.System:
		return l.T("audit.actor.system")
	}
	return ""
}

// objectText says what it was done to.
func objectText(l *ui.Language, o audit.Object) string {
	if o.Kind == "" {
		return ""
	}
	name := o.Kind
	if key := "audit.object." + strings.ReplaceAll(o.Kind, " ", "_"); l.Has(key) {
		name = l.T(key)
	}
	return name + " " + shortID(o.ID)
}

// purposeText says a purpose's kind in the reader's language and keeps case and note as they were written.
func purposeText(l *ui.Language, purpose string) string {
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
