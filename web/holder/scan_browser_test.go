package holder

import (
	"image"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/web/webtest"
)

// SC-03: a poster is checked by the camera, turned and in poor light, and by a picture of it; whether it is ours is answered as of what is typed; a code with
// somebody else's words is not ours; a picture without a code and a camera that may not be used are said.
func TestPosterByCamera(t *testing.T) {
	f := newFake()
	const ours, others = "https://hubei.example/visit?c=KP1-poster-of-a-market", "https://hubei-jkm.top/visit?c=1"
	someGenuine[ours], someGenuine[others] = someGenuine["poster"], someGenuine["bad link"]
	defer func() { delete(someGenuine, ours); delete(someGenuine, others) }()
	server := httptest.NewServer(server(f))
	defer server.Close()
	scene := webtest.Scene{Width: 640, Height: 480, Side: 380, Angle: 12, Dark: .6}
	picture := scene.Picture(t, ours)
	b := webtest.Open(t, webtest.FakeCamera(webtest.Film(t, 5, []*image.Gray{picture, picture}...))...)
	b.Size(360, 740)
	b.Language("zh")
	b.Go(server.URL + "/genuine")
	b.Until(`!document.querySelector("[data-scan]").hidden`)
	b.Axe("genuine by camera")
	b.NoSidewaysScroll("genuine by camera")
	b.Shot("holder-genuine-scan-zh-360")
	b.Do(webtest.Click("[data-begin]"))
	b.UntilIn(60, `document.querySelector("[role=status] .n-done")`)
	if said := webtest.Eval[string](b, `document.querySelector("main").innerText`); !strings.Contains(said, "球场路菜市场") || webtest.Eval[string](b, `document.querySelector("#text").value`) != ours {
		t.Errorf("%.300s", said)
	}
	b.Shot("holder-genuine-scanned-zh-360")
	for text, want := range map[string]string{others: "hubei-jkm.top", "加客服微信领补贴": "这个二维码不是我们的"} {
		b.Go(server.URL + "/genuine")
		b.Until(`!document.querySelector("[data-scan]").hidden`)
		b.Do(chromedp.SetUploadFiles(chromedp.CSS("[data-picture]"), []string{scene.File(t, text)}))
		b.UntilIn(60, `document.querySelector("[role=alert].n-stop")?.closest("main").innerText.includes("`+want+`")`)
	}
	b.Do(chromedp.SetUploadFiles(chromedp.CSS("[data-picture]"), []string{webtest.Scene{Width: 300, Height: 300, Side: 1}.File(t, "x")}))
	b.UntilIn(60, `!document.querySelector("[data-said=empty]").hidden`)
	webtest.Eval[bool](b, `(navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError")), true)`)
	b.Do(webtest.Click("[data-begin]"))
	b.Until(`!document.querySelector("[data-said=denied]").hidden && document.querySelector("[data-look]").hidden`)
	b.Shot("holder-genuine-denied-zh-360")
}
