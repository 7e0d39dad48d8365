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
