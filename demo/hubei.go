package demo

import "fmt"

// What reviewers write.
const (
	favour  = "材料齐全，拟同意。"
	against = "隔离期未满，拟不同意。"
	agreed  = "经复核，情况属实，同意。"
	denied  = "隔离期未满，解除隔离后可再申请。"
)

const asksGreen = "隔离期已满，核酸检测阴性，请予核实。"

// contact is who is a close contact and asks for something: yellow until it is decided.
func contact(i int, county, name, told string, stories ...story) someone {
	return someone{phone: fmt.Sprintf("138000001%02d", i), name: name, number: number(county, "19800101", 200+i), region: county, address: fmt.Sprintf("胜利街%d号", i),
		purpose: "resident", status: "none", facts: []fact{{kind: "contact.close", region: county}}, stories: stories, story: told}
}

// conversion is the way of one through both reviewers (HB-05).
func conversion(then ...step) story {
	return story{kind: "conversion", form: words(asksGreen), cites: true, then: then}
}

func corrected(then ...step) story {
	return story{kind: "correction", form: words("我与该病例不在同一航班，请核实航班号。"), cites: true, then: then}
}

// inHubei are who lives in the first node. The first ones are there to be logged in as.
var inHubei = append([]someone{
	{phone: "13800000001", name: "张秀英", number: number("420102", "19620415", 21), region: "420102", address: "解放大道1号3栋201", purpose: "resident", status: "none",
		ward: &someone{name: "张小宝", birth: "2014-06-01", region: "420102", address: "解放大道1号3栋201", purpose: "resident", status: "none"},
		stories: []story{{kind: "refusal", form: refusalForm},
			{kind: "refusal", form: refusalForm, past: true, then: []step{{countyReview, "settle", "已责成市场管理方整改，并当面致歉。", nil}}}},
		story: "绿码，代办一个孩子；拒认投诉两件 / green, with a child as ward; two refusals reported"},
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
}, append(applicants(), travellers()...)...)

// applicants are those whose cases stand where the tables of states let them stand.
func applicants() []someone {
	brief := func(p someone) someone { // whose evidence ended by itself, days after he asked about it
		p.past, p.stories[0].past, p.facts[0].lasts = true, true, 2*day
		return p
	}
	forgotten := func(p someone) someone { p.forgets = true; return p }
	lapse := func(p someone, by string) someone {
		p.stories[0].later = []step{{by, "lapse", "依据已到期终止。", nil}}
		return p
	}
	late := contact(7, "420102", "沈国华", "转码：县级超时，已上报 / conversion late, the office above was told", conversion())
	late.past, late.stories[0].past = true, true
	all := []someone{
		contact(1, "420102", "孙志强", "转码：县级审核中 / conversion at the county", conversion()),
		contact(2, "420102", "周桂兰", "转码：市级复核中 / conversion at the prefecture", conversion(step{countyReview, "endorse", favour, nil})),
		contact(3, "420102", "吴刚", "转码：已同意，绿码 / conversion approved, green", conversion(step{countyReview, "endorse", favour, nil}, step{cityReview, "approve", agreed, nil})),
		contact(4, "420102", "郑丽华", "转码：未同意 / conversion refused", conversion(step{countyReview, "object", against, nil}, step{cityReview, "refuse", denied, nil})),
		contact(5, "420102", "冯涛", "转码：已撤回 / conversion withdrawn", conversion(step{move: "withdraw"})),
		contact(6, "420102", "蒋雪梅", "纠错：来源单位核实中 / correction at the source", corrected()),
		late,
		contact(8, "420102", "韩梅", "纠错：拟撤销，待复核 / correction: retraction proposed", corrected(step{dataOfficer, "retract", "经核对航班号登记有误。", nil})),
		contact(9, "420102", "杨柳", "纠错：已撤销，绿码 / correction: retracted, green",
			corrected(step{dataOfficer, "retract", "经核对航班号登记有误。", nil}, step{countyReview, "confirm", agreed, nil})),
		contact(10, "420102", "朱明", "纠错：维持 / correction: upheld", corrected(step{dataOfficer, "uphold", "登机名单确认同机。", nil}, step{countyReview, "confirm", "信息无误，予以维持。", nil})),
		lapse(brief(contact(12, "420102", "尤俊", "转码：依据已到期，无需审核 / conversion: the evidence ended by itself", conversion())), countyReview),
		forgotten(brief(contact(13, "420102", "许昌", "转码：本人已删除数据 / conversion: his data was deleted", conversion()))),
		contact(14, "420102", "何苗", "纠错：已终止，绿码 / correction: ended, green",
			corrected(step{dataOfficer, "end", "末次接触日期登记有误，应已届满。", nil}, step{countyReview, "confirm", agreed, nil})),
		contact(15, "420102", "吕梁", "纠错：拟维持，待复核 / correction: upholding proposed", corrected(step{dataOfficer, "uphold", "登机名单确认同机。", nil})),
		lapse(brief(contact(16, "420102", "施恩", "纠错：依据已到期 / correction: the evidence ended by itself", corrected())), dataOfficer),
		forgotten(brief(contact(17, "420102", "张弛", "纠错：本人已删除数据 / correction: his data was deleted", corrected()))),
		contact(11, "420102", "秦岚", "转码：市级退回县级 / conversion sent back to the county",
			conversion(step{countyReview, "endorse", favour, nil}, step{cityReview, "return", "缺少解除隔离证明，请补充。", nil})),
	}
	for i, p := range []struct {
		name, told string
		then       []step
	}{
		{"许立新", "隔离期满证明：已生效，可打印 / isolation certificate approved, to be printed", []step{{cityReview, "approve", agreed, nil}}},
		{"何晓东", "隔离期满证明：待复核 / isolation certificate to be approved", nil},
		{"吕芬", "隔离期满证明：未通过 / isolation certificate refused", []step{{cityReview, "refuse", "隔离地点与登记不符。", nil}}},
	} {
		all = append(all, someone{phone: fmt.Sprintf("138000001%02d", 21+i), name: p.name, number: number("420102", "19790909", 240+i), region: "420102",
			address: fmt.Sprintf("江汉北路%d号", i+1), purpose: "returning", status: "none", story: p.told,
			stories: []story{{kind: "isolation_certificate", by: countyReview, form: isolationForm, then: p.then}}})
	}
	for i, p := range []struct {
		name, told string
		s          story
		forgets    bool
	}{
		{"孔亮", "拒认投诉：经查不属实 / refusal reported, unfounded", story{kind: "refusal", form: refusalForm, then: []step{{countyReview, "reject", "监控显示当时系统故障，已现场说明。", nil}}}, false},
		{"曹颖", "拒认投诉：已撤回 / refusal reported, withdrawn", story{kind: "refusal", form: refusalForm, then: []step{{move: "withdraw"}}}, false},
		{"严宽", "拒认投诉：本人已删除数据 / refusal reported; his data was deleted", story{kind: "refusal", form: refusalForm}, true},
		{"华晨", "上报省级：本人已删除数据 / a request to the province; his data was deleted", story{kind: "upward", by: gridWorker, form: upwardForm("other", "该人两条登记请合并。")}, true},
		{"金波", "隔离期满证明：本人已删除数据 / isolation certificate; his data was deleted", story{kind: "isolation_certificate", by: countyReview, form: isolationForm}, true},
	} {
		all = append(all, someone{phone: fmt.Sprintf("138000001%02d", 41+i), name: p.name, number: number("420102", "19840404", 260+i), region: "420102",
			address: fmt.Sprintf("沿江大道%d号", i+1), purpose: "resident", status: "none", story: p.told, stories: []story{p.s}, forgets: p.forgets})
	}
	return append(all, someone{phone: "13800000131", name: "施小燕", number: number("420102", "19860606", 251), region: "420102", address: "香港路6号", purpose: "resident", status: "none",
		story: "上报省级：处理中、已答复 / requests to the province, one answered",
		stories: []story{{kind: "upward", by: gridWorker, form: upwardForm("wrong_data", "省库中该人的疫苗接种记录属于同名他人。")},
			{kind: "upward", by: gridWorker, past: true, form: upwardForm("other", "该人证件号码升位前后各有一条登记，请合并。"),
				then: []step{{Headquarters, "answer", "已合并登记。", nil}}}}})
}

// affairsOfHubei are cases about nobody.
var affairsOfHubei = []story{
	{kind: "mode_switch", by: policyOfficer, form: mode("registration_only", "演练：只登记、不赋色一小时")},
	{kind: "mode_switch", by: policyOfficer, form: mode("registration_only", "演练：只登记半天"), past: true}, // nobody decided it in time
	{kind: "mode_switch", by: policyOfficer, form: mode("colours_off", "演练：暂停赋色一小时"), past: true, then: []step{{Headquarters, "refuse", "演练时间与复工检查冲突，另行提出。", nil}}},
}

// inWuhan are who lives in the second node.
var inWuhan = []someone{
	{phone: "13800000001", name: "何敏", number: number("420103", "19700312", 28), region: "420103", address: "江汉路3号", purpose: "staying", status: "none",
		stories: []story{{kind: "refusal", form: refusalForm}},
		story:   "绿码，一直在汉；拒认投诉 / green, has not left; a refusal reported"},
	{phone: "13800000002", name: "罗军", number: number("420106", "19820614", 35), region: "420106", address: "中南路20号", purpose: "returning", status: "suspected",
		story: "黄码，自填疑似 / yellow, declared suspected"},
	{phone: "13800000003", name: "梁霞", number: number("420102", "19930918", 44), region: "420102", address: "大智路8号", purpose: "visiting", status: "none",
		facts: []fact{{kind: "fever.clinic", region: "420102"}}, story: "红码，发热门诊 / red, fever clinic"},
	{phone: "13800000004", name: "宋勇", number: number("420111", "19580225", 11), region: "420111", address: "光谷大道1号", purpose: "resident", status: "none",
		facts: []fact{{kind: "contact.close"}}, story: "黄码，密接 / yellow, close contact"},
	contact(1, "420102", "邓丽", "转码：县级审核中 / conversion at the county", conversion()),
	contact(2, "420102", "曹阳", "纠错：拟终止，待复核 / correction: ending proposed", corrected(step{dataOfficer, "end", "密接管理期按末次接触应于今日届满。", nil})),
	contact(3, "420102", "彭飞", "纠错：已撤回 / correction withdrawn", corrected(step{move: "withdraw"})),
}

var affairsOfWuhan = []story{
	{kind: "mode_switch", by: policyOfficer, form: mode("colours_off", "演练：等待省级标准期间暂停赋色一小时"),
		then: []step{{Headquarters, "approve", "同意演练。", nil}}},
}
