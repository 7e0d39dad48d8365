package tour

import (
	"context"
	"encoding/json"
	"time"

	"kangma/api/wire"
)

// inWenzhou are the stories of the code that is health code and itinerary in one.
var inWenzhou = []Story{
	{"check", "行程异常：填表、网格员受理、管控、解除", "An abnormal itinerary: form, grid worker, measure, release", []string{"WZ-10", "WZ-12", "WZ-13", "WZ-14", "WZ-15"}, check},
	{"trucks", "集装箱司机白名单", "The white list of container truck drivers", []string{"WZ-12", "WH-08"}, trucks},
	{"gray", "省里数据没到：灰码，不是假绿", "The province's data does not come: gray, not a false green", []string{"WZ-12", "WZ-16", "WZ-17"}, gray},
}

// ofWenzhou is somebody whose province says green, with an itinerary.
func (t *teller) ofWenzhou(name, itinerary string) *someone {
	p := t.resident("wenzhou", name, "330302")
	p.recorded("upstream", "", "浙江省健康码平台", `{"issuer":"330000","status":"ok","colour":"green"}`)
	if itinerary != "" {
		p.recorded("itinerary", "", "通信行程平台", `{"result":"`+itinerary+`","left":true}`)
	}
	return p
}

func check(t *teller) {
	lin := t.ofWenzhou("林秀", "abnormal")
	lin.shows("green", "3")
	t.say("wenzhou", "林秀去过风险区所在城市：绿码叉号，未核查。系统只知道“1”，不知道去过哪里。", "Lin Xiu has been in a city with a risk area: green with a cross, unchecked. The system knows 1, and no place.")
	k := lin.opens("check", map[string]any{"name": lin.name, "id_number": lin.number, "phone": lin.phone, "left_city": true, "from_region": "330100", "residence": "330302",
		"address": "五马街3号", "explanation": "出差三天，未进入风险区。", "own_green": true, "risk_area": false, "abroad": false, "promise": true})
	lin.shows("green", "4")
	t.say("wenzhou", "她填核查表，发给所在街道的网格员：状态4，受理前还能改。", "She fills in the check, which goes to the grid worker of her street: state 4, and she can change it until it is accepted.")
	k = t.moves("wenzhou", gridWorker, k, "accept", "", nil)
	k = t.moves("wenzhou", gridWorker, k, "control", "", map[string]any{"kind": "control.home", "region": "330302", "place": "五马街3号", "responsible": "徐建国", "phone": "0577-88880000"})
	lin.shows("yellow", "5")
	t.say("wenzhou", "网格员上门，居家管控：黄码叉号，码上写着谁负责、电话多少。", "The grid worker calls, home isolation: yellow with a cross, and the code says who is responsible and his number.")
	t.moves("wenzhou", gridWorker, k, "release", "两次核酸阴性，解除。", nil)
	lin.shows("green", "2")
	t.say("wenzhou", "解除的那一刻，码就变了：绿码小对勾。", "The code changes at the moment of the release: green with a small tick.")
}

func trucks(t *teller) {
	hu := t.ofWenzhou("胡海", "normal")
	for _, ago := range []time.Duration{50 * time.Hour, 20 * time.Hour} {
		desk := t.staff("wenzhou", dataOfficer)
		ask(t, func(ctx context.Context) (wire.Recorded, error) {
			return desk.RecordEvidence(ctx, wire.NewEvidence{Whom: hu.whom(), Kind: "test.nucleic", Source: "温州港检测点", ValidFrom: t.time(-ago),
				Attrs: json.RawMessage(`{"result":"negative"}`), Purpose: wire.Purpose{Purpose: "control"}})
		})
	}
	desk := t.staff("wenzhou", cityReview)
	k := ask(t, func(ctx context.Context) (wire.CaseRow, error) {
		form, err := json.Marshal(map[string]any{"list": "whitelist.truck", "vetted_by": "温州港集团", "filed_with": "市防控办", "from": t.time(0), "until": t.time(30 * day),
			"people": []map[string]string{{"name": hu.name, "id_type": "resident_id", "id_number": hu.number}}})
		if err != nil {
			return wire.CaseRow{}, err
		}
		return desk.OpenDeskCase(ctx, wire.NewDeskCase{NewCase: wire.NewCase{Kind: "whitelist", Form: form}})
	})
	t.mayNot("wenzhou", cityReview, k, "approve", "case.second_person")
	t.moves("wenzhou", headquarters, k, "approve", "名单已核。", nil)
	c := hu.shows("green", "11")
	t.want(len(c.Labels) == 1 && c.Labels[0] == "truck_driver", "labels %v", c.Labels)
	t.say("wenzhou", "港务集团核过、防控办备案、指挥部批准：胡海的绿码标着“集装箱司机”。", "Vetted by the port group, filed, approved by headquarters: Hu Hai's green code says container truck driver.")
	t.later(3*day, "三天后", "three days later")
	hu.shows("green", "1")
	t.say("wenzhou", "两次核酸过了72小时：标签自己消失，名单还在。", "His two tests are older than 72 hours: the label goes by itself, the list stays.")
}

func gray(t *teller) {
	xu := t.resident("wenzhou", "徐静怡", "330302")
	xu.recorded("upstream", "", "浙江省健康码平台", `{"issuer":"330000","status":"timeout"}`)
	xu.recorded("itinerary", "", "通信行程平台", `{"result":"normal"}`)
	xu.shows("gray", "8")
	t.say("wenzhou", "省平台没有按时回答：徐静怡的码是灰的，写明原因，门口是“询问”。", "The province did not answer in time: Xu Jingyi's code is gray and says so; at the gate it is ask.")
	desk := t.staff("wenzhou", gridWorker)
	k := ask(t, func(ctx context.Context) (wire.CaseRow, error) {
		form, err := json.Marshal(map[string]any{"subject": "gray_code", "description": "省数据回流超时，请人工刷新。"})
		if err != nil {
			return wire.CaseRow{}, err
		}
		whom := xu.whom()
		return desk.OpenDeskCase(ctx, wire.NewDeskCase{NewCase: wire.NewCase{Kind: "upward", Form: form}, Whom: &whom})
	})
	t.want(k.Open, "the request: %+v", k)
	t.say("wenzhou", "网格员从工作台上报省级，请求人工刷新，进度看得到。", "The grid worker asks the province from the desk for a manual refresh, and sees how it goes.")
	t.later(time.Hour, "一小时后", "an hour later")
	xu.recorded("upstream", "", "浙江省健康码平台", `{"issuer":"330000","status":"ok","colour":"green"}`)
	xu.shows("green", "1")
	t.say("wenzhou", "省里回答了：绿码。", "The province answers: green.")
}
