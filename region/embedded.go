package region

import (
	_ "embed"
	"strings"
	"sync"
)

// Edition is the date of the embedded tree: the national list of codes as of the end of 2024, the statistical zones
// as of June 2023 (data/SOURCES.md).
const Edition = "2024-12-31"

//go:generate go run ./gen $KANGMA_DIVISION_LISTS

var (
	//go:embed data/divisions.csv
	divisionsCSV string
	//go:embed data/retired.csv
	retiredCSV string
)

// Embedded is the tree to county level that is built into the program. It is decoded at first use, in about a
// millisecond, and shared.
var Embedded = sync.OnceValue(decode)

func decode() *Table {
	b := builder{names: make([]byte, 0, len(divisionsCSV))}
	b.add(Nation, "全国")
	for code, rest := range rows(divisionsCSV) {
		b.add(MustParseCode(code), rest)
	}
	t := b.table()
	t.retired = make(map[Code]Retired, strings.Count(retiredCSV, "\n"))
	for code, rest := range rows(retiredCSV) {
		name, rest, _ := strings.Cut(rest, ",")
		goneBy, to, _ := strings.Cut(rest, ",")
		r := Retired{Division: Division{Code: MustParseCode(code), Name: name}, GoneBy: goneBy}
		if to != "" {
			r.Successor = MustParseCode(to)
		}
		t.retired[r.Code] = r
	}
	return t
}

// rows yields the first field and the rest of each line after the head. The embedded files have no quotes, which a
// test holds.
func rows(csv string) func(yield func(first, rest string) bool) {
	return func(yield func(string, string) bool) {
		_, csv, _ = strings.Cut(csv, "\n")
		for line := range strings.Lines(csv) {
			first, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ",")
			if !yield(first, rest) {
				return
			}
		}
	}
}
