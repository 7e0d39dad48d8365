package tour

import (
	"bytes"
	"context"
	"strings"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/internal/id"
)

// inWuhan are the stories of a city: who manages others' codes, who has no phone, who stands at the gate.
var inWuhan = []Story{
	{"child", "妈妈的手机上，孩子的码", "A child's code on his mother's phone", []string{"WH-06", "WZ-03", "WZ-04", "NA-12"}, child},
	{"declare", "病了就改声明：一天一次，旧的都留着", "Who falls ill declares again: once a day, and the old ones stay", []string{"NA-02", "NA-07", "WH-03", "WH-14", "HB-07"}, declare},
	{"collector", "亮码即可任命采集员", "A collector is appointed by showing his code", []string{"WH-08", "WH-09", "WH-10", "WH-11"}, appointing},
	{"paper", "没有手机的老人，一张纸就是码", "An old man without a phone: a sheet of paper is his code", []string{"NA-12", "BY-09"}, paper},
	{"poster", "商场贴码、扫码登记、明察暗访", "A mall posts its code, visitors register, inspectors come", []string{"MS-01", "MS-02", "MS-03", "BY-18"}, poster},
	{"forget", "我的数据，带得走，删得掉", "My data: taken along, and deleted", []string{"BY-06", "BY-07", "NA-14"}, forget},
}

func child(t *teller) {
	mother := t.resident("wuhan", "孙丽", "420103")
	c := mother.api()
	kid := ask(t, func(ctx context.Context) (wire.Claimed, error) {
		return c.Claim(ctx, wire.Claim{Relation: "ward", Name: "孙小树", IDType: "none", Birth: "2015-06-01"})
	})
	form := mother.form("none")
	form.Person = kid.Person
	ask(t, func(ctx context.Context) (wire.Applied, error) { return c.Apply(ctx, form) })
	code := mother.codeOf(kid.Person)
	t.want(code.Colour == "green", "the child shows %s", code.Colour)
	account := ask(t, func(ctx context.Context) (wire.Account, error) { return c.Account(ctx) })
	t.want(len(account.People) == 2, "%d people", len(account.People))
	t.say("wuhan", "孙丽为没有身份证的孩子申请：手机上有两个码，她的和“%s”的，一按就换。", "Sun Li applies for her child, who has no identity card: two codes on her phone, hers and that of “%s”, a tap apart.", code.Name)
	v := t.scan("wuhan", collector, code.Token, 36.8)
	t.want(v.Answer == "pass", "the gate: %+v", v)
	t.say("wuhan", "采集员扫孩子的码：通行。", "The collector scans the child's code: pass.")
	t.do(func(ctx context.Context) error { return c.Release(ctx, kid.Person) })
	account = ask(t, func(ctx context.Context) (wire.Account, error) { return c.Account(ctx) })
	t.want(len(account.People) == 1, "%d people", len(account.People))
	t.say("wuhan", "孩子大了，从她的手机上移除，码不会丢。", "When the child is grown, he is taken off her phone; his code stays his.")
}

func declare(t *teller) {
	he := t.resident("wuhan", "钱进", "420106")
	he.shows("green")
	t.later(day, "第二天", "the next day")
	c := he.api()
	t.do(func(ctx context.Context) error {
		return c.Declare(ctx, wire.Declaration{Person: he.id, Health: wire.Health{Status: "fever", Contact: "unsure", Symptoms: []string{"cold_like"}, Temperature: 38.2}})
	})
	he.shows("yellow")
	t.say("wuhan", "钱进发烧了，自己改声明：38.2°C，黄码。", "Qian Jin has a fever and declares it himself: 38.2 °C, yellow.")
	if t.err == nil {
		err := c.Declare(t.ctx, wire.Declaration{Person: he.id, Health: wire.Health{Status: "none", Contact: "no"}})
		t.refused("declaration.once_a_day", err)
	}
	list := ask(t, func(ctx context.Context) (wire.Declarations, error) { return c.Declarations(ctx, he.id) })
	t.want(len(list.Items) == 2, "%d declarations", len(list.Items))
	t.say("wuhan", "同一天不能再改回“无症状”；以前的声明他都看得到，也没有人能替他改。", "He cannot take it back the same day; he sees what he declared before, and nobody changes it for him.")
	t.later(7*day, "七天后", "seven days later")
	he.shows("green")
	t.say("wuhan", "七天没有转为确诊、疑似或密接：自己转绿，不用天天打卡。", "No case and no contact after seven days: green by itself, without any daily check-in.")
}

func appointing(t *teller) {
	guard := t.resident("wuhan", "郭强", "420102")
	code := guard.code()
	admin := t.staff("wuhan", administrator)
	if t.err == nil {
		_, err := admin.Appoint(t.ctx, wire.NewAppointment{Code: code.Token, Role: "reviewer"})
		t.want(err != nil, "an administrator appointed a reviewer")
	}
	if t.err == nil {
		_, err := admin.Appoint(t.ctx, wire.NewAppointment{Code: code.Token, Role: "collector"})
		t.say("wuhan", "还没有采集点就任命采集员，会被告知：%s。", "A collector without a collection point is refused: %s.", t.refused("staff.no_point", err))
	}
	point := ask(t, func(ctx context.Context) (wire.Point, error) {
		return admin.AddPoint(ctx, wire.NewPoint{Name: "球场路卡口", Region: "420102"})
	})
	a := ask(t, func(ctx context.Context) (wire.Appointment, error) {
		return admin.Appoint(ctx, wire.NewAppointment{Code: code.Token, Role: "collector", Point: point.ID})
	})
	t.say("wuhan", "管理员扫保安郭强的健康码，任命他为采集员；审核员他任命不了。", "The administrator scans the guard Guo Qiang's health code and appoints him a collector; a reviewer he could not.")
	visitor := t.resident("wuhan", "田甜", "420102")
	t.do(func(ctx context.Context) error { return t.staff("wuhan", guard.phone).StandAt(ctx, point.ID) })
	v := t.scan("wuhan", guard.phone, visitor.code().Token, 36.4)
	t.want(v.Stored, "the passage: %+v", v)
	t.say("wuhan", "任命立即生效：他站在“%s”，扫下第一个人。", "It works at once: he stands at “%s” and scans the first visitor.", point.Name)
	ask(t, func(ctx context.Context) (wire.Appointment, error) { return admin.Dismiss(ctx, a.ID) })
	if t.err == nil {
		_, err := t.staff("wuhan", guard.phone).Points(t.ctx)
		t.want(err != nil, "he still is a collector")
	}
	t.say("wuhan", "下班移除，也是立即。", "Removed after his shift, at once too.")
}

func paper(t *teller) {
	old := t.new("wuhan", "冯德贵", "420102")
	desk := t.staff("wuhan", gridWorker)
	why := wire.Purpose{Purpose: "service"}
	entered := ask(t, func(ctx context.Context) (wire.EnteredOnSite, error) {
		return desk.EnterOnSite(ctx, wire.OnSite{Name: old.name, IDType: "resident_id", Number: old.number, Why: "resident", Region: old.county, Address: "球场路8号",
			Health: wire.Health{Status: "none", Contact: "no"}, Seen: "document", Consent: "signed", Purpose: why})
	})
	of := wire.OfHelped{Person: entered.Person, Purpose: why}
	sheet := ask(t, func(ctx context.Context) (wire.Paper, error) { return desk.IssuePaperFor(ctx, of) })
	var pdf bytes.Buffer
	t.do(func(ctx context.Context) error { return desk.PrintPaperFor(ctx, of, sheet.ID, &pdf) })
	t.want(bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")), "no PDF")
	t.say("wuhan", "冯德贵没有手机。网格员核对身份证，代为申报，打印纸质码 %s（PDF，%d KB）。", "Feng Degui has no phone. The grid worker compares his card, enters what he declares, and prints paper code %s (PDF, %d KB).", sheet.Number, pdf.Len()/1024)
	lost := ask(t, func(ctx context.Context) (wire.Paper, error) { return desk.LosePaperFor(ctx, of) })
	t.want(lost.ID == sheet.ID && !lost.Counts, "the lost one: %+v", lost)
	again := ask(t, func(ctx context.Context) (wire.Paper, error) { return desk.IssuePaperFor(ctx, of) })
	t.say("wuhan", "纸丢了：挂失，旧码作废，补发 %s。", "The paper is lost: the old code counts no more, and %s takes its place.", again.Number)
}

func poster(t *teller) {
	admin := t.staff("wuhan", administrator)
	mall := ask(t, func(ctx context.Context) (wire.Place, error) {
		return admin.AddPlace(ctx, wire.NewPlace{Kind: "mall", Name: "江岸万达", Region: "420102", Address: "解放大道1号"})
	})
	ask(t, func(ctx context.Context) (wire.PlaceCode, error) {
		return admin.IssuePlaceCode(ctx, mall.ID, wire.NewPlaceCode{})
	})
	code := ask(t, func(ctx context.Context) (wire.PlaceCode, error) { return admin.ShownPlaceCode(ctx, mall.ID) })
	visitor := t.resident("wuhan", "何欢", "420102")
	c := visitor.api()
	v := ask(t, func(ctx context.Context) (wire.Visit, error) { return c.Visit(ctx, wire.NewVisit{Code: code.Text}) })
	visitor.shows("green")
	t.say("wuhan", "管理员登记%s并打印场所码；何欢扫码登记到访。到过一个地方，从不让人变色。", "The administrator adds %s and prints its code; He Huan scans it and is registered. Having been somewhere never colours anybody.", v.Place)
	inspector := t.staff("wuhan", gridWorker)
	report := func(masks, note string) wire.Inspected {
		in := wire.InspectionReport{Place: mall.ID}
		for _, item := range strings.Fields("code_posted code_check temperature masks ventilation disinfection") {
			a := wire.InspectionAnswer{Item: item, Result: "yes"}
			if item == "masks" {
				a.Result, a.Note = masks, note
			}
			in.Answers = append(in.Answers, a)
		}
		return ask(t, func(ctx context.Context) (wire.Inspected, error) { return inspector.ReportInspection(ctx, in) })
	}
	found := report("no", "收银台两名员工未佩戴口罩")
	t.want(len(found.Open) == 1, "%d findings", len(found.Open))
	report("yes", "")
	t.do(func(ctx context.Context) error { _, err := admin.CloseFinding(ctx, found.Open[0].ID); return err })
	t.say("wuhan", "暗访发现员工没戴口罩：记录、复查、另一人销号。", "A surprise inspection finds staff without masks: noted, inspected again, and closed by another.")
	t.later(15*day, "十五天后", "fifteen days later")
	c = visitor.api()
	t.becomes("the visit is forgotten", func(ctx context.Context) (bool, error) {
		visits, err := c.Visits(ctx, id.ID{})
		return len(visits.Items) == 0, err
	})
	t.say("wuhan", "到访记录过了十四天：查不到了，谁也查不到。", "The visit is more than fourteen days old: gone, for everybody.")
}

func forget(t *teller) {
	he := t.resident("wuhan", "苏醒", "420102")
	t.scan("wuhan", collector, he.code().Token, 36.5)
	c := he.api()
	data := ask(t, func(ctx context.Context) ([]byte, error) { return c.Data(ctx, he.id) })
	t.want(bytes.Contains(data, []byte("declaration")), "the copy: %s", data)
	t.say("wuhan", "苏醒下载自己的全部数据：%d 字节，他声明过的、别人登记的、谁看过。", "Su Xing downloads all his data: %d bytes of what he declared, what was recorded of him, and who looked.", len(data))
	t.do(func(ctx context.Context) error { return c.Forget(ctx, he.id) })
	hq := t.staff("wuhan", headquarters)
	if t.err == nil {
		_, err := hq.LookUp(t.ctx, wire.LookUp{Whom: he.whom(), Purpose: wire.Purpose{Purpose: "service"}})
		t.want(err != nil, "he is still found")
	}
	passed := ask(t, func(ctx context.Context) (wire.Page[wire.Passage], error) {
		return hq.Passages(ctx, client.PassageQuery{Region: "420102"}, wire.Purpose{Purpose: "quality"}, client.Page{})
	})
	t.want(len(passed.Items) > 0, "the passage is gone too")
	t.say("wuhan", "他要求删除：属于他的密钥被销毁，谁也查不到他；通行记录还在，但再也连不到人。", "He has it deleted: his key is destroyed and nobody finds him; the passages are still counted, and lead to nobody.")
}
