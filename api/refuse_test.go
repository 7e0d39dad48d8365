package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kangma/api"
	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/staff"
)

// operations are all that the description names: method, address, and the doors that it is open to.
func (h *hubei) operations() (all []struct {
	method, path string
	doors        []string
}) {
	var doc struct {
		Paths map[string]map[string]struct {
			Security []map[string][]string
		}
	}
	h.send("GET", "/openapi.json", "", nil).into(&doc)
	for path, methods := range doc.Paths {
		for method, op := range methods {
			one := struct {
				method, path string
				doors        []string
			}{strings.ToUpper(method), path, nil}
			for _, s := range op.Security {
				for door := range s {
					one.doors = append(one.doors, door)
				}
			}
			all = append(all, one)
		}
	}
	return all
}

// Every operation, without a login, with that of the other door, and with garbage: refused, and never by an accident of ours.
func TestNobodyGetsIn(t *testing.T) {
	h := open(t, free)
	holder, _ := h.holder("13800138000", zhang)
	stranger := h.login("13700137000", wire.StaffDoor) // no office
	garbage := []any{nil, "", "{", "null", "[]", "7", `{"x":1}`, `{"person":7,"body":{}}`, "\x00\xff", strings.Repeat("[", 5000),
		`{"id":"` + strings.Repeat("f", 32) + `","point":"` + strings.Repeat("e", 32) + `","text":"x","device":"` + strings.Repeat("d", 32) + `","passages":[]}`}
	guarded := 0
	for _, op := range h.operations() {
		path := strings.NewReplacer("{id}", id.New(1).String(), "{person}", id.New(1).String()).Replace(op.path)
		broken := strings.NewReplacer("{id}", "%00x", "{person}", "zz").Replace(op.path) + "?limit=x&before=%ff&person=1&at=0020-01-01"
		for _, body := range garbage {
			for _, token := range []string{"", holder, stranger, "x", strings.Repeat("A", 104)} {
				for _, p := range []string{path, broken} {
					a := h.send(op.method, p, token, body)
					if a.status >= 500 {
						t.Errorf("%s %s %q: %d %s", op.method, p, body, a.status, a.body)
					}
					if a.status >= 400 {
						a.refused(a.status, key(a))
					}
				}
			}
			if len(op.doors) == 0 {
				continue
			}
			guarded++
			for token, why := range map[string]string{"": "session.none", "x": "session.invalid", strings.Repeat("A", 104): "session.invalid"} {
				h.send(op.method, path, token, body).refused(401, why)
			}
			if len(op.doors) == 1 {
				other := map[string]string{"holder": stranger, "staff": holder}[op.doors[0]]
				h.send(op.method, path, other, body).refused(403, "session.other_door")
			}
		}
	}
	if guarded < 30*len(garbage) {
		t.Errorf("only %d requests at guarded operations", guarded)
	}
}

func key(a answer) string {
	var p wire.Problem
	json.Unmarshal(a.body, &p)
	return p.Key
}

// Staff without the office for it are refused, whatever they send (NA-14, ST-1).
func TestOfficesHaveLimits(t *testing.T) {
	h := open(t, free)
	h.holder("13800138000", zhang)
	gate, point := h.gate()
	whom := wire.Whom{IDType: "resident_id", Number: zhang.Number}
	purpose := wire.Purpose{Purpose: "service"}
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/v1/passages?region=420102&purpose=service", nil}, // WH-13: a collector sees no history, his own included
		{"POST", "/v1/people/look-up", wire.LookUp{Whom: whom, Purpose: purpose}},
		{"POST", "/v1/evidence", wire.NewEvidence{Whom: whom, Kind: "case.confirmed", Source: "x", ValidFrom: wire.Time(h.node.Now()), Purpose: purpose}},
		{"POST", "/v1/places", wire.NewPlace{Kind: "mall", Name: "x", Region: "420102"}},
		{"DELETE", "/v1/points/" + point.String(), nil},
		{"POST", "/v1/staff/appointments", wire.NewAppointment{Phone: "13900000007", Name: "赵六", Role: "collector", Region: "420102"}},
		{"POST", "/v1/modes", wire.NewMode{Mode: "colours_off", Reason: "x"}},
		{"GET", "/v1/applications/overdue", nil},
		{"GET", "/v1/jobs", nil},
		{"GET", "/v1/audit/entries?purpose=quality", nil},
	} {
		if a := h.send(c.method, c.path, gate, c.body); a.status != http.StatusForbidden {
			t.Errorf("%s %s: %d %s", c.method, c.path, a.status, a.body)
		}
	}
	far := h.appointed("13900000005", staff.Administrator, "420500") // Yichang
	h.send("POST", "/v1/people/look-up", far, wire.LookUp{Whom: whom, Purpose: purpose}).refused(404, "person.not_found")
	h.send("GET", "/v1/passages?region=420102&purpose=service", far, nil).refused(403, "staff.outside_region")
	h.send("DELETE", "/v1/points/"+point.String(), h.appointed("13900000006", staff.Administrator, "420102"), nil).into(nil)
}

// Bad input names the field, and never the number (AP-1, issue 2 "Bad input").
func TestBadInput(t *testing.T) {
	h := open(t, free)
	token, _ := h.holder("13800138000", zhang)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	claim := func(change func(*wire.Claim)) wire.Claim {
		c := wire.Claim{Relation: "ward", Name: "李小明", IDType: "resident_id", Number: "420102201506010013"}
		change(&c)
		return c
	}
	apply := func(change func(*wire.Application)) wire.Application {
		a := healthy()
		change(&a)
		return a
	}
	fact := func(members string) string {
		return `{"whom":{"id_type":"resident_id","id_number":"11010519491231002X"},"kind":"test.nucleic","source":"lab","attrs":{"result":"negative"},"valid_from":"2020-03-24T00:00:00+08:00"` + members + `}`
	}
	for _, c := range []struct {
		name, path, token string
		body              any
		status            int
		key, field        string
	}{
		{"wrong check digit", "/v1/people", token, claim(func(c *wire.Claim) { c.Number = "110105194912310021" }), 422, "id_number.check", "id_number"},
		{"birth in the future", "/v1/people", token, claim(func(c *wire.Claim) { c.IDType, c.Number, c.Birth = "none", "", "2021-01-01" }), 422, "field.invalid", "birth"},
		{"no name", "/v1/people", token, `{"relation":"ward","id_type":"none"}`, 422, "field.missing", "name"},
		{"a number as a number", "/v1/people", token, `{"relation":"ward","name":"李小明","id_type":"resident_id","id_number":420102201506010013}`, 422, "field.invalid", "id_number"},
		{"unknown region", "/v1/applications", token, apply(func(a *wire.Application) { a.Region = "999999" }), 422, "field.invalid", "region"},
		{"no region at all", "/v1/applications", token, apply(func(a *wire.Application) { a.Region = "42" }), 422, "", "region"},
		{"no truth", "/v1/applications", token, apply(func(a *wire.Application) { a.Truth = false }), 422, "application.truth", "truth"},
		{"hot", "/v1/applications", token, apply(func(a *wire.Application) { a.Health.Temperature = 73 }), 422, "field.invalid", "temperature"},
		{"unknown member", "/v1/applications", token, `{"colour":"green"}`, 422, "field.missing", ""},
		{"a million characters", "/v1/applications", token, apply(func(a *wire.Application) { a.Address = strings.Repeat("武", 1_000_000) }), 413, "request.too_large", ""},
		{"a million characters to show", "/v1/codes/show", token, `{"person":"` + strings.Repeat("f", 1_000_000) + `"}`, 413, "request.too_large", ""},
		{"no JSON", "/v1/applications", token, "{", 400, "request.malformed", ""},
		{"no id", "/v1/codes/show", token, `{"person":"zhang"}`, 422, "id.invalid", ""},
		{"ends before it starts", "/v1/evidence", officer, fact(`,"valid_until":"2020-03-01T00:00:00+08:00"`), 422, "field.invalid", "valid_until"},
		{"time without offset", "/v1/evidence", officer, fact(`,"valid_until":"2020-03-25T00:00:00"`), 422, "field.invalid", "valid_until"},
		{"a year 0020", "/v1/evidence", officer, fact(`,"valid_until":"0020-03-25T00:00:00+08:00"`), 422, "field.invalid", "valid_until"},
		{"unknown kind", "/v1/evidence", officer, strings.Replace(fact(""), "test.nucleic", "rumour", 1), 422, "field.invalid", "kind"},
		{"unknown attribute", "/v1/evidence", officer, strings.Replace(fact(""), `"result":"negative"`, `"result":"negative","mood":"good"`, 1), 422, "field.invalid", "attrs.mood"},
		{"wrong word", "/v1/evidence", officer, strings.Replace(fact(""), "negative", "sick", 1), 422, "field.invalid", "attrs.result"},
		{"a holder's kind", "/v1/evidence", officer, strings.Replace(strings.Replace(fact(""), "test.nucleic", "declaration", 1), `"result":"negative"`, `"status":"none"`, 1), 422, "field.invalid", "kind"},
	} {
		a := h.send("POST", c.path, c.token, c.body)
		if c.key == "" {
			c.key = key(a)
		}
		p := a.refused(c.status, c.key)
		if c.field != "" && p.Field != c.field {
			t.Errorf("%s: field %q: %s", c.name, p.Field, a.body)
		}
		for _, secret := range []string{"1101051949", "4201022015", "李小明", "武武"} {
			if strings.Contains(string(a.body), secret) {
				t.Errorf("%s repeats %s: %s", c.name, secret, a.body)
			}
		}
		if len(a.body) > 1000 {
			t.Errorf("%s: %d bytes", c.name, len(a.body))
		}
	}
	hq := h.appointed("13900000004", staff.Headquarters, "420000")
	if p := h.send("POST", "/v1/modes", hq, wire.NewMode{Mode: "holiday", Reason: "x"}).refused(422, "field.invalid"); p.Field != "mode" {
		t.Errorf("%+v", p)
	}
}

// Whatever is shown at a gate has an answer (BY-13).
func TestGateAnswersEverything(t *testing.T) {
	h := open(t, free)
	holder, _ := h.holder("13800138000", zhang)
	code := h.show(holder)
	gate, point := h.gate()
	for text, want := range map[string]string{
		code.Token: "code", code.Token[:len(code.Token)-3]: "unreadable", code.Token + "ABCDEF": "unreadable", "": "unreadable", "https://example.com/": "foreign", "HC1:NCF": "unreadable",
		"KM1:" + strings.Repeat("A", 4000): "unreadable", "KM1:你好": "unreadable",
	} {
		var v wire.Verdict
		if h.send("POST", "/v1/verify", gate, wire.Check{Text: text, Point: point}).into(&v); v.Reason != want || (want != "code") != (v.Answer == "unknown") {
			t.Errorf("%.20q: %+v", text, v)
		}
	}
	h.clock.Add(16 * 60e9)
	var v wire.Verdict
	if h.send("POST", "/v1/verify", gate, wire.Check{Text: code.Token, Point: point}).into(&v); v.Reason != "expired" || v.Answer != "unknown" { // NA-06
		t.Errorf("%+v", v)
	}
	h.send("POST", "/v1/verify", gate, wire.Check{Text: code.Token, Point: id.New(1)}).refused(404, "point.not_found")
}

// Addresses and methods that are none.
func TestElsewhere(t *testing.T) {
	h := open(t, api.Options{})
	h.send("GET", "/v1/nothing", "", nil).refused(404, "address.unknown")
	if a := h.send("GET", "/v1/codes/show", "", nil); a.header.Get("Allow") != "POST" {
		t.Errorf("Allow %q", a.header.Get("Allow"))
	} else {
		a.refused(405, "method.unknown")
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		h.send("GET", path, "", nil).into(nil)
	}
	h.send("GET", "/metrics", "", nil).refused(404, "address.unknown") // figures are the operator's
	if a := h.send("GET", "/docs", "", nil); a.status != 404 {
		t.Error("a documentation page loads scripts from elsewhere")
	}
	metrics := h.figures()
	for _, want := range []string{`kangma_request_seconds_count{operation="GET /healthz",status="200"}`, "kangma_due_lag_seconds", `kangma_jobs{state="waiting"}`, `kangma_texts{state="refused"}`, "kangma_decisions_changed_total"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
	if id := h.send("GET", "/healthz", "", nil).header.Get("X-Request-Id"); id == "" {
		t.Error("no request id")
	}
}
