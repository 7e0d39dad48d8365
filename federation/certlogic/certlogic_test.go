package certlogic

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// NA-13: each operation of the language, on values that fit.
func TestEvaluate(t *testing.T) {
	data := `{"a": 1, "s": "x", "list": [1, 2, 3], "none": null, "deep": {"er": [{"v": "here"}]}, "id": "URN:UVCI:01:AT:10807843F94AEE0EE5093FBC254BD813#B", "clock": "2021-06-15T12:00:00+02:00", "half": 0.5}`
	for logic, want := range map[string]string{
		`"text"`: `"text"`, `7`: `7`, `true`: `true`, `[1, {"var": "s"}]`: `[1,"x"]`,
		`{"var": "a"}`: `1`, `{"var": "deep.er.0.v"}`: `"here"`, `{"var": "deep.er.7.v"}`: `null`, `{"var": "list.1"}`: `2`, `{"var": "s.x"}`: `null`, `{"var": "list.-1"}`: `null`,
		`{"if": [{"var": "none"}, 1, 2]}`: `2`, `{"if": [{"var": "list"}, 1, 2]}`: `1`,
		`{"and": [true, {"var": "s"}, 5]}`: `5`, `{"and": [{"var": "none"}, true]}`: `null`,
		`{"!": [{"var": "list"}]}`: `false`, `{"!": [0]}`: `true`,
		`{"===": [{"var": "a"}, 1]}`: `true`, `{"===": ["1", 1]}`: `false`, `{"===": [{"var": "none"}, {"var": "nowhere"}]}`: `true`, `{"===": [{"var": "list"}, {"var": "list"}]}`: `false`,
		`{"in": [2, {"var": "list"}]}`: `true`, `{"in": ["2", {"var": "list"}]}`: `false`, `{"+": [2, -3]}`: `-1`,
		`{"<": [1, 2, 3]}`: `true`, `{"<": [1, 3, 2]}`: `false`, `{">=": [2, 2]}`: `true`, `{">": [2, 2]}`: `false`, `{"<=": [2, 1]}`: `false`,
		`{"reduce": [{"var": "list"}, {"+": [{"var": "accumulator"}, {"var": "current"}]}, 10]}`: `16`, `{"reduce": [{"var": "none"}, 1, 10]}`: `10`,
		`{"extractFromUVCI": [{"var": "id"}, 1]}`: `"AT"`, `{"extractFromUVCI": [{"var": "id"}, 3]}`: `"B"`, `{"extractFromUVCI": [{"var": "id"}, 4]}`: `null`, `{"extractFromUVCI": [{"var": "none"}, 0]}`: `null`,
		`{"plusTime": ["2020-02-29", 1, "year"]}`: `"2021-03-01T00:00:00.000Z"`, `{"plusTime": ["2020-02-29", 1, "month"]}`: `"2020-03-29T00:00:00.000Z"`,
		`{"plusTime": ["2021-01-31", 1, "month"]}`: `"2021-03-03T00:00:00.000Z"`, `{"plusTime": ["2021-06-01T00:30:00.98765+2", -1, "hour"]}`: `"2021-05-31T21:30:00.987Z"`,
		`{"plusTime": ["2021-06-01T00:30:00-0930", 0, "day"]}`: `"2021-06-01T10:00:00.000Z"`, `{"plusTime": ["2021-02", 0, "day"]}`: `"2021-02-28T00:00:00.000Z"`,
		`{"dccDateOfBirth": ["1990"]}`: `"1990-12-31T00:00:00.000Z"`, `{"dccDateOfBirth": ["2000-02"]}`: `"2000-02-29T00:00:00.000Z"`,
		`{"after": [{"plusTime": [{"var": "clock"}, 0, "day"]}, {"plusTime": ["2021-06-15T09:59:59Z", 0, "day"]}]}`:                               `true`,
		`{"not-after": [{"plusTime": ["2021-06-14", 0, "day"]}, {"plusTime": ["2021-06-14", 0, "day"]}, {"plusTime": ["2021-06-15", 0, "day"]}]}`: `true`,
		`{"before": [{"plusTime": ["2021-06-14", 0, "day"]}, {"plusTime": ["2021-06-14", 0, "day"]}]}`:                                            `false`, `{"not-before": [{"plusTime": ["2021-06-14", 0, "day"]}, {"plusTime": ["2021-06-14", 0, "day"]}]}`: `true`,
	} {
		e, err := Parse([]byte(logic))
		if err != nil {
			t.Errorf("%s: %v", logic, err)
			continue
		}
		d, _ := decode([]byte(data))
		got, err := e.Evaluate(d)
		text, _ := json.Marshal(written(got))
		if err != nil || string(text) != want {
			t.Errorf("%s: %s %v, want %s", logic, text, err, want)
		}
	}
}

// What does not fit the data is an error, never a guess.
func TestMismatch(t *testing.T) {
	for _, logic := range []string{
		`{"+": [1, "1"]}`, `{"+": [9223372036854775807, 1]}`, `{"<": [1, "2"]}`, `{"in": [1, "list"]}`, `{"in": [1, {"var": "x"}]}`, `{"after": ["2021-01-01", "2021-01-02"]}`, `{"plusTime": [1, 0, "day"]}`,
		`{"plusTime": ["soon", 0, "day"]}`, `{"plusTime": ["2021-13-01", 0, "day"]}`, `{"dccDateOfBirth": ["2021-01-01T00:00:00Z"]}`, `{"dccDateOfBirth": [{"var": "x"}]}`, `{"reduce": ["x", 1, 0]}`,
		`{"if": [{"plusTime": ["2021-01-01", 0, "day"]}, 1, 2]}`, `{"!": [{"plusTime": ["2021-01-01", 0, "day"]}]}`, `{"extractFromUVCI": [1, 0]}`, `{"<": [1, {"var": ""}]}`, `{"plusTime": ["2021-01-01", 99999999, "year"]}`,
	} {
		e, err := Parse([]byte(logic))
		if err != nil {
			t.Errorf("%s: %v", logic, err)
			continue
		}
		if v, err := e.Evaluate(map[string]any{}); err == nil {
			t.Errorf("%s is %v", logic, v)
		}
	}
}

// Rule CG-1: what is not of the language is refused with its place.
func TestParseRefuses(t *testing.T) {
	for logic, field := range map[string]string{
		`null`: "logic", `1.5`: "logic", `{}`: "logic", `{"var": 1}`: "logic.var", `{"var": "a..b"}`: "logic.var", `{"or": [1, 2]}`: "logic.or", `{"if": [1, 2]}`: "logic.if", `{"and": [1]}`: "logic.and",
		`{"!": 1}`: "logic.!", `{"if": [true, {"in": [1, null]}, 2]}`: "logic.if[1].in[1]", `{"plusTime": ["x", 1, "week"]}`: "logic.plusTime[2]", `{"plusTime": ["x", "1", "day"]}`: "logic.plusTime[1]",
		`{"+": [1, 2, 3]}`: "logic.+", `{"a": 1, "b": 2}`: "logic", `{"<": [1]}`: "logic.<", `{"extractFromUVCI": ["x", "0"]}`: "logic.extractFromUVCI[1]", `{"var": "x"} 1`: "logic",
	} {
		if f, ok := fault.As(func() error { _, err := Parse([]byte(logic)); return err }()); !ok || f.Field != field {
			t.Errorf("%s: %v, want a fault of %s", logic, f, field)
		}
	}
	if _, err := Parse([]byte(strings.Repeat(`{"!":[`, 100) + "1" + strings.Repeat("]}", 100))); err == nil {
		t.Error("nested too deep, and taken")
	}
}

// Rule CG-2: what would take too long ends with an error.
func TestBounded(t *testing.T) {
	over := make([]any, 100)
	for i := range over {
		over[i] = int64(i)
	}
	logic := `{"var": "current"}`
	for range 4 {
		logic = fmt.Sprintf(`{"reduce": [%s, %s, 0]}`, `[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]`, logic)
	}
	e, err := Parse([]byte(logic))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Evaluate(over); err == nil {
		t.Error("it went to its end")
	}
}

func ruleOf(id, kind, country, version, from, until, logic string) string {
	kindOf := "Acceptance"
	if strings.HasPrefix(id, "IR") {
		kindOf = "Invalidation"
	}
	return fmt.Sprintf(`{"Identifier": %q, "Type": %q, "Country": %q, "Version": %q, "SchemaVersion": "1.3.0", "Engine": "CERTLOGIC", "EngineVersion": "1.3.3", "CertificateType": %q,
		"Description": [{"lang": "en", "desc": "d"}], "ValidFrom": %q, "ValidTo": %q, "AffectedFields": [], "Logic": %s}`, id, kindOf, country, version, kind, from, until, logic)
}

// Rules CG-3 and CG-4: the newest version in force of each rule of who lets in and of who issued must say true.
func TestApply(t *testing.T) {
	const from, until = "2021-06-01T00:00:00Z", "2022-06-01T00:00:00Z"
	full := `{">=": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]}`
	product := `{"in": [{"var": "payload.v.0.mp"}, {"var": "external.valueSets.products"}]}`
	week := `{"not-before": [{"plusTime": [{"var": "external.validationClock"}, 0, "day"]}, {"plusTime": [{"var": "payload.v.0.dt"}, 14, "day"]}]}`
	rules := []string{ruleOf("VR-CN-0001", "Vaccination", "CN", "1.0.0", from, until, full), ruleOf("VR-CN-0002", "Vaccination", "CN", "1.0.0", from, until, product),
		ruleOf("VR-CN-0002", "Vaccination", "CN", "1.1.0", "2021-09-01T00:00:00Z", until, `false`), ruleOf("VR-CN-0003", "Vaccination", "CN", "1.0.0", from, until, week), ruleOf("TR-CN-0001", "Test", "CN", "1.0.0", from, until, `false`),
		ruleOf("VR-DE-0001", "Vaccination", "DE", "1.0.0", from, until, `false`), ruleOf("IR-AT-0001", "General", "AT", "1.0.0", from, until, `{"!": [{"===": [{"extractFromUVCI": [{"var": "payload.v.0.ci"}, 2]}, "STOLEN"]}]}`)}
	file := func(rules ...string) []byte {
		return []byte(`{"name": "world", "version": "2021-06-01", "until": "2022-06-01", "source": "s", "rules": [` + strings.Join(rules, ",") + `], "valueSets": {"products": ["EU/1/20/1528"]}}`)
	}
	s, err := ParseSet(file(rules...))
	if err != nil {
		t.Fatal(err)
	}
	at := func(text string) instant.Instant { i, _, _ := instant.Parse(text); return i }
	subject := func(changes ...string) Subject {
		text := `{"v": [{"dn": 2, "sd": 2, "mp": "EU/1/20/1528", "dt": "2021-06-10", "ci": "01:AT:ABC"}]}`
		p, _ := decode([]byte(strings.NewReplacer(changes...).Replace(text)))
		return Subject{Payload: p.(map[string]any), Kind: "Vaccination", Issuer: "AT"}
	}
	for name, c := range map[string]struct {
		to   string
		what Subject
		at   string
		want string
	}{
		"good":                      {"CN", subject(), "2021-07-01T00:00:00Z", "true IR-AT-0001+ VR-CN-0001+ VR-CN-0002+ VR-CN-0003+"},
		"one dose of two":           {"CN", subject(`"dn": 2`, `"dn": 1`), "2021-07-01T00:00:00Z", "false IR-AT-0001+ VR-CN-0001- VR-CN-0002+ VR-CN-0003+"},
		"too soon":                  {"CN", subject(), "2021-06-23T23:59:59Z", "false IR-AT-0001+ VR-CN-0001+ VR-CN-0002+ VR-CN-0003-"},
		"soon enough":               {"CN", subject(), "2021-06-24T00:00:00Z", "true IR-AT-0001+ VR-CN-0001+ VR-CN-0002+ VR-CN-0003+"},
		"another product":           {"CN", subject("1528", "1"), "2021-07-01T00:00:00Z", "false IR-AT-0001+ VR-CN-0001+ VR-CN-0002- VR-CN-0003+"},
		"cannot be evaluated":       {"CN", subject(`"dn": 2`, `"dn": "2"`), "2021-07-01T00:00:00Z", "false IR-AT-0001+ VR-CN-0001! VR-CN-0002+ VR-CN-0003+"},
		"invalidated by its issuer": {"CN", subject("ABC", "STOLEN"), "2021-07-01T00:00:00Z", "false IR-AT-0001- VR-CN-0001+ VR-CN-0002+ VR-CN-0003+"},
		"a newer version":           {"CN", subject(), "2021-09-01T00:00:00Z", "false IR-AT-0001+ VR-CN-0001+ VR-CN-0002- VR-CN-0003+"},
		"a country without rules":   {"FR", subject(), "2021-07-01T00:00:00Z", "false IR-AT-0001+"},
		"before the set":            {"CN", subject(), "2021-05-01T00:00:00Z", "false"},
	} {
		outcomes, passed := s.Apply(c.to, c.what, at(c.at))
		got := fmt.Sprint(passed)
		for _, o := range outcomes {
			sign := map[bool]string{true: "+", false: "-"}[o.Passed]
			if o.Failed != nil {
				sign = "!"
			}
			got += " " + o.Rule.ID + sign
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	var none *Set
	if _, passed := none.Apply("CN", subject(), at("2021-07-01T00:00:00Z")); passed {
		t.Error("without rules everything passes")
	}
	for field, bad := range map[string][]byte{
		"rules[0].Identifier": file(strings.Replace(rules[0], "VR-CN-0001", "x", 1)), "rules[1].Identifier": file(rules[0], rules[0]), "rules[0].logic.===": file(ruleOf("VR-CN-0001", "Test", "CN", "1.0.0", from, until, `{"===": [1]}`)),
		"rules[0].Engine": file(strings.Replace(rules[0], "CERTLOGIC", "PERL", 1)), "rules[0].ValidTo": file(ruleOf("VR-CN-0001", "Test", "CN", "1.0.0", from, from, `true`)), "rules": file(),
	} {
		if f, ok := fault.As(func() error { _, err := ParseSet(bad); return err }()); !ok || f.Field != field {
			t.Errorf("%s: %v", field, f)
		}
	}
}

// Whatever the expression and the data, evaluation ends without a panic (CG-2).
func FuzzEvaluate(f *testing.F) {
	f.Add(`{"if": [{"var": "v.0"}, {"in": [{"var": "v.0.mp"}, ["a"]]}, true]}`, `{"v": [{"mp": "a"}]}`)
	f.Add(`{"reduce": [{"var": ""}, {"+": [{"var": "accumulator"}, {"var": "current"}]}, 0]}`, `[1, 2]`)
	f.Add(`{"after": [{"plusTime": [{"var": "d"}, 1, "month"]}, {"dccDateOfBirth": ["2000"]}]}`, `{"d": "2021-01-31T10:00:00.5+2"}`)
	f.Fuzz(func(t *testing.T, logic, text string) {
		e, err := Parse([]byte(logic))
		if err != nil {
			return
		}
		data, err := decode([]byte(text))
		if err != nil {
			return
		}
		e.Evaluate(data)
	})
}
