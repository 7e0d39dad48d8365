package policy_test

import (
	"fmt"
	"io/fs"
	"path"
	"testing"
	"time"

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
	for when, want := range map[string]string{
		"2020-02-24T00:00:00+08:00": "hubei@2020-02-24", "2020-03-21T23:59:59+08:00": "hubei@2020-02-24",
		"2020-03-22T00:00:00+08:00": "hubei@2020-03-22", "2021-08-17T23:59:59+08:00": "hubei@2020-03-22",
		"2021-08-18T00:00:00+08:00": "hubei@2021-08-18", "2023-01-07T23:59:59+08:00": "hubei@2021-08-18",
	} {
		if p, err := lib.Find("hubei", at(when)); err != nil || p.ID() != want {
			t.Errorf("hubei at %s: %v, %v, want %s", when, p, err, want)
		}
	}
	for ref, when := range map[string]string{
		"national":         "2020-12-09T23:59:59+08:00", // before its first version
		"wenzhou":          "2021-11-30T23:59:59+08:00",
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

// TestProofPacks: rule books of other places, shipped as data alone, hold what evidence.md section 5 asks of the language:
// a code for each reason and who may lift it, grants of movement, tests that are overdue, a dated change of a length, a
// look-back to the last negative test. BY-22
func TestProofPacks(t *testing.T) {
	p := load(t, "guangxi@2021-12-23")
	codes := map[string]policy.Colour{}
	for _, r := range p.Rules {
		if r.Gives.Colour != "" && r.Gives.Colour != policy.Green {
			codes[r.Code] = r.Gives.Colour
			if r.Lift.Who.Zh == "" || r.Lift.How.En == "" {
				t.Errorf("%s does not say who lifts it, and how", r.ID)
			}
		}
	}
	for code, colour := range map[string]policy.Colour{"A": policy.Red, "B": policy.Yellow} {
		for n := range map[string]int{"A": 8, "B": 6}[code] {
			if name := fmt.Sprint(code, n+1); codes[name] != colour {
				t.Errorf("%s gives %q, want %s", name, codes[name], colour)
			}
		}
	}
	if len(codes) != 14 {
		t.Errorf("%d codes: %v", len(codes), codes)
	}
	// Wuhan's 48 hours became 72 on a date: sixty hours after sampling the one is gray and the other green.
	q, err := policy.ParseCase([]byte(`{"at":"2022-05-03T12:00:00+08:00","evidence":[{"id":"t","kind":"test.nucleic","source":"lab","valid_from":"2022-05-01T00:00:00+08:00","attrs":{"result":"negative"}}]}`), anywhere{})
	if err != nil {
		t.Fatal(err)
	}
	lib := policy.Library{FS: packs.FS}
	for _, c := range []struct {
		hours int
		want  policy.Colour
	}{{35, policy.Green}, {60, policy.Green}, {73, policy.Gray}} { // before 3 May 35 hours, later 60 and 73
		at := q.At.Add(time.Duration(c.hours-60) * time.Hour)
		p, err := lib.Find("wuhan-testing", at)
		if err != nil {
			t.Fatal(err)
		}
		if d := p.Decide(&q.Facts, at, q.KnownAt); d.Colour != c.want {
			t.Errorf("%d hours after sampling, %s: %s, want %s", c.hours, p.ID(), d.Colour, c.want)
		}
	}
	if d := load(t, "wuhan-testing@2022-04-16").Decide(&q.Facts, q.At, q.KnownAt); d.State.Name != "gray.overdue" {
		t.Error("under the earlier version 60 hours are too long:", d.State.Name)
	}
}

// TestHubeiThreeTimes: the same person under the three versions of Hubei's rules. What was published in between is what
// differs: the daily check-in of February 2020 (HB-07 ended it), the fever that lifts by itself (HB-04), and the test
// that lifts it in 2021. HB-01, HB-03, HB-04, HB-07
func TestHubeiThreeTimes(t *testing.T) {
	const reg = `{"id":"r","kind":"registration","source":"holder","valid_from":"2020-02-24T08:00:00+08:00"},
		{"id":"d","kind":"declaration","source":"holder","valid_from":"2020-02-24T08:00:00+08:00","attrs":{"status":"none","temperature":36.5}}`
	for what, c := range map[string]struct {
		evidence string
		states   [3]string
	}{
		"nothing since": {``, [3]string{"yellow.overdue", "green", "green"}},
		"fever six days ago": {`,{"id":"f","kind":"fever.clinic","source":"h","region":"421002","valid_from":"2021-09-04T00:00:00+08:00"}`,
			[3]string{"red.fever", "none.fever", "yellow.fever"}},
		"fever eight days ago": {`,{"id":"f","kind":"fever.clinic","source":"h","region":"420102","valid_from":"2021-09-02T00:00:00+08:00"}`,
			[3]string{"red.fever", "green", "yellow.fever"}},
		"fever, then a negative test": {`,{"id":"f","kind":"fever.clinic","source":"h","region":"420102","valid_from":"2021-09-04T00:00:00+08:00"},
			{"id":"t","kind":"test.nucleic","source":"lab","valid_from":"2021-09-05T00:00:00+08:00","attrs":{"result":"negative"}}`,
			[3]string{"red.fever", "red.fever", "green"}},
		"second-degree contact": {`,{"id":"c","kind":"contact.secondary","source":"cdc","valid_from":"2021-09-04T00:00:00+08:00"}`,
			[3]string{"yellow.overdue", "green", "red.contact"}},
		"recovered twenty days ago": {`,{"id":"k","kind":"case.confirmed","source":"cdc","valid_from":"2021-08-01T00:00:00+08:00","valid_until":"2021-08-21T00:00:00+08:00"}`,
			[3]string{"yellow.recovering", "green", "green"}},
	} {
		q, err := policy.ParseCase([]byte(`{"at":"2021-09-10T00:00:00+08:00","evidence":[`+reg+c.evidence+`]}`), anywhere{})
		if err != nil {
			t.Fatal(what, err)
		}
		for i, version := range []string{"2020-02-24", "2020-03-22", "2021-08-18"} {
			if d := load(t, "hubei@"+version).Decide(&q.Facts, q.At, q.KnownAt); d.State.Name != c.states[i] {
				t.Errorf("%s, hubei@%s: %s, want %s", what, version, d.State.Name, c.states[i])
			}
		}
	}
}
