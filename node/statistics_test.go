package node_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
	"kangma/store"
)

// tallied runs the node until its upkeep has counted today.
func (h *hubei) tallied(want int) {
	h.t.Helper()
	running, stop := context.WithCancel(h.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(running) }()
	for end := time.Now().Add(20 * time.Second); h.rows()["tallies"] != want && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
	}
	stop()
	<-ended
	if n := h.rows()["tallies"]; n != want {
		h.t.Fatalf("%d rows of tallies, want %d", n, want)
	}
}

// HB-06, WH-13: colours by day and division, days on which no process ran among them; applications against the service level;
// passages by hour and place. Staff of elsewhere, and those who may not, get none of it.
func TestStatistics(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	officer := h.staffed("13900000001", staff.Administrator, wuhan)
	h.apply("13800000001", zhang)
	h.apply("13800000002", node.Claim{Name: "李四", IDType: "resident_id", Number: "110105194912310054"})
	today := passage.DayOf(h.Now())
	h.tallied(1)
	all := func(day passage.Day) node.Period { return node.Period{Region: wuhan, From: day, Until: day} }
	got, err := h.CodeStatistics(ctx, officer, all(today))
	if diff := cmp.Diff([]store.Tally{{Day: today, Region: wuhan, Colour: policy.Green, People: 2}}, got); diff != "" || err != nil {
		t.Fatal(diff, err)
	}
	h.clock.Add(3 * instant.Day) // nobody ran it meanwhile
	h.tallied(4)
	officer = h.back("13900000001")
	holder := h.login("13800000001", person.HolderDoor)
	if got, err := h.CodeStatistics(ctx, officer, node.Period{From: today, Until: today + 3, Region: wuhan}); len(got) != 4 || err != nil {
		t.Fatal(got, err)
	}
	if got, err := h.ApplicationStatistics(ctx, officer, all(today)); len(got) != 1 || got[0].OnTime != 2 || err != nil {
		t.Fatal(got, err)
	}

	point, err := h.AddPoint(ctx, node.Itself, passage.Point{Name: "东门", Region: wuhan})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.Appoint(ctx, node.Itself, node.NewAppointment{Phone: "13900000002", Name: "李四", Role: staff.Collector, Region: wuhan, Point: point.ID})
	h.ok(err)
	gate := h.login("13900000002", person.StaffDoor)
	_, err = h.Scan(ctx, gate, node.ScanRequest{ID: id.New(h.Now()), Point: point.ID, Token: h.show(holder).Token})
	h.ok(err)
	hours, places, err := h.PassageStatistics(ctx, officer, all(today+3))
	want := store.PassageCount{Hour: int(h.Now().Sub((today + 3).Start()) / time.Hour), Pass: 1}
	if err != nil || len(hours) != 1 || hours[0] != want || len(places) != 1 || places[0].Place != "东门" || places[0].Pass != 1 {
		t.Fatal(hours, places, err)
	}

	abroad := h.staffed("13900000003", staff.Administrator, region.MustParseCode("420900"))
	for name, who := range map[string]node.Caller{"elsewhere": abroad, "collector": gate} {
		if _, err := h.CodeStatistics(ctx, who, all(today)); fault.CodeOf(err) != fault.Forbidden {
			t.Error(name, err)
		}
	}
	for _, p := range []node.Period{{From: today, Until: today - 1}, {From: today - 366, Until: today}} {
		if _, err := h.CaseStatistics(ctx, officer, p); fault.CodeOf(err) != fault.Invalid {
			t.Error(p, err)
		}
	}
}

// BY-17: how long decisions took is told by the median, and what is late beside it.
func TestCaseStatistics(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		h.staffed("13900000001", staff.Administrator, wuhan)
		holder, _ := h.apply("13800000001", zhang)
		day := passage.DayOf(h.Now())
		figures := func() []node.CaseFigures {
			list, err := h.CaseStatistics(t.Context(), h.back("13900000001"), node.Period{Region: wuhan, From: day, Until: day + 9})
			h.ok(err)
			return list
		}
		if got := figures(); len(got) != 0 {
			t.Fatal(got)
		}
		contact := h.record("1", evidence.Fact{Kind: evidence.ContactClose, Source: "cdc", Region: wuhan})
		for _, took := range []time.Duration{5 * time.Hour, time.Hour, 2 * time.Hour} {
			f := h.convert(holder, contact.ID)
			h.clock.Add(took)
			holder = h.login("13800000001", person.HolderDoor)
			h.move(holder, f, review.Withdraw)
		}
		h.convert(holder, contact.ID)
		h.clock.Add(49 * time.Hour) // and nobody has reviewed it
		want := []node.CaseFigures{{Kind: review.Conversion, Closed: 3, Median: 2 * time.Hour, Ninth: 5 * time.Hour, Open: 1, Overdue: 1}}
		if diff := cmp.Diff(want, figures()); diff != "" {
			t.Fatal(diff)
		}
	})
}
