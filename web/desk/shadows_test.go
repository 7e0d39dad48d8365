package desk

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
	"kangma/staff"
	"kangma/store"
	"kangma/web/ui"
)

// BY-02, BY-05: the rules in force are read as a page, with the picture of their states, in both languages; who may not try rules reads none.
func TestRulebookPage(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.PolicyOfficer, hubei)
	d.member(countyPhone, staff.Reviewer, jiangan)
	to := ""
	for _, l := range ui.Languages() {
		b := d.signIn(l.Tag, phone)
		to = regexp.MustCompile(`/desk/rules/packs/[0-9a-f]{64}`).FindString(b.get("/desk/rules"))
		body := b.get(to)
		contains(t, "rulebook "+l.Tag, body, "<svg ", `class="card red"`, map[string]string{"zh": "红码（武汉发热）", "en": "Red (fever in Wuhan)"}[l.Tag], map[string]string{"zh": "谁能解除", "en": "Who can lift it"}[l.Tag])
		lacks(t, "rulebook", body, "style=")
		b.page("no such pack", b.ask("/desk/rules/packs/"+policy.Digest{1}.String(), nil), http.StatusNotFound)
	}
	reviewer := d.signIn("zh", countyPhone)
	reviewer.page("a reviewer", reviewer.ask(to, nil), http.StatusForbidden)
}

// counted answers with shadows that have counted.
type counted struct{ Service }

func (s counted) Shadows(context.Context, Bearer) ([]node.Shadow, error) {
	of := func(n int, told policy.Told) node.Shadow {
		return node.Shadow{Shadow: store.Shadow{ID: id.ID{15: byte(n)}, Policy: "hubei@2020-04-08", EndedAt: 1, Decided: told.Decided, Passed: 3}, Told: told}
	}
	return []node.Shadow{of(1, policy.Told{Decided: 1234, Changed: 57, Changes: []policy.ToldChange{{Turn: policy.Turn{From: policy.Face{Colour: policy.Red}, To: policy.Face{Colour: policy.Green}}, People: 57}}}),
		of(2, policy.Told{Decided: 12}), of(3, policy.Told{})}, nil
}

// BY-05: a pack decides beside the rules in force from the desk; what it would have decided otherwise is told as bars, and one runs at a time.
func TestShadowsPage(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.PolicyOfficer, hubei)
	b := d.signIn("zh", phone)
	contains(t, "none", b.get("/desk/rules/shadows"), "还没有并行试算")
	contains(t, "no pack", b.page("no pack", b.ask("/desk/rules/shadows", url.Values{}), 422), `id="digest-error"`)
	pack := regexp.MustCompile(`/desk/rules/packs/([0-9a-f]{64})`).FindStringSubmatch(b.get("/desk/rules"))[1]
	if w := b.ask("/desk/rules/shadows", url.Values{"digest": {pack}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	body := b.get("/desk/rules/shadows")
	contains(t, "runs", body, "运行中", "还没有判断")
	b.page("two at once", b.ask("/desk/rules/shadows", url.Values{"digest": {pack}}), http.StatusConflict)
	stop := regexp.MustCompile(`/desk/rules/shadows/[0-9a-f]{32}/stop`).FindString(body)
	if w := b.ask(stop, url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	lacks(t, "stopped", b.get("/desk/rules/shadows"), "运行中")

	told := openDesk(t, nil, func(s Service) Service { return counted{s} })
	told.member(phone, staff.PolicyOfficer, hubei)
	contains(t, "counted", told.signIn("en", phone).get("/desk/rules/shadows"), "1 234", "Red → Green", "There is no difference", "Nothing has been decided")
}

// BY-16: rules are proposed from a day on; a day that is none is said beside its field.
func TestRulesFromADay(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.PolicyOfficer, hubei)
	b := d.signIn("zh", phone)
	pack := regexp.MustCompile(`/desk/rules/packs/([0-9a-f]{64})`).FindStringSubmatch(b.get("/desk/rules"))[1]
	contains(t, "no day", b.page("no day", b.ask("/desk/rules", url.Values{"digest": {pack}, "from": {"2020-02-30"}, "reason": {"x"}}), 422), `href="#from"`)
	if w := b.ask("/desk/rules", url.Values{"digest": {pack}, "from": {"2020-04-01"}, "until": {"2020-06-30"}, "reason": {"延长"}}); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.900s", w.Code, w.Body)
	}
	list, err := d.Publications(t.Context(), node.Itself, id.ID{}, 5)
	if d.ok(err); len(list) != 1 || list[0].Asked.In(instant.Beijing)[:10] != "2020-04-01" {
		t.Errorf("%+v", list)
	}
}

// Issue 4: rules as a page and shadows in a real browser, clean by axe.
func TestRulebookInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.PolicyOfficer, hubei)
	w.signIn(phone)
	w.Go(w.url + "/desk/rules")
	u, _ := url.Parse(w.href(`a[href^="/desk/rules/packs/"]`))
	w.Go(w.url + "/desk/rules/shadows")
	w.look(map[string]string{"shadows-none": "/desk/rules/shadows"})
	w.eval(`document.querySelector("#digest").selectedIndex = 1`)
	w.click("main form .button")
	w.Until(`document.querySelector(".n-done")`)
	w.look(map[string]string{"rulebook": u.Path, "shadows": "/desk/rules/shadows", "rules-first": "/desk/rules"})
}
