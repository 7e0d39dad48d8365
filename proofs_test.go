package arch_test

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// requirements are the ids of requirements.md: how many each prefix has.
var requirements = []struct {
	prefix, title string
	count         int
}{
	{"HB", "Hubei health code", 13},
	{"WH", "Wuhan health code", 15},
	{"NA", "National health information code", 15},
	{"MS", "Roll-out in places", 4},
	{"WZ", "Wenzhou epidemic code", 18},
	{"SC", "Co-traveller self-check", 4},
	{"EP", "Case investigation", 6},
	{"BY", "Beyond them all", 22},
}

// proofs writes and holds docs/proofs.md: which tests name which requirement. tests are those in Go, by id; stories,
// scenarios and cases of packs are run by tests and count as such.
func proofs(t *testing.T, tests map[string][]string) {
	t.Helper()
	add := func(in, pattern string) {
		err := fs.WalkDir(os.DirFS(in), ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			if ok, _ := path.Match(pattern, path.Base(p)); !ok || in == "packs" && path.Base(path.Dir(p)) != "cases" {
				return nil
			}
			file := path.Join(in, p)
			for _, id := range namedIDs(text(t, file)) {
				if !slices.Contains(tests[id], file) {
					tests[id] = append(tests[id], file)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	add("test", "*.txtar")
	add("packs", "*.yaml")
	var page strings.Builder
	page.WriteString("# Proofs\n\nWritten by `go test -run TestEveryRuleHasATest . -update`: each requirement with the tests, stories and cases of packs that name it. How stories are run: `cli/story_test.go`.\n")
	for _, r := range requirements {
		fmt.Fprintf(&page, "\n## %s. %s\n\n| id | proved by |\n|---|---|\n", r.prefix, r.title)
		for i := range r.count {
			id := fmt.Sprintf("%s-%02d", r.prefix, i+1)
			by := slices.Sorted(slices.Values(tests[id]))
			if len(by) == 0 {
				by = []string{"not yet"}
			}
			fmt.Fprintf(&page, "| %s | %s |\n", id, strings.Join(by, ", "))
			if by[0] == "not yet" && promised(r.prefix, i+1) {
				t.Errorf("no test names %s", id)
			}
		}
	}
	if *update {
		if err := os.WriteFile("docs/proofs.md", []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, _ := os.ReadFile("docs/proofs.md"); string(have) != page.String() {
		t.Error("docs/proofs.md is not up to date; run the test with -update")
	}
}

// promised says whether a requirement is one of those that are built: somebody must prove it. The others are later work.
func promised(prefix string, n int) bool {
	switch prefix {
	case "HB", "WZ", "MS":
		return true
	case "WH":
		return n != 15 // needs other nodes
	case "NA":
		return n <= 9
	case "BY":
		return n <= 6 || n >= 10 && n <= 19 && n != 15 || n >= 21
	}
	return false
}

var (
	idLike = regexp.MustCompile(`\b([A-Z]{2})-(\d+)\b`)
	ranges = regexp.MustCompile(`\b([A-Z]{2})-(\d\d) to [A-Z]{2}-(\d\d)\b`)
)

// namedIDs are the ids that a text names, those of "WH-08 to WH-14" too.
func namedIDs(text string) (ids []string) {
	for _, m := range idLike.FindAllStringSubmatch(text, -1) {
		ids = append(ids, m[0])
	}
	for _, m := range ranges.FindAllStringSubmatch(text, -1) {
		var from, to int
		fmt.Sscan(strings.TrimLeft(m[2], "0"), &from)
		fmt.Sscan(strings.TrimLeft(m[3], "0"), &to)
		for i := from; i <= to; i++ {
			ids = append(ids, fmt.Sprintf("%s-%02d", m[1], i))
		}
	}
	return ids
}
