package api_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"kangma/api/wire"
	"kangma/internal/id"
	"kangma/staff"
)

// attempt is how an operation of staff is tried on what belongs to Jiang'an of Wuhan.
type attempt struct {
	id    id.ID  // {id} of the address
	part  id.ID  // {attachment} of the address
	query string // begins with ?
	body  any
	own   bool         // it is about the caller's own office: it may go well, but tells nothing of Wuhan
	bad   any          // what could be refused for what it says: who may not send it is refused for that, before anybody looks
	may   staff.Action // who may this somewhere may be told that what he sent as bad is bad; "": it is the whole node's
	all   bool         // it is of no region: whoever's office has it in any region may
}

// ristretto is an element of ristretto255, its base (RFC 9496).
var ristretto, _ = hex.DecodeString("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")

// attempts has every operation of staff. A new one fails the test until somebody says here how it is tried.
func (w *world) attempts() map[string]attempt {
	purpose, later, none := wire.Purpose{Purpose: "control"}, wire.Time(w.node.Now().Add(time.Hour)), id.New(w.node.Now())
	ending := wire.Ending{Person: w.person, Reason: "r", Ground: "g", Purpose: purpose}
	look := "&purpose=control"
	isolation := json.RawMessage(`{"from":"2020-03-01T00:00:00+08:00","until":"2020-03-20T00:00:00+08:00","place":"x","work":"y","queried":true}`)
	return map[string]attempt{
		"list-overdue":    {own: true},
		"list-entries":    {query: "?purpose=control"},
		"list-desk-cases": {own: true},
		"open-desk-case": {body: wire.NewDeskCase{NewCase: wire.NewCase{Kind: "isolation_certificate", Person: w.person, Form: isolation}},
			bad: wire.NewDeskCase{NewCase: wire.NewCase{Kind: "mode_switch", Form: json.RawMessage(`{"mode":"x"}`)}}, may: staff.ModeSwitch},
		"move-desk-cases": {own: true, body: wire.CaseMoves{Moves: []wire.CaseStep{{Case: w.kase, DeskMove: wire.DeskMove{CaseMove: wire.CaseMove{Move: "approve", Version: 1}}}}}},
		"get-desk-case":   {id: w.kase},
		"assign-case":     {id: w.kase, body: wire.NewAssignee{To: w.account, Reason: "r"}},
		"move-desk-case":  {id: w.kase, body: wire.DeskMove{CaseMove: wire.CaseMove{Move: "approve", Version: 1}}},
		"note-case":       {id: w.kase, body: wire.NewNote{Note: "n"}},
		"record-evidence": {body: wire.NewEvidence{Whom: whomZhang, Kind: "fever.clinic", Source: "x", Region: "420102", ValidFrom: wire.Time(w.node.Now()), Purpose: purpose},
			bad: wire.NewEvidence{Whom: wire.Whom{IDType: "resident_id", Number: "1"}, Kind: "whitelist.code", Source: "x", ValidFrom: wire.Time(w.node.Now()), Purpose: purpose}, may: staff.EvidenceRecord},
		"list-imports":       {own: true},
		"start-import":       {query: "?source=x&kind=fever.clinic", body: "a,b\n1,2\n", all: true, bad: "\x00", may: staff.EvidenceImport},
		"get-import":         {id: w.run},
		"add-feed":           {body: wire.NewFeed{Name: "another", Authority: "border", Region: "420102", Kinds: []string{"entry"}, Source: "x", Way: "push", Expected: 3600}},
		"list-feeds":         {own: true},
		"get-feed":           {id: w.feed},
		"change-feed":        {id: w.feed, body: wire.NewFeed{Region: "420102", Kinds: []string{"entry"}, Source: "y", Way: "push", Expected: 3600}},
		"propose-feed-key":   {id: w.feed, body: wire.NewFeedKey{Key: strings.Repeat("B", 43)}, bad: wire.NewFeedKey{Key: "x"}, may: staff.FeedManage},
		"approve-feed-key":   {id: w.feed},
		"retire-feed-key":    {id: w.feed},
		"list-deliveries":    {own: true},
		"retake-delivery":    {id: w.delivery, body: "a,b\n1,2\n"},
		"dismiss-delivery":   {id: w.delivery, body: wire.Because{Reason: "r"}},
		"import-errors":      {id: w.run},
		"resume-import":      {id: w.run},
		"stop-import":        {id: w.run},
		"list-mappings":      {all: true},
		"save-mapping":       {body: wire.Mapping{Name: "m", Fields: map[string]any{}}, all: true},
		"end-evidence":       {id: w.fact, body: ending, bad: wire.Ending{Person: w.person, Purpose: purpose}},
		"retract-evidence":   {id: w.fact, body: ending, bad: wire.Ending{Person: w.person, Purpose: purpose}},
		"register-device":    {body: wire.DeviceKey{}, own: true},
		"list-jobs":          {},
		"get-job":            {id: w.job},
		"resume-job":         {id: w.job},
		"stop-job":           {id: w.job},
		"propose-mode":       {body: wire.NewMode{Mode: "colours_off", Reason: "r"}},
		"list-passages":      {query: "?region=420102" + look},
		"scan-code":          {body: wire.Scan{ID: none, Point: w.point, Text: w.token}},
		"check-code":         {body: wire.Check{Point: w.point, Text: w.token}},
		"upload-slips":       {body: wire.Slips{Device: none, Passages: []wire.Slip{}}, own: true},
		"enter-on-site":      {body: wire.OnSite{Name: "李秀英", IDType: "resident_id", Number: "420102194001011225", Why: "resident", Region: "420102", Address: "x", Health: wire.Health{Status: "none"}, Seen: "document", Consent: "spoken", Purpose: purpose}},
		"announce-call":      {body: wire.OfHelped{Person: w.person, Purpose: purpose}},
		"issue-paper-for":    {body: wire.OfHelped{Person: w.person, Purpose: purpose}},
		"lose-paper-for":     {body: wire.OfHelped{Person: w.person, Purpose: purpose}},
		"list-papers-of":     {query: "?person=" + w.person.String() + look},
		"print-paper-for":    {id: none, query: "?person=" + w.person.String() + look},
		"look-up":            {body: wire.LookUp{Whom: whomZhang, Purpose: purpose}, bad: wire.LookUp{Whom: wire.Whom{IDType: "resident_id", Number: "1"}, Purpose: purpose}, may: staff.PersonLookUp},
		"open-look":          {body: wire.NewLook{IDType: whomZhang.IDType, Number: whomZhang.Number, Purpose: purpose}, bad: wire.NewLook{IDType: "resident_id", Number: "1", Purpose: purpose}, may: staff.PersonLookUp},
		"read-look":          {body: wire.LookName{Look: "x"}},
		"reveal-person":      {body: wire.Reveal{LookName: wire.LookName{Look: "x"}, Reason: "r"}},
		"list-places":        {query: "?region=420102"},
		"add-place":          {body: wire.NewPlace{Kind: "mall", Name: "x", Region: "420102"}},
		"import-places":      {body: "kind,name,region\nmall,x,420102\n", all: true, bad: "\x00", may: staff.PointManage},
		"file-whitelist":     {query: "?list=whitelist.truck&vetted_by=a&filed_with=b&from=2020-03-25T00:00:00Z&until=2020-05-01T00:00:00Z", body: "姓名,证件号码\n张三丰,11010519491231002X\n", bad: "\x00", may: staff.CaseDecide},
		"close-place":        {id: w.place},
		"get-place":          {id: w.place},
		"revoke-place-code":  {id: w.place},
		"print-posters":      {query: "?region=420102"},
		"show-place-code":    {id: w.place},
		"issue-place-code":   {id: w.place, body: wire.NewPlaceCode{}},
		"list-points":        {own: true},
		"add-point":          {body: wire.NewPoint{Name: "x", Place: w.place}},
		"switch-point":       {body: wire.CurrentPoint{Point: w.point}},
		"close-point":        {id: w.point},
		"import-risk":        {query: "?source=x", body: riskList, bad: "no list"},
		"who-passed":         {id: w.passage, body: wire.WhoPassed{Point: w.point, At: w.passedAt, Purpose: wire.Purpose{Purpose: "investigation", Case: "1"}}},
		"list-staff":         {query: "?region=420102"},
		"be-away":            {body: wire.NewAbsence{Staff: w.account, From: later, Until: wire.Time(w.node.Now().Add(2 * time.Hour))}},
		"be-back":            {id: w.absence},
		"staff-history":      {id: w.account},
		"restore":            {id: w.account},
		"suspend":            {id: w.account, body: wire.Suspension{Reason: "r"}},
		"appoint":            {body: wire.NewAppointment{Phone: "13900000008", Name: "x", Role: "grid_worker", Region: "420102"}},
		"appoint-all":        {own: true, body: wire.NewAppointments{Rows: []wire.NewAppointment{{Phone: "13900000008", Name: "x", Role: "grid_worker", Region: "420102"}}}},
		"dismiss":            {id: w.appointment},
		"open-emergency":     {all: true, body: wire.NewEmergency{Actions: []string{"person.look_up"}, Region: "420900", Reason: "r"}},
		"list-grants":        {query: "?region=420102"},
		"give-grant":         {body: wire.NewGrant{Staff: w.account, Actions: []string{"case.decide"}, Region: "420102", Until: later, Reason: "r"}},
		"withdraw-grant":     {id: w.grant},
		"list-staff-notices": {own: true},
		"read-staff-notice":  {id: w.notice},
		"end-sessions":       {query: "?staff=" + w.account.String()},
		"list-sessions":      {query: "?staff=" + w.account.String()},
		"list-passkeys":      {own: true},
		"begin-passkey":      {own: true},
		"finish-passkey":     {body: wire.PasskeyAnswer{Ticket: "x", Name: "x", Answer: json.RawMessage(`{}`)}},
		"remove-passkey":     {id: none},
		"enrol":              {id: w.account},
		"link-login":         {id: w.account, body: wire.LoginLink{Subject: "s"}},
		"unlink-login":       {id: w.account},
		"get-standing":       {own: true},

		"attach-desk":             {id: w.kase, body: "%PDF-1.4\n"},
		"list-desk-attachments":   {id: w.kase},
		"get-desk-attachment":     {id: w.kase, part: w.attachment},
		"check-certificate":       {id: none},
		"print-desk-certificate":  {id: none},
		"get-weighing":            {id: w.run},
		"list-alarms":             {own: true},
		"list-doubled":            {query: "?region=420102"},
		"see-alarm":               {id: w.alarm},
		"place-coverage":          {query: "?region=420102"},
		"place-coverage-table":    {query: "?region=420102"},
		"plan-inspections":        {body: wire.NewInspectionPlan{Region: "420102", Days: 7}},
		"list-inspection-plans":   {own: true},
		"end-inspection-plan":     {id: w.plan},
		"list-inspections":        {query: "?region=420102"},
		"report-inspection":       {body: wire.InspectionReport{Place: w.place, Answers: []wire.InspectionAnswer{}}},
		"list-findings":           {query: "?region=420102"},
		"close-finding":           {id: w.finding},
		"upload-policy":           {body: "PK", bad: "x"},
		"list-candidates":         {},
		"simulate-policy":         {body: wire.Simulate{Digest: strings.Repeat("1", 64)}},
		"simulate-list":           {query: "?source=x", body: riskList, bad: "no list"},
		"list-simulations":        {},
		"report-fallback":         {body: wire.Fallback{ID: none, Point: w.point, Cause: "ordered", Began: wire.Time(w.node.Now())}},
		"list-fallbacks":          {query: "?region=420102"},
		"list-manual-passages":    {query: "?region=420102" + look},
		"reveal-manual-passage":   {id: none, query: "?purpose=investigation&case=C1"},
		"get-simulation":          {id: w.simulation},
		"start-shadow":            {body: wire.StartShadow{Digest: strings.Repeat("1", 64)}},
		"list-shadows":            {},
		"stop-shadow":             {id: none},
		"list-hub-candidates":     {},
		"list-hub-members":        {},
		"hub-status":              {},
		"admit-member":            {id: none, body: wire.Because{}},
		"refuse-member":           {id: none, body: wire.Because{Reason: "r"}},
		"remove-member":           {body: wire.Because{Reason: "r"}},
		"plan-destruction":        {},
		"propose-destruction":     {body: wire.Because{Reason: "r"}},
		"approve-destruction":     {id: none, body: wire.Because{}},
		"propose-policy":          {body: wire.Propose{Digest: strings.Repeat("1", 64), Reason: "r"}},
		"list-publications":       {},
		"present-certificate-for": {body: wire.HelpedCertificate{Person: w.person, Text: "HC1:", Purpose: purpose}},
		"propose-edition":         {body: "name: x", query: "?reason=r"},
		"list-editions":           {},
		"get-edition":             {id: none},
		"approve-edition":         {id: none, body: wire.Because{}},
		"withdraw-edition":        {id: none, body: wire.Because{Reason: "r"}},
		"stop-edition":            {id: none, body: wire.StopRecognising{Reason: "r"}},
		"approve-policy":          {id: none, body: wire.Because{}},
		"withdraw-policy":         {id: none, body: wire.Because{Reason: "r"}},
		"code-statistics":         {query: "?region=420102"},
		"application-statistics":  {query: "?region=420102"},
		"case-statistics":         {query: "?region=420102"},
		"passage-statistics":      {query: "?region=420102"},

		"import-timetable":        {query: "?mode=train&source=x", body: "车次,站序,站名,到站时间,出发时间\nG1,1,甲,,09:00\n,2,乙,10:00,\n", all: true, bad: "\x00", may: staff.ContactImport},
		"import-contacts":         {query: "?kind=passengers&mode=train", body: "车次,证件号码,日期,上车站,下车站\nG1,11010519491231002X,2020-03-20,甲,乙\n", all: true, bad: "\x00", may: staff.ContactImport},
		"save-contact-mapping":    {body: wire.ContactMapping{Name: "m", Kind: "passengers", Fields: map[string]any{}}, all: true},
		"evaluate-contacts":       {body: wire.ContactBlinded{Blinded: [][]byte{ristretto}}, all: true},
		"list-contact-patients":   {query: "?region=420102"},
		"end-contact-patient":     {id: none},
		"start-contact-run":       {body: wire.NewContactRun{Purpose: purpose}},
		"list-contact-runs":       {all: true},
		"compare-contact-runs":    {query: "?before=" + none.String() + "&after=" + none.String()},
		"list-contact-candidates": {id: none, query: "?class=close&region=420102&purpose=investigation&case=1"},
	}
}

// described are the operations of staff, by name, as the description has them.
func (h *hubei) staffOperations() map[string][2]string {
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Tags        []string
		}
	}
	h.send("GET", "/openapi.json", "", nil).into(&doc)
	out := map[string][2]string{}
	for path, methods := range doc.Paths {
		for method, op := range methods {
			if slices.Contains(op.Tags, "staff") {
				out[op.OperationID] = [2]string{strings.ToUpper(method), path}
			}
		}
	}
	return out
}

// BY-19, WH-08, ST-1: every operation of staff, as every role of Xiaogan, on what is Wuhan's, is refused; and what is one's
// own shows nothing of Wuhan. The doors are TestNobodyGetsIn's.
func TestWrongRegion(t *testing.T) {
	h := open(t, free)
	w := h.world()
	attempts, operations := w.attempts(), h.staffOperations()
	for name := range attempts {
		if _, ok := operations[name]; !ok {
			t.Errorf("%s is no operation any more", name)
		}
	}
	var secrets []string
	for _, v := range []id.ID{w.person, w.fact, w.place, w.point, w.appointment, w.account, w.grant, w.absence, w.run, w.job, w.simulation, w.attachment, w.plan, w.finding, w.notice} {
		if v.IsZero() {
			t.Fatal("there is nothing in Wuhan to try this on")
		}
		secrets = append(secrets, v.String())
	}
	tokens := map[string]string{"nobody appointed": h.login("13700137000", wire.StaffDoor)}
	for i, o := range staff.Offices {
		if o.Role == staff.System {
			continue
		}
		if o.Role == staff.Collector {
			admin := h.appointed("13600000100", staff.Administrator, "420900")
			var at wire.Point
			h.send("POST", "/v1/points", admin, wire.NewPoint{Name: "孝感站", Region: "420900"}).into(&at)
			h.send("POST", "/v1/staff/appointments", admin, wire.NewAppointment{Phone: "13600000101", Name: "李梅", Role: "collector", Point: at.ID}).into(nil)
			tokens[string(o.Role)] = h.login("13600000101", wire.StaffDoor)
			continue
		}
		tokens[string(o.Role)] = h.appointed(fmt.Sprintf("1370000%04d", i), o.Role, "420900")
	}
	for name, op := range operations {
		try, ok := attempts[name]
		if !ok {
			t.Errorf("%s %s: say in attempts how %s is tried in the wrong region", op[0], op[1], name)
			continue
		}
		for role, token := range tokens {
			path := strings.NewReplacer("{region}", "420100", "{id}", try.id.String(), "{attachment}", try.part.String(), "{key}", w.feedKey).Replace(op[1]) + try.query
			kind := "application/json"
			if _, text := try.body.(string); text {
				kind = "application/octet-stream"
			}
			a := h.send(op[0], path, token, try.body, "Content-Type", kind)
			refused := outside(a)
			if try.bad != nil && (try.may == "" || !staff.Role(role).Permits(try.may)) {
				if b := h.send(op[0], path, token, try.bad, "Content-Type", kind); !outside(b) {
					t.Errorf("%s as %s looks at what is sent before who sends it: %d %s", name, role, b.status, b.body)
				}
			}
			switch {
			case a.status >= 500:
				t.Errorf("%s as %s: %d %s", name, role, a.status, a.body)
			case !refused && !try.own && !(try.all && role != "nobody appointed"):
				t.Errorf("%s as %s of another region: %d %s", name, role, a.status, a.body)
			}
			for _, s := range secrets {
				if a.status < 300 && strings.Contains(string(a.body), s) {
					t.Errorf("%s as %s tells of Wuhan: %s", name, role, a.body)
				}
			}
			if name == "appoint-all" && a.status < 300 {
				var out wire.AppointmentResults
				must(t, json.Unmarshal(a.body, &out))
				if out.Results[0].Appointment != nil {
					t.Errorf("%s appointed", role)
				}
			}
		}
	}
}

// outside says whether an answer tells nothing but that one may not.
func outside(a answer) bool {
	return slices.Contains([]int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound}, a.status)
}
