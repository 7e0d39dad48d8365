package review

import (
	"kangma/internal/strict"
	"kangma/region"
	"kangma/staff"
)

// ForeignCertificate is a certificate of another state that holds, and whose name is written so that no program can say that it is the holder's: in
// Chinese here and in Latin letters there (NA-13). Somebody compares it with the passport.
const ForeignCertificate Kind = "foreign_certificate"

var foreignCertificate = Definition{Kind: ForeignCertificate, Zh: "境外证明核对", En: "certificate of another state", Rules: []string{"NA-13", "BY-15"}, Personal: true,
	Stages: []Stage{
		{State: AtCounty, Zh: "正在核对是否本人", En: "compared with the passport", May: staff.CaseDecide, Level: region.LevelCounty, Clock: ReviewTime, Overdue: Escalate},
		{State: Approved, Zh: "核对无误，已登记", En: "it is the holder's and counts", Closed: true},
		{State: Refused, Zh: "不是本人的证明", En: "it is not the holder's", Closed: true},
		{State: Withdrawn, Zh: "已撤回", En: "withdrawn", Closed: true},
	},
	Steps: []Step{
		{Move: Open, Zh: "提交", En: "present", From: []State{Unopened}, To: AtCounty, By: Holder, Form: true},
		{Move: Approve, Zh: "是本人", En: "it is the holder's", From: []State{AtCounty}, To: Approved, By: Desk, Reason: true},
		{Move: Refuse, Zh: "不是本人", En: "it is not", From: []State{AtCounty}, To: Refused, By: Desk, Reason: true},
		{Move: Withdraw, Zh: "撤回", En: "withdraw", From: []State{AtCounty}, To: Withdrawn, By: Holder},
		escalates(AtCounty),
	},
	Parse: parseForeignCertificate,
}

// ForeignCertificateForm is the certificate, as its QR code says it.
type ForeignCertificateForm struct {
	Certificate string `json:"certificate"`
}

const longestCertificate = 4296 // characters, the most that a QR code holds

func parseForeignCertificate(body []byte, _ Regions) (Form, error) {
	o, err := strict.Parse(body)
	if err != nil {
		return nil, err
	}
	o.Require("certificate")
	s, _ := o.Text("certificate")
	if err := text(o.Path("certificate"), s, longestCertificate); err != nil {
		o.FailAs(err)
	}
	return ForeignCertificateForm{s}, o.Done()
}
