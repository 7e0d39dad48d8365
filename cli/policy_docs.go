package cli

import (
	_ "embed"
	"html/template"
	"io"
	"os"
	"path/filepath"

	"kangma/internal/fault"
	"kangma/policy"
	"kangma/region"
)

// policyDocs writes a pack as a page that people read.
type policyDocs struct {
	packSource
	Pack string `arg:"" placeholder:"NAME[@VERSION]" help:"The pack, or its folder; without a version the newest."`
	Out  string `placeholder:"FILE" type:"path" help:"Where to write the page, instead of standard output."`
}

//go:embed policy_docs.html
var docsPage string

// docs is the page, once in each language.
type docs struct {
	Pack     *policy.Pack
	Sections []docsSection
}

// docsSection is the page in one language.
type docsSection struct {
	Lang        policy.Lang
	Pack        *policy.Pack
	Picture     template.HTML
	Ways        []docsWay
	Cases       int
	From, Until string
	colours     map[*policy.State][]policy.Colour
	words       docsWords
}

// docsWay is a transition as a line of the table beside the picture.
type docsWay struct {
	Number   int // in the picture; 0 if its arrow leads to or from the plain state and needs none
	From, To *policy.State
	When     string
}

func (c *policyDocs) Run(s *Streams) error {
	finder := policyDiff{packSource: c.packSource}
	p, err := finder.load(c.Pack)
	if err != nil {
		return err
	}
	if c.Out == "" {
		return writeDocs(s.Out, p.Pack, p.examples)
	}
	if err := os.MkdirAll(filepath.Dir(c.Out), 0o755); err != nil {
		return fault.Field("--out", c.Out, "cannot be written: %v", err)
	}
	file, err := os.Create(c.Out)
	if err != nil {
		return fault.Field("--out", c.Out, "cannot be written: %v", err)
	}
	err = writeDocs(file, p.Pack, p.examples)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// writeDocs writes the page of a pack.
func writeDocs(w io.Writer, p *policy.Pack, examples []*policy.Example) error {
	page := docs{Pack: p}
	states := p.Map(examples, region.Embedded())
	for _, lang := range []policy.Lang{policy.Zh, policy.En} {
		d := docsWordsOf(lang)
		pic := newPicture(p, states, d)
		steps := 0
		for _, ex := range examples {
			steps += len(ex.Steps)
		}
		page.Sections = append(page.Sections, docsSection{Lang: lang, Pack: p, Picture: pic.svg(), Ways: pic.ways, Cases: steps,
			From: d.day(p.From), Until: d.day(p.Until), colours: states.Colours, words: d})
	}
	t, err := template.New("docs").Parse(docsPage)
	if err != nil {
		return err
	}
	return t.Execute(w, page)
}

// T is a fixed word of the page.
func (s docsSection) T(key string) string { return s.words.T(key) }

// In is a text of the pack in the section's language.
func (s docsSection) In(t policy.Text) string { return t.In(s.Lang) }

// Gate is what a gate does, as people read it.
func (s docsSection) Gate(g policy.Gate) string { return s.words.gate(g) }

// Looks and Length say what a rule looks at, and how long a piece counts for it.
func (s docsSection) Looks(r *policy.Rule) string  { return s.words.looks(r) }
func (s docsSection) Length(r *policy.Rule) string { return s.words.counts(s.Pack, r) }

// Given says what a rule gives; Fact, that it gives nothing by itself; Liftable, that it says who lifts it.
func (s docsSection) Given(r *policy.Rule) string  { return s.words.gives(s.Pack, r) }
func (s docsSection) Fact(r *policy.Rule) bool     { return r.Gives == policy.Gives{} }
func (s docsSection) Liftable(r *policy.Rule) bool { return r.Lift.Who.Zh != "" }

// Tint is the strongest colour that a state was seen with.
func (s docsSection) Tint(of *policy.State) policy.Colour {
	if c := s.colours[of]; len(c) > 0 {
		return c[0]
	}
	return policy.None
}
