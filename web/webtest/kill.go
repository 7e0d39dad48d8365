package webtest

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// OpenIn is Open with a profile that stays: a browser that was killed is opened again on what it had kept.
func OpenIn(t *testing.T, profile string, flags ...any) *Browser {
	t.Helper()
	return Open(t, append(flags, "user-data-dir", profile)...)
}

// Kill ends the browser as a phone dies whose battery is empty: at once, asking nobody.
func (b *Browser) Kill() {
	b.t.Helper()
	p := chromedp.FromContext(b.ctx).Browser.Process()
	b.call(p.Kill)
	<-chromedp.FromContext(b.ctx).Browser.LostConnection
}

// Before runs a script in every page that is opened from now on, before those of the page.
func (b *Browser) Before(script string) {
	b.t.Helper()
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})
}
