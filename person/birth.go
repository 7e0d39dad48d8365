package person

import (
	"database/sql/driver"
	"fmt"
	"log/slog"
	"time"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// Birth is a calendar day of birth, written as the number yyyymmdd; the zero Birth is unknown. It prints masked.
type Birth int32

const oldestYear = 1850 // nobody alive was born before it

// ParseBirth reads YYYY-MM-DD: a real day, from 1850 on, not after the instant (in +08:00).
func ParseBirth(s string, at instant.Instant) (Birth, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, fault.Secret("birth", "is not a date YYYY-MM-DD")
	}
	return parseBirth(s[:4]+s[5:7]+s[8:], at)
}

// parseBirth reads yyyymmdd.
func parseBirth(digits string, at instant.Instant) (Birth, error) {
	day, err := time.Parse("20060102", digits)
	if err != nil {
		return 0, fault.Secret("birth", "is no day of the calendar")
	}
	b := birthOf(day)
	if day.Year() < oldestYear {
		return 0, fault.Secret("birth", "is before %d", oldestYear)
	}
	if b > today(at) {
		return 0, fault.Secret("birth", "is in the future")
	}
	return b, nil
}

func birthOf(day time.Time) Birth {
	return Birth(day.Year()*10000 + int(day.Month())*100 + day.Day())
}

// today is the calendar day of an instant in +08:00.
func today(at instant.Instant) Birth { return birthOf(at.Add(8 * time.Hour).Time()) }

// IsZero says whether the day is unknown.
func (b Birth) IsZero() bool { return b == 0 }

// Age is the number of completed years at an instant, in +08:00; 0 for an unknown birth.
func (b Birth) Age(at instant.Instant) int {
	if b == 0 {
		return 0
	}
	return max(0, int(today(at)-b)/10000)
}

// Reveal is YYYY-MM-DD, "" for an unknown birth.
func (b Birth) Reveal() string {
	if b == 0 {
		return ""
	}
	n := int(b)
	return fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100)
}

// Masked, String, Format, LogValue and MarshalText show the year only.
func (b Birth) Masked() string               { return maskBirth(b) }
func (b Birth) String() string               { return maskBirth(b) }
func (b Birth) Format(f fmt.State, _ rune)   { format(f, b) }
func (b Birth) LogValue() slog.Value         { return logged(b) }
func (b Birth) MarshalText() ([]byte, error) { return []byte(maskBirth(b)), nil }

// Value and Scan store the number yyyymmdd; unknown is NULL.
func (b Birth) Value() (driver.Value, error) {
	if b == 0 {
		return nil, nil
	}
	return int64(b), nil
}

func (b *Birth) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*b = 0
		return nil
	case int64:
		*b = Birth(v)
		return nil
	}
	return fmt.Errorf("birth: cannot read %T", src)
}
