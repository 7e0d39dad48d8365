package api_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/staff"
)

// From application to gate (WZ-01, NA-01, WH-02, NA-02, HB-06, NA-06, BY-01, WH-08, WH-10, WH-12, HB-08, MS-02, HB-01, BY-02, BY-06).
func TestJourney(t *testing.T) {
	h := open(t, free)
	token := h.login("13800138000", wire.HolderDoor)

	var acc wire.Account
	h.send("GET", "/v1/account", token, nil).into(&acc)
	if acc.Accepted != "" || acc.Phone != "138****8000" || len(acc.People) != 0 {
		t.Fatalf("%+v", acc)
	}
	h.send("POST", "/v1/terms", token, wire.Terms{Version: "1999-01-01"}).refused(409, "terms.version")
	h.send("POST", "/v1/terms", token, wire.Terms{Version: acc.Terms}).into(nil)
	h.send("POST", "/v1/codes/show", token, nil).refused(404, "person.none")

	var who wire.Claimed
	h.send("POST", "/v1/people", token, zhang).into(&who)
	var applied wire.Applied
	h.send("POST", "/v1/applications", token, healthy()).into(&applied)
	if !applied.Assigned || applied.Person != who.Person || instant.Instant(applied.DueAt).Sub(instant.Instant(applied.AppliedAt)) != 4*time.Hour { // HB-06
		t.Fatalf("%+v", applied)
	}

	code := h.show(token)
	if code.Colour != "green" || code.Gate != "pass" || code.Name != "张**" || strings.Contains(code.Number, "10519491231") || code.Title.Zh == "" || code.Guidance.En == "" {
		t.Fatalf("%+v", code)
	}
	if code.Until != wire.Time(instant.Instant(code.Issued).Add(15*time.Minute)) || code.Next != wire.Time(instant.Never) { // NA-06
		t.Fatalf("%+v", code)
	}
	if again := h.show(token); again.Token != code.Token {
		t.Error("a code that is valid was not shown again")
	}
	var fresh wire.Code
	if h.send("POST", "/v1/codes/show", token, wire.ShowRequest{Fresh: true}).into(&fresh); fresh.Token == code.Token {
		t.Error("a tap gave no new code")
	}

	h.send("POST", "/v1/codes/show", token, wire.ShowRequest{Commitment: "12"}).refused(422, "field.invalid")
	var moving wire.Code
	if h.send("POST", "/v1/codes/show", token, wire.ShowRequest{Commitment: strings.Repeat("0f", 16)}).into(&moving); len(moving.Token) <= len(fresh.Token) { // BY-12
		t.Error("the code carries no commitment")
	}

	// A gate without a network has nothing but the trust list (BY-01).
	trust, err := pass.ParseTrustList(h.send("GET", "/v1/trust", "", nil).body)
	must(t, err)
	if a := pass.Verify(code.Token, trust, nil, h.node.Now(), pass.DefaultLimits); a.Outcome != pass.Pass || a.Claims.Colour != pass.Green {
		t.Fatalf("offline: %+v", a)
	}

	// With one now and then it has the status list (BY-14).
	var list struct {
		Issuer string `json:"iss"`
	}
	h.send("GET", "/v1/status?issuer=420000", "", nil).into(&list)
	if list.Issuer != "420000" {
		t.Errorf("%+v", list)
	}
	h.send("GET", "/v1/status?issuer=330000", "", nil).refused(404, "status.not_here")
	h.send("GET", "/v1/status?issuer=42", "", nil).refused(422, "field.invalid")

	gate, point := h.gate()
	h.send("PUT", "/v1/points/current", gate, wire.CurrentPoint{Point: point}).into(nil)
	var points wire.Points
	h.send("GET", "/v1/points", gate, nil).into(&points)
	if points.Current != point || points.Points[0].Place != "江岸商场" || points.Points[0].RegionName != "湖北省武汉市江岸区" {
		t.Errorf("%+v", points)
	}
	scan := wire.Scan{ID: id.New(h.node.Now()), Point: point, Text: code.Token, Temperature: 37.5}
	first := h.send("POST", "/v1/passages", gate, scan)
	var v wire.Verdict
	first.into(&v)
	if v.Answer != "pass" || v.Colour != "green" || v.Name != "张**" || !v.Stored || v.Repeated || v.State != 10 || v.Note == nil {
		t.Fatalf("%+v", v)
	}
	for _, secret := range []string{"HB-01", "rule", "11010519491231002X", "张三丰", "13800138000", "解放大道"} { // HB-08: colour, checking information, nothing else
		if strings.Contains(string(first.body), secret) {
			t.Errorf("the gate learns %s: %s", secret, first.body)
		}
	}
	if h.send("POST", "/v1/passages", gate, scan).into(&v); !v.Repeated || v.Stored {
		t.Errorf("a repetition was stored: %+v", v)
	}
	if c := h.show(token); c.Colour != "green" { // MS-02: a finding for review, never a colour by itself
		t.Errorf("37.5 °C made it %s", c.Colour)
	}
	h.clock.Add(time.Minute)
	officer := h.appointed("13900000003", staff.HealthDataOfficer, "420000")
	h.send("POST", "/v1/evidence", officer, wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: zhang.Number}, Kind: "fever.clinic", Number: "WH-77",
		Source: "wuhan-hospital-1", Region: "420102", ValidFrom: wire.Time(h.node.Now())}).into(nil)
	if c := h.show(token); c.Colour != "red" || c.State != "red.fever" || c.Token == code.Token { // HB-02, in the same call
		t.Errorf("%+v", c)
	}
	if h.send("POST", "/v1/verify", gate, wire.Check{Text: code.Token, Point: point}).into(&v); v.Answer != "stop" || v.Colour != "red" { // the old green code
		t.Errorf("%+v", v)
	}
	var why wire.Why
	h.send("GET", "/v1/why", token, nil).into(&why)
	if why.Colour != "red" || why.Reasons[0].Rule != "HB-01.fever-wuhan" || why.Reasons[0].Evidence[0].Source != "wuhan-hospital-1" || why.Reasons[0].Who.Zh == "" {
		t.Errorf("%+v", why)
	}
	before := url.QueryEscape(instant.Instant(applied.AppliedAt).In(instant.Beijing))
	if h.send("GET", "/v1/why?at="+before, token, nil).into(&why); why.Colour != "green" { // BY-02, for any past moment
		t.Errorf("%+v", why)
	}

	var record wire.Record
	h.clock.Add(time.Minute)
	admin := h.login("13900000001", wire.StaffDoor)
	look := wire.LookUp{Whom: wire.Whom{IDType: "resident_id", Number: zhang.Number}, Purpose: wire.Purpose{Purpose: "service", Note: "lost his phone"}}
	h.send("POST", "/v1/people/look-up", admin, look).into(&record)
	fevers := 0
	for _, f := range record.Facts {
		if f.Kind == "fever.checked" && string(f.Attrs) == `{"temperature":37.5}` {
			fevers++
		}
	}
	if fevers != 1 || record.Person.Name != "张**" {
		t.Errorf("%d findings of fever, %+v", fevers, record.Person)
	}
	h.send("POST", "/v1/people/look-up", admin, wire.LookUp{Whom: look.Whom}).refused(422, "field.missing")
	var looks wire.Page[wire.Look]
	h.send("GET", "/v1/looks", token, nil).into(&looks) // BY-06
	if len(looks.Items) != 2 || looks.Items[0].Purpose != "service: lost his phone" || looks.Items[0].Who != "管理员" || looks.Items[1].Action != "code.check" {
		t.Errorf("%+v", looks)
	}
}

// NA-07: the declared health changes once a day; WH-03: past declarations can be read.
func TestDeclarationOnceADay(t *testing.T) {
	h := open(t, free)
	token, _ := h.holder("13800138000", zhang)
	d := wire.Declaration{Health: wire.Health{Status: "fever", Temperature: 38.1}}
	h.send("POST", "/v1/declarations", token, d).refused(409, "declaration.once_a_day")
	h.clock.Add(24 * time.Hour)
	token = h.login("13800138000", wire.HolderDoor)
	if p := h.send("POST", "/v1/declarations", token, wire.Declaration{Health: wire.Health{Status: "sick"}}).refused(422, "field.invalid"); p.Field != "status" {
		t.Errorf("%+v", p)
	}
	h.send("POST", "/v1/declarations", token, d).into(nil)
	if c := h.show(token); c.Colour != "yellow" {
		t.Errorf("declared fever gives %s", c.Colour)
	}
	var list wire.Declarations
	h.send("GET", "/v1/declarations", token, nil).into(&list)
	if len(list.Items) != 2 || !list.Today || list.Items[0].Status != "fever" || list.Items[0].Temperature != 38.1 {
		t.Errorf("%+v", list)
	}
}

// MS-04: two applications of one person at the same moment make one person and one code.
func TestOnePersonTwoApplications(t *testing.T) {
	h := open(t, free)
	a, b := h.login("13800138000", wire.HolderDoor), h.login("13800138001", wire.HolderDoor)
	var all sync.WaitGroup
	answers := make([]answer, 20)
	for i := range answers {
		all.Go(func() {
			token := a
			if i%2 == 1 {
				token = b
			}
			answers[i] = h.send("POST", "/v1/people", token, zhang)
		})
	}
	all.Wait()
	people := map[string]int{}
	for i, x := range answers {
		if x.status == 200 {
			people[fmt.Sprint(i%2)+string(x.body)]++
			continue
		}
		x.refused(409, "person.phone_not_bound")
	}
	if len(people) != 1 { // one account got him, and always the same person
		t.Errorf("%v", people)
	}
}

// WH-06: a ward's code from the guardian's account; nobody else's.
func TestWard(t *testing.T) {
	h := open(t, free)
	token, own := h.holder("13800138000", zhang)
	var ward wire.Claimed
	h.send("POST", "/v1/people", token, wire.Claim{Relation: "ward", Name: "张小宝", IDType: "none", Birth: "2015-06-01"}).into(&ward)
	app := healthy()
	app.Person = ward.Person
	h.send("POST", "/v1/applications", token, app).into(nil)
	var c wire.Code
	if h.send("POST", "/v1/codes/show", token, wire.ShowRequest{Person: ward.Person}).into(&c); c.Person != ward.Person || c.Name != "张**" || c.Number != "" {
		t.Errorf("%+v", c)
	}
	other := h.login("13800138001", wire.HolderDoor)
	for _, who := range []id.ID{own, ward.Person} {
		h.send("POST", "/v1/codes/show", other, wire.ShowRequest{Person: who}).refused(404, "person.not_linked")
		h.send("GET", "/v1/why?person="+who.String(), other, nil).refused(404, "person.not_linked")
	}
	h.send("DELETE", "/v1/people/"+ward.Person.String(), token, nil).into(nil)
	h.send("POST", "/v1/codes/show", token, wire.ShowRequest{Person: ward.Person}).refused(404, "person.not_linked")
}

// The clock of a bearer token: 30 minutes, and a refresh token that is good once.
func TestSessions(t *testing.T) {
	h := open(t, free)
	h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: "13800138000"}).into(nil)
	again := h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: "13800138000"})
	again.refused(429, "login.too_soon") // WZ-01
	if again.header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After %q", again.header.Get("Retry-After"))
	}
	h.send("POST", "/v1/login", "", wire.Login{Phone: "13800138000", Code: "000000", Door: "holder"}).refused(401, "login.code_wrong")
	var s, next wire.Session
	h.clock.Add(time.Hour)
	h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: "13800138000"}).into(nil)
	var inbox wire.Page[wire.Message]
	h.send("GET", "/v1/sandbox/inbox?phone=13800138000", "", nil).into(&inbox)
	_, code, _ := strings.Cut(inbox.Items[0].Body, "验证码 ")
	h.send("POST", "/v1/login", "", wire.Login{Phone: "13800138000", Code: code[:6], Door: "holder", Remember: true}).into(&s)
	h.send("GET", "/v1/account", s.Token, nil).into(nil)
	h.clock.Add(31 * time.Minute)
	if x := h.send("GET", "/v1/account", s.Token, nil); x.header.Get("WWW-Authenticate") != "Bearer" {
		t.Error("no WWW-Authenticate")
	} else {
		x.refused(401, "session.expired")
	}
	h.send("POST", "/v1/login/refresh", "", wire.Refresh{Refresh: s.Refresh}).into(&next)
	h.send("GET", "/v1/account", next.Token, nil).into(nil)
	h.clock.Add(time.Minute)
	h.send("POST", "/v1/login/refresh", "", wire.Refresh{Refresh: s.Refresh}).refused(401, "session.reused")
	h.send("POST", "/v1/logout", next.Token, nil).into(nil)
}

// The audit log is open to outsiders, who need its key only (BY-04).
func TestLogForOutsiders(t *testing.T) {
	h := open(t, free)
	h.send("GET", "/v1/audit/checkpoint", "", nil).refused(404, "audit.empty")
	h.holder("13800138000", zhang)
	must(t, h.node.Settle(t.Context()))
	auditor := h.appointed("13900000009", staff.Auditor, "420000")
	note := string(h.send("GET", "/v1/audit/checkpoint", "", nil).into(nil).body)
	key := strings.TrimSpace(string(h.send("GET", "/v1/audit/key", "", nil).into(nil).body))
	checkLog(t, h, auditor, note, key)
	h.send("GET", "/v1/audit/consistency?size=x", "", nil).refused(422, "field.invalid")
	h.send("GET", "/v1/audit/inclusion", "", nil).refused(422, "field.missing")
	h.send("GET", "/v1/audit/inclusion?entry="+id.New(1).String(), "", nil).refused(404, "audit.pending")
}

// Times are null where there is none, and in +08:00 where there is one.
func TestTimes(t *testing.T) {
	h := open(t, free)
	token, _ := h.holder("13800138000", zhang)
	var raw map[string]json.RawMessage
	h.send("POST", "/v1/codes/show", token, nil).into(&raw)
	if string(raw["next_review"]) != "null" || string(raw["now"]) != `"2020-03-25T09:00:00+08:00"` {
		t.Errorf("%s %s", raw["next_review"], raw["now"])
	}
}
