package riskarea

import (
	"cmp"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

// Level is how risky an area is, in the words of evidence.md section 1.
type Level string

const (
	High   Level = "high"   // 高风险区
	Medium Level = "medium" // 中风险区; not used since December 2022
	Low    Level = "low"    // 低风险区; never counts, listed since July 2022
)

// ParseLevel reads one of the three words.
func ParseLevel(s string) (Level, error) {
	if l := Level(s); l.rank() > 0 {
		return l, nil
	}
	return "", fault.New(fault.Invalid, "riskarea.level", "is not one of high, medium, low")
}

func (l Level) rank() int {
	return slices.Index([]Level{Low, Medium, High}, l) + 1
}

// Area is a region listed at a level during [From, Until).
type Area struct {
	Region      region.Code
	Level       Level
	From, Until instant.Instant // Until is Never while it is listed
	Name        string          // of the region, 四川省成都市武侯区
	Whole       bool            // all of the region; else only places in it
}

// Intervals are the areas of a row of lists: a region is at a level from the first list that says so until the first
// after it that does not. Whole regions and places in them are kept apart. The lists may be in any order; of two with
// the same instant the later given one holds. The areas are in the order of region, level, Whole and From.
func Intervals(lists []List) []Area {
	lists = slices.Clone(lists)
	slices.SortStableFunc(lists, func(a, b List) int { return cmp.Compare(a.Published, b.Published) })
	type key struct {
		region region.Code
		level  Level
		whole  bool
	}
	open := map[key]*Area{}
	var areas []*Area
	for i, l := range lists {
		if i+1 < len(lists) && lists[i+1].Published == l.Published {
			continue
		}
		listed := map[key]bool{}
		for _, e := range l.Entries {
			k := key{e.Region, e.Level, e.Whole}
			listed[k] = true
			if open[k] == nil {
				open[k] = &Area{Region: e.Region, Level: e.Level, From: l.Published, Until: instant.Never, Name: e.Name, Whole: e.Whole}
				areas = append(areas, open[k])
			}
		}
		for k, a := range open {
			if !listed[k] {
				a.Until = l.Published
				delete(open, k)
			}
		}
	}
	out := make([]Area, len(areas))
	for i, a := range areas {
		out[i] = *a
	}
	slices.SortFunc(out, func(a, b Area) int {
		return cmp.Or(cmp.Compare(a.Region, b.Region), cmp.Compare(b.Level.rank(), a.Level.rank()),
			compareBool(a.Whole, b.Whole), cmp.Compare(a.From, b.From))
	})
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}
