package desk

import (
	"net/url"
	"strings"
	"testing"

	"kangma/passage"
	"kangma/staff"
)

// inspected are the answers of a checklist of which one item is not in order.
func inspected(wrong passage.Item, note string) url.Values {
	form := url.Values{}
	for _, c := range passage.Checklist {
		form.Set("item."+string(c.Item), "yes")
	}
	if wrong != "" {
		form.Set("item."+string(wrong), "no")
		form.Set("note."+string(wrong), note)
	}
	return form
}

// MS-01, MS-03, WH-11: a place is opened, gets a code and a point, is inspected by surprise, what is not in order is put right
// and closed by another inspector, and coverage counts it; all on pages without scripts.
func TestPlaces(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Administrator, wuhan)
	d.member("13900000002", staff.Administrator, wuhan)
	admin := d.signIn("zh", phone)
	admin.page("none", admin.ask("/desk/places", nil), 200)
	entered := url.Values{"new_kind": {"mall"}, "new_name": {"江岸商场"}, "new_region": {"江岸区"}, "new_address": {"解放大道1号"}}
	if body := admin.page("wrong", admin.ask("/desk/places", url.Values{"new_kind": {"castle"}, "new_name": {"江岸商场"}}), 422); !strings.Contains(body, `href="#new_kind"`) || !strings.Contains(body, "江岸商场") {
		t.Error("no error beside the kind, or what was entered is gone")
	}
	made := admin.ask("/desk/places", entered)
	place, _, _ := strings.Cut(made.Header().Get("Location"), "?")
	if made.Code != 303 || !strings.HasPrefix(place, "/desk/places/") {
		t.Fatalf("%d %.400s", made.Code, made.Body)
	}
	if body := admin.page("place", admin.ask(place, nil), 200); !strings.Contains(body, "没有场所码") || strings.Contains(body, "<svg class=\"qr") {
		t.Error("a code without having been issued")
	}
	for _, form := range []url.Values{{"act": {"issue"}}, {"act": {"add-point"}, "point": {"东门"}}} {
		if w := admin.ask(place, form); w.Code != 303 {
			t.Fatalf("%v: %d %.400s", form, w.Code, w.Body)
		}
	}
	for field, form := range map[string]url.Values{"every": {"act": {"issue"}, "every": {"x"}}, "point": {"act": {"add-point"}, "point": {""}}} {
		if body := admin.page("wrong "+field, admin.ask(place, form), 422); !strings.Contains(body, `href="#`+field+`"`) {
			t.Errorf("no error beside %s", field)
		}
	}
	if body := admin.page("with a code", admin.ask(place, nil), 200); !strings.Contains(body, "已发放（张贴）") || !strings.Contains(body, "东门") || !strings.Contains(body, "place-code") {
		t.Error("no code or point on its page")
	}

	if body := admin.page("half an inspection", admin.ask(place+"/inspect", url.Values{"item.masks": {"no"}}), 422); !strings.Contains(body, `href="#note.masks"`) || !strings.Contains(body, `href="#item.ventilation"`) {
		t.Error("a checklist half filled in")
	}
	if w := admin.ask(place+"/inspect", inspected("masks", "两名店员没有戴口罩")); w.Code != 303 {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	if body := admin.page("findings", admin.ask("/desk/inspections", nil), 200); !strings.Contains(body, "两名店员没有戴口罩") || strings.Contains(body, "close-finding") {
		t.Error("a finding that is not there, or can be closed before it was put right")
	}
	if w := admin.ask(place+"/inspect", inspected("", "")); w.Code != 303 {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	body := admin.page("remedied", admin.ask("/desk/inspections", nil), 200)
	_, rest, _ := strings.Cut(body, `name="which" value="`)
	closing := url.Values{"act": {"close-finding"}, "which": {rest[:32]}}
	if w := admin.ask("/desk/inspections", closing); w.Code == 303 {
		t.Error("who found it put right closed it himself")
	}
	other := d.signIn("zh", "13900000002")
	if w := other.ask("/desk/inspections", closing); w.Code != 303 {
		t.Errorf("%d %.600s", w.Code, w.Body)
	}
	for _, form := range []url.Values{{"act": {"plan"}, "plan_region": {"江岸区"}, "plan_days": {"x"}}, {"act": {"plan"}, "plan_region": {"江岸区"}, "plan_days": {"0"}}} {
		if body := admin.page("wrong plan", admin.ask("/desk/inspections", form), 422); !strings.Contains(body, `href="#plan_days"`) {
			t.Error("no error beside the days of a plan")
		}
	}
	if w := admin.ask("/desk/inspections", url.Values{"act": {"plan"}, "plan_region": {"江岸区"}, "plan_kind": {"mall"}, "plan_days": {"7"}}); w.Code != 303 {
		t.Errorf("%d %.600s", w.Code, w.Body)
	}
	if body := admin.page("coverage", admin.ask("/desk/coverage", nil), 200); !strings.Contains(body, "1/1") || !strings.Contains(body, "100%") {
		t.Errorf("coverage does not count it")
	}
	csv := admin.ask("/desk/coverage.csv", nil)
	if want := "region,name,kind,places,coded,posted,inspected,overdue,findings\n420102,江岸区,mall,1,1,1,1,0,0\n"; csv.Body.String() != want {
		t.Errorf("%s", csv.Body)
	}
	if w := admin.ask("/desk/coverage?days=0", nil); w.Code != 422 {
		t.Error(w.Code)
	}
	if w := admin.ask(place, url.Values{"act": {"close"}}); w.Code != 303 {
		t.Errorf("%d %.600s", w.Code, w.Body)
	}
	d.member("13900000003", staff.Administrator, xiaogan)
	elsewhere := d.signIn("zh", "13900000003")
	if w := elsewhere.ask(place, nil); w.Code != 404 && w.Code != 403 {
		t.Error("a place elsewhere is seen", w.Code)
	}
}

// MS-01, MS-03: the pages of places in a real browser.
func TestPlacesInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	w.d.member(phone, staff.Administrator, wuhan)
	c := w.d.signIn("zh", phone)
	made := c.ask("/desk/places", url.Values{"new_kind": {"mall"}, "new_name": {"江岸商场"}, "new_region": {"江岸区"}, "new_address": {"解放大道1号"}})
	place, _, _ := strings.Cut(made.Header().Get("Location"), "?")
	c.ask(place, url.Values{"act": {"issue"}})
	c.ask(place, url.Values{"act": {"add-point"}, "point": {"东门"}})
	c.ask(place+"/inspect", inspected("masks", "两名店员没有戴口罩"))
	c.ask("/desk/inspections", url.Values{"act": {"plan"}, "plan_region": {"江岸区"}, "plan_days": {"7"}})
	w.signIn(phone)
	w.look(map[string]string{"places": "/desk/places", "place": place, "inspect": place + "/inspect", "inspections": "/desk/inspections", "coverage": "/desk/coverage",
		"places-wrong": "/desk/places?kind=castle"})
}
