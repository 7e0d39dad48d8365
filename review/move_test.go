package review

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
	"kangma/staff"
)

var (
	now, _ = instant.Date("2020-03-25", instant.Beijing)
	hubei  = region.MustParseCode("420000")
	city   = region.MustParseCode("420100")
	county = region.MustParseCode("420102")
	street = region.MustParseCode("420102002000")
)

func ident(n byte) id.ID { return id.ID{15: n} }

func holder() Actor { return Actor{Side: Holder, Account: ident(1)} }

func desk(n byte, office region.Code) Actor {
	return Actor{Side: Desk, Account: ident(n), Role: staff.Reviewer, Office: office}
}

func wantFault(t *testing.T, err error, code fault.Code, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Code != code || f.Key != key {
		t.Errorf("%v, want %s %s", err, code, key)
	}
}

// path is a case being moved.
type path struct {
	t       *testing.T
	d       *Definition
	c       Case
	history []Event
	own     region.Code
}

func begin(t *testing.T, k Kind, own region.Code, a Attempt) *path {
	t.Helper()
	d, err := Of(k)
	if err != nil {
		t.Fatal(err)
	}
	c, e, err := Opened(d, Case{Person: ident(100), ID: ident(101), Seat: street, Evidence: []id.ID{ident(102)}}, a, own, now)
	if err != nil {
		t.Fatal(err)
	}
	return &path{t, d, c, []Event{e}, own}
}

func converting(t *testing.T, own region.Code) *path {
	t.Helper()
	return begin(t, Conversion, own, Attempt{Move: Open, By: holder(), Form: true})
}

func (p *path) try(a Attempt, at instant.Instant) error {
	c, e, err := Next(p.d, p.c, p.history, a, p.own, at)
	if err == nil {
		p.c, p.history = c, append(p.history, e)
	}
	return err
}

func (p *path) do(m Move, by Actor, at instant.Instant) {
	p.t.Helper()
	if err := p.try(Attempt{Move: m, Version: p.c.Version, By: by, Words: Words{Reason: "because"}}, at); err != nil {
		p.t.Fatal(err)
	}
}

func (p *path) refuse(m Move, by Actor, code fault.Code, key string) {
	p.t.Helper()
	wantFault(p.t, p.try(Attempt{Move: m, Version: p.c.Version, By: by, Words: Words{Reason: "because"}}, now), code, key)
}

// HB-05: holder, county, prefecture; each of the two reviewers has 48 hours.
func TestConversion(t *testing.T) {
	p := converting(t, hubei)
	if p.c.State != AtCounty || p.c.Region != county || p.c.Due != now.Add(48*time.Hour) || !p.c.IsOpen() {
		t.Fatalf("%+v", p.c)
	}
	p.do(Endorse, desk(2, county), now.Add(time.Hour))
	if p.c.State != AtPrefecture || p.c.Region != city || p.c.Due != now.Add(49*time.Hour) {
		t.Fatalf("%+v", p.c)
	}
	p.do(Approve, desk(3, city), now.Add(2*time.Hour))
	if p.c.State != Approved || p.c.IsOpen() || p.c.Due != instant.Never {
		t.Fatalf("%+v", p.c)
	}
	p.refuse(Refuse, desk(3, city), fault.Conflict, "case.illegal_move")
}

// RE-1: an illegal move names from and to, and what would be possible.
func TestIllegalMove(t *testing.T) {
	p := converting(t, hubei)
	err := p.try(Attempt{Move: Approve, Version: p.c.Version, By: desk(2, county), Words: Words{Reason: "x"}}, now)
	wantFault(t, err, fault.Conflict, "case.illegal_move")
	for _, word := range []string{"approve", "from county to approved", "endorse", "object"} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%q does not say %q", err, word)
		}
	}
	p.refuse(Endorse, holder(), fault.Conflict, "case.illegal_move") // the holder's side has no such move
	p.refuse(Escalate, desk(2, county), fault.Conflict, "case.illegal_move")
	p.refuse("fly", desk(2, county), fault.Conflict, "case.illegal_move")
	p.refuse(Open, holder(), fault.Conflict, "case.illegal_move")
}

// RE-2: who saw an older state is told so, whatever he wants.
func TestMovedMeanwhile(t *testing.T) {
	p := converting(t, hubei)
	saw := p.c.Version
	p.do(Endorse, desk(2, county), now)
	wantFault(t, p.try(Attempt{Move: Withdraw, Version: saw, By: holder()}, now), fault.Conflict, "case.moved")
	wantFault(t, p.try(Attempt{Move: Endorse, Version: saw, By: desk(4, county), Words: Words{Reason: "x"}}, now), fault.Conflict, "case.moved")
}

// RE-3, HB-05, BY-17: the second reviewer is another person of another office, whatever hat he wears.
func TestSecondReviewer(t *testing.T) {
	p := converting(t, hubei)
	p.do(Object, desk(2, county), now)
	both := desk(2, city)
	both.Role = staff.Headquarters
	p.refuse(Approve, both, fault.Forbidden, "case.second_person")
	p.refuse(Refuse, both, fault.Forbidden, "case.second_person")
	p.refuse(Refuse, desk(3, county), fault.Forbidden, "case.second_office")
	p.do(Return, desk(3, city), now)
	if p.c.State != AtCounty || p.c.Region != county {
		t.Fatalf("%+v", p.c)
	}
}

// RE-5: who reviews first leaves an office above for the second; without one he is refused.
func TestSecondOfficeRemains(t *testing.T) {
	p := converting(t, hubei)
	p.do(Endorse, desk(2, city), now) // in the county's place
	if p.c.Region != hubei {
		t.Errorf("the second review lies with %s", p.c.Region)
	}
	p = converting(t, city)
	p.refuse(Endorse, desk(2, city), fault.Conflict, "case.no_second_office")
	p.do(Endorse, desk(2, county), now)
	if p.c.Region != city {
		t.Errorf("the second review lies with %s", p.c.Region)
	}
	p = converting(t, county)
	if p.c.Region != county {
		t.Errorf("%+v", p.c)
	}
}

// RE-4: nobody decides his own case, or a case of who is in his account.
func TestOwnCase(t *testing.T) {
	p := converting(t, hubei)
	kin := desk(2, county)
	kin.Kin = true
	p.refuse(Endorse, kin, fault.Forbidden, "case.own")
}

// RE-6, BY-17: a late case is raised, office by office, and stays where it is answered for.
func TestRaised(t *testing.T) {
	p := converting(t, hubei)
	at := p.c.Due
	for _, want := range []region.Code{city, hubei, hubei} {
		p.do(Escalate, Actor{Side: System}, at)
		if p.c.State != AtCounty || p.c.Region != county || p.c.Raised != want || p.c.Due != at.Add(48*time.Hour) || !p.c.Late(at) {
			t.Fatalf("%+v", p.c)
		}
		at = p.c.Due
	}
	p.do(Endorse, desk(2, county), at)
	if !p.c.Raised.IsZero() || p.c.Late(at) {
		t.Errorf("the next office begins with its own time: %+v", p.c)
	}
}

// What must be said is said, and what is said is text.
func TestWords(t *testing.T) {
	p := converting(t, hubei)
	for field, w := range map[string]Words{"reason": {Reason: " \n"}, "note": {Reason: "x", Note: "a\x00b"}} {
		err := p.try(Attempt{Move: Endorse, Version: p.c.Version, By: desk(2, county), Words: w}, now)
		if f, ok := fault.As(err); !ok || f.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	err := p.try(Attempt{Move: Withdraw, Version: p.c.Version, By: holder(), Form: true}, now)
	wantFault(t, err, fault.Conflict, "case.form_locked")
	if e, err := Remark(p.c, desk(2, county), " called him ", now); err != nil || e.Words.Note != "called him" || e.Version != p.c.Version {
		t.Error(e, err)
	}
	_, err = Remark(p.c, desk(2, county), " ", now)
	wantFault(t, err, fault.Invalid, "field.missing")
}

func TestOpening(t *testing.T) {
	d, _ := Of(Conversion)
	_, _, err := Opened(d, Case{Seat: street, Evidence: []id.ID{ident(1)}}, Attempt{Move: Open, By: holder()}, hubei, now)
	wantFault(t, err, fault.Invalid, "field.missing")
	_, _, err = Opened(d, Case{Person: ident(1), Seat: street}, Attempt{Move: Open, By: holder()}, hubei, now)
	wantFault(t, err, fault.Invalid, "field.missing")
	c, _, err := Opened(d, Case{Person: ident(1), Seat: region.MustParseCode("330100"), Evidence: []id.ID{ident(1)}}, Attempt{Move: Open, By: holder()}, hubei, now)
	if err != nil || c.Region != hubei {
		t.Error("who lives elsewhere belongs to the node's own office:", c.Region, err)
	}
	_, err = Of("opinion")
	wantFault(t, err, fault.Invalid, "field.invalid")
}

// RE-7: the history replayed gives the case.
func TestReplay(t *testing.T) {
	p := converting(t, hubei)
	p.do(Escalate, Actor{Side: System}, p.c.Due)
	p.do(Endorse, desk(2, county), now.Add(49*time.Hour))
	e, _ := Remark(p.c, desk(3, city), "note", now.Add(50*time.Hour))
	p.history = append(p.history, e)
	p.do(Approve, desk(3, city), now.Add(50*time.Hour))
	if diff := cmp.Diff(p.c, Replay(p.d, p.c, p.history)); diff != "" {
		t.Error(diff)
	}
}
