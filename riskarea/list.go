package riskarea

import (
	"kangma/internal/instant"
	"kangma/region"
)

// List is one dated version of the risk areas.
type List struct {
	Published  instant.Instant
	Source     string // who published it, and where it was read
	Entries    []Entry
	Unresolved []Unresolved
}

// Entry is a row that resolved.
type Entry struct {
	Row
	Region region.Code // the deepest division that the row names and the table knows: county, street or community
	Name   string      // of the region, from the province down
	// Whole says that the row covers all of Region, or all of it but for what is listed at another level: 全域, the bare
	// name of a street, 除高风险区以外的其他区域. Else it is some place in it: a compound, a building, a village that
	// the table does not know, a zone that is only a part of its county.
	Whole bool
}

// Unresolved is a row without a region, and why (rule RA-1).
type Unresolved struct {
	Row
	Reason string
}

// NewList resolves a published list.
func NewList(t *region.Table, source string, p Published) List {
	l := List{Published: p.At, Source: source}
	l.Entries, l.Unresolved = Resolve(t, p)
	return l
}
