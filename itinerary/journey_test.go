package itinerary_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/itinerary"
	"kangma/passage"
	"kangma/region"
)

func stay(city string, from, until int) itinerary.Stay {
	today := passage.DayOf(at)
	return itinerary.Stay{City: region.MustParseCode(city), From: today - passage.Day(from), Until: today - passage.Day(until), By: "train", Trip: "G7349"}
}

// NA-05: what cannot be is refused, and the refusal names the stay and its field.
func TestDeclaredJourney(t *testing.T) {
	for _, c := range []struct {
		stays      []itinerary.Stay
		field, key string
	}{
		{nil, "", ""},
		{[]itinerary.Stay{stay("610100", 3, 1), stay("310000", 9, 4), stay("310000", 4, 3)}, "", ""},
		{[]itinerary.Stay{stay("330381", 14, 0)}, "", ""},
		{[]itinerary.Stay{stay("610100", 15, 1)}, "stays[0].from", "journey.too_old"},
		{[]itinerary.Stay{stay("610100", 2, 1), stay("610100", 1, 2)}, "stays[1].until", "journey.ends_first"},
		{[]itinerary.Stay{stay("610100", 1, -1)}, "stays[0].until", "journey.future"},
		{[]itinerary.Stay{stay("610000", 2, 1)}, "stays[0].city", "journey.no_city"},
		{[]itinerary.Stay{stay("000000", 2, 1)}, "stays[0].city", "journey.no_city"},
		{[]itinerary.Stay{stay("330302006000", 2, 1)}, "stays[0].city", "journey.no_city"},
		{[]itinerary.Stay{{From: passage.DayOf(at), Until: passage.DayOf(at), By: "car"}}, "stays[0].city", "field.missing"},
		{[]itinerary.Stay{{City: region.MustParseCode("610100"), From: passage.DayOf(at), Until: passage.DayOf(at)}}, "stays[0].transport", "field.missing"},
		{[]itinerary.Stay{stay("610100", 5, 2), stay("310000", 3, 1)}, "stays", "journey.two_cities"},
		{make([]itinerary.Stay, 31), "stays", "journey.too_long"},
	} {
		_, err := itinerary.NewJourney(id.ID{1}, c.stays, at)
		f, _ := fault.As(err)
		if c.key == "" && err != nil || c.key != "" && (f == nil || f.Field != c.field || f.Key != c.key) {
			t.Errorf("%v: %v, want %s %s", c.stays, err, c.field, c.key)
		}
	}
}

// IT-7: the statement names no place, and what an operator would not have counted contradicts nothing.
func TestJourneyAgainstStatement(t *testing.T) {
	list := itinerary.NewList([]region.Code{region.MustParseCode("610113")}, wenzhou)
	noon := at.Add(12 * time.Hour)
	for _, c := range []struct {
		stays  []itinerary.Stay
		counts itinerary.Result
		left   bool
		want   itinerary.Agreement
	}{
		{nil, itinerary.Unknown, false, itinerary.Unclear},
		{nil, itinerary.Analysing, false, itinerary.Unclear},
		{nil, itinerary.Normal, false, itinerary.Agrees},
		{nil, itinerary.Normal, true, itinerary.Differs},
		{nil, itinerary.Abnormal, true, itinerary.Differs},
		{[]itinerary.Stay{stay("330302", 9, 1)}, itinerary.Normal, true, itinerary.Differs},
		{[]itinerary.Stay{stay("310000", 9, 7)}, itinerary.Normal, true, itinerary.Agrees},
		{[]itinerary.Stay{stay("310000", 9, 7)}, itinerary.Normal, false, itinerary.Differs},
		{[]itinerary.Stay{stay("310000", 9, 9)}, itinerary.Normal, false, itinerary.Agrees}, // a day's visit may have been shorter than four hours
		{[]itinerary.Stay{stay("310000", 1, 0)}, itinerary.Normal, false, itinerary.Agrees}, // not known yet
		{[]itinerary.Stay{stay("610100", 9, 7)}, itinerary.Abnormal, true, itinerary.Agrees},
		{[]itinerary.Stay{stay("610113", 9, 7)}, itinerary.Normal, true, itinerary.Differs},
		{[]itinerary.Stay{stay("610100", 1, 0)}, itinerary.Normal, true, itinerary.Agrees},
		{[]itinerary.Stay{stay("310000", 9, 7)}, itinerary.Abnormal, true, itinerary.Differs},
	} {
		j, err := itinerary.NewJourney(id.ID{1}, c.stays, noon)
		if err != nil {
			t.Fatal(err)
		}
		if got := j.Compare(c.counts, c.left, list, wenzhou, noon); got != c.want {
			t.Errorf("%v against %s, left %v: %s, want %s", c.stays, c.counts, c.left, got, c.want)
		}
	}
	if j, _ := itinerary.NewJourney(id.ID{1}, []itinerary.Stay{stay("610113", 1, 0)}, noon); !j.Named(list) {
		t.Error("a district of a city of the list is not of it")
	}
}

// What was declared days ago can be declared again, cut at 14 days ago.
func TestRecentStays(t *testing.T) {
	old := []itinerary.Stay{stay("610100", 14, 12), stay("310000", 12, 8), stay("330381", 8, 0)}
	later := at.Add(3 * 24 * time.Hour)
	got := itinerary.Recent(old, later)
	if len(got) != 2 || got[0].From != passage.DayOf(later)-14 || got[0].Until != old[1].Until || got[1] != old[2] {
		t.Errorf("%v", got)
	}
	if _, err := itinerary.NewJourney(id.ID{1}, got, later); err != nil {
		t.Error(err)
	}
}

// What is sealed reads as it was.
func TestStaysAreSealedWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stays := rapid.SliceOf(rapid.Custom(func(t *rapid.T) itinerary.Stay {
			s := stay(rapid.SampledFrom([]string{"610100", "310000", "330381"}).Draw(t, "city"), rapid.IntRange(0, 14).Draw(t, "from"), rapid.IntRange(0, 14).Draw(t, "until"))
			s.By, s.Trip = rapid.SampledFrom(itinerary.Transports).Draw(t, "by"), rapid.String().Draw(t, "trip")
			return s
		})).Draw(t, "stays")
		b, err := itinerary.MarshalStays(stays)
		if err != nil {
			t.Fatal(err)
		}
		got, err := itinerary.UnmarshalStays(b)
		if err != nil || len(stays) > 0 && !cmp.Equal(stays, got) {
			t.Errorf("%v %s", err, cmp.Diff(stays, got))
		}
	})
}
