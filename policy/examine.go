package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Failure is one field of one step that came out otherwise.
type Failure struct {
	Example *Example
	Step    int // index into the example's steps
	Field   string
	Want    string
	Got     string
}

func (f Failure) String() string {
	return fmt.Sprintf("%s at %s: %s: want %s, got %s", f.Example, f.Example.Steps[f.Step].At, f.Field, f.Want, f.Got)
}

// exampleFields are what examples in YAML may expect.
var exampleFields = []string{"colour", "mark", "labels", "state", "gate", "rules", "evidence", "next_review", "refused"}

// Run asks the pack every step of the example and gives what came out otherwise, by field in order of name.
func (ex *Example) Run(p *Pack, regions evidence.Regions) []Failure {
	var failures []Failure
	for n, s := range ex.Steps {
		fail := func(field, want, got string) { failures = append(failures, Failure{ex, n, field, want, got}) }
		c, err := ex.Case(s, regions)
		if want, ok := s.Expect["refused"]; ok {
			if got := refusal(err); got != flat(want) {
				fail("refused", flat(want), got)
			}
			continue
		}
		if err != nil {
			fail("case", "a case that can be decided", err.Error())
			continue
		}
		d := p.Decide(&c.Facts, c.At, c.KnownAt)
		if s.question != nil {
			got, _ := decoded(d.JSON(c.Zone)).(map[string]any)
			for _, field := range slices.Sorted(maps.Keys(s.Expect)) {
				differences(field, s.Expect[field], got[field], fail)
			}
			continue
		}
		got := d.compared(c.Zone)
		for _, field := range slices.Sorted(maps.Keys(s.Expect)) {
			if want := flat(s.Expect[field]); want != got[field] {
				fail(field, want, got[field])
			}
		}
	}
	return failures
}

// refusal is the field for which a case was refused, "nothing" if it was not.
func refusal(err error) string {
	f, ok := fault.As(err)
	switch {
	case err == nil:
		return "nothing"
	case ok && f.Field != "":
		return f.Field
	}
	return err.Error()
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

// flat writes an expectation as compared does.
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
