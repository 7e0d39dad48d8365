package holder

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/review"
	"kangma/review/attachment"
	"kangma/web/ui"
)

var (
	someGrounds = []Evidence{{ID: id.ID{15: 21}, Kind: "contact.close", Source: ui.Text{"zh": "江岸区疾控中心", "en": "Jiang'an CDC"}, From: start, Until: instant.Never},
		{ID: id.ID{15: 22}, Kind: "fever.clinic", Source: ui.Text{"zh": "武汉市第一医院", "en": "First Hospital"}, From: start, Until: start.Add(7 * 24 * 3600e9)}}
	someFiles = []File{{ID: id.ID{15: 51}, Type: attachment.JPEG, Size: 345_678, At: start, Own: true}, {ID: id.ID{15: 52}, Type: attachment.PDF, Size: 2_345_678, At: start}}
	someCases = []Case{
		{ID: id.ID{15: 11}, Person: self, Title: ui.Text{"zh": "转码申请", "en": "conversion to green"}, State: ui.Text{"zh": "县级指挥部审核中", "en": "the county's headquarters reviews"},
			Office: "湖北省武汉市江岸区", Raised: "湖北省武汉市", Opened: start, Due: start.Add(48 * 3600e9), Now: start.Add(50 * 3600e9), Form: review.Explanation{Text: "我的隔离已经期满。"}, Kind: review.Conversion, Attach: true, Files: someFiles, Facts: someGrounds[:1], Version: 2,
			Trail: []CaseStep{{At: start, Did: ui.Text{"zh": "申请转码", "en": "apply"}, Own: true}, {At: start.Add(48 * 3600e9), Did: ui.Text{"zh": "超时升级", "en": "too late"}}},
			Moves: []CaseMove{{Move: "withdraw", Name: ui.Text{"zh": "撤回", "en": "withdraw"}}}},
		{ID: id.ID{15: 12}, Person: self, Title: ui.Text{"zh": "信息纠错", "en": "correction"}, State: ui.Text{"zh": "信息已撤销", "en": "retracted"}, Closed: true, Office: "湖北省", Opened: start,
			Due: instant.Never, Now: start, Trail: []CaseStep{{At: start, Did: ui.Text{"zh": "确认撤销", "en": "confirm"}, Office: "湖北省武汉市江岸区", Reason: "核实无误"}}},
	}
)

// BY-17, HB-05: a holder sees state, reasons, who is responsible and until when, what is late and who was told, and
// withdraws what he asked for.
func TestCasePages(t *testing.T) {
	f := newFake()
	f.cases, f.grounds = someCases, someGrounds
	mux := server(f)
	contains(t, "the list", ask(t, mux, "zh", "/cases", nil).Body.String(), "转码申请", "超时", "已办结", "/cases/"+someCases[0].ID.String(), "申请转码", "信息纠错")
	contains(t, "one case", ask(t, mux, "zh", "/cases/"+someCases[0].ID.String(), nil).Body.String(), "县级指挥部审核中", "湖北省武汉市江岸区", "已上报湖北省武汉市", "2020年3月27日", "密切接触者",
		"我的隔离已经期满", "系统", "撤回", `name="version" value="2"`, "附件1（图片）", "337 KB", "2.2 MB", `accept="image/jpeg,image/png,application/pdf`)
	contains(t, "its end", ask(t, mux, "zh", "/cases/"+someCases[1].ID.String(), nil).Body.String(), "信息已撤销", "核实无误")
	if w := ask(t, mux, "zh", "/cases/"+someCases[0].ID.String(), url.Values{"move": {"withdraw"}, "version": {"2"}}); w.Code != http.StatusSeeOther || f.moved[0] != someCases[0].ID.String()+"withdraw"+"2" {
		t.Errorf("%d %v", w.Code, f.moved)
	}
	nobodys := id.ID{15: 99}
	for _, path := range []string{"/cases/nonsense", "/cases/" + nobodys.String(), "/cases/new?kind=bribe"} {
		if w := ask(t, mux, "zh", path, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	f.grounds = nil
	contains(t, "nothing to ask", ask(t, mux, "en", "/cases", nil).Body.String(), "there is nothing to appeal")
}

// HB-05: a conversion names the evidence that it asks to end, and why; what is wrong stands beside its field, and what was
// written is kept.
func TestOpenCase(t *testing.T) {
	f := newFake()
	f.grounds = someGrounds
	mux := server(f)
	w := ask(t, mux, "zh", "/cases/new?kind=conversion", url.Values{"text": {"只写了理由"}})
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "请至少选择一条记录") || !strings.Contains(w.Body.String(), "只写了理由</textarea>") || len(f.opened) != 0 {
		t.Errorf("%d %v", w.Code, f.opened)
	}
	w = ask(t, mux, "zh", "/cases/new?kind=conversion", url.Values{"text": {" 一\r\n二 "}, "evidence": {someGrounds[0].ID.String()}, "promise": {"yes"}, "person": {child.ID.String()}})
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/cases/0000000000000000000000000000001e?done=sent" {
		t.Fatal(w.Code, w.Header())
	}
	want := review.Explanation{Text: "一\n二", Promise: true}
	if n := f.opened[0]; n.Kind != "conversion" || n.Person != child.ID || n.Form != want || len(n.Evidence) != 1 || n.Evidence[0] != someGrounds[0].ID {
		t.Errorf("%+v", n)
	}
}
