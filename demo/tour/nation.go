package tour

import (
	"context"
	"fmt"
	"strings"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/demo"
)

// ofNation are the stories of several nodes.
var ofNation = []Story{
	{"hub", "国家名录：谁是谁，凭哪把钥匙", "The nation's list: who is who, and by which keys", []string{"NA-10", "BY-11", "BY-15"}, hub},
	{"recognition", "互认：外省的码在这里算什么", "Recognition: what a code of elsewhere counts for here", []string{"HB-09", "NA-10", "BY-15"}, recognition},
	{"link", "把外地的码连到本地来", "A code of elsewhere is linked here, and follows its colour", []string{"NA-11", "WZ-02", "WZ-06", "WZ-16"}, link},
	{"train", "我和病例同车了吗", "Was I on a train with a case?", []string{"SC-01", "SC-02", "SC-04", "EP-03", "BY-20"}, train},
	{"eight", "国家平台的八项功能", "The eight functions of the national platform", []string{"NA-04", "NA-05", "BY-22"}, eight},
}

func hub(t *teller) {
	head := t.staff(demo.HubName, headquarters)
	members := ask(t, func(ctx context.Context) (wire.Page[wire.Partner], error) { return head.HubMembers(ctx) })
	t.want(len(members.Items) == len(demo.Nodes)-1, "%d members", len(members.Items))
	for _, m := range members.Items {
		t.say(demo.HubName, "名录里有%s，%d 把公钥，信任锚指纹 %s。", "The list has %s, %d public keys, anchor %s.", t.words(m.Name.Zh, m.Name.En), m.Keys, m.Anchor)
	}
	status := ask(t, func(ctx context.Context) (wire.HubStatus, error) {
		return t.staff("hubei", headquarters).HubStatus(ctx)
	})
	t.want(len(status.Partners) >= len(demo.Nodes)-1, "Hubei trusts %d", len(status.Partners))
	t.say("hubei", "湖北自己取来名录第 %d 号，验过离线根的签名；编号更小的、日期更早的一律不收。", "Hubei fetched list %d itself and checked it against the offline root; it takes none that is older or has a lower number.", status.Sequence)
}

func recognition(t *teller) {
	guest := t.resident("zhejiang", "杨帆", "330106")
	v := t.scan("hubei", collector, guest.code().Token, 36.5)
	t.want(v.Issuer == "330000" && v.Answer == "pass" && v.Name == "", "the gate: %+v", v)
	t.say("hubei", "武汉的采集员扫杨帆的浙江码：%s签发，湖北承认，通行；门口看不到他是谁。", "A collector in Wuhan scans Yang Fan's code of Zhejiang: issued by %s, recognised in Hubei, pass; the gate does not see who he is.",
		t.words(v.IssuerName.Zh, v.IssuerName.En))
	li := t.new("hubei", "李念", "420102")
	li.apply("fever")
	c := li.shows("yellow")
	v = t.scan("zhejiang", collector, c.Token, 36.5)
	t.want(v.Answer == "stop", "the gate: %+v", v)
	t.say("zhejiang", "李念的湖北黄码到了杭州东站：互认目录写明湖北黄码在浙江按红码管理，不予通行。互认只会更严，从不更松。", "Li Nian's yellow code of Hubei comes to Hangzhou: there Hubei's yellow counts as red, says the matrix; stop. Recognition is never for more than a code says.")
	lin := t.ofWenzhou("林浩然", "normal")
	v = t.scan("hubei", collector, lin.code().Token, 36.5)
	t.want(v.Answer == "ask" && v.Reason == "not_recognised" && v.Colour == "", "the gate: %+v", v)
	t.say("hubei", "温州的码签名是真的，湖北的目录里却没有温州：不显示颜色，询问。浙江认它，也不等于湖北认它。", "A code of Wenzhou is genuine, and Hubei's matrix does not name Wenzhou: no colour, and ask. That Zhejiang recognises it does not make Hubei recognise it.")
	head := t.staff("hubei", headquarters)
	list := ask(t, func(ctx context.Context) (wire.Page[wire.Edition], error) {
		return head.Editions(ctx, "recognition", client.Page{})
	})
	t.want(len(list.Items) == 1, "%d editions", len(list.Items))
	if t.err != nil {
		return
	}
	ask(t, func(ctx context.Context) (wire.Edition, error) {
		return head.StopEdition(ctx, list.Items[0].ID, wire.StopRecognising{Issuer: "330000", Reason: "对方赋码系统故障"})
	})
	v = t.scan("hubei", collector, guest.code().Token, 36.5)
	t.want(v.Answer == "ask", "the gate: %+v", v)
	t.say("hubei", "浙江系统出了故障，湖北一个人就能立即停认：同一个码，现在是询问。恢复要两个人。", "Zhejiang's system fails, and one person in Hubei stops recognising it at once: ask. To take it up again takes two.")
	report := ask(t, func(ctx context.Context) (wire.CaseRow, error) {
		local := t.resident("hubei", "吴桂芳", "420102")
		return local.opens("refusal", map[string]any{"region": "420102", "place": "球场路菜市场", "at": t.time(-time.Hour), "description": "保安不认国家码。"}), t.err
	})
	t.want(report.Open, "the report: %+v", report)
	t.say("hubei", "谁被拒认，可以在码页上投诉，转到%s，限时答复，或拨12345。", "Who is refused reports it from his code page; it goes to %s with a clock on it, or to the line 12345.", report.Office)
}

func eight(t *teller) {
	gao := t.resident(demo.HubName, "高原", "110108")
	look := func() wire.Overview {
		c := gao.api()
		return ask(t, func(ctx context.Context) (wire.Overview, error) { return c.Overview(ctx, gao.id) })
	}
	o := look()
	t.want(o.Risk == "none", "the overall notice: %s", o.Risk)
	t.say(demo.HubName, "高原申领国家码：未见异常。八项查询，项项有答。", "Gao Yuan applies for the national code: no anomaly found, to all eight questions.")
	gao.recorded("contact.cotraveller", "", "同行比对", `{"trip":"G2331","mode":"train"}`)
	gao.recorded("upstream", "", "浙江省健康码平台", `{"issuer":"330000","status":"ok","colour":"green"}`)
	o = look()
	t.want(o.Risk == "trip" && len(o.Trips) == 1 && len(o.Codes) == 1, "the overview: %+v", o)
	gao.shows("yellow", "yellow.cotraveller")
	t.say(demo.HubName, "名单比对发现他与病例同乘 G2331：总提示变了，第三项写明车次和来源；浙江的码在第六项。", "Passenger lists find him on G2331 with a case: the overall notice says so, the third answer names train and source, and his code of Zhejiang stands under the sixth.")
	k := gao.opens("correction", map[string]string{"text": "我当天退票，没有乘坐。"}, gao.evidence("contact.cotraveller"))
	o = look()
	t.want(len(o.Corrections) == 1, "the overview: %+v", o.Corrections)
	t.say(demo.HubName, "他当天退了票。第八项：纠错，转到数据来源，%s前有答复。", "He had returned his ticket. The eighth: a correction, which goes to where the data came from, with an answer until %s.", stamp(k.Due))
	k = t.moves(demo.HubName, dataOfficer, k, "retract", "铁路部门核实：已退票。", nil)
	t.moves(demo.HubName, countyReview, k, "confirm", "同意撤销。", nil)
	gao.shows("green")
	t.want(look().Risk == "none", "the overall notice stays")
	t.say(demo.HubName, "来源核实，另一人确认：记录撤销，从未有过；码变绿，总提示又是未见异常。", "The source checks it and another person confirms: the record is retracted as if it had never been; green, and no anomaly found.")
}

func link(t *teller) {
	qian := t.resident("zhejiang", "钱小满", "330106")
	here := t.new("wenzhou", qian.name, "330302")
	here.phone, here.number = qian.phone, qian.number
	here.apply("none")
	here.shows("gray", "8")
	t.say("wenzhou", "钱小满在杭州申领过浙江健康码，来温州用同一个手机号登录：省里还没有答复，灰码。", "Qian Xiaoman has a code of Zhejiang and logs in at Wenzhou with the same phone: nothing from the province yet, gray.")
	c := here.api()
	linked := ask(t, func(ctx context.Context) (wire.LinkedCodes, error) {
		return c.LinkCodes(ctx, wire.LinkAsk{By: "phone"})
	})
	t.want(len(linked.Items) == 1 && linked.Items[0].Colour == "green", "linked: %+v", linked)
	here.shows("green", "10")
	t.say("wenzhou", "她选“从浙江登记的带过来”：两个节点签名通话，她的码在温州是绿的（还缺行程）。过来的只有发码地、颜色和理由编号。", "She chooses to take it from Zhejiang: the two nodes talk, each call signed, and her code is green in Wenzhou (the itinerary is still missing). Only issuer, colour and reason code came over.")
	qian.recorded("contact.close", "330106", "西湖区疾控中心", "")
	qian.shows("red")
	t.later(10*time.Minute, "十分钟后", "ten minutes later")
	c = here.api()
	t.becomes("the colour reaches Wenzhou", func(ctx context.Context) (bool, error) {
		code, err := here.api().Show(ctx, wire.ShowRequest{Fresh: true})
		return code.Colour == "red", err
	})
	t.say("wenzhou", "杭州把她登记为密接：温州的码跟着变红，没有人再查一次。", "Hangzhou records her as a contact: the code in Wenzhou turns red too, without anybody asking again.")
	t.do(func(ctx context.Context) error { return c.UnlinkCode(ctx, here.id, "330000") })
	linked = ask(t, func(ctx context.Context) (wire.LinkedCodes, error) { return c.LinkedCodes(ctx) })
	t.want(len(linked.Items) == 0, "still linked: %+v", linked.Items)
	t.say("wenzhou", "连错了人可以解除；解除不会把颜色变好。", "A wrong link can be taken off; that makes no colour better.")
}

func train(t *teller) {
	patient := t.resident("hubei", "魏某", "420106")
	near, far := t.resident("hubei", "郝平", "420102"), t.resident("hubei", "卜远", "420102")
	day1 := t.Now().Add(-2 * day).Format(time.DateOnly)
	head := t.staff("hubei", headquarters)
	send := func(kind, table string) {
		got := ask(t, func(ctx context.Context) (wire.ContactImport, error) {
			return head.ImportContacts(ctx, strings.NewReader(table), kind, map[string]string{"mode": "train"})
		})
		t.want(got.Refused == 0 && got.Read == got.Stored+got.Duplicate, "%s: %+v", kind, got)
	}
	ask(t, func(ctx context.Context) (wire.TimetableImport, error) {
		return head.ImportTimetable(ctx, strings.NewReader("车次,站序,站名,到站时间,出发时间,运行日期\nG2331/G2334,1,武汉,----,19:20,ALL\n,2,南昌西,21:50,21:54,\n,3,温州南,00:58,00:58,\n"), "train", "12306", "")
	})
	send("passengers", fmt.Sprintf("车次,始发日期,证件号码,上车站,下车站,车厢,座位号,席别\nG2331,%[1]s,%[2]s,武汉,温州南,05,12F,二等座\nG2334,%[1]s,%[3]s,南昌西,温州南,05,11A,二等座\nG2331,%[1]s,%[4]s,武汉,温州南,09,11A,二等座\n", day1, patient.number, near.number, far.number))
	send("patients", fmt.Sprintf("类型,证件号码,发病日期,隔离时间,行政区划\n确诊病例,%s,%s,%s,420106\n", patient.number, t.Now().Add(-day).Format(time.DateOnly), t.Now().Format(time.DateOnly)))
	t.say("hubei", "铁路报来 G2331/G2334 次的名单，疾控报来一名病例。比对处只存带密钥的标识，没有一个号码。", "The railway sends the list of train G2331/G2334, the CDC a patient. The matching body keeps keyed identifiers, not one number.")
	c := near.api()
	if t.err == nil {
		_, err := c.SelfCheck(t.ctx, wire.SelfCheckAsk{})
		t.refused("face.needed", err)
	}
	ask(t, func(ctx context.Context) (wire.FaceSeen, error) { return c.VerifyFace(ctx) })
	var own wire.SelfCheck
	t.becomes("the lists are matched", func(ctx context.Context) (ok bool, err error) {
		time.Sleep(200 * time.Millisecond) // he may ask so many times a day
		own, err = c.SelfCheck(ctx, wire.SelfCheckAsk{})
		return own.Found, err
	})
	if t.err != nil {
		return
	}
	trip := own.Trips[0]
	t.say("hubei", "郝平刷脸后自查：%s %s，%s到%s，%s——与病例同乘。他订的是 G2334，是同一列车。", "Hao Ping verifies his face and asks: %s of %s, %s to %s, %s: together with a case. His ticket said G2334; it is the same train.",
		strings.Join(trip.Numbers, "/"), trip.Date, trip.From, trip.To, trip.Class)
	d := far.api()
	ask(t, func(ctx context.Context) (wire.FaceSeen, error) { return d.VerifyFace(ctx) })
	other := ask(t, func(ctx context.Context) (wire.SelfCheck, error) { return d.SelfCheck(ctx, wire.SelfCheckAsk{}) })
	t.want(len(other.Trips) == 1 && other.Trips[0].Class == "general", "the other carriage: %+v", other.Trips)
	t.say("hubei", "卜远在九号车厢：同车不同厢，只作提示。数据截至%s。", "Bu Yuan sat in the ninth carriage: the same train, another coach, a notice only. The data are as of %s.", stamp(other.Freshness.Matched))
	near.shows("green")
	cases := ask(t, func(ctx context.Context) (wire.Page[wire.Case], error) { return c.Cases(ctx, near.id, client.Page{}) })
	t.want(len(cases.Items) == 1 && cases.Items[0].Kind == "cotraveller", "cases: %+v", cases.Items)
	if t.err != nil {
		return
	}
	k := t.moves("hubei", investigator, cases.Items[0].CaseRow, "endorse", "同车厢相邻两排。", nil)
	t.mayNot("hubei", investigator, k, "approve", "case.second_person")
	t.moves("hubei", headquarters, k, "approve", "同意。", nil)
	t.want(near.code().Colour != "green", "a contact is still green")
	t.say("hubei", "名单比对不给任何人变色：流调员判定、另一人复核之后，郝平才是密接，码上写着理由。", "Matching lists colours nobody: only when an investigator has judged and another has confirmed is Hao Ping a contact, and his code says why.")
}
