package node_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/internal/testkit"
	"kangma/node"
	"kangma/pass"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store/migrations"
)

var updateDocs = flag.Bool("update-docs", false, "write docs/henan-2022.md anew")

var henan = region.MustParseCode("410000")

// story writes down what happens, step by step.
type story struct {
	t    *testing.T
	text strings.Builder
	step int
}

func (s *story) order(format string, args ...any) {
	s.step++
	fmt.Fprintf(&s.text, "\n%d. **"+format+"**\n", append([]any{s.step}, args...)...)
}

func (s *story) says(format string, args ...any) {
	fmt.Fprintf(&s.text, "   - "+format+"\n", args...)
}

// refused notes a refusal of the system, which must be one.
func (s *story) refused(who string, err error, key string) {
	s.t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Key != key {
		s.t.Fatalf("%s: %v, want %s", who, err, key)
	}
	s.says("%s is refused (`%s`): %s", who, key, f.Error())
}

// victims is a list about the made-up people from one to another, in words of the given kind.
func victims(kind, source string, from, to int, when time.Time) string {
	var b strings.Builder
	b.WriteString("id_type,id_number,kind,source,number,valid_from\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "resident_id,%s,%s,%s,%s-%d,%s\n", node.Sample(i).Number, kind, source, kind, i, when.Format(time.RFC3339))
	}
	return b.String()
}

const orderedPeople = 1317

// BY-03, BY-04, BY-06, BY-18, BY-19: what happened in Henan in June 2022 is ordered again, in every way that we could think of. The
// story is printed, and kept as docs/henan-2022.md.
func TestHenan2022(t *testing.T) {
	url := testkit.SQLiteURL(t, migrations.Files)
	c := &clock{now: time.Date(2022, 6, 13, 1, 0, 0, 0, time.UTC)}
	conf := config(t, t.TempDir(), c)
	conf.Region, conf.Name, conf.Pack = henan, pass.Text{ZH: "河南省", EN: "Henan"}, "zhejiang@2020-07-01"
	conf.Database, conf.Spool = url, filepath.Join(t.TempDir(), "spool")
	h := running(t, conf, c, url)
	ctx := t.Context()
	if err := h.Populate(ctx, orderedPeople, func(int) {}); err != nil {
		t.Fatal(err)
	}
	officer := h.desk("13800138001", staff.HealthDataOfficer, henan)
	colleague := h.desk("13800138002", staff.HealthDataOfficer, henan)
	second := h.desk("13800138003", staff.Reviewer, henan)
	auditor := h.desk("13800138004", staff.Auditor, henan)
	holders, err := h.SampleHolders(ctx, 0, orderedPeople)
	if err != nil {
		t.Fatal(err)
	}
	s := &story{t: t}
	green := func(when string) {
		t.Helper()
		for _, one := range holders {
			caller, err := h.Authenticate(one.Token, person.HolderDoor)
			if err != nil {
				t.Fatal(err)
			}
			shown, err := h.Show(ctx, caller, id.ID{}, false)
			if err != nil || shown.Decision.Colour != policy.Green {
				t.Fatalf("%s: a code is %s, %v", when, shown.Decision.Colour, err)
			}
		}
	}
	begin := func(by node.Caller, file string) id.ID {
		t.Helper()
		run, err := h.StartImport(ctx, by, strings.NewReader(file), node.ImportOptions{File: "名单.csv"})
		if err != nil {
			t.Fatal(err)
		}
		return run
	}
	alarms := func() []node.Alarm {
		t.Helper()
		list, _, err := h.Alarms(ctx, auditor, id.ID{}, 50)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}

	s.order("The order: red codes for %d people who scanned the code of a place, or a picture of it", orderedPeople)
	if _, ok := evidence.KindOf("visit"); ok {
		t.Fatal("a visit is evidence")
	}
	bad := begin(officer, victims("visit", "place-code", 0, orderedPeople, c.Now()))
	i := h.wait(bad, jobs.Done)
	if i.Stored != 0 || i.Refused != orderedPeople {
		t.Fatalf("%+v", i.Import)
	}
	s.says("a visit is no kind of evidence, and no rule of any pack can look at one: a list of visits is read and all %d rows are refused", i.Refused)
	s.says("who was at a place cannot be listed: visits and passages name nobody, and one is resolved only for a case, with a purpose, in the log")

	s.order("The false label: \"entry from abroad\" (`entry`), so that the file looks like the border's")
	i = h.wait(begin(officer, victims("entry", "border-zhengzhou", 0, orderedPeople, c.Now())), jobs.Done)
	if i.Stored != orderedPeople {
		t.Fatalf("%+v", i.Import)
	}
	green("a false label")
	s.says("%d rows are stored, since no rule of the pack gives a colour for an entry: nobody's code changes; each person finds the record, its source and its time among his data, and can ask for a correction", i.Stored)

	s.order("The label that colours: \"under central quarantine\" (`control.central`), in one list")
	file := victims("control.central", "command-center", 0, orderedPeople, c.Now())
	held := begin(officer, file)
	h.wait(held, node.ImportHeld)
	w, ok, err := h.ImportWeighing(ctx, officer, held)
	if err != nil || !ok || w.Coloured != orderedPeople || len(w.Samples) == 0 {
		t.Fatalf("%+v %v", w, err)
	}
	if n := h.count(`SELECT count(*) FROM evidence WHERE kind = 'control.central'`); n != 0 {
		t.Fatal("stored while it is held:", n)
	}
	green("held")
	s.says("before any row is stored the list is weighed: %d people, %d would turn from %s to %s by rule %s; the limit of a day is %d", w.People, w.Coloured,
		w.Changes[0].From, w.Changes[0].To, w.Samples[0].Rule, w.Threshold)
	s.says("the list is held: nothing of it is stored, every code stays green")
	told := alarms()
	if len(told) != 1 || told[0].Kind != node.AlarmMassList || told[0].Detail["coloured"] != float64(orderedPeople) {
		t.Fatalf("%+v", told)
	}
	s.says("the auditor has an alarm at once (`%s`): who sent it, %v people, what it says (%v)", told[0].Kind, told[0].Detail["coloured"], told[0].Detail["says"])

	s.order("Somebody lets it in")
	kase := h.held(second)
	admit := func(by node.Caller) error {
		_, err := h.MoveCase(ctx, by, node.CaseStep{Case: kase.Case.ID, Move: review.Admit, Version: kase.Case.Version, Words: review.Words{Reason: "上级要求"}})
		return err
	}
	s.refused("the officer who sent it", admit(officer), "staff.not_permitted")
	s.refused("his colleague", admit(colleague), "staff.not_permitted")
	s.refused("the auditor", admit(auditor), "staff.not_permitted")
	s.refused("the vendor's staff who have the machine", admit(node.Itself), "case.second_office")
	s.refused("resuming the import", h.ResumeImport(ctx, officer, held), "import.held")
	green("nobody let it in")

	s.order("The second office looks, and throws it away")
	var form struct {
		Coloured int64           `json:"coloured"`
		Seen     json.RawMessage `json:"what_if"`
	}
	if err := json.Unmarshal(kase.Form, &form); err != nil || form.Coloured != orderedPeople || !strings.Contains(string(form.Seen), "command-center") {
		t.Fatal(string(kase.Form), err)
	}
	s.says("it sees counts by colour and county, what the rows say and in whose name, and %d samples with rule and text; no name and no number", len(w.Samples))
	if _, err := h.MoveCase(ctx, second, node.CaseStep{Case: kase.Case.ID, Move: review.Refuse, Version: kase.Case.Version, Words: review.Words{Reason: "并无隔离事实"}}); err != nil {
		t.Fatal(err)
	}
	h.wait(held, node.ImportRefused)
	if files, _ := os.ReadDir(conf.Spool); slices.ContainsFunc(files, func(f os.DirEntry) bool { return f.Name() == held.String() }) {
		t.Error("the file of the refused list is still there")
	}
	green("refused")
	s.says("refused: the file is deleted, the case and its reason stay in the log")

	s.order("The list is cut into pieces of 49")
	first := h.wait(begin(officer, victims("control.central", "street-1", 0, 49, c.Now())), jobs.Done)
	next := begin(officer, victims("control.central", "street-2", 49, 98, c.Now()))
	h.wait(next, node.ImportHeld)
	s.says("the first %d pass as any small list does; the second piece is held, whatever its source is called: what one hand has coloured today is added up", first.Stored)
	other := begin(colleague, victims("control.central", "street-1", 98, 147, c.Now()))
	h.wait(other, node.ImportHeld)
	s.says("a colleague's piece in the name of the same source is held too")
	s.says("so of %d people %d are red for a day's work, under two alarms more, and the records name who made them", orderedPeople, first.Stored)

	s.order("One by one, over the API")
	single := func(by node.Caller, k int) error {
		p, _ := staff.ParsePurpose("control", "", "")
		_, err := h.RecordEvidence(ctx, by, node.Whom{IDType: "resident_id", Number: node.Sample(k).Number}, fmt.Sprint("x", k),
			evidence.Fact{Kind: evidence.ControlCentral, Source: fmt.Sprint("source-", k), ValidFrom: h.Now(), ValidUntil: h.Now().Add(14 * 24 * time.Hour)}, p)
		return err
	}
	if err := single(officer, 200); err != nil {
		t.Fatal(err)
	}
	s.says("the 50th of the day passes")
	s.refused("the 51st", single(officer, 201), "evidence.too_many")

	s.order("The vendor with the machine imports it himself")
	own := begin(node.Itself, victims("control.central", "vendor", 300, 400, c.Now()))
	h.wait(own, node.ImportHeld)
	kase = h.held(second)
	s.refused("letting it in from the machine", admit(node.Itself), "case.second_office")

	s.order("He raises the limit in the configuration")
	conf.Mass = 10_000
	again, err := node.Open(ctx, conf)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	told = alarms()
	raised := slices.IndexFunc(told, func(a node.Alarm) bool { return a.Kind == node.AlarmThreshold })
	if raised < 0 || told[raised].Detail["now"] != float64(10_000) {
		t.Fatalf("%+v", told)
	}
	s.says("that is an alarm of its own (`%s`), and an entry in the log that nobody can take back", told[raised].Kind)

	s.order("What is left afterwards")
	kinds := map[string]int{}
	for _, a := range told {
		kinds[a.Kind]++
	}
	s.says("alarms that the auditor has: %d lists held, %d hands at the limit, %d changes of the limit", kinds[node.AlarmMassList], kinds[node.AlarmMassDay], kinds[node.AlarmThreshold])
	if kinds[node.AlarmMassList] != 4 || kinds[node.AlarmMassDay] != 1 || kinds[node.AlarmThreshold] != 1 {
		t.Errorf("%v", kinds)
	}
	if err := h.SeeAlarm(ctx, auditor, told[0].ID); err != nil {
		t.Error(err)
	}
	if _, _, err := h.Alarms(ctx, officer, id.ID{}, 10); fault.CodeOf(err) != fault.Forbidden {
		t.Error("the officer reads the alarms:", err)
	}
	caller, err := h.Authenticate(holders[1000].Token, person.HolderDoor)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := h.Show(ctx, caller, id.ID{}, false)
	if err != nil || shown.Decision.Colour != policy.Green {
		t.Fatal(shown.Decision.Colour, err)
	}
	red := h.count(`SELECT count(*) FROM current WHERE colour = 'red'`)
	s.says("of %d people %d have a red code: those of the one small piece and the one single record; each sees rule, source and time, whom to ask, and can have it corrected", orderedPeople, red)
	s.says("the others saw nothing happen: green all the time, and under \"my data\" the false record of an entry, with its source, to be corrected")
	if red != 50 {
		t.Error("red:", red)
	}
	if err := h.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	audited, _ := staff.ParsePurpose("quality", "", "")
	report, err := h.VerifyLog(ctx, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = report
	entries, _, err := h.Entries(ctx, auditor, 0, audit.Query{Limit: 100}, audited)
	if err != nil || !slices.ContainsFunc(entries, func(e audit.Entry) bool { return e.Action == audit.AlarmRaise }) {
		t.Error("no alarm in the log:", err)
	}
	s.says("the log of all this verifies from the outside (BY-04)")

	t.Log("\n" + s.text.String())
	document := "# Henan, June 2022, ordered again\n\nIn June 2022 officials in Zhengzhou had 1 317 people given red codes under false labels, to keep them from a protest: people who\n" +
		"had scanned a place code, or a picture of one that was passed around. This is what happens when the same is ordered of Kangma. The text\n" +
		"below is printed by `TestHenan2022` in `node/henan_test.go`, which fails when anything of it is no longer so (`go test ./node -run Henan -update-docs` writes it anew).\n" +
		"The node is Henan's; the rule book is `zhejiang@2020-07-01`, in which central quarantine is red.\n" + s.text.String()
	const path = "../docs/henan-2022.md"
	if *updateDocs {
		if err := os.WriteFile(path, []byte(document), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != document {
		t.Error("docs/henan-2022.md says otherwise; -update-docs writes it anew", err)
	}
}

// held is the newest list that is held, as the second office sees it.
func (h importer) held(c node.Caller) node.CaseFile {
	h.t.Helper()
	list, err := h.Cases(h.t.Context(), c, node.CaseQuery{Kind: review.MassList, Limit: 50})
	if err != nil || len(list) == 0 {
		h.t.Fatal("no list is held", err)
	}
	f, err := h.Case(h.t.Context(), c, list[len(list)-1].ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}
