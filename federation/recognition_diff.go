package federation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// Difference is what changes for codes of one issuer at one node from one matrix to another.
type Difference struct {
	By     region.Code
	Issuer string // region code, or country
	Use    string
	Before string // "" if it was not recognised
	After  string
}

// Diff says what of two matrices differs, by who recognises, issuer and use; a nil matrix recognises nobody.
func Diff(before, after *Matrix) []Difference {
	a, b := before.lines(), after.lines()
	var list []Difference
	for k, line := range a {
		if b[k] != line {
			list = append(list, Difference{k.by, k.issuer, k.use, line, b[k]})
		}
	}
	for k, line := range b {
		if _, had := a[k]; !had {
			list = append(list, Difference{k.by, k.issuer, k.use, "", line})
		}
	}
	slices.SortFunc(list, func(x, y Difference) int {
		return cmp.Or(cmp.Compare(x.By, y.By), cmp.Compare(x.Issuer, y.Issuer), cmp.Compare(x.Use, y.Use))
	})
	return list
}

type lineKey struct {
	by          region.Code
	issuer, use string
}

// lines say in words what a matrix recognises; several rows of the same are joined.
func (m *Matrix) lines() map[lineKey]string {
	out := map[lineKey]string{}
	if m == nil {
		return out
	}
	add := func(k lineKey, line string) {
		if was := out[k]; was != "" {
			line = was + "; " + line
		}
		out[k] = line
	}
	for _, r := range m.Rows {
		for _, by := range r.By {
			for _, issuer := range r.Issuers {
				for _, u := range r.Uses {
					add(lineKey{by, issuer.String(), string(u)}, r.words(u))
				}
			}
		}
	}
	for _, r := range m.Papers {
		for _, by := range r.By {
			for _, c := range r.Countries {
				for _, k := range r.Kinds {
					for _, u := range r.Uses {
						add(lineKey{by, c, string(k) + " " + string(u)}, fmt.Sprintf("%s, rules %q, %s, %s", r.Gate, r.Rules, dates(r.From, r.Until), r.Basis))
					}
				}
			}
		}
	}
	return out
}

func (r *Row) words(u Use) string {
	var b strings.Builder
	if u != OnPaper {
		for i, m := range r.Means {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(meaningWords(m))
		}
		b.WriteString("; ")
	}
	if len(r.In) > 0 {
		fmt.Fprintf(&b, "in %v; ", r.In)
	}
	if len(r.Places) > 0 {
		fmt.Fprintf(&b, "at %s; ", strings.Join(r.Places, " "))
	}
	if len(r.Refuses) > 0 {
		fmt.Fprintf(&b, "but not %s; ", strings.Join(r.Refuses, " "))
	}
	return b.String() + dates(r.From, r.Until) + ", " + r.Basis
}

func meaningWords(m pass.Meaning) string {
	s := m.Colour.String()
	if len(m.States) > 0 {
		s += fmt.Sprintf(" in states %v", m.States)
	}
	s += ": " + m.Gate.String()
	if m.Shown != m.Colour {
		s += " as " + m.Shown.String()
	}
	return s
}

func dates(from, until instant.Instant) string {
	return from.In(instant.Beijing)[:10] + " to " + until.In(instant.Beijing)[:10]
}
