package policy_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"kangma/policy"
)

func folder(files map[string]string) fstest.MapFS {
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

const asked = `{"at": "2020-03-25T09:00:00+08:00", "evidence": [
  {"id": "r", "kind": "registration", "source": "holder", "valid_from": "2020-03-01T08:00:00+08:00"},
  {"id": "e1", "kind": "fever.clinic", "source": "h", "region": "420102", "valid_from": "2020-03-23T00:00:00+08:00"}]}`

// TestRecordedCases: a contract case with its decision beside it, whole or in part; every difference is told.
func TestRecordedCases(t *testing.T) {
	hubei := load(t, "hubei@2020-03-22")
	for name, c := range map[string]struct {
		question, expect string
		failures         []string
	}{
		"whole decision": {asked, whole(t, hubei, asked), nil},
		"in part":        {asked, `{"pack": "hubei", "colour": "red", "mark": null, "reasons": [{"rule": "HB-01.fever-wuhan", "evidence": ["e1"]}]}`, nil},
		"differences": {asked, `{"policy": "hubei@2020-03-22", "colour": "green", "mark": "tick", "labels": ["notice"], "next_review": null,
			"reasons": [{"rule": "HB-01.fever-wuhan", "evidence": ["e2"], "until": "2020-03-30T00:00:00+08:00", "lifter": "x"}]}`,
			[]string{`colour: want "green", got "red"`, `labels: want ["notice"], got []`, `mark: want "tick", got null`,
				`next_review: want null, got "2020-03-30T00:00:00+08:00"`, `reasons[0].evidence[0]: want "e2", got "e1"`, `reasons[0].lifter: want "x", got nothing`}},
		"refused as it should be": {strings.Replace(asked, "420102", "42", 1), `{"pack": "hubei", "refused": "evidence[1].region"}`, nil},
		"refused for another field": {strings.Replace(asked, "420102", "42", 1), `{"pack": "hubei", "refused": "evidence[0].region"}`,
			[]string{`refused: want evidence[0].region, got evidence[1].region`}},
		"should be refused":   {asked, `{"pack": "hubei", "refused": "evidence[0].region"}`, []string{`refused: want evidence[0].region, got nothing`}},
		"should not":          {strings.Replace(asked, "420102", "42", 1), `{"pack": "hubei", "colour": "red"}`, []string{`case: want a case that can be decided, got evidence[1].region: "42"`}},
		"not even JSON":       {"{", `{"pack": "hubei", "refused": "the JSON ends too early, at byte 1"}`, nil},
		"a doubled key stays": {strings.Replace(asked, `"source": "h"`, `"source": "h", "source": "h"`, 1), `{"pack": "hubei", "refused": "evidence[1].source"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			examples, err := policy.ReadExamples(folder(map[string]string{"f/a.json": c.question, "f/a.expect.json": c.expect}), "f")
			if err != nil || len(examples) != 1 {
				t.Fatal(examples, err)
			}
			if ex := examples[0]; !strings.HasPrefix(ex.Pack, "hubei") || ex.File != "f/a.json" || ex.Title != "a" {
				t.Errorf("%+v", ex)
			}
			failures := examples[0].Run(hubei, anywhere{})
			if len(failures) != len(c.failures) {
				t.Fatalf("got %v, want %q", failures, c.failures)
			}
			for i, f := range failures {
				if !strings.Contains(f.String(), c.failures[i]) || !strings.HasPrefix(f.String(), `f/a.json: "a" at `) {
					t.Errorf("got %q, want %q", f, c.failures[i])
				}
			}
		})
	}
}

func whole(t *testing.T, p *policy.Pack, question string) string {
	t.Helper()
	c, err := policy.ParseCase([]byte(question), anywhere{})
	if err != nil {
		t.Fatal(err)
	}
	d := p.Decide(&c.Facts, c.At, c.KnownAt)
	return string(d.JSON(c.Zone))
}

// TestReadExamplesRefuses: a case that would prove nothing is an error, never a pass.
func TestReadExamplesRefuses(t *testing.T) {
	const title = "title: x\ngiven: {evidence: []}\n"
	for name, c := range map[string]struct {
		files map[string]string
		says  string
	}{
		"no steps":               {map[string]string{"a.yaml": title}, "has no steps"},
		"expects nothing":        {map[string]string{"a.yaml": title + "steps: [{at: 2020-03-25T09:00:00+08:00}]"}, "expects nothing"},
		"expects what is not":    {map[string]string{"a.yaml": title + "steps: [{at: 2020-03-25T09:00:00+08:00, expect: {color: red}}]"}, "expects color, which is not one of"},
		"unknown key":            {map[string]string{"a.yaml": "titel: x\n"}, "field titel not found"},
		"no YAML":                {map[string]string{"a.yaml": "title: [x"}, "a.yaml"},
		"given that is a list":   {map[string]string{"a.yaml": "title: x\ngiven: [1]\nsteps: [{at: x, expect: {colour: red}}]"}, "under given"},
		"the second of the file": {map[string]string{"a.yaml": title + "steps: [{at: x, expect: {colour: red}}]\n---\n" + title}, "has no steps"},
		"no decision beside it":  {map[string]string{"a.json": asked}, "expected decision is not beside it in a.expect.json"},
		"no case beside it":      {map[string]string{"a.expect.json": "{}"}, "there is no case beside it"},
		"expects no field":       {map[string]string{"a.json": asked, "a.expect.json": `{"pack": "hubei"}`}, "expects nothing"},
		"expects another field":  {map[string]string{"a.json": asked, "a.expect.json": `{"pack": "hubei", "color": "red"}`}, "color is not one of"},
		"expects no object":      {map[string]string{"a.json": asked, "a.expect.json": `[]`}, "is not a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for file, text := range c.files {
				files["f/"+file] = text
			}
			if examples, err := policy.ReadExamples(folder(files), "f"); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "f/a.") {
				t.Errorf("read %v, %v, want …%s…", examples, err, c.says)
			}
		})
	}
	if examples, err := policy.ReadExamples(folder(nil), "none"); err != nil || examples != nil {
		t.Error("a folder that is not there has no examples:", examples, err)
	}
}

// TestExamplesFail: a step that comes out otherwise is told, each field, with what was wanted.
func TestExamplesFail(t *testing.T) {
	const text = `
title: all wrong
given:
  evidence:
    - {id: r, kind: registration, source: holder, valid_from: 2020-03-01T08:00:00+08:00}
steps:
  - {at: 2020-03-25T09:00:00+08:00, expect: {colour: green, mark: none, labels: [], rules: [HB-01.green], evidence: [], next_review: never}}
  - {at: 2020-03-25T09:00:00+08:00, expect: {colour: red, mark: tick, labels: [notice], state: red.case, gate: stop, rules: [a, b], evidence: [r], next_review: 2020-03-26T09:00:00+08:00}}
  - {at: 2020-03-25, expect: {refused: at}}
  - {at: 2020-03-25, expect: {colour: green}}
`
	examples, err := policy.ReadExamples(folder(map[string]string{"f/a.yaml": text}), "f")
	if err != nil {
		t.Fatal(err)
	}
	failures := examples[0].Run(load(t, "hubei@2020-03-22"), anywhere{})
	var said []string
	for _, f := range failures {
		said = append(said, f.Field)
		if f.Step != 1 && f.Step != 3 || !strings.Contains(f.String(), `f/a.yaml: "all wrong" at 2020-03-25`) {
			t.Error(f)
		}
	}
	if got := strings.Join(said, " "); got != "colour evidence gate labels mark next_review rules state case" {
		t.Error(got)
	}
}
