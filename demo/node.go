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
	place    string // where the collector stands
	source   string // who records
	people   []someone
	many     int // more people, all without records
}

// Nodes are all of them: the first is where a newcomer begins.
var Nodes = []Node{
	{Name: "hubei", Region: "420000", Pack: "hubei@2020-03-22", Zh: "湖北", En: "Hubei", About: "红、黄、绿码，转码与纠错 / colours, conversions, corrections",
		counties: []string{"420102", "420105", "420111", "420502", "420602", "421002", "421182", "422801"}, city: "420100",
		place: "解放大道超市", source: "湖北省卫生健康委员会", people: inHubei, many: 24},
	{Name: "wuhan", Region: "420100", Pack: "wuhan@2020-02-29", Zh: "武汉", En: "Wuhan", About: "市级规则，街道社区管理员 / a city's rules, administrators of streets",
		counties: []string{"420102", "420103", "420106", "420111"}, city: "420100", place: "江汉路商场", source: "武汉市卫生健康委员会", people: inWuhan, many: 8},
	{Name: "wenzhou", Region: "330300", Pack: "wenzhou@2021-12-01", Zh: "温州", En: "Wenzhou", About: "健康码与行程合一的各种状态 / health code and itinerary in one, its states",
		counties: []string{"330302", "330303", "330304"}, city: "330300", place: "五马街商场", source: "温州市卫生健康委员会", people: inWenzhou},
}

// Phones of the staff of each node. Headquarters and the auditor are appointed by whoever has the machine; headquarters appoints the others.
const (
	Headquarters  = "13700000000"
	administrator = "13700000001"
	collector     = "13700000002"
	dataOfficer   = "13700000003"
	countyReview  = "13700000004"
	cityReview    = "13700000005"
	gridWorker    = "13700000006"
	investigator  = "13700000007"
	policyOfficer = "13700000008"
	Auditor       = "13700000009"
)

// office is one member of staff.
type office struct {
	phone, name, role, zh string
	region                func(Node) string
}

func ofNode(n Node) string   { return n.Region }
func ofCounty(n Node) string { return n.counties[0] }
func ofCity(n Node) string   { return n.city }

var offices = []office{
	{Headquarters, "指挥部", "headquarters", "指挥部", ofNode},
	{administrator, "社区管理员", "administrator", "管理员", ofCounty},
	{collector, "采集员", "collector", "采集员", ofCounty},
	{dataOfficer, "卫健数据员", "health_data_officer", "数据员", ofNode},
	{countyReview, "县级审核员", "reviewer", "县级审核", ofCounty},
	{cityReview, "市级审核员", "reviewer", "市级复核", ofCity},
	{gridWorker, "网格员", "grid_worker", "网格员", ofCounty},
	{investigator, "流调员", "investigator", "流调员", ofCity},
	{policyOfficer, "规则管理员", "policy_officer", "规则", ofNode},
	{Auditor, "审计员", "auditor", "审计员", ofNode},
}

// fact is what an authority records of somebody.
type fact struct {
	kind   string
	region string
	attrs  string
	ago    time.Duration // when it began
	lasts  time.Duration // 0: without an end
}
