package webtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is one tab of a headless Chromium. Errors in scripts and refusals of the Content-Security-Policy fail the test.
type Browser struct {
	t     *testing.T
	ctx   context.Context
	width int64 // as set by Size: a phone's own innerWidth grows with what overflows
}

// Open starts Chromium, or skips the test where there is none (unless CI is set: then it fails). flags are name, value pairs besides the usual.
func Open(t *testing.T, flags ...any) *Browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no chromium")
		}
		t.Skip("no chromium: apt-get install chromium")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.UserDataDir(t.TempDir()))
	for i := 0; i+1 < len(flags); i += 2 {
		opts = append(opts, chromedp.Flag(flags[i].(string), flags[i+1]))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, closeTab := chromedp.NewContext(ctx, chromedp.WithErrorf(func(string, ...any) {}))
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(func() { cancel(); closeTab(); stop() })
	b := &Browser{t: t, ctx: ctx}
	b.Do(chromedp.Evaluate[chromedp.Void]("1"))
	b.watch()
	return b
}

// watch reports what a page says it could not do.
func (b *Browser) watch() {
	thrown := chromedp.Events(b.ctx, runtime.ExceptionThrown)
	said := chromedp.Events(b.ctx, runtime.ConsoleAPICalled)
	b.call(func() error { _, err := chromedp.Call(b.ctx, runtime.Enable, cdp.Empty{}); return err })
	go func() {
		for e, err := range thrown {
			if err != nil {
				return
			}
			text := e.ExceptionDetails.Text
			if x := e.ExceptionDetails.Exception; x != nil {
				text += " " + x.Description
			}
			b.t.Errorf("script error: %s", text)
		}
	}()
	go func() {
		for e, err := range said {
			if err != nil {
				return
			}
			for _, a := range e.Args {
				if s := string(a.Value); strings.Contains(s, "Content Security Policy") {
					b.t.Errorf("%s", s)
				} else if os.Getenv("KANGMA_CONSOLE") != "" {
					b.t.Logf("console: %s %s", s, a.Description)
				}
			}
		}
	}()
}

func (b *Browser) call(f func() error) {
	b.t.Helper()
	if err := f(); err != nil {
		b.t.Fatal(err)
	}
}

// Do runs steps in the tab.
func (b *Browser) Do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// Go opens an address.
func (b *Browser) Go(url string) {
	b.t.Helper()
	b.Do(chromedp.Navigate(url))
}

// Eval is the value of an expression, promises awaited.
func Eval[T any](b *Browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, func(p *runtime.EvaluateParams) { yes := true; p.AwaitPromise = &yes }))
	if err != nil {
		b.t.Fatalf("%.500s: %v", expression, err)
	}
	return v
}

// Until waits until an expression is true; while a page is changing there is nothing to ask, and it goes on waiting.
func (b *Browser) Until(expression string) {
	b.t.Helper()
	b.UntilIn(20, expression)
}

// UntilIn is Until with another patience, in seconds.
func (b *Browser) UntilIn(seconds int, expression string) {
	b.t.Helper()
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")")); err == nil && ok {
			return
		}
	}
	shot := b.Shot("failed-" + strings.NewReplacer("/", "-", " ", "-").Replace(b.t.Name()))
	b.t.Fatalf("never: %s; picture %s; page: %.600s", expression, shot, Eval[string](b, "document.body.innerText"))
}

// Size makes the window a phone or a desktop. Pictures are taken at one pixel a pixel.
func (b *Browser) Size(width, height int64) {
	b.t.Helper()
	b.width = width
	if width < 700 {
		b.Do(chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	b.Do(chromedp.EmulateViewport(width, height))
}

// Media sets what the device asks for: "prefers-color-scheme", "dark".
func (b *Browser) Media(feature, value string) {
	b.t.Helper()
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
		return err
	})
}

// Offline cuts the tab and its workers off the network, or joins them again.
func (b *Browser) Offline(off bool) {
	b.t.Helper()
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{EmulateOfflineServiceWorker: &off,
			MatchedNetworkConditions: []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}}})
		return err
	})
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1})
		return err
	})
}

// What Chromium's tools call slow 3G: milliseconds until an answer begins, and bytes a second.
const (
	SlowLatency = 400
	SlowBytes   = 50_000
)

// Slow makes the network that of a poor phone: what Chromium's tools call slow 3G.
func (b *Browser) Slow() {
	b.t.Helper()
	b.call(func() error { _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); return err })
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{Latency: SlowLatency, DownloadThroughput: SlowBytes, UploadThroughput: SlowBytes}}})
		return err
	})
}

// Forget empties the browser's cache.
func (b *Browser) Forget() {
	b.t.Helper()
	b.call(func() error { _, err := chromedp.Call(b.ctx, network.ClearBrowserCache, cdp.Empty{}); return err })
}

// Language sets the languages that the browser asks for.
func (b *Browser) Language(tag string) {
	b.t.Helper()
	b.call(func() error { _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); return err })
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": tag}})
		return err
	})
}

// Prefer sets what a reader has chosen at the foot of the pages of a site: "en", "zh.large".
func (b *Browser) Prefer(site, view string) {
	b.t.Helper()
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: "kangma_view", Value: view, URL: site, Path: "/"})
		return err
	})
}

// Shot keeps a picture of the whole page and gives its path.
func (b *Browser) Shot(name string) string {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	path := filepath.Join(shots(b.t), name+".png")
	if err := os.WriteFile(path, png, 0o644); err != nil {
		b.t.Fatal(err)
	}
	return path
}

// NoSidewaysScroll fails the test if the page is wider than its window.
func (b *Browser) NoSidewaysScroll(name string) {
	b.t.Helper()
	width := b.width
	if width == 0 {
		b.t.Fatal("NoSidewaysScroll before Size")
	}
	if over := Eval[int64](b, "document.documentElement.scrollWidth") - width; over > 0 {
		wide := Eval[string](b, fmt.Sprintf(`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > %d + 1).slice(0, 5).map(e => e.tagName + "." + e.className).join(" ")`, width))
		b.t.Errorf("%s is %d pixels too wide: %s", name, over, wide)
	}
}

// shots is the folder of pictures: KANGMA_SHOTS, else one that goes with the test.
func shots(t *testing.T) string {
	dir := os.Getenv("KANGMA_SHOTS")
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "kangma-shots-"); err != nil {
			t.Fatal(err)
		}
		os.Setenv("KANGMA_SHOTS", dir) // one folder for the whole run
		t.Logf("pictures in %s", dir)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Click presses an element with the mouse. A list that is filled anew in that moment is looked up again.
func Click(selector string) chromedp.Action[chromedp.Void] {
	click := chromedp.Click(chromedp.CSS(selector))
	return func(ctx context.Context, t *chromedp.Target) (v chromedp.Void, err error) {
		for range 3 {
			if v, err = click(ctx, t); err == nil {
				break
			}
		}
		return v, err
	}
}

// Axe runs axe-core over the page and fails the test for each breach of WCAG 2.2 AA. KANGMA_AXE names axe.min.js of the npm package; without it nothing is checked.
func (b *Browser) Axe(name string) {
	b.t.Helper()
	path := os.Getenv("KANGMA_AXE")
	if path == "" {
		return
	}
	script, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	Eval[bool](b, string(script)+"; true")
	for _, v := range Eval[[]string](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules: {"target-size": {enabled: true}}})
		.then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? "")).join(" | ")))`) {
		b.t.Errorf("%s: %s", name, v)
	}
}
