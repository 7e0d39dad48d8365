package policy_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/policy"
	"kangma/region"
)

// overviewDay is the day asked about.
var overviewDay, _ = instant.Date("2021-01-20", instant.Beijing)

func overviewFact(id string, kind evidence.Kind, daysAgo int, attrs ...evidence.Attr) evidence.Fact {
	from := overviewDay.Add(-instant.Day * time.Duration(daysAgo))
	return evidence.Fact{ID: id, Kind: kind, Source: "s", ValidFrom: from, ValidUntil: instant.Never, RecordedAt: from, EndRecordedAt: instant.Never, RetractedAt: instant.Never, Attrs: attrs}
}

// NA-05, NA-04: each of the eight questions is answered by what is known then, and by nothing that is over or was never true.
func TestLookOver(t *testing.T) {
	home := region.MustParseCode("110108")
	ended := overviewFact("1", evidence.CaseConfirmed, 9)
	ended.ValidUntil, ended.EndRecordedAt = overviewDay.Add(-instant.Day), overviewDay.Add(-instant.Day)
	retracted := overviewFact("2", evidence.CaseConfirmed, 9)
	retracted.RetractedAt = overviewDay.Add(-instant.Day)
	later := overviewFact("3", evidence.CaseConfirmed, 1)
	later.RecordedAt = overviewDay + 1
	stay := overviewFact("s", evidence.Stay, 5)
	stay.Region = region.MustParseCode("330106")
	upstream := func(id, issuer, status, colour string, daysAgo int) evidence.Fact {
		attrs := []evidence.Attr{evidence.TextAttr(evidence.Issuer, issuer), evidence.TextAttr(evidence.Status, status)}
		if colour != "" {
			attrs = append(attrs, evidence.TextAttr(evidence.Colour, colour))
		}
		return overviewFact(id, evidence.Upstream, daysAgo, attrs...)
	}
	listed := policy.NewRiskAreas([]policy.RiskArea{{Region: region.MustParseCode("330106003000"), Level: "medium", From: 0, Until: instant.Never}})
	for _, c := range []struct {
		name  string
		facts []evidence.Fact
		risk  *policy.RiskAreas
		want  policy.OverallRisk
		is    func(policy.Overview) bool
	}{
		{"nothing", nil, nil, policy.RiskNone, func(o policy.Overview) bool { return len(o.Places) == 1 && o.Places[0].Home && o.Places[0].Level == "" }},
		{"over, never true, not known yet", []evidence.Fact{ended, retracted, later}, nil, policy.RiskNone, func(o policy.Overview) bool { return len(o.Cases) == 0 }},
		{"a case", []evidence.Fact{overviewFact("1", evidence.CaseAsymptomatic, 40), overviewFact("2", evidence.ContactClose, 2)}, nil, policy.RiskCase,
			func(o policy.Overview) bool { return len(o.Cases) == 1 }},
		{"a contact of 13 days", []evidence.Fact{overviewFact("1", evidence.ContactClose, 13)}, nil, policy.RiskContact, nil},
		{"a contact of 14 days is none", []evidence.Fact{overviewFact("1", evidence.ContactClose, 14)}, nil, policy.RiskNone, nil},
		{"the same train", []evidence.Fact{overviewFact("1", evidence.ContactCotraveller, 3, evidence.TextAttr(evidence.Trip, "G1"))}, nil, policy.RiskTrip,
			func(o policy.Overview) bool { return len(o.Trips) == 1 && len(o.Inbound) == 0 }},
		{"the same flight from abroad", []evidence.Fact{overviewFact("1", evidence.ContactCotraveller, 3, evidence.BoolAttr(evidence.Inbound, true)), overviewFact("2", evidence.Entry, 3)}, nil, policy.RiskTrip,
			func(o policy.Overview) bool { return len(o.Inbound) == 2 && len(o.Trips) == 0 }},
		{"an entry is no risk", []evidence.Fact{overviewFact("2", evidence.Entry, 3)}, nil, policy.RiskNone, func(o policy.Overview) bool { return len(o.Inbound) == 1 }},
		{"a train of 15 days ago", []evidence.Fact{overviewFact("1", evidence.ContactCotraveller, 15)}, nil, policy.RiskNone, nil},
		{"a stay where a street is listed", []evidence.Fact{stay}, listed, policy.RiskPlace, func(o policy.Overview) bool { return len(o.Places) == 2 && o.Places[1].Level == "medium" }},
		{"a stay where nothing is listed", []evidence.Fact{stay}, nil, policy.RiskNone, nil},
		{"the operator says 1", []evidence.Fact{overviewFact("1", evidence.Itinerary, 2, evidence.TextAttr(evidence.Result, "abnormal"))}, nil, policy.RiskItinerary, nil},
		{"the newer statement counts", []evidence.Fact{overviewFact("1", evidence.Itinerary, 2, evidence.TextAttr(evidence.Result, "abnormal")),
			overviewFact("2", evidence.Itinerary, 1, evidence.TextAttr(evidence.Result, "normal"))}, nil, policy.RiskNone, func(o policy.Overview) bool { return o.Itinerary.ID == "2" }},
		{"red elsewhere, the worst first, the latest of each", []evidence.Fact{upstream("1", "330000", "ok", "green", 3), upstream("2", "420000", "ok", "red", 2), upstream("3", "440000", "timeout", "", 2),
			upstream("4", "330000", "ok", "red", 5)}, nil, policy.RiskElsewhere,
			func(o policy.Overview) bool {
				return len(o.Codes) == 3 && o.Codes[0].ID == "2" && o.Codes[1].ID == "3" && o.Codes[2].ID == "1"
			}},
	} {
		o := policy.LookOver(&policy.Facts{Person: policy.Person{Residence: home}, Evidence: c.facts, Risk: c.risk}, overviewDay)
		if o.Risk != c.want || c.is != nil && !c.is(o) {
			t.Errorf("%s: %+v", c.name, o)
		}
	}
}

// NA-05: the order in which facts are read changes no answer.
func TestLookOverOrder(t *testing.T) {
	all := []evidence.Fact{overviewFact("1", evidence.CaseSuspected, 3), overviewFact("2", evidence.CaseConfirmed, 3), overviewFact("3", evidence.Itinerary, 1, evidence.TextAttr(evidence.Result, "normal")),
		overviewFact("4", evidence.Itinerary, 1, evidence.TextAttr(evidence.Result, "abnormal")), overviewFact("5", evidence.ContactCotraveller, 2), overviewFact("6", evidence.ContactCotraveller, 2),
		overviewFact("7", evidence.Upstream, 2, evidence.TextAttr(evidence.Issuer, "330000"), evidence.TextAttr(evidence.Status, "ok"), evidence.TextAttr(evidence.Colour, "green")),
		overviewFact("8", evidence.Upstream, 2, evidence.TextAttr(evidence.Issuer, "420000"), evidence.TextAttr(evidence.Status, "ok"), evidence.TextAttr(evidence.Colour, "green"))}
	want := policy.LookOver(&policy.Facts{Evidence: all}, overviewDay)
	rapid.Check(t, func(t *rapid.T) {
		got := policy.LookOver(&policy.Facts{Evidence: rapid.Permutation(all).Draw(t, "facts")}, overviewDay)
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}
