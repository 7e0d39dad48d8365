package demo

import (
	"fmt"
	"time"
)

// someone is a sample person. None is real: the numbers carry a check digit of their own making.
type someone struct {
	phone   string
	name    string
	number  string
	region  string
	address string
	purpose string
	status  string // of the declaration
	ward    *someone
	birth   string // of a ward without a document
	facts   []fact
	asks    string // kind of the case that he opens, or that is opened for him; "" if none
	until   string // the state that it is brought to; of a white list, which one
	story   string // what the reader is told
}

// number makes a resident identity number of a county, a birth date YYYYMMDD and a sequence (GB 11643).
func number(county, birth string, sequence int) string {
	body := fmt.Sprintf("%s%s%03d", county, birth, sequence)
	weights := [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(body[i]-'0')
	}
	return body + string("10X98765432"[sum%11])
}

// inHubei are who lives in the first node. The first ones are there to be logged in as.
var inHubei = append([]someone{
	{phone: "13800000001", name: "张秀英", number: number("420102", "19620415", 21), region: "420102", address: "解放大道1号3栋201", purpose: "resident", status: "none",
		ward:  &someone{name: "张小宝", birth: "2014-06-01", region: "420102", address: "解放大道1号3栋201", purpose: "resident", status: "none"},
		story: "绿码，代办一个孩子 / green, with a child as ward"},
	{phone: "13800000002", name: "李建国", number: number("420103", "19750820", 13), region: "420103", address: "建设大道88号", purpose: "resident", status: "none",
		facts: []fact{{kind: "contact.close"}}, story: "黄码，密接 / yellow, close contact"},
	{phone: "13800000003", name: "王芳", number: number("420111", "19880502", 42), region: "420111", address: "珞喻路152号", purpose: "returning", status: "none",
		facts: []fact{{kind: "fever.clinic", region: "420106"}}, story: "红码，武汉发热门诊 / red, fever clinic in Wuhan"},
	{phone: "13800000004", name: "刘洋", number: number("421002", "19910111", 33), region: "421002", address: "北京路12号", purpose: "visiting", status: "none",
		facts: []fact{{kind: "fever.clinic", region: "421002"}}, story: "暂不赋码，武汉以外发热门诊 / no colour for 7 days, fever elsewhere"},
	{phone: "13800000005", name: "陈静", number: number("420500", "19691230", 24), region: "420502", address: "沿江大道9号", purpose: "resident", status: "fever",
		story: "黄码，自填发热 / yellow, declared a fever"},
	{phone: "13800000006", name: "欧阳修文", number: number("420106", "19450707", 17), region: "420106", address: "中北路5号", purpose: "staying", status: "none",
		facts: []fact{{kind: "case.confirmed"}}, story: "红码，确诊 / red, confirmed case"},
	{phone: "13800000007", name: "赵磊", number: number("420104", "19830303", 51), region: "420104", address: "京汉大道77号", purpose: "resident", status: "none",
		facts: []fact{{kind: "contact.spacetime"}}, story: "绿码，时空伴随不赋色 / green, a time-space companion is not coloured"},
}, applicants()...)

// applicants are close contacts whose conversions and corrections stand where the table of states lets them stand.
func applicants() []someone {
	var all []someone
	for i, c := range []struct{ name, kind, state, zh string }{
		{"孙志强", "conversion", "county", "转码：县级审核中 / conversion at the county"},
		{"周桂兰", "conversion", "prefecture", "转码：市级复核中 / conversion at the prefecture"},
		{"吴刚", "conversion", "approved", "转码：已同意，绿码 / conversion approved, green"},
		{"郑丽华", "conversion", "refused", "转码：未同意 / conversion refused"},
		{"冯涛", "conversion", "withdrawn", "转码：已撤回 / conversion withdrawn"},
		{"蒋雪梅", "correction", "source", "纠错：来源单位核实中 / correction at the source"},
	} {
		all = append(all, someone{phone: fmt.Sprintf("138000001%02d", i+1), name: c.name, number: number("420102", "19800101", 200+i), region: "420102", address: fmt.Sprintf("胜利街%d号", i+1),
			purpose: "resident", status: "none", facts: []fact{{kind: "contact.close"}}, asks: c.kind, until: c.state, story: c.zh})
	}
	return all
}

// inWuhan are who lives in the second node.
var inWuhan = []someone{
	{phone: "13800000001", name: "何敏", number: number("420103", "19700312", 28), region: "420103", address: "江汉路3号", purpose: "staying", status: "none",
		story: "绿码，一直在汉 / green, has not left"},
	{phone: "13800000002", name: "罗军", number: number("420106", "19820614", 35), region: "420106", address: "中南路20号", purpose: "returning", status: "suspected",
		story: "黄码，自填疑似 / yellow, declared suspected"},
	{phone: "13800000003", name: "梁霞", number: number("420102", "19930918", 44), region: "420102", address: "大智路8号", purpose: "visiting", status: "none",
		facts: []fact{{kind: "fever.clinic", region: "420102"}}, story: "红码，发热门诊 / red, fever clinic"},
	{phone: "13800000004", name: "宋勇", number: number("420111", "19580225", 11), region: "420111", address: "光谷大道1号", purpose: "resident", status: "none",
		facts: []fact{{kind: "contact.close"}}, story: "黄码，密接 / yellow, close contact"},
}

// How the hub's colour and the itinerary come to Wenzhou.
const green, yellow, red = `{"colour":"green","issuer":"330000","status":"ok"}`, `{"colour":"yellow","issuer":"330000","status":"ok"}`, `{"colour":"red","issuer":"420000","status":"ok"}`

func upstream(attrs string) fact { return fact{kind: "upstream", attrs: attrs, ago: 2 * time.Hour} }

func itinerary(result string) fact {
	f := fact{kind: "itinerary", attrs: `{"result":"` + result + `"}`, ago: time.Hour}
	if result == "normal" {
		f.lasts = 15 * time.Hour
	}
	return f
}

// inWenzhou are who lives in the third node: one in each state of WZ-12 that evidence and decided cases can make, phones ending in its number.
// 13 is no state of a code (ask for one-time codes too often), and 14 begins with the holder's promise.
var inWenzhou = func() []someone {
	test := func(ago time.Duration) fact {
		return fact{kind: "test.nucleic", attrs: `{"result":"negative"}`, ago: ago}
	}
	control := func(kind string) fact { return fact{kind: kind, ago: 20 * time.Minute} }
	var all []someone
	for _, p := range []struct {
		state       int
		name, story string
		facts       []fact
		asks, until string
	}{
		{state: 1, name: "林浩", story: "绿码对勾 / green, tick", facts: []fact{upstream(green), itinerary("normal")}},
		{state: 2, name: "陈小红", story: "绿码小对勾，核查无风险 / green, small tick", facts: []fact{upstream(green), itinerary("abnormal"), test(20 * time.Hour)}, asks: "check", until: "cleared"},
		{state: 3, name: "黄伟", story: "绿码叉号，未核查 / green, cross, unchecked", facts: []fact{upstream(green), itinerary("abnormal")}},
		{state: 4, name: "金秀兰", story: "绿码叉号，核查中 / green, cross, being checked", facts: []fact{upstream(green), itinerary("abnormal")}, asks: "check", until: "submitted"},
		{state: 5, name: "吴建平", story: "红码叉号，集中隔离 / red, cross, central isolation", facts: []fact{upstream(green), itinerary("abnormal"), control("control.central")}},
		{state: 6, name: "潘丽", story: "红码对勾，外省码异常 / red, tick, another province's code", facts: []fact{upstream(green), upstream(red), itinerary("normal")}},
		{state: 7, name: "叶国强", story: "黄码对勾，居家管控 / yellow, tick, home isolation", facts: []fact{upstream(yellow), itinerary("normal"), control("control.home")}},
		{state: 8, name: "徐静", story: "灰码，省数据未到 / gray, no data of the province", facts: []fact{upstream(`{"issuer":"330000","status":"timeout"}`), itinerary("normal")}},
		{state: 9, name: "郑海", story: "限制聚集，日常健康监测 / gathering restricted", facts: []fact{upstream(green), itinerary("abnormal"), control("control.monitoring")}},
		{state: 10, name: "蔡敏", story: "黄色问号，无行程数据 / question mark, no itinerary", facts: []fact{upstream(green)}},
		{state: 11, name: "胡师傅", story: "集装箱司机 / container truck driver", facts: []fact{upstream(green), itinerary("normal"), test(50 * time.Hour), test(20 * time.Hour)},
			asks: "whitelist", until: "whitelist.truck"},
		{state: 12, name: "谢芳", story: "健康码白名单 / white-listed code", facts: []fact{upstream(green), itinerary("abnormal")}, asks: "whitelist", until: "whitelist.code"},
	} {
		all = append(all, someone{phone: fmt.Sprintf("138000000%02d", p.state), name: p.name, number: number("330302", "19850101", 300+p.state), region: "330302",
			address: fmt.Sprintf("五马街%d号", p.state), purpose: "resident", status: "none", facts: p.facts, asks: p.asks, until: p.until, story: p.story})
	}
	return all
}()

// crowd are more people, all without records, so that lists and figures have something to show.
func (n Node) crowd() []someone {
	family := []string{"孙", "周", "吴", "郑", "冯", "蒋", "沈", "韩", "杨", "朱"}
	given := []string{"伟", "敏", "强", "丽", "军", "霞", "勇", "艳"}
	var all []someone
	for i := range n.many {
		c := n.counties[i%len(n.counties)]
		all = append(all, someone{phone: fmt.Sprintf("139000000%02d", i), name: family[i%len(family)] + given[i%len(given)],
			number: number(c, fmt.Sprintf("%d0%d1%d", 1950+i*2, 1+i%9, i%9), 100+i), region: c, address: fmt.Sprintf("人民路%d号", i+1), purpose: "resident", status: "none"})
	}
	return all
}
