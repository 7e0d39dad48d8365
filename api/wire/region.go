package wire

// Region is an administrative division.
type Region struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	FullName string `json:"full_name" doc:"from its province down"`
	Entrance string `json:"entrance,omitempty" doc:"where its people apply, if it belongs to a city with a code of its own (WH-15)"`
}

// Regime is what is in force.
type Regime struct {
	Number int64  `json:"number"`
	Policy string `json:"policy" doc:"name@version"`
	Title  Text   `json:"title"`
	Source string `json:"source" doc:"citation"`
	From   Time   `json:"from" format:"date-time"`
	Until  Time   `json:"until" format:"date-time" nullable:"true"`
	Modes  []Mode `json:"modes"`
}

// Mode is a switch of the jurisdiction (HB-11, WH-07).
type Mode struct {
	Mode  string `json:"mode" enum:"registration_only,colours_off"`
	From  Time   `json:"from" format:"date-time"`
	Until Time   `json:"until" format:"date-time" nullable:"true"`
}

// NewMode switches a mode on, or off where until is not after from.
type NewMode struct {
	Mode   string `json:"mode" enum:"registration_only,colours_off"`
	From   Time   `json:"from,omitzero" format:"date-time" doc:"now if absent"`
	Until  Time   `json:"until,omitzero" format:"date-time" nullable:"true" doc:"without end if absent"`
	Off    bool   `json:"off,omitempty" doc:"switch it off, from then on"`
	Reason string `json:"reason" maxLength:"1000"`
}
