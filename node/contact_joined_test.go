package node_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"kangma/contact"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// sealedList is what a carrier or a health authority makes of its own list on its own machine: the node evaluates, and sees no document.
func (h *hubei) sealedList(c node.Caller, header string, rows map[string]string) string {
	h.t.Helper()
	blinder, err := contact.NewBlinder(h.ContactKey())
	if err != nil {
		h.t.Fatal(err)
	}
	var out strings.Builder
	fmt.Fprintln(&out, "匿名标识,"+header)
	for number, rest := range rows {
		d, err := person.ParseDocument(person.ResidentID, number, func(region.Code) bool { return true }, h.Now())
		if err != nil {
			h.t.Fatal(err)
		}
		blinded, err := blinder.Blind([]person.Document{d})
		if err != nil {
			h.t.Fatal(err)
		}
		answer, proof, err := h.EvaluateContacts(h.t.Context(), c, blinded)
		if err != nil {
			h.t.Fatal(err)
		}
		keyed, err := blinder.Finish(answer, proof)
		if err != nil {
			h.t.Fatal(err)
		}
		fmt.Fprintln(&out, keyed[0].String()+","+rest)
	}
	return out.String()
}

// Carrier and health authority are joined and neither sees the other's list: the answers are counts, the carrier may read nothing, and no
// number is at rest anywhere (SC-04, CT-7). Another policy is tried and compared (CT-3), and after the retention nothing is left (CT-9).
func TestJoinedWithoutDisclosure(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		carrier, authority := h.desk("13900000011", staff.Carrier, cityHQ), h.desk("13900000012", staff.HealthDataOfficer, region.MustParseCode("420000"))
		h.timetabled()
		patient, near := node.Sample(1).Number, node.Sample(2).Number
		list := h.sealedList(carrier, "车次,始发日期,上车站,下车站,车厢,座位号", map[string]string{
			patient: "G2331,2020-03-20,武汉,温州南,05,12F", near: "G2334,2020-03-20,南昌西,温州南,05,3A", zhang.Number: "G2331,2020-03-20,武汉,南昌西,06,1A"})
		patients := h.sealedList(authority, "类型,发病日期", map[string]string{patient: "确诊病例,2020-03-21"})
		for _, n := range []string{patient, near, zhang.Number} {
			if strings.Contains(list+patients, n) {
				t.Fatal("a number left its machine")
			}
		}
		out, err := h.ImportContacts(ctx, carrier, []byte(list), node.ContactFile{Kind: contact.Passengers, Fixed: byTrain})
		if err != nil || out.Stored != 3 {
			t.Fatal(out, err)
		}
		_, err = h.ImportContacts(ctx, carrier, []byte(patients), node.ContactFile{Kind: contact.Patients})
		wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		if out, err = h.ImportContacts(ctx, authority, []byte(patients), node.ContactFile{Kind: contact.Patients}); err != nil || out.Stored != 1 {
			t.Fatal(out, err)
		}
		_, err = h.ImportContacts(ctx, authority, []byte(list), node.ContactFile{Kind: contact.Passengers, Fixed: byTrain})
		wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		trips := "date,start,end,type,number,carriage,from,to,source\n2020-03-20,,,2,G2331,5,武汉,南昌西,某市卫健委通报\n2020-03-20,,,3,1号线,,,,某市通报\n"
		out, err = h.ImportContacts(ctx, authority, []byte(trips), node.ContactFile{Kind: contact.Trips})
		if err != nil || out.Stored != 1 || len(out.Refused) != 1 {
			t.Fatalf("the open form of February 2020: %+v %v", out, err)
		}
		h.ok(h.RunJobs(ctx))
		purpose := staff.Purpose{Kind: "investigation", Case: "C1"}
		runs, err := h.ContactRuns(ctx, node.Itself, id.ID{}, 10)
		if err != nil || len(runs) == 0 || runs[0].Counts.Close != 1 || runs[0].Counts.General != 2 || runs[0].Counts.Trips != 1 || runs[0].Counts.Passengers != 3 {
			t.Fatalf("%+v %v", runs, err)
		}
		for _, c := range []node.Caller{carrier, authority} {
			_, err = h.ContactCandidates(ctx, c, runs[0].ID, contact.Close, 0, nil, 10, purpose)
			wantFault(t, err, fault.Forbidden, "staff.not_permitted")
		}
		rows, err := h.ContactCandidates(ctx, node.Itself, runs[0].ID, contact.General, 0, nil, 1, purpose)
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		more, err := h.ContactCandidates(ctx, node.Itself, runs[0].ID, contact.General, 0, &rows[0].Candidate, 10, purpose)
		if err != nil || len(more) != 1 || more[0].Found == rows[0].Found {
			t.Fatal("the next page", more, err)
		}
		trial, err := h.StartMatch(ctx, node.Itself, "china@2022-03-15", purpose)
		h.ok(err)
		h.ok(h.RunJobs(ctx))
		d, err := h.CompareContacts(ctx, node.Itself, runs[0].ID, trial.ID)
		if err != nil || d.Same != runs[0].Counts.Close+runs[0].Counts.General || len(d.Changed) != 0 {
			t.Fatalf("%+v %v", d, err)
		}
		german, err := h.StartMatch(ctx, node.Itself, "rki@2020-03-01", purpose)
		h.ok(err)
		h.ok(h.RunJobs(ctx))
		if d, err = h.CompareContacts(ctx, node.Itself, runs[0].ID, german.ID); err != nil || d.Changed["close → general"] != 1 {
			t.Fatalf("a policy without trains: %+v %v", d, err)
		}

		if strings.HasPrefix(h.Config.Database, "sqlite:") {
			for _, path := range []string{"", "-wal"} {
				data, _ := os.ReadFile(strings.TrimPrefix(h.Config.Database, "sqlite:") + path)
				for _, n := range []string{patient, near, zhang.Number} {
					if bytes.Contains(data, []byte(n)) {
						t.Error("a number is at rest in the database")
					}
				}
			}
		}
		h.clock.Add(12 * 24 * time.Hour)
		h.ok(h.Purge(ctx))
		rows, err = h.ContactCandidates(ctx, node.Itself, runs[0].ID, contact.Close, 0, nil, 10, purpose)
		if err != nil || len(rows) != 0 {
			t.Error("after the retention:", rows, err)
		}
		out, err = h.ImportContacts(ctx, node.Itself, []byte(list), node.ContactFile{Kind: contact.Passengers, Fixed: byTrain})
		if err != nil || len(out.Refused) != 3 || out.Refused[0].Fault.Key != "contact.day_gone" {
			t.Errorf("a list of a day that was destroyed: %+v %v", out, err)
		}
	})
}

// Whoever has somebody in his care learns of him unless he has an account himself, and only so often (CT-10, SC-01, BY-19).
func TestNobodyElseIsTried(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	_, stranger := h.apply("13800000001", zhang)
	h.clock.Add(2 * time.Minute)
	other := node.Sample(5)
	c, _ := h.apply("13800000002", node.Claim{Name: other.Name, IDType: "resident_id", Number: other.Number})
	if _, err := h.VerifyFace(ctx, c); err != nil {
		t.Fatal(err)
	}
	_, err := h.SelfCheck(ctx, c, stranger, false)
	wantFault(t, err, fault.NotFound, "person.not_linked")
	ward := zhang
	ward.Ward = true
	who, err := h.Verify(ctx, c, ward)
	if err == nil {
		_, err = h.SelfCheck(ctx, c, who, false)
		wantFault(t, err, fault.Forbidden, "selfcheck.own_account")
	}
	for range node.SelfChecksADay {
		if got, err := h.SelfCheck(ctx, c, id.ID{}, false); err != nil || len(got.Trips) != 0 || got.Freshness.MatchedAt != 0 {
			t.Fatal(got, err)
		}
	}
	_, err = h.SelfCheck(ctx, c, id.ID{}, false)
	wantFault(t, err, fault.TooMany, "selfcheck.too_many")
	h.clock.Add(node.FaceValid)
	_, err = h.SelfCheck(ctx, c, id.ID{}, false)
	wantFault(t, err, fault.Forbidden, "face.needed")
}
