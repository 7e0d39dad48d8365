package holder

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/web/ui"
)

var market = Place{Number: "0A1B-2C3D", Name: "球场路菜市场", Kind: ui.Text{"zh": "农贸市场", "en": "market"}, Region: "湖北省武汉市江岸区"}

func (f *fake) PlaceOfCode(_ context.Context, code string) (Place, error) {
	if code != "good" {
		return Place{}, fault.New(fault.Invalid, "visit.no_code", "no code")
	}
	return market, nil
}

func (f *fake) Visit(_ context.Context, b Bearer, person id.ID, code string) (Visit, error) {
	if err := f.check(b); err != nil {
		return Visit{}, err
	}
	p, err := f.PlaceOfCode(context.Background(), code)
	v := Visit{Place: p, At: f.now, Again: len(f.visits) > 0}
	if err == nil && !v.Again {
		f.visits = append(f.visits, v)
	}
	return v, err
}

func (f *fake) Visits(_ context.Context, b Bearer, _ id.ID) ([]Visit, error) {
	return f.visits, f.check(b)
}

// MS-01, SC-03, HB-10: anybody who scans a poster sees whose it is and its number; who is signed in registers for himself or a ward, and
// finds the visit in his list. The page has no field for a position and its headers forbid to ask for one.
func TestVisitPages(t *testing.T) {
	f := newFake()
	mux := server(f)
	r := httptest.NewRequest("GET", "/visit?c=good", nil)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	contains(t, "not signed in", w.Body.String(), market.Name, market.Number, "/login?next=%2Fvisit%3Fc%3Dgood")
	if !strings.Contains(w.Header().Get("Permissions-Policy"), "geolocation=()") {
		t.Error("the page may ask where the phone is")
	}
	contains(t, "signed in", ask(t, mux, "zh", "/visit?c=good", nil).Body.String(), "登记到访", self.Name, child.Name, `value="`+child.ID.String()+`"`, "不会改变健康码的颜色")
	done := ask(t, mux, "zh", "/visit", url.Values{"c": {"good"}, "person": {child.ID.String()}})
	contains(t, "registered", done.Body.String(), "已登记到访", market.Name, "/visits?person="+child.ID.String())
	contains(t, "again", ask(t, mux, "zh", "/visit", url.Values{"c": {"good"}}).Body.String(), "刚才已经登记过了")
	contains(t, "list", ask(t, mux, "zh", "/visits", nil).Body.String(), market.Name, "14天")
	for _, path := range []string{"/visit", "/visit?c=KM1:ABC"} {
		if w := ask(t, mux, "zh", path, nil); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "这不是本系统的场所码") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
