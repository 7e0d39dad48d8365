package webtest

import (
	"os"
	"path/filepath"

	"github.com/chromedp/chromedp"
)

// Picture is one element of the page as a PNG file, as a telephone would photograph it.
func (b *Browser) Picture(selector string) string {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.Screenshot(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(b.t.TempDir(), "part.png")
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
	return path
}
