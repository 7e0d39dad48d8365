package ui

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kangma/internal/fault"
)

// wordless are keys, by how they begin, that no reader of a page meets; should one come through all the same, the words of
// its code are said.
var wordless = []string{
	"poster.", "job.", "evidence.", "populate.", // authorities' imports, at the command line
	"serve.", "file.", "example.", "map.", "login.file", "login.none", "case.attachment_out", // who starts a node, or works at the command line
	"recognition.", "edition.", "hcert.signers", // who publishes whose codes count here
	"feed.", "feed_key.", // who sets up feeds, and the machines of authorities
	"destruction.",                                           // who ends a node
	"contact.",                                               // carriers and health authorities who bring in lists
	"audit.", "keys.", "root.", "database.", "node.", "sms.", // who runs or audits a node
	"client.", "busy.queue", "json.", "request.", "address.", "method.", "idempotency.", "field.doubled", "field.unknown", // programs that call the API
	"trust.", "status.", "zlib.", // files that verifiers read
	"hub.", "member.", // who runs a hub, or joins one
	"call.", "consent.", "operation.", "upward.", "partner.refused", "partner.too_many", "code.none", "link.too_many_names", // one node to another
}

// What the sources say of refusals: their keys, and the fields that they name.
var (
	emittedKey    = regexp.MustCompile(`(?:fault\.New\([\w.]+,\s*|WithKey\(|\bKey:\s*)"([a-z_]+(?:\.[a-z_]+)+)"`)
	refusedField  = regexp.MustCompile(`(?:fault\.(?:Missing|Field|Secret)|\bmissing)\("(?:[a-z_]+\.)*([a-z_]+)"|\{name: "([a-z_]+)", word:`)
	saidLiterally = regexp.MustCompile(`"fault\.([a-z_.]+)"`)
)

// refusals reads the sources of the whole module but its tests.
func refusals(t *testing.T) (keys, fields, literal map[string]bool) {
	keys, fields, literal = map[string]bool{}, map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for into, pattern := range map[*map[string]bool]*regexp.Regexp{&keys: emittedKey, &fields: refusedField, &literal: saidLiterally} {
			for _, m := range pattern.FindAllSubmatch(b, -1) {
				(*into)[string(slices.Concat(m[1:]...))] = true // of two groups one is empty
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) < 80 || len(fields) < 30 {
		t.Fatalf("only %d keys and %d fields were found: the patterns no longer fit the sources", len(keys), len(fields))
	}
	return keys, fields, literal
}

// WH-02: each refusal that a holder or a collector can meet has its own sentence in every language.
func TestFaultsHaveWords(t *testing.T) {
	keys, _, _ := refusals(t)
	for key := range keys {
		if slices.ContainsFunc(wordless, func(p string) bool { return strings.HasPrefix(key, p) }) {
			continue
		}
		for _, l := range languages {
			if !l.Has("fault." + key) {
				t.Errorf("%s: no words for the refusal %q", l.Tag, key)
			}
		}
	}
	for _, prefix := range wordless {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(keys)), func(k string) bool { return strings.HasPrefix(k, prefix) }) {
			t.Errorf("nobody refuses with %q any more", prefix)
		}
	}
}

// UI-3: no words are kept for a refusal that nobody makes.
func TestFaultWordsAreSaid(t *testing.T) {
	keys, fields, literal := refusals(t)
	for _, c := range []fault.Code{fault.Invalid, fault.NotFound, fault.Conflict, fault.Unauthenticated, fault.Forbidden, fault.TooMany, fault.Busy, fault.Unavailable, fault.TooLarge, fault.Internal} {
		keys[string(c)] = true
	}
	for word := range languages[0].With("fault.") {
		key := strings.TrimPrefix(word, "fault.")
		field := lastOf(key)
		of := strings.TrimSuffix(key, "."+field)
		if !keys[key] && !literal[key] && !(keys[of] && fields[field]) {
			t.Errorf("nobody refuses with %q", key)
		}
	}
}
