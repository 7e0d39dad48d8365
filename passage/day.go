package passage

import (
	"database/sql/driver"
	"fmt"
	"time"

	"kangma/internal/instant"
)

// Day is a calendar day in +08:00, counted from 1970-01-01. Keys and partitions of passages are by day.
type Day int32

const (
	dayLength = int64(24 * time.Hour / time.Microsecond)
	beijing   = int64(8 * time.Hour / time.Microsecond)
)

// DayOf is the day of an instant.
func DayOf(at instant.Instant) Day {
	us := int64(at) + beijing
	d := us / dayLength
	if us%dayLength < 0 {
		d--
	}
	return Day(d)
}

// ParseDay reads 2020-03-25.
func ParseDay(s string) (Day, error) {
	at, err := instant.Date(s, instant.Beijing)
	return DayOf(at), err
}

// Start is 00:00 +08:00 of the day; its end is the start of the next.
func (d Day) Start() instant.Instant { return instant.Instant(int64(d)*dayLength - beijing) }

// String is YYYY-MM-DD.
func (d Day) String() string { return d.Start().In(instant.Beijing)[:10] }

// Value and Scan store the number.
func (d Day) Value() (driver.Value, error) { return int64(d), nil }

func (d *Day) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("passage: cannot read %T", src)
	}
	*d = Day(n)
	return nil
}
