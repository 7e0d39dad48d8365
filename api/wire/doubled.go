package wire

import "kangma/internal/id"

// Doubled is a code that was at two places too far apart for the time between: copied, or a wrong clock or position (BY-21). It says where
// and when, never whose.
type Doubled struct {
	First   Sighting `json:"first"`
	Second  Sighting `json:"second"`
	Metres  int64    `json:"metres"`
	Needed  int64    `json:"needed" doc:"seconds: the least time for the way"`
	FoundAt Time     `json:"found_at" format:"date-time"`
}

// Sighting is one of its two passages.
type Sighting struct {
	Passage id.ID  `json:"passage"`
	Point   id.ID  `json:"point"`
	Region  string `json:"region"`
	At      Time   `json:"at" format:"date-time"`
}
