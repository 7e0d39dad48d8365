package gate_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"kangma/api/wire"
	"kangma/web/webtest"
)

// An administrator at the spot, on a real node: a point must exist first, is added by hand or where the device is; a collector is appointed by the code that he shows
// and works at once; he switches his point; the point where he stands cannot be closed; he is found by phone, and dismissed. WH-09, WH-10, WH-11.
func TestManageAtTheGate(t *testing.T) {
	h := openHubei(t)
	h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: "13812345678"}, nil)
	var holder wire.Session
	h.send("POST", "/v1/login", "", wire.Login{Phone: "13812345678", Code: h.code("13812345678"), Door: wire.HolderDoor, Remember: true}, &holder)
	h.send("POST", "/v1/people", holder.Token, wire.Claim{Relation: "self", Name: "张三丰", IDType: "resident_id", Number: "11010519491231002X"}, nil)
	h.send("POST", "/v1/applications", holder.Token, wire.Application{Purpose: "resident", Channel: "app", Region: "420102", Address: "解放大道1号", Truth: true,
		Health: wire.Health{Status: "none", Symptoms: []string{"none"}, Temperature: 36.5, Contact: "no"}}, nil)
	var code wire.Code
	h.send("POST", "/v1/codes/show", holder.Token, wire.ShowRequest{}, &code)

	login := func(b *webtest.Browser, phone string) {
		b.Size(360, 740)
		b.Go(h.url + "/gate/zh/")
		b.Until(`document.getElementById("gate").dataset.screen === "login"`)
		b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), phone), webtest.Click("#form-phone .button"))
		b.Until(`!document.getElementById("form-code").hidden`)
		b.Do(chromedp.SendKeys(chromedp.CSS("#code"), h.code(phone)), webtest.Click("#form-code .button"))
		b.Until(`document.getElementById("gate").dataset.screen === "points"`)
	}
	b := webtest.Open(t)
	b.Before(`navigator.geolocation.getCurrentPosition = (yes, no) => window.nowhere ? no(new Error("denied")) : yes({coords: {latitude: 30.5284, longitude: 114.4235}})`)
	login(b, "13900000001")
	b.Until(`!document.getElementById("manage-open").hidden`)
	b.Do(webtest.Click("#manage-open"))
	b.Until(`document.getElementById("gate").dataset.screen === "manage" && !document.getElementById("appoint-none").hidden && document.getElementById("appoint-scan").disabled`)
	b.Shot("gate-manage-empty-zh-360")
	add := func(name string, here bool, said string) {
		t.Helper()
		b.Do(chromedp.SetValue(chromedp.CSS("#point-new"), name))
		if here {
			b.Do(webtest.Click("#point-here"))
		}
		b.Do(webtest.Click("#form-point .button"))
		b.Until(`document.getElementById("gate").textContent.includes("` + said + `")`)
	}
	webtest.Eval[bool](b, `(window.nowhere = true)`)
	add("东门", true, "取不到本机位置")
	webtest.Eval[bool](b, `(window.nowhere = false, document.getElementById("point-here").checked = false, true)`)
	add("东门", true, "已添加：东门")
	add("西门", false, "已添加：西门")
	b.Until(`document.querySelectorAll("#manage-points li").length === 2 && !document.getElementById("appoint-scan").disabled`)
	b.Axe("gate manage")
	b.NoSidewaysScroll("gate manage")
	b.Shot("gate-manage-zh-360")

	appoint := func(text, said string) {
		t.Helper()
		b.Do(webtest.Click("#appoint-scan"))
		b.Until(`document.getElementById("gate").dataset.screen === "scan" && document.getElementById("scan-hint").textContent === "请扫要任命的人的健康码"`)
		b.Do(webtest.Click("#tool-text"), chromedp.SetValue(chromedp.CSS("#text"), text), webtest.Click("#form-text button[value=ok]"))
		b.Until(`document.getElementById("gate").dataset.screen === "manage" && document.getElementById("manage").textContent.includes("` + said + `")`)
	}
	appoint("KM1:NOTHING", "这不是本机关现在有效的健康码")
	b.Axe("gate manage refused")
	appoint(code.Token, "已任命")
	b.Shot("gate-manage-appointed-zh-360")

	// He logs in with his own phone, at once, and switches his point.
	c := webtest.Open(t)
	login(c, "13812345678")
	c.Until(`document.querySelectorAll(".points button").length === 2 && document.getElementById("manage-open").hidden`)
	stand := func(name string) {
		webtest.Eval[bool](c, `([...document.querySelectorAll(".points button")].find(b => b.textContent.includes("`+name+`")).click(), true)`)
		c.Until(`document.getElementById("point-name").textContent === "` + name + `"`)
	}
	stand("西门")
	c.Do(webtest.Click("#change-point"))
	c.Until(`document.querySelectorAll(".points button").length === 2`)
	stand("东门")
	c.Until(`performance.getEntriesByType("resource").filter(e => e.name.endsWith("/v1/points/current") && e.responseEnd > 0).length === 2`)

	shut := func(name, said string) {
		webtest.Eval[bool](b, `([...document.querySelectorAll("#manage-points li")].find(li => li.textContent.includes("`+name+`")).querySelector("button").click(), true)`)
		b.Until(`document.getElementById("manage").textContent.includes("` + said + `")`)
	}
	shut("东门", "不能删除")
	b.Shot("gate-manage-current-zh-360")
	shut("西门", "已撤销：西门")
	b.Do(chromedp.SetValue(chromedp.CSS("#staff-phone"), "13812345678"), webtest.Click("#form-staff .button"))
	b.Until(`document.querySelectorAll("#manage-staff li").length === 1`)
	if got := webtest.Eval[string](b, `document.getElementById("manage-staff").textContent`); !strings.Contains(got, "138****5678") || !strings.Contains(got, "采集员") {
		t.Error(got)
	}
	b.Do(webtest.Click("#manage-staff .button"))
	b.Until(`document.getElementById("manage").textContent.includes("已免去")`)
}

// NA-12, PS-12, WZ-18 on a real node: what the page seals the node opens; the administrator reads it masked, and when the point went on without the system.
func TestFromTheRegisterToTheDesk(t *testing.T) {
	h := openHubei(t)
	h.send("POST", "/v1/login/code", "", wire.CodeRequest{Phone: "13900000001"}, nil)
	var admin wire.Session
	h.send("POST", "/v1/login", "", wire.Login{Phone: "13900000001", Code: h.code("13900000001"), Door: wire.StaffDoor, Remember: true}, &admin)
	var point wire.Point
	h.send("POST", "/v1/points", admin.Token, wire.NewPoint{Name: "东门", Region: "420102"}, &point)
	h.send("POST", "/v1/staff/appointments", admin.Token, wire.NewAppointment{Phone: "13900000002", Name: "李梅", Role: "collector", Region: "420102", Point: point.ID}, nil)
	b := webtest.Open(t)
	b.Size(360, 740)
	b.Go(h.url + "/gate/zh/")
	b.Until(`document.getElementById("gate").dataset.screen === "login"`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#phone"), "13900000002"), webtest.Click("#form-phone .button"))
	b.Until(`!document.getElementById("form-code").hidden`)
	b.Do(chromedp.SendKeys(chromedp.CSS("#code"), h.code("13900000002")), webtest.Click("#form-code .button"))
	b.Until(`document.querySelectorAll(".points button").length === 1`)
	b.Do(webtest.Click(".points button"))
	b.Until(`document.getElementById("gate").dataset.screen === "scan"`)
	b.Do(webtest.Click("#tool-register"))
	webtest.Eval[bool](b, `(document.getElementById("register-name").value = "王秀英", document.getElementById("register-phone").value = "027-82811234", document.getElementById("register-degrees").value = "36.5", true)`)
	b.Do(webtest.Click(".decide.go"))
	b.Until(`document.getElementById("told").textContent === "已登记：放行"`)
	b.Do(webtest.Click("#tool-fallback"), webtest.Click(`[data-cause="no_codes"]`))
	b.Until(`document.getElementById("gate").dataset.screen === "fallback"`)
	b.Do(webtest.Click(`[data-card="colour"][value="yellow"]`), webtest.Click(`[data-card="itinerary"][value="clear"]`))
	b.Until(`document.getElementById("gate").dataset.screen === "result"`)
	b.Do(webtest.Click("#next"), webtest.Click("#fallback-end"))
	b.Until(`document.getElementById("chip-unsent").hidden && document.getElementById("fallback-bar").hidden`)
	var list wire.Page[wire.ManualPassage]
	var times wire.Page[wire.ListedFallback]
	for range 100 { // the end is told in its own time
		if h.send("GET", "/v1/gate/fallbacks?region=420102", admin.Token, nil, &times); len(times.Items) == 1 && times.Items[0].Ended != 0 {
			break
		}
		webtest.Eval[bool](b, `new Promise(done => setTimeout(() => done(true), 100))`)
	}
	h.send("GET", "/v1/passages/manual?region=420102&purpose=quality&note=test", admin.Token, nil, &list)
	if len(list.Items) != 2 || len(times.Items) != 1 || times.Items[0].Cause != "no_codes" || times.Items[0].Ended == 0 {
		t.Fatalf("%+v %+v", list.Items, times.Items)
	}
	cards, written := list.Items[0], list.Items[1]
	if cards.Basis != "cards" {
		cards, written = written, cards
	}
	if cards.Basis != "cards" || cards.Colour != "yellow" || cards.Answer != "ask" {
		t.Errorf("%+v", cards)
	}
	if w := written.Written; w == nil || w.Name != "王**" || strings.Contains(w.Phone, "8281") || written.Temperature != 36.5 || written.Answer != "pass" {
		t.Errorf("%+v %+v", written, w)
	}
}
