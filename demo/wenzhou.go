package demo

import (
	"fmt"
	"time"
)

// How the hub's colour and the itinerary come to Wenzhou.
const green, yellow, red = `{"colour":"green","issuer":"330000","status":"ok"}`, `{"colour":"yellow","issuer":"330000","status":"ok"}`, `{"colour":"red","issuer":"420000","status":"ok"}`

// upstreamKind is what the hub and the province say of somebody's code.
const upstreamKind = "upstream"

func upstream(attrs string) fact { return fact{kind: upstreamKind, attrs: attrs, ago: 2 * time.Hour} }

func itinerary(result string) fact {
	f := fact{kind: "itinerary", attrs: `{"result":"` + result + `"}`, ago: time.Hour}
	if result == "normal" || result == "analysing" {
		f.lasts = 15 * time.Hour
	}
	return f
}

func negative(ago time.Duration) fact {
	return fact{kind: "test.nucleic", attrs: `{"result":"negative"}`, ago: ago}
}

// checked is a grass-roots check that the holder asked for (WZ-10).
func checked(then ...step) []story {
	return []story{{kind: "check", form: checkForm, then: then}}
}

// accepted are a check's moves from when the grid worker accepted it.
func accepted(then ...step) []step {
	return append([]step{{by: gridWorker, move: "accept"}}, then...)
}

// controlled puts somebody under control.
func controlled(kind, place string) []story {
	return checked(accepted(step{gridWorker, "control", "", measure(kind, place)})...)
}

func holding(kind string, form func(*filling, someone) any, then ...step) []story {
	return []story{{kind: kind, form: form, then: then}}
}

func longAgo(s []story) []story {
	s[0].past = true
	return s
}

// goesOn is the first story with what is done later.
func goesOn(s []story, then ...step) []story {
	s[0].later = then
	return s
}

// late is what the province says days after it was asked.
func late(f fact) fact {
	f.late = true
	return f
}

// Drivers and others who are on lists.
const driver, listed, another = "13800000011", "13800000012", "13800000023"

// inWenzhou are who lives in the third node: one in each state of WZ-12, phones ending in its number, then one in each state of the cases that
// Wenzhou knows. 13 is no state of a code: whoever asks for one-time codes too often is blocked.
var inWenzhou = func() []someone {
	monitored := controlled("control.monitoring", "五马街9号")
	var all []someone
	for _, p := range []struct {
		n           int
		name, story string
		facts       []fact
		stories     []story
	}{
		{1, "林浩", "绿码对勾 / green, tick", []fact{upstream(green), itinerary("normal")}, nil},
		{2, "陈小红", "绿码小对勾，核查无风险 / green, small tick", []fact{upstream(green), itinerary("abnormal"), negative(30 * time.Hour)},
			checked(accepted(step{gridWorker, "clear", "核酸阴性，未进入风险区。", nil})...)},
		{3, "黄伟", "绿码叉号，未核查 / green, cross, unchecked", []fact{upstream(green), itinerary("abnormal")}, nil},
		{4, "金秀兰", "绿码叉号，核查中，可修改 / green, cross, being checked, the form can be changed", []fact{upstream(green), itinerary("abnormal")}, checked()},
		{5, "吴建平", "红码叉号，集中隔离 / red, cross, central isolation", []fact{upstream(green), itinerary("abnormal")}, controlled("control.central", "瓯江宾馆集中隔离点")},
		{6, "潘丽", "红码对勾，外省码异常 / red, tick, another province's code", []fact{upstream(green), upstream(red), itinerary("normal")}, nil},
		{7, "叶国强", "黄码对勾，居家管控 / yellow, tick, home isolation", []fact{upstream(yellow), itinerary("normal")}, controlled("control.home", "五马街7号")},
		{8, "徐静", "灰码，省数据超时；申领超时，已上报省级 / gray, the province's data is late, and so is the application; the province was asked", []fact{upstream(`{"issuer":"330000","status":"timeout"}`), itinerary("normal")},
			[]story{{kind: "upward", by: gridWorker, form: upwardForm("gray_code", "省数据回流超时，请人工刷新。")}}},
		{9, "郑海", "限制聚集，日常健康监测；就医证明可打印 / gathering restricted; a hospital certificate to be printed", []fact{upstream(green), itinerary("abnormal")},
			append(monitored, story{kind: "hospital_certificate", form: hospitalForm, then: []step{{by: gridWorker, move: "issue"}}})},
		{10, "蔡敏", "黄色问号，无行程数据 / question mark, no itinerary", []fact{upstream(green)}, nil},
		{11, "胡师傅", "集装箱司机，经备案批准的白名单 / container truck driver, on an approved list", []fact{upstream(green), itinerary("normal"), negative(50 * time.Hour), negative(20 * time.Hour)}, nil},
		{12, "谢芳", "健康码白名单 / white-listed code", []fact{upstream(green), itinerary("abnormal")}, nil},
		{14, "周倩", "临时通行，2小时 / temporary pass, 2 hours", []fact{upstream(green)}, holding("temporary_pass", promise)},
		{15, "倪敏", "核查：已受理，附核酸报告 / check accepted, a report attached", []fact{upstream(green), itinerary("abnormal")},
			[]story{{kind: "check", form: checkForm, attach: report(), then: accepted()}}},
		{16, "曾强", "核查：管控已解除 / check: the measure has ended", []fact{upstream(green), itinerary("abnormal")},
			checked(accepted(step{gridWorker, "control", "", measure("control.observation", "五马街16号")}, step{gridWorker, "release", "两次阴性，解除。", nil})...)},
		{17, "方圆", "核查：不涉及 / check: not concerned", []fact{upstream(green), itinerary("abnormal")}, checked(step{gridWorker, "return", "同名误报，不涉及。", nil})},
		{18, "汤磊", "核查：本人撤回 / check withdrawn", []fact{upstream(green), itinerary("abnormal")}, checked(step{move: "withdraw"})},
		{19, "余娟", "核查：超时，已上报 / check late, the office above was told", []fact{upstream(green), itinerary("abnormal")}, longAgo(checked())},
		{20, "夏天", "就医证明：待开具 / hospital certificate asked for", []fact{upstream(green), itinerary("abnormal")},
			append(controlled("control.monitoring", "五马街20号"), story{kind: "hospital_certificate", form: hospitalForm})},
		{21, "范伟", "返温申报：正常 / arrival: normal", []fact{upstream(green), itinerary("normal")}, holding("arrival", arrivalForm)},
		{22, "石磊", "返温申报：分析中 / arrival: being analysed", []fact{upstream(green), itinerary("analysing")}, holding("arrival", arrivalForm)},
		{23, "龚丽", "返温申报：需重新取验证码 / arrival: needs another SMS code", []fact{upstream(green)}, holding("arrival", arrivalForm)},
		{24, "任杰", "返温申报：有风险，待对接 / arrival: at risk", []fact{upstream(green), itinerary("abnormal")}, holding("arrival", arrivalForm)},
		{25, "袁芳", "返温申报：街道已对接 / arrival: the street has met him", []fact{upstream(green), itinerary("abnormal")},
			holding("arrival", arrivalForm, step{gridWorker, "meet", "已电话联系，落地后由社区专车接回。", nil})},
		{26, "柳青", "就医证明：已过期 / hospital certificate expired", []fact{upstream(green), itinerary("abnormal")},
			append(longAgo(controlled("control.monitoring", "五马街26号")), story{kind: "hospital_certificate", form: hospitalForm, past: true, then: []step{{by: gridWorker, move: "issue"}}})},
		{27, "梁燕", "申领：等待省数据，未超时 / applied an hour ago and waits for the province, in time", nil, nil},
		{28, "沈涛", "申领：等待省数据，超时未赋码 / applied and waits for the province, late", nil, nil},
		{29, "姚远", "返温申报：已撤回 / arrival withdrawn", []fact{upstream(green), itinerary("abnormal")}, holding("arrival", arrivalForm, step{move: "withdraw"})},
		{30, "卢伟", "返温申报：本人已删除数据 / arrival; his data was deleted", nil, holding("arrival", arrivalForm)},
		{31, "童欣", "核查：本人已删除数据 / check; his data was deleted", nil, checked()},
		{32, "骆宾", "就医证明：不予开具 / hospital certificate refused", []fact{upstream(green), itinerary("abnormal")},
			append(controlled("control.monitoring", "五马街32号"), story{kind: "hospital_certificate", form: hospitalForm, then: []step{{gridWorker, "refuse", "社区医生已上门诊治。", nil}}})},
		{33, "钟灵", "就医证明：已撤回 / hospital certificate withdrawn", []fact{upstream(green), itinerary("abnormal")},
			append(controlled("control.monitoring", "五马街33号"), story{kind: "hospital_certificate", form: hospitalForm, then: []step{{move: "withdraw"}}})},
		{34, "颜回", "就医证明：本人已删除数据 / hospital certificate; his data was deleted", nil,
			append(goesOn(controlled("control.monitoring", "五马街34号"), step{gridWorker, "release", "监测期满，解除。", nil}), story{kind: "hospital_certificate", form: hospitalForm})},
		{35, "江南", "申领：省数据迟到，已赋码 / applied, and the province answered late", []fact{late(upstream(green)), itinerary("normal")}, nil},
	} {
		all = append(all, someone{phone: fmt.Sprintf("138000000%02d", p.n), name: p.name, number: number("330302", "19850101", 300+p.n), region: "330302",
			address: fmt.Sprintf("五马街%d号", p.n), purpose: "resident", status: "none", facts: p.facts, stories: p.stories, past: p.n == 19 || p.n == 26, lately: p.n == 27,
			forgets: p.n == 30 || p.n == 31 || p.n == 34, story: p.story})
	}
	return all
}()

var affairsOfWenzhou = []story{
	{kind: "whitelist", by: Headquarters, form: whitelistOf("whitelist.truck", "龙湾物流园", Mass+1)}, // names so many that a second office decides
	{kind: "whitelist", by: cityReview, form: whitelist("whitelist.truck", "温州港集团", driver), then: []step{{Headquarters, "approve", "名单已核。", nil}}},
	{kind: "whitelist", by: cityReview, form: whitelist("whitelist.code", "市防控办", listed), then: []step{{Headquarters, "approve", "名单已核。", nil}}},
	{kind: "whitelist", by: cityReview, form: whitelist("whitelist.truck", "温州港集团", another, "13800000021")},
	{kind: "whitelist", by: cityReview, form: whitelist("whitelist.code", "市防控办", another), past: true, then: []step{{Headquarters, "refuse", "缺少用工单位盖章名单。", nil}}},
}
