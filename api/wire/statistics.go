package wire

// ColourCount is how many people of a division had a colour at the end of a day.
type ColourCount struct {
	Day        string `json:"day" format:"date"`
	Region     string `json:"region"`
	RegionName string `json:"region_name"`
	Colour     string `json:"colour" enum:"none,green,yellow,red,gray"`
	People     int64  `json:"people"`
}

// ApplicationCount is what came of the applications of one day.
type ApplicationCount struct {
	Day    string `json:"day" format:"date"`
	OnTime int64  `json:"on_time" doc:"answered within the service level"`
	Late   int64  `json:"late" doc:"answered after it"`
	Open   int64  `json:"open" doc:"not answered, still in time"`
	Missed int64  `json:"missed" doc:"not answered, and too late"`
}

// CaseFigures says how long the cases of a kind took that were closed in a period, and what is open now.
type CaseFigures struct {
	Kind    string `json:"kind"`
	Closed  int64  `json:"closed"`
	Median  int64  `json:"median" doc:"seconds; half of those closed took no longer"`
	Ninth   int64  `json:"ninth" doc:"seconds; nine of ten took no longer"`
	Open    int64  `json:"open"`
	Overdue int64  `json:"overdue"`
}

// PassageCount is how many passed in an hour, or at a place, by what the gate showed.
type PassageCount struct {
	Hour    *int   `json:"hour,omitempty" doc:"0 to 23, in +08:00"`
	Place   string `json:"place,omitempty"`
	Pass    int64  `json:"pass"`
	Ask     int64  `json:"ask"`
	Stop    int64  `json:"stop"`
	Unknown int64  `json:"unknown"`
}

// PassageStatistics are the passages of one day.
type PassageStatistics struct {
	Day    string         `json:"day" format:"date"`
	Hours  []PassageCount `json:"hours"`
	Places []PassageCount `json:"places" doc:"the busiest first"`
}
