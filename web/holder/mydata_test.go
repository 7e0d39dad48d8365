package holder

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/ui"
)

var someLooks = []Look{
	{At: start, Office: ui.Text{"zh": "流调员", "en": "investigator"}, Place: "湖北省武汉市", Action: "person.reveal", Purpose: "investigation HB-2020-17: contacts"},
	{At: start, Office: ui.Text{"zh": "采集员", "en": "collector"}, Place: "湖北省武汉市江岸区", Action: "code.check"},
	{At: start, Office: ui.Text{"zh": "", "en": ""}, Action: "of.tomorrow", Purpose: "of.tomorrow"},
}

// BY-06: who looked, where, at what, what for; the rest of the list is a link away.
func TestLooks(t *testing.T) {
	f := newFake()
	f.looks = someLooks
	w := ask(t, server(f), "zh", "/mydata?person="+child.ID.String(), nil)
	contains(t, "my data", w.Body.String(), "湖北省武汉市 流调员", "查看完整身份信息", "流行病学调查 · HB-2020-17: contacts", "现场验码", "of.tomorrow",
		"/mydata?before="+id.ID{15: 9}.String()+"&amp;person="+child.ID.String(), "/mydata/file?person="+child.ID.String())
	w = ask(t, server(f), "en", "/mydata?before="+id.ID{15: 9}.String(), nil)
	contains(t, "the end", w.Body.String(), "Nobody has looked yet.")
	if w := ask(t, server(f), "en", "/mydata/file", nil); w.Header().Get("Content-Disposition") == "" || w.Header().Get("Cache-Control") != "no-store" || w.Body.String() != `{"person": {}}` {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}

// BY-07: nothing is deleted before its holder says that he is sure, nor while an authority's record stands; with oneself
// goes the login.
func TestForgetPage(t *testing.T) {
	f := newFake()
	post := func(form url.Values) (int, string, http.Header) {
		w := ask(t, server(f), "zh", "/mydata/forget", form)
		return w.Code, w.Body.String(), w.Header()
	}
	if code, body, _ := post(url.Values{"person": {child.ID.String()}}); code != http.StatusUnprocessableEntity || !strings.Contains(body, "请先勾选") || len(f.forgotten) != 0 {
		t.Errorf("not sure: %d %v", code, f.forgotten)
	}
	sure := url.Values{"person": {child.ID.String()}, "sure": {"yes"}}
	f.keeps = fault.New(fault.Conflict, "forget.record_stands", "a record stands")
	if code, body, _ := post(sure); code != http.StatusConflict || !strings.Contains(body, "在它终止之前不能删除") {
		t.Errorf("a record stands: %d", code)
	}
	f.keeps = nil
	if code, _, h := post(sure); code != http.StatusSeeOther || h.Get("Location") != "/people" || h.Get("Set-Cookie") != "" {
		t.Errorf("a ward: %d %v", code, h)
	}
	sure.Set("person", self.ID.String())
	if code, _, h := post(sure); code != http.StatusSeeOther || h.Get("Location") != "/" || !strings.Contains(h.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("oneself: %d %v", code, h)
	}
}
