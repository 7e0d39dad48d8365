package itinerary

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/region"
)

// Limits of what is declared.
const (
	MaxStays     = 30
	MaxTrip      = 40 // characters of a flight, a train, a plate
	JourneysADay = 20
	lookBack     = 14 // days that a journey goes back
)

// JourneyKept is how long a declared journey is kept: by then all of it is 14 days old (IT-7).
const JourneyKept = 14 * instant.Day

// Transport is how somebody came to a city.
type Transport string

// Transports are all that can be declared.
var Transports = []Transport{"train", "flight", "coach", "ship", "car", "other"}

// ParseTransport reads one of Transports.
func ParseTransport(s string) (Transport, error) {
	if t := Transport(s); slices.Contains(Transports, t) {
		return t, nil
	}
	return "", fault.Field("transport", s, "is not one of train, flight, coach, ship, car, other")
}

// Stay is a city that a holder says he was in, from a day to a day, both included.
type Stay struct {
	City        region.Code
	From, Until passage.Day
	By          Transport // how he came
	Trip        string    // flight, train or plate, "" if he does not say
}

// Journey is where a holder says he was within 14 days, in the order of its days; none says that he was nowhere else (NA-05).
type Journey struct {
	Person   id.ID
	ID       id.ID
	Declared instant.Instant
	Stays    []Stay
}

// NewJourney is a journey that is declared now. Its refusals name the stay: stays[1].until.
func NewJourney(person id.ID, stays []Stay, at instant.Instant) (Journey, error) {
	j := Journey{Person: person, ID: id.New(at), Declared: at, Stays: slices.Clone(stays)}
	if len(stays) > MaxStays {
		return j, fault.Field("stays", len(stays), "are more than %d", MaxStays).WithKey("journey.too_long")
	}
	today := passage.DayOf(at)
	for i, s := range stays {
		if err := s.check(today); err != nil {
			return j, fault.At(fmt.Sprintf("stays[%d]", i), err)
		}
	}
	slices.SortStableFunc(j.Stays, func(a, b Stay) int { return int(a.From - b.From) })
	for i := 1; i < len(j.Stays); i++ {
		if a, b := j.Stays[i-1], j.Stays[i]; b.From < a.Until {
			return j, fault.Field("stays", b.From.String(), "is before the stay of %s to %s ends: nobody is in two cities for days", a.From, a.Until).WithKey("journey.two_cities")
		}
	}
	return j, nil
}

func (s Stay) check(today passage.Day) error {
	switch level := s.City.Level(); {
	case s.City.IsZero():
		return fault.Missing("city")
	case level > region.LevelCounty, level < region.LevelPrefecture && !slices.Contains(municipalities, s.City):
		return fault.Field("city", s.City.String(), "is no city").WithKey("journey.no_city")
	case s.From < today-lookBack:
		return fault.Field("from", s.From.String(), "is more than %d days ago", lookBack).WithKey("journey.too_old")
	case s.Until < s.From:
		return fault.Field("until", s.Until.String(), "is before it began, on %s", s.From).WithKey("journey.ends_first")
	case s.Until > today:
		return fault.Field("until", s.Until.String(), "is in the future").WithKey("journey.future")
	case !slices.Contains(Transports, s.By):
		return fault.Missing("transport")
	case utf8.RuneCountInString(s.Trip) > MaxTrip:
		return fault.Field("trip", s.Trip, "is longer than %d characters", MaxTrip)
	}
	for _, c := range s.Trip {
		if !unicode.IsPrint(c) {
			return fault.Field("trip", s.Trip, "has a character that cannot be printed")
		}
	}
	return nil
}

// Recent are the stays that may still be declared at an instant, cut at 14 days ago.
func Recent(stays []Stay, at instant.Instant) (out []Stay) {
	first := passage.DayOf(at) - lookBack
	for _, s := range stays {
		if s.Until >= first {
			s.From = max(s.From, first)
			out = append(out, s)
		}
	}
	return out
}

// Named says whether he names a city of the list himself.
func (j Journey) Named(list List) bool {
	return slices.ContainsFunc(j.Stays, func(s Stay) bool { return list.Has(s.City) })
}

// Agreement is whether a declared journey and the operator's statement say the same.
type Agreement string

const (
	Agrees  Agreement = "agrees"
	Differs Agreement = "differs"
	Unclear Agreement = "unclear" // no statement counts
)

// Compare compares it with what counts of the statement, which names no place: whether a city of the list was visited, and
// whether home was left. A stay that an operator would not have counted contradicts nothing (IT-7).
func (j Journey) Compare(counts Result, left bool, list List, home region.Code, at instant.Instant) Agreement {
	away := func(s Stay) bool { return City(s.City) != City(home) }
	risky := func(s Stay) bool { return list.Has(s.City) }
	surely := func(is func(Stay) bool) bool {
		return slices.ContainsFunc(j.Stays, func(s Stay) bool { return is(s) && s.counted(at) })
	}
	differs := false
	switch counts {
	case Normal:
		differs = surely(risky) || left && !slices.ContainsFunc(j.Stays, away) || !left && surely(away)
	case Abnormal:
		differs = !slices.ContainsFunc(j.Stays, risky)
	default:
		return Unclear
	}
	if differs {
		return Differs
	}
	return Agrees
}

// counted says whether an operator has counted the stay by now for certain: with a night in between it lasted four hours,
// and they are known a day later.
func (s Stay) counted(at instant.Instant) bool {
	return s.Until > s.From && (s.From+2).Start() <= at.Add(-24*time.Hour)
}

// stayText is a stay as it is sealed and copied.
type stayText struct {
	City  string    `json:"city"`
	From  string    `json:"from"`
	Until string    `json:"until"`
	By    Transport `json:"transport"`
	Trip  string    `json:"trip,omitempty"`
}

// MarshalStays writes stays to be sealed; UnmarshalStays reads them.
func MarshalStays(stays []Stay) ([]byte, error) {
	out := make([]stayText, len(stays))
	for i, s := range stays {
		out[i] = stayText{s.City.String(), s.From.String(), s.Until.String(), s.By, s.Trip}
	}
	return json.Marshal(out)
}

func UnmarshalStays(b []byte) ([]Stay, error) {
	var in []stayText
	if err := json.Unmarshal(b, &in); err != nil {
		return nil, err
	}
	out := make([]Stay, len(in))
	for i, s := range in {
		var err error
		out[i].By, out[i].Trip = s.By, s.Trip
		if out[i].City, err = region.ParseCode(s.City); err != nil {
			return nil, err
		}
		if out[i].From, err = passage.ParseDay(s.From); err != nil {
			return nil, err
		}
		if out[i].Until, err = passage.ParseDay(s.Until); err != nil {
			return nil, err
		}
	}
	return out, nil
}
