package ui

import (
	"net/http/httptest"
	"testing"

	"kangma/web/webtest"
)

// The gallery in Chromium, in both languages, on a phone and a desktop, light, dark, large and with more contrast.
func TestGalleryInABrowser(t *testing.T) {
	b := webtest.Open(t)
	server := httptest.NewServer(mounted())
	defer server.Close()
	for _, l := range Languages() {
		b.Language(l.Tag)
		for _, s := range []struct {
			name          string
			width, height int64
		}{{"360", 360, 740}, {"1280", 1280, 800}} {
			b.Size(s.width, s.height)
			b.Go(server.URL + "/ui/gallery")
			b.NoSidewaysScroll("gallery " + l.Tag + s.name)
			b.Shot("gallery-" + l.Tag + "-" + s.name)
		}
	}
	b.Media("prefers-color-scheme", "dark")
	b.Go(server.URL + "/ui/gallery")
	b.Shot("gallery-dark-1280")
	b.Media("prefers-color-scheme", "light")
	b.Size(360, 740)
	b.Do(webtest.Click("button[value=large]"))
	b.Until(`document.documentElement.className === "large"`)
	b.Do(webtest.Click("button[value=contrast]"))
	b.Until(`document.documentElement.className === "large contrast"`)
	b.NoSidewaysScroll("gallery large")
	b.Shot("gallery-large-contrast-360")
}
