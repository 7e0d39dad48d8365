package node_test

import (
	"bytes"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/pass"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

var onTheSpot = staff.Purpose{Kind: "service", Note: "现场代办"}

// text is the QR code of a paper, as it is printed.
func (h *hubei) text(p pass.Paper) string {
	h.t.Helper()
	text, err := h.SignPaper(p)
	if err != nil {
		h.t.Fatal(err)
	}
	return text
}

// lists are what a gate holds.
func (h *hubei) lists() (*pass.TrustList, pass.Statuses) {
	h.t.Helper()
	trust, _, err := h.Trust(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	list, _, _, err := h.Recalls(h.t.Context(), h.Region)
	if err != nil {
		h.t.Fatal(err)
	}
	return trust, pass.Statuses{h.Region: list}
}

// gateIn is a collector and his point.
func (h *hubei) gateIn(r region.Code, phone string) (node.Caller, id.ID) {
	h.t.Helper()
	hq := h.staffed("139"+phone, staff.Administrator, r)
	p, err := h.AddPoint(h.t.Context(), hq, passage.Point{Name: "东门", Region: r})
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.Appoint(h.t.Context(), hq, node.NewAppointment{Phone: "136" + phone, Name: "李梅", Role: staff.Collector, Point: p.ID}); err != nil {
		h.t.Fatal(err)
	}
	return h.login("136"+phone, person.StaffDoor), p.ID
}

// BY-09, PA-7, PA-8: a paper code is ask without a network and the state of now with one; lost, it never counts again, at either kind of gate.
func TestPaperCode(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	paper, err := h.IssuePaper(ctx, holder, id.ID{}, staff.Purpose{})
	h.ok(err)
	if paper.Person != who || paper.Expires != paper.IssuedAt.Add(90*instant.Day) || paper.By != pass.ByHolder {
		t.Errorf("%+v", paper)
	}
	text := h.text(paper)
	offline := func(text string) pass.Answer {
		trust, statuses := h.lists()
		return pass.Verify(text, trust, statuses, h.Now(), pass.DefaultLimits)
	}
	_, point := h.gateIn(wuhan, "00000011")
	h.clock.Add(40 * 24 * time.Hour)
	collector := h.login("13600000011", person.StaffDoor)
	if a := offline(text); a.Outcome != pass.Ask || a.Reason != pass.OnPaper || a.Claims.Colour != pass.None || a.StatusFrom == nil {
		t.Errorf("without a network: %+v", a)
	}
	online, err := h.Check(ctx, collector, point, text)
	h.ok(err)
	if online.Answer.Outcome != pass.Pass || online.Answer.Reason != pass.PaperNow || online.Answer.Claims.Colour != pass.Green || online.Name == "" {
		t.Errorf("with a network: %+v", online)
	}
	h.record("", evidence.Fact{Kind: evidence.FeverClinic, Source: "医院", Region: wuhan})
	scanned, err := h.Scan(ctx, collector, node.ScanRequest{ID: id.New(h.Now()), Point: point, Token: text})
	h.ok(err)
	if scanned.Answer.Outcome != pass.Stop || scanned.Answer.Reason != pass.PaperNow || scanned.Answer.Claims.Colour != pass.Red || !scanned.Stored {
		t.Errorf("the state of now: %+v", scanned)
	}

	holder = h.login("13800138000", person.HolderDoor)
	lost, err := h.LosePaper(ctx, holder, id.ID{}, staff.Purpose{})
	h.ok(err)
	if lost.ID != paper.ID || lost.Ended != pass.PaperLost {
		t.Errorf("%+v", lost)
	}
	_, err = h.LosePaper(ctx, holder, id.ID{}, staff.Purpose{})
	wantKey(t, err, "paper.none")
	if a := offline(text); a.Outcome != pass.Unknown || a.Reason != pass.Cancelled {
		t.Errorf("lost, without a network: %+v", a)
	}
	if online, err = h.Check(ctx, collector, point, text); err != nil || online.Answer.Reason != pass.Cancelled || online.Name != "" {
		t.Errorf("lost, with a network: %+v %v", online, err)
	}
	if scanned, err = h.Scan(ctx, collector, node.ScanRequest{ID: id.New(h.Now()), Point: point, Token: text}); err != nil || scanned.Answer.Outcome != pass.Unknown || scanned.Name != "" {
		t.Errorf("lost, scanned: %+v %v", scanned, err)
	}
	next, err := h.IssuePaper(ctx, holder, who, staff.Purpose{})
	h.ok(err)
	third, err := h.IssuePaper(ctx, holder, who, staff.Purpose{})
	h.ok(err)
	if a, b := offline(h.text(next)), offline(h.text(third)); a.Reason != pass.Cancelled || b.Reason != pass.OnPaper {
		t.Errorf("a new one ends the one before: %v %v", a.Reason, b.Reason)
	}
	list, err := h.Papers(ctx, holder, id.ID{}, staff.Purpose{})
	if err != nil || len(list) != 3 || list[0].ID != third.ID || list[1].Ended != pass.PaperReplaced {
		t.Errorf("%+v %v", list, err)
	}
	inbox, err := h.HolderNotices(ctx, holder, node.NoticeQuery{Limit: 10})
	if err != nil || len(inbox.Page) < 4 {
		t.Errorf("the holder is told: %+v %v", inbox, err)
	}
	h.clock.Add(91 * 24 * time.Hour)
	if third.Counts(h.Now()) || !third.Counts(third.Expires-1) {
		t.Errorf("after its time: %+v", third)
	}
}

// BY-09: the same paper can be printed again, by who may; what is printed names nobody in full.
func TestPaperIsPrinted(t *testing.T) {
	if _, err := poster.Font(); err != nil {
		t.Skip(err)
	}
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800138000", zhang)
	paper, err := h.IssuePaper(ctx, holder, id.ID{}, staff.Purpose{})
	h.ok(err)
	h.clock.Add(20 * 24 * time.Hour)
	holder = h.login("13800138000", person.HolderDoor)
	pdf, err := h.PrintPaper(ctx, holder, id.ID{}, paper.ID, staff.Purpose{})
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Error(err)
	}
	if a, b := h.text(paper), h.text(paper); pass.Verify(a, nil, nil, h.Now(), pass.DefaultLimits).Reason != pass.NoTrust || a[:60] != b[:60] {
		t.Error("two prints are two papers")
	}
	stranger := h.login("13800138001", person.HolderDoor)
	_, err = h.PrintPaper(ctx, stranger, who, paper.ID, staff.Purpose{})
	wantKey(t, err, "person.not_linked")
	_, err = h.IssuePaper(ctx, stranger, who, staff.Purpose{})
	wantKey(t, err, "person.not_linked")
	h.ok(func() error { _, err := h.LosePaper(ctx, holder, who, staff.Purpose{}); return err }())
	_, err = h.PrintPaper(ctx, holder, who, paper.ID, staff.Purpose{})
	wantKey(t, err, "paper.ended")
}

var grandmother = node.Claim{Name: "李秀英", IDType: "resident_id", Number: "420102194001011225"}

// NA-12, BY-09: a helper registers and declares for who has no phone, in his own region alone, with document, consent and purpose; the paper
// that he prints shows the state at gates; whoever looks after her later reads of it.
func TestOnSite(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	helper := h.staffed("13900000021", staff.GridWorker, wuhan)
	elsewhere := h.staffed("13900000022", staff.GridWorker, region.MustParseCode("420902"))
	o := node.OnSite{Claim: grandmother, Application: healthy(wuhan), Seen: node.SeenDocument, Consent: node.ConsentSpoken, Purpose: onTheSpot}
	for key, change := range map[string]func(*node.OnSite){
		"onsite.seen":    func(o *node.OnSite) { o.Seen = "" },
		"onsite.consent": func(o *node.OnSite) { o.Consent = "assumed" },
	} {
		bad := o
		change(&bad)
		_, err := h.EnterOnSite(ctx, helper, bad)
		wantKey(t, err, key)
	}
	none := o
	none.Purpose = staff.Purpose{}
	if _, err := h.EnterOnSite(ctx, helper, none); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("without a purpose: %v", err)
	}
	if _, err := h.EnterOnSite(ctx, elsewhere, o); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("in another region: %v", err)
	}
	done, err := h.EnterOnSite(ctx, helper, o)
	h.ok(err)
	who := done.Application.Person
	if !done.New || !done.Assigned || who.IsZero() {
		t.Errorf("%+v", done)
	}
	again, err := h.EnterOnSite(ctx, helper, o)
	if err != nil || again.New || again.Application.Person != who {
		t.Errorf("again: %+v %v", again, err)
	}
	wrong := o
	wrong.Name = "王小明"
	_, err = h.EnterOnSite(ctx, helper, wrong)
	wantKey(t, err, "person.mismatch")

	if _, err := h.IssuePaper(ctx, elsewhere, who, onTheSpot); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a paper from another region: %v", err)
	}
	if _, err := h.IssuePaper(ctx, helper, who, staff.Purpose{}); fault.CodeOf(err) != fault.Invalid {
		t.Errorf("a paper without a purpose: %v", err)
	}
	paper, err := h.IssuePaper(ctx, helper, who, onTheSpot)
	h.ok(err)
	if paper.By != pass.ByStaff {
		t.Errorf("%+v", paper)
	}
	collector, point := h.gateIn(wuhan, "00000023")
	if got, err := h.Check(ctx, collector, point, h.text(paper)); err != nil || got.Answer.Outcome != pass.Pass || got.Answer.Claims.Colour != pass.Green {
		t.Errorf("%+v %v", got, err)
	}
	_, err = h.Papers(ctx, elsewhere, who, onTheSpot)
	if fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("papers for another region: %v", err)
	}

	daughter, _ := h.apply("13800138000", zhang)
	ward := grandmother
	ward.Ward = true
	if v, err := h.Verify(ctx, daughter, ward); err != nil || v != who {
		t.Fatal(v, err)
	}
	inbox, err := h.HolderNotices(ctx, daughter, node.NoticeQuery{Person: who, Limit: 10})
	if err != nil || len(inbox.Page) < 3 {
		t.Errorf("who looks after her reads of it: %+v %v", inbox.Page, err)
	}
	list, err := h.Declarations(ctx, daughter, who)
	if err != nil || len(list) != 1 {
		t.Errorf("%+v %v", list, err)
	}
	own := o
	own.Claim = zhang
	_, err = h.EnterOnSite(ctx, helper, own)
	wantKey(t, err, "onsite.own_account")
	h.ok(func() error { _, err := h.LosePaper(ctx, daughter, who, staff.Purpose{}); return err }())
}

// BY-07, PA-8: with the identity goes the paper.
func TestForgottenPaper(t *testing.T) {
	h := open(t)
	holder, _ := h.apply("13800138000", zhang)
	paper, err := h.IssuePaper(t.Context(), holder, id.ID{}, staff.Purpose{})
	h.ok(err)
	text := h.text(paper)
	h.ok(h.Forget(t.Context(), holder, id.ID{}))
	trust, statuses := h.lists()
	if a := pass.Verify(text, trust, statuses, h.Now(), pass.DefaultLimits); a.Reason != pass.Cancelled {
		t.Errorf("%+v", a)
	}
}
