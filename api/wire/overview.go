package wire

import "kangma/internal/id"

// Overview is what is known of a person, by the questions of the national platform (NA-05). It decides nothing.
type Overview struct {
	Person      id.ID         `json:"person"`
	At          Time          `json:"at" format:"date-time"`
	Policy      string        `json:"policy" doc:"name@version"`
	Colour      string        `json:"colour"`
	State       string        `json:"state"`
	Risk        string        `json:"risk" enum:"case,contact,trip,place,itinerary,elsewhere,none" doc:"(1) the overall notice: the most serious of what follows; none is no anomaly found (NA-04)"`
	Cases       []Fact        `json:"cases" nullable:"false" doc:"(2) confirmed, suspected or asymptomatic, in force"`
	Trips       []Fact        `json:"trips" nullable:"false" doc:"(3) with a case in 14 days"`
	Itinerary   *Fact         `json:"itinerary,omitempty" doc:"(4) the operator's latest statement"`
	Inbound     []Fact        `json:"inbound" nullable:"false" doc:"(5) with a case on the way into the country, and entries, in 14 days"`
	Codes       []Fact        `json:"codes" nullable:"false" doc:"(6) the latest of each other issuer, the worst first"`
	Places      []ListedPlace `json:"places" nullable:"false" doc:"(7) residence, and known stays of 14 days"`
	Corrections []CaseRow     `json:"corrections" nullable:"false" doc:"(8) that are open"`
}

// ListedPlace is a place and how it is listed.
type ListedPlace struct {
	Region string `json:"region"`
	Name   string `json:"name"`
	Level  string `json:"level,omitempty" enum:"high,medium" doc:"absent where it is not listed"`
	Home   bool   `json:"home,omitempty"`
}
