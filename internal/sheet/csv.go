package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/transform"

	"kangma/internal/fault"
)

// unreadable stands for what is no character, as decoders write it.
const unreadable = "\uFFFD"

// csvSource reads a CSV file through a window of at most MaxRow bytes.
type csvSource struct {
	file    *io.SectionReader
	in      io.Reader // the file in UTF-8, without byte order mark
	total   int64
	decoded bool // from another encoding than UTF-8
	dialect
	buf        []byte
	start, end int  // the window's unread part
	eof        bool // nothing follows the window
	number     int
	cells      []string
	dropping   bool // the rest of a line that is too long is to be passed over
}

func openCSV(r io.ReaderAt, size int64, o Options) (*csvSource, error) {
	found, mark, err := detectEncoding(r, size)
	if err != nil {
		return nil, err
	}
	if o.Encoding == "" || mark > 0 {
		o.Encoding = found
	}
	decoder, ok := o.Encoding.decoder()
	if !ok {
		return nil, fault.Field("encoding", string(o.Encoding), "is not one of utf-8, gb18030, utf-16le, utf-16be")
	}
	s := &csvSource{file: io.NewSectionReader(r, mark, size-mark), total: size, buf: make([]byte, sample)}
	s.in = s.file
	if decoder != nil {
		s.in, s.decoded = transform.NewReader(s.file, decoder), true
	}
	for s.end < len(s.buf) && !s.eof {
		if err := s.fill(); err != nil {
			return nil, err
		}
	}
	text := s.buf[:s.end]
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, noTable("the file is neither a CSV text nor an .xlsx")
	}
	s.dialect = detectDialect(text, s.eof, o.Comma)
	return s, nil
}

// fill reads more into the window, which grows if it is full.
func (s *csvSource) fill() error {
	if s.start > 0 {
		s.end = copy(s.buf, s.buf[s.start:s.end])
		s.start = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.in.Read(s.buf[s.end:])
	s.end += n
	if errors.Is(err, io.EOF) {
		s.eof, err = true, nil
	}
	return err
}

func (s *csvSource) next() (Row, error) {
	for {
		data := s.buf[s.start:s.end]
		if len(data) == 0 && s.eof {
			return Row{}, io.EOF
		}
		if s.dropping {
			if err := s.drop(data); err != nil {
				return Row{}, err
			}
			continue
		}
		var n int
		var how state
		s.cells, n, how = s.record(data, s.eof, s.cells[:0])
		if how == partial && len(data) < MaxRow {
			if err := s.fill(); err != nil {
				return Row{}, err
			}
			continue
		}
		s.number++
		if how != whole {
			return s.broken(data, how), nil
		}
		s.start += n
		bad := s.check(data[:n])
		return Row{Number: s.number, Cells: s.cells, Fault: bad}, nil
	}
}

// check says what is wrong with a record that could be cut into cells.
func (s *csvSource) check(record []byte) *fault.Fault {
	if !utf8.Valid(record) || s.decoded && bytes.Contains(record, []byte(unreadable)) {
		for i, c := range s.cells {
			s.cells[i] = strings.ToValidUTF8(shorten(c), unreadable)
		}
		return rowFault(s.number, fault.Invalid, "sheet.encoding", "has characters that cannot be read: it is damaged, or the file's encoding is another")
	}
	if len(record) > MaxField {
		for i, c := range s.cells {
			if len(c) > MaxField {
				s.cells[i] = shorten(c)
				return rowFault(s.number, fault.TooLarge, "sheet.field", "has more than %d bytes in column %d", MaxField, i+1)
			}
		}
	}
	if n := len(s.cells); n > MaxColumns {
		s.cells = s.cells[:MaxColumns]
		return rowFault(s.number, fault.TooLarge, "sheet.columns", "has %d cells, more than %d", n, MaxColumns)
	}
	return nil
}

// broken gives up a record and goes on with the line after its first one (SH-2): a quote that is not closed
// would else swallow the rows after it.
func (s *csvSource) broken(data []byte, how state) Row {
	line := data
	if i := bytes.IndexByte(data, s.eol); i >= 0 {
		line = data[:i]
		s.start += i + 1
	} else {
		s.start = s.end
		s.dropping = true
	}
	s.cells = s.split(strings.ToValidUTF8(string(s.chomp(line)), unreadable), s.cells[:0])
	s.cells = s.cells[:min(len(s.cells), MaxColumns)]
	for i, c := range s.cells {
		s.cells[i] = strings.Clone(shorten(c)) // not the whole line
	}
	row := Row{Number: s.number, Cells: s.cells}
	switch how {
	case unclosed:
		row.Fault = rowFault(s.number, fault.Invalid, "sheet.quote", "has a quote that is not closed")
	case torn:
		row.Fault = rowFault(s.number, fault.Invalid, "sheet.quote", "has text behind a closing quote, or a quote that is not closed")
	default:
		row.Fault = rowFault(s.number, fault.TooLarge, "sheet.row", "has more than %d bytes, or a quote that is not closed", MaxRow)
	}
	return row
}

// drop passes over the window up to the end of the line.
func (s *csvSource) drop(data []byte) error {
	if i := bytes.IndexByte(data, s.eol); i >= 0 {
		s.start += i + 1
		s.dropping = false
		return nil
	}
	s.start = s.end
	if s.eof {
		return nil
	}
	return s.fill()
}

func (s *csvSource) progress() (done, total int64) {
	at, _ := s.file.Seek(0, io.SeekCurrent)
	return s.total - s.file.Size() + at, s.total
}

func (s *csvSource) Close() error { return nil }
