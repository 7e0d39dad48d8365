package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var fenced = regexp.MustCompile("(?ms)^```([a-z]+)(?: title=\"([^\"]+)\")?\n(.*?)^```$")

// TestManual writes the files that the manual of rule books shows, runs the commands that it shows, and holds what they
// print to what it says. "…" stands for any lines. Both languages.
func TestManual(t *testing.T) {
	for _, manual := range []string{"policy-manual.md", "policy-manual.zh-CN.md"} {
		t.Run(manual, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join("..", "docs", manual))
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			files, commands := 0, 0
			for _, block := range fenced.FindAllStringSubmatch(string(text), -1) {
				switch lang, file, body := block[1], block[2], block[3]; {
				case lang == "console":
					for _, step := range strings.Split("\n"+body, "\n$ ")[1:] {
						command, want, _ := strings.Cut(step, "\n")
						got := shell(t, command)
						if !matches(strings.Split(strings.TrimSuffix(want, "\n"), "\n"), strings.Split(strings.TrimSuffix(got, "\n"), "\n")) {
							t.Errorf("$ %s\nprints\n%s\nthe manual says\n%s", command, got, want)
						}
						commands++
					}
				case file != "":
					if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(file, []byte(body), 0o644); err != nil {
						t.Fatal(err)
					}
					files++
				}
			}
			if files < 8 || commands < 8 {
				t.Errorf("only %d files and %d commands were found", files, commands)
			}
		})
	}
}

// shell runs one command of the manual: kangma in-process, others as they are.
func shell(t *testing.T, command string) string {
	t.Helper()
	if args, ok := strings.CutPrefix(command, "kangma "); ok {
		_, stdout, stderr := kangma(t, "", strings.Fields(args)...)
		return stdout + stderr
	}
	out, err := exec.Command("sh", "-c", command).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, out)
	}
	return string(out)
}

// matches compares lines; "…" in want stands for any number of them.
func matches(want, got []string) bool {
	for i, w := range want {
		if w == "…" {
			for n := range got {
				if n >= i && matches(want[i+1:], got[n:]) {
					return true
				}
			}
			return i == len(want)-1
		}
		if i >= len(got) || got[i] != w {
			return false
		}
	}
	return len(want) == len(got)
}
