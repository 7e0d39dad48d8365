package ui

// Colour of a health code, in the words of the decision (evidence.md section 3).
type Colour string

const (
	Red    Colour = "red"
	Yellow Colour = "yellow"
	Green  Colour = "green"
	Gray   Colour = "gray"
	None   Colour = "none"
)

// Colours in the order of the gallery.
var Colours = []Colour{Green, Yellow, Red, Gray, None}

// Mark of an itinerary; "" where the pack has no marks.
type Mark string

const (
	Tick       Mark = "tick"
	SmallTick  Mark = "small_tick"
	Cross      Mark = "cross"
	Question   Mark = "question"
	Restricted Mark = "restricted"
)

// Marks in the order of the gallery.
var Marks = []Mark{Tick, SmallTick, Cross, Question, Restricted}

// Labels of a decision, in their order.
var Labels = []string{"unchecked", "checking", "checked", "truck_driver", "whitelisted", "temporary_pass",
	"return_to_work", "registered", "colours_off", "no_anomaly", "notice", "limited_movement", "sampled"}

// Answer of a gate.
type Answer string

const (
	Pass    Answer = "pass"
	Ask     Answer = "ask"
	Stop    Answer = "stop"
	Unknown Answer = "unknown"
)

// Answers of a gate, all four (BY-13).
var Answers = []Answer{Pass, Ask, Stop, Unknown}
