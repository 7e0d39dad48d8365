// Package region is the tree of administrative divisions: codes and what lies in what (Code), which divisions exist
// and what they are called (Table), and which codes of the past became which of today (Retired, Successor).
//
// A division is a GB/T 2260 code of 6 digits (province, prefecture, county) or a statistical code of 12 (street and
// community below). A region contains another by digits alone, groups of 2, 2, 2, 3 and 3, trailing zero groups
// meaning "all of" (evidence.md section 1); that needs no table.
//
// Embedded holds the tree to county level with its date (data/SOURCES.md). Streets and communities are loaded from a
// file onto it (ReadDivisions, Table.With). A Table never changes; it is safe for concurrent use.
//
// Rule RG-1: a code exists if the tree has it, if it ever was in force, or, below a county of which no communities
// are loaded, if its county exists. An unknown region is refused where it enters.
//
// Not here: who may act in a region (staff), which region is risky (riskarea), and where a place is on a map.
package region
