package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Example is one case of a pack's tests: given facts, and what is expected at some instants. A file of examples holds
// several, separated by lines of three hyphens.
type Example struct {
	File   string
	Title  string
	Proves []string // requirement ids
	Pack   string   // name@version; "" for the pack of the folder it lies in
	Steps  []Step
	given  map[string]any
}

// Step is what is expected at one instant.
type Step struct {
	At, KnownAt string
	Expect      map[string]any
}

type exampleFile struct {
	Title  string    `yaml:"title"`
	Proves []string  `yaml:"proves"`
	Pack   string    `yaml:"pack"`
	Given  yaml.Node `yaml:"given"`
	Steps  []struct {
		At      yaml.Node `yaml:"at"`
		KnownAt yaml.Node `yaml:"known_at"`
		Expect  yaml.Node `yaml:"expect"`
	} `yaml:"steps"`
}

// Failure is one step that came out otherwise.
type Failure struct {
	Example *Example
	At      string
	Field   string
	Want    string
	Got     string
}

func (f Failure) String() string {
	return fmt.Sprintf("%s: %q at %s: %s: want %s, got %s", f.Example.File, f.Example.Title, f.At, f.Field, f.Want, f.Got)
}

// ReadExamples reads every .yaml file of a folder, in order of name.
func ReadExamples(fsys fs.FS, dir string) ([]*Example, error) {
	files, err := fs.Glob(fsys, path.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var all []*Example
	for _, file := range files {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		dec := yaml.NewDecoder(bytes.NewReader(data))
		dec.KnownFields(true)
		for {
			var ef exampleFile
			if err := dec.Decode(&ef); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fault.New(fault.Invalid, "example.yaml", "%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
			}
			all = append(all, ef.example(file))
		}
	}
	return all, nil
}

func (ef *exampleFile) example(file string) *Example {
	ex := &Example{File: file, Title: ef.Title, Proves: ef.Proves, Pack: ef.Pack, given: map[string]any{}}
	if m, ok := plain(&ef.Given).(map[string]any); ok {
		ex.given = m
	}
	for _, s := range ef.Steps {
		step := Step{At: s.At.Value, KnownAt: s.KnownAt.Value}
		step.Expect, _ = plain(&s.Expect).(map[string]any)
		ex.Steps = append(ex.Steps, step)
	}
	return ex
}

// Case is the question that a step asks.
func (ex *Example) Case(s Step, regions evidence.Regions) (*Case, error) {
	q := map[string]any{"evidence": []any{}}
	for k, v := range ex.given {
		q[k] = v
	}
	q["at"] = s.At
	if s.KnownAt != "" {
		q["known_at"] = s.KnownAt
	}
	data, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	c, err := ParseCase(data, regions)
	if err != nil {
		return nil, fmt.Errorf("%s: %q at %s: %w", ex.File, ex.Title, s.At, err)
	}
	return c, nil
}

// Run asks the pack every step of the example.
func (ex *Example) Run(p *Pack, regions evidence.Regions) ([]Failure, error) {
	var failures []Failure
	if len(ex.Steps) == 0 {
		return nil, fault.New(fault.Invalid, "example.empty", "%s: %q expects nothing", ex.File, ex.Title)
	}
	for _, s := range ex.Steps {
		c, err := ex.Case(s, regions)
		if err != nil {
			return nil, err
		}
		d := p.Decide(&c.Facts, c.At, c.KnownAt)
		got := d.compared(c.Zone)
		if len(s.Expect) == 0 {
			return nil, fault.New(fault.Invalid, "example.empty", "%s: %q at %s expects nothing", ex.File, ex.Title, s.At)
		}
		for _, field := range slices.Sorted(maps.Keys(s.Expect)) {
			have, ok := got[field]
			if !ok {
				return nil, fault.Field(ex.File+": expect."+field, field, "is not a field of a decision")
			}
			if want := flat(s.Expect[field]); want != have {
				failures = append(failures, Failure{ex, s.At, field, want, have})
			}
		}
	}
	return failures, nil
}

// compared is the decision as examples speak of it.
func (d *Decision) compared(z instant.Zone) map[string]string {
	var rules, pieces []string
	for _, r := range d.Reasons {
		rules = append(rules, r.Rule.ID)
		pieces = append(pieces, r.Evidence...)
	}
	slices.Sort(pieces)
	review := "never"
	if t := timeOrNull(d.NextReview, z); t != nil {
		review = *t
	}
	mark := string(d.Mark)
	if mark == "" {
		mark = "none"
	}
	return map[string]string{"colour": string(d.Colour), "mark": mark, "labels": strings.Join(d.Labels, ", "),
		"state": d.State.Name, "gate": string(d.Gate), "rules": strings.Join(rules, ", "),
		"evidence": strings.Join(slices.Compact(pieces), ", "), "next_review": review}
}

func flat(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		words := make([]string, len(v))
		for i, e := range v {
			words[i] = flat(e)
		}
		return strings.Join(words, ", ")
	}
	return fmt.Sprint(v)
}

// plain turns YAML into what JSON can hold. Times stay as they are written.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, e := range n.Content {
			list = append(list, plain(e))
		}
		return list
	case yaml.AliasNode:
		return plain(n.Alias)
	}
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		b, _ := strconv.ParseBool(n.Value)
		return b
	case "!!int", "!!float":
		return json.Number(n.Value)
	}
	return n.Value
}
