package sheet

import (
	"bytes"
	"io"
	"math"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"kangma/internal/fault"
)

// Encoding is how a CSV file writes its characters.
type Encoding string

const (
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030" // and its subsets GBK and GB 2312
	UTF16LE Encoding = "utf-16le"
	UTF16BE Encoding = "utf-16be"
)

// decoder is what turns the encoding into UTF-8; ok is false for an unknown one. For UTF-8 it is nil.
func (e Encoding) decoder() (d *encoding.Decoder, ok bool) {
	switch e {
	case UTF8:
		return nil, true
	case GB18030:
		return simplifiedchinese.GB18030.NewDecoder(), true
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder(), true
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder(), true
	}
	return nil, false
}

// sample is how many bytes of a file the separator is found out from.
const sample = 64 << 10

// open finds the source for a file by its content. strict says that a cell beyond the header is a mistake: in CSV
// it means that the cells have shifted, in a spreadsheet only that something stands beside the table.
func open(r io.ReaderAt, size int64, o Options) (src source, strict bool, err error) {
	head := make([]byte, min(size, sample))
	if err := readAt(r, head, 0); err != nil {
		return nil, false, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		src, err = openXLSX(r, size, o.Sheet)
		return src, false, err
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return nil, false, noTable("the file is in the old .xls form or has a password: save it as .xlsx without password, or as CSV")
	case o.Sheet != "":
		return nil, false, fault.Field("sheet", o.Sheet, "cannot be chosen: the file is no .xlsx")
	}
	src, err = openCSV(r, size, o)
	return src, true, err
}

// readAt fills b, or fails.
func readAt(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF // the file is shorter than its size
	}
	return err
}

// byteOrderMarks are what Unicode files may begin with.
var byteOrderMarks = []struct {
	mark string
	enc  Encoding
}{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}}

// detectEncoding looks at the mark at the beginning, else at the whole file: UTF-8 if the file is, or if it is
// so in more places than it is not (a few damaged rows do not make it GB 18030).
func detectEncoding(r io.ReaderAt, size int64) (e Encoding, mark int64, err error) {
	head := make([]byte, min(size, 3))
	if err := readAt(r, head, 0); err != nil {
		return "", 0, err
	}
	for _, b := range byteOrderMarks {
		if bytes.HasPrefix(head, []byte(b.mark)) {
			return b.enc, int64(len(b.mark)), nil
		}
	}
	var good, bad int // sequences of three and four bytes, which chance hardly makes; bytes that are not UTF-8
	buf := make([]byte, min(size, 256<<10))
	for at := int64(0); at < size; {
		part := buf[:min(size-at, int64(len(buf)))]
		if err := readAt(r, part, at); err != nil {
			return "", 0, err
		}
		used, g, b := judge(part, at+int64(len(part)) == size)
		good, bad, at = good+g, bad+b, at+int64(used)
	}
	if bad > good {
		return GB18030, 0, nil
	}
	return UTF8, 0, nil
}

// judge counts what speaks for UTF-8 and against it. A sequence that data cuts off is left for the next call unless data is the last.
func judge(data []byte, last bool) (used, good, bad int) {
	for used < len(data) {
		if data[used] < utf8.RuneSelf {
			used++
			continue
		}
		if !last && !utf8.FullRune(data[used:]) {
			break
		}
		r, n := utf8.DecodeRune(data[used:])
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 2:
			good++
		}
		used += n
	}
	return used, good, bad
}

// detectDialect finds the end of lines, which is a bare CR in files of old systems, and the separator.
func detectDialect(text []byte, last bool, comma byte) dialect {
	d := dialect{comma: comma, eol: '\n'}
	if bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') >= 0 {
		d.eol = '\r'
	}
	if comma != 0 {
		return d
	}
	best := -1
	for _, c := range []byte(",\t;") {
		d := dialect{comma: c, eol: d.eol}
		if score := d.likely(text, last); score > best {
			best, comma = score, c
		}
	}
	d.comma = comma
	return d
}

// likely says how well the separator cuts the first rows: the share of rows with as many cells as the first that
// has more than one, then the number of those cells. A column of reasons that stands by itself leaves no doubt.
func (d dialect) likely(text []byte, last bool) int {
	var cells []string
	rows, columns, even := 0, 0, 0
	for rows < 20 && len(text) > 0 {
		var n int
		var s state
		if cells, n, s = d.record(text, last, cells[:0]); s != whole {
			break
		}
		text = text[n:]
		rows++
		if len(cells) > 1 {
			if columns == 0 {
				columns = len(cells)
			}
			if slices.Contains(cells, ReasonColumn) {
				return math.MaxInt
			}
			if len(cells) == columns {
				even++
			}
		}
	}
	return even*100/max(rows, 1)*MaxColumns + columns
}
