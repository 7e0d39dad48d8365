package policy_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"kangma/internal/fault"
	"kangma/packs"
	"kangma/policy"
)

// PO-5: a condition cannot loop, and one that could cost too much is refused when the pack is loaded.
func TestConditionsAreBounded(t *testing.T) {
	const dir = "zhejiang/2020-07-01"
	const rule = dir + "/rules/ZJ-05.declared-fever.yaml"
	load := func(when string) error {
		copied := fstest.MapFS{}
		err := fs.WalkDir(packs.FS, dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(packs.FS, p)
			if p == rule {
				data = []byte(strings.Replace(string(data), `when: status == "fever"`, "when: '"+when+"'", 1))
			}
			copied[p] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = policy.Load(copied, dir)
		return err
	}
	if err := load(`status == "fever"`); err != nil {
		t.Fatal(err)
	}
	for name, when := range map[string]string{
		"a loop":             `symptoms.exists(s, s == "other")`,
		"a cost":             strings.Repeat(`status.contains("fever") || `, 60) + "true",
		"a regular language": `status.matches("(a+)+$") || ` + strings.Repeat(`status.matches("(a|b|c)*d") || `, 50) + "true",
		"a length":           strings.Repeat(`status == "fever" || `, 200) + "true",
		"a number":           "1 + 1",
		"a stranger":         `dose > 3`,
		"nonsense":           `status = = 1`,
	} {
		if err := load(when); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "ZJ-05.declared-fever") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
