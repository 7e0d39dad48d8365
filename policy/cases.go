package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"kangma/evidence"
	"kangma/internal/fault"
)

// Example is one case of a pack's tests: given facts, and what is expected at some instants.
//
// Examples are kept in two forms. A .yaml file holds several, separated by lines of three hyphens, and says what is
// expected in a few words (the manual, docs/policy-manual.md). A case of the contract in NAME.json lies beside the
// decision that is expected of it, whole or in part, in NAME.expect.json, which may name its pack under "pack".
type Example struct {
	File   string
	Title  string
	Proves []string // requirement ids
	Pack   string   // NAME or NAME@VERSION; "" for the pack of the folder it lies in
	Steps  []Step
	given  map[string]any
}

// Step is what is expected at one instant.
type Step struct {
	At, KnownAt string
	Expect      map[string]any // by field of a decision as examples speak of it; or only "refused": the field that is at fault
	question    []byte         // the case as it was written, where it was written as JSON
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

// ReadExamples reads the examples of a folder, in order of file name.
func ReadExamples(fsys fs.FS, dir string) ([]*Example, error) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Invalid, "example.unreadable", "%s: %v", dir, err)
	}
	var all []*Example
	for _, e := range entries {
		name := e.Name()
		file := path.Join(dir, name)
		var some []*Example
		switch {
		case e.IsDir():
		case strings.HasSuffix(name, ".yaml"):
			some, err = readExampleFile(fsys, file)
		case strings.HasSuffix(name, expectSuffix):
			_, missing := fs.Stat(fsys, strings.TrimSuffix(file, expectSuffix)+".json")
			if missing != nil {
				err = fault.New(fault.NotFound, "example.unreadable", "%s: there is no case beside it", file)
			}
		case strings.HasSuffix(name, ".json"):
			var ex *Example
			ex, err = readRecorded(fsys, file)
			some = []*Example{ex}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func readExampleFile(fsys fs.FS, file string) ([]*Example, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fault.New(fault.Invalid, "example.unreadable", "%s: %v", file, err)
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var all []*Example
	for {
		var ef exampleFile
		if err := dec.Decode(&ef); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fault.New(fault.Invalid, "example.yaml", "%s: %s", file, strings.TrimPrefix(err.Error(), "yaml: "))
		}
		ex, err := ef.example(file)
		if err != nil {
			return nil, err
		}
		all = append(all, ex)
	}
}

func (ef *exampleFile) example(file string) (*Example, error) {
	wrong := func(what string) (*Example, error) {
		return nil, fault.New(fault.Invalid, "example.yaml", "%s: %q %s", file, ef.Title, what)
	}
	ex := &Example{File: file, Title: ef.Title, Proves: ef.Proves, Pack: ef.Pack, given: map[string]any{}}
	if !ef.Given.IsZero() {
		var ok bool
		if ex.given, ok = plain(&ef.Given).(map[string]any); !ok {
			return wrong("has something under given that is not the fields of a case")
		}
	}
	if len(ef.Steps) == 0 {
		return wrong("has no steps")
	}
	for _, s := range ef.Steps {
		step := Step{At: s.At.Value, KnownAt: s.KnownAt.Value}
		if step.Expect, _ = plain(&s.Expect).(map[string]any); len(step.Expect) == 0 {
			return wrong("expects nothing at " + step.At)
		}
		for field := range step.Expect {
			if !slices.Contains(exampleFields, field) {
				return wrong("expects " + field + ", which is not one of " + strings.Join(exampleFields, ", "))
			}
		}
		ex.Steps = append(ex.Steps, step)
	}
	return ex, nil
}

// Question is the case that a step asks, as JSON.
func (ex *Example) Question(s Step) []byte {
	if s.question != nil {
		return s.question
	}
	q := map[string]any{"evidence": []any{}}
	for k, v := range ex.given {
		q[k] = v
	}
	q["at"] = s.At
	if s.KnownAt != "" {
		q["known_at"] = s.KnownAt
	}
	return writeJSON(q)
}

// Case is the question of a step, read.
func (ex *Example) Case(s Step, regions evidence.Regions) (*Case, error) {
	return ParseCase(ex.Question(s), regions)
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

func (ex *Example) String() string { return fmt.Sprintf("%s: %q", ex.File, ex.Title) }
