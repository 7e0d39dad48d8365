package node_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/jobs"
	"kangma/node"
	"kangma/review"
	"kangma/staff"
)

// stranger is nobody that the node knows.
func stranger() node.Whom { return node.Sample(77) }

// BY-19: about somebody of another region staff are answered as about somebody who does not exist, word by word, whatever the
// operation by which they ask, by document and by id; and it takes no longer.
func TestStrangersAndNeighboursAreAlike(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		_, who := h.apply("13800138000", zhang)
		fact := h.record("1", evidence.Fact{Kind: evidence.FeverClinic, Source: "hospital", Region: wuhan})
		hq := h.appoint("13900000001", staff.Headquarters, xiaogan)
		colleague := h.appoint("13900000002", staff.Reviewer, xiaogan)
		nobody := id.New(h.Now())
		isolation := json.RawMessage(`{"from":"2020-03-01T00:00:00+08:00","until":"2020-03-20T00:00:00+08:00","place":"x","work":"y","queried":true}`)
		open := func(in node.NewCase) error { _, err := h.OpenCase(ctx, hq, in); return err }
		change := func(who id.ID) evidence.Change {
			return evidence.Change{Person: who, Evidence: fact.ID, Reason: "r", Ground: "g"}
		}
		asks := map[string]func(whom node.Whom, who id.ID) error{
			"look up": func(whom node.Whom, _ id.ID) error { _, err := h.LookUp(ctx, hq, whom, service); return err },
			"record": func(whom node.Whom, _ id.ID) error {
				_, err := h.RecordEvidence(ctx, hq, whom, "9", evidence.Fact{Kind: evidence.FeverClinic, Source: "x", Region: wuhan, ValidFrom: h.Now(), ValidUntil: instant.Never}, service)
				return err
			},
			"record without a place": func(whom node.Whom, _ id.ID) error {
				_, err := h.RecordEvidence(ctx, hq, whom, "9", evidence.Fact{Kind: evidence.CaseConfirmed, Source: "x", ValidFrom: h.Now(), ValidUntil: instant.Never}, service)
				return err
			},
			"case by document": func(whom node.Whom, _ id.ID) error {
				return open(node.NewCase{Kind: review.IsolationCertificate, Whom: whom, Form: isolation})
			},
			"case by id": func(_ node.Whom, who id.ID) error {
				return open(node.NewCase{Kind: review.IsolationCertificate, Person: who, Form: isolation})
			},
			"end": func(_ node.Whom, who id.ID) error { _, err := h.EndEvidence(ctx, hq, change(who), service); return err },
			"end own": func(_ node.Whom, who id.ID) error {
				_, err := h.EndOwnEvidence(ctx, hq, change(who), "1", service)
				return err
			},
			"retract": func(_ node.Whom, who id.ID) error {
				_, err := h.RetractEvidence(ctx, hq, change(who), service)
				return err
			},
			"transfer": func(_ node.Whom, who id.ID) error {
				_, err := h.Grant(ctx, hq, node.NewGrant{Kind: staff.Transfer, Staff: colleague.Account, Actions: []staff.Action{staff.PersonLookUp}, Person: who,
					Until: h.Now().Add(instant.Day), Reason: "r"})
				return err
			},
		}
		for name, ask := range asks {
			neighbour, unknown := ask(whomZhang(), who), ask(stranger(), nobody)
			if neighbour == nil || unknown == nil || neighbour.Error() != unknown.Error() {
				t.Errorf("%s: a neighbour %v, a stranger %v", name, neighbour, unknown)
			}
			var took [2][]time.Duration
			for range 15 {
				for i, one := range []func(){func() { ask(whomZhang(), who) }, func() { ask(stranger(), nobody) }} {
					begin := time.Now()
					one()
					took[i] = append(took[i], time.Since(begin))
				}
			}
			slices.Sort(took[0])
			slices.Sort(took[1])
			if a, b := took[0][5], took[1][5]; a > 4*b+2*time.Millisecond || b > 4*a+2*time.Millisecond {
				t.Errorf("%s: a neighbour takes %s, a stranger %s", name, a, b)
			}
		}
	})
}

// BY-19, HB-02: who treats somebody reports it, wherever he lives and whether or not he is known, and ends his own record.
func TestWhoTreatsReports(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hubei) {
		h.apply("13800138000", zhang)
		officer := h.appoint("13900000001", staff.HealthDataOfficer, xiaogan)
		for _, whom := range []node.Whom{whomZhang(), stranger()} {
			r, err := h.RecordEvidence(t.Context(), officer, whom, "7"+whom.Number, evidence.Fact{Kind: evidence.FeverClinic, Source: "孝感医院", Region: xiaogan,
				ValidFrom: h.Now(), ValidUntil: instant.Never}, service)
			h.ok(err)
			done, err := h.EndOwnEvidence(t.Context(), officer, evidence.Change{Person: r.Person, Evidence: r.ID, Reason: "出院", Ground: "病历"}, "7"+whom.Number, service)
			if err != nil || !done.Case.ID.IsZero() {
				t.Error(done, err)
			}
		}
	})
}

// BY-19: of a file, too, neither a refusal nor a count of the trial tells who of another region is known here.
func TestImportsTellNobodyApart(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		h.apply("13800138000", zhang)
		h.record("1", evidence.Fact{Kind: evidence.CaseConfirmed, Source: "cdc", Region: wuhan})
		officer := h.appoint("13900000001", staff.HealthDataOfficer, xiaogan)
		type outcome struct {
			stored, refused, strangers, coloured int64
			reasons                              string
		}
		try := func(number, where string) outcome {
			t.Helper()
			run := h.start(officer, "kind,source,number,id_type,id_number,region,valid_from\ncase.suspected,孝感医院,n-"+number[14:]+",resident_id,"+number+","+where+",2020-03-25 08:00:00\n")
			i := h.wait(run, jobs.Done)
			w, _, err := h.ImportWeighing(t.Context(), officer, run)
			h.ok(err)
			out := outcome{stored: i.Stored, refused: i.Refused, strangers: w.Strangers, coloured: w.Coloured}
			for _, r := range h.reasons(run) {
				out.reasons += r
			}
			return out
		}
		for _, where := range []string{"420100", "420900", ""} {
			if a, b := try(zhang.Number, where), try(node.Sample(78).Number, where); a != b {
				t.Errorf("in %q: a neighbour %+v, a stranger %+v", where, a, b)
			}
		}
	})
}
