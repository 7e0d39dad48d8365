package passage

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"kangma/internal/id"
)

// Speeds by which two sightings of one code are judged (PS-8): the fastest train from door to door, or an aircraft
// and an hour for getting in and out.
const (
	trainKmH  = 350
	planeKmH  = 900
	planeWait = time.Hour
	nearby    = 2_000 // metres: the size of a large station, and the error of a position
)

// Doubled is a pair of passages that one person cannot have made: a copied code, a wrong clock, or a wrong position.
type Doubled struct {
	First, Second id.ID
	Metres        float64
	Apart         time.Duration
	Needed        time.Duration // the least time for the way
}

// FindDoubled looks at the passages of one pseudonym on one day, each against the one before it; where
// gives the position of a point, if it is known (PS-8, BY-21). It decides nothing: what it finds is reported.
func FindDoubled(ps []Passage, where func(point id.ID) (Location, bool)) []Doubled {
	ps = slices.Clone(ps)
	slices.SortFunc(ps, func(a, b Passage) int {
		return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.ID[:], b.ID[:]))
	})
	var found []Doubled
	for i := 1; i < len(ps); i++ {
		a, b := ps[i-1], ps[i]
		from, ok1 := where(a.Point)
		to, ok2 := where(b.Point)
		if !ok1 || !ok2 {
			continue
		}
		metres, apart := from.Metres(to), b.At.Sub(a.At)
		if needed := leastTime(metres); apart+ClockSkew < needed {
			found = append(found, Doubled{a.ID, b.ID, metres, apart, needed})
		}
	}
	return found
}

// leastTime is the least time in which anybody gets from one place to another.
func leastTime(metres float64) time.Duration {
	metres -= nearby
	if metres <= 0 {
		return 0
	}
	at := func(kmh float64) time.Duration { return time.Duration(metres / 1000 / kmh * float64(time.Hour)) }
	return min(at(trainKmH), planeWait+at(planeKmH))
}
