package node_test

import (
	"testing"
	"time"

	"kangma/federation"
	"kangma/federation/hcert/hcerttest"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/person"
	"kangma/policy"
	"kangma/review"
	"kangma/staff"
)

const chineseRules = `{"name": "world", "version": "2020-04-01", "until": "2021-04-01", "source": "s", "rules": [{"Identifier": "VR-CN-0001", "Type": "Acceptance", "Country": "CN", "Version": "1.0.0",
	"Engine": "CERTLOGIC", "CertificateType": "Vaccination", "ValidFrom": "2020-01-01T00:00:00Z", "ValidTo": "2022-01-01T00:00:00Z", "Logic": {">=": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]}}]}`

// edition has two people put an edition of another kind into force.
func (h *hubei) edition(one, two node.Caller, kind federation.EditionKind, data []byte) federation.Edition {
	h.t.Helper()
	e, err := h.ProposeEdition(h.t.Context(), one, kind, data, 0, "r")
	if err != nil {
		h.t.Fatal(err)
	}
	if e, err = h.ApproveEdition(h.t.Context(), two, e.ID, ""); err != nil {
		h.t.Fatal(err)
	}
	return e
}

// NA-13, BY-15: an inbound traveller's certificate becomes evidence where the matrix says so, it holds, the rules pass and the name is his; else it is
// refused with a reason, and where the name is in doubt somebody compares it with the passport.
func TestPresentCertificate(t *testing.T) {
	spring, year := time.Date(2020, 4, 1, 0, 0, 0, 0, time.UTC), time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC)
	austria := hcerttest.New("AT", spring, year)
	muster := hcerttest.Name("Muster", "Anna Maria")
	vaccinated := func(name map[string]any, dose int) string {
		return austria.Issue(hcerttest.Vaccinated(name, "1990-03-05", "AT", "EU/1/20/1528", dose, 2, "2020-04-02"), spring, year)
	}
	eachEngine(t, april, nil, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		one, two := h.officer("13800000001", staff.Headquarters, hubeiCode), h.officer("13800000002", staff.Headquarters, hubeiCode)
		anna := h.login("13800138000", person.HolderDoor)
		claim := node.Claim{Name: "MUSTER ANNA", IDType: "passport", Number: "P1234567", Birth: "1990-03-05"}
		who, err := h.Verify(ctx, anna, claim)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Apply(ctx, anna, healthy(wuhan)); err != nil {
			t.Fatal(err)
		}
		present := func(text string) node.Presented {
			t.Helper()
			p, err := h.PresentCertificate(ctx, anna, id.ID{}, text, staff.Purpose{})
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		good := vaccinated(muster, 2)
		if p := present(good); p.Accepted || p.Reason != "not_recognised" {
			t.Errorf("without a matrix: %+v", p)
		}
		h.recognise(one, two, matrix(t))
		if p := present(good); p.Reason != "signer_unknown" {
			t.Errorf("without keys: %+v", p)
		}
		signers := h.edition(one, two, federation.Signers, hcerttest.Signers("eu", "2020-04-01", "2021-04-01", austria))
		if p := present(good); p.Reason != "rules" {
			t.Errorf("without rules: %+v", p)
		}
		h.edition(one, two, federation.RuleSets, []byte(chineseRules))
		if p := present(vaccinated(muster, 1)); p.Reason != "rules" || len(p.Failed) != 1 || p.Failed[0] != "VR-CN-0001" {
			t.Errorf("one dose: %+v", p)
		}
		p := present(good)
		if !p.Accepted || p.Evidence.IsZero() || p.Country != "AT" {
			t.Fatalf("%+v", p)
		}
		reviewer := h.officer("13800000004", staff.Reviewer, hubeiCode)
		if _, err := h.PresentCertificate(ctx, anna, who, good, staff.Purpose{}); fault.CodeOf(err) != fault.Conflict {
			t.Error("twice:", err)
		}
		if s := h.show(anna); s.Decision.Colour != policy.Green {
			t.Error(s.Decision.Colour)
		}
		if _, err := h.PresentCertificate(ctx, anna, id.ID{}, "HC1:ABC", staff.Purpose{}); fault.CodeOf(err) != fault.Invalid {
			t.Error(err)
		}
		if _, err := h.PresentCertificate(ctx, anna, id.ID{}, austria.Issue(hcerttest.Recovered(muster, "1990-03-05", "AT", "2020-03-01", "2020-03-12", "2020-09-01"), spring, year), staff.Purpose{}); fault.CodeOf(err) != fault.Invalid {
			t.Error("a recovery is no evidence here:", err)
		}

		// In Chinese here, in Latin letters there: a person decides.
		zhang3, _ := h.apply("13800138002", zhang)
		sanfeng := austria.Issue(hcerttest.Vaccinated(hcerttest.Name("Zhang", "Sanfeng"), "1949-12-31", "AT", "EU/1/20/1528", 3, 3, "2020-04-03"), spring, year)
		q, err := h.PresentCertificate(ctx, zhang3, id.ID{}, sanfeng, staff.Purpose{})
		if err != nil || q.Accepted || q.Reason != "holder" || q.Case.IsZero() {
			t.Fatalf("%+v %v", q, err)
		}
		moved, err := h.MoveCase(ctx, reviewer, node.CaseStep{Case: q.Case, Version: 1, Move: review.Approve, Words: review.Words{Reason: "护照一致"}})
		if err != nil || moved.State != review.Approved {
			t.Error(moved, err)
		}
		// Stopped, it counts no more.
		h.clock.Add(time.Minute)
		if _, err := h.StopEdition(ctx, one, signers.ID, "AT", "钥匙泄露"); err != nil {
			t.Fatal(err)
		}
		if p := present(vaccinated(hcerttest.Name("Muster", "Anna"), 2)); p.Accepted {
			t.Errorf("stopped: %+v", p)
		}
	})
}
