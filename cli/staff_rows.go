package cli

import (
	"io"
	"os"
	"slices"

	"kangma/internal/fault"
	"kangma/internal/sheet"
	"kangma/node"
)

// appointmentColumns are those that a list of appointments must have.
var appointmentColumns = []string{"phone", "name", "role", "region"}

// appointmentRows reads a table of appointments. A row that cannot be read keeps its place, and says why.
func appointmentRows(file *os.File) (rows []appointmentRow, err error) {
	stat, err := file.Stat()
	if err != nil {
		return nil, err
	}
	table, err := sheet.Open(file, stat.Size(), sheet.Options{})
	if err != nil {
		return nil, err
	}
	defer table.Close()
	at := make([]int, len(appointmentColumns))
	for i, name := range appointmentColumns {
		if at[i] = slices.Index(table.Header(), name); at[i] < 0 {
			return nil, fault.Missing(name)
		}
	}
	for {
		row, err := table.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		r := appointmentRow{number: row.Number}
		if row.Fault != nil {
			r.wrong = row.Fault
		} else {
			r.appointment, r.wrong = newAppointment(row.Cells[at[0]], row.Cells[at[1]], row.Cells[at[2]], row.Cells[at[3]])
		}
		rows = append(rows, r)
	}
}

// appointmentRow is one row of such a table.
type appointmentRow struct {
	number      int
	appointment node.NewAppointment
	wrong       error
}
