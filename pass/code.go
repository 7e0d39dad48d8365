package pass

import "kangma/internal/fault"

// Colour, Mark and Outcome are the words of evidence.md section 3 as the numbers that a token carries. Numbers are never reused.
type (
	Colour  uint8
	Mark    uint8
	Outcome uint8
)

const (
	None Colour = iota
	Green
	Yellow
	Red
	Gray
)

const (
	NoMark Mark = iota
	Tick
	SmallTick
	Cross
	Question
	Restricted
)

// Pass, Ask and Stop are what a token can say; Unknown is what a gate answers when it cannot tell (BY-13), and in no token.
const (
	Unknown Outcome = iota
	Pass
	Ask
	Stop
)

var (
	colours  = []string{"none", "green", "yellow", "red", "gray"}
	marks    = []string{"", "tick", "small_tick", "cross", "question", "restricted"}
	outcomes = []string{"unknown", "pass", "ask", "stop"}
)

func (c Colour) String() string  { return word(colours, uint8(c)) }
func (m Mark) String() string    { return word(marks, uint8(m)) }
func (o Outcome) String() string { return word(outcomes, uint8(o)) }

// ParseColour reads a colour of evidence.md.
func ParseColour(s string) (Colour, error) {
	n, err := number8(colours, "colour", s)
	return Colour(n), err
}

// ParseMark reads a mark of evidence.md; "" is none.
func ParseMark(s string) (Mark, error) { n, err := number8(marks, "mark", s); return Mark(n), err }

// ParseOutcome reads pass, ask, stop or unknown.
func ParseOutcome(s string) (Outcome, error) {
	n, err := number8(outcomes, "gate", s)
	return Outcome(n), err
}

func (c Colour) MarshalText() ([]byte, error)  { return []byte(c.String()), nil }
func (m Mark) MarshalText() ([]byte, error)    { return []byte(m.String()), nil }
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

func (c *Colour) UnmarshalText(b []byte) (err error)  { *c, err = ParseColour(string(b)); return err }
func (m *Mark) UnmarshalText(b []byte) (err error)    { *m, err = ParseMark(string(b)); return err }
func (o *Outcome) UnmarshalText(b []byte) (err error) { *o, err = ParseOutcome(string(b)); return err }

func word(words []string, n uint8) string {
	if int(n) < len(words) {
		return words[n]
	}
	return "?"
}

func number8(words []string, field, s string) (uint8, error) {
	for i, w := range words {
		if w == s {
			return uint8(i), nil
		}
	}
	return 0, fault.Field(field, s, "is not one of %q", words)
}
