package desk

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
	"kangma/web/ui"
	"kangma/web/webtest"
)

// crowd reports one case after another until the limit of a day is reached, and the auditors are told.
func (d *desk) crowd() {
	d.t.Helper()
	p, err := staff.ParsePurpose("control", "", "")
	d.ok(err)
	for k := range node.DefaultMass + 1 {
		_, err := d.RecordEvidence(d.t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: node.Sample(k).Number}, fmt.Sprint(k),
			evidence.Fact{Kind: evidence.CaseConfirmed, Source: "cdc", Region: jiangan, ValidFrom: d.Now(), ValidUntil: instant.Never}, p)
		if k < node.DefaultMass {
			d.ok(err)
		} else if fault.CodeOf(err) != fault.TooMany {
			d.t.Fatal(err)
		}
	}
}

// Issue 4, BY-18: an auditor reads on his first page that an alarm waits, what happened and by whom, and takes note of it; nobody else reads it.
func TestAlarmsInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	d := w.d
	d.member(phone, staff.Auditor, hubei)
	d.member("13900000002", staff.Reviewer, hubei)
	w.signIn(phone)
	w.Language("zh")
	w.Go(w.url + "/desk/alarms")
	w.Axe("alarms-empty")
	d.crowd()
	w.look(map[string]string{"alarms": "/desk/alarms", "home-auditor": "/desk"})
	w.Language("zh")
	w.Size(1280, 800)
	w.Go(w.url + "/desk")
	w.Until(`[...document.querySelectorAll(".wait.late")].some(a => a.innerText.includes("未阅知的预警") && a.querySelector("b").innerText === "1")`)
	w.Go(w.url + "/desk/alarms")
	w.Until(`document.querySelector("article.alarm").innerText.includes("当天已使 50 人的码变差")`)
	w.Do(webtest.Click("article.alarm button"))
	w.Until(`!document.querySelector("article.alarm") && document.body.innerText.includes("阅知")`)
	w.Axe("alarms-seen")
	w.Shot("desk-alarms-seen")

	other := d.signIn("zh", "13900000002")
	for path, form := range map[string]url.Values{"/desk/alarms": nil, "/desk/alarms/" + strings.Repeat("0", 31) + "1/seen": {}, "/desk/audit?purpose=quality": nil, "/desk/audit/checkpoint": nil} {
		if got := other.ask(path, form); got.Code != 403 && got.Code != 404 {
			t.Error(path, got.Code)
		}
	}
	lacks(t, "first page", other.get("/desk"), "/desk/alarms", "/desk/audit")
}

// BY-04: every act of the log has words in every language.
func TestActsHaveWords(t *testing.T) {
	for _, l := range ui.Languages() {
		for _, a := range audit.Actions() {
			if actText(l, a) == string(a) {
				t.Errorf("%s: no words for %s", l.Tag, a)
			}
		}
	}
}
