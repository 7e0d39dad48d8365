package sheet

import (
	"bufio"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// ReasonColumn names the column that a Writer adds. A Reader knows by it that a Writer made the file.
const ReasonColumn = "拒绝原因 (kangma)"

// Writer writes a file of refused rows: CSV in UTF-8 with CR LF, the columns of the original in their order, and
// the reason as the last. It is for one goroutine, and buffers: Flush at the end.
//
// A cell that a spreadsheet would take for a formula gets an apostrophe before
// it, which makes it text; so does one that begins with an apostrophe already.
// A Reader that finds the ReasonColumn takes one apostrophe away again, and the
// column too, so that nothing has changed (SH-3).
type Writer struct {
	w     *bufio.Writer
	width int
	err   error
}

// NewWriter writes the header. bom puts a byte order mark first, without which Excel takes the file for the
// encoding of its country.
func NewWriter(w io.Writer, header []string, bom bool) *Writer {
	e := &Writer{w: bufio.NewWriterSize(w, sample), width: len(header)}
	if bom {
		e.put("\uFEFF")
	}
	e.line(header, ReasonColumn)
	return e
}

// Write adds a refused row. Cells beyond the header come behind the reason.
func (e *Writer) Write(row Row, reason string) error {
	e.line(row.Cells, reason)
	return e.err
}

// Flush writes what is buffered, and gives the first error of all.
func (e *Writer) Flush() error {
	if e.err == nil {
		e.err = e.w.Flush()
	}
	return e.err
}

func (e *Writer) line(cells []string, reason string) {
	for i := range e.width {
		if i < len(cells) {
			e.put(quote(guard(cells[i])))
		}
		e.put(",")
	}
	e.put(quote(guard(reason)))
	for i := e.width; i < len(cells); i++ { // the fault is that they are too many: it must stay one
		e.put(",")
		e.put(quote(guard(cells[i])))
	}
	e.put("\r\n")
}

func (e *Writer) put(s string) {
	if e.err == nil {
		_, e.err = e.w.WriteString(s)
	}
}

// quote is a cell as RFC 4180 writes it.
func quote(s string) string {
	if !strings.ContainsAny(s, ",;\t\"\r\n") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// starters are the characters with which a formula can begin, full-width forms included, and the apostrophe itself.
const starters = "=+-@\t\r\n'＝＋－＠"

func guard(s string) string {
	if r, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune(starters, r) {
		return "'" + s
	}
	return s
}

// restore takes the column of reasons and the guards out of cells.
func restore(cells []string, reason int) []string {
	cells = slices.Delete(cells, reason, reason+1)
	for i, c := range cells {
		cells[i] = unguard(c)
	}
	return cells
}

// unguard undoes guard, and leaves alone what was typed in after it.
func unguard(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && guard(rest) != rest {
		return rest
	}
	return s
}
