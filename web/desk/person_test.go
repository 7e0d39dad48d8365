package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/person"
	"kangma/staff"
	"kangma/web/ui"
)

const hqPhone = "13700137003"

// BY-06, BY-19, rule DK-4: a person is found by number, phone or case, with a purpose, and shown masked; to show him in full is an act with a reason,
// for five minutes; the holder reads it; nothing of him stands in an address.
func TestPersonOnPages(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(hqPhone, staff.Headquarters, wuhan)
	d.member(countyPhone, staff.Reviewer, jiangan)
	holder, cases := d.convert(1)
	for _, l := range ui.Languages() {
		b := d.signIn(l.Tag, hqPhone)
		body := b.page("no purpose", b.ask("/desk/search", url.Values{"by": {"number"}, "id_type": {"resident_id"}, "what": {idNumber}}), 422)
		contains(t, "no purpose", body, `href="#purpose"`, `value="`+idNumber+`"`)
		contains(t, "nothing", b.page("nothing", b.ask("/desk/search", url.Values{"by": {"case"}, "purpose": {"review"}}), 422), `href="#what"`)
		contains(t, "bad number", b.page("bad number", b.ask("/desk/search", url.Values{"by": {"number"}, "id_type": {"resident_id"}, "what": {"1"}, "purpose": {"review"}}), 422), `href="#what"`)
		var path string
		for by, what := range map[string]string{"number": idNumber, "phone": holderPhone, "case": cases[0].ID.String()} {
			w := b.ask("/desk/search", url.Values{"by": {by}, "id_type": {"resident_id"}, "what": {what}, "purpose": {"review"}})
			if path = w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(path, "/desk/people/") {
				t.Fatalf("%s: %d %.600s", by, w.Code, w.Body)
			}
			lacks(t, "address", path, idNumber, holderPhone)
		}
		body = b.get(path)
		contains(t, "record", body, "张**", "icon-yellow", cases[0].ID.String(), "江岸区疾控中心", l.T("desk.person.looks"), l.T("look.person_look_up"))
		lacks(t, "record", body, "张三丰", idNumber, holderPhone)
		contains(t, "no reason", b.page("no reason", b.ask(path+"/reveal", url.Values{}), 422), `id="reveal-reason-error"`)
		w := b.ask(path+"/reveal", url.Values{"reveal-reason": {"电话核实"}})
		full := w.Header().Get("Location")
		contains(t, "in full", b.get(full), "张三丰", idNumber, holderPhone)
		d.now(5 * time.Minute)
		lacks(t, "masked again", b.get(full), "张三丰", idNumber)
		looks, _, err := d.Looks(t.Context(), holder, id.ID{}, id.ID{}, 1)
		if d.ok(err); looks[0].Action != "person.reveal" || !strings.Contains(looks[0].Purpose, "电话核实") {
			t.Errorf("%+v", looks)
		}
		other := d.signIn(l.Tag, countyPhone)
		other.page("another's look", other.ask(path, nil), http.StatusNotFound)
		d.now(10 * time.Minute)
		b.page("over", b.ask(path, nil), http.StatusNotFound)
	}
}

// WZ-17, BY-03: from a record staff ask the province, and propose that a piece of evidence be retracted; what is missing is said beside its field.
func TestOpenCaseOnPages(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(countyPhone, staff.Reviewer, jiangan)
	d.convert(1)
	b := d.signIn("en", countyPhone)
	path := b.ask("/desk/search", url.Values{"by": {"phone"}, "what": {holderPhone}, "purpose": {"service"}}).Header().Get("Location")
	body := b.page("no subject", b.ask(path+"/cases", url.Values{"what": {"upward.open"}, "upward-open-description": {"a gray code"}}), 422)
	contains(t, "no subject", body, `href="#upward-open-subject"`, "a gray code")
	w := b.ask(path+"/cases", url.Values{"what": {"upward.open"}, "upward-open-description": {"a gray code"}, "upward-open-subject": {"gray_code"}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %.600s", w.Code, w.Body)
	}
	contains(t, "opened", b.get(w.Header().Get("Location")), "request to the province", "a gray code to be refreshed")
	form := url.Values{"what": {"correction.retract"}, "correction-retract-text": {"another of the same name"}, "correction-retract-reason": {"checked"}}
	b.page("no evidence", b.ask(path+"/cases", form), 422)
	_, body, _ = strings.Cut(b.get(path), `name="correction-retract-evidence"`)
	var fact string
	for part := range strings.SplitSeq(body, `value="`) {
		if v, _, ok := strings.Cut(part, `"`); ok && len(v) == 32 && strings.Contains(part, "江岸区疾控中心") {
			fact = v
			break
		}
	}
	form.Set("correction-retract-evidence", fact)
	if w = b.ask(path+"/cases", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%q %d %.600s", fact, w.Code, w.Body)
	}
	contains(t, "correction", b.get(w.Header().Get("Location")), "retraction proposed", "another of the same name")
}

// BY-19 (enumeration): whoever is unknown and whoever lives elsewhere look the same, and trying on is stopped.
func TestSearchTellsNothing(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.convert(1)
	d.member(phone, staff.Headquarters, xiaogan)
	b := d.signIn("en", phone)
	ask := func(what string) (int, string) {
		w := b.ask("/desk/search", url.Values{"by": {"number"}, "id_type": {"resident_id"}, "what": {what}, "purpose": {"service"}})
		return w.Code, strings.ReplaceAll(w.Body.String(), what, "")
	}
	status, unknown := ask("420102199003078514")
	_, elsewhere := ask(idNumber)
	if status != http.StatusNotFound || unknown != elsewhere {
		t.Errorf("%d: what is said of who is unknown and of who lives elsewhere differs", status)
	}
	for range person.MissesAnHour - 2 {
		ask("420102199003078514")
	}
	if status, body := ask(idNumber); status != http.StatusTooManyRequests || !strings.Contains(body, "Wait an hour") {
		t.Errorf("%d", status)
	}
}
