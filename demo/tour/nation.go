package tour

import (
	"context"
	"fmt"

	"kangma/api/wire"
	"kangma/demo"
)

// ofNation are the stories of several nodes.
var ofNation = []Story{
	{"hub", "国家名录：谁是谁，凭哪把钥匙", "The nation's list: who is who, and by which keys", []string{"NA-10", "BY-11", "BY-15"}, hub},
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
	guest := t.resident("zhejiang", "杨帆", "330106")
	v := t.scan("hubei", collector, guest.code().Token, 36.5)
	t.want(v.Issuer == "330000", "the gate: %+v", v)
	t.say("hubei", "武汉的采集员扫浙江的码：签名有效，由%s签发，回答：%s。", "A collector in Wuhan scans a code of Zhejiang: the signature holds, issued by %s, and the answer is: %s.",
		t.words(v.IssuerName.Zh, v.IssuerName.En), fmt.Sprint(v.Answer))
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
