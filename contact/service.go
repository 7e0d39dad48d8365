package contact

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

// MaxStops is how many stops a service may have; the longest known train has 45.
const MaxStops = 200

// Stop is where a service halts. Times are minutes after 00:00 of the day on which it left its origin, so that 1470 is half
// past midnight of the next day; Unknown where nobody said. Times of flights are taken as +08:00 at both ends.
type Stop struct {
	Name    string `json:"name"`
	Arrives int    `json:"arrives"`
	Departs int    `json:"departs"`
}

// Unknown is a time, or a number of rows or minutes, that nobody said.
const Unknown = -1

// Service is one journey of a train, flight, coach or ship: on one day, with its stops in order.
type Service struct {
	ID      id.ID
	Mode    Mode
	Day     passage.Day // on which it left its origin (CT-2)
	Numbers []string
	Stops   []Stop
	Traits  Traits
}

// Traits are what a policy asks of a service beside its mode. The zero Traits are the usual: sealed and air-conditioned, with
// filtered air, nobody masked by order.
type Traits struct {
	Ventilated bool   `json:"ventilated,omitempty"` // windows open: not sealed
	Unfiltered bool   `json:"unfiltered,omitempty"` // an aircraft without filters of fine particles
	Masked     bool   `json:"masked,omitempty"`     // everybody aboard wore a mask
	Inbound    bool   `json:"inbound,omitempty"`    // from abroad (NA-05)
	Layout     string `json:"layout,omitempty"`     // of seats in a row: ABC-DEF, an aisle at each dash; "" is the policy's for the mode
}

// Check refuses what cannot be a service.
func (s *Service) Check() error {
	switch {
	case len(s.Numbers) == 0:
		return fault.Missing("number")
	case len(s.Stops) < 2:
		return fault.Field("stops", len(s.Stops), "are fewer than two")
	case len(s.Stops) > MaxStops:
		return fault.Field("stops", len(s.Stops), "are more than %d", MaxStops)
	}
	last := 0
	for _, p := range s.Stops {
		for _, at := range []int{p.Arrives, p.Departs} {
			if at == Unknown {
				continue
			}
			if at < last || at > maxJourney {
				return fault.Field("stops", p.Name, "is left before it is reached, or more than %d days after the origin", maxJourney/1440)
			}
			last = at
		}
	}
	return nil
}

const maxJourney = 20 * 1440 // minutes; a ship may take days

// Leg is a stretch of a service, by the index of the stops where it begins and ends.
type Leg struct{ From, To uint8 }

// Whole is the leg from end to end.
func (s *Service) Whole() Leg { return Leg{0, uint8(len(s.Stops) - 1)} }

// Leg finds the stretch between two named stops; "" is the end of the line. Where a line passes a place twice it is the
// longest stretch that the names allow: nobody is left out because a name was not enough.
func (s *Service) Leg(from, to string) (Leg, error) {
	l := s.Whole()
	if from != "" {
		i := slices.IndexFunc(s.Stops, func(p Stop) bool { return samePlace(p.Name, from) })
		if i < 0 {
			return l, fault.Field("from", from, "is no stop of this service")
		}
		l.From = uint8(i)
	}
	if to != "" {
		i := len(s.Stops) - 1
		for i >= 0 && !samePlace(s.Stops[i].Name, to) {
			i--
		}
		if i < 0 {
			return l, fault.Field("to", to, "is no stop of this service")
		}
		l.To = uint8(i)
	}
	if l.From >= l.To {
		return l, fault.Field("to", to, "is not behind the stop where the leg begins")
	}
	return l, nil
}

// samePlace compares names of stops: 武汉站 is 武汉.
func samePlace(a, b string) bool { return tidyStop(a) == tidyStop(b) }

func tidyStop(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if t := strings.TrimSuffix(s, "站"); t != "" {
		return t
	}
	return s
}

// Overlap is the stretch that two legs share, by the order of stops (CT-1); ok is false if one ends where or before the other begins.
func Overlap(a, b Leg) (shared Leg, ok bool) {
	shared = Leg{max(a.From, b.From), min(a.To, b.To)}
	return shared, shared.From < shared.To
}

// Between is the time of a leg: from leaving its first stop to reaching its last. Where a time is not known, the nearest known
// one outside the leg stands for it, or the bounds of the service day and the next.
func (s *Service) Between(l Leg) (from, until instant.Instant) {
	begin, end := 0, 0
	for i := int(l.From); i >= 0; i-- {
		if t := cmp.Or(known(s.Stops[i].Departs), known(s.Stops[i].Arrives)); t != 0 {
			begin = t - 1
			break
		}
	}
	for i := int(l.To); i < len(s.Stops) && end == 0; i++ {
		if t := cmp.Or(known(s.Stops[i].Arrives), known(s.Stops[i].Departs)); t != 0 {
			end = t - 1
		}
	}
	if end == 0 {
		end = max(1440, begin+1440)
	}
	return s.moment(begin), s.moment(end)
}

// known is a time and one, 0 if it is unknown.
func known(t int) int { return t + 1 }

func (s *Service) moment(minutes int) instant.Instant {
	return s.Day.Start().Add(time.Duration(minutes) * time.Minute)
}

// Minutes is how long a leg takes, Unknown if the times of its ends are not known.
func (s *Service) Minutes(l Leg) int {
	a, b := s.Stops[l.From], s.Stops[l.To]
	if a.Departs == Unknown || b.Arrives == Unknown {
		return Unknown
	}
	return b.Arrives - a.Departs
}

// ServiceDay is the day on which a service left its origin for who boarded at a stop on a day: not the same after midnight (CT-2).
func (s *Service) ServiceDay(boarded passage.Day, from string) (passage.Day, error) {
	l, err := s.Leg(from, "")
	if err != nil {
		return 0, err
	}
	departs := s.Stops[l.From].Departs
	if departs == Unknown {
		return boarded, nil
	}
	return boarded - passage.Day(departs/1440), nil
}

// Expired says whether what is kept of a day of service is to be destroyed (CT-9).
func Expired(day passage.Day, retention int, at instant.Instant) bool {
	return passage.Expired([]passage.Day{day}, retention, at) != nil
}
