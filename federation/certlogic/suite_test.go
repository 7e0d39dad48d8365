package certlogic

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// public is the folder of the specification's suites: testSuite, validation, rules. They are not committed.
func public(t *testing.T, pattern string, atLeast int) []string {
	t.Helper()
	root := os.Getenv("KANGMA_CERTLOGIC")
	if root == "" {
		t.Skip("KANGMA_CERTLOGIC is not set: the public suites are not here")
	}
	files, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(files) < atLeast {
		t.Fatalf("%d files match %s, want %d: %v", len(files), pattern, atLeast, err)
	}
	return files
}

func load(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(file, err)
	}
}

type suite struct {
	Directive string
	Cases     []struct {
		Name       string
		Directive  string
		Logic      json.RawMessage `json:"certLogicExpression"`
		Assertions []struct {
			Directive string
			Logic     json.RawMessage `json:"certLogicExpression"`
			Data      json.RawMessage
			Expected  json.RawMessage
			Message   string
		}
		Issues []any
	}
}

// written is a value as the suites write it: a date is a text to the millisecond.
func written(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.UTC().Format("2006-01-02T15:04:05.000Z")
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = written(v[i])
		}
		return out
	}
	return v
}

// NA-13: the specification's own test suite of CertLogic 1.3.3, each assertion.
func TestPublicSuite(t *testing.T) {
	ran, skipped := 0, 0
	for _, file := range public(t, "testSuite/*.json", 14) {
		var s suite
		load(t, file, &s)
		for _, c := range s.Cases {
			for i, a := range c.Assertions {
				if s.Directive == "skip" || c.Directive == "skip" || a.Directive == "skip" {
					skipped++
					continue
				}
				ran++
				logic := a.Logic
				if logic == nil {
					logic = c.Logic
				}
				where := filepath.Base(file) + " " + c.Name + " " + a.Message
				e, err := Parse(logic)
				if err != nil {
					t.Errorf("%s [%d]: %v", where, i, err)
					continue
				}
				data, err := decode(a.Data)
				if err != nil {
					data = nil
				}
				want, err := decode(a.Expected)
				if err != nil {
					t.Fatal(err)
				}
				got, err := e.Evaluate(data)
				if err != nil || !cmp.Equal(written(got), want) {
					t.Errorf("%s [%d]: %v %v, want %v", where, i, got, err, want)
				}
			}
		}
	}
	t.Logf("%d assertions, %d are skipped by the suite", ran, skipped)
	if ran < 215 {
		t.Errorf("only %d assertions ran, want 215", ran)
	}
}

// CG-1: the specification's suite of what is an expression and what is not.
func TestPublicValidation(t *testing.T) {
	ran := 0
	for _, file := range public(t, "validation/*.json", 4) {
		var s suite
		load(t, file, &s)
		for _, c := range s.Cases {
			ran++
			_, err := Parse(c.Logic)
			if (err != nil) != (len(c.Issues) > 0) {
				t.Errorf("%s %s: %v, want %d issues", filepath.Base(file), c.Logic, err, len(c.Issues))
			}
		}
	}
	t.Logf("%d cases", ran)
	if ran < 23 {
		t.Errorf("only %d cases ran, want 23", ran)
	}
}

// NA-13: the rules that member states published, each with its own tests.
func TestPublicRules(t *testing.T) {
	rules, ran := 0, 0
	for _, file := range public(t, "rules/*/*/rule.json", 100) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(filepath.Dir(file), os.Getenv("KANGMA_CERTLOGIC"))
		r, err := ParseRule(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		rules++
		tests, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "tests", "*.json"))
		for _, test := range tests {
			raw, err := os.ReadFile(test)
			if err != nil {
				t.Fatal(err)
			}
			v, err := decode(raw)
			if err != nil {
				t.Logf("%s is no JSON", test)
				continue
			}
			c := v.(map[string]any)
			ran++
			got, err := r.Logic.Evaluate(map[string]any{"payload": c["payload"], "external": c["external"]})
			if want := c["expected"]; err != nil || got != want {
				t.Errorf("%s %s: %v %v, want %v", name, filepath.Base(test), got, err, want)
			}
		}
	}
	t.Logf("%d rules, %d tests", rules, ran)
	if rules < 100 || ran < 1000 {
		t.Errorf("only %d rules with %d tests", rules, ran)
	}
}
