package passage

import (
	"time"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// DoubledReport is a Doubled as staff read it: where and when, never who (PS-8, BY-21). It goes with its day.
type DoubledReport struct {
	Day                       Day
	First, Second             id.ID // passages
	FirstPoint, SecondPoint   id.ID
	FirstRegion, SecondRegion region.Code
	FirstAt, SecondAt         instant.Instant
	Metres                    int64
	Needed                    int64 // seconds, the least time for the way
	FoundAt                   instant.Instant
}

// ReportDoubled looks at the passages of one pseudonym on one day and reports what FindDoubled finds.
func ReportDoubled(ps []Passage, where func(point id.ID) (Location, bool), at instant.Instant) []DoubledReport {
	by := make(map[id.ID]Passage, len(ps))
	for _, p := range ps {
		by[p.ID] = p
	}
	var out []DoubledReport
	for _, d := range FindDoubled(ps, where) {
		a, b := by[d.First], by[d.Second]
		out = append(out, DoubledReport{Day: a.Day, First: a.ID, Second: b.ID, FirstPoint: a.Point, SecondPoint: b.Point, FirstRegion: a.Region, SecondRegion: b.Region,
			FirstAt: a.At, SecondAt: b.At, Metres: int64(d.Metres), Needed: int64(d.Needed / time.Second), FoundAt: at})
	}
	return out
}
