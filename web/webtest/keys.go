package webtest

import (
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Heard are the flags of a browser that tells scripts by which name and role elements are heard.
var Heard = []any{"enable-blink-features", "ComputedAccessibilityInfo"}

// Stop is where the focus rests.
type Stop struct {
	ID, Name, Role string
	Where          string // tag and class
	Seen           bool   // within the window, with an outline
}

// Press presses a key as a person does: kb.Tab, kb.Enter, "a".
func (b *Browser) Press(keys ...string) {
	b.t.Helper()
	for _, k := range keys {
		b.Do(chromedp.KeyEvent(k))
	}
}

// Focus is where the focus rests now. The browser was opened with Heard.
func (b *Browser) Focus() Stop {
	b.t.Helper()
	return Eval[Stop](b, `(e => {
		const r = e.getBoundingClientRect(), s = getComputedStyle(e), l = e.labels?.[0] && getComputedStyle(e.labels[0]);
		const drawn = x => x && x.outlineStyle !== "none" && parseFloat(x.outlineWidth) > 0;
		const own = e.matches("[type=date], [type=datetime-local]") || e instanceof SVGElement && [...e.querySelectorAll("*")].some(x => drawn(getComputedStyle(x)) || parseFloat(getComputedStyle(x).strokeWidth) > 2); // the browser's own parts; a tile's border
		return {ID: e.id, Name: e.computedName ?? "", Role: e.computedRole || e.type || (e.tagName === "SUMMARY" ? "disclosure" : ""), Where: e.tagName + "." + e.className, Seen: r.bottom > 0 && r.top < innerHeight && (drawn(s) || drawn(l) || own)};
	})(document.activeElement)`)
}

// Walk presses Tab from the beginning of a page until it is through, and gives each stop. It fails the test where somebody who does not use a mouse, or who hears the page, would be
// lost: at a stop without a name, or one that is not to be seen, and where there is no way on.
func (b *Browser) Walk(name string) (stops []Stop) {
	b.t.Helper()
	Eval[bool](b, `(document.activeElement?.blur(), getSelection().collapse(document.body, 0), scrollTo(0, 0), true)`)
	const most = 150
	for range most {
		b.Press(kb.Tab)
		switch Eval[string](b, `(e => e === document.body ? "body" : window.walked === e ? "again" : (window.walked ??= e, "on"))(document.activeElement)`) {
		case "body":
			if len(stops) == 0 {
				continue // a screen that has just come
			}
			fallthrough
		case "again":
			Eval[bool](b, `delete window.walked`)
			return stops
		}
		s := b.Focus()
		if s.Name == "" || s.Role == "" || s.Role == "generic" {
			b.t.Errorf("%s: stop %d has no name or role: %+v", name, len(stops)+1, s)
		}
		if !s.Seen {
			b.t.Errorf("%s: where the focus is cannot be seen: %+v", name, s)
		}
		stops = append(stops, s)
	}
	b.t.Errorf("%s: after %d stops there is no end: %+v", name, most, stops)
	return stops
}

// Without sees the page as somebody does who lacks what deficiency names: "achromatopsia", "deuteranopia"; "none" again as others do.
func (b *Browser) Without(deficiency string) {
	b.t.Helper()
	b.call(func() error {
		_, err := chromedp.Call(b.ctx, emulation.SetEmulatedVisionDeficiency, emulation.SetEmulatedVisionDeficiencyParams{Type: emulation.SetEmulatedVisionDeficiencyType(deficiency)})
		return err
	})
}
