package passage

import (
	"database/sql/driver"
	"fmt"
	"math"
	"strconv"

	"kangma/internal/fault"
)

// Temperature is a measured body temperature in tenths of a degree Celsius; zero is not measured.
type Temperature int16

const (
	lowest  Temperature = 300
	highest Temperature = 450
	// Fever is 37.3 °C (issue 2, "Gate").
	Fever Temperature = 373
)

// ParseTemperature takes degrees Celsius, 30 to 45, with at most one decimal.
func ParseTemperature(celsius float64) (Temperature, error) {
	tenths := math.Round(celsius * 10)
	if !(tenths >= float64(lowest) && tenths <= float64(highest)) {
		return 0, fault.Field("temperature", celsius, "is not between 30 and 45 °C")
	}
	if math.Abs(celsius*10-tenths) > 1e-6 {
		return 0, fault.Field("temperature", celsius, "has more than one decimal")
	}
	return Temperature(tenths), nil
}

// Feverish says whether it is a finding for review (PS-6).
func (t Temperature) Feverish() bool { return t >= Fever }

// Celsius is degrees; 0 if not measured.
func (t Temperature) Celsius() float64 { return float64(t) / 10 }

// String is "36.5", "" if not measured.
func (t Temperature) String() string {
	if t == 0 {
		return ""
	}
	return strconv.FormatFloat(t.Celsius(), 'f', 1, 64)
}

// MarshalJSON and UnmarshalJSON use a number of degrees, null if not measured.
func (t Temperature) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return []byte(t.String()), nil
}

func (t *Temperature) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*t = 0
		return nil
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return fault.Field("temperature", string(b), "is not a number")
	}
	*t, err = ParseTemperature(v)
	return err
}

// Value and Scan store tenths; not measured is NULL.
func (t Temperature) Value() (driver.Value, error) {
	if t == 0 {
		return nil, nil
	}
	return int64(t), nil
}

func (t *Temperature) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = 0
		return nil
	case int64:
		*t = Temperature(v)
		return nil
	}
	return fmt.Errorf("passage: cannot read %T as a temperature", src)
}
