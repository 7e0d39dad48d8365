package gate

import (
	"image"
	"net/http/httptest"
	"strings"
	"testing"

	"kangma/pass"
	"kangma/web/webtest"
)

// marked paints a scene with its number in the corner, four squares black or white, so that the page's test can tell when it came into view.
func marked(img *image.Gray, n int) *image.Gray {
	for y := range 24 {
		for x := range 4 * 24 {
			img.Pix[img.PixOffset(x, y)] = uint8(255 * (n >> (x / 24) & 1))
		}
	}
	return img
}

// watch notes when each scene was seen first by the camera and when it was answered, and goes on at once.
const watch = `(() => {
	const seen = window.seen = {}, video = document.getElementById("video"), canvas = document.createElement("canvas"), ctx = canvas.getContext("2d", {willReadFrequently: true});
	[canvas.Width, canvas.height] = [96, 24];
	let scene = 0;
	const frame = () => {
		ctx.drawImage(video, 0, 0, 96, 24, 0, 0, 96, 24);
		const {data} = ctx.getImageData(0, 12, 96, 1);
		const n = [0, 1, 2, 3].reduce((n, bit) => n + (data[4 * (24 * bit + 12)] > 127) * 2 ** bit, 0);
		if (n !== scene && n > 0) seen[n] ??= {at: performance.now()};
		scene = n;
		video.requestVideoFrameCallback(frame);
	};
	video.requestVideoFrameCallback(frame);
	new MutationObserver(() => {
		if (document.getElementById("gate").dataset.screen !== "result") return;
		if (seen[scene] && !seen[scene].took) Object.assign(seen[scene], {took: Math.round(performance.now() - seen[scene].at), answer: document.querySelector("#verdict .verdict").className});
		setTimeout(() => document.getElementById("next").click(), 50);
	}).observe(document.getElementById("gate"), {attributes: true, attributeFilter: ["data-screen"]});
	return true;
})()`

// The camera answers within a second: upright, turned, blurred, dark with a sensor's noise, pale, cracked, far away. Each person is registered once.
func TestCameraAnswersWithinASecond(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	var frames []*image.Gray
	hold := func(img *image.Gray, n int) {
		for range n {
			frames = append(frames, img)
		}
	}
	var names []string
	for _, s := range scenes {
		if s.Width != 640 {
			continue
		}
		hold(marked(webtest.Scene{Width: 640, Height: 480, Side: 1}.Picture(t, "KM1:X"), 0), 6)
		hold(marked(s.Picture(t, n.code(pass.Green, pass.Pass, 0)), len(names)+1), 14)
		names = append(names, s.Name)
	}
	b := webtest.Open(t, webtest.FakeCamera(webtest.Film(t, 5, frames...))...)
	gateAt(t, b, server.URL)
	webtest.Eval[bool](b, watch)
	b.Do(webtest.Click("#begin-button"))
	// The film plays in a loop: whoever came into view before the camera was warm comes again.
	b.UntilIn(90, `Object.values(window.seen).filter(s => s.took).length === `+itoa(len(names)))
	for i, name := range names {
		took := webtest.Eval[int](b, `window.seen[`+itoa(i+1)+`].took`)
		t.Logf("%-16s %d ms", name, took)
		if answer := webtest.Eval[string](b, `window.seen[`+itoa(i+1)+`].answer`); !strings.Contains(answer, "v-pass") {
			t.Errorf("%s: %s", name, answer)
		}
		if took > 1000*slowness {
			t.Errorf("%s took %d ms", name, took)
		}
	}
	b.Until(`document.getElementById("chip-unsent").hidden`)
	tokens := map[string]int{}
	for _, s := range n.all() {
		tokens[s.Token]++
	}
	if len(tokens) != len(names) {
		t.Errorf("passages of %d people, want %d", len(tokens), len(names))
	}
}

// slowness is what a machine that tests many things at once is slower than a phone.
const slowness = 3

// The same code before the camera is the same person: one passage, and the next scan by itself.
func TestCameraGoesOnByItself(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	p := scenes[2].Picture(t, n.code(pass.Green, pass.Pass, 0))
	b := webtest.Open(t, webtest.FakeCamera(webtest.Film(t, 5, p, p))...)
	gateAt(t, b, server.URL)
	b.Do(webtest.Click("#begin-button"))
	b.Until(`document.getElementById("video").videoWidth > 0`)
	b.Shot("gate-camera-zh-360")
	b.Until(`document.getElementById("gate").dataset.screen === "result"`)
	b.Shot("gate-camera-answer-zh-360")
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	b.Until(`document.getElementById("chip-unsent").hidden`)
	webtest.Eval[bool](b, `new Promise(done => setTimeout(() => done(true), 1500))`) // a while in which it could be taken for another person
	if got := n.all(); len(got) != 1 {
		t.Errorf("%d passages of one person", len(got))
	}
}

// A camera that sees nothing for a while says what helps; one that goes away, or a light that does not turn on, is said; the light is used where there is one.
func TestCameraSaysWhatIsWrong(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	wall := webtest.Scene{Width: 640, Height: 480, Side: 1}.Picture(t, "KM1:X")
	b := webtest.Open(t, webtest.FakeCamera(webtest.Film(t, 5, wall, wall))...)
	b.Before(`window.lights = []; MediaStreamTrack.prototype.getCapabilities = function () { return {torch: true, focusMode: ["continuous"]} };
		MediaStreamTrack.prototype.applyConstraints = async function (c) { if (window.noLight) throw new DOMException("", "OverconstrainedError"); window.lights.push(c.advanced[0]) }`)
	gateAt(t, b, server.URL)
	b.Do(webtest.Click("#begin-button"))
	b.Until(`!document.getElementById("tool-torch").hidden`)
	b.Do(webtest.Click("#tool-torch"))
	b.Until(`document.getElementById("tool-torch").getAttribute("aria-pressed") === "true"`)
	if got := webtest.Eval[string](b, `JSON.stringify(window.lights)`); got != `[{"focusMode":"continuous"},{"torch":true}]` {
		t.Error(got)
	}
	b.Until(`document.getElementById("scan-hint").textContent.includes("没有读到码")`)
	b.Axe("gate camera sees nothing")
	b.Shot("gate-camera-nothing-zh-360")
	webtest.Eval[bool](b, `(window.noLight = true)`)
	b.Do(webtest.Click("#tool-torch"))
	b.Until(`document.getElementById("scan-hint").textContent === "补光打不开"`)
	webtest.Eval[bool](b, `(document.getElementById("video").srcObject.getVideoTracks()[0].dispatchEvent(new Event("ended")), true)`)
	b.Until(`document.getElementById("camera-error").textContent.includes("摄像头断开了") && !document.getElementById("begin").hidden`)
	b.Shot("gate-camera-lost-zh-360")
	// A second touch begins again.
	b.Do(webtest.Click("#begin-button"))
	b.Until(`document.getElementById("begin").hidden && document.getElementById("video").srcObject.active`)
}

// Where there is no camera at all, or it was refused, the page says so and offers the other ways.
func TestWithoutACamera(t *testing.T) {
	n := newNode(t)
	server := httptest.NewServer(n.handler())
	defer server.Close()
	b := webtest.Open(t)
	gateAt(t, b, server.URL)
	for name, want := range map[string]string{"NotAllowedError": "摄像头没有授权", "NotFoundError": "没有可用的摄像头"} {
		webtest.Eval[bool](b, `(navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "`+name+`") }, true)`)
		b.Do(webtest.Click("#begin-button"))
		b.Until(`document.getElementById("camera-error").textContent.includes("` + want + `")`)
	}
	b.Shot("gate-camera-none-zh-360")
}
