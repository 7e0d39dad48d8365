package policy

import (
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/internal/strict"
)

// Case is a question to a pack: facts, and the instant decided for (evidence.md section 1).
type Case struct {
	At, KnownAt instant.Instant
	Zone        instant.Zone // the offset of `at` as written; the answer uses it
	Facts       Facts
}

// idTypes are the identity documents of evidence.md.
var idTypes = []string{"resident_id", "passport", "hk_macao_permit", "taiwan_permit", "foreign_residence", "none"}

// ParseCase reads a case. A field that evidence.md does not name is a fault, at any depth; faults name field and value.
func ParseCase(data []byte, regions evidence.Regions) (*Case, error) {
	o, err := strict.Parse(data)
	if err != nil {
		return nil, err
	}
	c := &Case{}
	o.Require("at", "evidence")
	c.At, c.Zone, _ = o.Time("at")
	c.KnownAt = c.At
	if t, _, ok := o.Time("known_at"); ok {
		c.KnownAt = t
	}
	if p, ok := o.Object("person"); ok {
		c.Facts.Person = parsePerson(p, regions)
	}
	modes, _ := o.Objects("modes")
	for _, m := range modes {
		c.Facts.Modes = append(c.Facts.Modes, parseMode(m))
	}
	risk, _ := o.Objects("risk_areas")
	areas := make([]RiskArea, 0, len(risk))
	for _, a := range risk {
		areas = append(areas, parseRiskArea(a, regions))
	}
	c.Facts.Risk = NewRiskAreas(areas)
	pieces, _ := o.Objects("evidence")
	seen := make(map[string]bool, len(pieces))
	for _, e := range pieces {
		f := evidence.Parse(e, regions)
		if seen[f.ID] && o.Err() == nil {
			e.Fail("id", f.ID, "is the id of two pieces of evidence")
		}
		seen[f.ID] = true
		c.Facts.Evidence = append(c.Facts.Evidence, f)
	}
	if err := o.Done(); err != nil {
		return nil, err
	}
	return c, nil
}

func parsePerson(o *strict.Object, regions evidence.Regions) Person {
	var p Person
	if s, ok := o.Text("id_type"); ok {
		p.IDType = choice(o, "id_type", s, idTypes)
	}
	if s, ok := o.Text("birth"); ok {
		if _, err := instant.Date(s, instant.Beijing); err != nil {
			o.FailWith("birth", s, err)
		}
		p.Birth = s
	}
	p.Residence = evidence.ParseRegion(o, "residence", regions)
	o.Done()
	return p
}

func parseMode(o *strict.Object) Mode {
	o.Require("mode", "from")
	var m Mode
	if s, ok := o.Text("mode"); ok {
		m.Mode = choice(o, "mode", s, Modes)
	}
	m.From, m.Until = parseInterval(o)
	o.Done()
	return m
}

func parseRiskArea(o *strict.Object, regions evidence.Regions) RiskArea {
	o.Require("region", "level", "from")
	a := RiskArea{Region: evidence.ParseRegion(o, "region", regions)}
	if s, ok := o.Text("level"); ok {
		a.Level = choice(o, "level", s, Levels)
	}
	a.From, a.Until = parseInterval(o)
	o.Done()
	return a
}

func parseInterval(o *strict.Object) (from, until instant.Instant) {
	until = instant.Never
	from, _, _ = o.Time("from")
	if t, _, ok := o.Time("until"); ok {
		if t < from {
			o.Fail("until", t.In("Z"), "is before from %s", from)
		}
		until = t
	}
	return from, until
}

func choice(o *strict.Object, field, value string, words []string) string {
	if !slices.Contains(words, value) {
		o.Fail(field, value, "is not one of %s", strings.Join(words, ", "))
	}
	return value
}
