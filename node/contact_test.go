package node_test

import (
	"fmt"
	"strings"
	"testing"

	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/review"
	"kangma/staff"
)

// timetable is one train that changes its number on the way and runs past midnight.
const timetable = `车次,站序,站名,到站时间,出发时间,运行日期
G2331/G2334,1,武汉,----,21:00,ALL
,2,南昌西,22:30,22:35,
,3,温州南,00:40,00:40,
`

// patientAboard is a patient who sat in the fifth carriage, zhang in the same one as far as Nanchang, and others elsewhere.
func patientAboard() (list, patients string) {
	p, near, far := node.Sample(1), node.Sample(2), node.Sample(3)
	list = fmt.Sprintf(`车次,始发日期,证件号码,姓名,上车站,下车站,车厢,座位号,席别
G2331,2020-03-20,%s,某,武汉,温州南,05,12F,二等座
G2334,2020-03-20,%s,某,南昌西,温州南,05,3A,二等座
G2331,2020-03-20,%s,某,武汉,南昌西,05车,,无座
G2331,2020-03-20,%s,某,武汉,温州南,06,12F,二等座
`, p.Number, near.Number, zhang.Number, far.Number)
	patients = fmt.Sprintf("类型,证件号码,发病日期,隔离时间\n确诊病例,%s,2020-03-21,2020-03-22\n", p.Number)
	return list, patients
}

func (h *hubei) brought(kind contact.Kind, file string, fixed map[contact.Field]string) node.ContactImport {
	h.t.Helper()
	out, err := h.ImportContacts(h.t.Context(), node.Itself, []byte(file), node.ContactFile{Kind: kind, Fixed: fixed})
	if err != nil {
		h.t.Fatal(err)
	}
	if out.Read != out.Stored+out.Duplicate+len(out.Refused) {
		h.t.Fatalf("read %d = stored %d + refused %d + duplicate %d does not add up (CT-8)", out.Read, out.Stored, len(out.Refused), out.Duplicate)
	}
	return out
}

func (h *hubei) timetabled() {
	h.t.Helper()
	if out, err := h.ImportTimetable(h.t.Context(), node.Itself, []byte(timetable), sheet.Options{}, contact.Train, "12306"); err != nil || out.Stored != 3 || out.Services != 1 {
		h.t.Fatal(out, err)
	}
}

var byTrain = map[contact.Field]string{"mode": "train"}

// Timetable, list and patient in, a candidate out, judged by two professionals; and whoever asks himself is told (SC-01, SC-02, EP-03, NA-05, CT-1, CT-2, CT-10).
func TestTravelledTogether(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		c, who := h.apply("13800000001", zhang)
		h.timetabled()
		list, patients := patientAboard()
		if out := h.brought(contact.Passengers, list, byTrain); out.Stored != 4 {
			t.Fatalf("%+v", out)
		}
		if out := h.brought(contact.Passengers, list, byTrain); out.Duplicate != 4 {
			t.Fatalf("sent again it is stored again: %+v", out)
		}
		h.brought(contact.Patients, patients, nil)
		h.ok(h.RunJobs(ctx))

		_, err := h.SelfCheck(ctx, c, id.ID{}, false)
		wantFault(t, err, fault.Forbidden, "face.needed")
		if _, err := h.VerifyFace(ctx, c); err != nil {
			t.Fatal(err)
		}
		got, err := h.SelfCheck(ctx, c, id.ID{}, false)
		if err != nil || len(got.Trips) != 1 {
			t.Fatal(got, err)
		}
		trip := got.Trips[0]
		if trip.Day.String() != "2020-03-20" || strings.Join(trip.Numbers, "/") != "G2331/G2334" || trip.From != "武汉" || trip.To != "南昌西" || trip.Class != contact.Close || trip.Seat.Coach != 5 {
			t.Errorf("%+v", trip)
		}
		if got.Freshness.MatchedAt == 0 || got.Freshness.Policy != "china@2020-03-07" {
			t.Errorf("%+v", got.Freshness)
		}
		if inbound, err := h.SelfCheck(ctx, c, id.ID{}, true); err != nil || len(inbound.Trips) != 0 {
			t.Error("a train is no inbound flight", inbound, err)
		}

		one, two := h.desk("13900000001", staff.Investigator, cityHQ), h.desk("13900000002", staff.Investigator, cityHQ)
		cases, err := h.Cases(ctx, one, node.CaseQuery{Kind: review.Cotraveller, Limit: 10})
		if err != nil || len(cases) != 1 || cases[0].Person != who {
			t.Fatal(cases, err)
		}
		k := h.moveFor(one, cases[0], review.Endorse)
		if _, err := h.tryMove(one, k, review.Approve); fault.CodeOf(err) != fault.Forbidden {
			t.Fatal("who judged confirmed himself", err)
		}
		k = h.moveFor(two, k, review.Approve)
		if k.State != review.Contact {
			t.Fatal(k.State)
		}
		if s := h.show(c); s.Decision.State != "yellow.contact" {
			t.Error(s.Decision.State)
		}
	})
}

func (h *hubei) moveFor(c node.Caller, k review.Case, m review.Move) review.Case {
	h.t.Helper()
	k, err := h.MoveCase(h.t.Context(), c, node.CaseStep{Case: k.ID, Move: m, Version: k.Version, Words: review.Words{Reason: "同车厢"}})
	if err != nil {
		h.t.Fatal(err)
	}
	return k
}
