package federation

import (
	"fmt"
	"slices"

	"kangma/pass"
	"kangma/policy"
	"kangma/region"
)

// Regions is what a matrix is checked against: region.Table.
type Regions interface {
	// Check refuses a region that does not exist.
	Check(region.Code) error
}

// Lint says what in a matrix is not in order: regions that do not exist are errors; what is likely a mistake is a warning.
func (m *Matrix) Lint(regions Regions) []policy.Finding {
	l := &linter{matrix: m}
	for i, r := range m.Rows {
		row := fmt.Sprintf("rows[%d]", i)
		for _, c := range slices.Concat(r.By, r.Issuers, r.In) {
			if err := regions.Check(c); err != nil {
				l.add(policy.LintError, row, fmt.Sprintf("there is no region %s", c), "name regions of the table of divisions")
			}
		}
		for _, in := range r.In {
			if !slices.ContainsFunc(r.By, func(by region.Code) bool { return by.Contains(in) }) {
				l.add(policy.LintError, row, fmt.Sprintf("%s lies in no region that recognises", in), "conditions are on where the gate stands")
			}
		}
		if len(r.Means) > 0 {
			l.colours(row, &r)
		}
		for j := range m.Rows[:i] {
			l.overlap(row, &m.Rows[j], &r, j)
		}
	}
	l.oneSided()
	return l.findings
}

type linter struct {
	matrix   *Matrix
	findings []policy.Finding
}

func (l *linter) add(s policy.Severity, row, what, mend string) {
	l.findings = append(l.findings, policy.Finding{Severity: s, File: l.matrix.ID(), Rule: row, What: what, Mend: mend})
}

// colours looks at which colours a row names, and whether a worse one counts for more than a better one.
func (l *linter) colours(row string, r *Row) {
	named := map[pass.Colour]pass.Outcome{}
	for _, m := range r.Means {
		if len(m.States) == 0 {
			named[m.Colour] = max(named[m.Colour], m.Gate)
		}
	}
	if _, ok := named[pass.Green]; !ok {
		l.add(policy.LintWarning, row, "green is not among its meanings", "say what a green code means, or leave the row out")
	}
	if _, ok := named[pass.Red]; !ok {
		l.add(policy.LintWarning, row, "red is refused: a red code is answered "+l.matrix.Else.String(), "name red if it is to stop here")
	}
	order := []pass.Colour{pass.Green, pass.Gray, pass.Yellow, pass.Red}
	for i, better := range order {
		for _, worse := range order[i+1:] {
			a, hasA := named[better]
			b, hasB := named[worse]
			if hasA && hasB && b < a {
				l.add(policy.LintWarning, row, fmt.Sprintf("%s is answered %s, and %s %s", worse, b, better, a), "a worse colour should not count for more")
			}
		}
	}
}

// overlap tells of two rows that speak of the same code at the same time: the stricter counts, which may not be meant.
func (l *linter) overlap(row string, a, b *Row, other int) {
	shares := func(x, y []region.Code) bool {
		return slices.ContainsFunc(x, func(c region.Code) bool { return slices.Contains(y, c) })
	}
	if shares(a.By, b.By) && shares(a.Issuers, b.Issuers) && slices.ContainsFunc(a.Uses, func(u Use) bool { return slices.Contains(b.Uses, u) }) &&
		a.From < b.Until && b.From < a.Until && slices.Equal(a.In, b.In) && slices.Equal(a.Places, b.Places) {
		l.add(policy.LintWarning, row, fmt.Sprintf("it speaks of the same codes as rows[%d] at the same time", other), "the stricter of both counts; say it once")
	}
}

// oneSided tells of a region that recognises another which, in the same matrix, recognises nobody's but not its codes.
func (l *linter) oneSided() {
	pairs, speak := map[[2]region.Code]bool{}, map[region.Code]bool{}
	for _, r := range l.matrix.Rows {
		for _, by := range r.By {
			speak[by] = true
			for _, issuer := range r.Issuers {
				pairs[[2]region.Code{by, issuer}] = true
			}
		}
	}
	for i, r := range l.matrix.Rows {
		for _, by := range r.By {
			for _, issuer := range r.Issuers {
				if speak[issuer] && !pairs[[2]region.Code{issuer, by}] {
					l.add(policy.LintWarning, fmt.Sprintf("rows[%d]", i), fmt.Sprintf("%s recognises %s, and not the other way round", by, issuer), "recognition is mutual unless it is meant otherwise (NA-10)")
				}
			}
		}
	}
}
