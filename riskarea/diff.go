package riskarea

import (
	"slices"

	"kangma/region"
)

// Change is the step from one list to the next. Places are the same if province, city, county and text are.
type Change struct {
	Added, Removed []Entry
	Changed        []LevelChange
}

// LevelChange is a place that both lists have, at different levels.
type LevelChange struct {
	From Level
	To   Entry
}

// Diff compares two lists by what resolved in them. A place that a list has at several levels counts at the highest.
// The results are in the order of the lists.
func Diff(from, to List) Change {
	before, after := places(from), places(to)
	var c Change
	for _, e := range to.Entries {
		k := e.place()
		if after[k] != e.Level {
			continue
		}
		delete(after, k) // once
		switch was, ok := before[k]; {
		case !ok:
			c.Added = append(c.Added, e)
		case was != e.Level:
			c.Changed = append(c.Changed, LevelChange{From: was, To: e})
		}
	}
	after = places(to)
	for _, e := range from.Entries {
		k := e.place()
		if _, still := after[k]; !still && before[k] == e.Level {
			delete(before, k)
			c.Removed = append(c.Removed, e)
		}
	}
	return c
}

// Regions are those in which something changed, in the order of their codes: people who stayed there are re-decided.
func (c Change) Regions() []region.Code {
	var codes []region.Code
	for _, e := range slices.Concat(c.Added, c.Removed) {
		codes = append(codes, e.Region)
	}
	for _, l := range c.Changed {
		codes = append(codes, l.To.Region)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

// place is a row but for its level.
func (r Row) place() Row {
	r.Level = ""
	return r
}

func places(l List) map[Row]Level {
	m := make(map[Row]Level, len(l.Entries))
	for _, e := range l.Entries {
		if k := e.place(); e.Level.rank() > m[k].rank() {
			m[k] = e.Level
		}
	}
	return m
}
