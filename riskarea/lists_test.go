package riskarea

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kangma/region"
)

// nation is the tree with all streets and communities, if KANGMA_DIVISIONS names their file, else the embedded one.
func nation(t *testing.T) *region.Table {
	t.Helper()
	path := os.Getenv("KANGMA_DIVISIONS")
	if path == "" {
		return region.Embedded()
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tb, r, err := region.Embedded().With(region.ReadDivisions(f))
	if err != nil || r.Refused > 0 {
		t.Fatal(r, err)
	}
	return tb
}

// published are the 25 official lists, April 2022 to January 2023, in order.
func published(t *testing.T) []Published {
	t.Helper()
	dir := os.Getenv("KANGMA_TESTDATA")
	if dir == "" {
		t.Skip("KANGMA_TESTDATA names no folder of outside data")
	}
	files, err := filepath.Glob(filepath.Join(dir, "riskareas", "*.json"))
	if err != nil || len(files) != 25 {
		t.Fatalf("%d lists, want 25: %v", len(files), err)
	}
	var lists []Published
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(f)
		f.Close()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lists = append(lists, p)
	}
	return lists
}

// WZ-09, RA-1: at least 98 % of the rows of the official lists resolve to the county or deeper with the embedded tree.
func TestOfficialLists(t *testing.T) {
	lists := published(t)
	tables := map[string]*region.Table{"embedded": region.Embedded()}
	if tb := nation(t); tb != region.Embedded() {
		tables["with streets and communities"] = tb
	}
	for name, tb := range tables {
		rows, lost, depth, why := 0, 0, map[region.Level]int{}, map[string]int{}
		start := time.Now()
		for i, p := range lists {
			if i > 0 && p.At <= lists[i-1].At {
				t.Fatalf("list %d is not later than the one before", i)
			}
			entries, unresolved := Resolve(tb, p)
			if len(entries)+len(unresolved) != len(p.Rows) {
				t.Fatalf("RA-1: %d rows became %d and %d", len(p.Rows), len(entries), len(unresolved))
			}
			rows, lost = rows+len(p.Rows), lost+len(unresolved)
			for _, e := range entries {
				depth[e.Region.Level()]++
				if e.Region.Level() < region.LevelCounty && !countyless(tb, e.Region) {
					t.Errorf("%+v is above the county", e)
				}
			}
			for _, u := range unresolved {
				why[fmt.Sprintf("%s %s %s: %s", u.Province, u.City, u.County, u.Reason)]++
			}
		}
		share := float64(rows-lost) / float64(rows)
		t.Logf("%s: %d of %d rows resolved, %.2f %%, in %v; by level %v", name, rows-lost, rows, 100*share, time.Since(start), depth)
		for _, w := range slices.Sorted(maps.Keys(why)) {
			t.Logf("%4d %s", why[w], w)
		}
		if rows != 44_867 {
			t.Errorf("%d rows, want 44 867", rows)
		}
		if share < 0.98 {
			t.Errorf("%s: only %.2f %% of the rows resolve", name, 100*share)
		}
	}
}

// countyless says whether a city has no counties and so is the deepest that a row can mean (儋州市, 东莞市).
func countyless(tb *region.Table, c region.Code) bool {
	return c.Level() == region.LevelPrefecture && !slices.ContainsFunc(tb.Children(c), func(d region.Division) bool {
		return d.Code.Level() == region.LevelCounty
	})
}

// The lists in order: each step is told, and the intervals say at every list's time what that list says.
func TestOfficialListsInOrder(t *testing.T) {
	var lists []List
	for _, p := range published(t) {
		lists = append(lists, NewList(region.Embedded(), "国务院客户端", p))
	}
	for i := 1; i < len(lists); i++ {
		c := Diff(lists[i-1], lists[i])
		t.Logf("%v: %d added, %d removed, %d changed, in %d regions", lists[i].Published, len(c.Added), len(c.Removed), len(c.Changed), len(c.Regions()))
		was, is := len(places(lists[i-1])), len(places(lists[i]))
		if was+len(c.Added)-len(c.Removed) != is {
			t.Errorf("%d + %d - %d is not %d", was, len(c.Added), len(c.Removed), is)
		}
	}
	start := time.Now()
	areas := Intervals(lists)
	t.Logf("%d intervals in %v", len(areas), time.Since(start))
	agree(t, lists, areas)
	for _, a := range areas {
		if a.Until > lists[24].Published {
			t.Errorf("%+v is open after the last list, which is empty", a)
		}
	}
}
