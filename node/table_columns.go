package node

import (
	"slices"
	"strings"

	"kangma/internal/fault"
)

// tableColumn is a column that a table may have, by any of its names in any case; one that must be there is missed.
type tableColumn struct {
	field string
	names []string
	must  bool
}

// findColumns finds the known columns in the header of a table; others may stand beside them. lacks are the names of the first that must
// be there and is not.
func findColumns(known []tableColumn, header []string) (column map[string]int, lacks string, err error) {
	column = map[string]int{}
	for i, name := range header {
		for _, c := range known {
			if !slices.ContainsFunc(c.names, func(n string) bool { return strings.EqualFold(n, name) }) {
				continue
			}
			if _, twice := column[c.field]; twice {
				return nil, "", fault.Field("column", name, "gives %s a second time", c.field)
			}
			column[c.field] = i
		}
	}
	for _, c := range known {
		if _, there := column[c.field]; c.must && !there {
			return column, strings.Join(c.names, " or "), nil
		}
	}
	return column, "", nil
}
