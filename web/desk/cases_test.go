package desk

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/person"
	"kangma/review"
	"kangma/staff"
	"kangma/web/ui"
)

const (
	countyPhone = "13700137001"
	cityPhone   = "13700137002"
	holderPhone = "13800138000"
	idNumber    = "11010519491231002X"
)

// convert makes a holder in Jiang'an whom n records of contacts make yellow, with a conversion about each.
func (d *desk) convert(n int) (node.Caller, []review.Case) {
	d.t.Helper()
	ctx := d.t.Context()
	d.ok(d.RequestCode(ctx, holderPhone))
	s, err := d.Login(ctx, holderPhone, d.code(holderPhone), person.HolderDoor, true)
	d.ok(err)
	c, err := d.Authenticate(s.Token, person.HolderDoor)
	d.ok(err)
	d.ok(d.AcceptTerms(ctx, c, node.TermsVersion))
	_, err = d.Verify(ctx, c, node.Claim{Name: "张三丰", IDType: "resident_id", Number: idNumber})
	d.ok(err)
	_, err = d.Apply(ctx, c, node.Application{Region: jiangan, Purpose: "resident", Channel: "app", Address: "解放大道1号", Truth: true,
		Health: node.Declaration{Contact: "no", Status: "none", Symptoms: []string{"none"}, Temperature: 36.5}})
	d.ok(err)
	var cases []review.Case
	for i := range n {
		purpose, _ := staff.ParsePurpose("control", "", "")
		r, err := d.RecordEvidence(ctx, node.Itself, node.Whom{IDType: "resident_id", Number: idNumber}, string(rune('1'+i)),
			evidence.Fact{Kind: evidence.ContactClose, Source: "江岸区疾控中心", Region: jiangan, ValidFrom: d.Now(), ValidUntil: instant.Never}, purpose)
		d.ok(err)
		k, err := d.OpenCase(ctx, c, node.NewCase{Kind: review.Conversion, Evidence: []id.ID{r.ID}, Form: json.RawMessage(`{"text":"解除隔离证明已开", "promise":true}`)})
		d.ok(err)
		cases = append(cases, k)
	}
	return c, cases
}

// HB-05, BY-17, RE-3: a conversion goes through the hands of two offices on the pages of the desk: the work list shows it with its
// time, its page everything that is needed; a refused step is said beside itself, and what was written stays.
func TestCaseOnPages(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(countyPhone, staff.Reviewer, jiangan)
	d.member(cityPhone, staff.Reviewer, wuhan)
	_, cases := d.convert(1)
	county := d.signIn("zh", countyPhone)
	contains(t, "home", county.get("/desk"), `href="/desk/cases?mine=1"`)
	list := county.get("/desk/cases")
	contains(t, "work list", list, cases[0].ID.String(), "转码申请", "县级指挥部审核中", "江岸区", "还剩 47小时58分钟", `class="left l-ok"`)
	lacks(t, "work list", list, "张", "1949")
	path := "/desk/cases/" + cases[0].ID.String()
	body := county.get(path)
	contains(t, "case", body, "解除隔离证明已开", "江岸区疾控中心", "密切接触者", "张*", "拟同意，报市级复核", `name="endorse-reason"`, "申请转码", "位在岗人员")
	lacks(t, "case", body, "张三丰", idNumber)

	w := county.ask(path, url.Values{"move": {"endorse"}, "version": {"1"}, "endorse-note": {"打过电话"}})
	body = county.page("no reason", w, 422)
	contains(t, "no reason", body, `<details open data-key="1">`, `id="endorse-reason-error"`, "打过电话")
	if w = county.ask(path, url.Values{"move": {"endorse"}, "version": {"1"}, "endorse-reason": {"材料齐全"}, "endorse-note": {"打过电话"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.500s", w.Code, w.Body)
	}
	w = county.ask(path, url.Values{"move": {"endorse"}, "version": {"1"}, "endorse-reason": {"再来一次"}})
	contains(t, "moved meanwhile", county.page("moved meanwhile", w, http.StatusForbidden), "没有办理成功")

	d.member(countyPhone, staff.Reviewer, wuhan) // who endorsed it now sits in both offices
	w = county.ask(path, url.Values{"move": {"approve"}, "version": {"2"}, "approve-reason": {"我再批"}})
	contains(t, "second person", county.page("second person", w, http.StatusForbidden), "前一步由您办理，这一步须由另一人办理。", "我再批")

	city := d.signIn("en", cityPhone)
	w = city.ask(path, url.Values{"move": {"approve"}, "version": {"1"}, "approve-reason": {"in order"}})
	contains(t, "old version", city.page("old version", w, http.StatusConflict), "moved on meanwhile", "in order")
	if w = city.ask(path, url.Values{"move": {"approve"}, "version": {"2"}, "approve-reason": {"in order"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.500s", w.Code, w.Body)
	}
	body = city.get(path)
	contains(t, "closed", body, "approve", "in order", "closed")
	lacks(t, "closed", body, `name="move"`)
	contains(t, "empty list", city.get("/desk/cases"), "There is no open case like this.")
}

// HB-05: many cases are moved at once with a result per row, filters and cursor keep their place, and what is late is marked by word and sign.
func TestWorkList(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(countyPhone, staff.Reviewer, jiangan)
	d.member(cityPhone, staff.Reviewer, wuhan)
	_, cases := d.convert(3)
	county := d.signIn("en", countyPhone)
	list := county.get("/desk/cases?kind=conversion&state=county&mine=1")
	rows := regexp.MustCompile(`name="case" value="([0-9a-f]{32}\.\d+)"`).FindAllStringSubmatch(list, -1)
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	contains(t, "bulk", list, `value="endorse"`, "pass upward, in favour")
	contains(t, "nothing ticked", county.page("nothing ticked", county.ask("/desk/cases/moves", url.Values{"query": {"kind=conversion"}}), 422), `href="#cases"`, `href="#move"`)
	_, err := d.MoveCase(t.Context(), d.staffCaller(countyPhone), node.CaseStep{Case: cases[1].ID, Move: review.Endorse, Version: 1, Words: review.Words{Reason: "x"}})
	d.ok(err)
	w := county.ask("/desk/cases/moves", url.Values{"query": {"kind=conversion&state=county"}, "move": {"endorse"}, "reason": {"all in order"}, "case": {rows[0][1], rows[1][1], rows[2][1]}})
	body := county.page("results", w, http.StatusOK)
	if n := strings.Count(body, `<li class="good">`); n != 2 {
		t.Errorf("%d were moved", n)
	}
	if n := strings.Count(body, `<li class="bad">`); n != 1 {
		t.Errorf("%d were refused", n)
	}
	d.now(49 * time.Hour)
	city := d.signIn("en", cityPhone)
	contains(t, "late", city.get("/desk/cases?late=1"), `class="left l-late"`, "late</span>", "icon-warn")
	contains(t, "late at home", city.get("/desk"), `class="wait late"`)
	for _, bad := range []string{"kind=nothing", "region=99", "after=x"} {
		city.page(bad, city.ask("/desk/cases?"+bad, nil), 422)
	}
	// Rule DK-2: whoever has no work on cases sees no such entry, and is refused all the same.
	d.member(phone, staff.Auditor, hubei)
	auditor := d.signIn("en", phone)
	lacks(t, "navigation", auditor.get("/desk"), `href="/desk/cases"`)
	auditor.page("not permitted", auditor.ask("/desk/cases", nil), http.StatusForbidden)
	auditor.page("another's case", auditor.ask("/desk/cases/"+cases[0].ID.String(), nil), http.StatusNotFound)
}

// staffCaller logs somebody in beside the pages.
func (d *desk) staffCaller(phone string) node.Caller {
	d.t.Helper()
	d.now(2 * time.Minute)
	d.ok(d.RequestCode(d.t.Context(), phone))
	s, err := d.Login(d.t.Context(), phone, d.code(phone), person.StaffDoor, true)
	d.ok(err)
	c, err := d.Authenticate(s.Token, person.StaffDoor)
	d.ok(err)
	return c
}

// WZ-10, issue 4 (upload handling): a picture is attached and shown under headers that let it do nothing; a script called
// .jpg is refused beside its field. Notes and taking a case are kept.
func TestCaseFilesAndNotes(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(countyPhone, staff.Reviewer, jiangan)
	_, cases := d.convert(1)
	b := d.signIn("en", countyPhone)
	path := "/desk/cases/" + cases[0].ID.String()
	upload := func(content []byte) *httptest.ResponseRecorder {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		f, err := m.CreateFormFile("file", "photo.jpg")
		d.ok(err)
		f.Write(content)
		m.Close()
		r := httptest.NewRequest(http.MethodPost, path+"/files", &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		return b.send(r)
	}
	body := b.page("a script", upload([]byte("<script>alert(1)</script>")), 422)
	contains(t, "a script", body, `id="file-error"`)
	var picture bytes.Buffer
	d.ok(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))))
	if w := upload(picture.Bytes()); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	href := regexp.MustCompile(path + `/files/[0-9a-f]{32}`).FindString(b.get(path))
	w := b.ask(href, nil)
	o := w.Header()
	if w.Code != 200 || o.Get("Content-Type") != "image/png" || o.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(o.Get("Content-Security-Policy"), "sandbox") ||
		o.Get("Cache-Control") != "no-store" || !strings.HasPrefix(o.Get("Content-Disposition"), "inline") {
		t.Errorf("%d %v", w.Code, o)
	}
	b.page("no such file", b.ask(path+"/files/"+id.ID{1}.String(), nil), http.StatusNotFound)

	if w := b.ask(path+"/notes", url.Values{"note-note": {"called the clinic"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	contains(t, "note", b.get(path), "called the clinic", "noted")
	d.member(phone, staff.Reviewer, jiangan)
	other := d.signIn("en", phone)
	contains(t, "no reason to take it", other.page("no reason", other.ask(path+"/take", url.Values{}), 422), `id="take-reason-error"`)
	if w := other.ask(path+"/take", url.Values{"take-reason": {"he is ill"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	contains(t, "taken", other.get(path), "he is ill")
}

// Rule DK-3: what came from the node as a refusal of one field stands at that field.
func TestWrongs(t *testing.T) {
	var w wrongs
	if !w.from(ui.Languages()[0], fault.Missing("form.place")) || w.of("place") == "" || w.from(ui.Languages()[0], fault.New(fault.NotFound, "x.y", "x")) {
		t.Error(w)
	}
}
