package certlogic

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

var (
	yearOnly = regexp.MustCompile(`^\d{4}$`)
	monthly  = regexp.MustCompile(`^\d{4}-\d{2}$`)
	daily    = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	timely   = regexp.MustCompile(`^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(?:Z|([+-])(\d{1,2}):?(\d{2})?)?$`)
)

// birth is the last day that a date of birth, which may be partial, can be.
func birth(s string) (time.Time, error) {
	if t, ok, err := lastDay(s); ok || err != nil {
		return t, err
	}
	if daily.MatchString(s) {
		return time.Parse(time.DateOnly, s)
	}
	return time.Time{}, fmt.Errorf("certlogic: no date of birth")
}

// lastDay is the last day of a year or a month; ok is false of other forms.
func lastDay(s string) (t time.Time, ok bool, err error) {
	switch {
	case yearOnly.MatchString(s):
		t, err = time.Parse(time.DateOnly, s+"-12-31")
	case monthly.MatchString(s):
		if t, err = time.Parse(time.DateOnly, s+"-01"); err == nil {
			t = t.AddDate(0, 1, -1)
		}
	default:
		return t, false, nil
	}
	return t, true, err
}

// dateTime reads the forms of the specification, to the millisecond.
func dateTime(s string) (time.Time, error) {
	if t, ok, err := lastDay(s); ok || err != nil {
		return t, err
	}
	if daily.MatchString(s) {
		return time.Parse(time.DateOnly, s)
	}
	m := timely.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, fmt.Errorf("certlogic: no date or time of an allowed form")
	}
	t, err := time.Parse("2006-01-02T15:04:05", m[1])
	if err != nil {
		return t, err
	}
	if m[2] != "" {
		millis, _ := strconv.Atoi((m[2] + "00")[:3])
		t = t.Add(time.Duration(millis) * time.Millisecond)
	}
	if m[3] != "" {
		hours, _ := strconv.Atoi(m[4])
		minutes, _ := strconv.Atoi(m[5]) // absent: 0
		offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
		if m[3] == "+" {
			offset = -offset
		}
		t = t.Add(offset)
	}
	return t, nil
}

const maxAmount = 1_000_000 // of units that are added

func plusTime(s string, amount int64, unit string) (time.Time, error) {
	t, err := dateTime(s)
	if err != nil {
		return t, err
	}
	if amount > maxAmount || amount < -maxAmount {
		return t, fmt.Errorf("certlogic: %d is too much to add", amount)
	}
	n := int(amount)
	switch unit {
	case "year":
		return t.AddDate(n, 0, 0), nil // 29 February and a year is 1 March, as the specification has it
	case "month":
		return t.AddDate(0, n, 0), nil
	case "day":
		return t.AddDate(0, 0, n), nil
	}
	return t.Add(time.Duration(n) * time.Hour), nil
}
