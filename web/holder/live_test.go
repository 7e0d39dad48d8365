package holder

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/internal/keys"
	"kangma/node"
	"kangma/packs"
	"kangma/pass"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/web/ui"
)

// phone is somebody's phone with the pages of a real node in Wenzhou, without scripts.
type phone struct {
	t      *testing.T
	node   *node.Node
	mux    http.Handler
	cookie *http.Cookie
}

const zhang = "11010519491231002X"

func inWenzhou(t *testing.T) *phone {
	root, err := keys.ParseRoot(base64.StdEncoding.EncodeToString([]byte("a root secret of a test node: 48 bytes, no secret")))
	if err != nil {
		t.Fatal(err)
	}
	now := instant.Of(start.Time().AddDate(1, 9, 0)) // December 2021
	n, err := node.Open(t.Context(), node.Config{Region: region.MustParseCode("330300"), Name: pass.Text{ZH: "温州市", EN: "Wenzhou"}, Pack: "wenzhou@2021-12-01",
		Packs: policy.Library{FS: packs.FS}, Database: "sqlite:" + filepath.Join(t.TempDir(), "kangma.db"), Root: root, Now: now.Time})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.Close() })
	mux := http.NewServeMux()
	ui.Mount(mux, site)
	New(Live{n}, site).Mount(mux)
	return &phone{t: t, node: n, mux: mux}
}

func (p *phone) send(r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("Accept-Language", "zh")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if p.cookie != nil {
		r.AddCookie(p.cookie)
	}
	w := httptest.NewRecorder()
	p.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.Name == sessionCookie {
			p.cookie = c
		}
	}
	return w
}

// get is the text of a page.
func (p *phone) get(path string) string {
	p.t.Helper()
	w := p.send(httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		p.t.Fatalf("%s: %d to %s %.300s", path, w.Code, w.Header().Get("Location"), w.Body)
	}
	return w.Body.String()
}

// post sends a form and gives where it leads.
func (p *phone) post(path string, pairs ...string) string {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := p.send(r)
	if w.Code != http.StatusSeeOther && w.Code != http.StatusOK {
		errors := regexp.MustCompile(`(?s)class="(?:error|errors|notice)".*?</(?:p|div)>`).FindAllString(w.Body.String(), -1)
		p.t.Fatalf("%s %v: %d %v", path, pairs, w.Code, errors)
	}
	return w.Header().Get("Location")
}

// signUp goes from the phone's number to the code.
func (p *phone) signUp() {
	p.post("/login", "phone", "13800138000")
	inbox, err := p.node.Inbox(p.t.Context(), "13800138000")
	if err != nil || len(inbox) == 0 {
		p.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(inbox[0].Body, "验证码 ")
	p.post("/login/code", "phone", "13800138000", "code", rest[:6])
	p.post("/terms", "version", node.TermsVersion, "agree", "yes")
	to := p.post("/identity", "relation", "self", "name", "张三丰", "id_type", "resident_id", "number", zhang)
	p.post(to, "at", "about", "purpose", "resident", "phone", "13800138000")
	p.post(to, "at", "where", "province", "330000", "prefecture", "330300", "county", "330302", "address", "五马街1号")
	p.post(to, "at", "health", "stayed", "no", "contact", "no", "status", "none", "symptoms", "none", "temperature", "36.5")
	if at := p.post(to, "at", "check", "truth", "yes"); !strings.HasPrefix(at, "/code") {
		p.t.Fatalf("applied, then %s", at)
	}
}

func (p *phone) record(kind evidence.Kind, attrs ...evidence.Attr) {
	p.t.Helper()
	purpose, err := staff.ParsePurpose("control", "", "")
	if err != nil {
		p.t.Fatal(err)
	}
	f := evidence.Fact{Kind: kind, Source: "province", ValidFrom: p.node.Now(), ValidUntil: instant.Never, Attrs: attrs}
	if _, err := p.node.RecordEvidence(p.t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: zhang}, string(kind.String()), f, purpose); err != nil {
		p.t.Fatal(err)
	}
}

// upload attaches a file to a case.
func (p *phone) upload(path, name string, content []byte) *httptest.ResponseRecorder {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", name)
	if err != nil {
		p.t.Fatal(err)
	}
	file.Write(content)
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path+"/files", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return p.send(r)
}

// WZ-10, WZ-12: on a real node, without scripts: an abnormal itinerary offers the check; it is filled in in steps, changed,
// gets its report attached, and is withdrawn; the code follows each step.
func TestCheckOnARealNode(t *testing.T) {
	p := inWenzhou(t)
	p.signUp()
	p.record(evidence.Upstream, evidence.TextAttr(evidence.Status, "ok"), evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "green"))
	p.record(evidence.Itinerary, evidence.TextAttr(evidence.Result, "abnormal"), evidence.BoolAttr(evidence.Left, true))
	contains(t, "unchecked", p.get("/code"), "绿码", "未核查", "/cases/new?kind=check")
	const form = "/cases/new?kind=check"
	p.post(form, "at", "travel", "left_city", "yes", "risk_area", "yes", "abroad", "no")
	p.post(form, "at", "from", "from_region_province", "610000", "from_region_prefecture", "610100")
	p.post(form, "at", "home", "visitor", "no", "residence_province", "330000", "residence_prefecture", "330300", "residence_county", "330302", "address", "五马街1号", "phone", "13800138000")
	if to := p.post(form, "at", "code", "own_green", "yes", "explanation", "出差"); to != "/cases/new?kind=check&step=check" {
		t.Fatal(to)
	}
	contains(t, "the check of answers", p.get(form+"&step=check"), "陕西省西安市", "浙江省温州市鹿城区", "出差")
	to := p.post(form, "at", "check", "promise", "yes")
	id, _, _ := strings.Cut(to, "?")
	contains(t, "sent", p.get(to), "已提交，待街道受理", "陕西省西安市", "138****8000", "修改", "撤回", `name="file"`)
	contains(t, "being checked", p.get("/code"), "核查中", `href="`+id+`"`)
	if strings.Contains(p.get(to), zhang) || strings.Contains(p.get(to), "张三丰") {
		t.Error("the page says name or number in full (WH-04)")
	}

	// The holder changes it until it is accepted.
	if to := p.post(id, "move", "change", "version", "1"); !strings.Contains(to, "kind=check") || !strings.Contains(to, "step=check") {
		t.Fatal(to)
	}
	person := regexp.MustCompile(`name="person" value="([0-9a-f]+)"`).FindStringSubmatch(p.get("/code"))[1]
	own := form + "&person=" + person
	p.post(own, "at", "home", "then", "check", "visitor", "no", "residence_province", "330000", "residence_prefecture", "330300", "residence_county", "330302", "address", "公园路2号", "phone", "13800138000")
	if to := p.post(own, "at", "check", "promise", "yes"); to != id+"?done=changed" {
		t.Fatal(to)
	}
	contains(t, "changed", p.get(id), "公园路2号")

	// Its report.
	var picture bytes.Buffer
	png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 20)))
	if w := p.upload(id, "报告.png", picture.Bytes()); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code, w.Body)
	}
	page := p.get(id)
	contains(t, "attached", page, "附件1（图片）")
	file := regexp.MustCompile(`/cases/[0-9a-f]+/files/[0-9a-f]+`).FindString(page)
	w := p.send(httptest.NewRequest(http.MethodGet, file, nil))
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), picture.Bytes()) || w.Header().Get("Content-Type") != "image/png" {
		t.Error(w.Code, w.Header())
	}

	p.post(id, "move", "withdraw", "version", "2")
	contains(t, "withdrawn", p.get(id), "本人已撤回")
	contains(t, "as before", p.get("/code"), "未核查", "/cases/new?kind=check")
	if w := p.upload(id, "late.png", picture.Bytes()); w.Code != http.StatusConflict {
		t.Errorf("attached to a closed case: %d", w.Code)
	}
}

// WZ-11, WZ-12 (state 14), NA-10: the other forms reach their cases; what the node refuses says why, and keeps what was written.
func TestOtherFormsOnARealNode(t *testing.T) {
	p := inWenzhou(t)
	p.signUp()
	p.record(evidence.Upstream, evidence.TextAttr(evidence.Status, "ok"), evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Colour, "green"))
	contains(t, "unknown", p.get("/code"), "行程未知", "/cases/new?kind=temporary_pass")
	to := p.post("/cases/new?kind=temporary_pass", "promise", "yes")
	contains(t, "granted", p.get(to), "2小时有效")
	contains(t, "passes", p.get("/code"), "临时通行")

	const arrival = "/cases/new?kind=arrival"
	trip := []string{"at", "trip", "arrives", "2021-12-26T10:00", "trip", "G7331", "from_region_province", "310000"}
	p.post(arrival, append(trip, "step", "add", "through_province", "330000", "through_prefecture", "330100")...)
	p.post(arrival, append(trip, "through", "330100", "through_province", "330000", "through_prefecture", "330200")...)
	p.post(arrival, "at", "home", "residence_province", "330000", "residence_prefecture", "330300", "residence_county", "330302", "address", "五马街1号", "phone", "13800138000")
	contains(t, "the way", p.get(arrival+"&step=check"), "上海市", "浙江省杭州市", "浙江省宁波市", "G7331", "2021年12月26日 10:00")
	to = p.post(arrival, "at", "check", "promise", "yes")
	contains(t, "judged", p.get(to), "重新研判")

	to = p.post("/cases/new?kind=refusal", "province", "330000", "prefecture", "330300", "county", "330302", "place", "五马商城", "at", "2021-12-24T10:00", "description", "要求另办")
	contains(t, "reported", p.get(to), "属地部门处理中", "五马商城", "浙江省温州市鹿城区")

	form := url.Values{"hospital": {"温州市人民医院"}, "urgent": {"no"}}
	r := httptest.NewRequest(http.MethodPost, "/cases/new?kind=hospital_certificate", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := p.send(r); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "不需要证明") && !strings.Contains(w.Body.String(), "就医证明") || !strings.Contains(w.Body.String(), "温州市人民医院") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
