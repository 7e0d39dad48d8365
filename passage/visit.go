package passage

import (
	"context"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Visit is that somebody scanned the code of a place (MS-01). It names no person (PS-1), goes with its day (PS-3), and is no
// evidence: nothing reads it to decide a colour (PS-10, BY-18).
type Visit struct {
	ID        id.ID
	Pseudonym Pseudonym
	Day       Day // DayOf(At)
	Place     id.ID
	Region    region.Code
	At        instant.Instant
}

// Limits of visits.
const (
	VisitAgain      = 10 * time.Minute // who scans the same code again so soon has registered already
	MaxVisitsPerDay = 60
)

// RegisterVisit stores a visit of a person to a place, under the key of the day of at. The same place again within VisitAgain gives the
// visit that stands; again says so. More than MaxVisitsPerDay are refused: nobody walks that much, and who guesses codes is stopped.
func RegisterVisit(ctx context.Context, tx VisitTx, key *DayKey, who id.ID, place Place, at instant.Instant) (v Visit, again bool, err error) {
	v = Visit{ID: id.New(at), Pseudonym: key.Pseudonym(who), Day: key.Day, Place: place.ID, Region: place.Region, At: at}
	if key.Day != DayOf(at) {
		return Visit{}, false, fault.Field("at", at, "is not on the day of the key, %s", key.Day)
	}
	if place.ClosedAt <= at {
		return Visit{}, false, closed("place")
	}
	before, err := tx.VisitsOfDay(ctx, v.Day, v.Pseudonym)
	if err != nil {
		return Visit{}, false, err
	}
	for _, b := range before {
		if b.Place == v.Place && at < b.At.Add(VisitAgain) {
			return b, true, nil
		}
	}
	if len(before) >= MaxVisitsPerDay {
		return Visit{}, false, fault.New(fault.TooMany, "visit.too_many", "more than %d visits a day are not registered", MaxVisitsPerDay)
	}
	return v, false, tx.InsertVisit(ctx, v)
}
