package wire

import "kangma/internal/id"

// NewPlace is a public place to be added (MS-01).
type NewPlace struct {
	Kind     string    `json:"kind" maxLength:"32"`
	Name     string    `json:"name" maxLength:"400"`
	Region   string    `json:"region" maxLength:"12"`
	Location *Location `json:"location,omitempty"`
}

// Place is a public place.
type Place struct {
	ID       id.ID     `json:"id"`
	Kind     string    `json:"kind"`
	Name     string    `json:"name"`
	Region   string    `json:"region"`
	Location *Location `json:"location,omitempty"`
}

// NewPoint is a collection point to be added, in a place or simply in a region (WH-11).
type NewPoint struct {
	Name     string    `json:"name" maxLength:"400"`
	Place    id.ID     `json:"place,omitzero"`
	Region   string    `json:"region,omitempty" maxLength:"12" doc:"the place's, if it has one"`
	Location *Location `json:"location,omitempty"`
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
