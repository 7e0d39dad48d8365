package desk

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/pass"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/web/ui"
)

var (
	wenzhou = region.MustParseCode("330300")
	lucheng = region.MustParseCode("330302")
	wuma    = region.MustParseCode("330302006000")
)

// asWenzhou makes a node that of Wenzhou in December 2021.
func asWenzhou(c *node.Config) {
	hubeiNow := c.Now
	c.Region, c.Name, c.Pack, c.Address = wenzhou, pass.Text{ZH: "温州市", EN: "Wenzhou"}, "wenzhou@2021-12-01", "https://jkm.wenzhou.example"
	c.Now = func() time.Time { return hubeiNow().Add(630 * 24 * time.Hour) }
}

// resident is a holder in Wenzhou whose code is sent to a check.
func (d *desk) resident() node.Caller {
	d.t.Helper()
	c := d.holderIn(lucheng, holderPhone, "张三丰", idNumber)
	for key, f := range map[string]evidence.Fact{
		"green": {Kind: evidence.Upstream, Source: "province", Attrs: evidence.Attrs{evidence.TextAttr(evidence.Status, "ok"), evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "green")}},
		"trip":  {Kind: evidence.Itinerary, Source: "telecom", Attrs: evidence.Attrs{evidence.TextAttr(evidence.Result, "abnormal"), evidence.BoolAttr(evidence.Left, true)}}} {
		purpose, _ := staff.ParsePurpose("control", "", "")
		f.ValidFrom, f.ValidUntil = d.Now(), instant.Never
		_, err := d.RecordEvidence(d.t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: idNumber}, key, f, purpose)
		d.ok(err)
	}
	return c
}

// checked is his check.
func (d *desk) checked(c node.Caller) review.Case {
	d.t.Helper()
	k, err := d.OpenCase(d.t.Context(), c, node.NewCase{Kind: review.Check, Form: json.RawMessage(`{"name":"张三丰","id_number":"11010519491231002X","phone":"13800138000","left_city":true,"from_region":"610100",
		"residence":"330302006000","address":"五马街1号","explanation":"出差","own_green":true,"risk_area":true,"abroad":false,"promise":true}`)})
	d.ok(err)
	return k
}

// RE-8: a case is given to a colleague who may work on it, with a reason; nobody else is offered, and without either it is said beside the field.
func TestGiveCase(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(countyPhone, staff.Reviewer, jiangan)
	_, cases := d.convert(1)
	path := "/desk/cases/" + cases[0].ID.String()
	lacks(t, "nobody to give it to", d.signIn("zh", countyPhone).get(path), "give-to")
	colleague := d.member(phone, staff.Reviewer, jiangan)
	d.member("13700137009", staff.Reviewer, xiaogan)
	for _, l := range ui.Languages() {
		b := d.signIn(l.Tag, countyPhone)
		body := b.get(path)
		contains(t, "colleagues", body, colleague.String(), "李**")
		if n := strings.Count(body[strings.Index(body, `id="give-to"`):strings.Index(body, `id="give-reason"`)], "<option"); n != 2 {
			t.Errorf("%d options", n)
		}
		contains(t, "to nobody", b.page("to nobody", b.ask(path+"/give", url.Values{"give-reason": {"ill"}}), 422), `id="give-to-error"`, `value="ill"`)
		contains(t, "no reason", b.page("no reason", b.ask(path+"/give", url.Values{"give-to": {colleague.String()}}), 422), `id="give-reason-error"`)
	}
	b := d.signIn("en", countyPhone)
	if w := b.ask(path+"/give", url.Values{"give-to": {colleague.String()}, "give-reason": {"she knows the clinic"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	contains(t, "given", b.get(path), "she knows the clinic")
	contains(t, "hers", d.signIn("en", phone).get("/desk/cases?mine=1"), cases[0].ID.String())
}

// WZ-10: staff on site change the form of a check that waits: it begins with what its holder said, a number that is left empty stays, and what is
// wrong is said beside its field.
func TestRewriteCheck(t *testing.T) {
	d := openDesk(t, asWenzhou, nil)
	d.member(phone, staff.GridWorker, wuma)
	k := d.checked(d.resident())
	path := "/desk/cases/" + k.ID.String()
	b := d.signIn("zh", phone)
	body := b.get(path)
	contains(t, "what he said", body, `id="rewrite-address"`, `value="五马街1号"`, `value="陕西省西安市"`, `name="rewrite-risk_area" value="yes" checked`)
	lacks(t, "what he said", body, `value="11010519491231002X"`)
	form := url.Values{"move": {"rewrite"}, "version": {"1"}, "rewrite-name": {"张三丰"}, "rewrite-phone": {"13800138000"}, "rewrite-left_city": {"yes"}, "rewrite-from_region": {"陕西省西安市"},
		"rewrite-residence": {"330302006000"}, "rewrite-address": {"五马街2号"}, "rewrite-promise": {"yes"}}
	wrong := url.Values{}
	for k, v := range form {
		wrong[k] = v
	}
	wrong.Set("rewrite-from_region", "Atlantis")
	contains(t, "no such region", b.page("no such region", b.ask(path, wrong), 422), `id="rewrite-from_region-error"`, "五马街2号")
	if w := b.ask(path, form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, regexp.MustCompile(`(?s)class="error".{200}`).FindString(w.Body.String()))
	}
	contains(t, "changed", b.get(path), "五马街2号", "代改")
	f, err := d.Case(t.Context(), node.Itself, k.ID)
	if d.ok(err); !strings.Contains(string(f.Form), idNumber) || strings.Contains(string(f.Form), `"risk_area":true`) {
		t.Errorf("%s", f.Form)
	}
}

// WZ-15: staff print a hospital certificate while it holds.
func TestPrintCertificateAtTheDesk(t *testing.T) {
	d := openDesk(t, asWenzhou, nil)
	d.member(phone, staff.GridWorker, lucheng)
	holder := d.resident()
	purpose, _ := staff.ParsePurpose("control", "", "")
	_, err := d.RecordEvidence(t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: idNumber}, "m", evidence.Fact{Kind: evidence.ControlMonitoring, Source: "street", Region: wuma, ValidFrom: d.Now(), ValidUntil: instant.Never}, purpose)
	d.ok(err)
	k, err := d.OpenCase(t.Context(), holder, node.NewCase{Kind: review.HospitalCertificate, Form: json.RawMessage(`{"hospital":"温州医科大学附属第一医院"}`)})
	d.ok(err)
	path := "/desk/cases/" + k.ID.String()
	b := d.signIn("zh", phone)
	lacks(t, "not issued", b.get(path), path+"/certificate")
	b.page("not issued", b.ask(path+"/certificate", nil), http.StatusConflict)
	if w := b.ask(path, url.Values{"move": {"issue"}, "version": {"1"}, "issue-reason": {"属实"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	contains(t, "issued", b.get(path), path+"/certificate")
	if w := b.ask(path+"/certificate", nil); w.Code != 200 || !bytes.HasPrefix(w.Body.Bytes(), []byte("%PDF")) {
		t.Errorf("%d %.200s", w.Code, w.Body)
	}
}

// sendTable sends the form of a white list.
func (b *tab) sendTable(table string, fields map[string]string) *httptest.ResponseRecorder {
	b.d.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, v := range fields {
		b.d.ok(m.WriteField(k, v))
	}
	f, err := m.CreateFormFile("file", "list.csv")
	b.d.ok(err)
	f.Write([]byte(table))
	m.Close()
	r := httptest.NewRequest(http.MethodPost, "/desk/whitelist", &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(r)
}

const drivers = "姓名,证件号码\n张三丰,11010519491231002X\n李四,110105194912310054\n张三丰,11010519491231002X\n王五,123\n"

// WZ-12: a white list is checked, filed with what was kept of the check, and waits for another; what is wrong with a row or a field is said, nothing is lost.
func TestFileWhitelistAtTheDesk(t *testing.T) {
	d := openDesk(t, asWenzhou, nil)
	d.member(phone, staff.Reviewer, wenzhou)
	about := map[string]string{"list": "whitelist.truck", "vetted_by": "鹿城港区专班", "filed_with": "鹿城指挥部", "from": "2021-12-15T00:00", "until": "2022-01-15T00:00"}
	with := func(more ...string) map[string]string {
		out := map[string]string{}
		for k, v := range about {
			out[k] = v
		}
		for i := 0; i+1 < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	for i, l := range ui.Languages() {
		about["until"] = []string{"2022-01-15T00:00", "2022-01-16T00:00"}[i]
		b := d.signIn(l.Tag, phone)
		b.get("/desk/whitelist")
		contains(t, "no file", b.page("no file", b.sendTable("", with("act", "try")), 422), `href="#file"`, "鹿城港区专班")
		contains(t, "no table", b.page("no table", b.sendTable("a,b\n1,2\n", with("act", "try")), 422), `id="file-error"`)
		tried := b.page("tried", b.sendTable(drivers, with("act", "try")), 200)
		contains(t, "tried", tried, l.T("whitelist.tried"), l.T("whitelist.row", "n", 5), "鹿城港区专班")
		lacks(t, "tried", tried, "11010519491231002X")
		kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(tried)[1]
		kept = strings.ReplaceAll(kept, "&#43;", "+")
		csv := b.sendTable("", with("act", "refused", "kept", kept))
		if csv.Code != 200 || !strings.Contains(csv.Body.String(), "王五") || strings.Contains(csv.Body.String(), "李四") {
			t.Errorf("%d %s", csv.Code, csv.Body)
		}
		contains(t, "no end", b.page("no end", b.sendTable("", with("act", "file", "kept", kept, "until", "")), 422), `href="#until"`, kept[:20])
		filed := b.page("filed", b.sendTable("", with("act", "file", "kept", kept)), 200)
		contains(t, "filed", filed, l.T("whitelist.filed"), "/desk/cases/")
		contains(t, "again", b.page("again", b.sendTable("", with("act", "file", "kept", kept)), 200), l.T("whitelist.again"), "/desk/cases/")
		if w := b.sendTable("姓名,证件号码\n李四,110105194912310054\n", with("act", "file")); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/desk/cases/") {
			t.Errorf("%d %.400s", w.Code, w.Body)
		}
	}
	d.member(countyPhone, staff.GridWorker, lucheng)
	grid := d.signIn("zh", countyPhone)
	grid.page("a grid worker", grid.sendTable(drivers, with("act", "try")), http.StatusForbidden)
}

// Issue 4: work on cases, white lists and certificates in a real browser, in every state, clean by axe.
func TestCaseWorkInABrowser(t *testing.T) {
	w := openWindow(t, func(c *node.Config, _ string) { asWenzhou(c) })
	w.d.member(phone, staff.Headquarters, wenzhou)
	w.d.member(countyPhone, staff.GridWorker, wuma)
	k := w.d.checked(w.d.resident())
	w.signIn(phone)
	path := "/desk/cases/" + k.ID.String()
	w.look(map[string]string{"whitelist": "/desk/whitelist"})
	for _, l := range ui.Languages() {
		w.Language(l.Tag)
		for size, s := range sizes {
			w.Size(s[0], s[1])
			w.Go(w.url + path)
			w.eval(`document.querySelectorAll("details").forEach(d => { d.open = true })`)
			name := "case-open-" + l.Tag + "-" + size
			w.NoSidewaysScroll(name)
			w.Axe(name)
			w.Shot("desk-" + name)
			w.Go(w.url + "/desk/whitelist")
			w.eval(`(t => { const d = new DataTransfer(); d.items.add(new File([t], "list.csv", {type: "text/csv"})); document.querySelector("#file").files = d.files })(` + "`" + drivers + "`" + `)`)
			w.click("main form .actions .button")
			w.Until(`document.querySelector(".results")`)
			name = "whitelist-tried-" + l.Tag + "-" + size
			w.NoSidewaysScroll(name)
			w.Axe(name)
			w.Shot("desk-" + name)
		}
	}
}
