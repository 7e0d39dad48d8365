package wire

import "kangma/internal/id"

// ItineraryAsk asks the telecom operator for a code, with the holder's consent to being asked about (WZ-01).
type ItineraryAsk struct {
	Person  id.ID `json:"person,omitzero" doc:"the account's own if absent"`
	Consent bool  `json:"consent" doc:"the holder consents to the operator comparing his places of 14 days with the risk cities, and saying 1 or 0"`
}

// ItineraryAsked says that a code was sent.
type ItineraryAsked struct {
	CodeUntil Time `json:"code_until" format:"date-time"`
}

// ItineraryQuery brings the code.
type ItineraryQuery struct {
	Person id.ID  `json:"person,omitzero" doc:"the account's own if absent"`
	Code   string `json:"code" maxLength:"32" doc:"as the operator sent it"`
}

// OfItinerary says about whom a statement that is being analysed is asked for again.
type OfItinerary struct {
	Person id.ID `json:"person,omitzero" doc:"the account's own if absent"`
}

// Itinerary is what is known of an itinerary: 1 or 0, and never a place (WZ-08).
type Itinerary struct {
	Person    id.ID  `json:"person"`
	Now       Time   `json:"now" format:"date-time"`
	Offered   bool   `json:"offered" doc:"an operator can be asked here"`
	Result    string `json:"result" enum:"normal,abnormal,unknown,analysing" doc:"what counts now"`
	Latest    string `json:"latest,omitempty" enum:"normal,abnormal,unknown,analysing" doc:"what the latest record says, expired or not"`
	Source    string `json:"source,omitempty"`
	Left      bool   `json:"left" doc:"it says that the city was left within 14 days"`
	Updated   Time   `json:"updated,omitzero" format:"date-time"`
	Expires   Time   `json:"expires,omitzero" format:"date-time"`
	ListMoved bool   `json:"list_changed" doc:"the list of risk cities has changed since: showing the code renews it no more"`
	Stage     string `json:"stage,omitempty" enum:"code_sent,analysing,needs_code" doc:"of a question under way; needs_code: the analysis did not end under one code (WZ-11)"`
	CodeUntil Time   `json:"code_until,omitzero" format:"date-time" doc:"of a code that was sent"`
	Blocked   Time   `json:"blocked_until,omitzero" format:"date-time" doc:"too many codes were asked for: none is sent before (WZ-12, state 13)"`
	Risk      string `json:"risk" enum:"normal,analysing,needs_code,risk" doc:"what the system judges (WZ-11)"`
	Cities    int    `json:"cities" doc:"how many are on today's list"`
	Published Time   `json:"list_published,omitzero" format:"date-time"`
}

// ItineraryRule says how long a statement is valid (WZ-07).
type ItineraryRule struct {
	Version string           `json:"version"`
	Title   Text             `json:"title"`
	Most    int              `json:"most_minutes" doc:"after the operator's answer showing the code renews it no further"`
	Levels  []ItineraryLevel `json:"levels"`
	Now     ItineraryNow     `json:"now"`
	Cities  []string         `json:"cities" doc:"that count as risk areas today (WZ-09)"`
}

// ItineraryLevel is a row of it: from so many risk cities on, between idle and busy by load.
type ItineraryLevel struct {
	Name   string `json:"name"`
	Title  Text   `json:"title"`
	Cities int    `json:"cities"`
	Idle   int    `json:"idle_minutes"`
	Busy   int    `json:"busy_minutes"`
}

// ItineraryNow is what the rule comes to at present.
type ItineraryNow struct {
	At    Time    `json:"at" format:"date-time"`
	Load  float64 `json:"load" doc:"share of the operator's capacity that the last hour used, 0 to 1"`
	Level string  `json:"level"`
	Valid int     `json:"valid_minutes"`
}

// Stay is a city that a holder says he was in, from a day to a day, both included (NA-05).
type Stay struct {
	City      string `json:"city" maxLength:"12" doc:"code of a prefecture, a municipality or a county"`
	From      string `json:"from" maxLength:"10" doc:"YYYY-MM-DD, at most 14 days ago"`
	Until     string `json:"until" maxLength:"10" doc:"YYYY-MM-DD"`
	Transport string `json:"transport" enum:"train,flight,coach,ship,car,other" doc:"how he came"`
	Trip      string `json:"trip,omitempty" maxLength:"160" doc:"flight, train or plate"`
}

// NewJourney declares all stays of the last 14 days, in place of what was declared before; none: nowhere else.
type NewJourney struct {
	Person id.ID  `json:"person,omitzero" doc:"the account's own if absent"`
	Stays  []Stay `json:"stays" maxItems:"30"`
}

// Journey is one that was declared, checked with the itinerary that counts.
type Journey struct {
	ID        id.ID         `json:"id"`
	Declared  Time          `json:"declared" format:"date-time"`
	Stays     []VisitedCity `json:"stays"`
	Agreement string        `json:"agreement" enum:"agrees,differs,unclear" doc:"with the telecom operator's statement, which names no place"`
	Risk      string        `json:"risk" enum:"normal,analysing,needs_code,risk" doc:"what the system judges (WZ-11)"`
}

// VisitedCity is a stay with the risk of its city now.
type VisitedCity struct {
	Stay
	Name  string `json:"name"`
	Level string `json:"level,omitempty" enum:"high,medium" doc:"absent where nothing is listed"`
}

// Journeys is what was declared in the last 14 days, the newest first, which counts; and where he last checked in.
type Journeys struct {
	Person  id.ID     `json:"person"`
	Items   []Journey `json:"items"`
	CheckIn *CityRisk `json:"check_in,omitempty" doc:"city of the last registered visit"`
}

// CityRisk is a city and its risk now.
type CityRisk struct {
	Region string `json:"region"`
	Name   string `json:"name"`
	Level  string `json:"level,omitempty" enum:"high,medium"`
}
