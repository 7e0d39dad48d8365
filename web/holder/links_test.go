package holder

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/region"
	"kangma/web/ui"
)

// fakeLinks is other nodes. Fields are set by tests.
type fakeLinks struct {
	linked   []LinkedCode
	found    LinkFound
	byPhone  []bool
	relinked []string
	silent   error
}

func (f *fakeLinks) MayLink() bool { return true }

func (f *fakeLinks) Linked(context.Context, Bearer) ([]LinkedCode, error) { return f.linked, nil }

func (f *fakeLinks) Link(_ context.Context, _ Bearer, byPhone bool, _ id.ID) (LinkFound, error) {
	f.byPhone = append(f.byPhone, byPhone)
	return f.found, f.silent
}

func (f *fakeLinks) Refresh(_ context.Context, _ Bearer, _ id.ID, issuer region.Code) error {
	f.relinked = append(f.relinked, "refresh "+issuer.String())
	return f.silent
}

func (f *fakeLinks) Unlink(_ context.Context, _ Bearer, _ id.ID, issuer region.Code) error {
	f.relinked = append(f.relinked, "unlink "+issuer.String())
	return nil
}

var someLinks = []LinkedCode{{Person: self.ID, Issuer: region.MustParseCode("420000"), Name: "湖北省", Colour: "red", Status: "ok", Reason: "HB-01.case", Heard: start},
	{Person: child.ID, Issuer: region.MustParseCode("330000"), Name: "浙江省", Status: "timeout", Heard: start}, {Person: self.ID, Issuer: region.MustParseCode("440000"), Name: "广东省", Status: "missing"}}

// NA-11, WZ-02, WZ-06, WZ-16: a holder brings his codes of elsewhere here by phone or by document, is told who did not answer, asks one again, and takes one off.
func TestLinks(t *testing.T) {
	f := newFake()
	mux := server(f)
	for _, l := range ui.Languages() {
		page(t, l, "nothing linked", ask(t, mux, l.Tag, "/links", nil), http.StatusOK)
		f.linked = someLinks
		page(t, l, "three linked", ask(t, mux, l.Tag, "/links", nil), http.StatusOK)
		f.found = LinkFound{Codes: 1, NoAnswer: []string{"浙江省"}, Left: 2}
		page(t, l, "found", ask(t, mux, l.Tag, "/links", url.Values{"by": {"phone"}}), http.StatusOK)
		f.silent = fault.New(fault.Unavailable, "partner.none", "no node can be asked")
		page(t, l, "refused", ask(t, mux, l.Tag, "/links", url.Values{"by": {"identity"}, "person": {child.ID.String()}}), http.StatusServiceUnavailable)
		f.silent = nil
	}
	if len(f.byPhone) < 2 || !f.byPhone[0] || f.byPhone[1] {
		t.Error(f.byPhone)
	}
	body := ask(t, mux, "zh", "/links", url.Values{"by": {"phone"}}).Body.String()
	contains(t, "linked", body, "湖北省的码", "红码", "HB-01.case", "没有按时答复", "没有码", "另有 2 人")
	for _, do := range []string{"refresh", "unlink"} {
		w := ask(t, mux, "zh", "/links/change", url.Values{"do": {do}, "person": {self.ID.String()}, "issuer": {"420000"}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/links" {
			t.Error(do, w.Code)
		}
	}
	if got := strings.Join(f.relinked, ","); got != "refresh 420000,unlink 420000" {
		t.Error(got)
	}
	if w := ask(t, mux, "zh", "/links/change", url.Values{"do": {"unlink"}, "issuer": {"moon"}}); w.Code != http.StatusNotFound {
		t.Error(w.Code)
	}
	f.code = states()["green"]
	contains(t, "the code page leads there", ask(t, mux, "zh", "/code", nil).Body.String(), `href="/links"`)
}
