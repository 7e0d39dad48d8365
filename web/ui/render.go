package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"kangma/web/assets"
)

//go:embed layout.html parts/*.html pages/*.html
var templateFiles embed.FS

// Part is a struct that has a template of its own: parts/_NAME.html.
type Part interface{ Part() string }

// View is a page's struct: it embeds Page and has a template of its own: pages/NAME.html. One with a method Policy has a policy of its own too.
type View interface {
	View() string
	page() Page
}

// Pages is a surface's templates, parsed once for each language.
type Pages struct {
	policy Policy
	sets   map[string]map[string]*template.Template // by language tag, then page name
}

// NewPages parses pages/*.html of a surface over the common layout and parts. It panics if they do not parse: they are part of the program.
func NewPages(from fs.FS, policy Policy) *Pages {
	p := &Pages{policy: policy, sets: map[string]map[string]*template.Template{}}
	for _, l := range languages {
		set := map[string]*template.Template{}
		common := parse(l)
		if shared, _ := fs.Glob(from, "pages/_*.html"); shared != nil {
			template.Must(common.ParseFS(from, shared...))
		}
		for _, files := range []fs.FS{templateFiles, from} {
			names, err := fs.Glob(files, "pages/*.html")
			if err != nil {
				panic("ui: " + err.Error())
			}
			for _, name := range names {
				if strings.HasPrefix(path.Base(name), "_") {
					continue
				}
				t := template.Must(template.Must(common.Clone()).ParseFS(files, name))
				set[strings.TrimSuffix(path.Base(name), ".html")] = t
			}
		}
		p.sets[l.Tag] = set
	}
	return p
}

// parse reads layout and parts with the functions that templates may call, bound to a language.
func parse(l *Language) *template.Template {
	t := template.New("")
	t.Funcs(template.FuncMap{
		"T": l.T, "say": l.Say, "at": l.At, "day": l.Day, "clock": l.Clock, "span": l.Span,
		"language":  func() string { return l.Tag },
		"languages": Languages,
		"asset":     assets.URL,
		"icon":      Icon,
		"colourOf":  func(c Colour) string { return l.T("colour." + string(c)) },
	})
	// Parts call parts, so each is executed in a second set that is never cloned.
	parts := template.Must(template.Must(t.Clone()).Funcs(template.FuncMap{"part": func(Part) (template.HTML, error) { return "", nil }}).ParseFS(templateFiles, "parts/*.html"))
	show := func(p Part) (template.HTML, error) {
		var b strings.Builder
		err := parts.ExecuteTemplate(&b, "_"+p.Part()+".html", p)
		return template.HTML(b.String()), err
	}
	parts.Funcs(template.FuncMap{"part": show})
	return template.Must(t.Funcs(template.FuncMap{"part": show}).ParseFS(templateFiles, "layout.html"))
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// Render writes a page whole, or an error page if its template fails (rule UI-1).
func (p *Pages) Render(w http.ResponseWriter, r *http.Request, status int, v View) {
	b := buffers.Get().(*bytes.Buffer)
	defer func() { b.Reset(); buffers.Put(b) }()
	if err := p.Execute(b, v); err != nil {
		slog.ErrorContext(r.Context(), "page does not render", "page", v.View(), "error", err)
		http.Error(w, v.page().Prefs.Language.T("fault.internal"), http.StatusInternalServerError)
		return
	}
	policy := p.policy
	if of, ok := v.(interface{ Policy() Policy }); ok {
		policy = of.Policy()
	}
	secure(w.Header(), policy)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", v.page().Prefs.Language.Tag)
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(b.Bytes())
	}
}

// Execute renders a page into b.
func (p *Pages) Execute(b *bytes.Buffer, v View) error {
	t := p.sets[v.page().Prefs.Language.Tag][v.View()]
	if t == nil {
		return fmt.Errorf("ui: no page %q", v.View())
	}
	return t.ExecuteTemplate(b, "layout.html", v)
}
