// Package instant is a point in time as Kangma keeps it: microseconds since
// 1970-01-01T00:00:00Z in an int64, the form that both databases store.
//
// Intervals include their start and exclude their end; a day is 24 hours
// (evidence.md section 1). It is not a clock: nothing here knows what time it is.
package instant

import (
	"strconv"
	"strings"
	"time"

	"kangma/internal/fault"
)

// Instant is microseconds since the Unix epoch, UTC. The zero Instant is 1970; "no instant" is Never or a pointer.
type Instant int64

// Never is later than every instant that Parse accepts: the end of what has no end.
const Never Instant = 1<<63 - 1

// Day is 24 hours.
const Day = 24 * time.Hour

// Zone is an offset as its author wrote it, kept so that it is written back the same way ("Z", "+08:00").
type Zone string

// Beijing is the offset of the People's Republic, in which pack dates begin.
const Beijing Zone = "+08:00"

// Of is the instant of t, cut to microseconds.
func Of(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time is i as a time.Time in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// Add is i moved by d; Never stays Never.
func (i Instant) Add(d time.Duration) Instant {
	if i == Never {
		return Never
	}
	return i + Instant(d/time.Microsecond)
}

// Sub is the time from j to i.
func (i Instant) Sub(j Instant) time.Duration { return time.Duration(i-j) * time.Microsecond }

// Unix is whole seconds, as tokens carry them.
func (i Instant) Unix() int64 { return i.Time().Unix() }

// String writes i in UTC, for logs and tests.
func (i Instant) String() string {
	if i == Never {
		return "never"
	}
	return i.In("Z")
}

// In writes i as RFC 3339 in the given offset: whole seconds unless i has more, no trailing zeros.
func (i Instant) In(z Zone) string {
	t := i.Time().Add(z.offset())
	b := t.AppendFormat(make([]byte, 0, 32), "2006-01-02T15:04:05")
	if us := t.Nanosecond() / 1000; us != 0 {
		frac := strconv.Itoa(1_000_000 + us)[1:]
		b = append(b, '.')
		b = append(b, strings.TrimRight(frac, "0")...)
	}
	return string(append(b, z...))
}

func (z Zone) offset() time.Duration {
	if len(z) != 6 {
		return 0
	}
	d := time.Duration(two(string(z[1:3])))*time.Hour + time.Duration(two(string(z[4:6])))*time.Minute
	if z[0] == '-' {
		return -d
	}
	return d
}

// MarshalText writes UTC.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.In("Z")), nil }

// UnmarshalText reads RFC 3339 with offset.
func (i *Instant) UnmarshalText(b []byte) error {
	v, _, err := Parse(string(b))
	*i = v
	return err
}

// Years outside of which a time is taken for a slip of the pen ("a year 0020"). 9999 is a customary "for ever".
const minYear, maxYear = 1850, 9999

// Parse reads RFC 3339 with an offset and at most microseconds, and the offset as it was written.
// The error is a fault without a field.
func Parse(s string) (Instant, Zone, error) {
	bad := func(why string) (Instant, Zone, error) {
		return 0, "", fault.New(fault.Invalid, "time.invalid", "is not an RFC 3339 time with offset: %s", why)
	}
	if len(s) < 20 || len(s) > 40 {
		return bad("wrong length, write 2020-03-25T09:00:00+08:00")
	}
	for i, c := range []byte("dddd-dd-ddTdd:dd:dd") {
		switch {
		case c == 'd' && (s[i] < '0' || s[i] > '9'), c == 'T' && s[i] != 'T' && s[i] != 't',
			c != 'd' && c != 'T' && s[i] != c:
			return bad("write 2020-03-25T09:00:00+08:00")
		}
	}
	year := two(s[0:2])*100 + two(s[2:4])
	month, day, hour, minute, sec := two(s[5:7]), two(s[8:10]), two(s[11:13]), two(s[14:16]), two(s[17:19])
	if year < minYear || year > maxYear {
		return bad("year " + s[:4] + " is not between 1850 and 9999")
	}
	if month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return bad("no such day")
	}
	if hour > 23 || minute > 59 || sec > 59 {
		return bad("no such time of day")
	}
	rest, nanos := s[19:], 0
	if rest[0] == '.' {
		n := 1
		for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
			n++
		}
		digits := strings.TrimRight(rest[1:n], "0")
		if n == 1 {
			return bad("no digits after the point")
		}
		if len(digits) > 6 {
			return bad("finer than a microsecond")
		}
		nanos, _ = strconv.Atoi((digits + "000000000")[:9])
		rest = rest[n:]
	}
	zone := Zone(strings.ToUpper(rest))
	if zone != "Z" {
		if len(zone) != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' ||
			!digit(zone[1]) || !digit(zone[2]) || !digit(zone[4]) || !digit(zone[5]) ||
			two(string(zone[1:3])) > 23 || two(string(zone[4:6])) > 59 {
			return bad("the offset must be Z or like +08:00")
		}
	}
	t := time.Date(year, time.Month(month), day, hour, minute, sec, nanos, time.UTC).Add(-zone.offset())
	return Of(t), zone, nil
}

// Date is 00:00 of a YYYY-MM-DD day in the given offset.
func Date(s string, z Zone) (Instant, error) {
	if len(s) != 10 {
		return 0, fault.New(fault.Invalid, "date.invalid", "is not a date YYYY-MM-DD")
	}
	i, _, err := Parse(s + "T00:00:00" + string(z))
	if err != nil {
		return 0, fault.New(fault.Invalid, "date.invalid", "is not a date YYYY-MM-DD")
	}
	return i, nil
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func two(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
