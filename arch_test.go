// Package arch_test holds the architecture: who may import whom, that packages say what they are, that no file grows
// too large, and that every rule of ours has a test. It is not a style guide: what the compiler or vet finds is theirs.
package arch_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/rules.md anew")

// domain packages, each of which may import those before it.
var domain = []string{"region", "riskarea", "person", "evidence", "policy", "feed", "pass", "passage", "staff", "notice", "review",
	"itinerary", "contact", "investigation", "federation", "audit", "destruction"}

// values are what every package may use: they know nothing of Kangma's nouns.
var values = []string{"internal/fault", "internal/id", "internal/instant", "internal/strict"}

// sentence is one rule of architecture.md: what packages with a prefix may import of ours.
type sentence struct {
	of   string
	may  []string // prefixes
	text string
}

var sentences = []sentence{
	{"cmd/", []string{"cli"}, "cmd → cli"},
	{"cli", []string{"cli/bench", "api", "web", "demo", "node", "packs", "internal/"}, "cli → {api, web, demo, node}"},
	{"demo", []string{"demo", "api/client", "api/wire"}, "demo → api/client only"},
	{"api/wire", nil, "api/wire → values only"},
	{"api/client", []string{"api/wire"}, "api/client → api/wire"},
	{"api", []string{"api/wire", "node", "internal/"}, "api → node → {domain, store, internal/jobs}"},
	{"web/ui", []string{"web/assets", "internal/qr"}, "web/ui → values only"},
	{"web", []string{"node", "web/", "internal/"}, "web → node → {domain, store, internal/jobs}"},
	{"node", []string{"store", "internal/"}, "node → {domain, store, internal/jobs}"},
	{"store", []string{"store/", "internal/db", "internal/keys", "internal/testkit", "internal/jobs"}, "store → domain"},
	{"internal/", []string{"internal/", "store/migrations"}, "internal → internal"},
	{"packs", nil, "packs are data"},
	{"scripts/", nil, "scripts → domain"},
}

// mayUseDomain are the layers above the domain.
func mayUseDomain(pkg string) bool {
	for _, p := range []string{"cli", "api", "web", "node", "store", "scripts/"} {
		if pkg == p || strings.HasPrefix(pkg, strings.TrimSuffix(p, "/")+"/") {
			return pkg != "api/client" && pkg != "api/wire"
		}
	}
	return false
}

type source struct {
	path, pkg string
	file      *ast.File
	lines     int
	text      []byte
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	fset := token.NewFileSet()
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "testdata" || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(fset, p, text, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, source{p, path.Dir(p), f, bytes.Count(text, []byte("\n")), text})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (s source) test() bool { return strings.HasSuffix(s.path, "_test.go") }

func (s source) generated() bool { return ast.IsGenerated(s.file) }

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || s.pkg == "." || s.file.Name.Name == "main" && s.pkg != "cmd/kangma" {
			continue // a generator is nobody's layer
		}
		for _, imp := range s.file.Imports {
			to := strings.Trim(imp.Path.Value, `"`)
			if why := refuse(s.pkg, to); why != "" {
				t.Errorf("%s imports %s: %s", s.path, to, why)
			}
		}
	}
}

// refuse says which sentence an import breaks, "" if none.
func refuse(from, to string) string {
	ours, isOurs := strings.CutPrefix(to, "kangma/")
	level := slices.Index(domain, strings.Split(from, "/")[0])
	if level >= 0 {
		switch {
		case to == "net/http" || to == "database/sql" || to == "log":
			return "the domain knows no network, no database and no logger"
		case !isOurs, slices.Contains(values, ours):
			return ""
		case ours == from || strings.HasPrefix(ours, from+"/"):
			return ""
		}
		if other := slices.Index(domain, strings.Split(ours, "/")[0]); other >= 0 && other < level {
			return ""
		}
		return "domain packages import internal/{fault,id,instant,strict} and the domain packages above them"
	}
	if !isOurs || slices.Contains(values, ours) || ours == from {
		return ""
	}
	for _, s := range sentences {
		if from != s.of && !strings.HasPrefix(from, strings.TrimSuffix(s.of, "/")+"/") && !(strings.HasSuffix(s.of, "/") && strings.HasPrefix(from, s.of)) {
			continue
		}
		if mayUseDomain(from) && slices.Contains(domain, strings.Split(ours, "/")[0]) {
			return ""
		}
		for _, p := range s.may {
			if ours == strings.TrimSuffix(p, "/") || strings.HasPrefix(ours, strings.TrimSuffix(p, "/")+"/") {
				return ""
			}
		}
		return s.text
	}
	return "no sentence of architecture.md speaks of " + from
}

// The domain is told what time it is; it never asks.
func TestDomainHasNoClock(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || !slices.Contains(domain, strings.Split(s.pkg, "/")[0]) {
			continue
		}
		if bytes.Contains(s.text, []byte("time.Now(")) || bytes.Contains(s.text, []byte("time.Since(")) {
			t.Errorf("%s asks for the time", s.path)
		}
	}
}

var negation = regexp.MustCompile(`(?i)\b(not|never|nothing|nobody|neither|no)\b`)

func TestPackagesSayWhatTheyAre(t *testing.T) {
	comments := map[string]string{}
	for _, s := range sources(t) {
		if s.test() && s.pkg != "." || s.pkg == "." {
			continue
		}
		comments[s.pkg] += s.file.Doc.Text()
	}
	for pkg, text := range comments {
		switch {
		case text == "":
			t.Errorf("%s has no package comment", pkg)
		case !negation.MatchString(text):
			t.Errorf("the comment of %s does not say what it is not", pkg)
		}
	}
}

func TestNoFileIsTooLarge(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > 500 && !s.generated() {
			t.Errorf("%s has %d lines, more than 500", s.path, s.lines)
		}
	}
}

// stated is a rule of ours where it is stated: in a doc comment, as "XX-1  sentence", "- XX-1: sentence" or "Rule XX-1: sentence".
var stated = regexp.MustCompile(`(?m)(?:^//\s+(?:- )?|Rule )([A-Z]{2}-\d+)(?::|\s{1,})\s*([A-Z].*)$`)

type rule struct{ id, sentence, file string }

func TestEveryRuleHasATest(t *testing.T) {
	rules := map[string]rule{}
	tests := map[string][]string{}
	named := regexp.MustCompile(`\b[A-Z]{2}-\d+\b`)
	for _, s := range sources(t) {
		if s.test() {
			for _, id := range named.FindAllString(string(s.text), -1) {
				if !slices.Contains(tests[id], s.path) {
					tests[id] = append(tests[id], s.path)
				}
			}
			continue
		}
		for _, m := range stated.FindAllStringSubmatch(string(s.text), -1) {
			if requirement(m[1]) {
				continue
			}
			if was, twice := rules[m[1]]; twice && was.file != s.path {
				t.Errorf("%s is stated in %s and in %s", m[1], was.file, s.path)
			}
			rules[m[1]] = rule{m[1], strings.TrimSpace(m[2]), s.path}
		}
	}
	var page strings.Builder
	page.WriteString("# Rules of ours\n\nWritten by `go test -run TestEveryRuleHasATest . -update`: id, sentence, where it is stated, tests that name it.\n\n| id | rule | stated in | tests |\n|---|---|---|---|\n")
	ids := make([]string, 0, len(rules))
	for id := range rules {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, byNumber)
	for _, id := range ids {
		if len(tests[id]) == 0 {
			t.Errorf("%s (%s) has no test that names it", id, rules[id].file)
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", id, strings.ReplaceAll(rules[id].sentence, "|", "\\|"), rules[id].file, strings.Join(tests[id], ", "))
	}
	if *update {
		if err := os.WriteFile("docs/rules.md", []byte(page.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, _ := os.ReadFile("docs/rules.md"); string(have) != page.String() {
		t.Error("docs/rules.md is not up to date; run the test with -update")
	}
	proofs(t, tests)
}

// requirement says whether an id is of requirements.md and no rule of ours.
func requirement(id string) bool {
	return slices.Contains([]string{"HB", "WH", "NA", "MS", "WZ", "SC", "EP", "BY"}, id[:2])
}

func byNumber(a, b string) int {
	if c := strings.Compare(a[:2], b[:2]); c != 0 {
		return c
	}
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
