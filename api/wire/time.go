package wire

import (
	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Time is an instant as JSON has it: RFC 3339 in +08:00, null for never. The zero Time is one that was left out.
type Time instant.Instant

// Instant is the instant; of a Time that was left out it is the one given.
func (t Time) Instant(otherwise instant.Instant) instant.Instant {
	if t == 0 {
		return otherwise
	}
	return instant.Instant(t)
}

// Append writes it as JSON.
func (t Time) Append(b []byte) []byte {
	if instant.Instant(t) == instant.Never {
		return append(b, "null"...)
	}
	b = append(b, '"')
	b = append(b, instant.Instant(t).In(instant.Beijing)...)
	return append(b, '"')
}

// MarshalJSON writes it in +08:00.
func (t Time) MarshalJSON() ([]byte, error) { return t.Append(nil), nil }

// UnmarshalJSON reads a time with any offset; null is never.
func (t *Time) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = Time(instant.Never)
		return nil
	}
	if len(b) < 2 || b[0] != '"' {
		return fault.New(fault.Invalid, "time.invalid", "is not a text with a time")
	}
	return t.UnmarshalText(b[1 : len(b)-1])
}

// MarshalText and UnmarshalText are for addresses.
func (t Time) MarshalText() ([]byte, error) {
	return []byte(instant.Instant(t).In(instant.Beijing)), nil
}

func (t *Time) UnmarshalText(b []byte) error {
	v, _, err := instant.Parse(string(b))
	*t = Time(v)
	return err
}
