package ui

import (
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"kangma/internal/fault"
)

// offered makes the made-up language of the test folder be offered until the test ends.
func offered(t *testing.T) []Translation {
	t.Helper()
	told, err := OfferLanguages(os.DirFS("testdata/lang"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { OfferLanguages(fstest.MapFS{}) })
	return told
}

// Rule UI-5: a language that was dropped in as a file is offered in the switch of every page, asked for by browsers, and kept; what it lacks is read in English, and
// so is what it has with other places; what it lacks, has wrong and has too much is told.
func TestALanguageIsAFile(t *testing.T) {
	told := offered(t)
	if len(told) != 1 || told[0].Tag != "qaa" || !slices.Equal(told[0].Unknown, []string{"home.nothing"}) || !slices.Equal(told[0].Wrong, []string{"form.long"}) || len(told[0].Missing) != len(programs[1].text)-4 {
		t.Fatalf("%+v", told)
	}
	mux := http.NewServeMux()
	Mount(mux, Site{Name: Text{"zh": "湖北健康码", "en": "Hubei health code"}, Authority: Text{"zh": "湖北省"}})
	ask := func(language, cookie string) string {
		r := httptest.NewRequest(http.MethodGet, "/ui/gallery", nil)
		r.Header.Set("Accept-Language", language)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: preferenceCookie, Value: cookie})
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Body.String()
	}
	if b := ask("zh", ""); !strings.Contains(b, `<button name="set" value="qaa" lang="qaa">Nimiran</button>`) {
		t.Error("it is not in the switch")
	}
	en, _ := LanguageOf("en")
	for how, b := range map[string]string{"the browser's": ask("qaa-XX, zh;q=0.5", ""), "the cookie's": ask("zh", "qaa.large")} {
		for _, want := range []string{`<html lang="qaa" dir="ltr"`, `value="zh"`, `value="en"`, en.T("layout.skip"), "Hubei health code", "湖北省 ·"} {
			if !strings.Contains(b, want) {
				t.Errorf("%s: no %q", how, want)
			}
		}
		if strings.Contains(b, `value="qaa"`) {
			t.Errorf("%s: it leads to itself", how)
		}
	}
	l, ok := LanguageOf("QAA-Latn")
	if !ok || l.T("home.title") != "Sulema nimo" || l.T("form.long", "n", 7) != en.T("form.long", "n", 7) || l.Refusal(fault.Missing("x")) != en.T("fault.field.missing") || l.With("home.")["home.title"] != "Sulema nimo" || l.Has("home.nothing") {
		t.Errorf("%v %v", ok, l)
	}
	if zh, en := l.Say(Text{"zh": "只有中文"}), l.Say(Text{"zh": "中文", "en": "English"}); zh != "只有中文" || en != "English" {
		t.Errorf("data: %q %q", zh, en)
	}
}

// A file that is none is refused by its name, and nothing changes.
func TestLanguageFilesThatAreNone(t *testing.T) {
	for name, text := range map[string]string{
		"en.json": `{"language.tag": "en", "language.name": "English"}`, "Bo.json": `{"language.tag": "bo", "language.name": "x"}`, "tibetan.json": `{}`,
		"bo.json": `{"language.tag": "ug", "language.name": "x"}`, "ug.json": `{"language.tag": "ug"}`, "mn.json": `["x"]`, "ko.json": `{"language.tag": "ko", "language.name": "x"`,
		"ii.json": `{"language.tag": "ii", "language.name": "` + strings.Repeat("x", maxLanguage) + `"}`,
	} {
		_, err := OfferLanguages(fstest.MapFS{name: {Data: []byte(text)}})
		if f, ok := fault.As(err); !ok || f.Field != "languages" || !strings.Contains(err.Error(), name) || len(Languages()) != 2 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
