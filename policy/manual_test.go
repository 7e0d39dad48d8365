package policy

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestManualHasEveryKey: the manual names every key that a pack's files can have, and every word of the lists that they
// choose from, in both languages.
func TestManualHasEveryKey(t *testing.T) {
	words := map[string]bool{}
	for _, file := range []any{packFile{}, stateFile{}, ruleFile{}, exampleFile{}, Counts{}, Needs{}, Lifting{}, Gives{}, Lift{}} {
		for _, f := range reflect.VisibleFields(reflect.TypeOf(file)) {
			if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag != "" {
				words[tag] = true
			}
		}
	}
	for _, list := range [][]string{Labels, Modes, exampleFields, {string(Latest), string(LatestPerIssuer)}} {
		for _, w := range list {
			words[w] = true
		}
	}
	for _, c := range Colours {
		words[string(c)] = true
	}
	for _, m := range Marks {
		words[string(m)] = true
	}
	for n := range instantNames {
		words[n] = true
	}
	for n := range pieceNames {
		words[n] = true
	}
	if len(words) < 80 {
		t.Errorf("only %d words", len(words))
	}
	for _, manual := range []string{"policy-manual.md", "policy-manual.zh-CN.md"} {
		text, err := os.ReadFile(filepath.Join("..", "docs", manual))
		if err != nil {
			t.Fatal(err)
		}
		code := strings.Join(inCode(string(text)), " ")
		for w := range words {
			if !strings.Contains(code, w) {
				t.Errorf("%s does not speak of `%s`", manual, w)
			}
		}
	}
}

// inCode is what stands between backquotes outside of blocks.
func inCode(text string) []string {
	var found []string
	for i, part := range strings.Split(text, "```") {
		if i%2 == 1 {
			continue
		}
		for j, word := range strings.Split(part, "`") {
			if j%2 == 1 {
				found = append(found, word)
			}
		}
	}
	return found
}
