package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"kangma/internal/fault"
)

// Options say what is known of a file beforehand. The zero value lets everything be found out.
type Options struct {
	Encoding Encoding // CSV; "" finds out
	Comma    byte     // CSV: the separator; 0 finds out
	Sheet    string   // XLSX: name of the sheet; "" is the first
	Header   int      // number of the row that names the columns; 0 is the first that is not blank
}

// Reader reads a table row by row. It is for one goroutine.
type Reader struct {
	src    source
	header []string
	reason int // column of reasons in a file that a Writer made, else -1
	strict bool
	last   int // number of the last row that was read
}

// source gives every row of a file in order, blank ones included, until io.EOF.
// Cells may be fewer or more than the header has, and are overwritten by the next call.
type source interface {
	next() (Row, error)
	progress() (done, total int64)
	io.Closer
}

// Open finds out what kind of file it is, reads the header and stands before
// the first row under it. A file that is no table, has no header, or is beyond
// the limits is refused with a fault. r is read until Close.
func Open(r io.ReaderAt, size int64, o Options) (*Reader, error) {
	src, strict, err := open(r, size, o)
	if err != nil {
		return nil, err
	}
	rd := &Reader{src: src, strict: strict}
	if err := rd.readHeader(o.Header); err != nil {
		src.Close()
		return nil, err
	}
	return rd, nil
}

func (r *Reader) readHeader(at int) error {
	for {
		row, err := r.read()
		if err == io.EOF {
			return fault.New(fault.Invalid, "sheet.empty", "the file has no row that names the columns")
		}
		if err != nil {
			return err
		}
		if row.Number < at || at == 0 && row.blank() {
			continue
		}
		if row.Fault != nil {
			return row.Fault
		}
		for len(row.Cells) > 0 && strings.TrimSpace(row.Cells[len(row.Cells)-1]) == "" {
			row.Cells = row.Cells[:len(row.Cells)-1]
		}
		if n := len(row.Cells); n > MaxColumns {
			return fault.New(fault.TooLarge, "sheet.columns", "the table has %d columns, more than %d", n, MaxColumns)
		}
		if len(row.Cells) == 0 {
			return fault.New(fault.Invalid, "sheet.empty", "row %d, which is to name the columns, is blank", row.Number)
		}
		r.header = make([]string, len(row.Cells))
		for i, name := range row.Cells {
			r.header[i] = strings.TrimSpace(name)
		}
		if r.reason = slices.Index(r.header, ReasonColumn); r.reason >= 0 {
			r.header = restore(r.header, r.reason)
		}
		return nil
	}
}

// Header is the names of the columns, without white space around them. A name may be empty or come twice.
func (r *Reader) Header() []string { return r.header }

// Column is the place of a named column. A name that is not there, or there twice, is refused.
func (r *Reader) Column(name string) (int, error) {
	i := slices.Index(r.header, name)
	switch {
	case i < 0:
		return 0, fault.Field("column", name, "is not in the table")
	case slices.Contains(r.header[i+1:], name):
		return 0, fault.Field("column", name, "is in the table more than once")
	}
	return i, nil
}

// Next gives the next row that is not blank, and io.EOF after the last. A row
// with a Fault is given like any other; any other error ends the reading.
func (r *Reader) Next() (Row, error) {
	for {
		row, err := r.read()
		if err != nil {
			return Row{}, err
		}
		r.fit(&row)
		if !row.blank() {
			return row, nil
		}
	}
}

// read takes a row from the source.
func (r *Reader) read() (Row, error) {
	row, err := r.src.next()
	if err == nil {
		r.last = row.Number
	}
	return row, err
}

// fit makes the row as wide as the header, and takes out what a Writer has put in.
func (r *Reader) fit(row *Row) {
	width := len(r.header)
	if r.reason >= 0 {
		width++
	}
	for n := len(row.Cells); n > width && row.Cells[n-1] == ""; n-- {
		row.Cells = row.Cells[:n-1]
	}
	for len(row.Cells) < width {
		row.Cells = append(row.Cells, "")
	}
	if n := len(row.Cells); n > width {
		if !r.strict {
			row.Cells = row.Cells[:width]
		} else if row.Fault == nil {
			row.Fault = rowFault(row.Number, fault.Invalid, "sheet.cells", "has %d cells, the header has %d", n, width)
		}
	}
	if row.Dates != nil {
		row.Dates = append(row.Dates, make([]bool, max(0, width-len(row.Dates)))...)[:width]
	}
	if r.reason >= 0 {
		row.Cells = restore(row.Cells, r.reason)
		// Elsewhere this character is the sender's affair; here it may stand for what this package could not read before.
		if row.Fault == nil && slices.ContainsFunc(row.Cells, func(c string) bool { return strings.Contains(c, unreadable) }) {
			row.Fault = rowFault(row.Number, fault.Invalid, "sheet.encoding", "still has characters that could not be read")
		}
		if row.Dates != nil {
			row.Dates = slices.Delete(row.Dates, r.reason, r.reason+1)
		}
	}
}

// Skip goes on behind the row with a number, so that the next row has a greater one: to resume where a stopped import ended.
// A number before the present place does nothing; one behind the end leaves io.EOF to Next.
func (r *Reader) Skip(number int) error {
	for r.last < number {
		if _, err := r.read(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// Progress is an estimate of how much has been read, in bytes of the file.
func (r *Reader) Progress() (done, total int64) { return r.src.progress() }

// Close gives back what the reader holds; not the file.
func (r *Reader) Close() error { return r.src.Close() }

// noTable is the refusal of a file that is none of the kinds that are read.
func noTable(format string, args ...any) error {
	return fault.New(fault.Invalid, "sheet.format", "%s", fmt.Sprintf(format, args...))
}
