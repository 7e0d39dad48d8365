package policy_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kangma/internal/instant"
	"kangma/policy"
)

// TestExplanationAgreesWithTheDecision holds an explanation to the decision that it explains: the pieces that are said
// to count are the evidence of the reasons, and each rule begins or ceases to hold exactly when it is said to. BY-02
func TestExplanationAgreesWithTheDecision(t *testing.T) {
	for _, book := range books {
		p := load(t, book.ref)
		t.Run(p.Name, rapid.MakeCheck(func(t *rapid.T) {
			w := drawWorld(t, book.kinds)
			at, known := when(t, "at", -20, 20), when(t, "known", -20, 20)
			e := p.Explain(&w.facts, at, known)
			d := p.Decide(&w.facts, at, known)
			if string(e.Decision.JSON("Z")) != string(d.JSON("Z")) {
				t.Fatal("explains another decision")
			}
			for i, trial := range e.Rules {
				if trial.Holds != (trial.Why == policy.Holds) || trial.Shown && !trial.Holds {
					t.Fatalf("%s: holds %v, shown %v, why %s", trial.Rule.ID, trial.Holds, trial.Shown, trial.Why)
				}
				var counting []string
				for _, piece := range trial.Pieces {
					if piece.Why == policy.Counting {
						counting = append(counting, piece.Fact.ID)
					}
					if piece.Why == "" || piece.Why == policy.Lifted && piece.By == "" {
						t.Fatalf("%s: %s: why %q, by %q", trial.Rule.ID, piece.Fact.ID, piece.Why, piece.By)
					}
				}
				g := slices.IndexFunc(d.Reasons, func(g policy.Reason) bool { return g.Rule == trial.Rule })
				if trial.Shown != (g >= 0) {
					t.Fatalf("%s: shown %v", trial.Rule.ID, trial.Shown)
				}
				if g >= 0 && len(trial.Rule.Also) == 0 && !slices.Equal(counting, d.Reasons[g].Evidence) {
					t.Fatalf("%s: %v count, the reason has %v", trial.Rule.ID, counting, d.Reasons[g].Evidence)
				}
				holds := func(at instant.Instant) bool { return p.Explain(&w.facts, at, known).Rules[i].Holds }
				if c := trial.Changes; c != instant.Never && (holds(c-1) != trial.Holds || holds(c) == trial.Holds) {
					t.Fatalf("%s: does not change at %s", trial.Rule.ID, c)
				}
			}
			if n := len(e.States); n > 0 && (e.States[n-1].State != d.State || !e.States[n-1].Holds) {
				t.Fatalf("the table ends in %s, the state is %s", e.States[n-1].State.Name, d.State.Name)
			}
		}))
	}
}

// explained is what an explanation says of one piece under one rule.
func explained(t *testing.T, pack, rule, question string) map[string]policy.PieceTrial {
	t.Helper()
	c, err := policy.ParseCase([]byte(question), anywhere{})
	if err != nil {
		t.Fatal(err)
	}
	e := load(t, pack).Explain(&c.Facts, c.At, c.KnownAt)
	for _, trial := range e.Rules {
		if trial.Rule.ID == rule {
			said := map[string]policy.PieceTrial{}
			for _, p := range trial.Pieces {
				said[p.Fact.ID] = p
			}
			return said
		}
	}
	t.Fatalf("%s has no rule %s", pack, rule)
	return nil
}

func TestExplanationSaysWhyAPieceDoesNotCount(t *testing.T) { // BY-02
	day := func(n int) string { return fmt.Sprintf(`"2021-12-%02dT00:00:00+08:00"`, n) }
	for _, c := range []struct {
		pack, rule, evidence string
		why                  policy.Why
		at                   int // day of the month that it speaks of, 0 for none
		by                   string
	}{
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(9) + `,"attrs":{"status":"fever"}}`, policy.Counting, 0, ""},
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(9) + `,"attrs":{"status":"none"}}`, policy.Unmatched, 0, ""},
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(2) + `,"attrs":{"status":"fever"}}`, policy.TooOld, 9, ""},
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(7) + `,"valid_until":` + day(8) + `,"attrs":{"status":"fever"}}`, policy.Ended, 8, ""},
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(11) + `,"recorded_at":` + day(1) + `,"attrs":{"status":"fever"}}`, policy.NotYet, 11, ""},
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(9) + `,"recorded_at":` + day(11) + `,"attrs":{"status":"fever"}}`, policy.Unknown, 11, ""},
		{"hubei@2020-03-22", "HB-01.declared-fever", `{"id":"e","kind":"declaration","source":"s","valid_from":` + day(9) + `,"retracted_at":` + day(10) + `,"attrs":{"status":"fever"}}`, policy.Retracted, 10, ""},
		{"hubei@2020-03-22", "HB-01.contact", `{"id":"e","kind":"contact.close","source":"s","valid_from":"2021-11-01T00:00:00+08:00"}`, policy.Ended, -1, ""},
		{"wenzhou@2021-12-01", "WZ-14.control-ended", `{"id":"e","kind":"control.home","source":"s","valid_from":` + day(1) + `}`, policy.NotEnded, 0, ""},
		{"wenzhou@2021-12-01", "WZ-14.control-ended", `{"id":"e","kind":"control.home","source":"s","valid_from":` + day(1) + `,"valid_until":` + day(11) + `}`, policy.NotEnded, 11, ""},
		{"wenzhou@2021-12-01", "WZ-12.tick", `{"id":"e","kind":"itinerary","source":"s","valid_from":` + day(1) + `,"attrs":{"result":"normal"}},{"id":"f","kind":"itinerary","source":"s","valid_from":` + day(3) + `,"valid_until":` + day(4) + `,"attrs":{"result":"unknown"}}`, policy.Superseded, 3, "f"},
		{"wenzhou@2021-12-01", "WZ-12.upstream-red", `{"id":"e","kind":"upstream","source":"s","valid_from":` + day(1) + `,"attrs":{"issuer":"330000","status":"ok","colour":"red"}},{"id":"f","kind":"upstream","source":"s","valid_from":` + day(3) + `,"attrs":{"issuer":"420000","status":"missing"}}`, policy.Counting, 0, ""},
		{"zhejiang@2020-07-01", "ZJ-07.stay-in-risk-area", `{"id":"e","kind":"stay","source":"s","region":"420100","valid_from":` + day(1) + `}`, policy.NotListed, 0, ""},
		{"zhejiang@2020-07-01", "ZJ-07.stay-in-risk-area", `{"id":"e","kind":"stay","source":"s","region":"330102","valid_from":` + day(1) + `,"valid_until":` + day(5) + `},{"id":"f","kind":"test.nucleic","source":"s","valid_from":` + day(7) + `,"attrs":{"result":"negative","sampled_at":` + day(6) + `}}`, policy.Lifted, 6, "f"},
		{"zhejiang@2020-07-01", "ZJ-07.stay-in-risk-area", `{"id":"e","kind":"stay","source":"s","region":"330102","valid_from":` + day(1) + `,"valid_until":` + day(5) + `},{"id":"f","kind":"test.nucleic","source":"s","valid_from":` + day(7) + `,"attrs":{"result":"negative","sampled_at":` + day(4) + `}}`, policy.Counting, 0, ""},
	} {
		question := `{"at":` + day(10) + `,"risk_areas":[{"region":"330100","level":"high","from":` + day(1) + `}],"evidence":[` + c.evidence + `]}`
		p := explained(t, c.pack, c.rule, question)["e"]
		at := c.at == -1 || c.at == 0 && p.At == instant.Never || c.at > 0 && `"`+p.At.In("+08:00")+`"` == day(c.at)
		if p.Why != c.why || p.By != c.by || !at {
			t.Errorf("%s, %s\n got %s at %s by %q\nwant %s at %d by %q", c.rule, c.evidence, p.Why, p.At, p.By, c.why, c.at, c.by)
		}
	}
}

func TestExplanationIsWritten(t *testing.T) { // BY-02
	for _, book := range books {
		p := load(t, book.ref)
		t.Run(p.Name, rapid.MakeCheck(func(t *rapid.T) {
			w := drawWorld(t, book.kinds)
			at := when(t, "at", -20, 20)
			e := p.Explain(&w.facts, at, at)
			for _, l := range []policy.Lang{policy.Zh, policy.En} {
				text := e.Text(l, "+08:00")
				if strings.Contains(text, "%!") || strings.Contains(text, ": \n") {
					t.Fatalf("badly written:\n%s", text)
				}
				for _, r := range p.Rules {
					if !strings.Contains(text, r.ID) {
						t.Fatalf("%s is not explained:\n%s", r.ID, text)
					}
				}
			}
			var back struct {
				Decision struct{ State string }
				Rules    []struct{ Rule string }
			}
			if err := json.Unmarshal(e.JSON("Z"), &back); err != nil || back.Decision.State != e.Decision.State.Name || len(back.Rules) != len(p.Rules) {
				t.Fatal(err, back)
			}
		}))
	}
}
