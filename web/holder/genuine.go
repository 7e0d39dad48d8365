package holder

import (
	"net/http"
	"strings"

	"kangma/internal/instant"
	"kangma/web/ui"
)

// Genuineness is what the node knows of something that somebody got.
type Genuineness struct {
	Kind  string // link, text, place, call, code, number
	Ours  string // ours, not_ours, unknown
	Links []string
	Place Place
	From  ui.Text // office that calls
	At    instant.Instant
	To    string // masked: whom a call is for
	Mine  bool
}

// The words of answers: what it is, and what was asked about.
var (
	oursWords    = map[string]string{"ours": "genuine.ours", "not_ours": "genuine.not_ours", "unknown": "genuine.unknown"}
	genuineWords = map[string]string{
		"link ours": "genuine.link.ours", "link not_ours": "genuine.link.not_ours",
		"text ours": "genuine.text.ours", "text not_ours": "genuine.text.not_ours", "text unknown": "genuine.text.unknown",
		"place ours": "genuine.place.ours", "place not_ours": "genuine.place.not_ours",
		"call ours": "genuine.call.ours", "number not_ours": "genuine.number.not_ours",
		"qr not_ours": "genuine.qr.not_ours",
		"code ours":   "genuine.code.ours", "code not_ours": "genuine.code.not_ours",
	}
)

type genuineView struct {
	ui.Page
	Text   ui.Field
	Check  ui.Button
	Answer ui.Notice // Kind "" before anything was asked
	Rows   ui.Rows
	Said   []string // what the camera's script says, as the keys end
	Kinds  []genuineKind
	Login  ui.Button // Href "" where it would not help
	Never  ui.Notice
	Back   ui.Button
}

// genuineKind is how one kind of thing is checked.
type genuineKind struct{ Icon, Term, Value string }

func (genuineView) View() string { return "genuine" }

// Policy lets the page look at posters.
func (genuineView) Policy() ui.Policy { return ui.Camera }

func (h *Pages) genuineView(r *http.Request, text, wrong string) genuineView {
	p := h.page(r)
	l := p.Prefs.Language
	v := genuineView{Page: p, Text: ui.Field{Name: "text", Label: l.T("genuine.text"), Hint: l.T("genuine.text.hint"), Value: text, Lines: 4, MaxLength: 2000, Error: wrong, Autocomplete: "off"},
		Said: []string{"point", "nothing", "denied", "none", "empty"}, Check: ui.Button{Text: l.T("genuine.check"), Icon: "key"}, Back: ui.Button{Text: l.T("trouble.home"), Kind: "plain", Icon: "back", Href: "/"}}
	for _, k := range [][2]string{{"link", "next"}, {"text", "info"}, {"poster", "place"}, {"caller", "phone"}} {
		v.Kinds = append(v.Kinds, genuineKind{k[1], l.T("genuine.how." + k[0]), l.T("genuine.how." + k[0] + ".do")})
	}
	v.Never = ui.Notice{Kind: "warn", Title: l.T("genuine.never"), Lines: []string{l.T("genuine.never.money"), l.T("genuine.never.qr"), l.T("genuine.never.code"), l.T("genuine.never.call", "hotline", p.Site.Hotline)}}
	return v
}

// genuineForm is where anybody checks a link, a text, a poster or a caller, without logging in (SC-03, EP-04).
func (h *Pages) genuineForm(w http.ResponseWriter, r *http.Request) error {
	h.pages.Render(w, r, http.StatusOK, h.genuineView(r, "", ""))
	return nil
}

func (h *Pages) genuine(w http.ResponseWriter, r *http.Request) error {
	text := strings.TrimSpace(r.PostFormValue("text"))
	l := h.page(r).Prefs.Language
	if text == "" {
		h.pages.Render(w, r, http.StatusUnprocessableEntity, h.genuineView(r, "", l.T("genuine.text.missing")))
		return nil
	}
	if bearer(r) == "" {
		return h.answerGenuine(w, r, "", text)
	}
	return h.renewed(w, r, func(b Bearer) error { return h.answerGenuine(w, r, b, text) })
}

func (h *Pages) answerGenuine(w http.ResponseWriter, r *http.Request, b Bearer, text string) error {
	g, err := h.service.Genuine(r.Context(), b, text)
	if err != nil {
		return err
	}
	if g.Kind == "text" && r.PostFormValue("how") == "scan" { // what our posters say is a link, and nobody else's words are ours
		g = Genuineness{Kind: "qr", Ours: "not_ours"}
	}
	v := h.genuineView(r, text, "")
	l := v.Prefs.Language
	kinds := map[string]string{"ours": "done", "not_ours": "stop", "unknown": "warn"}
	v.Answer = ui.Notice{Kind: kinds[g.Ours], Title: l.T(oursWords[g.Ours]), Lines: []string{l.T(genuineWords[g.Kind+" "+g.Ours])}}
	row := func(key, value string) { v.Rows.Rows = append(v.Rows.Rows, ui.Row{Term: l.T(key), Value: value}) }
	for _, host := range g.Links {
		row("genuine.host", host)
	}
	switch {
	case g.Kind == "place" && g.Ours == "ours":
		row("genuine.place", g.Place.Name)
		row("genuine.region", g.Place.Region)
		row("genuine.number", g.Place.Number)
	case g.Kind == "call":
		row("genuine.from", l.Say(g.From))
		row("genuine.at", l.At(g.At))
		row("genuine.to", g.To)
		if b != "" {
			v.Answer.Lines = append(v.Answer.Lines, l.T(map[bool]string{true: "genuine.call.mine.yes", false: "genuine.call.mine.no"}[g.Mine]))
			if !g.Mine { // somebody overheard a number that was given to another
				v.Answer = ui.Notice{Kind: "stop", Title: l.T("genuine.call.other"), Lines: v.Answer.Lines[1:]}
			}
		}
	case g.Kind == "text" && g.Ours == "ours":
		row("genuine.at", l.At(g.At))
	case g.Kind == "text" && b == "":
		v.Login = ui.Button{Text: l.T("genuine.login"), Kind: "second", Href: "/login?next=/genuine"}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}
