package staff

import (
	"slices"

	"kangma/internal/fault"
)

// Role is an office that somebody is appointed to.
type Role string

const (
	System            Role = "system"              // the node itself and who has its machine
	Headquarters      Role = "headquarters"        // 防控指挥部
	Administrator     Role = "administrator"       // 管理员
	Reviewer          Role = "reviewer"            // 审核员
	Collector         Role = "collector"           // 采集员
	GridWorker        Role = "grid_worker"         // 网格员
	Investigator      Role = "investigator"        // 流调员
	HealthDataOfficer Role = "health_data_officer" // 卫健数据员
	PolicyOfficer     Role = "policy_officer"      // 规则管理员
	Auditor           Role = "auditor"             // 审计员
	Carrier           Role = "carrier"             // 承运单位报送员
)

// Office is what a role is: its names, what it may do, and to which roles it may appoint (ST-2).
type Office struct {
	Role     Role
	Zh, En   string
	About    string // one sentence, in English
	May      []Action
	Appoints []Role
}

// Offices is the whole table of roles and permissions, from the widest on.
var Offices = []Office{
	{System, "系统", "system", "The node itself: first appointments, jobs, whoever has the machine.",
		everything(), []Role{Headquarters, Administrator, Reviewer, Collector, GridWorker, Investigator, HealthDataOfficer, PolicyOfficer, Auditor, Carrier}},

	{Headquarters, "防控指挥部", "headquarters", "Directs a region: decides upward cases, appoints its staff, puts rules and modes into force.",
		[]Action{PersonLookUp, PersonReveal, PersonRegister, EvidenceRead, EvidenceRecord, EvidenceImport, FeedRead, FeedManage, RiskImport, CaseRead, CaseOpen, CaseDecide, CheckWork,
			PassageRecord, PassageRead, PassageResolve, PlaceRead, InspectionWork, PointManage, InvestigateWork, ContactImport, PolicyTry, PolicyPublish, ModeSwitch,
			StaffRead, StaffAppoint, StaffGrant, EmergencyOpen, StatisticsRead, FederationManage},
		[]Role{Headquarters, Administrator, Reviewer, Collector, GridWorker, Investigator, HealthDataOfficer, PolicyOfficer, Carrier}},

	{Administrator, "管理员", "administrator", "Runs a street or community: its points, collectors, grid workers and passages (WH-08).",
		[]Action{PersonLookUp, PersonRegister, CaseRead, CaseOpen, CheckWork, PassageRecord, PassageRead, PassageResolve, PlaceRead, InspectionWork, PointManage, StaffRead, StaffAppoint, StatisticsRead},
		[]Role{Administrator, Collector, GridWorker}},

	{Reviewer, "审核员", "reviewer", "Decides conversions and corrections (HB-05, BY-17).",
		[]Action{PersonLookUp, EvidenceRead, EvidenceRecord, CaseRead, CaseOpen, CaseDecide, EmergencyOpen, StatisticsRead}, nil},

	{GridWorker, "网格员", "grid worker", "Carries out grass-roots checks in a street (WZ-10).",
		[]Action{PersonLookUp, PersonRegister, CaseRead, CaseOpen, CheckWork, PlaceRead, InspectionWork}, nil},

	{Collector, "采集员", "collector", "Scans codes at a point; sees no history, his own included (WH-12, WH-13).",
		[]Action{PassageRecord}, nil},

	{Investigator, "流调员", "investigator", "Investigates cases and finds contacts (EP-01).",
		[]Action{PersonLookUp, PersonReveal, EvidenceRead, EvidenceRecord, CaseRead, PassageRead, PassageResolve, InvestigateWork, EmergencyOpen, StatisticsRead}, nil},

	{HealthDataOfficer, "卫健数据员", "health data officer", "Brings in the records of hospitals, laboratories and the border.",
		[]Action{EvidenceRecord, EvidenceImport, FeedRead, FeedManage, RiskImport, CaseRead, StatisticsRead}, nil},

	{PolicyOfficer, "规则管理员", "policy officer", "Writes rules, tries them on the population, publishes them (BY-05).",
		[]Action{RiskImport, PolicyTry, PolicyPublish, ModeSwitch, StatisticsRead}, nil},

	{Auditor, "审计员", "auditor", "Reads what staff did; does nothing himself (BY-04).",
		[]Action{StaffRead, StaffAppoint, StatisticsRead, FeedRead, AuditRead}, []Role{Auditor}},

	{Carrier, "承运单位报送员", "carrier", "Brings in the passenger lists of a railway, airline, coach or shipping company; sees nothing of anybody (SC-04).",
		[]Action{ContactImport}, nil},
}

func everything() []Action {
	all := make([]Action, 0, len(actions))
	for a := range actions {
		all = append(all, a)
	}
	slices.Sort(all)
	return all
}

// ParseRole reads a role of the closed set.
func ParseRole(s string) (Role, error) {
	for _, o := range Offices {
		if string(o.Role) == s {
			return o.Role, nil
		}
	}
	return "", fault.Field("role", s, "is no role")
}

// Office is the role's row of the table; an unknown role may nothing.
func (r Role) Office() Office {
	for _, o := range Offices {
		if o.Role == r {
			return o
		}
	}
	return Office{Role: r}
}

// Permits says whether the role may do an action, somewhere.
func (r Role) Permits(a Action) bool { return slices.Contains(r.Office().May, a) }
