package desk

import (
	"net/url"
	"strings"
	"testing"

	"kangma/policy"
	"kangma/staff"
)

// HB-11, WH-07: a mode is proposed on a page, with a reason; another approves it, and then it is on.
func TestModes(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Headquarters, hubei)
	d.member("13900000002", staff.Headquarters, hubei)
	hq := d.signIn("zh", phone)
	if body := hq.page("modes", hq.ask("/desk/modes", nil), 200); strings.Contains(body, "正在实行") {
		t.Fatal("a mode is on that nobody switched")
	}
	for field, form := range map[string]url.Values{
		"mode": {"mode": {"siesta"}, "reason": {"抢修"}}, "reason": {"mode": {policy.Modes[1]}}, "from": {"mode": {policy.Modes[1]}, "reason": {"抢修"}, "from": {"2020-02-30"}},
	} {
		if body := hq.page("wrong "+field, hq.ask("/desk/modes", form), 422); !strings.Contains(body, `href="#`+field+`"`) {
			t.Errorf("no error beside %s: %.900s", field, body)
		}
	}
	opened := hq.ask("/desk/modes", url.Values{"mode": {policy.Modes[1]}, "what": {"on"}, "until": {"2020-03-31"}, "reason": {"省指挥部通知，暂停赋码"}})
	if opened.Code != 303 || !strings.HasPrefix(opened.Header().Get("Location"), "/desk/cases/") {
		t.Fatalf("%d %.600s", opened.Code, opened.Body)
	}
	if list := d.Modes(); len(list) != 0 {
		t.Fatal("switched by one alone", list)
	}
	other := d.signIn("zh", "13900000002")
	path := opened.Header().Get("Location")
	form := other.page("case", other.ask(path, nil), 200)
	_, version, _ := strings.Cut(form, `name="version" value="`)
	version, _, _ = strings.Cut(version, `"`)
	if w := other.ask(path, url.Values{"move": {"approve"}, "version": {version}, "approve-reason": {"同意"}}); w.Code != 303 {
		t.Fatalf("%d %.900s", w.Code, w.Body)
	}
	if body := hq.page("on", hq.ask("/desk/modes", nil), 200); !strings.Contains(body, "正在实行") {
		t.Error("approved, and not on")
	}
}

// HB-11: the page in a real browser.
func TestModesInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.Headquarters, hubei)
	w.signIn(phone)
	w.look(map[string]string{"modes": "/desk/modes"})
}
