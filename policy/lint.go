package policy

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kangma/evidence"
	"kangma/internal/instant"
)

// Finding is one thing in a pack that is not in order.
type Finding struct {
	Severity Severity `json:"severity"`
	File     string   `json:"file"`
	Rule     string   `json:"rule,omitempty"` // of the rule, state or case; "" if the finding is about the pack
	What     string   `json:"what"`
	Mend     string   `json:"mend"`
}

// Severity of a finding. Nobody should publish a pack with an error.
type Severity string

const (
	LintError   Severity = "error"
	LintWarning Severity = "warning"
)

func (f Finding) String() string {
	at := f.File
	if f.Rule != "" {
		at += ": " + f.Rule
	}
	return fmt.Sprintf("%s: %s: %s; %s", f.Severity, at, f.What, f.Mend)
}

// linter gathers the findings about one pack.
type linter struct {
	pack     *Pack
	dir      string
	examples []*Example
	regions  evidence.Regions
	findings []Finding
}

// Lint reads a pack with its cases and says all that is not in order: what is missing, and, by looking through
// generated cases beside the pack's own, what never happens and what is not decided.
func Lint(fsys fs.FS, dir string, regions evidence.Regions) []Finding {
	l := &linter{dir: dir, regions: regions}
	var err error
	if l.pack, err = Load(fsys, dir); err != nil {
		l.add(LintError, "pack.yaml", "", "the pack cannot be loaded: "+err.Error(), "mend what it says")
		return l.findings
	}
	if l.examples, err = ReadExamples(fsys, path.Join(dir, "cases")); err != nil {
		l.add(LintError, "cases", "", "the cases cannot be read: "+err.Error(), "mend what it says")
	}
	l.header()
	for _, r := range l.pack.Rules {
		l.rule(r)
	}
	l.states()
	l.unused()
	l.cases()
	l.search()
	return l.findings
}

func (l *linter) add(s Severity, file, rule, what, mend string) {
	l.findings = append(l.findings, Finding{s, path.Join(l.dir, file), rule, what, mend})
}

// text notes a text that is missing in a language, or not in it; key is where it is written.
func (l *linter) text(file, rule, name, key string, t Text) {
	for i, s := range []string{t.Zh, t.En} {
		lang := []string{"Chinese", "English"}[i]
		at := key + []string{".zh", ".en"}[i]
		switch han := strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }); {
		case strings.TrimSpace(s) == "":
			l.add(LintError, file, rule, "has no "+name+" in "+lang, "write one under "+at)
		case han != (i == 0):
			l.add(LintWarning, file, rule, "the "+name+" in "+lang+" does not look like it: "+s, "write it in "+lang+" under "+at)
		}
	}
}

func (l *linter) header() {
	p := l.pack
	l.text("pack.yaml", "", "title", "title", p.Title)
	l.text("pack.yaml", "", "authority", "authority", p.Authority)
	if p.Source == "" {
		l.add(LintError, "pack.yaml", "", "cites no source", "name the document that publishes the rules under source")
	}
	if p.Until == instant.Never {
		l.add(LintError, "pack.yaml", "", "has no end date", "say under until when it ends if it is not renewed (BY-16)")
	}
	if p.Number < 1 {
		l.add(LintError, "pack.yaml", "", "has no number", "give each version of a jurisdiction a number from 1: codes carry it")
	}
	if base := path.Base(l.dir); base != p.Version || path.Base(path.Dir(l.dir)) != p.Name {
		l.add(LintWarning, "pack.yaml", "", "lies in "+l.dir, "put it in "+path.Join(p.Name, p.Version)+", where it is looked for")
	}
}

var ruleID = regexp.MustCompile(`^[A-Z]{1,4}-[0-9]+(\.[a-z0-9]+(-[a-z0-9]+)*)?$`)

func (l *linter) rule(r *Rule) {
	file := path.Join("rules", r.ID+".yaml")
	if !ruleID.MatchString(r.ID) {
		l.add(LintWarning, file, r.ID, "the id does not begin with the paragraph or requirement that it carries out", "name it like HB-04.fever-elsewhere")
	}
	l.text(file, r.ID, "title", "title", r.Title)
	if r.Source == "" {
		l.add(LintError, file, r.ID, "cites no source", "name the document and the place in it under source")
	}
	g := r.Gives
	if g == (Gives{}) {
		return // a fact for other rules is never shown
	}
	l.text(file, r.ID, "text", "text", r.Text)
	if r.isGround() {
		l.ground(file, r)
	}
}

func (l *linter) states() {
	numbers := map[int]string{}
	for _, s := range l.pack.States {
		l.text("pack.yaml", "state "+s.Name, "title", "states.title", s.Title)
		l.text("pack.yaml", "state "+s.Name, "guidance (holder)", "states.holder", s.Holder)
		l.text("pack.yaml", "state "+s.Name, "guidance (at_gate)", "states.at_gate", s.AtGate)
		switch other, taken := numbers[s.Number]; {
		case s.Number < 1 || s.Number > 1<<16-1:
			l.add(LintError, "pack.yaml", "state "+s.Name, "has no number from 1 to 65535", "give it one: codes carry it")
		case taken:
			l.add(LintError, "pack.yaml", "state "+s.Name, fmt.Sprintf("has the number %d of state %s", s.Number, other), "give it one of its own: codes carry it")
		}
		numbers[s.Number] = s.Name
	}
}

// unused notes what pack.yaml lists and no rule gives.
func (l *linter) unused() {
	p := l.pack
	given := func(of func(*Rule) bool) bool { return slices.ContainsFunc(p.Rules, of) }
	note := func(list, word string) {
		l.add(LintWarning, "pack.yaml", "", "lists "+word+" under "+list+", but no rule gives it", "take it out")
	}
	for _, c := range p.ColourOrder {
		if !given(func(r *Rule) bool { return r.Gives.Colour == c }) {
			note("colours", string(c))
		}
	}
	for _, m := range p.MarkOrder {
		if !given(func(r *Rule) bool { return r.Gives.Mark == m }) {
			note("marks", string(m))
		}
	}
	for _, w := range p.LabelOrder[len(Labels):] {
		if !given(func(r *Rule) bool { return r.Gives.Label == w }) {
			note("labels", w)
		}
	}
	for i, t := range p.Tiers {
		if len(p.colours[i]) == 0 {
			note("tiers", t)
		}
	}
}

var requirementID = regexp.MustCompile(`^[A-Z]{1,4}-[0-9]+$`)

// cases looks at the pack's own cases: that they say what they prove, pass, and show every state and every rule.
func (l *linter) cases() {
	states, rules := map[string]bool{}, map[*Rule]bool{}
	for _, ex := range l.examples {
		file := path.Join("cases", path.Base(ex.File))
		if ex.Title == "" {
			l.add(LintError, file, "", "a case has no title", "say in a sentence what it shows")
		}
		if len(ex.Proves) == 0 && ex.Steps[0].question == nil {
			l.add(LintWarning, file, ex.Title, "does not say which requirement it proves", "list them under proves, such as [HB-04]")
		}
		for _, id := range ex.Proves {
			if !requirementID.MatchString(id) {
				l.add(LintError, file, ex.Title, fmt.Sprintf("proves %q, which is not the id of a requirement", id), "write it like HB-04")
			}
		}
		for _, f := range ex.Run(l.pack, l.regions) {
			l.add(LintError, file, ex.Title, fmt.Sprintf("fails at %s: %s: want %s, got %s", ex.Steps[f.Step].At, f.Field, f.Want, f.Got), "mend the rule or the case")
		}
		for _, s := range ex.Steps {
			if c, err := ex.Case(s, l.regions); err == nil {
				d := l.pack.Decide(&c.Facts, c.At, c.KnownAt)
				states[d.State.Name] = true
				for _, g := range d.Reasons {
					rules[g.Rule] = true
				}
			}
		}
	}
	for _, s := range l.pack.States {
		if !states[s.Name] {
			l.add(LintError, "cases", "state "+s.Name, "no case shows it", "write a case that ends in it")
		}
	}
	for _, r := range l.pack.Rules {
		if r.Gives != (Gives{}) && !rules[r] {
			l.add(LintWarning, "cases", r.ID, "is a reason in no case", "write a case that shows it")
		}
	}
}
