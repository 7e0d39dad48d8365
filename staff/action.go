package staff

import "kangma/internal/fault"

// Action is one thing that staff may be permitted to do.
type Action string

const (
	PersonLookUp     Action = "person.look_up"     // find a person by document and see masked identity, colour, reasons
	PersonReveal     Action = "person.reveal"      // see name, number, phone and address in full
	PersonRegister   Action = "person.register"    // enter an application on paper or on site (NA-12)
	EvidenceRead     Action = "evidence.read"      // read one person's facts and their sources
	EvidenceRecord   Action = "evidence.record"    // record, end and propose to retract single facts
	EvidenceImport   Action = "evidence.import"    // import files of facts
	FeedRead         Action = "feed.read"          // see which authorities send, and how fresh it is (NA-15)
	FeedManage       Action = "feed.manage"        // set up feeds and their keys (NA-15)
	RiskImport       Action = "risk.import"        // import lists of risk areas
	CaseRead         Action = "case.read"          // read a review case: conversion, correction, check
	CaseOpen         Action = "case.open"          // open one for a person: a request upward, a case at the desk
	CaseDecide       Action = "case.decide"        // decide it
	CheckWork        Action = "check.work"         // accept and close grass-roots checks
	PassageRecord    Action = "passage.record"     // scan and register a passage (WH-12)
	PassageRead      Action = "passage.read"       // list passages of a region, without persons (WH-13)
	PassageResolve   Action = "passage.resolve"    // learn who passed
	PlaceRead        Action = "place.read"         // list places, their codes and posters (MS-01)
	InspectionWork   Action = "inspection.work"    // inspect places, close findings (MS-03)
	PointManage      Action = "point.manage"       // add, change and close places and collection points (WH-11)
	InvestigateWork  Action = "investigation.work" // 流调: cases, questionnaires, contacts
	ContactImport    Action = "contact.import"     // bring in timetables and passenger lists (SC-04)
	PolicyTry        Action = "policy.try"         // try a pack on the population (BY-05)
	PolicyPublish    Action = "policy.publish"     // put a pack into force
	ModeSwitch       Action = "mode.switch"        // registration only, colours off (HB-11, WH-07)
	StaffRead        Action = "staff.read"         // list staff of a region
	StaffAppoint     Action = "staff.appoint"      // appoint and dismiss
	StaffGrant       Action = "staff.grant"        // give an explicit, dated, reasoned grant
	EmergencyOpen    Action = "emergency.open"     // take one's own office's looks into another region, for three hours
	StatisticsRead   Action = "statistics.read"    // counts without persons
	AuditRead        Action = "audit.read"         // read the log of what staff did
	FederationManage Action = "federation.manage"  // trust lists, recognition (BY-15)
	NodeRun          Action = "node.run"           // keys, jobs, retention, closing down
)

// need is what must be said before an action is done (ST-4).
type need int

const (
	nothing need = iota
	purpose      // it touches the data of one person
	andCase      // it names somebody who was not named before
)

// actions says of each action what it is called, and what must be said before it is done.
var actions = map[Action]struct {
	zh, en string
	need   need
}{
	PersonLookUp:     {"查询人员", "look a person up", purpose},
	PersonReveal:     {"查看完整身份信息", "see a person's identity in full", purpose},
	PersonRegister:   {"代为登记", "register a person on paper or on site", purpose},
	EvidenceRead:     {"查看个人依据", "read a person's evidence", purpose},
	EvidenceRecord:   {"登记、终止依据", "record and end evidence", nothing},
	EvidenceImport:   {"批量导入依据", "import evidence", nothing},
	FeedRead:         {"查看数据接入", "see feeds of authorities", nothing},
	FeedManage:       {"管理数据接入", "manage feeds of authorities", nothing},
	RiskImport:       {"导入风险区名单", "import lists of risk areas", nothing},
	CaseRead:         {"查看审核事项", "read review cases", purpose},
	CaseOpen:         {"代为提交审核事项", "open a case for a person", nothing},
	CaseDecide:       {"审核决定", "decide review cases", nothing},
	CheckWork:        {"办理基层核查", "work on grass-roots checks", nothing},
	PassageRecord:    {"扫码登记通行", "scan codes and register passages", nothing},
	PassageRead:      {"查看通行记录", "list passages", nothing},
	PassageResolve:   {"查明通行人员", "learn who passed", andCase},
	PlaceRead:        {"查看场所", "list places", nothing},
	InspectionWork:   {"检查场所", "inspect places", nothing},
	PointManage:      {"管理场所和采集点", "manage places and collection points", nothing},
	InvestigateWork:  {"开展流调", "investigate cases", purpose},
	ContactImport:    {"报送旅客名单", "bring in timetables and passenger lists", nothing},
	PolicyTry:        {"试算规则", "try a policy", nothing},
	PolicyPublish:    {"发布规则", "publish a policy", nothing},
	ModeSwitch:       {"切换赋码方式", "switch modes", nothing},
	StaffRead:        {"查看工作人员", "list staff", nothing},
	StaffAppoint:     {"任免工作人员", "appoint and dismiss staff", nothing},
	StaffGrant:       {"特别授权", "give a special grant", nothing},
	EmergencyOpen:    {"紧急调阅", "open emergency access", nothing},
	StatisticsRead:   {"查看统计", "read statistics", nothing},
	AuditRead:        {"查看审计记录", "read the audit log", nothing},
	FederationManage: {"管理互认", "manage recognition between nodes", nothing},
	NodeRun:          {"运行系统", "run the node", nothing},
}

// Actions are all of them, in order of name.
func Actions() []Action { return everything() }

// ParseAction reads an action of the closed set.
func ParseAction(s string) (Action, error) {
	if _, ok := actions[Action(s)]; !ok {
		return "", fault.Field("action", s, "is no action that staff can be permitted")
	}
	return Action(s), nil
}

// Personal says whether the action touches one person's data and so needs a purpose.
func (a Action) Personal() bool { return actions[a].need >= purpose }

// Zh and En name the action for readers.
func (a Action) Zh() string { return actions[a].zh }
func (a Action) En() string { return actions[a].en }
