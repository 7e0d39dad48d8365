package desk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"kangma/node"
	"kangma/region"
	"kangma/staff"
	"kangma/web/webtest"
)

const (
	firstList = `{"data":{"end_update_time":"2020-12-20 09时","hcount":1,"mcount":1,"highlist":[{"province":"浙江省","city":"杭州市","county":"西湖区","communitys":["全域"]}],
 "middlelist":[{"province":"浙江省","city":"杭州市","county":"上城区","communitys":["某某小区"]}]},"code":0,"msg":""}`
	secondList = `{"data":{"end_update_time":"2020-12-24 09时","hcount":1,"mcount":1,"highlist":[{"province":"湖北省","city":"武汉市","county":"江岸区","communitys":["全域"]}],
 "middlelist":[{"province":"浙江省","city":"没有的市","county":"没有的区","communitys":["某某小区"]}]},"code":0,"msg":""}`
)

// Issue 4, WZ-09: an officer sees what a list would change before it counts, on a map and place by place, and what did not resolve; then
// imports it. The same list again is refused beside its field.
func TestRiskInABrowser(t *testing.T) {
	w := openWindow(t, func(c *node.Config, _ string) {
		spring := c.Now
		c.Region, c.Pack, c.Now = region.Nation, "national", func() time.Time { return spring().AddDate(0, 9, 5) } // the rules of that December
	})
	d := w.d
	_, err := d.ImportRisk(t.Context(), node.Itself, "国务院", []byte(firstList))
	d.ok(err)
	d.member(phone, staff.HealthDataOfficer, region.Nation)
	d.member("13900000002", staff.Reviewer, region.Nation)
	w.signIn(phone)
	w.look(map[string]string{"risk": "/desk/risk"})
	w.Language("zh")
	w.Size(1280, 800)
	file := filepath.Join(t.TempDir(), "list.json")
	d.ok(os.WriteFile(file, []byte(secondList), 0o600))
	send := func(dry string) {
		w.Go(w.url + "/desk/risk")
		w.Do(chromedp.SetValue(chromedp.CSS("#source"), "国务院客户端"), chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{file}), webtest.Click("input[name=dry][value="+dry+"]"), webtest.Click("form[enctype] .button"))
	}
	send("yes")
	w.UntilIn(60, `document.body.innerText.includes("没有保存") && document.body.innerText.includes("没有认出的行") && document.body.innerText.includes("没有的市")`)
	w.Axe("risk-tried")
	w.Shot("desk-risk-tried")
	if webtest.Eval[int](w.Browser, `document.querySelectorAll("[aria-labelledby=versions] li").length`) != 1 {
		t.Error("a list that was tried is kept")
	}
	send("no")
	w.UntilIn(60, `document.body.innerText.includes("名单已生效") && document.querySelectorAll("[aria-labelledby=versions] li").length === 2`)
	for what, script := range map[string]string{
		"what is new":          `[...document.querySelectorAll("tbody tr")].some(r => /\+.*江岸区[^]*未列入 → 高风险/.test(r.innerText))`,
		"what is gone":         `[...document.querySelectorAll("tbody tr")].some(r => /−.*西湖区[^]*高风险 → 未列入/.test(r.innerText))`,
		"Hubei on the map":     `[...document.querySelectorAll(".tile.t-high")].some(x => x.innerHTML.includes("鄂") && x.innerHTML.includes("+1"))`,
		"Zhejiang on the map":  `[...document.querySelectorAll(".tile.t-medium")].some(x => x.innerHTML.includes("浙") && x.innerHTML.includes("−2"))`,
		"a province by itself": `document.querySelector(".tile.t-high").getAttribute("href").includes("province=420000")`,
	} {
		if !webtest.Eval[bool](w.Browser, script) {
			t.Error(what)
		}
	}
	send("no")
	w.UntilIn(60, `document.querySelector("#file-error") && document.body.innerText.includes("已经导入")`)
	w.Axe("risk-again")
	if got := d.signIn("zh", "13900000002").ask("/desk/risk", nil); got.Code != 403 {
		t.Error(got.Code)
	}
}
