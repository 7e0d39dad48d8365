package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	literal = regexp.MustCompile("[\"'`]([a-z_]+(?:\\.[a-z_0-9]+)+)[\"'`]")
	// Messages whose key is put together while running, by how the key begins.
	composed = []string{"colour.", "mark.", "label.", "gate.answer.", "gate.fallback.", "gate.register.", "gate.reason.", "gate.why.", "time.month.", "fault.", "trouble.", "relation.", "id_type.", "purpose.", "status.", "symptom.", "answer.",
		"gate.camera.", "gate.store.", "kind.", "region.", "language.", "look.", "visitor.", "file.", "case.done.", "desk.form.", "desk.word.", "case.conversion", "case.correction", "case.check", "case.arrival", "act.", "audit.object.", "imports.attr.", "imports.field.", "risklist.level.", "rules.done.", "genuine.scan.", "genuine.how.",
		"desk.person.done.", "links.status.", "shadows.", "onsite.consent.", "onsite.seen.", "passages.", "desk.search.", "inspections.done.", "inspections.result.", "inspections.why.", "places.done.", "staff.done.", "modes.name.", "modes.lead.", "overview.", "itinerary.is.", "journeys.is.", "journeys.risk.", "journeys.transport."}
)

// Rule UI-3: every key that a template, a handler or a script names has a message, and no message is there for nobody.
func TestEveryKeyIsKnownAndUsed(t *testing.T) {
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "*.html", "parts/*.html", "pages/*.html", "../holder/*.go", "../holder/pages/*.html", "../desk/*.go", "../desk/pages/*.html", "../assets/desk/*.js", "../gate/*.go", "../gate/pages/*.html", "../assets/gate/*.js", "../assets/holder/*.js"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range literal.FindAllStringSubmatch(string(b), -1) {
				used[m[1]] = true
				if strings.HasSuffix(f, ".html") && !languages[0].Has(m[1]) && !strings.HasSuffix(m[1], ".webmanifest") {
					t.Errorf("%s names %q, which has no message", f, m[1])
				}
			}
			for _, m := range regexp.MustCompile(`(?:\bT|say)\("([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
				if !languages[0].Has(m[1]) && !strings.HasSuffix(m[1], ".") {
					t.Errorf("%s says %q, which has no message", f, m[1])
				}
			}
		}
	}
next:
	for _, k := range languages[0].Keys() {
		for _, beside := range []string{".hint", ".note", ".lead"} { // what stands beside a word is said with it
			used[k] = used[k] || used[strings.TrimSuffix(k, beside)]
		}
		if used[k] {
			continue
		}
		for _, c := range composed {
			if strings.HasPrefix(k, c) {
				continue next
			}
		}
		t.Errorf("nobody says %q", k)
	}
}
