package holder

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/web/ui"
)

func (f *fake) Genuine(_ context.Context, b Bearer, text string) (Genuineness, error) {
	if g, ok := someGenuine[text]; ok {
		return g, f.next()
	}
	return Genuineness{Kind: "text", Ours: "unknown"}, f.next()
}

var someGenuine = map[string]Genuineness{
	"link":     {Kind: "link", Ours: "ours"},
	"bad link": {Kind: "link", Ours: "not_ours", Links: []string{"hubei-jkm.top"}},
	"text":     {Kind: "text", Ours: "ours", At: start},
	"bad text": {Kind: "text", Ours: "not_ours"},
	"no text":  {Kind: "text", Ours: "unknown"},
	"poster":   {Kind: "place", Ours: "ours", Place: Place{Number: "16D1-E594", Name: "球场路菜市场", Region: "湖北省武汉市江岸区"}},
	"bad post": {Kind: "place", Ours: "not_ours"},
	"call":     {Kind: "call", Ours: "ours", From: ui.Text{"zh": "江岸区流调员", "en": "Jiang'an investigator"}, At: start, To: "王*华", Mine: true},
	"other":    {Kind: "call", Ours: "ours", From: ui.Text{"zh": "江岸区流调员", "en": "Jiang'an investigator"}, At: start, To: "李*"},
	"code":     {Kind: "code", Ours: "ours"},
	"bad code": {Kind: "code", Ours: "not_ours"},
	"number":   {Kind: "number", Ours: "not_ours"},
}

// HB-10, SC-03: only the page that checks posters may look through the camera, and none may learn where somebody is.
func TestOnlyOnePageLooks(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	mux := server(f)
	for path, camera := range map[string]string{"/genuine": "camera=(self)", "/code": "camera=()", "/login": "camera=()"} {
		h := ask(t, mux, "zh", path, nil).Header()
		if p := h.Get("Permissions-Policy"); !strings.Contains(p, camera) || !strings.Contains(p, "geolocation=()") || strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s: %v", path, h)
		}
	}
}

// SC-03, EP-04: every answer has its page in every language, and every page says what nobody of ours ever asks for.
func TestGenuinePage(t *testing.T) {
	f := newFake()
	mux := server(f)
	for _, l := range ui.Languages() {
		page(t, l, "/genuine", ask(t, mux, l.Tag, "/genuine", nil), http.StatusOK)
		page(t, l, "/genuine empty", ask(t, mux, l.Tag, "/genuine", url.Values{}), http.StatusUnprocessableEntity)
		for text := range someGenuine {
			page(t, l, "/genuine "+text, ask(t, mux, l.Tag, "/genuine", url.Values{"text": {text}}), http.StatusOK)
		}
		f.refuse = fault.New(fault.TooMany, "genuine.too_many", "SECRET")
		page(t, l, "/genuine busy", ask(t, mux, l.Tag, "/genuine", url.Values{"text": {"x"}}), http.StatusTooManyRequests)
	}
	contains(t, "genuine", ask(t, mux, "zh", "/genuine", url.Values{"text": {"bad link"}}).Body.String(), "hubei-jkm.top", "不是", "二维码", "12345")
	contains(t, "a call for somebody else", ask(t, mux, "zh", "/genuine", url.Values{"text": {"other"}}).Body.String(), "李*", "挂断")
}
