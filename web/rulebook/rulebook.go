package rulebook

import (
	"embed"
	"html/template"
	"io"
	"strings"

	"kangma/policy"
	"kangma/region"
	"kangma/web/assets"
)

//go:embed page.html section.html
var files embed.FS

var templates = template.Must(template.ParseFS(files, "*.html"))

// Section is a pack in one language.
type Section struct {
	Lang        policy.Lang
	Pack        *policy.Pack
	Picture     template.HTML
	Ways        []way
	Cases       int
	From, Until string
	colours     map[*policy.State][]policy.Colour
	words       words
}

// way is a transition as a line of the table beside the picture.
type way struct {
	Number   int // in the picture; 0 if its arrow leads to or from the plain state and needs none
	From, To *policy.State
	When     string
}

func sectionOf(p *policy.Pack, states policy.StateMap, examples []*policy.Example, lang policy.Lang) Section {
	d := wordsOf(lang)
	pic := newPicture(p, states, d)
	steps := 0
	for _, ex := range examples {
		steps += len(ex.Steps)
	}
	return Section{Lang: lang, Pack: p, Picture: pic.svg(), Ways: pic.ways, Cases: steps, From: d.day(p.From), Until: d.day(p.Until), colours: states.Colours, words: d}
}

// HTML is a pack in one language, to stand in a page under its title, in an element of class "rulebook" with the styles of
// css/rulebook.css. What the pack says is escaped.
func HTML(p *policy.Pack, examples []*policy.Example, lang policy.Lang) (template.HTML, error) {
	var out strings.Builder
	err := templates.ExecuteTemplate(&out, "section", sectionOf(p, p.Map(examples, region.Embedded()), examples, lang))
	return template.HTML(out.String()), err
}

// Write writes a page that stands alone, with a pack in both languages.
func Write(w io.Writer, p *policy.Pack, examples []*policy.Example) error {
	page := struct {
		Pack     *policy.Pack
		Style    template.CSS
		Sections []Section
	}{Pack: p, Style: template.CSS(assets.Text("css/rulebook.css"))}
	states := p.Map(examples, region.Embedded())
	for _, lang := range []policy.Lang{policy.Zh, policy.En} {
		page.Sections = append(page.Sections, sectionOf(p, states, examples, lang))
	}
	return templates.ExecuteTemplate(w, "page.html", page)
}

// T is a fixed word of the page.
func (s Section) T(key string) string { return s.words.T(key) }

// In is a text of the pack in the section's language.
func (s Section) In(t policy.Text) string { return t.In(s.Lang) }

// Gate is what a gate does, as people read it.
func (s Section) Gate(g policy.Gate) string { return s.words.gate(g) }

// Looks and Length say what a rule looks at, and how long a piece counts for it.
func (s Section) Looks(r *policy.Rule) string  { return s.words.looks(r) }
func (s Section) Length(r *policy.Rule) string { return s.words.counts(s.Pack, r) }

// Given says what a rule gives; Fact, that it gives nothing by itself; Liftable, that it says who lifts it.
func (s Section) Given(r *policy.Rule) string  { return s.words.gives(s.Pack, r) }
func (s Section) Fact(r *policy.Rule) bool     { return r.Gives == policy.Gives{} }
func (s Section) Liftable(r *policy.Rule) bool { return r.Lift.Who.Zh != "" }

// Tint is the strongest colour that a state was seen with.
func (s Section) Tint(of *policy.State) policy.Colour {
	if c := s.colours[of]; len(c) > 0 {
		return c[0]
	}
	return policy.None
}
