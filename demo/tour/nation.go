package tour

import (
	"context"
	"time"

	"kangma/api/client"
	"kangma/api/wire"
	"kangma/demo"
)

// ofNation are the stories of several nodes.
var ofNation = []Story{
	{"hub", "国家名录：谁是谁，凭哪把钥匙", "The nation's list: who is who, and by which keys", []string{"NA-10", "BY-11", "BY-15"}, hub},
	{"recognition", "互认：外省的码在这里算什么", "Recognition: what a code of elsewhere counts for here", []string{"HB-09", "NA-10", "BY-15"}, recognition},
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
