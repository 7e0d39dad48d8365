package policy

import (
	"cmp"
	"slices"
	"strings"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/region"
)

// Overview is what is known of a person, by the questions that the national platform answers (NA-05). It decides nothing: what follows for
// the colour is the rules' alone.
type Overview struct {
	Risk      OverallRisk     // (1) the most serious of what follows
	Cases     []evidence.Fact // (2) confirmed, suspected or asymptomatic, in force
	Trips     []evidence.Fact // (3) with a case in the last 14 days, within the country
	Itinerary *evidence.Fact  // (4) the latest statement, nil if there is none
	Inbound   []evidence.Fact // (5) with a case on the way into the country, and entries, in the last 14 days
	Codes     []evidence.Fact // (6) the latest of each issuer, the worst first
	Places    []PlaceRisk     // (7) where he lives and where he is known to have stayed in the last 14 days
}

// OverallRisk is the overall notice of NA-05 (1), and its ground.
type OverallRisk string

const (
	RiskCase      OverallRisk = "case"      // he is a case
	RiskContact   OverallRisk = "contact"   // a close contact or one of the second degree
	RiskTrip      OverallRisk = "trip"      // he travelled with a case
	RiskPlace     OverallRisk = "place"     // a place of his is listed
	RiskItinerary OverallRisk = "itinerary" // the operator says that he was in a listed city
	RiskElsewhere OverallRisk = "elsewhere" // another authority's code is red or yellow
	RiskNone      OverallRisk = "none"      // no anomaly found (NA-04)
)

// PlaceRisk is one of his places and how it is listed.
type PlaceRisk struct {
	Region region.Code
	Level  string          // high, medium, or "" where it is not listed
	Until  instant.Instant // of the stay; Never where he lives
	Home   bool
}

// recent is how far back the questions look.
const recent = 14 * instant.Day

// LookOver answers the questions for an instant, with what is known then.
func LookOver(f *Facts, at instant.Instant) (o Overview) {
	since := at.Add(-recent)
	contact := false
	upstream := map[string]evidence.Fact{}
	if !f.Person.Residence.IsZero() {
		o.Places = append(o.Places, PlaceRisk{Region: f.Person.Residence, Level: f.Risk.level(f.Person.Residence, at), Until: instant.Never, Home: true})
	}
	for i := range f.Evidence {
		e := f.Evidence[i]
		p, known := e.Known(at)
		if !known || p.From > at {
			continue
		}
		holds, lately := at < p.Until, p.From > since
		switch e.Kind {
		case evidence.CaseConfirmed, evidence.CaseSuspected, evidence.CaseAsymptomatic:
			if holds {
				o.Cases = append(o.Cases, e)
			}
		case evidence.ContactClose, evidence.ContactSecondary:
			contact = contact || holds
		case evidence.ContactCotraveller:
			switch {
			case !holds || !lately:
			case e.Attrs.Bool(evidence.Inbound):
				o.Inbound = append(o.Inbound, e)
			default:
				o.Trips = append(o.Trips, e)
			}
		case evidence.Entry:
			if lately {
				o.Inbound = append(o.Inbound, e)
			}
		case evidence.Itinerary:
			if o.Itinerary == nil || e.Later(o.Itinerary) {
				o.Itinerary = &e
			}
		case evidence.Upstream:
			issuer := e.Attrs.Text(evidence.Issuer)
			if last, ok := upstream[issuer]; !ok || e.Later(&last) {
				upstream[issuer] = e
			}
		case evidence.Stay:
			if p.Until > since {
				o.Places = append(o.Places, PlaceRisk{Region: e.Region, Level: f.Risk.level(e.Region, at), Until: p.Until})
			}
		}
	}
	for _, e := range upstream {
		o.Codes = append(o.Codes, e)
	}
	o.sort()
	o.Risk = o.overall(contact, at)
	return o
}

// level is how a region, or anything within it, is listed: high before medium.
func (l *RiskAreas) level(r region.Code, at instant.Instant) string {
	for _, level := range []string{"high", "medium"} {
		if l.Listed(r, at, level) || l.ListedWithin(r, at, level) {
			return level
		}
	}
	return ""
}

// worst orders the answers of other authorities.
var worst = []string{"red", "yellow", "gray", "none", "green"}

// elsewhere is the colour that another authority's answer gives, gray where it gave none.
func elsewhere(e evidence.Fact) string { return cmp.Or(e.Attrs.Text(evidence.Colour), "gray") }

func (o *Overview) sort() {
	newest := func(a, b evidence.Fact) int {
		return cmp.Or(cmp.Compare(b.ValidFrom, a.ValidFrom), strings.Compare(a.ID, b.ID))
	}
	slices.SortFunc(o.Cases, newest)
	slices.SortFunc(o.Trips, newest)
	slices.SortFunc(o.Inbound, newest)
	slices.SortFunc(o.Codes, func(a, b evidence.Fact) int {
		return cmp.Or(cmp.Compare(slices.Index(worst, elsewhere(a)), slices.Index(worst, elsewhere(b))),
			strings.Compare(a.Attrs.Text(evidence.Issuer), b.Attrs.Text(evidence.Issuer)))
	})
	slices.SortStableFunc(o.Places, func(a, b PlaceRisk) int {
		return cmp.Or(cmp.Compare(b.Until, a.Until), cmp.Compare(a.Region, b.Region))
	})
}

func (o *Overview) overall(contact bool, at instant.Instant) OverallRisk {
	switch {
	case len(o.Cases) > 0:
		return RiskCase
	case contact:
		return RiskContact
	case len(o.Trips) > 0, slices.ContainsFunc(o.Inbound, func(e evidence.Fact) bool { return e.Kind == evidence.ContactCotraveller }):
		return RiskTrip
	case slices.ContainsFunc(o.Places, func(p PlaceRisk) bool { return p.Level != "" }):
		return RiskPlace
	case o.Itinerary != nil && o.Itinerary.Attrs.Text(evidence.Result) == "abnormal" && o.Itinerary.ValidFrom > at.Add(-recent):
		return RiskItinerary
	case slices.ContainsFunc(o.Codes, func(e evidence.Fact) bool { c := elsewhere(e); return c == "red" || c == "yellow" }):
		return RiskElsewhere
	}
	return RiskNone
}

// Expired says whether the statement of an itinerary is over at an instant.
func (o *Overview) Expired(at instant.Instant) bool {
	if o.Itinerary == nil {
		return false
	}
	p, known := o.Itinerary.Known(at)
	return known && p.Until <= at
}
