package desk

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"testing"

	"kangma/node"
	"kangma/packs"
	"kangma/staff"
)

// pack is a shipped pack as a zip, with some texts in its files replaced.
func pack(t *testing.T, dir string, replace ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	err := fs.WalkDir(packs.FS, dir, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(packs.FS, file)
		if err != nil {
			return err
		}
		f, err := w.Create(strings.TrimPrefix(file, dir+"/"))
		if err != nil {
			return err
		}
		_, err = f.Write([]byte(strings.NewReplacer(replace...).Replace(string(text))))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Issue 4, BY-05, BY-16: a pack is uploaded and checked, one proposes it, another approves it, nobody his own; it is withdrawn before it begins.
func TestRulesInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	d := w.d
	d.member(phone, staff.PolicyOfficer, hubei)
	d.member("13900000002", staff.Headquarters, hubei)
	d.member("13900000003", staff.Reviewer, hubei)
	first := d.signIn("zh", phone)
	body := first.page("no pack", first.sendFile("/desk/rules/packs", "a.zip", "none"), 422)
	contains(t, "no pack", body, `id="file-error"`)
	next := []string{`version: "2020-02-24"`, `version: "2020-03-26"`, "number: 1\n", "number: 77\n", `until: "2020-03-22"`, "replaces: hubei@2020-03-22\nuntil: \"2021-01-01\""}
	sent := first.sendFile("/desk/rules/packs", "a.zip", pack(t, "hubei/2020-02-24", next...))
	at, err := url.Parse(sent.Header().Get("Location"))
	if err != nil || sent.Code != 303 {
		t.Fatal(sent.Code, sent.Body)
	}
	bad := first.sendFile("/desk/rules/packs", "b.zip", pack(t, "hubei/2020-02-24", append(next, "for: 14d", "for: 13d")...))
	contains(t, "a pack whose cases fail", first.get(bad.Header().Get("Location")), "有错误，不能发布")
	body = first.page("no reason", first.ask("/desk/rules", url.Values{"digest": {at.Query().Get("kept")}, "until": {"2020-08-01"}}), 422)
	contains(t, "no reason", body, `href="#reason"`, `value="2020-08-01"`)
	if w := first.ask("/desk/rules", url.Values{"digest": {at.Query().Get("kept")}, "reason": {"疫情变化"}, "until": {"2020-08-01"}}); w.Code != 303 {
		t.Fatal(w.Code, w.Body)
	}
	body = first.get("/desk/rules")
	_, rest, _ := strings.Cut(body, `action="/desk/rules/`+"0")
	which := "/desk/rules/0" + rest[:31]
	contains(t, "his own", first.page("his own", first.ask(which, url.Values{"move": {"approve"}, "why": {"同意"}}), 403), "不能批准自己的提案")

	// It is tried on everybody first, and what would change is told in pictures.
	for k := range 12 {
		d.holder(fmt.Sprintf("138000000%02d", k), node.Sample(k).Name, node.Sample(k).Number)
	}
	d.running()
	first = d.signIn("zh", phone)
	trial := first.ask("/desk/rules/trials", url.Values{"digest": {at.Query().Get("kept")}}).Header().Get("Location")
	w.signIn("13900000002")
	w.Language("zh")
	w.Go(w.url + trial)
	w.UntilIn(90, `document.body.innerText.includes("试算完成") && document.body.innerText.includes("判定 12 人")`)
	w.look(map[string]string{"rules": "/desk/rules", "trial": trial})
	second := d.signIn("zh", "13900000002")
	if w := second.ask(which, url.Values{"move": {"approve"}, "why": {"同意"}}); w.Code != 303 {
		t.Fatal(w.Code, w.Body)
	}
	contains(t, "approved", second.get("/desk/rules?done=approved"), "即将生效", "2020年3月26日", "批准")
	if w := second.ask(which, url.Values{"move": {"withdraw"}, "why": {"有误"}}); w.Code != 303 {
		t.Fatal(w.Code, w.Body)
	}
	contains(t, "withdrawn", second.get("/desk/rules"), "已撤回")
	if got := d.signIn("zh", "13900000003").ask("/desk/rules", nil); got.Code != 403 {
		t.Error(got.Code)
	}
}
