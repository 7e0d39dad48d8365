package wire

import "kangma/internal/id"

// NewPlace is a public place to be added (MS-01).
type NewPlace struct {
	Kind     string    `json:"kind" maxLength:"32"`
	Name     string    `json:"name" maxLength:"400"`
	Region   string    `json:"region" maxLength:"12"`
	Address  string    `json:"address,omitempty" maxLength:"800"`
	Office   string    `json:"office,omitempty" maxLength:"400" doc:"that answers for the place"`
	Phone    string    `json:"phone,omitempty" maxLength:"120" doc:"the office's, as posted"`
	Location *Location `json:"location,omitempty"`
}

// Place is a public place.
type Place struct {
	ID         id.ID      `json:"id"`
	Kind       string     `json:"kind"`
	Name       string     `json:"name"`
	Region     string     `json:"region"`
	RegionName string     `json:"region_name,omitempty"`
	Address    string     `json:"address,omitempty"`
	Office     string     `json:"office,omitempty"`
	Phone      string     `json:"phone,omitempty"`
	Location   *Location  `json:"location,omitempty"`
	Code       *PlaceCode `json:"code,omitempty"`
}

// PlaceKind is one of the closed list of MS-01.
type PlaceKind struct {
	Kind string `json:"kind"`
	Name Text   `json:"name"`
}

// NewPlaceCode is how a place's code is to be tied. All absent: a poster that holds everywhere, always.
type NewPlaceCode struct {
	Every  int       `json:"every,omitempty" minimum:"0" maximum:"1440" doc:"minutes after which a screen shows another code; 0 is a poster"`
	Radius int       `json:"radius,omitempty" minimum:"0" maximum:"5000" doc:"metres around the spot from which it may be scanned; 0 ties it to no spot"`
	Spot   *Location `json:"spot,omitempty" doc:"the place's location if absent"`
}

// PlaceCode is the newest version of a place's code.
type PlaceCode struct {
	Version  int       `json:"version"`
	Every    int       `json:"every,omitempty" doc:"minutes"`
	Radius   int       `json:"radius,omitempty" doc:"metres"`
	Spot     *Location `json:"spot,omitempty"`
	IssuedAt Time      `json:"issued_at" format:"date-time"`
	Revoked  Time      `json:"revoked,omitzero" format:"date-time"`
	Text     string    `json:"text,omitempty" doc:"as it is shown now"`
	Path     string    `json:"path,omitempty" doc:"of the page that a holder's scan opens, on this node's own origin"`
	Until    Time      `json:"until,omitzero" format:"date-time" doc:"when a screen has to show the next one"`
}

// PlaceRows is what became of a table of places.
type PlaceRows struct {
	Read      int        `json:"read"`
	Stored    int        `json:"stored"`
	Refused   int        `json:"refused"`
	Duplicate int        `json:"duplicate"`
	Rows      []PlaceRow `json:"rows"`
}

// PlaceRow is one row of it.
type PlaceRow struct {
	Row    int    `json:"row" doc:"as the spreadsheet numbers it"`
	Status string `json:"status" enum:"stored,refused,duplicate"`
	Place  id.ID  `json:"place,omitzero"`
	Key    string `json:"key,omitempty"`
	Field  string `json:"field,omitempty"`
	Value  string `json:"value,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// NewVisit is a place's code that a holder scanned. Where he is serves for the one check and is stored nowhere (HB-10).
type NewVisit struct {
	Person   id.ID     `json:"person,omitzero" doc:"oneself if absent"`
	Code     string    `json:"code" maxLength:"200"`
	Location *Location `json:"location,omitempty"`
	Accuracy int       `json:"accuracy,omitempty" minimum:"0" maximum:"1000000" doc:"metres, as the phone says"`
}

// Visit is a registered one, as its holder sees it.
type Visit struct {
	ID         id.ID  `json:"id"`
	Place      string `json:"place"`
	Kind       string `json:"kind"`
	RegionName string `json:"region_name"`
	At         Time   `json:"at" format:"date-time"`
	Again      bool   `json:"again,omitempty" doc:"it was registered minutes ago already"`
}

// NewPoint is a collection point to be added, in a place or simply in a region (WH-11).
type NewPoint struct {
	Name     string    `json:"name" maxLength:"400"`
	Place    id.ID     `json:"place,omitzero"`
	Region   string    `json:"region,omitempty" maxLength:"12" doc:"the place's, if it has one"`
	Location *Location `json:"location,omitempty"`
}

// WhoPassed asks who passed, with a purpose and a case (WH-13, BY-06). Point and time are those that the list shows.
type WhoPassed struct {
	Point   id.ID   `json:"point"`
	At      Time    `json:"at" format:"date-time"`
	Purpose Purpose `json:"purpose"`
}

// Passed is who passed, masked.
type Passed struct {
	Person  Person  `json:"person"`
	Passage Passage `json:"passage"`
}

// Passage is a stored one, without the person (WH-13).
type Passage struct {
	ID          id.ID   `json:"id"`
	Day         string  `json:"day"`
	Region      string  `json:"region"`
	Place       id.ID   `json:"place,omitzero"`
	Point       id.ID   `json:"point"`
	Collector   id.ID   `json:"collector"`
	At          Time    `json:"at" format:"date-time"`
	Temperature float64 `json:"temperature,omitempty" doc:"°C"`
	Fever       bool    `json:"fever" doc:"a finding for review"`
	Answer      string  `json:"answer" enum:"pass,ask,stop,unknown"`
	Read        bool    `json:"read" doc:"a code was read"`
	Colour      string  `json:"colour,omitempty"`
	Offline     bool    `json:"offline"`
	RecordedAt  Time    `json:"recorded_at" format:"date-time"`
}
