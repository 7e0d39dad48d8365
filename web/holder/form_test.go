package holder

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
)

// good are the answers of NA-02, step by step.
func good() []url.Values {
	return []url.Values{
		{"at": {"about"}, "purpose": {"returning"}, "phone": {"138 1234 5678"}},
		{"at": {"where"}, "province": {"420000"}, "prefecture": {"420100"}, "county": {"420106"}, "address": {"珞珈山路16号"}},
		{"at": {"health"}, "stayed": {"yes"}, "contact": {"unsure"}, "status": {"none"}, "symptoms": {"cold_like", "other"}, "temperature": {"３６．５"}},
		{"at": {"check"}, "truth": {"yes"}},
	}
}

// walk sends the steps of a form for somebody, following where each leads, and gives where the last one did.
func walk(t *testing.T, mux http.Handler, path, person string, steps []url.Values) string {
	t.Helper()
	to := path
	for _, step := range steps {
		step.Set("person", person)
		w := ask(t, mux, "zh", path, step)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("step %s: %d %s", step.Get("at"), w.Code, w.Body)
		}
		to = w.Header().Get("Location")
		if step.Get("at") != "check" && !strings.HasPrefix(to, path) {
			t.Fatalf("step %s leads to %s", step.Get("at"), to)
		}
	}
	return to
}

// NA-02, NA-07, WH-01: the form in steps, and as the node gets it; what is sent is no draft any more.
func TestApply(t *testing.T) {
	f := newFake()
	mux := server(f)
	if to := walk(t, mux, "/apply", child.ID.String(), good()); to != "/code?person="+child.ID.String() || len(f.applied) != 1 || len(f.drafts) != 0 {
		t.Fatal(to, len(f.applied), f.drafts)
	}
	a := f.applied[0]
	if a.Person != child.ID || a.Purpose != "returning" || a.Channel != "web" || a.Phone != "13812345678" || a.Region.String() != "420106" || a.Address != "珞珈山路16号" ||
		!a.Health.Stayed || a.Health.Contact != "unsure" || a.Health.Status != "none" || len(a.Health.Symptoms) != 2 || a.Health.Temperature != 36.5 {
		t.Errorf("%+v", a)
	}
}

// WH-15, NA-03: who lives in a city with a code of its own is led to that city's entrance as soon as he says where he lives, before he fills in
// the rest; what he entered stays; and the code page links to such cities.
func TestLedToTheCitysOwnCode(t *testing.T) {
	f := newFake()
	f.cities = []City{{"湖北省武汉市", "https://wuhan.example/apply?x=1&y=2"}}
	mux := server(f)
	steps := good()
	walk(t, mux, "/apply", "", steps[:1])
	w := ask(t, mux, "zh", "/apply", steps[1])
	if w.Code != http.StatusUnprocessableEntity || len(f.applied) != 0 {
		t.Fatalf("%d", w.Code)
	}
	link := `href="https://wuhan.example/apply?x=1&amp;y=2"`
	contains(t, "led", w.Body.String(), link, "湖北省武汉市有自己的健康码", `href="#region"`, "珞珈山路16号")
	elsewhere := url.Values{"at": {"where"}, "province": {"420000"}, "prefecture": {"420200"}, "county": {"420202"}, "address": {"珞珈山路16号"}}
	if w := ask(t, mux, "zh", "/apply", elsewhere); w.Code != http.StatusSeeOther {
		t.Errorf("another city: %d %s", w.Code, w.Body)
	}
	f.code = states()["green"]
	contains(t, "code page", ask(t, mux, "zh", "/code", nil).Body.String(), link)
}

// NA-02, rule HP-4: who leaves comes back to where he left off, with what he entered; he sees all of it before it is sent, changes one
// step and is back at the check; nobody skips a step; and he can begin anew.
func TestSavedAsYouGo(t *testing.T) {
	f := newFake()
	mux := server(f)
	steps := good()
	walk(t, mux, "/apply", "", steps[:1])
	w := ask(t, mux, "zh", "/apply", nil)
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/apply?step=where" {
		t.Errorf("%d to %s", w.Code, to)
	}
	contains(t, "the first step again", ask(t, mux, "zh", "/apply?step=about", nil).Body.String(), `value="13812345678"`, `value="returning" checked`, "清空，从头填写")
	for _, beyond := range []string{"health", "check", "nonsense"} {
		if w := ask(t, mux, "zh", "/apply?step="+beyond, nil); w.Header().Get("Location") != "/apply?step=where" {
			t.Errorf("%s before its time: %d %v", beyond, w.Code, w.Header())
		}
	}
	if w := ask(t, mux, "zh", "/apply", steps[3]); len(f.applied) != 0 || w.Code == http.StatusOK {
		t.Errorf("sent half filled in: %d", w.Code)
	}
	if to := walk(t, mux, "/apply", "", steps[1:3]); to != "/apply?step=check" {
		t.Fatal(to)
	}
	contains(t, "the check", ask(t, mux, "zh", "/apply?step=check", nil).Body.String(), "湖北省武汉市武昌区", "珞珈山路16号", "36.5 ℃", "/apply?step=where", `name="truth"`)
	again := url.Values{"at": {"about"}, "then": {"check"}, "purpose": {"visiting"}, "phone": {"13812345678"}}
	if to := walk(t, mux, "/apply", "", []url.Values{again}); to != "/apply?step=check" {
		t.Error("changed, then", to)
	}
	if to := walk(t, mux, "/apply", "", steps[3:]); to != "/code" || f.applied[0].Purpose != "visiting" {
		t.Errorf("%s %+v", to, f.applied)
	}
	walk(t, mux, "/apply", "", steps[:1])
	if w := ask(t, mux, "zh", "/apply", url.Values{"step": {"forget"}}); w.Code != http.StatusSeeOther || len(f.drafts) != 0 {
		t.Errorf("%d %v", w.Code, f.drafts)
	}
}

// Rule HP-1: with one thing wrong, the error stands beside its field and everything else of the step is still there.
func TestNothingIsLost(t *testing.T) {
	wrong := []map[string][]string{{"purpose": nil, "phone": {"12345"}}, {"county": nil, "address": nil},
		{"stayed": nil, "contact": nil, "status": nil, "symptoms": {"none", "other"}, "temperature": {"46"}}, {"truth": nil}}
	for i, fields := range wrong {
		for field, bad := range fields {
			f := newFake()
			mux := server(f)
			walk(t, mux, "/apply", "", good()[:i])
			step := good()[i]
			step[field] = bad
			w := ask(t, mux, "zh", "/apply", step)
			if w.Code != http.StatusUnprocessableEntity || len(f.applied) != 0 {
				t.Errorf("%s: %d", field, w.Code)
				continue
			}
			name := field
			if field == "county" {
				name = "region"
			}
			checkKept(t, field, name, w.Body.String(), step)
		}
	}
}

func checkKept(t *testing.T, field, id, body string, step url.Values) {
	t.Helper()
	contains(t, field, body, `id="`+id+`-error"`, `href="#`+id+`"`)
	if n := strings.Count(body, `class="error"`); n != 1 {
		t.Errorf("%s: %d errors", field, n)
	}
	for name, values := range step {
		for _, v := range values {
			switch name {
			case "phone", "temperature":
				v = `value="` + digits(v) + `"`
			case "address":
				v = `value="珞珈山路16号"`
			case "province", "prefecture", "county":
				v = `value="` + v + `" selected`
			case "at":
				v = `name="at" value="` + v + `"`
			default:
				v = `value="` + v + `" checked`
			}
			contains(t, field+" wrong: "+name, body, strings.ReplaceAll(v, "．", "."))
		}
	}
}

// A refusal of the node stands beside the field that it names, on the step that asks for it; others at the top.
func TestRefusalsOfTheNode(t *testing.T) {
	for _, c := range []struct {
		err   error
		wants []string
	}{
		{fault.Secret("phone", "x"), []string{`id="phone-error"`, `value="13812345678"`}},
		{fault.At("application", fault.Field("region", "420199", "x")), []string{`id="region-error"`, `value="珞珈山路16号"`}},
		{fault.New(fault.Conflict, "declaration.once_a_day", "x"), []string{"今天已经申报过了", "珞珈山路16号"}},
	} {
		f := newFake()
		f.sendErr = c.err
		mux := server(f)
		walk(t, mux, "/apply", "", good()[:3])
		w := ask(t, mux, "zh", "/apply", good()[3])
		if w.Code != http.StatusUnprocessableEntity || len(f.drafts) != 1 {
			t.Errorf("%v: %d", c.err, w.Code)
		}
		contains(t, c.wants[0], w.Body.String(), c.wants...)
	}
}

// Without scripts: the picker's button gives the next list and keeps the rest.
func TestRegionPickerWithoutScripts(t *testing.T) {
	mux := server(newFake())
	walk(t, mux, "/apply", "", good()[:1])
	step := good()[1]
	step.Set("step", "region")
	step.Set("prefecture", "110100") // of another province: dropped
	w := ask(t, mux, "zh", "/apply", step)
	body := w.Body.String()
	contains(t, "picker", body, `value="420000" selected`, "武汉市", `value="珞珈山路16号"`, `<select id="county" name="county" disabled>`)
	if w.Code != http.StatusOK || strings.Contains(body, `class="error"`) {
		t.Errorf("%d, or errors before the form was sent", w.Code)
	}
}

// NA-07: once a day; what was entered is still there when it is refused.
func TestDeclare(t *testing.T) {
	f := newFake()
	step := good()[2]
	step.Set("truth", "yes")
	if w := ask(t, server(f), "zh", "/declare", step); w.Header().Get("Location") != "/code" || len(f.declared) != 1 || len(f.drafts) != 0 {
		t.Errorf("%d %+v", w.Code, f.declared)
	}
	f.sendErr = fault.New(fault.Conflict, "declaration.once_a_day", "x")
	w := ask(t, server(f), "zh", "/declare", step)
	f.today = true
	if again := ask(t, server(f), "zh", "/declare", nil); again.Code != http.StatusConflict || strings.Contains(again.Body.String(), "<fieldset") || !strings.Contains(again.Body.String(), "/declarations") {
		t.Errorf("asked again on the same day: %d", again.Code)
	}
	contains(t, "the second", w.Body.String(), "今天已经申报过了", `value="36.5"`, `value="cold_like" checked`)
}

// A form of a million characters is refused before it is read.
func TestTooLarge(t *testing.T) {
	step := good()[1]
	step.Set("address", strings.Repeat("长", 1<<20))
	f := newFake()
	if w := ask(t, server(f), "zh", "/apply", step); w.Code != http.StatusRequestEntityTooLarge || len(f.drafts) > 0 {
		t.Errorf("%d", w.Code)
	}
}
