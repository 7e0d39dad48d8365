package sandbox

import (
	"slices"
	"strings"
	"time"
)

// What operators count (TS-1, TS-2).
const (
	CountsAfter = 4 * time.Hour
	Lag         = 24 * time.Hour
	Window      = 14 * 24 * time.Hour
)

// Stay is one simulated stay of a phone in a city; a zero Until is one that goes on.
type Stay struct {
	City  string    `json:"city"` // 6 digits
	From  time.Time `json:"from"`
	Until time.Time `json:"until,omitzero"`
}

// Phone is what the operator knows of one number.
type Phone struct {
	Since   time.Time     `json:"since"` // in service
	Home    string        `json:"home"`  // the city that he leaves or does not
	Stays   []Stay        `json:"stays"`
	Analyse time.Duration `json:"-"` // that its analysis takes
}

// Entry is a line of the card that the holder can read.
type Entry struct {
	City string `json:"city"`
	Star bool   `json:"star"` // the city has a risk area; that is all it says (TS-3)
}

// Counted are the cities that count at an instant, in order, each once (TS-1).
func (p Phone) Counted(at time.Time) (cities []string) {
	for _, s := range joined(p.Stays) {
		end := at.Add(-Lag) // what came after is not known yet
		if !s.Until.IsZero() && s.Until.Before(end) {
			end = s.Until
		}
		if end.Sub(s.From) >= CountsAfter && end.After(at.Add(-Window)) {
			cities = append(cities, s.City)
		}
	}
	slices.Sort(cities)
	return slices.Compact(cities)
}

// joined are the stays in order, those that follow each other in one city without a gap as one.
func joined(stays []Stay) (out []Stay) {
	stays = slices.Clone(stays)
	slices.SortStableFunc(stays, func(a, b Stay) int { return a.From.Compare(b.From) })
	for _, s := range stays {
		last := len(out) - 1
		if last >= 0 && out[last].City == s.City && (out[last].Until.IsZero() || !s.From.After(out[last].Until)) {
			if !out[last].Until.IsZero() && (s.Until.IsZero() || s.Until.After(out[last].Until)) {
				out[last].Until = s.Until
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// Statement is what is said of a phone at an instant against a list; known is false where nothing is (TS-2).
func (p Phone) Statement(at time.Time, list []string) (risk, left, known bool) {
	if at.Sub(p.Since) < Window {
		return false, false, false
	}
	cities := p.Counted(at)
	for _, c := range cities {
		risk = risk || listed(c, list)
		left = left || c != p.Home
	}
	return risk, left, len(cities) > 0
}

// Card is what the holder can read himself, with a star at each city that has a risk area (TS-3).
func (p Phone) Card(at time.Time, list []string) []Entry {
	card := []Entry{}
	for _, c := range p.Counted(at) {
		card = append(card, Entry{c, listed(c, list)})
	}
	return card
}

// listed says whether a city lies in one of a list: a code whose last groups are zero names all of what begins like it.
func listed(city string, list []string) bool {
	return slices.ContainsFunc(list, func(in string) bool {
		for strings.HasSuffix(in, "00") {
			in = in[:len(in)-2]
		}
		return strings.HasPrefix(city, in)
	})
}
