package policy

import (
	"cmp"
	"fmt"
	"path"
	"slices"
)

// LintTogether says what is not in order between packs: two of a jurisdiction that carry one number, and versions of one
// name that do not follow each other.
func LintTogether(packs []*Pack) []Finding {
	type key struct{ region, number any }
	var findings []Finding
	note := func(s Severity, p *Pack, what, mend string) {
		findings = append(findings, Finding{s, path.Join(p.Name, p.Version, "pack.yaml"), "", what, mend})
	}
	packs = slices.SortedStableFunc(slices.Values(packs), func(p, q *Pack) int {
		return cmp.Or(cmp.Compare(p.Name, q.Name), cmp.Compare(p.Version, q.Version))
	})
	seen := map[key]*Pack{}
	for i, p := range packs {
		k := key{p.Region, p.Number}
		if q := seen[k]; q != nil && q.ID() != p.ID() {
			note(LintError, p, fmt.Sprintf("has the number %d of %s", p.Number, q.ID()), "give each version of a jurisdiction a number of its own: codes carry it")
		}
		seen[k] = p
		if i == 0 || packs[i-1].Name != p.Name || packs[i-1].Version == p.Version {
			continue
		}
		before := packs[i-1]
		if p.Replaces != before.ID() {
			note(LintError, p, fmt.Sprintf("replaces %q, but follows %s", p.Replaces, before.ID()), "name the version before it under replaces")
		}
		if before.Until < p.From {
			note(LintWarning, p, fmt.Sprintf("begins after %s ended at %s: nothing is in force between", before.ID(), before.Until), "close the gap, or say in the document why there is one")
		}
	}
	return findings
}
