package desk

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/region"
	"kangma/riskarea"
	"kangma/web/ui"
)

type riskView struct {
	Page
	Errors     ui.ErrorSummary
	FileError  string
	Source     ui.Field
	Dry        ui.Choice
	Send       ui.Button
	Said       *ui.Notice // what became of a list that was sent
	Title      string     // of the difference that is shown
	Map        ui.TileMap
	Changes    []changedArea
	Unresolved []riskarea.Unresolved
	Versions   []node.RiskVersion
	All        ui.Button // back from one province
}

func (riskView) View() string { return "risk" }

// changedArea is one place that a list changed.
type changedArea struct {
	Name, Text, Change, Sign string
}

// mostRiskForm is what may be sent: the largest list so far has 342 kB.
const mostRiskForm = 17 << 20

// risk shows the lists that are kept, and what one of them changed.
func (h *Pages) risk(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showRisk(w, r, me, riskForm{dry: true}, nil)
}

// riskForm is what somebody sent.
type riskForm struct {
	source string
	list   []byte
	dry    bool
}

// importRisk tries a list, or puts it into force.
func (h *Pages) importRisk(w http.ResponseWriter, r *http.Request, me Me) error {
	f, err := readRiskForm(r)
	if err == nil && !f.dry {
		var done node.RiskImport
		if done, err = h.service.ImportRisk(r.Context(), me.Bearer, f.source, f.list); err == nil {
			to := "/desk/risk?done=" + done.List.String()
			if !done.Held.IsZero() {
				to = "/desk/risk?held=" + done.Held.String()
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return nil
		}
	}
	return h.showRisk(w, r, me, f, err)
}

func readRiskForm(r *http.Request) (f riskForm, err error) {
	f.dry = true
	parts, err := r.MultipartReader()
	if err != nil {
		return f, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		var content []byte
		if err == nil {
			content, err = io.ReadAll(part)
		}
		if err != nil {
			return f, fault.New(fault.Invalid, "form.unreadable", "the form cannot be read")
		}
		f.take(part, content)
	}
	if f.source == "" {
		return f, fault.Missing("source")
	}
	return f, nil
}

func (f *riskForm) take(part *multipart.Part, content []byte) {
	switch part.FormName() {
	case "source":
		f.source = strings.TrimSpace(string(content))
	case "dry":
		f.dry = string(content) != "no"
	case "file":
		f.list = content
	}
}

func (h *Pages) showRisk(w http.ResponseWriter, r *http.Request, me Me, f riskForm, refused error) error {
	versions, err := h.service.RiskVersions(r.Context(), me.Bearer)
	if err != nil {
		return err
	}
	v := riskView{Page: h.page(r, me), Versions: versions}
	l := v.Prefs.Language
	var wrong wrongs
	status := http.StatusOK
	province, _ := region.ParseCode(r.FormValue("province"))
	switch {
	case refused == nil && f.list != nil: // to be tried
		var found node.RiskImport
		var weighing node.Weighing
		if found, weighing, refused = h.service.TryRisk(r.Context(), me.Bearer, f.source, f.list); refused == nil {
			v.tried(l, found, weighing)
		}
	case len(versions) > 0:
		shown := versions[0]
		for _, x := range versions {
			if x.ID.String() == r.FormValue("list") || x.ID.String() == r.FormValue("done") {
				shown = x
			}
		}
		v.Title = l.T("risklist.version", "at", l.At(shown.Published))
		v.difference(l, shown.Change, province, "/desk/risk?list="+shown.ID.String())
		v.Unresolved = shown.List.Unresolved
	}
	if r.FormValue("done") != "" {
		v.Said = &ui.Notice{Kind: "done", Title: l.T("risklist.done")}
	}
	if held, err := id.Parse(r.FormValue("held")); err == nil {
		v.Said = &ui.Notice{Kind: "warn", Title: l.T("imports.held"), Lines: []string{l.T("risklist.held")}, Then: []ui.Button{{Text: l.T("imports.case"), Kind: "second", Href: "/desk/cases/" + held.String()}}}
	}
	if refused != nil {
		if !wrong.from(l, refused) {
			return refused
		}
		status = ui.Status(refused)
		if wrong.of("source") == "" {
			word := map[fault.Code]string{fault.Invalid: "risklist.unreadable", fault.TooLarge: "risklist.unreadable", fault.Conflict: "risklist.older"}[fault.CodeOf(refused)]
			if word == "" {
				return refused
			}
			v.FileError = l.T(word)
			wrong = wrongs{{Field: "file", Text: v.FileError}}
		}
	}
	v.Errors = wrong.summary()
	v.Source = ui.Field{Name: "source", Label: l.T("risklist.source"), Hint: l.T("risklist.source.hint"), Value: f.source, Error: wrong.of("source"), MaxLength: 200}
	v.Dry = ui.Choice{Name: "dry", Legend: l.T("imports.dry"), Across: true, Options: []ui.Option{
		{Value: "yes", Text: l.T("risklist.try"), Hint: l.T("risklist.try.hint"), Chosen: f.dry}, {Value: "no", Text: l.T("imports.dry.no"), Hint: l.T("risklist.import.hint"), Chosen: !f.dry}}}
	v.Send = ui.Button{Text: l.T("imports.send"), Icon: "upload"}
	h.pages.Render(w, r, status, v)
	return nil
}

// tried says what a list would do.
func (v *riskView) tried(l *ui.Language, found node.RiskImport, weighing node.Weighing) {
	v.Said = &ui.Notice{Kind: "info", Title: l.T("risklist.tried"), Lines: []string{
		l.T("risklist.rows", "rows", ui.Thousands(int64(found.Rows)), "resolved", ui.Thousands(int64(found.Resolved)), "unresolved", ui.Thousands(int64(len(found.Unresolved)))),
		l.T("risklist.coloured", "coloured", ui.Thousands(found.Coloured), "threshold", ui.Thousands(weighing.Threshold))}}
	if found.Coloured > weighing.Threshold {
		v.Said.Kind = "warn"
		v.Said.Lines = append(v.Said.Lines, l.T("risklist.second"))
	}
	v.Title = l.T("risklist.would", "at", l.At(found.Published))
	v.difference(l, found.Change, 0, "")
	v.Unresolved = found.Unresolved
}

// difference shows what a list changed, by province on a map and place by place; of one province if it is chosen.
func (v *riskView) difference(l *ui.Language, c riskarea.Change, only region.Code, at string) {
	type count struct{ worse, better int }
	provinces := map[region.Code]count{}
	add := func(e riskarea.Entry, was, is riskarea.Level) {
		p, _ := ui.ProvinceOf(e.Region)
		n := provinces[p.Code]
		sign, worse := "+", is == riskarea.High || is == riskarea.Medium && was != riskarea.High
		if worse {
			n.worse++
		} else {
			n.better++
			sign = "−"
		}
		provinces[p.Code] = n
		if only.IsZero() || only.Contains(e.Region) {
			v.Changes = append(v.Changes, changedArea{e.Name, e.Text, levelText(l, was) + " → " + levelText(l, is), sign})
		}
	}
	for _, e := range c.Added {
		add(e, "", e.Level)
	}
	for _, x := range c.Changed {
		add(x.To, x.From, x.To.Level)
	}
	for _, e := range c.Removed {
		add(e, e.Level, "")
	}
	v.Map = ui.TileMap{Label: l.T("risklist.map"), Columns: 9, Rows: 8}
	for _, p := range ui.Provinces {
		n := provinces[p.Code]
		tile := ui.Tile{Column: p.Column, Row: p.Row, Short: p.Short, Name: p.Name, Level: "clear", Href: "#changes"}
		if at != "" {
			tile.Href = at + "&province=" + p.Code.String() + "#changes"
		}
		if n.better > 0 {
			tile.Level, tile.Value = "medium", "−"+strconv.Itoa(n.better)
		}
		if n.worse > 0 {
			tile.Level, tile.Value = "high", "+"+strconv.Itoa(n.worse)
		}
		v.Map.Tiles = append(v.Map.Tiles, tile)
	}
	if !only.IsZero() {
		v.All = ui.Button{Text: l.T("risklist.all"), Kind: "plain", Href: at + "#changes"}
	}
}

// levelText is a level in words; none is said too.
func levelText(l *ui.Language, x riskarea.Level) string {
	if x == "" {
		return l.T("risklist.level.none")
	}
	return l.T("risklist.level." + string(x))
}
