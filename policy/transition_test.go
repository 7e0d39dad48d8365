package policy_test

import (
	"fmt"
	"slices"
	"testing"

	"kangma/packs"
	"kangma/policy"
	"kangma/region"
)

func mapOf(t *testing.T, ref string) (*policy.Pack, policy.StateMap) {
	t.Helper()
	p := load(t, ref)
	examples, err := policy.ReadExamples(packs.FS, p.Name+"/"+p.Version+"/cases")
	if err != nil {
		t.Fatal(err)
	}
	return p, p.Map(examples, region.Embedded())
}

// TestMapFindsTheTransitions: what a pack's states lead to is found, not drawn. HB-04, WZ-12, WZ-14
func TestMapFindsTheTransitions(t *testing.T) {
	for ref, c := range map[string]struct {
		plain    string
		has, not []string
	}{
		"hubei@2020-02-24": {"green", []string{"red.case > yellow.recovering: lapse of 336h0m0s after the end by HB-01.case", "yellow.recovering > green: lapse of 672h0m0s after the end by HB-01.recovering",
			"green > yellow.overdue: lapse of 72h0m0s by HB-01.checked-in", "yellow.undeclared > green: record by HB-01.declared", "green > gray.registered: mode by HB-11.registration-only"},
			[]string{"red.case > green"}},
		"hubei@2020-03-22": {"green", []string{"green > red.fever: record by HB-01.fever-wuhan", "red.fever > green: lapse of 168h0m0s by HB-01.fever-wuhan", "red.case > green: end by HB-01.case"},
			[]string{"red.case > green: lapse", "red.case > yellow.contact"}},
		"hubei@2021-08-18":         {"green", []string{"red.case > yellow.recovered: end by HB-01.case", "yellow.fever > green: record by HB-01.negative-test", "yellow.released > green: lapse of 336h0m0s after the end by HB-01.released"}, nil},
		"guangxi@2021-12-23":       {"green", []string{"red > red.moving: record by D-1.grant", "red.moving > red: lapse of 2h0m0s by D-1.grant"}, nil},
		"wuhan-testing@2022-05-03": {"green", []string{"green > gray.overdue: lapse of 72h0m0s by T-2.sampled", "gray.overdue > green: lapse of 30m0s by T-2.sampled"}, nil},
		"wenzhou@2021-12-01":       {"1", []string{"1 > 3: record by WZ-08.abnormal", "3 > 4: record by WZ-12.checking-open", "14 > 10: lapse of 2h0m0s by WZ-12.pass-granted", "7 > 1: end by WZ-12.control-central"}, []string{"1 > 5"}},
	} {
		p, m := mapOf(t, ref)
		if m.Plain == nil || m.Plain.Name != c.plain {
			t.Errorf("%s: plain state %v, want %s", ref, m.Plain, c.plain)
		}
		var said []string
		for _, tr := range m.Transitions {
			said = append(said, told(tr))
		}
		for _, w := range c.has {
			if !slices.Contains(said, w) {
				t.Errorf("%s: no %q in\n%q", ref, w, said)
			}
		}
		for _, w := range c.not {
			if slices.ContainsFunc(said, func(s string) bool { return len(s) >= len(w) && s[:len(w)] == w }) {
				t.Errorf("%s: %q is there", ref, w)
			}
		}
		for _, s := range p.States {
			into := slices.ContainsFunc(m.Transitions, func(tr policy.Transition) bool { return tr.To == s })
			out := slices.ContainsFunc(m.Transitions, func(tr policy.Transition) bool { return tr.From == s })
			if !into && s.Name != "none.unregistered" && s.Name != "yellow.undeclared" || !out || len(m.Colours[s]) == 0 {
				t.Errorf("%s: state %s: in %v, out %v, colours %v", ref, s.Name, into, out, m.Colours[s])
			}
		}
	}
}

func TestMapIsTheSameEachTime(t *testing.T) { // PO-2
	_, a := mapOf(t, "wenzhou@2021-12-01")
	_, b := mapOf(t, "wenzhou@2021-12-01")
	for i := range a.Transitions {
		if told(a.Transitions[i]) != told(b.Transitions[i]) {
			t.Errorf("first %s, then %s", told(a.Transitions[i]), told(b.Transitions[i]))
		}
	}
	if len(a.Transitions) != len(b.Transitions) || len(a.Transitions) < 20 {
		t.Error(len(a.Transitions), len(b.Transitions))
	}
}

func told(tr policy.Transition) string {
	s := tr.From.Name + " > " + tr.To.Name + ": " + []string{"record", "end", "lapse", "mode", "list", "birthday"}[tr.Cause]
	if tr.Cause == policy.Lapse {
		s += fmt.Sprint(" of ", tr.Length)
	}
	if tr.AfterEnd {
		s += " after the end"
	}
	if tr.Rule != nil {
		s += " by " + tr.Rule.ID
	}
	return s
}
