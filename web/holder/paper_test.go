package holder

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/web/ui"
)

// fakePapers is the part of fake that keeps papers.
type fakePapers struct {
	papers []Paper
	lost   int
}

func (f *fake) Papers(_ context.Context, b Bearer, _ id.ID) (Papers, error) {
	return Papers{Person: self, List: f.papers}, f.check(b)
}

func (f *fake) IssuePaper(_ context.Context, b Bearer, _ id.ID) error {
	f.papers = append([]Paper{{ID: id.ID{15: 40}, Number: "16D1-E594", Issued: f.now, Until: f.now.Add(90 * instant.Day), Counts: true}}, f.papers...)
	return f.check(b)
}

func (f *fake) LosePaper(_ context.Context, b Bearer, _ id.ID) error {
	f.lost++
	f.papers[0].Counts, f.papers[0].Ended = false, "lost"
	return f.check(b)
}

func (f *fake) PrintPaper(_ context.Context, b Bearer, _, _ id.ID) ([]byte, error) {
	return []byte("%PDF-1.4"), f.check(b)
}

// BY-09, NA-12: a paper code is issued, printed and, once one is sure, cancelled; the page says what it is and that the old one stays void.
func TestPaperPage(t *testing.T) {
	f := newFake()
	mux := server(f)
	for _, l := range ui.Languages() {
		page(t, l, "no paper", ask(t, mux, l.Tag, "/paper", nil), http.StatusOK)
	}
	if w := ask(t, mux, "zh", "/paper", url.Values{"person": {self.ID.String()}}); w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/paper") {
		t.Errorf("%d %s", w.Code, w.Header())
	}
	for _, l := range ui.Languages() {
		page(t, l, "a paper", ask(t, mux, l.Tag, "/paper", nil), http.StatusOK)
	}
	contains(t, "paper", ask(t, mux, "zh", "/paper", nil).Body.String(), "16D1-E594", "2020-06-23", "/paper/pdf?paper=", "不显示颜色", "挂失")
	w := ask(t, mux, "zh", "/paper/pdf?paper="+id.ID{15: 40}.String(), nil)
	if w.Header().Get("Content-Type") != "application/pdf" || w.Header().Get("Cache-Control") != "no-store" {
		t.Error(w.Header())
	}
	if w := ask(t, mux, "zh", "/paper/lost", url.Values{}); w.Code != http.StatusUnprocessableEntity || f.lost != 0 {
		t.Errorf("without a tick: %d", w.Code)
	}
	if w := ask(t, mux, "zh", "/paper/lost", url.Values{"sure": {"yes"}}); w.Code != http.StatusSeeOther || f.lost != 1 {
		t.Errorf("%d", w.Code)
	}
	contains(t, "lost", ask(t, mux, "zh", "/paper", nil).Body.String(), "已挂失", "领取纸质码")
}

// HB-12, WZ-15: a certificate that holds is printed from the page of its case; another case has nothing to print.
func TestCertificateIsPrinted(t *testing.T) {
	f := newFake()
	mux := server(f)
	f.cases = []Case{{ID: id.ID{15: 1}, Person: self, Title: ui.Text{"zh": "就医证明"}, State: ui.Text{"zh": "已开具"}, Due: instant.Never, Holds: true, Prints: true}, {ID: id.ID{15: 2}, Person: self, Title: ui.Text{"zh": "信息纠错"}, Due: instant.Never}}
	to := "/cases/" + id.ID{15: 1}.String()
	for _, l := range ui.Languages() {
		w := ask(t, mux, l.Tag, to, nil)
		page(t, l, "it holds", w, http.StatusOK)
		contains(t, "it holds", w.Body.String(), to+"/certificate", l.T("case.print"))
	}
	if body := ask(t, mux, "zh", "/cases/"+id.ID{15: 2}.String(), nil).Body.String(); strings.Contains(body, "/certificate") {
		t.Error("there is nothing to print")
	}
	if w := ask(t, mux, "zh", to+"/certificate", nil); w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
