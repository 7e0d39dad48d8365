package sheet

import (
	"fmt"

	"kangma/internal/fault"
)

// Limits. A file beyond one of them is refused, or that row of it.
const (
	MaxColumns  = 1000      // columns of a table
	MaxField    = 1 << 20   // bytes of a cell
	MaxRow      = 4 << 20   // bytes of a CSV row
	MaxUnzipped = 256 << 20 // bytes of an XLSX file when unpacked; it is read in memory
)

// Row is one row under the header.
type Row struct {
	Number int          // as the spreadsheet numbers it: the first row of the file is 1, blank ones count
	Cells  []string     // as many as the header has, more only where that is the row's fault; valid until the next call of Next
	Dates  []bool       // XLSX only, else nil: the cell was a date, and is written as "2020-03-25", "2020-03-25T09:00:00" or "09:00:00", without offset
	Fault  *fault.Fault // why the row cannot be used; Cells then are what could be made out
}

// blank says whether there is nothing in the row.
func (r *Row) blank() bool {
	for _, c := range r.Cells {
		if c != "" {
			return false
		}
	}
	return r.Fault == nil
}

// rowFault is the refusal of one row. It does not repeat the row's values, which may be names.
func rowFault(number int, code fault.Code, key, format string, args ...any) *fault.Fault {
	f := fault.New(code, key, format, args...)
	f.Field = fmt.Sprintf("row %d", number)
	return f
}
