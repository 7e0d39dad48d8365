package instant_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/instant"
)

// What is written in an offset is read back as the same instant in the same offset (evidence.md section 3).
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i := instant.Instant(rapid.Int64Range(-3e15, 2.5e17).Draw(t, "instant"))
		z := rapid.SampledFrom([]instant.Zone{"Z", "+00:00", "-00:00", "+08:00", "-03:30", "+14:00", "+23:59"}).Draw(t, "zone")
		s := i.In(z)
		back, zone, err := instant.Parse(s)
		if err != nil || back != i || zone != z {
			t.Fatalf("%s read as %s in %s, %v", s, back, zone, err)
		}
		if std, err := time.Parse(time.RFC3339Nano, s); err != nil || instant.Of(std) != i {
			t.Fatalf("%s is another instant for the standard library: %s, %v", s, std, err)
		}
		if strings.Contains(s, ".") && strings.Contains(s, "0"+string(z)) && strings.HasSuffix(strings.TrimSuffix(s, string(z)), "0") {
			t.Fatalf("%s has trailing zeros", s)
		}
	})
}

func TestParseRefuses(t *testing.T) {
	for _, s := range []string{"", "2020-03-25", "2020-03-25T09:00:00", "2020-03-25 09:00:00Z", "2020-03-25T09:00:00+0800",
		"2020-03-25T09:00:00+24:00", "2020-03-25T24:00:00Z", "2020-03-25T09:60:00Z", "2020-03-25T09:00:60Z", "2020-02-30T09:00:00Z",
		"2021-02-29T09:00:00Z", "0020-03-25T09:00:00Z", "2020-13-25T09:00:00Z", "2020-00-25T09:00:00Z", "2020-03-00T09:00:00Z",
		"2020-03-25T09:00:00.Z", "2020-03-25T09:00:00.1234567Z", "2020-03-25T09:00:00Zjunk", "+020-03-25T09:00:00Z", "２０20-03-25T09:00:00Z"} {
		if i, _, err := instant.Parse(s); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q was read as %s, %v", s, i, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("2020-03-25T09:00:00.5+08:00")
	f.Fuzz(func(t *testing.T, s string) {
		i, z, err := instant.Parse(s)
		if err != nil {
			return
		}
		if back, _, err := instant.Parse(i.In(z)); err != nil || back != i {
			t.Fatalf("%q gives %s, which gives %s, %v", s, i.In(z), back, err)
		}
	})
}

func TestNeverStaysNever(t *testing.T) {
	if instant.Never.Add(time.Hour) != instant.Never || instant.Never.Add(-time.Hour) != instant.Never {
		t.Error("never moved")
	}
}

func TestDateBeginsInItsZone(t *testing.T) {
	i, err := instant.Date("2020-03-22", instant.Beijing)
	if err != nil || i.In("Z") != "2020-03-21T16:00:00Z" {
		t.Error(i, err)
	}
	if _, err := instant.Date("2020-3-22", instant.Beijing); err == nil {
		t.Error("a date without its zeros was read")
	}
}
