package bench

import "fmt"

// Figure is one measured figure beside its floor.
type Figure struct {
	Name    string  `json:"name"`
	What    string  `json:"what"`
	Unit    string  `json:"unit"`  // of Value and Floor: "/s" or "ns"
	Value   float64 `json:"value"` // median of the turns
	Beneath string  `json:"floor_what"`
	Floor   float64 `json:"floor"`  // median of the turns
	Ratio   float64 `json:"ratio"`  // median of the turns' Value/Floor
	Spread  float64 `json:"spread"` // of the turns' ratios: half the distance between their quartiles
	Turns   int     `json:"turns"`
	// What one operation costs of the processor in this process, clients included, in nanoseconds: it says what
	// other programs on the machine can hardly change.
	Processor      float64 `json:"processor"`
	FloorProcessor float64 `json:"floor_processor"`

	Goals   []Goal `json:"goals"`
	Also    []Note `json:"also"`
	Checked string `json:"checked"` // what was found correct while loading
}

// Goal is what a figure must reach, or aims at beyond that (BN-3).
type Goal struct {
	Of    string  `json:"of"`
	Value float64 `json:"value"`
	Least float64 `json:"least,omitempty"` // one of the two
	Most  float64 `json:"most,omitempty"`
	Unit  string  `json:"unit,omitempty"`
	Aim   bool    `json:"aim,omitempty"` // beyond what must be reached
	Met   bool    `json:"met"`
}

// Note is a figure that has no floor and no goal of its own.
type Note struct {
	Of    string  `json:"of"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

func atLeast(of string, value, least float64, unit string) Goal {
	return Goal{Of: of, Value: value, Least: least, Unit: unit, Met: value >= least}
}

func atMost(of string, value, most float64, unit string) Goal {
	return Goal{Of: of, Value: value, Most: most, Unit: unit, Met: value <= most}
}

// aim makes a goal one beyond what must be reached.
func aim(g Goal) Goal {
	g.Aim = true
	return g
}

// String is the goal in words, and Outcome whether it was reached.
func (g Goal) String() string {
	sign, bound := "≥", g.Least
	if g.Most != 0 {
		sign, bound = "≤", g.Most
	}
	if g.Aim {
		sign = "aim " + sign
	}
	return fmt.Sprintf("%s %s %s", sign, quantity(bound, g.Unit), g.Of)
}

func (g Goal) Outcome() string {
	if g.Met {
		return "met: " + quantity(g.Value, g.Unit)
	}
	return "MISSED: " + quantity(g.Value, g.Unit)
}

// Wrong is the error of a load that was not served correctly (BN-2).
type Wrong struct {
	Figure string
	Detail string
}

func (w *Wrong) Error() string {
	return "the node did wrong under the load of " + w.Figure + ": " + w.Detail
}

func wrong(figure, format string, args ...any) error {
	return &Wrong{figure, fmt.Sprintf(format, args...)}
}
