package desk

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
	"kangma/web/webtest"
)

// WH-08, WH-09, WH-10: staff are listed in one's region only, appointed, dismissed and suspended with immediate effect, on
// pages without scripts; what is entered stands beside its error.
func TestStaff(t *testing.T) {
	d := openDesk(t, func(c *node.Config) {
		c.Passkeys = node.Passkeys{Domain: "localhost", Origins: []string{"http://localhost"}}
	}, nil)
	d.member(phone, staff.Headquarters, wuhan)
	hq := d.signIn("zh", phone)
	body := hq.page("staff", hq.ask("/desk/staff", nil), 200)
	if !strings.Contains(body, "湖北省武汉市") || strings.Contains(body, phone) {
		t.Fatal("the list is not of Wuhan, or shows whole numbers")
	}
	entered := url.Values{"new_phone": {"139 0000 0077"}, "new_name": {"王审核"}, "new_role": {"reviewer"}, "new_region": {"江岸区"}, "new_until": {"2020-06-30"}}
	for field, bad := range map[string]string{"new_phone": "12", "new_role": "king", "new_region": "无此地", "new_until": "2020-02-30"} {
		wrong := url.Values{}
		for k, v := range entered {
			wrong[k] = v
		}
		wrong.Set(field, bad)
		body := hq.page("wrong "+field, hq.ask("/desk/staff", wrong), 422)
		if !strings.Contains(body, `href="#`+field+`"`) || !strings.Contains(body, "王审核") {
			t.Errorf("%s: no error beside it, or what was entered is gone", field)
		}
	}
	if w := hq.ask("/desk/staff", url.Values{"new_phone": {"13900000077"}, "new_name": {"王审核"}, "new_role": {"reviewer"}, "new_region": {"420900"}}); w.Code != 422 {
		t.Error("an office elsewhere", w.Code)
	}
	made := hq.ask("/desk/staff", entered)
	if made.Code != 303 {
		t.Fatalf("%d %.400s", made.Code, made.Body)
	}
	member, _, _ := strings.Cut(made.Header().Get("Location"), "?")
	body = hq.page("member", hq.ask(made.Header().Get("Location"), nil), 200)
	if !strings.Contains(body, "已任命") || !strings.Contains(body, "审核员") || strings.Contains(body, "13900000077") {
		t.Fatalf("%.800s", body)
	}
	reviewer := d.signIn("zh", "13900000077")
	reviewer.page("home", reviewer.ask("/desk", nil), 200)
	reviewer.page("staff of others", reviewer.ask("/desk/staff", nil), 200)

	if body := hq.page("no reason", hq.ask(member, url.Values{"act": {"suspend"}}), 422); !strings.Contains(body, `href="#reason"`) {
		t.Error("a suspension without a reason")
	}
	if w := hq.ask(member, url.Values{"act": {"suspend"}, "reason": {"手机丢失"}}); w.Code != 303 {
		t.Fatalf("%d %.400s", w.Code, w.Body)
	}
	if w := reviewer.ask("/desk", nil); w.Code != 303 {
		t.Error("a suspended member of staff is still logged in", w.Code)
	}
	if w := hq.ask(member, url.Values{"act": {"restore"}}); w.Code != 303 {
		t.Error(w.Code)
	}
	enrolled := hq.page("enrol", hq.ask(member, url.Values{"act": {"enrol"}}), 200)
	if !strings.Contains(enrolled, "big-code") {
		t.Error("no code")
	}
	_, rest, _ := strings.Cut(body, `name="appointment" value="`)
	if w := hq.ask(member, url.Values{"act": {"dismiss"}, "appointment": {rest[:32]}}); w.Code != 303 {
		t.Fatalf("%d %.400s", w.Code, w.Body)
	}
	if body := hq.page("dismissed", hq.ask(member, nil), 200); strings.Contains(body, `value="dismiss"`) {
		t.Error("dismissed, and still to be dismissed")
	}
	other := d.member("13900000088", staff.Reviewer, hubei)
	if w := hq.ask("/desk/staff/"+other.String(), nil); w.Code != 404 && w.Code != 403 {
		t.Error("staff above are seen", w.Code)
	}
}

// WH-08: the staff pages in a real browser.
func TestStaffInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.Headquarters, wuhan)
	account := w.d.member("13900000077", staff.Reviewer, jiangan)
	w.d.member("13900000078", staff.GridWorker, jiangan)
	c := w.d.signIn("zh", "13900000077")
	who, err := w.d.live().caller(Bearer(c.cookies[sessionCookie]))
	w.d.ok(err)
	_, err = w.d.Away(t.Context(), who, staff.Absence{Until: w.d.Now().Add(3 * instant.Day)})
	w.d.ok(err)
	w.signIn(phone)
	w.look(map[string]string{"staff": "/desk/staff", "member": "/desk/staff/" + account.String(), "staff-none": "/desk/staff?phone=13700000000"})
	w.Language("zh")
	w.Size(1280, 800)
	w.Go(w.url + "/desk/staff")
	w.Do(chromedp.SendKeys(chromedp.CSS("#new_phone"), "1"), webtest.Click("form[action='/desk/staff'][method=post] .button"))
	w.Until(`document.querySelector(".errors")`)
	w.Axe("staff-wrong")
	w.Shot("desk-staff-wrong")
}
