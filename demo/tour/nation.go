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
