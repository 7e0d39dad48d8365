package desk

import (
	"strings"

	"kangma/review"
	"kangma/staff"
)

// entry is one page of the navigation: its title is the message of its key, and it is shown to who may do one of the
// actions somewhere; to everybody if none is named (rule DK-2).
type entry struct {
	href, key, icon string
	may             []staff.Action
}

// groups are the navigation, in its order; the title of a group is the message of its key. One line a page.
var groups = []struct {
	key     string
	entries []entry
}{
	{"desk.nav.work", []entry{
		{"/desk", "desk.home", "list", nil},
		{"/desk/cases", "desk.cases", "pen", review.Works()},
		{"/desk/search", "desk.search", "person", []staff.Action{staff.PersonLookUp}},
		{"/desk/onsite", "onsite.title", "people", []staff.Action{staff.PersonRegister}},
		{"/desk/calls", "calls.title", "phone", []staff.Action{staff.InvestigateWork}},
		{"/desk/notices", "desk.notices", "info", nil},
		{"/desk/certificates", "desk.certificate", "list", []staff.Action{staff.PassageRecord, staff.CheckWork}},
	}},
	{"desk.nav.places", []entry{
		{"/desk/places", "places.title", "place", []staff.Action{staff.PlaceRead}},
		{"/desk/passages", "passages.title", "camera", []staff.Action{staff.PassageRead}},
		{"/desk/inspections", "inspections.title", "pen", []staff.Action{staff.InspectionWork}},
		{"/desk/coverage", "coverage.title", "chart", []staff.Action{staff.StatisticsRead}},
	}},
	{"desk.nav.staff", []entry{
		{"/desk/staff", "staff.title", "people", []staff.Action{staff.StaffRead, staff.StaffAppoint}},
	}},
	{"desk.nav.rules", []entry{
		{"/desk/rules", "rules.title", "list", []staff.Action{staff.PolicyTry, staff.PolicyPublish}},
		{"/desk/modes", "modes.title", "refresh", []staff.Action{staff.ModeSwitch}},
		{"/desk/destruction", "ending.title", "stop", []staff.Action{staff.PolicyPublish}},
		{"/desk/risk", "risklist.title", "place", []staff.Action{staff.RiskImport}},
		{"/desk/whitelist", "whitelist.title", "done", []staff.Action{staff.CaseDecide}},
		{"/desk/imports", "imports.title", "upload", []staff.Action{staff.EvidenceImport}},
	}},
	{"desk.nav.oversight", []entry{
		{"/desk/alarms", "alarms.title", "warn", []staff.Action{staff.AuditRead}},
		{"/desk/audit", "audit.title", "why", []staff.Action{staff.AuditRead}},
		{"/desk/figures", "figures.title", "chart", []staff.Action{staff.StatisticsRead}},
	}},
}

type navGroup struct {
	Key   string
	Links []navLink
}

type navLink struct {
	Href, Key, Icon string
	Here            bool
	Count           int
}

// navigation is what somebody sees of it at a path.
func navigation(me Me, path string) []navGroup {
	var out []navGroup
	best := "" // the longest entry that leads to the path
	for _, g := range groups {
		n := navGroup{Key: g.key}
		for _, e := range g.entries {
			if len(e.may) > 0 && !me.May(e.may...) {
				continue
			}
			link := navLink{Href: e.href, Key: e.key, Icon: e.icon}
			if e.href == "/desk/notices" {
				link.Count = me.Unread
			}
			n.Links = append(n.Links, link)
			if leadsTo(e.href, path) && len(e.href) > len(best) {
				best = e.href
			}
		}
		if len(n.Links) > 0 {
			out = append(out, n)
		}
	}
	for _, n := range out {
		for i := range n.Links {
			n.Links[i].Here = n.Links[i].Href == best
		}
	}
	return out
}

func leadsTo(href, path string) bool {
	return path == href || href != root && strings.HasPrefix(path, href+"/")
}
