package api_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"

	"kangma/api/wire"
	"kangma/feed"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/staff"
)

// world is what there is in Wuhan, and nobody elsewhere may touch: something of each kind that an address can name.
type world struct {
	*hubei
	person, fact, place, point, appointment, account, grant, absence id.ID
	run, job, simulation, kase, attachment, plan, finding, notice    id.ID
	alarm, passage, feed, delivery                                   id.ID
	feedKey                                                          string
	passedAt                                                         wire.Time
	token                                                            string
}

var whomZhang = wire.Whom{IDType: "resident_id", Number: zhang.Number}

const riskList = `{"code":0,"msg":"ok","data":{"end_update_time":"2020-03-25 08时","hcount":0,"mcount":0,"highlist":[],"middlelist":[]}}`

func (h *hubei) world() *world {
	h.t.Helper()
	w := &world{hubei: h}
	holder, who := h.holder("13800138000", zhang)
	w.person, w.token = who, h.show(holder).Token
	hq := h.appointed("13900000001", staff.Headquarters, "420100")
	reviewer := h.appointed("13900000002", staff.Reviewer, "420102")
	w.staffed(hq, reviewer)
	purpose := wire.Purpose{Purpose: "control"}
	var fact wire.Recorded
	h.send("POST", "/v1/evidence", hq, wire.NewEvidence{Whom: whomZhang, Kind: "fever.clinic", Source: "h", Region: "420102", ValidFrom: wire.Time(h.node.Now()), Purpose: purpose}).into(&fact)
	w.fact = fact.ID
	var kase wire.CaseRow
	h.send("POST", "/v1/cases", holder, wire.NewCase{Kind: "conversion", Evidence: []id.ID{w.fact}, Form: json.RawMessage(`{"text":"已痊愈"}`)}).into(&kase)
	w.kase = kase.ID
	var file wire.Attachment
	h.send("POST", "/v1/cases/"+kase.ID.String()+"/attachments", holder, "%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n", "Content-Type", "application/octet-stream").into(&file)
	w.attachment = file.ID
	w.worked()
	w.fed(hq)
	collector := "13900000006"
	h.send("POST", "/v1/staff/appointments", hq, wire.NewAppointment{Phone: collector, Name: "李梅", Role: "collector", Point: w.point}).into(nil)
	w.passage = id.New(h.node.Now())
	h.send("POST", "/v1/passages", h.login(collector, wire.StaffDoor), wire.Scan{ID: w.passage, Point: w.point, Text: w.token}).into(nil)
	var list wire.Page[wire.Passage]
	h.send("GET", "/v1/passages?region=420102&purpose=control", hq, nil).into(&list)
	w.passedAt = list.Items[0].At
	return w
}

// fed is a feed of an authority about Jiang'an, with a file of it that could not be read.
func (w *world) fed(hq string) {
	w.t.Helper()
	var f wire.Feed
	w.send("POST", "/v1/feeds", hq, wire.NewFeed{Name: "border-jiangan", Authority: "border", Region: "420102", Kinds: []string{"entry"}, Source: "x", Way: "push", Expected: 3600}).into(&f)
	public, private, err := ed25519.GenerateKey(nil)
	must(w.t, err)
	k, err := w.node.ProposeFeedKey(w.t.Context(), node.Itself, f.Name, feed.KeyText(public))
	must(w.t, err)
	w.send("POST", "/v1/feeds/"+f.Name+"/keys/"+k.ID+"/approve", hq, nil).into(nil)
	const content = "a,b\n1,2\n"
	digest := feed.Digest(sha256.Sum256([]byte(content)))
	var d wire.Delivery
	w.send("POST", "/v1/feeds/"+f.Name+"/deliveries?name=odd.csv", "", content, "Content-Type", "application/octet-stream", "Kangma-Digest", digest.String(),
		"Kangma-Signature", feed.Sign(private, f.Name, "odd.csv", digest)).into(&d)
	if !d.Dead || d.Reason == "" {
		w.t.Fatalf("%+v", d)
	}
	w.feed, w.feedKey, w.delivery = f.ID, k.ID, d.ID
}

// staffed is what there is of places and staff.
func (w *world) staffed(hq, reviewer string) {
	w.t.Helper()
	later := wire.Time(w.node.Now().Add(instant.Day))
	var place wire.Place
	w.send("POST", "/v1/places", hq, wire.NewPlace{Kind: "mall", Name: "江岸商场", Region: "420102"}).into(&place)
	var point wire.Point
	w.send("POST", "/v1/points", hq, wire.NewPoint{Name: "东门", Place: place.ID}).into(&point)
	var standing wire.Standing
	w.send("GET", "/v1/staff/standing", reviewer, nil).into(&standing)
	w.place, w.point, w.account, w.appointment = place.ID, point.ID, standing.Staff, standing.Appointments[0].ID
	var grants wire.Grants
	w.send("POST", "/v1/staff/grants", hq, wire.NewGrant{Staff: w.account, Actions: []string{"person.reveal"}, Region: "420102", Until: later, Reason: "r"}).into(&grants)
	var away wire.Absence
	w.send("POST", "/v1/staff/absences", hq, wire.NewAbsence{Staff: w.account, Until: later}).into(&away)
	w.grant, w.absence = grants.Grants[0].ID, away.ID
	var told wire.Notices
	w.send("GET", "/v1/staff/notices", reviewer, nil).into(&told)
	w.notice = told.Items[0].ID
	var plan wire.InspectionPlan
	w.send("POST", "/v1/inspections/plans", hq, wire.NewInspectionPlan{Region: "420102", Days: 7}).into(&plan)
	report := wire.InspectionReport{Place: w.place}
	var list wire.Page[wire.ChecklistItem]
	w.send("GET", "/v1/inspections/checklist", "", nil).into(&list)
	for _, c := range list.Items {
		report.Answers = append(report.Answers, wire.InspectionAnswer{Item: c.Item, Result: "no", Note: "没有"})
	}
	var found wire.Inspected
	w.send("POST", "/v1/inspections", hq, report).into(&found)
	w.plan, w.finding = plan.ID, found.Open[0].ID
}

// worked is work in the background, begun in Wuhan or by the province, and an alarm.
func (w *world) worked() {
	w.t.Helper()
	officer := w.appointed("13900000003", staff.HealthDataOfficer, "420100")
	var run wire.ImportStarted
	w.send("POST", "/v1/evidence/imports?kind=test.nucleic&source=lab", officer, "编号,身份证号,开始时间,检测结果\n1,"+zhang.Number+",2020-03-24 08:00:00,negative\n",
		"Content-Type", "application/octet-stream").into(&run)
	i, err := w.node.Import(w.t.Context(), node.Itself, run.ID)
	must(w.t, err)
	w.run, w.job = run.ID, i.Job
	rules := w.appointed("13900000004", staff.PolicyOfficer, "420000")
	var trial wire.Simulation
	w.send("POST", "/v1/policies/simulations/lists?source=x", rules, riskList, "Content-Type", "application/octet-stream").into(&trial)
	w.simulation = trial.ID
	auditor := w.appointed("13900000005", staff.Auditor, "420000")
	var alarms wire.Page[wire.Alarm]
	w.send("GET", "/v1/alarms", auditor, nil).into(&alarms)
	w.alarm = alarms.Items[0].ID
}
