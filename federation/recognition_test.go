package federation

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
)

var (
	hubei    = region.MustParseCode("420000")
	hunan    = region.MustParseCode("430000")
	zhejiang = region.MustParseCode("330000")
)

func at(t *testing.T, s string) instant.Instant {
	t.Helper()
	i, _, err := instant.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func sample(t *testing.T) (*Matrix, []byte) {
	t.Helper()
	data, err := os.ReadFile("testdata/country.yaml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := ParseMatrix(data)
	if err != nil {
		t.Fatal(err)
	}
	return m, data
}

// BY-15: who recognises whose colour, as what, where, since when and until when; rule RC-3: else unknown or ask.
func TestJudge(t *testing.T) {
	m, _ := sample(t)
	hospital := pass.Place{Region: region.MustParseCode("420102"), Kind: "hospital"}
	for name, c := range map[string]struct {
		home, issuer region.Code
		use          Use
		colour       pass.Colour
		gate         pass.Outcome
		state        uint16
		reason       string
		where        pass.Place
		at           string
		want         string
	}{
		"green":                      {hubei, hunan, AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "green pass"},
		"mapped":                     {hubei, hunan, AtGate, pass.Yellow, pass.Ask, 1, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "red stop"},
		"linked":                     {hubei, hunan, ToLink, pass.Red, pass.Stop, 1, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "red stop"},
		"refused for reason":         {hubei, hunan, ToLink, pass.Red, pass.Stop, 1, "HN-03.overdue", pass.Place{}, "2020-04-09T00:00:00+08:00", "unknown: gray ask"},
		"on paper":                   {hubei, hunan, OnPaper, pass.None, pass.Ask, 0, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "none ask"},
		"paper not agreed":           {hunan, hubei, OnPaper, pass.None, pass.Ask, 0, "", pass.Place{}, "2020-05-09T00:00:00+08:00", "unknown: gray ask"},
		"before":                     {hunan, hubei, AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-04-09T23:59:59+08:00", "unknown: gray ask"},
		"from":                       {hunan, hubei, AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-04-10T00:00:00+08:00", "green pass"},
		"red is refused":             {hunan, hubei, AtGate, pass.Red, pass.Stop, 1, "", pass.Place{}, "2020-04-10T00:00:00+08:00", "unknown: gray ask"},
		"bound to places":            {hubei, zhejiang, AtGate, pass.Green, pass.Pass, 1, "", hospital, "2020-04-10T00:00:00+08:00", "green pass"},
		"a state":                    {hubei, zhejiang, AtGate, pass.Green, pass.Pass, 14, "", hospital, "2020-04-10T00:00:00+08:00", "gray ask"},
		"elsewhere":                  {hubei, zhejiang, AtGate, pass.Green, pass.Pass, 1, "", pass.Place{Region: region.MustParseCode("421100"), Kind: "hospital"}, "2020-04-10T00:00:00+08:00", "unknown: gray ask"},
		"ended":                      {hubei, zhejiang, AtGate, pass.Green, pass.Pass, 1, "", hospital, "2020-05-01T12:00:00+08:00", "unknown: gray ask"},
		"the matrix ended":           {hubei, hunan, AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-10-08T00:00:00+08:00", "unknown: gray ask"},
		"nobody's":                   {hubei, region.MustParseCode("440000"), AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "unknown: gray ask"},
		"not the other's row":        {region.MustParseCode("440000"), hunan, AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "unknown: gray ask"},
		"a city is not its province": {hubei, region.MustParseCode("430100"), AtGate, pass.Green, pass.Pass, 1, "", pass.Place{}, "2020-04-09T00:00:00+08:00", "unknown: gray ask"},
	} {
		j := m.Judge(c.home, Foreign{Issuer: c.issuer, Signer: c.issuer, Use: c.use, Colour: c.colour, Gate: c.gate, State: c.state, Reason: c.reason}, c.where, at(t, c.at))
		got := j.Colour.String() + " " + j.Gate.String()
		if !j.Known {
			got = "unknown: " + got
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if j := m.Judge(hubei, Foreign{Issuer: hunan, Signer: hunan, Use: AtGate, Colour: pass.Green, Gate: pass.Pass}, pass.Place{}, at(t, "2020-04-09T00:00:00+08:00"), "430000"); j.Known {
		t.Error("stopped, and it counts")
	}
	if rows := m.Certificates(hubei, "AT", Vaccination, AsEvidence, m.From); len(rows) != 1 || rows[0].Rules != "CN" {
		t.Error(rows)
	}
	for _, rows := range [][]CertificateRow{m.Certificates(hubei, "AT", Test, AsEvidence, m.From), m.Certificates(hunan, "AT", Vaccination, AsEvidence, m.From),
		m.Certificates(hubei, "FR", Vaccination, ToPass, m.From), m.Certificates(hubei, "AT", Vaccination, ToPass, m.Until), m.Certificates(hubei, "AT", Vaccination, ToPass, m.From, "AT")} {
		if rows != nil {
			t.Error(rows)
		}
	}
}

// BY-15: a wrong matrix is refused with the field that is wrong; rule RC-1: nothing can be said that makes a code better.
func TestParseMatrixRefuses(t *testing.T) {
	_, data := sample(t)
	for field, change := range map[string][2]string{
		"rows[0].means[1].shown|rows[0].shown": {"shown: red", "shown: green"},
		"rows[0].means[0].colour":              {"{colour: green, gate: pass}", "{colour: blue, gate: pass}"},
		"rows[0].means[1].gate":                {"colour: yellow, gate: stop", "colour: yellow, gate: maybe"},
		"rows[0].gate":                         {"- {colour: red, gate: stop}", "- {colour: red, gate: pass}"},
		"rows[0].issuers":                      {"issuers: [430000]", "issuers: [420000]"},
		"rows[0].by":                           {"by: [420000, 330000]", "by: [42]"},
		"rows[0].uses":                         {"uses: [pass, paper, link]", "uses: [everything]"},
		"rows[0].basis":                        {"basis: 国办电子政务办函〔2020〕12号", "basis: ''"},
		"rows[1].from":                         {"from: 2020-04-10", "from: 2020-04-01"},
		"rows[2].until":                        {"until: 2020-05-01T12:00:00+08:00", "until: 2020-11-01"},
		"rows[2].places":                       {"places: [hospital]", "places: [moon]"},
		"unrecognised":                         {"unrecognised: ask", "unrecognised: pass"},
		"until":                                {"until: 2020-10-08", "until: 2020-04-08"},
		"version":                              {"version: 2020-04-08", "version: soon"},
		"certificates[0].countries":            {"countries: [AT, DE]", "countries: [at]"},
		"certificates[0].kinds":                {"kinds: [vaccination, recovery]", "kinds: [hope]"},
		"certificates[0].gate":                 {"gate: ask\n    basis: 外", "gate: stop\n    basis: 外"},
	} {
		text := strings.Replace(string(data), change[0], change[1], 1)
		if text == string(data) {
			t.Fatalf("%s changes nothing", change[0])
		}
		_, err := ParseMatrix([]byte(text))
		f, ok := fault.As(err)
		if !ok || !strings.Contains("|"+field+"|", "|"+f.Field+"|") {
			t.Errorf("%s: %v", field, err)
		}
	}
	if _, err := ParseMatrix([]byte("name: x\nwho: me\n")); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

type known struct{}

func (known) Check(c region.Code) error {
	if c == region.MustParseCode("420199") {
		return fault.Field("region", c.String(), "does not exist")
	}
	return nil
}

// BY-15: what is likely a mistake is said before two people publish it.
func TestLint(t *testing.T) {
	m, data := sample(t)
	said := func(list []policy.Finding) string {
		var b strings.Builder
		for _, f := range list {
			b.WriteString(f.String() + "\n")
		}
		return b.String()
	}
	if got := said(m.Lint(known{})); strings.Contains(got, "error") || !strings.Contains(got, "rows[1]: red is refused") || strings.Contains(got, "other way round") {
		t.Error(got)
	}
	for want, change := range map[string][]string{
		"error: country@2020-04-08: rows[2]: there is no region 420199": {"in: [420100]", "in: [420199]"},
		"430100 lies in no region that recognises":                      {"in: [420100]", "in: [430100]"},
		"red is answered ask, and yellow stop":                          {"- {colour: red, gate: stop}", "- {colour: red, gate: ask}"},
		"330000 recognises 430000, and not the other way round":         {"issuers: [420000, 330000]", "issuers: [420000, 440000]"},
		"rows[2]: it speaks of the same codes as rows[0]":               {"    in: [420100]\n    places: [hospital]\n", "", "issuers: [330000]", "issuers: [430000]"},
		"rows[3]: green is not among its meanings":                      {"[{colour: green, gate: pass}, ", "["},
	} {
		m, err := ParseMatrix([]byte(strings.NewReplacer(change...).Replace(string(data))))
		if err != nil {
			t.Fatal(change, err)
		}
		if got := said(m.Lint(known{})); !strings.Contains(got, want) {
			t.Errorf("%v: %s, want %s", change, got, want)
		}
	}
}

// BY-15: what changes for whom between two versions.
func TestDiff(t *testing.T) {
	m, data := sample(t)
	if d := Diff(m, m); d != nil {
		t.Error(d)
	}
	text := strings.NewReplacer("issuers: [430000]", "issuers: [440000]", "kinds: [vaccination, recovery]", "kinds: [vaccination]").Replace(string(data))
	after, err := ParseMatrix([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range Diff(m, after) {
		line := d.By.String() + " " + d.Issuer + " " + d.Use
		switch {
		case d.Before == "":
			line = "+ " + line
		case d.After == "":
			line = "- " + line
		}
		got = append(got, line)
	}
	want := "- 330000 430000 link|- 330000 430000 paper|- 330000 430000 pass|+ 330000 440000 link|+ 330000 440000 paper|+ 330000 440000 pass|" +
		"- 420000 430000 link|- 420000 430000 paper|- 420000 430000 pass|+ 420000 440000 link|+ 420000 440000 paper|+ 420000 440000 pass|" +
		"- 420000 AT recovery evidence|- 420000 AT recovery gate|- 420000 DE recovery evidence|- 420000 DE recovery gate"
	if s := strings.Join(got, "|"); s != want {
		t.Error(s)
	}
	if n := len(Diff(nil, m)); n == 0 {
		t.Error("a first matrix changes nothing")
	}
}

// Rule RC-4: one proposes, another approves; one alone stops, and nobody takes up alone.
func TestEdition(t *testing.T) {
	now := at(t, "2020-04-08T10:00:00+08:00")
	m, data := sample(t)
	one, two := policy.Hand{Account: id.New(now), Role: "headquarters"}, policy.Hand{Account: id.New(now), Role: "headquarters"}
	content := Content{Name: m.ID(), From: m.From, Until: m.Until}
	e, err := Propose(Recognitions, content, data, 0, "spring", one, now)
	if err != nil {
		t.Fatal(err)
	}
	is := func(err error, key string) {
		t.Helper()
		if f, ok := fault.As(err); !ok || f.Key != key {
			t.Errorf("%v, want %s", err, key)
		}
	}
	is(e.Approve(m.From, one, "", now), "edition.own")
	is(e.Stop("430000", one, "r", now), "edition.not_in_force")
	if err := e.Approve(m.From, two, "", now); err != nil {
		t.Fatal(err)
	}
	is(e.Approve(m.From, two, "", now), "edition.begun")
	is(e.Withdraw(one, "no", now), "edition.begun")
	if err := e.Stop("430000", one, "a flood of false greens", now); err != nil {
		t.Fatal(err)
	}
	is(e.Stop("430000", two, "again", now+1), "edition.stopped")
	if got := e.Stopped(now); len(got) != 1 || len(e.Stopped(now-1)) != 0 {
		t.Error(got)
	}
	if e.Standing(now) != policy.RulesBegun || e.Standing(m.Until) != policy.RulesEnded {
		t.Error(e.Standing(now))
	}
	bad := content
	bad.Findings = []policy.Finding{{Severity: policy.LintError, What: "w"}}
	_, err = Propose(Recognitions, bad, data, 0, "r", one, now)
	is(err, "edition.not_in_order")
	bad = content
	bad.Until = now + 3*366*86400*1e6
	if _, err = Propose(Recognitions, bad, data, 0, "r", one, now); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err = Propose(Recognitions, content, data, 0, " ", one, now); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// Rule RC-5: what a node gets to know of a foreign code has no place for evidence, a person or a date of illness.
func TestForeignSaysNoMore(t *testing.T) {
	var fields []string
	for f := range reflect.TypeFor[Foreign]().Fields() {
		fields = append(fields, f.Name)
	}
	if got := strings.Join(fields, " "); got != "Issuer Signer Use Colour Gate State Reason" {
		t.Errorf("it has %s", got)
	}
}
