package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"text/tabwriter"
)

// writeRows writes rows, the first of which names the columns, for reading or as CSV.
func writeRows(w io.Writer, rows [][]string, asCSV bool) error {
	if asCSV {
		return csv.NewWriter(w).WriteAll(rows)
	}
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		for _, cell := range row {
			fmt.Fprint(table, cell, "\t")
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}
