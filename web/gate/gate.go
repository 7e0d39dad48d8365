package gate

import (
	"embed"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"kangma/passage"
	"kangma/web/assets"
	"kangma/web/ui"
)

//go:embed pages/*.html
var templates embed.FS

//go:embed sw.js
var worker string

// Pages serves the gate's shell, its manifest and its service worker.
type Pages struct {
	site  ui.Site
	pages *ui.Pages
}

// New makes the pages.
func New(site ui.Site) *Pages {
	return &Pages{site: site, pages: ui.NewPages(templates, ui.Scanner)}
}

type view struct {
	ui.Page
	Words    map[string]string // messages for the scripts
	Phone    ui.Field
	Code     ui.Field
	Send     ui.Button
	Enter    ui.Button
	Keys     []string
	Verdicts []ui.Verdict

	Colours     []string // of another health code, on a fallback's keys (WZ-18)
	Itineraries []passage.Itinerary
	Causes      []passage.FallbackCause
}

func (view) View() string { return "gate" }

// entrance leads to the shell in the reader's language.
func (g *Pages) entrance(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/gate/"+ui.PreferencesOf(r).Language.Tag+"/", http.StatusSeeOther)
}

// shell is the whole page; it is the same for everybody, so that it can be kept for use without a network.
func (g *Pages) shell(w http.ResponseWriter, r *http.Request) {
	l, ok := ui.LanguageOf(r.PathValue("language"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	p := ui.NewPage(g.site, r)
	p.Prefs = ui.Preferences{Language: l}
	v := view{Page: p, Words: words(l), Keys: strings.Split("1234567890", ""),
		Phone:   ui.Field{Name: "phone", Label: l.T("login.phone"), Hint: l.T("login.phone.hint"), Type: "tel", InputMode: "numeric", Autocomplete: "tel-national", MaxLength: 20},
		Code:    ui.Field{Name: "code", Label: l.T("login.code"), InputMode: "numeric", Autocomplete: "one-time-code", Width: "code", MaxLength: 6},
		Colours: []string{"green", "yellow", "red", "none"}, Itineraries: []passage.Itinerary{passage.ItineraryClear, passage.ItineraryMarked, passage.ItineraryNone},
		Causes: []passage.FallbackCause{passage.Unreachable, passage.NoKeys, passage.NoCodes, passage.Ordered},
		Send:   ui.Button{Text: l.T("login.send")},
		Enter:  ui.Button{Text: l.T("login.done")},
	}
	for _, a := range ui.Answers {
		v.Verdicts = append(v.Verdicts, ui.Verdict{Answer: a})
	}
	g.pages.Render(w, r, http.StatusOK, v)
}

// words are the messages that the scripts say.
func words(l *ui.Language) map[string]string {
	out := map[string]string{}
	for _, topic := range []string{"gate.", "colour.", "mark.", "fault.login.", "fault.session.", "fault.staff.", "fault.point.", "fault.device.", "fault.passage.", "fault.slip.", "fault.slips.", "fault.rate.", "fault.manual.", "fault.fallback."} {
		maps.Copy(out, l.With(topic))
	}
	for _, k := range []string{"fault.invalid", "fault.not_found", "fault.conflict", "fault.unauthenticated", "fault.forbidden", "fault.too_many", "fault.busy", "fault.unavailable", "fault.too_large", "fault.internal",
		"fault.field.invalid.phone", "fault.field.missing.phone", "fault.field.invalid.code", "fault.field.missing.code", "fault.field.invalid.temperature"} {
		out[k] = l.T(k)
	}
	return out
}

// manifest makes the page installable.
func (g *Pages) manifest(w http.ResponseWriter, r *http.Request) {
	l, ok := ui.LanguageOf(r.PathValue("language"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	type icon struct {
		Source  string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	home := "/gate/" + l.Tag + "/"
	write(w, "application/manifest+json", map[string]any{
		"id": "/gate/", "name": l.T("gate.title") + " · " + l.Say(g.site.Name), "short_name": l.T("gate.title"), "lang": l.T("language.tag"),
		"start_url": home, "scope": "/gate/", "display": "standalone", "orientation": "portrait", "background_color": "#0f3d8c", "theme_color": "#0f3d8c",
		"icons": []icon{
			{assets.URL("icons/kangma-192.png"), "192x192", "image/png", "any"}, {assets.URL("icons/kangma-512.png"), "512x512", "image/png", "any"},
			{assets.URL("icons/kangma-maskable.svg"), "any", "image/svg+xml", "maskable"},
		},
	})
}

// serviceWorker is the script that keeps shell and assets on the device. Its text changes with any of them, which is how browsers see an update.
func (g *Pages) serviceWorker(w http.ResponseWriter, r *http.Request) {
	var shells []string
	for _, l := range ui.Languages() {
		shells = append(shells, "/gate/"+l.Tag+"/", "/gate/"+l.Tag+"/manifest.webmanifest")
	}
	list, err := json.Marshal(map[string]any{"name": "kangma-gate-" + assets.Sum(), "shells": shells, "files": Files()})
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'; script-src 'self'")
	w.Write([]byte("const KEEP = " + string(list) + ";\n" + worker))
}

// Files are the assets that the gate needs, to be kept on the device.
func Files() []string {
	files := slices.Concat(assets.List("gate/"), assets.List("vendor/"), assets.List("icons/"))
	for _, name := range []string{"css/ui.css", "css/parts.css", "css/gate.css"} {
		files = append(files, assets.URL(name))
	}
	return files
}

func write(w http.ResponseWriter, kind string, v any) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	json.NewEncoder(w).Encode(v)
}
