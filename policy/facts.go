package policy

import (
	"cmp"
	"slices"

	"kangma/evidence"
	"kangma/internal/instant"
	"kangma/region"
)

// Facts are everything that a decision may look at.
type Facts struct {
	Person   Person
	Evidence []evidence.Fact
	Modes    []Mode
	Risk     *RiskAreas // nil: nothing is listed
}

// Person is what rules may know of the person.
type Person struct {
	IDType    string
	Birth     string // YYYY-MM-DD, "" if not known
	Residence region.Code
}

// Mode is a switch of the jurisdiction, on during an interval (HB-11, WH-07).
type Mode struct {
	Mode        string
	From, Until instant.Instant
}

// RiskArea is a region listed at a level during an interval (WZ-09).
type RiskArea struct {
	Region      region.Code
	Level       string // high, medium, low
	From, Until instant.Instant
}

// RiskAreas is a list of risk areas that finds the areas in which a region lies. It is immutable and safe for concurrent use.
type RiskAreas struct {
	byRegion map[region.Code][]RiskArea
}

// NewRiskAreas indexes a list.
func NewRiskAreas(areas []RiskArea) *RiskAreas {
	l := &RiskAreas{byRegion: make(map[region.Code][]RiskArea, len(areas))}
	for _, a := range areas {
		l.byRegion[a.Region] = append(l.byRegion[a.Region], a)
	}
	return l
}

// covering calls yield for every area in which r lies.
func (l *RiskAreas) covering(r region.Code, yield func(RiskArea)) {
	if l == nil || r.IsZero() {
		return
	}
	for c := r; !c.IsZero(); c = c.Parent() {
		for _, a := range l.byRegion[c] {
			yield(a)
		}
	}
}

// Listed says whether a region lies in an area that is listed at one of the levels at an instant.
func (l *RiskAreas) Listed(r region.Code, at instant.Instant, levels ...string) (listed bool) {
	l.covering(r, func(a RiskArea) {
		listed = listed || a.From <= at && at < a.Until && slices.Contains(levels, a.Level)
	})
	return listed
}

// all are the areas of the list, in order.
func (l *RiskAreas) all() (areas []RiskArea) {
	if l == nil {
		return nil
	}
	for _, of := range l.byRegion {
		areas = append(areas, of...)
	}
	slices.SortFunc(areas, func(a, b RiskArea) int {
		return cmp.Or(cmp.Compare(a.Region.Digits(), b.Region.Digits()), cmp.Compare(a.From, b.From), cmp.Compare(a.Level, b.Level), cmp.Compare(a.Until, b.Until))
	})
	return areas
}

// ListedWithin says whether anything that lies in a region is listed at one of the levels at an instant: whoever names a
// city names its districts too.
func (l *RiskAreas) ListedWithin(r region.Code, at instant.Instant, levels ...string) bool {
	if l == nil {
		return false
	}
	for in, areas := range l.byRegion {
		if r.Contains(in) && slices.ContainsFunc(areas, func(a RiskArea) bool {
			return a.From <= at && at < a.Until && slices.Contains(levels, a.Level)
		}) {
			return true
		}
	}
	return false
}

// ListedAt are the regions that are listed at one of the levels at an instant, in order, each once.
func (l *RiskAreas) ListedAt(at instant.Instant, levels ...string) (regions []region.Code) {
	for _, a := range l.all() {
		if a.From <= at && at < a.Until && slices.Contains(levels, a.Level) {
			regions = append(regions, a.Region)
		}
	}
	return slices.Compact(regions)
}
