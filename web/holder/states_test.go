package holder

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/packs"
	"kangma/policy"
	"kangma/region"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// shownState is a code as a shipped pack decides it in one of its own cases.
type shownState struct {
	pack, state string
	code        Code
}

// decided are all different states, colours, marks and labels that the shipped packs come to in their cases.
func decided(t *testing.T) []shownState {
	t.Helper()
	dirs, err := fs.Glob(packs.FS, "*/*")
	if err != nil {
		t.Fatal(err)
	}
	var all []shownState
	seen := map[string]bool{}
	for _, dir := range dirs {
		pack, err := policy.Load(packs.FS, dir)
		if err != nil {
			t.Fatal(err)
		}
		examples, err := policy.ReadExamples(packs.FS, path.Join(dir, "cases"))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range examples {
			for _, step := range x.Steps {
				c, err := x.Case(step, region.Embedded())
				if err != nil {
					t.Fatal(err)
				}
				d := pack.Decide(&c.Facts, c.At, c.KnownAt)
				key := pack.Name + d.State.Name + string(d.Colour) + string(d.Mark) + strings.Join(d.Labels, ",")
				if !seen[key] {
					seen[key] = true
					all = append(all, shownState{pack.Name, d.State.Name, codeOf(c, d)})
				}
			}
		}
	}
	return all
}

func codeOf(c *policy.Case, d policy.Decision) Code {
	var reasons []node.Reason
	for _, r := range d.Reasons {
		x := node.Reason{Rule: r.Rule, Until: r.Until}
		for _, f := range c.Facts.Evidence {
			if slices.Contains(r.Evidence, f.ID) {
				x.Evidence = append(x.Evidence, f)
			}
		}
		reasons = append(reasons, x)
	}
	return Code{Stage: IsShown, Now: c.At, Token: token, Issued: c.At, Until: c.At.Add(15 * time.Minute), Decision: id.ID{15: 7}, Colour: ui.Colour(d.Colour), Mark: ui.Mark(d.Mark), Labels: d.Labels,
		Title: text(d.State.Title), Guidance: text(d.State.Holder), Policy: d.Policy, Following: d.NextReview, Reasons: reasonsOf(reasons), Check: id.ID{15: 11}}
}

// What each state of table WZ-12 leads to on the code page; state 13 is at the login.
var leads = map[string][]string{
	"1": {}, "2": {}, "8": {}, "11": {}, "12": {},
	"3": {"/cases/new?kind=check"}, "4": {"/cases/0"}, "5": {"/cases/0"}, "7": {"/cases/0"},
	"6": {"/declare", "/cases/new?kind=conversion", "/cases/new?kind=correction"}, "9": {"/cases/new?kind=hospital_certificate"},
	"10": {"/cases/new?kind=temporary_pass", "/cases/new?kind=check"}, "14": {"/cases/new?kind=check"},
}

// WZ-12, NA-03, rule UI-2: every state that a shipped pack can show has its colour, mark and labels as words, says what it
// allows, and offers what its holder can do.
func TestEveryDecidedState(t *testing.T) {
	f := newFake()
	mux := server(f)
	seen := map[string]bool{}
	for _, s := range decided(t) {
		f.code = s.code
		for _, l := range ui.Languages() {
			name := s.pack + " " + s.state + " " + l.Tag
			w := ask(t, mux, l.Tag, "/code", nil)
			page(t, l, name, w, http.StatusOK)
			words := []string{"c-" + string(s.code.Colour), l.T("colour." + string(s.code.Colour)), "icon-" + string(s.code.Colour)}
			if s.code.Mark != "" {
				words = append(words, l.T("mark."+string(s.code.Mark)), "icon-"+string(s.code.Mark))
			}
			for _, label := range s.code.Labels {
				words = append(words, l.T("label."+label))
			}
			contains(t, name, w.Body.String(), words...)
			if s.pack != "wenzhou" {
				continue
			}
			seen[s.state] = true
			can, _, _ := strings.Cut(w.Body.String(), `<h2>`+l.T("code.why"))
			for _, to := range leads[s.state] {
				contains(t, name, can, `href="`+strings.ReplaceAll(to, "&", "&amp;"))
			}
			if n := strings.Count(can, `class="text"`); len(leads[s.state]) == 0 && n > 0 {
				t.Errorf("%s offers %d things", name, n)
			}
		}
	}
	for state := range leads {
		if !seen[state] {
			t.Errorf("no case of the pack comes to state %s", state)
		}
	}
}

// WZ-07, WZ-12: itinerary mark and expiry stand on the page where the evidence says them, and what is over says so.
func TestItineraryOnTheCodePage(t *testing.T) {
	f := newFake()
	f.code = states()["green"]
	f.code.Mark = ui.Tick
	trip := Evidence{Kind: "itinerary", Source: ui.Text{"zh": "电信"}, From: start, Until: start.Add(8 * time.Hour)}
	f.code.Reasons = append(f.code.Reasons, Reason{Rule: "WZ-12.tick", Until: trip.Until, Evidence: []Evidence{trip}})
	contains(t, "with an itinerary", ask(t, server(f), "zh", "/code", nil).Body.String(), "查询时间", "行程有效至", "2020年3月25日 17:00")
	f.code.Now = trip.Until.Add(time.Minute)
	contains(t, "over", ask(t, server(f), "zh", "/code", nil).Body.String(), "已过期</span>")
	f.code.Reasons[1].Evidence[0].Until = instant.Never
	if strings.Contains(ask(t, server(f), "zh", "/code", nil).Body.String(), "行程有效至") {
		t.Error("an itinerary without expiry has one")
	}
}

// WZ-12 in a browser, on the smallest phone, in large type: the whole table, each state with its word, sign, pattern and a
// picture; nothing is too wide, and axe finds nothing.
func TestTableOfStatesInABrowser(t *testing.T) {
	f := newFake()
	server := httptest.NewServer(server(f))
	defer server.Close()
	b := webtest.Open(t)
	b.Size(320, 640)
	b.Language("zh")
	signIn(b, server.URL)
	shown := map[string]bool{}
	for _, s := range decided(t) {
		key := s.pack + "-" + s.state + "-" + string(s.code.Colour)
		if shown[key] || s.pack != "wenzhou" && s.code.Colour != ui.Gray && s.code.Colour != ui.None {
			continue
		}
		shown[key] = true
		f.mu.Lock()
		f.code = s.code
		f.mu.Unlock()
		b.Go(server.URL + "/code")
		b.Until(`document.querySelector(".qr-code")`)
		zh, _ := ui.LanguageOf("zh")
		banner := webtest.Eval[string](b, `document.querySelector(".banner").innerText`)
		for _, word := range append([]string{zh.T("colour." + string(s.code.Colour))}, words(zh, s.code)...) {
			if !strings.Contains(banner, word) {
				t.Errorf("%s: the banner says %q, not %q", key, banner, word)
			}
		}
		if pattern := webtest.Eval[string](b, `getComputedStyle(document.querySelector(".banner"), "::before").backgroundImage`); (pattern == "none") != (s.code.Colour == ui.None) {
			t.Errorf("%s: pattern %s", key, pattern)
		}
		b.NoSidewaysScroll(key)
		b.Axe(key)
		b.Shot("holder-state-" + key)
	}
	b.Do(webtest.Click("button[value=large]"))
	b.Until(`document.documentElement.classList.contains("large") && document.querySelector(".qr-code")`)
	b.NoSidewaysScroll("large type")
	b.Axe("large type")
	b.Shot("holder-state-large")
}

func words(l *ui.Language, c Code) (all []string) {
	if c.Mark != "" {
		all = append(all, l.T("mark."+string(c.Mark)))
	}
	for _, label := range c.Labels {
		all = append(all, l.T("label."+label))
	}
	return all
}

// WZ-12, state 13: too many SMS codes: blocked until midnight, with the way to go on meanwhile.
func TestBlockedUntilMidnight(t *testing.T) {
	f := newFake()
	f.refuse = fault.New(fault.TooMany, "login.blocked", "x")
	w := ask(t, server(f), "zh", "/login", map[string][]string{"phone": {"13812345678"}})
	contains(t, "blocked", w.Body.String(), "零点", "健康码和行程卡")
}
