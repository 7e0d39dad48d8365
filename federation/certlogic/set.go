package certlogic

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Set is the rules of countries with the value sets that they look at, as two people of a node published it. Immutable.
type Set struct {
	Name        string
	Version     string // its date
	From, Until instant.Instant
	Source      string
	Rules       []*Rule
	values      map[string]any
}

type setFile struct {
	Name      string              `json:"name"`
	Version   string              `json:"version"`
	Until     string              `json:"until"`
	Source    string              `json:"source"`
	Rules     []json.RawMessage   `json:"rules"`
	ValueSets map[string][]string `json:"valueSets"`
}

const mostRules = 5000

// ParseSet reads a set strictly. Faults name the rule: rules[3].logic.and[0].
func ParseSet(data []byte) (*Set, error) {
	var f setFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fault.Secret("set", "is no JSON of the form of a set of rules")
	}
	s := &Set{Name: f.Name, Version: f.Version, Source: f.Source, values: map[string]any{}}
	var err error
	switch {
	case f.Name == "":
		return nil, fault.Missing("name")
	case len(f.Rules) == 0:
		return nil, fault.Missing("rules")
	case len(f.Rules) > mostRules:
		return nil, fault.Field("rules", len(f.Rules), "are more than %d", mostRules)
	}
	if s.From, err = instant.Date(f.Version, instant.Beijing); err != nil {
		return nil, fault.Field("version", f.Version, "is not a date YYYY-MM-DD")
	}
	if s.Until, err = instant.Date(f.Until, instant.Beijing); err != nil || s.Until <= s.From {
		return nil, fault.Field("until", f.Until, "is not a date YYYY-MM-DD after the version's")
	}
	for name, codes := range f.ValueSets {
		list := make([]any, len(codes))
		for i, c := range codes {
			list[i] = c
		}
		s.values[name] = list
	}
	for i, raw := range f.Rules {
		r, err := ParseRule(raw)
		if err != nil {
			return nil, fault.At(fmt.Sprintf("rules[%d]", i), err)
		}
		if slices.ContainsFunc(s.Rules, func(o *Rule) bool { return o.ID == r.ID && o.Version == r.Version }) {
			return nil, fault.Field(fmt.Sprintf("rules[%d].Identifier", i), r.ID, "is listed twice in this version")
		}
		s.Rules = append(s.Rules, r)
	}
	slices.SortFunc(s.Rules, func(a, b *Rule) int { return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.ID, b.ID)) })
	return s, nil
}

// ID is name@version.
func (s *Set) ID() string { return s.Name + "@" + s.Version }

// Subject is a certificate as rules look at it.
type Subject struct {
	Payload           map[string]any // as JSON has it
	Kind              string         // Vaccination, Test or Recovery
	Issuer            string         // country that issued it
	IssuedAt, Expires instant.Instant
}

// Outcome is what one rule says.
type Outcome struct {
	Rule   *Rule
	Passed bool
	Failed error // why it could not be evaluated; then it did not pass (CG-3)
}

// Apply evaluates the acceptance rules of a country and the invalidation rules of who issued, those in force at an instant
// (CG-4), in order of country and id. Both kinds say true of a certificate that is in order, as all engines of the gateway take them. passed is whether all of them say true; it is false where the country has no rule at all.
func (s *Set) Apply(to string, c Subject, at instant.Instant) (outcomes []Outcome, passed bool) {
	if s == nil || at < s.From || at >= s.Until {
		return nil, false
	}
	newest := map[string]*Rule{}
	for _, r := range s.Rules {
		if r.From > at || at >= r.Until || r.Region != "" || r.Kind != "General" && r.Kind != c.Kind || r.Invalidates && r.Country != c.Issuer || !r.Invalidates && r.Country != to {
			continue
		}
		if had := newest[r.ID]; had == nil || r.newer(had) {
			newest[r.ID] = r
		}
	}
	data := map[string]any{"payload": c.Payload, "external": map[string]any{
		"validationClock": at.In("Z"), "countryCode": to, "issuerCountryCode": c.Issuer, "iat": c.IssuedAt.In("Z"), "exp": c.Expires.In("Z"), "valueSets": s.values,
	}}
	any := false
	passed = true
	for _, r := range s.Rules {
		if newest[r.ID] != r {
			continue
		}
		any = any || !r.Invalidates
		value, err := r.Logic.Evaluate(data)
		said, isBool := value.(bool)
		o := Outcome{Rule: r, Passed: err == nil && isBool && said, Failed: err}
		passed = passed && o.Passed
		outcomes = append(outcomes, o)
	}
	return outcomes, passed && any
}
