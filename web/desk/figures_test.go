package desk

import (
	"context"
	"strings"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/web/webtest"
)

// holder is somebody of Jiang'an with a code.
func (d *desk) holder(phone, name, number string) node.Caller {
	d.t.Helper()
	return d.holderIn(jiangan, phone, name, number)
}

func (d *desk) holderIn(r region.Code, phone, name, number string) node.Caller {
	d.t.Helper()
	ctx := d.t.Context()
	d.now(2 * time.Minute)
	d.ok(d.RequestCode(ctx, phone))
	s, err := d.Login(ctx, phone, d.code(phone), person.HolderDoor, false)
	d.ok(err)
	c, err := d.Authenticate(s.Token, person.HolderDoor)
	d.ok(err)
	_, err = d.Verify(ctx, c, node.Claim{Name: name, IDType: "resident_id", Number: number})
	d.ok(err)
	_, err = d.Apply(ctx, c, node.Application{Purpose: "resident", Channel: "app", Region: r, Address: "解放大道1号", Truth: true,
		Health: node.Declaration{Status: "none", Symptoms: []string{"none"}, Temperature: 36.5, Contact: "no"}})
	d.ok(err)
	return c
}

// counted lets the node count today.
func (d *desk) counted() {
	d.t.Helper()
	running, stop := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(running) }()
	p := d.LastDays(1)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if list, err := d.CodeStatistics(d.t.Context(), node.Itself, p); err != nil || len(list) > 0 || time.Now().After(end) {
			d.ok(err)
			break
		}
	}
	stop()
	<-ended
}

// Issue 4, HB-06, BY-17, WH-13: counts as pictures, each with its table and CSV, for whoever may read them in his region, and for nobody else.
func TestFiguresInABrowser(t *testing.T) {
	w := openWindow(t, nil)
	d := w.d
	holder := d.holder("13800000001", "张三丰", "11010519491231002X")
	d.holder("13800000002", "李四", "110105194912310054")
	point, err := d.AddPoint(t.Context(), node.Itself, passage.Point{Name: "东门", Region: jiangan})
	d.ok(err)
	shown, err := d.Show(t.Context(), holder, id.ID{}, false)
	d.ok(err)
	_, err = d.Appoint(t.Context(), node.Itself, node.NewAppointment{Phone: "13900000009", Name: "门岗", Role: staff.Collector, Region: jiangan, Point: point.ID})
	d.ok(err)
	d.now(2 * time.Minute)
	d.ok(d.RequestCode(t.Context(), "13900000009"))
	s, err := d.Login(t.Context(), "13900000009", d.code("13900000009"), person.StaffDoor, false)
	d.ok(err)
	gate, err := d.Authenticate(s.Token, person.StaffDoor)
	d.ok(err)
	_, err = d.Scan(t.Context(), gate, node.ScanRequest{ID: id.New(d.Now()), Point: point.ID, Token: shown.Token})
	d.ok(err)
	d.counted()

	d.member(phone, staff.Administrator, wuhan)
	w.signIn(phone)
	w.look(map[string]string{"figures": "/desk/figures", "figures-wrong": "/desk/figures?from=2020-02-30", "figures-empty": "/desk/figures?region=420111"})
	w.Language("zh")
	w.Size(1280, 800)
	w.Go(w.url + "/desk/figures")
	for what, script := range map[string]string{
		"the colours of two people":   `[...document.querySelectorAll(".chart")][0].querySelectorAll(".plot .s-green").length === 1`,
		"two applications in time":    `[...document.querySelectorAll(".chart")].some(c => c.innerHTML.includes("2020-03-25 · 按时答复 2"))`,
		"one passage at ten":          `[...document.querySelectorAll(".chart")].some(c => /9:00 · 放行 1/.test(c.innerHTML))`,
		"the busiest place":           `document.body.innerText.includes("东门")`,
		"a tile that leads further":   `document.querySelector(".tilemap a").getAttribute("href").includes("region=420102")`,
		"nobody's name":               `!document.body.innerText.includes("张三丰")`,
		"no way up out of his region": `!document.body.innerText.includes("上一级")`,
	} {
		if !webtest.Eval[bool](w.Browser, script) {
			t.Error(what)
		}
	}
	tab := d.signIn("zh", phone)
	csv := tab.ask("/desk/figures/applications.csv?from=2020-03-25&until=2020-03-25", nil)
	if csv.Code != 200 || csv.Body.String() != "day,on_time,late,open,missed\n2020-03-25,2,0,0,0\n" || !strings.Contains(csv.Header().Get("Content-Disposition"), "applications-420100-2020-03-25.csv") {
		t.Error(csv.Code, csv.Body, csv.Header())
	}
	for path, want := range map[string]int{"/desk/figures/none.csv": 404, "/desk/figures?region=420900": 403, "/desk/figures/codes.csv?region=" + region.MustParseCode("330000").String(): 403} {
		if got := tab.ask(path, nil); got.Code != want {
			t.Error(path, got.Code)
		}
	}
}
