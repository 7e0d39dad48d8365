package desk

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/node"
	"kangma/staff"
	"kangma/web/webtest"
)

// running lets the node's jobs run until the test ends.
func (d *desk) running() {
	ctx, stop := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	d.t.Cleanup(func() { stop(); <-ended })
}

// sick is a list of people who were confirmed to be ill, and one whose number is none.
func sick(people int) string {
	var b strings.Builder
	b.WriteString("证件号码,姓名,诊断时间,备注\n")
	for k := range people {
		fmt.Fprintf(&b, "%s,%s,2020-03-24T08:00:00,无\n", node.Sample(k).Number, node.Sample(k).Name)
	}
	b.WriteString("123,张三,2020-03-24T08:00:00,证件错误\n")
	return b.String()
}

// Issue 4, BY-18: an officer sends a list, says what its columns mean with its first rows before him, tries it, sees that the counts
// add up and takes the refused rows along; for real the list would colour many and waits for a second office.
func TestImportInABrowser(t *testing.T) {
	w := openWindow(t, func(c *node.Config, _ string) { c.Spool = t.TempDir() })
	d := w.d
	d.running()
	d.member(phone, staff.HealthDataOfficer, hubei)
	d.member("13900000002", staff.Reviewer, hubei)
	w.signIn(phone)
	file := filepath.Join(t.TempDir(), "确诊名单.csv")
	d.ok(os.WriteFile(file, []byte(sick(60)), 0o600))
	send := func(dry string) {
		w.Go(w.url + "/desk/imports")
		w.Do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}), webtest.Click("form[enctype] .button"))
		w.UntilIn(60, `document.querySelector("#column-0")`)
		if dry == "yes" {
			w.look(map[string]string{"import-mapping": webtest.Eval[string](w.Browser, "location.pathname"), "imports": "/desk/imports"})
			w.Language("zh")
			w.Size(1280, 800)
			w.Go(w.url + "/desk/imports")
			w.Do(webtest.Click("tbody a"))
			w.Until(`document.querySelector("#column-0")`)
		}
		w.Do(chromedp.SetValue(chromedp.CSS("#column-2"), "valid_from"), chromedp.SetValue(chromedp.CSS("#kind"), "case.confirmed"), chromedp.SetValue(chromedp.CSS("#source"), "疾控中心"),
			webtest.Click("input[name=dry][value="+dry+"]"), webtest.Click("form[action$='/begin'] .button"))
	}
	w.Language("zh")
	send("yes")
	w.UntilIn(90, `document.body.innerText.includes("试运行已完成")`)
	w.Until(`document.body.innerText.includes("61 = 60 + 1 + 0")`)
	tried := webtest.Eval[string](w.Browser, "location.pathname")
	w.look(map[string]string{"import-tried": tried})
	tab := d.signIn("zh", phone)
	if errors := tab.ask(tried+"/errors", nil); errors.Code != 200 || !strings.Contains(errors.Body.String(), "123,张三") || !strings.Contains(errors.Header().Get("Content-Disposition"), ".csv") {
		t.Error(errors.Code, errors.Body)
	}
	w.Language("zh")
	send("no")
	w.UntilIn(90, `document.body.innerText.includes("等待另一机构批准") && document.querySelector("a[href^='/desk/cases/']")`)
	w.Until(`document.body.innerText.includes("0 = 0 + 0 + 0")`)
	w.Axe("import-held")
	w.Shot("desk-import-held")

	// What is no table is refused beside its field; who may not import has no such page.
	contains(t, "empty file", tab.page("empty file", tab.sendFile("/desk/imports", "a.csv", ""), 422), `href="#file"`, `id="file-error"`)
	if got := d.signIn("zh", "13900000002").ask("/desk/imports", nil); got.Code != 403 {
		t.Error(got.Code)
	}
}

// Issue 4: a mapping that lacks something is refused and shown again as it was chosen; a file that was sent can be thrown away, and begins then no more.
func TestMappingIsShownAgain(t *testing.T) {
	d := openDesk(t, func(c *node.Config) { c.Spool = t.TempDir() }, nil)
	d.member(phone, staff.HealthDataOfficer, hubei)
	tab := d.signIn("zh", phone)
	at := tab.sendFile("/desk/imports", "确诊.csv", sick(1)).Header().Get("Location")
	contains(t, "mapping", tab.get(at), node.Sample(0).Name, `value="id_number" selected`)
	form := url.Values{"column-0": {"id_number"}, "column-1": {"name"}, "column-3": {"number"}, "kind": {"case.confirmed"}, "dry": {"no"}, "name": {"疾控"}}
	body := tab.page("no source", tab.ask(at+"/begin", form), 422)
	contains(t, "no source", body, `value="number" selected`, `value="case.confirmed" selected`, `value="疾控"`, `class="error"`)
	if w := tab.ask(at+"/stop", url.Values{}); w.Code != 303 {
		t.Error(w.Code)
	}
	contains(t, "thrown away", tab.get(at), "已停止")
	form.Set("column-2", "valid_from")
	form.Set("source", "疾控")
	if w := tab.ask(at+"/begin", form); w.Code != 409 {
		t.Error("begun all the same:", w.Code)
	}
	if files, err := os.ReadDir(d.Config.Spool); err != nil || len(files) > 0 {
		t.Error("the file is still there:", files, err)
	}
}

// sendFile sends a file as a form does.
func (b *tab) sendFile(target, name, content string) *httptest.ResponseRecorder {
	b.d.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	part, err := m.CreateFormFile("file", name)
	b.d.ok(err)
	part.Write([]byte(content))
	b.d.ok(m.Close())
	r := httptest.NewRequest(http.MethodPost, target, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.send(r)
}
