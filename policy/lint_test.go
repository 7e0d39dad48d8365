package policy_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"kangma/packs"
	"kangma/policy"
)

// TestShippedPacksAreInOrder: every shipped pack lints clean. BY-16, BY-22
func TestShippedPacksAreInOrder(t *testing.T) {
	var all []*policy.Pack
	lib := policy.Library{FS: packs.FS}
	for _, name := range lib.Names() {
		for _, version := range lib.Versions(name) {
			for _, f := range policy.Lint(packs.FS, path.Join(name, version), anywhere{}) {
				t.Error(f)
			}
			all = append(all, load(t, name+"@"+version))
		}
	}
	for _, f := range policy.LintTogether(all) {
		t.Error(f)
	}
	if len(all) < 5 {
		t.Errorf("only %d packs", len(all))
	}
}

// TestLintFinds breaks a shipped pack in one place and expects to be told. BY-16, BY-22
func TestLintFinds(t *testing.T) {
	const hubei, wenzhou, national = "hubei/2020-03-22", "wenzhou/2021-12-01", "national/2020-12-10"
	fever := func(old, new string) edit { return edit{"rules/HB-01.declared-fever.yaml", old, new} }
	pack := func(old, new string) edit { return edit{"pack.yaml", old, new} }
	for name, c := range map[string]struct {
		dir   string
		edits []edit
		file  string
		rule  string
		what  string
	}{
		"no end date":              {hubei, []edit{pack("until:", "#")}, "pack.yaml", "", "has no end date"},
		"no number":                {hubei, []edit{pack("number: 2\n", "")}, "pack.yaml", "", "has no number"},
		"no source":                {hubei, []edit{pack("source:", "#")}, "pack.yaml", "", "cites no source"},
		"no English title":         {hubei, []edit{pack(", en: Hubei health code rules from 22 March 2020", "")}, "pack.yaml", "", "has no title in English"},
		"does not load":            {hubei, []edit{pack("version:", "verzion:")}, "pack.yaml", "", "cannot be loaded"},
		"state number twice":       {hubei, []edit{pack("number: 9\n", "number: 8\n")}, "pack.yaml", "state none.fever", "has the number 8 of state yellow.declared"},
		"state without number":     {hubei, []edit{pack("number: 9\n", "number: 0\n")}, "pack.yaml", "state none.fever", "has no number from 1 to 65535"},
		"state without guidance":   {national, []edit{pack("at_gate: {zh: 未见异常：可通行，不得另设限制。,", "at_gate: {")}, "pack.yaml", "state green", "has no guidance (at_gate) in Chinese"},
		"rule without citation":    {hubei, []edit{fever("source:", "#")}, "rules/HB-01.declared-fever.yaml", "HB-01.declared-fever", "cites no source"},
		"rule without text":        {hubei, []edit{fever(", en: You declared a fever within 7 days.}", "}")}, "rules/HB-01.declared-fever.yaml", "HB-01.declared-fever", "has no text in English"},
		"Chinese for English":      {hubei, []edit{fever("You declared a fever within 7 days.", "发热")}, "rules/HB-01.declared-fever.yaml", "HB-01.declared-fever", "does not look like it"},
		"nobody said to lift it":   {hubei, []edit{fever("who:", "#")}, "rules/HB-01.declared-fever.yaml", "HB-01.declared-fever", "has no lift.who in Chinese"},
		"reason code for some":     {hubei, []edit{fever("tier:", "code: F1\ntier:")}, "rules/HB-01.case.yaml", "HB-01.case", "has no reason code"},
		"code of two lifts":        {"guangxi/2021-12-23", []edit{{"rules/A-3.suspected.yaml", "code: A3", "code: A2"}}, "rules/A-3.suspected.yaml", "A-3.suspected", "has the reason code A2 of A-2.case, but says another lift"},
		"mark nobody lifts":        {wenzhou, []edit{{"rules/WZ-12.question.yaml", "how:", "#"}}, "rules/WZ-12.question.yaml", "WZ-12.question", "has no lift.how in English"},
		"never ends":               {hubei, []edit{fever("for: 7d", "whatever_end: true")}, "rules/HB-01.declared-fever.yaml", "HB-01.declared-fever", "never ends: counts.whatever_end"},
		"ends before its start":    {hubei, []edit{pack(`until: "2021-08-18"`, `until: "2020-03-01"`)}, "pack.yaml", "", `hubei/2020-03-22/pack.yaml: until: "2020-03-01" is not after`},
		"costs too much":           {hubei, []edit{fever(`status == "fever"`, strings.Repeat(`source.contains(residence) || `, 60)+"stayed")}, "pack.yaml", "", "hubei/2020-03-22/rules/HB-01.declared-fever.yaml: when: "},
		"colours by telecom":       {hubei, []edit{{"rules/HB-01.contact.yaml", "[contact.close]", "[contact.close, contact.spacetime]"}}, "rules/HB-01.contact.yaml", "HB-01.contact", "on contact.spacetime, which never does"},
		"id without requirement":   {hubei, []edit{pack("HB-01.declared-fever", "fever"), {"rules/fever.yaml", "", "id: fever\ntitle: {zh: 热, en: f}\nsource: s\n"}, {"rules/HB-01.declared-fever.yaml", "", ""}, {"rules/HB-12.grounded.yaml", "declared_fever || ", ""}}, "rules/fever.yaml", "fever", "does not begin with"},
		"colour of no rule":        {hubei, []edit{edit{"rules/HB-11.registered.yaml", "gives: {colour: gray", "gives: {colour: green"}}, "pack.yaml", "", "lists gray under colours"},
		"tier of no rule":          {national, []edit{pack("tiers: [grounds]", "tiers: [never, grounds]")}, "pack.yaml", "", "lists never under tiers"},
		"label of no rule":         {national, []edit{pack("tiers:", "labels: [quarantined]\ntiers:")}, "pack.yaml", "", "lists quarantined under labels"},
		"case fails":               {hubei, []edit{fever("for: 7d", "for: 8d")}, "cases/grounds.yaml", "Each declaration counts by itself; a later one never lifts what an earlier one declared", "fails at 2020-03-25T09:00:00+08:00: next_review"},
		"state without case":       {hubei, []edit{{"cases/grounds.yaml", "", ""}}, "cases", "state none.fever", "no case shows it"},
		"rule without case":        {hubei, []edit{{"cases/grounds.yaml", "", ""}}, "cases", "HB-01.fever-wuhan", "is a reason in no case"},
		"case proves nothing":      {hubei, []edit{{"cases/knowledge.yaml", "proves: [BY-02, BY-03]\n", ""}}, "cases/knowledge.yaml", "What was not known did not count, what was retracted never was, and an end counts from when it was known", "does not say which requirement"},
		"proves no requirement":    {hubei, []edit{{"cases/knowledge.yaml", "BY-02, BY-03", "BY02"}}, "cases/knowledge.yaml", "What was not known did not count, what was retracted never was, and an end counts from when it was known", `proves "BY02"`},
		"case that cannot be read": {hubei, []edit{{"cases/x.yaml", "", "titel: x\n"}}, "cases", "", "cannot be read"},

		"never holds: a word that cannot be":         {hubei, []edit{fever(`when: status == "fever"`, `when: status == "feverish"`)}, "rules/HB-01.declared-fever.yaml", "HB-01.declared-fever", "never holds"},
		"never holds: a place in no place":           {hubei, []edit{{"rules/HB-01.fever-wuhan.yaml", `within(region, "420100")`, `within(region, "420100") && within(region, "421000")`}}, "rules/HB-01.fever-wuhan.yaml", "HB-01.fever-wuhan", "never holds"},
		"never holds: a condition against itself":    {wenzhou, []edit{{"rules/WZ-14.small-tick.yaml", "!strict && (", "!strict && strict && ("}}, "rules/WZ-14.small-tick.yaml", "WZ-14.small-tick", "never holds"},
		"never matters: always hidden by another":    {wenzhou, []edit{pack("marks: [restricted, small_tick, cross,", "marks: [restricted, cross, small_tick,")}, "rules/WZ-14.small-tick.yaml", "WZ-14.small-tick", "never changes a decision"},
		"never matters: a fact that nobody uses":     {wenzhou, []edit{pack("colour == \\\"green\\\" && truck_listed && truck_tests && !abnormal_lately", "colour == \\\"green\\\" && truck_listed && truck_tests")}, "rules/WZ-12.abnormal-lately.yaml", "WZ-12.abnormal-lately", "never changes a decision"},
		"never matters: a lift that comes too early": {"zhejiang/2020-07-01", []edit{{"rules/ZJ-07.negative-test.yaml", `when: result == "negative"`, "when: result == \"negative\"\ncounts: {after_end: 1d}"}, {"rules/ZJ-07.stay-in-risk-area.yaml", "lifted_by: {by: negative_test, since: end}\n", ""}}, "rules/ZJ-07.negative-test.yaml", "ZJ-07.negative-test", "never changes a decision"},
		"state never reached: the order":             {wenzhou, []edit{pack(`if: "mark == \"cross\" && checking"`, `if: "mark == \"cross\" && !strict && mark != \"cross\""`)}, "pack.yaml", "state 4", "is never reached"},
		"state never reached: by no rule":            {hubei, []edit{{"rules/HB-01.fever-elsewhere.yaml", "state: none.fever", "state: none.colours_off"}}, "pack.yaml", "state none.fever", "is never reached"},

		"tie of colours": {hubei, []edit{{"rules/HB-01.fever-elsewhere.yaml", `when: "!within(region, \"420100\")"`, `when: within(region, "420100")`}}, "rules/HB-01.fever-elsewhere.yaml", "HB-01.fever-elsewhere", "holds exactly when HB-01.fever-wuhan does, but gives something else"},
		"tie of marks":   {wenzhou, []edit{{"rules/WZ-14.small-tick.yaml", "if: itinerary_abnormal && !strict && (control_ended || check_cleared)", "if: itinerary_abnormal"}}, "rules/WZ-12.cross.yaml", "WZ-12.cross", "holds exactly when WZ-14.small-tick does"},
		"tie of states":  {wenzhou, []edit{pack(`if: "mark == \"cross\" && code_whitelisted"`, `if: "mark == \"cross\" && checking"`)}, "pack.yaml", "state 4", "its condition holds exactly when that of state 12 does"},
		"one rule twice": {national, []edit{pack("  - NA-05.contact\n", "  - NA-05.contact\n  - NA-06.contact\n"), {"rules/NA-06.contact.yaml", "", "id: NA-06.contact\ntitle: {zh: 密接, en: Contact}\ntext: {zh: 密接, en: Contact}\nsource: s\nevidence: [contact.close]\ntier: grounds\ngives: {colour: yellow, state: yellow.contact}\nlift: {who: {zh: 县, en: county}, how: {zh: 申请, en: apply}}\n"}}, "rules/NA-06.contact.yaml", "NA-06.contact", "and gives the same"},
	} {
		t.Run(name, func(t *testing.T) {
			findings := policy.Lint(edited(t, c.dir, c.edits...), c.dir, anywhere{})
			for _, f := range findings {
				if f.File == path.Join(c.dir, c.file) && f.Rule == c.rule && strings.Contains(f.What, c.what) && f.Mend != "" && (!strings.Contains(c.what, " in English") || strings.Contains(f.Mend, ".en")) {
					return
				}
			}
			t.Errorf("not found: %s: %s: …%s…\n%v", c.file, c.rule, c.what, fmt.Sprint(findings))
		})
	}
}

func TestLintIsTheSameEachTime(t *testing.T) { // PO-2
	tree := edited(t, "wenzhou/2021-12-01", edit{"pack.yaml", "marks: [restricted, small_tick, cross,", "marks: [restricted, cross, small_tick,"})
	first := fmt.Sprint(policy.Lint(tree, "wenzhou/2021-12-01", anywhere{}))
	if again := fmt.Sprint(policy.Lint(tree, "wenzhou/2021-12-01", anywhere{})); again != first || !strings.Contains(first, "error") {
		t.Errorf("first %s\nthen %s", first, again)
	}
}

func TestLintTogetherFindsANumberTwice(t *testing.T) {
	p := load(t, "hubei@2020-03-22")
	tree := edited(t, "hubei/2020-03-22", edit{"pack.yaml", `version: "2020-03-22"`, `version: "2021-03-22"`})
	q, err := policy.Load(tree, "hubei/2020-03-22")
	if err != nil {
		t.Fatal(err)
	}
	if f := policy.LintTogether([]*policy.Pack{p, q}); len(f) != 2 || !strings.Contains(f[0].What, "number 2 of hubei@2020-03-22") || !strings.Contains(f[1].What, `replaces "hubei@2020-02-24", but follows hubei@2020-03-22`) {
		t.Error(f)
	}
	if f := policy.LintTogether([]*policy.Pack{load(t, "hubei@2021-08-18"), load(t, "hubei@2020-02-24")}); len(f) != 2 || !strings.Contains(f[1].What, "ended at 2020-03-21T16:00:00Z: nothing is in force between") {
		t.Error(f)
	}
	if f := policy.LintTogether([]*policy.Pack{p, load(t, "wuhan@2020-02-29")}); len(f) != 0 {
		t.Error(f)
	}
}
