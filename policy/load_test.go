package policy_test

import (
	"strings"
	"testing"

	"kangma/packs"
	"kangma/policy"
)

// TestLoadRefuses holds that a pack that would decide otherwise than it reads is refused, naming file and field. BY-03
func TestLoadRefuses(t *testing.T) {
	const hubei, zhejiang, wenzhou, national = "hubei/2020-03-22", "zhejiang/2020-07-01", "wenzhou/2021-12-01", "national/2020-12-10"
	fever := func(old, new string) edit { return edit{"rules/HB-01.declared-fever.yaml", old, new} }
	stay := func(old, new string) edit { return edit{"rules/ZJ-07.stay-in-risk-area.yaml", old, new} }
	pack := func(old, new string) edit { return edit{"pack.yaml", old, new} }
	for name, c := range map[string]struct {
		dir  string
		edit edit
		says string
	}{
		"no pack.yaml":              {hubei, pack("", ""), "pack.yaml: file does not exist"},
		"unknown key":               {hubei, pack("authority:", "autority:"), "field autority not found"},
		"unknown key of a rule":     {hubei, fever("counts: {for: 7d}", "counts: {during: 7d}"), "field during not found"},
		"no YAML":                   {hubei, pack("name: hubei", "name: [hubei"), "pack.yaml"},
		"no name":                   {hubei, pack("name: hubei", ""), "name"},
		"name with a path":          {hubei, pack("name: hubei", "name: ../hubei"), `name: "../hubei"`},
		"version that is no date":   {hubei, pack(`"2020-03-22"`, "v2"), `version: "v2" is not a date`},
		"version on no day":         {hubei, pack(`"2020-03-22"`, `"2020-02-30"`), `version: "2020-02-30" is not a date`},
		"region of another form":    {hubei, pack(`"420000"`, `"42"`), `region: "42"`},
		"ends before it begins":     {hubei, pack(`"2021-08-18"`, `"2020-03-22"`), "pack.yaml: until: \"2020-03-22\" is not after the version's date 2020-03-22"},
		"colour that is none":       {hubei, pack("[red, yellow,", "[red, blue,"), `colours[1]: "blue"`},
		"colour twice":              {hubei, pack("[red, yellow,", "[red, red,"), `colours: "red" is listed twice`},
		"tier twice":                {hubei, pack("[application, switches,", "[application, application,"), `tiers: "application" is listed twice`},
		"label of the contract":     {hubei, pack("colours:", "labels: [notice]\ncolours:"), `labels: "notice" is listed twice`},
		"mark that is none":         {wenzhou, pack("[restricted,", "[plus,"), `marks[0]: "plus"`},
		"rule not in its file":      {hubei, fever("id: HB-01.declared-fever", "id: HB-01.fever"), `id: "HB-01.fever" is not the name of its file`},
		"rule file missing":         {hubei, edit{"rules/HB-01.case.yaml", "", ""}, "HB-01.case.yaml"},
		"rule file not listed":      {hubei, edit{"rules/HB-99.yaml", "", "id: HB-99"}, "HB-99.yaml: \"HB-99.yaml\" is not listed"},
		"rule listed twice":         {hubei, pack("  - HB-01.case\n", "  - HB-01.case\n  - HB-01.case\n"), "is listed twice"},
		"kind that is none":         {hubei, fever("[declaration]", "[declared]"), `evidence[0]: "declared"`},
		"kind twice":                {hubei, fever("[declaration]", "[declaration, declaration]"), `evidence: "declaration" is listed twice`},
		"length that is none":       {hubei, fever("for: 7d", "for: 7"), `"7" is not a length of time`},
		"length of nothing":         {hubei, fever("for: 7d", "for: 0d"), "is not a length of time"},
		"delay longer than length":  {hubei, fever("for: 7d", "for: 7d, delay: 7d"), "counts.for: \"7d\" is not longer than the delay 7d"},
		"lengths that exclude":      {hubei, fever("for: 7d", "for: 7d, after_end: 7d"), "counts"},
		"condition that is none":    {hubei, fever(`status == "fever"`, `status = "fever"`), "rules/HB-01.declared-fever.yaml: when"},
		"condition of text":         {hubei, fever(`status == "fever"`, `status`), "gives string, not true or false"},
		"condition on a wrong type": {hubei, fever(`status == "fever"`, `temperature == "hot"`), "rules/HB-01.declared-fever.yaml: when"},
		"condition on other kinds":  {hubei, fever(`status == "fever"`, `days > 3`), "uses days, which declaration does not have"},
		"condition that loops":      {hubei, fever(`status == "fever"`, `symptoms.exists(s, s == "other")`), "rules/HB-01.declared-fever.yaml: when"},
		"condition that costs":      {hubei, fever(`status == "fever"`, strings.Repeat(`source.contains(residence) || `, 60)+"stayed"), "rules/HB-01.declared-fever.yaml: when: \"source"},
		"condition without end":     {hubei, fever(`status == "fever"`, strings.Repeat(`stayed || `, 300)+"stayed"), "longer than 2000"},
		"pieces without evidence":   {hubei, edit{"rules/HB-01.green.yaml", "tier:", "counts: {for: 7d}\ntier:"}, "evidence: is required"},
		"name of the language":      {hubei, fever("as: declared_fever", "as: colour"), `as: "colour" is a word of the language`},
		"name twice":                {hubei, fever("as: declared_fever", "as: declared_sick"), "is the name of two rules"},
		"names nobody":              {hubei, edit{"rules/HB-11.registered.yaml", "if: registration_only", "if: registration"}, "rules/HB-11.registered.yaml: if"},
		"depends on itself":         {hubei, edit{"rules/HB-12.grounded.yaml", "if: case_known", "if: grounded || case_known"}, "depends on itself"},
		"colour looks at colour":    {hubei, edit{"rules/HB-11.registered.yaml", "if: registration_only", `if: colour == "red"`}, "looks at what is decided after it"},
		"mark looks at state":       {wenzhou, edit{"rules/WZ-12.cross.yaml", "if: itinerary_abnormal", `if: state == "3"`}, "looks at what is decided after it"},
		"state looks at state":      {wenzhou, pack(`"mark == \"restricted\""`, `"state == \"3\""`), "looks at what is decided after it"},
		"tier that is none":         {hubei, fever("tier: grounds", "tier: ground"), `tier: "ground"`},
		"tier without colour":       {hubei, edit{"rules/HB-12.grounded.yaml", "if:", "tier: grounds\nif:"}, "belongs to a rule that gives a colour"},
		"state without colour":      {national, edit{"rules/NA-05.notice.yaml", "gives: {label: notice}", "gives: {label: notice, state: green}"}, "belongs to a rule that gives a colour"},
		"explains without colour":   {national, edit{"rules/NA-05.notice.yaml", "gives: {label: notice}", "gives: {label: notice}\nstill_explains: true"}, "belongs to a rule that gives a colour"},
		"colour not of the pack":    {national, edit{"rules/NA-05.notice.yaml", "gives: {label: notice}", "gives: {colour: gray}"}, `gives.colour: "gray"`},
		"label that is none":        {national, edit{"rules/NA-05.notice.yaml", "gives: {label: notice}", "gives: {label: note}"}, `gives.label: "note"`},
		"colour and mark":           {wenzhou, edit{"rules/WZ-12.cross.yaml", "gives: {mark: cross}", "tier: linked\ngives: {mark: cross, colour: red}"}, "write two rules"},
		"state beside the table":    {wenzhou, edit{"rules/WZ-12.upstream-green.yaml", "gives: {colour: green}", `gives: {colour: green, state: "1"}`}, "gives.state"},
		"state that is none":        {hubei, fever("state: yellow.declared", "state: yellow"), `gives.state: "yellow" is not among`},
		"state twice":               {hubei, pack("state: none.fever", "state: yellow.declared"), "is listed twice"},
		"gate that is none":         {hubei, pack("gate: ask", "gate: wait"), `gate: "wait" is not one of pass, ask, stop`},
		"gate of no colour":         {wenzhou, pack("gate_always: {red: stop}", "gate_always: {none: stop}"), "gate_always"},
		"gates for no time":         {wenzhou, pack("gate_always:", "gates: {without_node: soon}\ngate_always:"), `"soon" is not a length of time`},
		"last state with condition": {wenzhou, pack("- state: \"1\"\n    number: 1\n", "- state: \"1\"\n    number: 1\n    if: \"!strict\"\n"), "must be left out in the last state"},
		"nobody always decides":     {hubei, edit{"rules/HB-01.green.yaml", "tier:", "if: registered\ntier:"}, "without a rule that always gives a colour"},
		"nobody always marks":       {wenzhou, edit{"rules/WZ-12.question.yaml", "gives:", "if: \"!strict\"\ngives:"}, "has no mark that a rule always gives"},
		"mode that is none":         {hubei, edit{"rules/WH-07.colours-off.yaml", "mode: colours_off", "mode: off"}, `mode: "off" is not a mode`},
		"mode beside evidence":      {hubei, fever("counts:", "mode: colours_off\ncounts:"), "cannot stand beside evidence"},
		"pick that is none":         {wenzhou, edit{"rules/WZ-12.tick.yaml", "pick: latest", "pick: newest"}, `pick: "newest"`},
		"pick of several kinds":     {wenzhou, edit{"rules/WZ-14.control-ended.yaml", "counts:", "pick: latest\ncounts:"}, "needs a single kind"},
		"listed at low":             {zhejiang, stay("[high, medium]", "[high, low]"), `listed: "low"`},
		"lifted by nobody":          {zhejiang, stay("by: negative_test", "by: test"), `lifted_by.by: "test"`},
		"lifted by what is lifted":  {zhejiang, edit{"rules/ZJ-07.negative-test.yaml", "when:", "lifted_by: {by: negative_test, since: end}\nwhen:"}, "lifted_by.by"},
		"lifted by several":         {zhejiang, edit{"rules/ZJ-07.negative-test.yaml", "when:", "needs: {pieces: 2}\nwhen:"}, "lifted_by.by"},
		"lifted by what asks more":  {zhejiang, edit{"rules/ZJ-07.negative-test.yaml", "when:", "if: age > 3\nwhen:"}, "lifted_by.by"},
		"lifted since some time":    {zhejiang, stay("since: end", "since: yesterday"), `lifted_by.since: "yesterday"`},
		"apart without several":     {wenzhou, edit{"rules/WZ-12.truck-tests.yaml", "pieces: 2, ", ""}, "needs.pieces"},
		"also names nobody":         {wenzhou, edit{"rules/WZ-12.cross.yaml", "also: [itinerary_abnormal]", "also: [itinerary]"}, `also: "itinerary"`},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := policy.Load(edited(t, c.dir, c.edit), c.dir)
			if err == nil {
				t.Fatalf("%s is loaded", p.ID())
			}
			if !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), c.dir+"/") {
				t.Errorf("says %q, want …%s…", err, c.says)
			}
		})
	}
}

func TestLibraryHoldsAPackToItsFolder(t *testing.T) {
	tree := edited(t, "hubei/2020-03-22", edit{"pack.yaml", "name: hubei", "name: hebei"})
	if p, err := (policy.Library{FS: tree}).Find("hubei", 1_600_000_000_000_000); err == nil || !strings.Contains(err.Error(), "folder of another name") {
		t.Error(p, err)
	}
	if p, err := (policy.Library{FS: packs.FS}).Find("hubei", 1_600_000_000_000_000); err != nil || p.ID() != "hubei@2020-03-22" {
		t.Error(p, err)
	}
}
