package cli_test

import (
	"regexp"
	"strings"
	"testing"
)

// BY-11: the tour tells its stories in a country in small, one for each group of requirements, and all goes as it is told; in both languages.
func TestTour(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			code, out, errs := kangma(t, "", "demo", "tour", "--lang", lang)
			if code != 0 || strings.Contains(out, "✗") || strings.Contains(out, "%!") {
				t.Fatal(code, errs, out)
			}
			code, list, errs := kangma(t, "", "demo", "tour", "--list")
			if code != 0 {
				t.Fatal(errs)
			}
			for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
				if name := strings.Fields(line)[1]; !strings.Contains(out, "("+name+")") {
					t.Errorf("%s is not told", name)
				}
			}
			if lang == "en" && regexp.MustCompile(`\d+ stories, \d+ steps, 0 went otherwise`).FindString(out) == "" {
				t.Error(out[max(0, len(out)-200):])
			}
			for _, group := range []string{"HB-", "WH-", "NA-", "MS-", "WZ-", "SC-", "EP-", "BY-"} {
				if !strings.Contains(list, group) {
					t.Errorf("no story is about %s", group)
				}
			}
		})
	}
	if code, out, errs := kangma(t, "", "demo", "tour", "--only", "nonsense"); code == 0 || out != "" || !strings.Contains(errs, "nonsense") {
		t.Error(code, out, errs)
	}
}
