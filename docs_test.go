package arch_test

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kangma/cli"
)

// This file holds what the documents say of the program: that what they name exists.

// documents are all pages that people read.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) < 20 {
		t.Fatalf("only %d documents were found", len(all))
	}
	return all
}

func text(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var (
	quoted   = regexp.MustCompile("`([^`\n]+)`")
	fence    = regexp.MustCompile("(?ms)^ *```[a-z]*\n(.*?)^ *```$")
	pathLike = regexp.MustCompile(`^[a-z_.][A-Za-z0-9_.@-]*(/[A-Za-z0-9_.@*-]+)+/?$`)
	holder   = regexp.MustCompile(`NAME|NOUN|VERB|VERSION|ID`)
	link     = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	named    = regexp.MustCompile("`([a-z][A-Za-z0-9_/.-]*\\.(?:go|js))` \\(([^)]*)\\)")
	word     = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	picture  = regexp.MustCompile(`src="([^"]+)"`)
	heading  = regexp.MustCompile(`(?m)^(#+) `)
)

// elsewhere are paths that lie outside of the repository.
var elsewhere = []string{"build/", "golang.org/", "sumdb/", "testing/", "internal/{"}

// TestDocumentsNameWhatExists: every path in the two pages that lead through the code is there, with what the page says is in it.
func TestDocumentsNameWhatExists(t *testing.T) {
	for _, file := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md"} {
		s := fence.ReplaceAllString(text(t, file), "")
		count := 0
		for _, m := range quoted.FindAllStringSubmatch(s, -1) {
			name := m[1]
			if !pathLike.MatchString(name) || slices.ContainsFunc(elsewhere, func(p string) bool { return strings.HasPrefix(name, p) }) {
				continue
			}
			count++
			pattern := strings.Trim(holder.ReplaceAllString(name, "*"), "/")
			if found, _ := filepath.Glob(pattern); len(found) == 0 {
				t.Errorf("%s names %s, which is not there", file, name)
			}
		}
		if count < 30 {
			t.Errorf("%s names only %d paths", file, count)
		}
		for _, m := range named.FindAllStringSubmatch(s, -1) {
			code, err := os.ReadFile(m[1])
			if err != nil {
				continue // said above
			}
			for _, w := range quoted.FindAllStringSubmatch(m[2], -1) {
				if word.MatchString(w[1]) && !regexp.MustCompile(`\b`+w[1]+`\b`).Match(code) {
					t.Errorf("%s says that %s has %s, which it has not", file, m[1], w[1])
				}
			}
		}
	}
}

// TestLinksLead: every link between documents leads to a file.
func TestLinksLead(t *testing.T) {
	for _, file := range documents(t) {
		prose := quoted.ReplaceAllString(fence.ReplaceAllString(text(t, file), ""), "")
		for _, m := range link.FindAllStringSubmatch(prose, -1) {
			if _, err := os.Stat(path.Join(path.Dir(file), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", file, m[1])
			}
		}
	}
}

// help is what a command line prints.
func help(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := cli.Run(t.Context(), append(args, "--help"), strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("kangma %s --help ends with %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String()
}

// commands are those of the program, as its help lists them.
func commands(t *testing.T) []string {
	t.Helper()
	_, list, _ := strings.Cut(help(t), "\nCommands:\n")
	var all []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+(?: [a-z]+){0,2})\b`).FindAllStringSubmatch(list, -1) {
		all = append(all, m[1])
	}
	if len(all) < 10 {
		t.Fatalf("kangma --help lists only %q", all)
	}
	return all
}

var (
	called = regexp.MustCompile(`(?:\./|go run \./cmd/|build/|^|[\s(|])kangma ([a-z].*)$`)
	flag1  = regexp.MustCompile(`(?:^|\s)(--?[a-z][a-z-]*)`)
)

// TestDocumentsNameCommands: every command that a document tells the reader to give exists, with its flags.
func TestDocumentsNameCommands(t *testing.T) {
	known := commands(t)
	helps := map[string]string{}
	count := 0
	for _, file := range documents(t) {
		s := text(t, file)
		var lines []string
		for _, m := range fence.FindAllStringSubmatch(s, -1) {
			lines = append(lines, strings.Split(strings.ReplaceAll(m[1], "\\\n", " "), "\n")...)
		}
		for _, m := range quoted.FindAllStringSubmatch(fence.ReplaceAllString(s, ""), -1) {
			lines = append(lines, m[1])
		}
		for _, line := range lines {
			m := called.FindStringSubmatch(strings.TrimSpace(line))
			if m == nil || notYet[m[1]] {
				continue
			}
			count++
			words := append(strings.Fields(m[1]), "")
			command := words[0]
			if three := strings.Join(words[:min(3, len(words))], " "); slices.Contains(known, three) {
				command = three
			} else if two := words[0] + " " + words[1]; slices.Contains(known, two) {
				command = two
			} else if start := words[0] + " start"; strings.HasPrefix(words[1], "-") && slices.Contains(known, start) { // what it does if nothing is named
				command = start
			}
			if !slices.Contains(known, command) && !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, strings.Join(strings.Fields(m[1]), " ")+" ") }) {
				t.Errorf("%s says kangma %s, which is no command", file, m[1])
				continue
			}
			if helps[command] == "" {
				helps[command] = help(t, strings.Fields(command)...)
			}
			for _, f := range flag1.FindAllStringSubmatch(m[1], -1) {
				if !regexp.MustCompile(regexp.QuoteMeta(f[1]) + `\b`).MatchString(helps[command]) {
					t.Errorf("%s gives kangma %s the flag %s, which it has not", file, command, f[1])
				}
			}
		}
	}
	if count < 30 {
		t.Errorf("only %d commands were found in the documents", count)
	}
}

// notYet are commands that a document says are not built.
var notYet = map[string]bool{"db distribute": true}

// TestReadmesSayTheSame: the two READMEs have the same parts and the same commands.
func TestReadmesSayTheSame(t *testing.T) {
	en, zh := text(t, "README.md"), text(t, "README.zh-CN.md")
	for name, in := range map[string]func(string) []string{
		"headings":    func(s string) []string { return heading.FindAllString(fence.ReplaceAllString(s, ""), -1) },
		"code blocks": func(s string) []string { return fence.FindAllString(s, -1) },
		"pictures":    func(s string) []string { return picture.FindAllString(s, -1) },
	} {
		a, b := in(en), in(zh)
		if len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("the %s of README.md and README.zh-CN.md differ:\n%q\n%q", name, a, b)
		}
	}
	for _, m := range picture.FindAllStringSubmatch(en, -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("README.md shows %s, which is not there", m[1])
		}
	}
	targets := text(t, "Makefile")
	for _, m := range regexp.MustCompile(`(?m)^make ([a-z]+)$`).FindAllStringSubmatch(en, -1) {
		if !strings.Contains(targets, "\n"+m[1]+":") {
			t.Errorf("README.md says make %s, which the Makefile has not", m[1])
		}
	}
}

// TestDecisionsAreListed: every ADR stands in the index, and every library in it with its version.
func TestDecisionsAreListed(t *testing.T) {
	index := text(t, "docs/adr/README.md")
	pages, err := filepath.Glob("docs/adr/0*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if !strings.Contains(index, "("+path.Base(p)+")") {
			t.Errorf("docs/adr/README.md does not list %s", p)
		}
	}
	direct, _, _ := strings.Cut(text(t, "go.mod"), ")\n")
	for _, m := range regexp.MustCompile(`(?m)^\t(\S+) (v\S+)$`).FindAllStringSubmatch(direct, -1) {
		if !strings.Contains(index, "| "+m[1]+" | "+m[2]+" |") {
			t.Errorf("docs/adr/README.md does not list %s %s", m[1], m[2])
		}
	}
}
