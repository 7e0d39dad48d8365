package node_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"kangma/audit"
	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
)

// login logs a phone in through a door, with the code from the sandbox's inbox.
func (h *hubei) login(phone string, door person.Door) node.Caller {
	h.t.Helper()
	ctx := h.t.Context()
	if err := h.RequestCode(ctx, phone); err != nil {
		h.t.Fatal(err)
	}
	inbox, err := h.Inbox(ctx, phone)
	if err != nil || len(inbox) == 0 {
		h.t.Fatal("no message", err)
	}
	_, rest, _ := strings.Cut(inbox[0].Body, "验证码 ")
	s, err := h.Login(ctx, phone, rest[:6], door, true)
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := h.Authenticate(s.Token, door)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

var zhang = node.Claim{Name: "张三丰", IDType: "resident_id", Number: "11010519491231002X"}

func healthy(r region.Code) node.Application {
	return node.Application{Purpose: "resident", Channel: "app", Region: r, Address: "解放大道1号", Truth: true,
		Health: node.Declaration{Status: "none", Symptoms: []string{"none"}, Temperature: 36.5, Contact: "no"}}
}

func (h *hubei) apply(phone string, claim node.Claim) (node.Caller, id.ID) {
	h.t.Helper()
	c := h.login(phone, person.HolderDoor)
	who, err := h.Verify(h.t.Context(), c, claim)
	if err != nil {
		h.t.Fatal(err)
	}
	if a, err := h.Apply(h.t.Context(), c, healthy(wuhan)); err != nil || !a.Assigned {
		h.t.Fatal(a, err)
	}
	return c, who
}

func (h *hubei) show(c node.Caller) node.Shown {
	h.t.Helper()
	s, err := h.Show(h.t.Context(), c, id.ID{}, false)
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func (h *hubei) record(number string, f evidence.Fact) evidence.Record {
	h.t.Helper()
	f.ValidUntil = instant.Never
	if f.ValidFrom == 0 {
		f.ValidFrom = h.Now()
	}
	purpose, _ := staff.ParsePurpose("control", "", "")
	r, err := h.RecordEvidence(h.t.Context(), node.Itself, node.Whom{IDType: "resident_id", Number: zhang.Number}, number, f, purpose)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// From application to gate: apply, be green at once, show, be verified without a network, turn red with an authority's
// record, explain it, turn green by oneself. HB-01, HB-04, HB-06, NA-06, BY-01, BY-02, BY-14
func TestLifeOfACode(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	c, who := h.apply("13800138000", zhang)
	s := h.show(c)
	if s.Decision.Colour != policy.Green || s.Person != who {
		t.Fatalf("%+v", s)
	}
	trust, _, err := h.Trust(ctx)
	if err != nil {
		t.Fatal(err)
	}
	a := pass.Verify(s.Token, trust, nil, h.Now(), pass.DefaultLimits)
	if a.Outcome != pass.Pass || a.Claims.Colour != pass.Green {
		t.Fatalf("offline: %+v", a)
	}
	if again := h.show(c); again.Token != s.Token {
		t.Error("a code that is still valid is shown again")
	}
	h.clock.Add(time.Hour)
	h.record("1", evidence.Fact{Kind: evidence.FeverClinic, Source: "wuhan-hospital-1", Region: wuhan})
	// The clock has not moved on, so the second within which changes of other processes are seen has not passed either.
	if s = h.show(c); s.Decision.Colour != policy.Red || s.State.Name != "red.fever" {
		t.Fatalf("after the record: %s", s.State.Name)
	}
	why, err := h.Why(ctx, c, id.ID{}, 0)
	if err != nil || len(why.Reasons) != 1 || why.Reasons[0].Rule.ID != "HB-01.fever-wuhan" || len(why.Reasons[0].Evidence) != 1 {
		t.Fatalf("%+v %v", why, err)
	}
	was, err := h.Why(ctx, c, id.ID{}, s.Decision.At-1)
	if err != nil || was.Colour != policy.Green {
		t.Fatalf("a past moment: %s %v", was.Colour, err)
	}
	h.clock.Add(7*instant.Day - time.Second)
	if s = h.show(c); s.Decision.Colour != policy.Red {
		t.Fatal("red for seven days")
	}
	h.clock.Add(time.Second)
	if s = h.show(c); s.Decision.Colour != policy.Green {
		t.Fatal("green by himself, to the second")
	}
}

// The due index turns codes without anybody asking, to the second. HB-04
func TestDueReviews(t *testing.T) {
	h := open(t)
	c, _ := h.apply("13800138000", zhang)
	h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc"})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- h.Run(ctx) }()
	h.clock.Add(14 * instant.Day)
	h.Wake()
	deadline := time.Now().Add(10 * time.Second)
	for {
		list, err := h.Decisions(ctx, c, id.ID{})
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Colour == policy.Green {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nobody decided")
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

// Identity stays, declarations change once a day, wards come through the guardian. NA-07, WH-03, WH-06, NA-12
func TestDeclarationsAndWards(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	c, _ := h.apply("13800138000", zhang)
	if err := h.Declare(ctx, c, id.ID{}, node.Declaration{Status: "fever"}); fault.CodeOf(err) != fault.Conflict {
		t.Fatal("a second declaration on the day of application:", err)
	}
	h.clock.Add(instant.Day)
	if err := h.Declare(ctx, c, id.ID{}, node.Declaration{Status: "fever", Temperature: 38}); err != nil {
		t.Fatal(err)
	}
	if s := h.show(c); s.Decision.Colour != policy.Yellow {
		t.Fatal(s.Decision.Colour)
	}
	list, err := h.Declarations(ctx, c, id.ID{})
	if err != nil || len(list) != 2 || list[0].Status != "fever" {
		t.Fatal(list, err)
	}
	child, err := h.Verify(ctx, c, node.Claim{Ward: true, Name: "张小宝", IDType: "none", Birth: "2015-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	a := healthy(wuhan)
	a.Person = child
	if _, err := h.Apply(ctx, c, a); err != nil {
		t.Fatal(err)
	}
	s, err := h.Show(ctx, c, child, false)
	if err != nil || s.Decision.Colour != policy.Green {
		t.Fatal(s.Decision.Colour, err)
	}
	stranger := h.login("13900139000", person.HolderDoor)
	if _, err := h.Show(ctx, stranger, child, false); fault.CodeOf(err) != fault.NotFound {
		t.Error("a stranger sees a child:", err)
	}
}

// Two applications of one person at the same moment end in one person with one code. MS-04
func TestOnePersonOneCode(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	c := h.login("13800138000", person.HolderDoor)
	whos := make([]id.ID, 8)
	var wg sync.WaitGroup
	for i := range whos {
		wg.Go(func() {
			who, err := h.Verify(ctx, c, zhang)
			if err == nil {
				_, err = h.Apply(ctx, c, healthy(wuhan))
			}
			if err != nil {
				t.Error(err)
			}
			whos[i] = who
		})
	}
	wg.Wait()
	for _, w := range whos {
		if w != whos[0] {
			t.Fatal("two persons of one document")
		}
	}
	list, err := h.Declarations(ctx, c, id.ID{})
	if err != nil || len(list) != 1 {
		t.Fatalf("%d declarations on one day, %v", len(list), err)
	}
}

// The gate: a passage is stored once, masked checking information and no reason, a fever is noted and colours nobody,
// and a collector sees no history. WH-12, WH-13, HB-08, MS-02, BY-13
func TestGate(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, _ := h.apply("13800138000", zhang)
	point, err := h.AddPoint(ctx, node.Itself, passage.Point{Name: "东门", Region: wuhan})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Appoint(ctx, node.Itself, node.NewAppointment{Phone: "13700137000", Name: "李四", Role: staff.Collector, Region: wuhan, Point: point.ID}); err != nil {
		t.Fatal(err)
	}
	collector := h.login("13700137000", person.StaffDoor)
	s := h.show(holder)
	seen, err := h.Check(ctx, collector, point.ID, s.Token)
	if err != nil || seen.Answer.Outcome != pass.Pass || seen.Name == "" || strings.Contains(seen.Name+seen.Number, "三丰") {
		t.Fatalf("%+v %v", seen, err)
	}
	hot, err := passage.ParseTemperature(37.6)
	if err != nil {
		t.Fatal(err)
	}
	r := node.ScanRequest{ID: id.New(h.Now()), Point: point.ID, Token: s.Token, Temperature: hot}
	for i, want := range []bool{true, false} {
		got, err := h.Scan(ctx, collector, r)
		if err != nil || got.Stored != want || got.Answer.Outcome != pass.Pass {
			t.Fatalf("scan %d: %+v %v", i, got, err)
		}
	}
	if s := h.show(holder); s.Decision.Colour != policy.Green {
		t.Error("a measured fever colours nobody")
	}
	h.record("1", evidence.Fact{Kind: evidence.CaseConfirmed, Source: "cdc"})
	if seen, err = h.Check(ctx, collector, point.ID, s.Token); err != nil || seen.Answer.Outcome != pass.Stop {
		t.Errorf("an old green token online: %+v %v", seen.Answer, err)
	}
	purpose, _ := staff.ParsePurpose("quality", "", "")
	if _, err := h.Passages(ctx, collector, passage.Query{Region: wuhan, Limit: 10}, purpose); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a collector reads passages:", err)
	}
	list, err := h.Passages(ctx, node.Itself, passage.Query{Region: wuhan, Limit: 10}, purpose)
	if err != nil || len(list) != 1 {
		t.Error(list, err)
	}
	looks, _, err := h.Looks(ctx, holder, id.ID{}, id.ID{}, 10)
	if err != nil || len(looks) != 2 {
		t.Errorf("the holder sees who looked: %v %v", looks, err)
	}
	if err := h.Settle(ctx); err != nil {
		t.Fatal(err)
	}
	report, err := h.VerifyLog(ctx, nil, nil)
	if err != nil || !report.Sound() || report.Size == 0 {
		t.Errorf("%+v %v", report, err)
	}
}

// A mode is a new regime: everybody is decided anew, whoever asks first or the job. HB-11, WH-07
func TestModes(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	c, _ := h.apply("13800138000", zhang)
	if _, err := h.SwitchMode(ctx, node.Itself, policy.Switch{Mode: "registration_only", Until: instant.Never, Reason: "封闭管理", Region: region.MustParseCode("990000")}); fault.CodeOf(err) != fault.Invalid {
		t.Error("a mode of a region that does not exist:", err)
	}
	if _, err := h.SwitchMode(ctx, node.Itself, policy.Switch{Mode: "registration_only", Until: h.Now().Add(instant.Day), Reason: "封闭管理"}); err != nil {
		t.Fatal(err)
	}
	if s := h.show(c); s.Decision.Colour != policy.Gray || s.State.Name != "gray.registered" {
		t.Fatal(s.State.Name)
	}
	h.clock.Add(instant.Day)
	if s := h.show(c); s.Decision.Colour != policy.Green {
		t.Fatal(s.State.Name)
	}
}

// A clock that goes back neither stops the node nor writes history before history (NO-4).
func TestClockGoesBack(t *testing.T) {
	dir := t.TempDir()
	c := &clock{now: time.Date(2020, 3, 25, 1, 0, 0, 0, time.UTC)}
	n, err := node.Open(t.Context(), config(t, dir, c))
	if err != nil {
		t.Fatal(err)
	}
	before := n.Now()
	c.Add(-time.Hour)
	if n.Now() != before {
		t.Error("the clock went back")
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	n, err = node.Open(t.Context(), config(t, dir, c))
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	if n.Now() < before {
		t.Errorf("after a restart it is %s, before %s", n.Now(), before)
	}
}

// Every act has its entry (NO-1), evidence decides in its own transaction (NO-2), what is known twice is refused (EV-4),
// an end and a retraction keep the original (EV-1, BY-03), and identity is nobody's business (NO-5, BY-19).
func TestEvidenceOfAuthorities(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	c, who := h.apply("13800138000", zhang)
	h.clock.Add(time.Hour)
	r := h.record("17", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc"})
	purpose, _ := staff.ParsePurpose("control", "", "")
	_, err := h.RecordEvidence(ctx, node.Itself, node.Whom{IDType: "resident_id", Number: zhang.Number}, "17", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", ValidFrom: h.Now(), ValidUntil: instant.Never}, purpose)
	if f, _ := fault.As(err); f == nil || f.Key != "evidence.repeated" {
		t.Error("the same record again:", err)
	}
	h.clock.Add(time.Hour)
	ch := evidence.Change{Person: who, Evidence: r.ID, Until: h.Now(), Reason: "解除隔离", Ground: "case 1"}
	if _, err := h.EndEvidence(ctx, c, ch, purpose); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a holder ends evidence:", err)
	}
	if _, err := h.EndEvidence(ctx, node.Itself, ch, purpose); err != nil {
		t.Fatal(err)
	}
	if s := h.show(c); s.Decision.Colour != policy.Green {
		t.Error("ended, but", s.Decision.Colour)
	}
	was, err := h.Why(ctx, c, id.ID{}, h.Now()-1)
	if err != nil || was.Colour != policy.Yellow {
		t.Error("before the end it was yellow:", was.Colour, err)
	}
	if _, err := h.RetractEvidence(ctx, node.Itself, ch, purpose); err != nil {
		t.Fatal(err)
	}
	if _, err := h.RetractEvidence(ctx, node.Itself, ch, purpose); fault.CodeOf(err) != fault.Conflict {
		t.Error("retracted twice:", err)
	}
	if was, err = h.Why(ctx, c, id.ID{}, h.Now()-1); err != nil || was.Colour != policy.Yellow {
		t.Error("what was shown then is not rewritten:", was.Colour, err)
	}
	entries, _, err := h.Entries(ctx, node.Itself, 0, audit.Query{Subject: who, Limit: 100}, purpose)
	if err != nil {
		t.Fatal(err)
	}
	acts := map[audit.Action]int{}
	for _, e := range entries {
		acts[e.Action]++
	}
	for _, a := range []audit.Action{audit.PersonRegister, audit.CodeApply, audit.EvidenceAppend, audit.EvidenceEnd, audit.EvidenceRetract} {
		if acts[a] != 1 {
			t.Errorf("%d entries of %s", acts[a], a)
		}
	}
	if _, err := h.LookUp(ctx, c, node.Whom{IDType: "resident_id", Number: zhang.Number}, purpose); fault.CodeOf(err) != fault.Forbidden {
		t.Error("a holder looks people up:", err)
	}
}

// A decision of an older regime is never shown: who asks before the job has come to him is decided first (NO-3). The
// declaration of an application counts as the day's (NO-6), and re-deciding says how far it is.
func TestRegimes(t *testing.T) {
	h := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := h.apply("13800138000", zhang)
	before, _ := h.Regime()
	if _, err := h.SwitchMode(ctx, node.Itself, policy.Switch{Mode: "colours_off", Until: instant.Never, Reason: "待省里明确统一标准"}); err != nil {
		t.Fatal(err)
	}
	if after, _ := h.Regime(); after.Number != before.Number+1 {
		t.Fatal(after)
	}
	if s := h.show(c); s.Decision.Colour != policy.None || s.Decision.Regime != before.Number+1 {
		t.Fatalf("%+v", s.Decision)
	}
	done := make(chan error)
	go func() { done <- h.Run(ctx) }()
	deadline := time.Now().Add(10 * time.Second)
	for {
		list, err := h.Jobs(ctx, node.Itself, "redecide", id.ID{}, 10)
		if err != nil {
			t.Fatal(err)
		}
		finished := 0
		for _, j := range list {
			if j.State == jobs.Done {
				finished++
			}
		}
		if finished == 2 { // the first regime's and the mode's
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("%+v", list)
		}
		time.Sleep(10 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
