package desk

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"golang.org/x/mod/sumdb/tlog"

	"kangma/audit"
	"kangma/node"
	"kangma/staff"
	"kangma/web/webtest"
)

// Issue 4, BY-04: an auditor finds an entry, sees it verified, takes along what an outsider needs to verify it, and sees
// that the log continues the checkpoint that he kept.
func TestAuditInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	d := w.d
	d.member(phone, staff.Auditor, hubei)
	d.member("13900000002", staff.Reviewer, wuhan)
	d.ok(d.Settle(t.Context()))
	kept, err := d.Checkpoint(t.Context())
	d.ok(err)
	w.signIn(phone)
	d.member("13900000003", staff.Reviewer, jiangan)
	d.ok(d.Settle(t.Context()))
	list := "/desk/audit?purpose=quality&action=staff.appoint"
	w.Language("zh")
	w.Go(w.url + list)
	entry := webtest.Eval[string](w.Browser, `document.querySelector("tbody a").getAttribute("href")`)
	w.look(map[string]string{"audit": "/desk/audit?purpose=quality", "audit-ask": "/desk/audit", "audit-entry": entry, "audit-wrong": "/desk/audit?purpose=quality&region=nowhere&from=2020-02-30"})

	w.Language("zh")
	w.Size(1280, 800)
	w.Go(w.url + list)
	w.Until(`document.querySelectorAll("tbody tr").length === 3 && document.body.innerText.includes("任命工作人员")`)
	w.Do(webtest.Click("tbody a"))
	w.Until(`document.querySelector(".n-done") && document.body.innerText.includes("已核验")`)
	w.Go(w.url + "/desk/audit")
	w.Do(chromedp.SetValue(chromedp.CSS("#checkpoint"), string(kept)), webtest.Click("form[method=post] .button.second:not(.small)"))
	w.Until(`document.querySelector(".n-done") && document.body.innerText.includes("没有改动")`)
	w.Axe("audit-growth")
	w.Shot("desk-audit-growth")

	// What is downloaded convinces somebody who has nothing but the key.
	tab := d.signIn("zh", phone)
	path, query, _ := strings.Cut(entry, "?")
	proof, content := tab.ask(path+"/proof?"+query, nil), tab.ask(path+"/bytes?"+query, nil)
	var p audit.Inclusion
	d.ok(p.UnmarshalText(proof.Body.Bytes()))
	outsider, err := audit.NewVerifier(d.LogKey())
	d.ok(err)
	tree, err := outsider.Open(p.Checkpoint)
	d.ok(err)
	if err := audit.CheckInclusion(tree, p.Index, tlog.RecordHash(content.Body.Bytes()), p.Hashes); err != nil {
		t.Error(err)
	}
	if note := tab.ask("/desk/audit/checkpoint", nil); !strings.Contains(note.Body.String(), "\n\n— ") || !strings.Contains(note.Header().Get("Content-Disposition"), "checkpoint-") {
		t.Error(note.Body, note.Header())
	}
	body := tab.page("unknown checkpoint", tab.ask("/desk/audit/growth", url.Values{"checkpoint": {"none"}}), 422)
	contains(t, "unknown checkpoint", body, `href="#checkpoint"`, "这不是本日志签发的检查点")
}

// BY-04, ST-1: an auditor of a part reads the entries of his part, and none beside it.
func TestAuditOfAPart(t *testing.T) {
	d := openDesk(t, nil, nil)
	d.member(phone, staff.Auditor, wuhan)
	d.member("13900000002", staff.Reviewer, jiangan)
	d.member("13900000003", staff.Headquarters, hubei)
	d.ok(d.Settle(t.Context()))
	tab := d.signIn("zh", phone)
	body := tab.get("/desk/audit?purpose=quality&action=staff.appoint")
	contains(t, "his part", body, "江岸区")
	if n := strings.Count(body, "任命工作人员</a>"); n != 2 {
		t.Errorf("%d entries of Wuhan, want his own appointment and the one of Jiang'an", n)
	}
	if got := tab.ask("/desk/audit?purpose=quality&region=420000", nil); got.Code != 422 {
		t.Error(got.Code)
	}
	all, _, err := d.Node.Entries(t.Context(), node.Itself, 0, audit.Query{Actions: []audit.Action{audit.StaffAppoint}, Limit: 9}, staff.Purpose{Kind: "quality"})
	d.ok(err)
	if got := tab.ask("/desk/audit/"+all[0].ID.String()+"?purpose=quality", nil); all[0].Region != hubei || got.Code != 403 {
		t.Error(all[0].Region, got.Code)
	}
}
