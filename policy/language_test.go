package policy_test

import (
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kangma/internal/instant"
	"kangma/packs"
	"kangma/policy"
	"kangma/region"
)

var capital = os.DirFS("testdata")

// TestLanguageExpresses runs a rule book that is not shipped: reason codes, a test that is overdue, grants of movement,
// a look-back since the last negative test, an age, several doses (evidence.md section 5). BY-22
func TestLanguageExpresses(t *testing.T) {
	const dir = "capital/2022-06-01"
	for _, f := range policy.Lint(capital, dir, anywhere{}) {
		t.Error(f)
	}
	p, err := policy.Load(capital, dir)
	if err != nil {
		t.Fatal(err)
	}
	examples, err := policy.ReadExamples(capital, dir+"/cases")
	if err != nil || len(examples) < 7 {
		t.Fatal(len(examples), err)
	}
	for _, ex := range examples {
		for _, f := range ex.Run(p, anywhere{}) {
			t.Error(f)
		}
	}
	c, err := examples[5].Case(examples[5].Steps[0], anywhere{})
	if err != nil {
		t.Fatal(err)
	}
	d := p.Decide(&c.Facts, c.At, c.KnownAt)
	if out := string(d.JSON(c.Zone)); !strings.Contains(out, `"code": "R01"`) || !strings.Contains(out, `"code": "R02"`) {
		t.Errorf("the reasons carry no codes:\n%s", out)
	}
}

// TestEdgesOfTheContract runs cases written from the sentences of evidence.md, each at its edge. BY-02, HB-01, HB-11,
// HB-12, NA-04, NA-05, WH-07, WZ-02, WZ-09, WZ-12, WZ-14
func TestEdgesOfTheContract(t *testing.T) {
	examples, err := policy.ReadExamples(os.DirFS("testdata"), "edges")
	if err != nil || len(examples) < 18 {
		t.Fatal(len(examples), err)
	}
	for _, ex := range examples {
		for _, f := range ex.Run(load(t, ex.Pack), region.Embedded()) {
			t.Error(f)
		}
	}
}

// TestDatedChange: a later version with other lengths is in force from its date, and the difference is said. BY-05, BY-16
func TestDatedChange(t *testing.T) {
	later := editedFrom(t, capital, "capital/2022-06-01",
		edit{"pack.yaml", `version: "2022-06-01"`, `version: "2022-11-11"`},
		edit{"pack.yaml", "number: 1\n", "number: 2\n"},
		edit{"pack.yaml", "gate: ask\n    title: {zh: 未按时核酸", "gate: stop\n    title: {zh: 未按时核酸"},
		edit{"pack.yaml", "[C-01.case, C-02.contact, C-03.entry,", "[C-02.contact, C-01.case,"},
		edit{"pack.yaml", "C-09.boosted]", "C-09.boosted, C-10.observed]"},
		edit{"rules/C-02.contact.yaml", "for: 7d", "for: 5d"},
		edit{"rules/C-02.contact.yaml", "管控7天", "管控5天"},
		edit{"rules/C-03.entry.yaml", "", ""},
		edit{"rules/C-10.observed.yaml", "", "id: C-10.observed\ntitle: {zh: 监测, en: Watched}\ntext: {zh: 监测, en: Watched}\nsource: s\nevidence: [control.monitoring]\ngives: {label: notice}\n"})
	tree := fstest.MapFS{}
	for file, data := range editedFrom(t, capital, "capital/2022-06-01") {
		tree[file] = data
	}
	for file, data := range later {
		tree[strings.Replace(file, "2022-06-01", "2022-11-11", 1)] = data
	}
	lib := policy.Library{FS: tree}
	day := func(s string) instant.Instant {
		i, err := instant.Date(s, instant.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	a, err := lib.Find("capital", day("2022-11-11")-1)
	if err != nil || a.Version != "2022-06-01" {
		t.Fatal(a, err)
	}
	b, err := lib.Find("capital", day("2022-11-11"))
	if err != nil || b.Version != "2022-11-11" {
		t.Fatal(b, err)
	}
	var said []string
	for _, c := range policy.Diff(a, b) {
		said = append(said, strings.TrimSpace(c.Of+" "+c.Field)+": "+short(c.From)+" > "+short(c.To))
	}
	want := []string{"pack version: 2022-06-01 > 2022-11-11", "pack number: 1 > 2",
		"rule C-02.contact text.zh: 您是密接，管控7天。 > 您是密接，管控5天。", "rule C-02.contact counts.for: 7d > 5d",
		"rule C-03.entry: title.zh: 入境10天… > ", "rule C-10.observed:  > title.zh: 监测; t…",
		"pack rules in order: C-01.case, C-02… > C-02.contact, C…", "state gray.overdue gate: ask > stop"}
	if !slices.Equal(said, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}

	examples, err := policy.ReadExamples(tree, "capital/2022-06-01/cases")
	if err != nil {
		t.Fatal(err)
	}
	var turned []string
	for _, o := range policy.DiffOutcomes(a, b, examples, anywhere{}) {
		for _, c := range o.Changes {
			turned = append(turned, o.Example.Steps[o.Step].At[5:10]+" "+c.Field+": "+c.From+" > "+c.To)
		}
	}
	for _, w := range []string{"06-10 gate: ask > stop", "06-12 colour: yellow > green", "06-10 state: red.case > red.contact", "06-11 next_review: 2022-06-17T00:00:00+08:00 > 2022-06-15T00:00:00+08:00"} {
		if !slices.Contains(turned, w) {
			t.Errorf("%s is not among %q", w, turned)
		}
	}
	if same := policy.DiffOutcomes(a, a, examples, anywhere{}); same != nil {
		t.Error("a pack differs from itself:", same)
	}
	if same := policy.Diff(a, a); same != nil {
		t.Error("a pack differs from itself:", same)
	}
}

func short(s string) string {
	if r := []rune(s); len(r) > 15 {
		return string(r[:15]) + "…"
	}
	return s
}

// TestDiffSeesEveryField changes each field that a rule or state can have.
func TestDiffSeesEveryField(t *testing.T) {
	for _, c := range []struct {
		dir, file, old, new, field string
	}{
		{"wenzhou/2021-12-01", "rules/WZ-12.truck-tests.yaml", "apart: 24h", "apart: 23h", "needs.apart"},
		{"wenzhou/2021-12-01", "rules/WZ-12.truck-tests.yaml", "pieces: 2", "pieces: 3", "needs.pieces"},
		{"wenzhou/2021-12-01", "rules/WZ-12.truck-tests.yaml", `result == "negative"`, `result == "positive"`, "when"},
		{"wenzhou/2021-12-01", "rules/WZ-08.abnormal.yaml", ", whatever_end: true", "", "counts.whatever_end"},
		{"wenzhou/2021-12-01", "rules/WZ-08.abnormal.yaml", "pick: latest\n", "", "pick"},
		{"wenzhou/2021-12-01", "rules/WZ-14.control-ended.yaml", "after_end: 14d", "after_end: 13d", "counts.after_end"},
		{"wenzhou/2021-12-01", "rules/WZ-12.cross.yaml", "also: [itinerary_abnormal]\n", "", "also"},
		{"wenzhou/2021-12-01", "rules/WZ-12.no-upstream.yaml", "colour: gray", "colour: yellow", "gives.colour"},
		{"wenzhou/2021-12-01", "pack.yaml", "gate_always: {red: stop}", "gate_always: {red: ask}", "gate_always"},
		{"wenzhou/2021-12-01", "pack.yaml", `strict && itinerary_abnormal`, `strict || itinerary_abnormal`, "if"},
		{"zhejiang/2020-07-01", "rules/ZJ-07.stay-in-risk-area.yaml", "since: end", "since: start", "lifted_by.since"},
		{"zhejiang/2020-07-01", "rules/ZJ-07.stay-in-risk-area.yaml", "until_after_end: 14d", "until_after_end: 336h1m", "counts.until_after_end"},
		{"zhejiang/2020-07-01", "rules/ZJ-07.stay-in-risk-area.yaml", "[high, medium]", "[high]", "listed"},
		{"zhejiang/2020-07-01", "rules/ZJ-03.isolation.yaml", "[control.central, control.home]", "[control.home]", "evidence"},
		{"hubei/2020-03-22", "rules/WH-07.colours-off.yaml", "still_explains: true", "still_explains: false", "still_explains"},
		{"hubei/2020-03-22", "rules/HB-11.registration-only.yaml", "mode: registration_only", "mode: colours_off", "mode"},
		{"hubei/2020-03-22", "rules/HB-11.registered.yaml", "label: registered", "label: notice", "gives.label"},
		{"hubei/2020-03-22", "rules/HB-01.declared-fever.yaml", "who: {zh: 无需任何人办理", "who: {zh: 无需办理", "lift.who.zh"},
		{"hubei/2020-03-22", "rules/HB-01.declared-fever.yaml", "for: 7d", "for: 7d, delay: 1h", "counts.delay"},
		{"hubei/2020-03-22", "rules/HB-01.declared-fever.yaml", "tier: grounds", "tier: grounds\ncode: F1", "code"},
		{"hubei/2020-03-22", "rules/HB-01.declared-fever.yaml", "source:", "source: 新", "source"},
		{"hubei/2020-03-22", "pack.yaml", "测温并登记", "登记", "at_gate.zh"},
		{"hubei/2020-03-22", "pack.yaml", `"2021-08-18"`, `"2021-08-19"`, "until"},
		{"hubei/2020-03-22", "pack.yaml", "replaces: hubei@2020-02-24", "replaces: hubei@2020-02-23", "replaces"},
	} {
		a, err := policy.Load(packs.FS, c.dir)
		if err != nil {
			t.Fatal(err)
		}
		b, err := policy.Load(edited(t, c.dir, edit{c.file, c.old, c.new}), c.dir)
		if err != nil {
			t.Fatal(err)
		}
		changes := policy.Diff(a, b)
		if len(changes) != 1 || changes[0].Field != c.field {
			t.Errorf("%s: %s > %s gives %+v, want one of %s", path.Join(c.dir, c.file), c.old, c.new, changes, c.field)
		}
	}
}
