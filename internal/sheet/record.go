package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// dialect is how a CSV file separates cells and rows.
type dialect struct {
	comma byte // ',', ';' or tab
	eol   byte // '\n', before which a '\r' is dropped, or '\r'
}

// state is how a record ended.
type state int

const (
	whole    state = iota
	partial        // the data ends before the record does
	unclosed       // a quote is not closed before the last data ends
	torn           // text stands behind a closing quote
)

// record reads the first record of data (RFC 4180, with the separator of the
// dialect, and a quote inside an unquoted cell taken as it stands). n is how
// many bytes it took, with the end of its line; 0 unless the state is whole.
// last says that no data follow. The cells are appended to cells; they share
// one copy of the data.
func (d dialect) record(data []byte, last bool, cells []string) (out []string, n int, s state) {
	end := bytes.IndexByte(data, d.eol)
	n = end + 1
	if end < 0 {
		if !last {
			return cells, 0, partial
		}
		end, n = len(data), len(data)
	}
	line := data[:end]
	if bytes.IndexByte(line, '"') >= 0 {
		return d.quoted(data, last, cells)
	}
	return d.split(string(d.chomp(line)), cells), n, whole
}

// split cuts a line at every separator.
func (d dialect) split(line string, cells []string) []string {
	for {
		i := strings.IndexByte(line, d.comma)
		if i < 0 {
			return append(cells, line)
		}
		cells, line = append(cells, line[:i]), line[i+1:]
	}
}

// chomp drops the CR of CR LF.
func (d dialect) chomp(line []byte) []byte {
	if d.eol == '\n' && len(line) > 0 && line[len(line)-1] == '\r' {
		return line[:len(line)-1]
	}
	return line
}

// quoted is record for data with quotes, which may hide separators and ends of lines.
func (d dialect) quoted(data []byte, last bool, cells []string) (out []string, n int, s state) {
	for i := 0; ; {
		var cell []byte
		if i < len(data) && data[i] == '"' {
			if cell, i, s = unquote(data, i+1, last); s != whole {
				return cells, 0, s
			}
			if rest := data[i:]; len(rest) > 0 && rest[0] == '\r' && d.eol == '\n' {
				switch {
				case len(rest) == 1 && !last:
					return cells, 0, partial
				case len(rest) == 1 || rest[1] == '\n':
					i++ // the CR of CR LF
				}
			}
		} else {
			from := i
			for i < len(data) && data[i] != d.comma && data[i] != d.eol {
				i++
			}
			cell = data[from:i]
			if i == len(data) || data[i] == d.eol {
				cell = d.chomp(cell)
			}
		}
		cells = append(cells, string(cell))
		switch {
		case i == len(data):
			if !last {
				return cells, 0, partial
			}
			return cells, i, whole
		case data[i] == d.eol:
			return cells, i + 1, whole
		case data[i] == d.comma:
			i++
		default:
			return cells, 0, torn
		}
	}
}

// unquote reads a quoted cell whose opening quote stands before data[i]; end is behind its closing quote.
func unquote(data []byte, i int, last bool) (cell []byte, end int, s state) {
	from := i
	for {
		q := bytes.IndexByte(data[i:], '"')
		i += q
		switch {
		case q < 0 && last:
			return nil, 0, unclosed
		case q < 0, i+1 == len(data) && !last:
			return nil, 0, partial
		case i+1 < len(data) && data[i+1] == '"': // an escaped quote
			cell = append(cell, data[from:i+1]...)
			i += 2
			from = i
		case cell == nil:
			return data[from:i], i + 1, whole
		default:
			return append(cell, data[from:i]...), i + 1, whole
		}
	}
}

// shown is how many bytes are kept of a cell that is too long, or of one in a row that cannot be read.
const shown = 1000

// shorten cuts a cell that is longer, at a character, and marks the place.
func shorten(s string) string {
	if len(s) <= shown {
		return s
	}
	n := shown
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
