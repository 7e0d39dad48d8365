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
	{"itinerary", "行程只回答0或1，没有地点", "The itinerary answers 0 or 1, and no place", []string{"WZ-01", "WZ-07", "WZ-08", "WZ-12", "HB-10", "NA-05"}, itinerary},
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

func itinerary(t *teller) {
	cai := t.ofWenzhou("蔡敏", "")
	cai.shows("green", "10")
	t.say("wenzhou", "蔡敏没有行程数据：绿码问号。", "Cai Min has no itinerary: green with a question mark.")
	c := cai.api()
	asked := ask(t, func(ctx context.Context) (wire.ItineraryAsked, error) { return c.AskItinerary(ctx, cai.id) })
	inbox := ask(t, func(ctx context.Context) ([]wire.Message, error) { return c.Inbox(ctx, cai.phone) })
	t.want(len(inbox) > 0, "the operator sent no code")
	if t.err != nil {
		return
	}
	t.say("wenzhou", "她同意查询，运营商给她的手机发验证码，%s前有效。", "She agrees to the query; the operator sends a code to her phone, good until %s.", stamp(asked.CodeUntil))
	known := ask(t, func(ctx context.Context) (wire.Itinerary, error) {
		return c.QueryItinerary(ctx, cai.id, sixDigits.FindString(inbox[0].Body))
	})
	t.want(known.Result == "normal", "the itinerary: %+v", known)
	cai.shows("green", "1")
	t.say("wenzhou", "运营商对照今天的 %d 个风险城市，只回答 0：绿码对勾，%s前有效，亮码自动续期。去过哪里，系统不知道。", "The operator compares with today's %d risk cities and answers 0, no more: green with a tick until %s, renewed by showing. Where she was the system does not know.", known.Cities, stamp(known.Expires))
	stays := []wire.Stay{{City: "330100", Transport: "train", From: t.Now().Add(-10 * day).Format(time.DateOnly), Until: t.Now().Add(-8 * day).Format(time.DateOnly)}}
	t.do(func(ctx context.Context) error { return c.DeclareJourney(ctx, cai.id, stays) })
	declared := ask(t, func(ctx context.Context) (wire.Journeys, error) { return c.Journeys(ctx, cai.id) })
	t.want(len(declared.Items) == 1, "declared: %+v", declared)
	t.say("wenzhou", "她自己申报的行程只有她看得到，十四天后销毁。", "What she declares of her journeys only she can read; it is destroyed after fourteen days.")
	t.later(16*time.Hour, "十六小时没有亮码", "sixteen hours without showing")
	cai.shows("green", "10")
	t.say("wenzhou", "过期，又是问号：重新获取验证码即可。", "It has expired, and the question mark is back: another code, and it is gone.")
}
