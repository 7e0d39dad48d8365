package policy_test

import (
	"io/fs"
	"path"
	"testing"

	"kangma/internal/instant"
	"kangma/packs"
	"kangma/policy"
	"kangma/region"
)

// anywhere lets every region exist: which regions exist is the region table's test.
type anywhere struct{}

func (anywhere) Check(region.Code) error { return nil }

func load(t testing.TB, ref string) *policy.Pack {
	t.Helper()
	p, err := policy.Library{FS: packs.FS}.Find(ref, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestShippedCases runs the cases of every shipped pack. HB-01, HB-02, HB-03, HB-04, HB-07, HB-11, HB-12, WH-07,
// NA-04, NA-05, WZ-12, WZ-14, BY-02, BY-03.
func TestShippedCases(t *testing.T) {
	dirs, err := fs.Glob(packs.FS, "*/*")
	if err != nil || len(dirs) < 5 {
		t.Fatal(dirs, err)
	}
	for _, dir := range dirs {
		p, err := policy.Load(packs.FS, dir)
		if err != nil {
			t.Error(err)
			continue
		}
		examples, err := policy.ReadExamples(packs.FS, path.Join(dir, "cases"))
		if err != nil {
			t.Error(err)
		}
		if len(examples) == 0 {
			t.Errorf("%s has no cases", dir)
		}
		for _, ex := range examples {
			for _, f := range ex.Run(p, anywhere{}) {
				t.Error(f)
			}
		}
	}
}

func TestLibraryChoosesByDate(t *testing.T) { // BY-16, evidence.md section 4
	lib := policy.Library{FS: packs.FS}
	at := func(s string) instant.Instant {
		i, _, err := instant.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	if p, err := lib.Find("hubei", at("2020-03-22T00:00:00+08:00")); err != nil || p.ID() != "hubei@2020-03-22" {
		t.Error(p, err)
	}
	for ref, when := range map[string]string{
		"national":         "2020-12-09T23:59:59+08:00", // before its first version
		"hubei":            "2023-01-08T00:00:00+08:00", // after its end
		"atlantis":         "2020-12-10T00:00:00Z",
		"hubei@2019-01-01": "2020-12-10T00:00:00Z",
		"../packs":         "2020-12-10T00:00:00Z",
	} {
		if p, err := lib.Find(ref, at(when)); err == nil {
			t.Errorf("%s at %s gave %s", ref, when, p.ID())
		}
	}
	if _, err := lib.Find("hubei@2020-03-22", at("1999-01-01T00:00:00Z")); err != nil {
		t.Error("a version named outright is evaluated for any instant:", err)
	}
}
