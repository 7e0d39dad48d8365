package desk

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
	"time"

	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
)

// BY-16, DE-2: at the desk one sees what a destruction would destroy, proposes it when the rules have ended and the grace is over, and another approves it,
// nobody his own; then everybody reads that it goes on, and in the end the certificate.
func TestEndingOnPages(t *testing.T) {
	d := openDesk(t, func(c *node.Config) { c.Pack, c.Grace, c.Origin = "hubei@2020-03-22", 30, "hubei.example/log" }, nil)
	d.member(phone, staff.PolicyOfficer, hubei)
	d.member(hqPhone, staff.Headquarters, hubei)
	d.member(countyPhone, staff.Reviewer, jiangan)
	for _, l := range ui.Languages() {
		b := d.signIn(l.Tag, phone)
		contains(t, "in force", b.get("/desk/destruction"), l.T("ending.not_now"), "audit_entries")
		contains(t, "too early", b.page("too early", b.ask("/desk/destruction", url.Values{"reason": {"疫情结束"}}), http.StatusConflict), l.T("fault.destruction.in_force"))
	}
	reviewer := d.signIn("zh", countyPhone)
	reviewer.page("a reviewer", reviewer.ask("/desk/destruction", nil), http.StatusForbidden)
	nobody := d.tab("zh")
	nobody.page("not destroyed", nobody.ask("/desk/destroyed", nil), http.StatusNotFound)

	b, second := d.signIn("zh", phone), d.signIn("zh", hqPhone)
	pack := regexp.MustCompile(`/desk/rules/packs/([0-9a-f]{64})`).FindStringSubmatch(b.get("/desk/rules"))[1]
	if w := b.ask("/desk/rules", url.Values{"digest": {pack}, "until": {"2020-04-30"}, "reason": {"疫情结束"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	which := regexp.MustCompile(`action="(/desk/rules/[0-9a-f]{32})"`).FindStringSubmatch(second.get("/desk/rules"))[1]
	if w := second.ask(which, url.Values{"move": {"approve"}, "why": {"同意"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	d.now(10 * 24 * time.Hour)
	d.running()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if plan, err := d.Doom(t.Context(), node.Itself); err == nil && plan.Ended.In("Z") < "2021" {
			break
		}
	}
	d.now(60 * 24 * time.Hour)
	b, second = d.signIn("zh", phone), d.signIn("zh", hqPhone)
	contains(t, "no reason", b.page("no reason", b.ask("/desk/destruction", url.Values{}), 422), `href="#reason"`)
	if w := b.ask("/desk/destruction", url.Values{"reason": {"疫情结束"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	order := regexp.MustCompile(`/desk/destruction/[0-9a-f]{32}`).FindString(b.get("/desk/destruction?done=proposed"))
	sure := url.Values{"why": {"同意"}, "sure": {"yes"}}
	contains(t, "his own", b.page("his own", b.ask(order, sure), http.StatusForbidden), "不能批准自己的提议")
	contains(t, "not sure", second.page("not sure", second.ask(order, url.Values{"why": {"同意"}}), 422), `href="#sure"`, `value="同意"`)
	if w := second.ask(order, sure); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/destroyed" {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	for end := time.Now().Add(60 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := d.Destruction(t.Context()); err == nil {
			break
		}
	}
	for _, l := range ui.Languages() {
		contains(t, "certificate", d.tab(l.Tag).get("/desk/destroyed"), l.T("ending.done"), "/v1/destruction", "people", "hubei@2020-03-22")
	}
}
