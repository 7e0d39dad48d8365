package review

import (
	"time"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/internal/strict"
	"kangma/region"
	"kangma/staff"
)

// IsolationCertificate certifies that an essential returnee has been isolated (HB-12): the county of residence looks at what is
// known of him, one person certifies, another approves, and the rules make of it what they make of it.
const IsolationCertificate Kind = "isolation_certificate"

// Certified is the state of a certificate that waits for the second person.
const Certified State = "certified"

// IsolationDays are the fewest days that a certificate is for (HB-12).
const IsolationDays = 14

var isolationCertificate = Definition{Kind: IsolationCertificate, Zh: "隔离期满证明", En: "certificate of isolation", Rules: []string{"HB-12"}, Personal: true, Only: []evidence.Kind{evidence.CertificateIsolation},
	Stages: []Stage{
		{State: Certified, Zh: "已出具，待复核", En: "certified, to be approved", May: staff.CaseDecide, Level: region.LevelCounty, Clock: ReviewTime, Overdue: Escalate},
		{State: Approved, Zh: "已生效", En: "approved", Closed: true},
		{State: Refused, Zh: "未通过", En: "refused", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "出具", En: "certify", From: []State{Unopened}, To: Certified, By: Desk, May: staff.CaseDecide, Form: true},
		{Move: Approve, Zh: "复核通过", En: "approve", From: []State{Certified}, To: Approved, By: Desk, Reason: true, Apart: []Move{Open}},
		{Move: Refuse, Zh: "不通过", En: "refuse", From: []State{Certified}, To: Refused, By: Desk, Reason: true},
		escalates(Certified),
	},
	Parse: parseIsolation,
}

// IsolationForm says where and how long somebody was isolated, and for what work he is needed.
type IsolationForm struct {
	From    instant.Instant `json:"from"`
	Until   instant.Instant `json:"until"`
	Place   string          `json:"place"`
	Work    string          `json:"work"`    // what makes him essential
	Queried bool            `json:"queried"` // the county has queried the data about him
}

// Days are the whole days of isolation.
func (f IsolationForm) Days() int64 { return int64(f.Until.Sub(f.From) / instant.Day) }

func parseIsolation(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f IsolationForm
	o.Require("from", "until")
	f.From, _, _ = o.Time("from")
	f.Until, _, _ = o.Time("until")
	f.Place, f.Work, f.Queried = private(o, "place"), required(o, "work"), said(o, "queried")
	if o.Err() == nil && f.Days() < IsolationDays {
		o.Fail("until", f.Until.String(), "makes fewer than %d days of isolation", IsolationDays)
	}
	if o.Err() == nil && !f.Queried {
		o.Fail("queried", false, "was said: the county looks at what is known of him before it certifies")
	}
	return f, o.Done()
}

// HospitalCertificate lets somebody under gathering restriction go to a hospital (WZ-15): the community or the headquarters
// issues it; the holder shows it, and whoever receives him checks it by its number.
const HospitalCertificate Kind = "hospital_certificate"

// States and moves of a hospital certificate.
const (
	Asked   State = "asked"
	Issued  State = "issued"
	Expired State = "expired"
	Issue   Move  = "issue"
	Expire  Move  = "expire"
)

// HospitalTime is how long a hospital certificate holds.
const HospitalTime = 24 * time.Hour

var hospitalCertificate = Definition{Kind: HospitalCertificate, Zh: "就医证明", En: "hospital certificate", Rules: []string{"WZ-15"}, Personal: true,
	Stages: []Stage{
		{State: Asked, Zh: "已申请，待社区开具", En: "asked for", May: staff.CheckWork, Level: region.LevelStreet, Clock: 30 * time.Minute, Overdue: Escalate},
		{State: Issued, Zh: "已开具，24小时有效", En: "issued, holds for 24 hours", May: staff.CheckWork, Level: region.LevelStreet, Clock: HospitalTime, Overdue: Expire},
		{State: Expired, Zh: "已过期", En: "expired", Closed: true},
		{State: Refused, Zh: "未开具", En: "refused", Closed: true},
		{State: Withdrawn, Zh: "已撤回", En: "withdrawn", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "申请", En: "ask", From: []State{Unopened}, To: Asked, By: Holder, Form: true},
		{Move: Issue, Zh: "直接开具", En: "issue at once", From: []State{Unopened}, To: Issued, By: Desk, May: staff.CheckWork, Form: true},
		{Move: Issue, Zh: "开具", En: "issue", From: []State{Asked}, To: Issued, By: Desk},
		{Move: Refuse, Zh: "不予开具", En: "refuse", From: []State{Asked}, To: Refused, By: Desk, Reason: true},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: []State{Asked, Issued}, To: Withdrawn, By: Holder},
		{Move: Expire, Zh: "过期", En: "expire", From: []State{Issued}, To: Expired, By: System},
		escalates(Asked),
	},
	Parse: parseHospital,
}

// HospitalForm says where he needs to go. Why is between him and the doctor.
type HospitalForm struct {
	Hospital  string `json:"hospital"`
	Transport string `json:"transport,omitempty"` // how he gets there
	Urgent    bool   `json:"urgent,omitempty"`
}

func parseHospital(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	var f HospitalForm
	f.Hospital, f.Transport = required(o, "hospital"), optional(o, "transport")
	f.Urgent, _ = o.Bool("urgent")
	return f, o.Done()
}
