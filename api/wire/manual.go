package wire

import "kangma/internal/id"

// ManualPassage is one of somebody who showed no code of ours (NA-12, WZ-18).
type ManualPassage struct {
	ID          id.ID    `json:"id"`
	Day         string   `json:"day"`
	Region      string   `json:"region"`
	Point       id.ID    `json:"point"`
	Collector   id.ID    `json:"collector"`
	At          Time     `json:"at" format:"date-time"`
	Temperature float64  `json:"temperature,omitempty" doc:"°C"`
	Fever       bool     `json:"fever" doc:"a finding for review"`
	Answer      string   `json:"answer" enum:"pass,ask,stop,unknown" doc:"what the collector did"`
	Offline     bool     `json:"offline"`
	RecordedAt  Time     `json:"recorded_at" format:"date-time"`
	Basis       string   `json:"basis" enum:"written,cards"`
	Colour      string   `json:"colour,omitempty" doc:"of the other code"`
	Itinerary   string   `json:"itinerary,omitempty" enum:"clear,marked,none"`
	Written     *Written `json:"written,omitempty"`
}

// Written is what was written down of somebody, masked in lists.
type Written struct {
	Name   string `json:"name"`
	Phone  string `json:"phone,omitempty"`
	Number string `json:"number,omitempty"`
}

// Fallback is a time in which a point goes on without the system (WZ-18).
type Fallback struct {
	ID    id.ID  `json:"id" doc:"chosen by the gate; the same for its end"`
	Point id.ID  `json:"point"`
	Cause string `json:"cause" enum:"unreachable,no_keys,no_codes,ordered"`
	Began Time   `json:"began" format:"date-time"`
	Ended Time   `json:"ended,omitzero" format:"date-time" doc:"absent while it goes on"`
}

// ListedFallback is one of a list.
type ListedFallback struct {
	Fallback
	Region    string `json:"region"`
	Collector id.ID  `json:"collector"`
}
