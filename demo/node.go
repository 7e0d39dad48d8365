package demo

import "time"

// Node is one of the nodes of the demonstration, and who lives there.
type Node struct {
	Name     string // of its data folder
	Region   string
	Pack     string
	Zh, En   string
	About    string // what there is to see, in both languages
	counties []string
	city     string // region of the second reviewer: the prefecture
	venues   []venue
	landline string // that posters name
	source   string // who records
	people   []someone
	affairs  []story // cases about nobody
	many     int     // more people, all without records
	Next     string  // name@version of the rules that are proposed again, "" if none
	patient  string  // phone of who travelled with others and fell ill, "" if nobody did
	blocked  bool    // somebody asked for too many one-time codes

	Itineraries bool // a sandbox of a telecom operator answers for itineraries
}

// Mass is how many people one hand may give a worse colour in a day before a second office must agree: few, so that a short list shows it (BY-18).
const Mass = 25

// Nodes are all of them: the first is where a newcomer begins.
var Nodes = []Node{
	{Name: "hubei", Region: "420000", Pack: "hubei@2020-03-22", Zh: "湖北", En: "Hubei",
		About:    "红、黄、绿码；转码、纠错、隔离证明、大批量名单待复核 / colours; conversions, corrections, certificates, a mass list that waits",
		counties: []string{"420102", "420105", "420111", "420502", "420602", "421002", "421182", "422801"}, city: "420100",
		landline: "027-82340000", source: "湖北省卫生健康委员会", people: inHubei, affairs: affairsOfHubei, many: 30, Next: "hubei@2021-08-18", patient: "13800000006",
		venues: []venue{
			{"supermarket", "解放大道超市", "解放大道688号", 30.6086, 114.2905, []string{"南门", "东门"}, 0},
			{"market", "球场路菜市场", "球场路18号", 30.6120, 114.2950, []string{"正门"}, 0},
			{"school", "育才小学", "惠济路46号", 30.6170, 114.2880, nil, 0},
			{"pharmacy", "马应龙药房胜利街店", "胜利街130号", 30.6020, 114.3040, nil, 0},
			{"station", "荆州火车站", "荆沙大道188号", 30.3580, 112.2390, []string{"出站口"}, 5},
			{"restaurant", "吉庆街老通城", "吉庆街5号", 30.5960, 114.2980, nil, 0},
		}},
	{Name: "wuhan", Region: "420100", Pack: "wuhan@2020-02-29", Zh: "武汉", En: "Wuhan", About: "市级规则，两级审核 / a city's rules and its two reviewers",
		counties: []string{"420102", "420103", "420106", "420111"}, city: "420100", landline: "027-82340000", source: "武汉市卫生健康委员会", people: inWuhan, affairs: affairsOfWuhan, many: 8,
		venues: []venue{
			{"mall", "江汉路商场", "江汉路129号", 30.5810, 114.2890, []string{"南门", "东门"}, 0},
			{"hotel", "汉口江滩酒店", "沿江大道100号", 30.5850, 114.3010, nil, 0},
			{"hospital", "光谷人民医院", "光谷大道77号", 30.4960, 114.4250, []string{"门诊入口"}, 3},
			{"bank", "车站路储蓄所", "车站路11号", 30.5930, 114.3000, nil, 0},
		}},
	{Name: "wenzhou", Region: "330300", Pack: "wenzhou@2021-12-01", Zh: "温州", En: "Wenzhou",
		About:    "健康码与行程合一的各种状态；基层核查、返温申报、白名单、就医证明 / health code and itinerary in one, its states; checks, arrivals, white lists, certificates",
		counties: []string{"330302", "330303", "330304"}, city: "330300", landline: "0577-88880000", source: "温州市卫生健康委员会", people: inWenzhou, affairs: affairsOfWenzhou, Itineraries: true, blocked: true,
		venues: []venue{
			{"mall", "五马街商场", "五马街88号", 28.0170, 120.6550, []string{"南门", "东门"}, 0},
			{"library", "鹿城图书馆", "广场路20号", 28.0190, 120.6600, nil, 0},
			{"housing_estate", "瓯江小区", "望江东路9号", 28.0240, 120.6640, []string{"北门"}, 0},
			{"station", "龙湾客运站", "机场大道5号", 27.9330, 120.8110, []string{"进站口"}, 1},
			{"culture_centre", "江心屿剧场", "江心屿1号", 28.0300, 120.6450, nil, 0},
		}},
	{Name: "zhejiang", Region: "330000", Pack: "zhejiang@2020-07-01", Zh: "浙江", En: "Zhejiang", About: "另一个省，另一套规则；温州的上级 / another province, other rules; above Wenzhou",
		counties: []string{"330106", "330302", "330782"}, city: "330100", landline: "0571-81050000", source: "浙江省卫生健康委员会", people: inZhejiang, many: 6,
		venues: []venue{
			{"station", "杭州东站", "全福桥路2号", 30.2910, 120.2130, []string{"到达层"}, 0},
			{"hospital", "文三路社区卫生服务中心", "文三路100号", 30.2760, 120.1240, []string{"门诊入口"}, 0},
			{"market", "义乌国际商贸城", "稠州北路1号", 29.3300, 120.1060, []string{"一区"}, 2},
			{"library", "浙江图书馆", "曙光路73号", 30.2640, 120.1290, nil, 0},
		}},
	{Name: "nation", Region: "000000", Pack: "national@2020-12-10", Zh: "国家", En: "Nation", About: "国家平台：互认、名录、国际旅行 / the national platform: recognition, the trust list, inbound travellers",
		counties: []string{"110108", "110105", "310115"}, city: "110100", landline: "010-12345", source: "国家卫生健康委员会", people: inNation, many: 4,
		venues: []venue{
			{"station", "北京西站", "莲花池东路118号", 39.8950, 116.3220, []string{"进站口"}, 0},
			{"government_hall", "政务服务中心", "西三环南路1号", 39.8690, 116.3150, []string{"正门"}, 0},
			{"school", "海淀小学", "中关村南路5号", 39.9840, 116.3160, nil, 0},
		}},
}

// Phones of the staff of each node. Headquarters, their deputy and the auditor are appointed by whoever has the machine; headquarters appoints the others.
const (
	Headquarters   = "13700000000"
	administrator  = "13700000001"
	collector      = "13700000002"
	dataOfficer    = "13700000003"
	countyReview   = "13700000004"
	cityReview     = "13700000005"
	gridWorker     = "13700000006"
	investigator   = "13700000007"
	policyOfficer  = "13700000008"
	Auditor        = "13700000009"
	gridWorkerAway = "13700000010"
	farCollector   = "13700000011"
	Deputy         = "13700000012"
)

// Blocked is the phone that asked for too many codes, in Wenzhou.
const Blocked = "13800000013"

// office is one member of staff.
type office struct {
	phone, name, role, zh string
	region                func(Node) string
	does                  string // what there is to do for him, in both languages
}

func ofNode(n Node) string   { return n.Region }
func ofCounty(n Node) string { return n.counties[0] }
func ofCity(n Node) string   { return n.city }

var offices = []office{
	{Headquarters, "指挥部", "headquarters", "指挥部", ofNode, "大批量名单、方式切换、白名单、规则发布待批准；总览 / approve what waits: lists, modes, rules; the dashboard"},
	{administrator, "社区管理员", "administrator", "管理员", ofCounty, "场所、海报、采集员、检查整改 / places, posters, collectors, findings"},
	{collector, "采集员", "collector", "采集员", ofCounty, "在 /gate/ 扫码 / scans at /gate/"},
	{dataOfficer, "卫健数据员", "health_data_officer", "数据员", ofNode, "导入名单，核实纠错 / imports, corrections at their source"},
	{countyReview, "县级审核员", "reviewer", "县级审核", ofCounty, "转码初审，一件已超时 / conversions of the county, one late"},
	{cityReview, "市级审核员", "reviewer", "市级复核", ofCity, "转码复核，隔离证明，白名单 / second reviews, certificates, white lists"},
	{gridWorker, "网格员", "grid_worker", "网格员", ofCounty, "基层核查、返温对接、就医证明、巡查 / checks, arrivals, certificates, inspections"},
	{investigator, "流调员", "investigator", "流调员", ofCity, "流调 / investigates"},
	{policyOfficer, "规则管理员", "policy_officer", "规则", ofNode, "试算、影子、提出新规则 / trial, shadow and proposal of the next rules"},
	{Auditor, "审计员", "auditor", "审计员", ofNode, "报警、审计记录 / alarms, the log"},
	{Deputy, "指挥部副职", "headquarters", "指挥部第二人", ofNode, "需要两人的事项由他复核；国家节点上接纳新节点 / the second of two people; at the nation, admits nodes"},
	{gridWorkerAway, "网格员乙", "grid_worker", "网格员（请假）", ofCounty, "请假，由前一位代理 / is away; the other stands in"},
	{farCollector, "采集员", "collector", "外地采集员", ofCounty, "另一处采集点 / stands at another gate"},
}

// fact is what an authority records of somebody.
type fact struct {
	kind   string
	region string
	attrs  string
	ago    time.Duration // when it began
	lasts  time.Duration // 0: without an end
	late   bool          // the province's answer that came days after it was asked
}
