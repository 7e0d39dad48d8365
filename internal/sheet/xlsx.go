package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"kangma/internal/fault"
)

// xlsxSource reads one sheet of an XLSX file, which is held in memory.
type xlsxSource struct {
	file   *excelize.File
	rows   *excelize.Rows
	dates  dateReader
	size   int64
	number int
	count  int // rows that the file has, about
	marks  []bool
}

func openXLSX(r io.ReaderAt, size int64, sheet string) (_ *xlsxSource, err error) {
	defer calm(&err)
	count, err := wellFormed(r, size)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		// Equal limits keep everything in memory: no copy of what may be about people is left in a temporary file.
		UnzipSizeLimit: MaxUnzipped, UnzipXMLSizeLimit: MaxUnzipped,
	})
	if err != nil {
		return nil, damaged(err)
	}
	s := &xlsxSource{file: f, size: size, count: count}
	sheets := f.GetSheetList()
	switch {
	case len(sheets) == 0:
		err = noTable("the .xlsx has no sheet")
	case sheet == "":
		sheet = sheets[0]
	case !slices.Contains(sheets, sheet):
		err = fault.Field("sheet", sheet, "is not in the file, which has %q", sheets)
	}
	if err == nil {
		s.dates, err = markDates(f)
	}
	if err == nil {
		s.rows, err = f.Rows(sheet)
	}
	if err != nil {
		s.Close()
		return nil, damaged(err)
	}
	return s, nil
}

// wellFormed reads every sheet once, since excelize takes damaged XML for the end of the sheet, and rows would be
// lost without a word (SH-1). It gives the number of rows of the longest one.
func wellFormed(r io.ReaderAt, size int64) (rows int, err error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return 0, damaged(err)
	}
	var unzipped uint64
	for _, part := range z.File {
		if unzipped += part.UncompressedSize64; unzipped > MaxUnzipped {
			return 0, fault.New(fault.TooLarge, "sheet.unzipped", "the .xlsx unpacks to more than %d bytes: save it as CSV", MaxUnzipped)
		}
	}
	for _, part := range z.File {
		if !strings.HasPrefix(strings.ToLower(part.Name), "xl/worksheets/") || !strings.HasSuffix(strings.ToLower(part.Name), ".xml") {
			continue
		}
		n, err := countRows(part)
		if err != nil {
			return 0, damaged(fmt.Errorf("%s: %w", part.Name, err))
		}
		rows = max(rows, n)
	}
	return rows, nil
}

func countRows(part *zip.File) (rows int, err error) {
	body, err := part.Open()
	if err != nil {
		return 0, err
	}
	defer body.Close()
	d := xml.NewDecoder(body)
	depth := 0
	for {
		token, err := d.RawToken()
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			if t.Name.Local == "row" {
				rows++
			}
		case xml.EndElement:
			depth--
		}
		if err == io.EOF && depth == 0 {
			return rows, nil
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
	}
}

func (s *xlsxSource) next() (row Row, err error) {
	defer calm(&err)
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return Row{}, damaged(err)
		}
		return Row{}, io.EOF
	}
	s.number++
	cells, err := s.rows.Columns()
	if err != nil {
		return Row{}, damaged(err)
	}
	row = Row{Number: s.number, Cells: cells}
	s.marks = slices.Grow(s.marks[:0], len(cells))[:len(cells)]
	row.Dates = s.marks
	for i, c := range cells {
		cells[i], s.marks[i] = s.dates.read(c)
		if len(c) > MaxField {
			cells[i] = shorten(c)
			row.Fault = rowFault(s.number, fault.TooLarge, "sheet.field", "has more than %d bytes in column %d", MaxField, i+1)
		}
	}
	return row, nil
}

func (s *xlsxSource) progress() (done, total int64) {
	return s.size * int64(min(s.number, s.count)) / int64(max(s.count, 1)), s.size
}

func (s *xlsxSource) Close() error {
	if s.rows != nil {
		if err := s.rows.Close(); err != nil {
			return err
		}
	}
	return s.file.Close()
}

// damaged is the refusal of a file that says it is an .xlsx and cannot be read as one.
func damaged(err error) error {
	if _, ok := fault.As(err); ok {
		return err
	}
	return fault.New(fault.Invalid, "sheet.damaged", "the .xlsx is damaged: open it in a spreadsheet and save it again, or save it as CSV").Because(err)
}

// calm makes a refusal of a panic of excelize, which a crafted file might cause.
func calm(err *error) {
	if p := recover(); p != nil {
		*err = damaged(errors.New(fmt.Sprint("panic: ", p)))
	}
}
