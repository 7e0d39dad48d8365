package webtest

import (
	"regexp"
	"strings"
	"testing"
)

var (
	tag  = regexp.MustCompile(`<!--|</?([a-zA-Z][a-zA-Z0-9-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>`)
	attr = regexp.MustCompile(`\s([a-zA-Z-]+)(?:=("[^"]*"|'[^']*'))?`)
	void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "img": true, "hr": true, "!doctype": true}
	key  = regexp.MustCompile(`\b[a-z_]+(\.[a-z_0-9]+)+\b`)
	text = regexp.MustCompile(`>([^<]+)<`)
)

// WellFormed fails the test unless every element is closed in order, no attribute stands twice, no id occurs twice, and every label and
// description that is referred to is there.
func WellFormed(t *testing.T, name, html string) {
	t.Helper()
	var open []string
	ids, wanted := map[string]int{}, map[string]string{}
	for _, m := range tag.FindAllStringSubmatch(html, -1) {
		el := strings.ToLower(m[1])
		if el == "" { // a comment
			continue
		}
		if strings.HasPrefix(m[0], "</") {
			if len(open) == 0 || open[len(open)-1] != el {
				t.Errorf("%s: </%s> closes %v", name, el, open)
				return
			}
			open = open[:len(open)-1]
			continue
		}
		seen := map[string]bool{}
		for _, a := range attr.FindAllStringSubmatch(m[2], -1) {
			n, v := strings.ToLower(a[1]), strings.Trim(a[2], `"'`)
			if seen[n] {
				t.Errorf("%s: <%s> has %s twice", name, el, n)
			}
			seen[n] = true
			switch n {
			case "id":
				ids[v]++
			case "for":
				wanted[v] = "for"
			case "aria-describedby", "aria-labelledby":
				for _, id := range strings.Fields(v) {
					wanted[id] = n
				}
			}
		}
		if !void[el] && !strings.HasSuffix(m[2], "/") {
			open = append(open, el)
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: not closed: %v", name, open)
	}
	for id, n := range ids {
		if n > 1 && !strings.Contains(name, "gallery") {
			t.Errorf("%s: id %q occurs %d times", name, id, n)
		}
	}
	for id, by := range wanted {
		if ids[id] == 0 {
			t.Errorf("%s: %s refers to %q, which is not there", name, by, id)
		}
	}
}

// NoBareKeys fails the test if a text on the page looks like a message key that no language has: a word that was forgotten.
func NoBareKeys(t *testing.T, name, html string, known func(string) bool) {
	t.Helper()
	for _, m := range text.FindAllStringSubmatch(html, -1) {
		for _, k := range key.FindAllString(m[1], -1) {
			head, _, _ := strings.Cut(k, ".")
			if strings.TrimSpace(m[1]) == k && !known(k) && isTopic[head] {
				t.Errorf("%s: %q has no message", name, k)
			}
		}
	}
}

// isTopic are the first words of message keys.
var isTopic = map[string]bool{"layout": true, "menu": true, "time": true, "colour": true, "mark": true, "label": true, "form": true, "home": true, "login": true, "terms": true,
	"step": true, "identity": true, "relation": true, "id_type": true, "apply": true, "purpose": true, "region": true, "health": true, "answer": true, "status": true, "symptom": true,
	"declare": true, "declarations": true, "code": true, "reason": true, "waiting": true, "why": true, "wards": true, "visit": true, "visits": true, "kind": true, "trouble": true, "fault": true, "gate": true, "gallery": true, "desk": true}
