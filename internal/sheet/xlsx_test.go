package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"kangma/internal/fault"
)

// book makes an .xlsx; fill writes into Sheet1.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t testing.TB, f *excelize.File, sheet, cell string, value any, format string) {
	t.Helper()
	if err := f.SetCellValue(sheet, cell, value); err != nil {
		t.Fatal(err)
	}
	if format == "" {
		return
	}
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle(sheet, cell, cell, style); err != nil {
		t.Fatal(err)
	}
}

func openBytes(t testing.TB, b []byte, o Options) *Reader {
	t.Helper()
	r, err := Open(bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// Dates that a spreadsheet keeps as numbers come as dates, in either system, and numbers as they are kept.
func TestXLSXDates(t *testing.T) {
	for _, c := range []struct {
		value  any
		format string
		want   string
		date   bool
	}{
		{43915, "yyyy-mm-dd", "2020-03-25", true},
		{43915.375, "yyyy-mm-dd hh:mm", "2020-03-25T09:00:00", true},
		{43915.0, "yyyy/m/d h:mm", "2020-03-25T00:00:00", true},
		{43915.375, "d.m.yyyy", "2020-03-25T09:00:00", true},
		{43915, `yyyy"年"m"月"d"日"`, "2020-03-25", true},
		{43915, "[$-804]yyyy-mm-dd;@", "2020-03-25", true},
		{43915, "mmm", "2020-03-25", true},
		{0.375, "h:mm", "09:00:00", true},
		{0.3750115740740741, "h:mm:ss AM/PM", "09:00:01", true},
		{43915.999988425926, "yyyy-mm-dd hh:mm:ss", "2020-03-25T23:59:59", true},
		{43915.00000578704, "yyyy-mm-dd hh:mm:ss.000", "2020-03-25T00:00:00.5", true},
		{59, "yyyy-mm-dd", "1900-02-28", true},
		{61, "yyyy-mm-dd", "1900-03-01", true},
		{60, "yyyy-mm-dd", "60", false}, // the day that never was
		{-1, "yyyy-mm-dd", "-1", false},
		{2958465, "yyyy-mm-dd", "9999-12-31", true},
		{99999999, "yyyy-mm-dd", "99999999", false},
		{"2020-03-25", "yyyy-mm-dd", "2020-03-25", false}, // text
		{"三月", "yyyy-mm-dd", "三月", false},
		{1.25, "[h]:mm", "1.25", false}, // thirty hours
		{43915, "", "43915", false},
		{43915, "0.00", "43915", false},
		{1234.5, `#,##0.00 "days"`, "1234.5", false},
		{0.5, "0%", "0.5", false},
		{12345, "0.00E+00", "12345", false},
		{12, `General" d"`, "12", false},
		{12, `_($* #,##0_)`, "12", false},
		{12, `[Red]0\d`, "12", false},
		{36.8, "0.0", "36.8", false},
		{true, "", "TRUE", false},
		{"13800000000", "", "13800000000", false},
		{13800000000, "", "13800000000", false},
	} {
		b := book(t, func(f *excelize.File) {
			set(t, f, "Sheet1", "A1", "h", "")
			set(t, f, "Sheet1", "A2", c.value, c.format)
		})
		row, err := openBytes(t, b, Options{}).Next()
		if err != nil || row.Cells[0] != c.want || row.Dates[0] != c.date {
			t.Errorf("%v as %q: %q, date %v, %v; want %q, %v", c.value, c.format, row.Cells, row.Dates, err, c.want, c.date)
		}
	}
	// The built-in formats, of which a file only keeps the number.
	b := book(t, func(f *excelize.File) {
		for col, id := range []int{14, 22, 20, 31, 0, 2, 45, 46, 57} {
			cell, _ := excelize.CoordinatesToCellName(col+1, 2)
			head, _ := excelize.CoordinatesToCellName(col+1, 1)
			set(t, f, "Sheet1", head, id, "")
			set(t, f, "Sheet1", cell, 43915.5, "")
			style, err := f.NewStyle(&excelize.Style{NumFmt: id})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
				t.Fatal(err)
			}
		}
	})
	row, err := openBytes(t, b, Options{}).Next()
	noon := "2020-03-25T12:00:00"
	if diff := cmp.Diff([]string{noon, noon, noon, noon, "43915.5", "43915.5", noon, "43915.5", noon}, row.Cells); diff != "" || err != nil {
		t.Error(diff, err)
	}

	b = book(t, func(f *excelize.File) {
		yes := true
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			t.Fatal(err)
		}
		set(t, f, "Sheet1", "A1", "h", "")
		set(t, f, "Sheet1", "A2", 42453, "yyyy-mm-dd")
		set(t, f, "Sheet1", "A3", 0, "yyyy-mm-dd")
	})
	if got := lines(t, openBytes(t, b, Options{})); got[0] != "2: 2020-03-25" || got[1] != "3: 1904-01-01" {
		t.Errorf("system of 1904: %q", got)
	}
}

// Any moment to the second, written by excelize, comes back.
func TestXLSXTimesComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var times []time.Time
	b := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A1", "h", "")
		for i := range 500 {
			at := time.Unix(-2_000_000_000+random.Int64N(30_000_000_000), 0).UTC()
			times = append(times, at)
			set(t, f, "Sheet1", fmt.Sprint("A", i+2), at, "yyyy-mm-dd hh:mm:ss")
		}
	})
	r := openBytes(t, b, Options{})
	for _, at := range times {
		row, err := r.Next()
		if want := at.Format("2006-01-02T15:04:05"); err != nil || row.Cells[0] != want || !row.Dates[0] {
			t.Errorf("%q %v, want %s", row.Cells, err, want)
		}
	}
}

func TestXLSXRows(t *testing.T) {
	b := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A3", "name", "") // rows 1 and 2 are blank
		set(t, f, "Sheet1", "B3", "b", "")
		set(t, f, "Sheet1", "A4", "x,\"y\"\nz", "")
		set(t, f, "Sheet1", "D4", "beside the table", "")
		set(t, f, "Sheet1", "B7", "=text", "")
		if err := f.SetCellFormula("Sheet1", "A8", "1+1"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "Sheet1", "B8", 8, "")
		if _, err := f.NewSheet("名单"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "名单", "A1", "other", "")
		set(t, f, "名单", "A2", "1", "")
	})
	want := []string{"4: x,\"y\"\nz|", "7: |=text", "8: |8"}
	if diff := cmp.Diff(want, lines(t, openBytes(t, b, Options{}))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"2: 1"}, lines(t, openBytes(t, b, Options{Sheet: "名单"}))); diff != "" {
		t.Error(diff)
	}
	r := openBytes(t, b, Options{})
	if err := r.Skip(4); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[1:], lines(t, r)); diff != "" {
		t.Error(diff)
	}
	if done, total := r.Progress(); done != total || total != int64(len(b)) {
		t.Errorf("at the end %d of %d", done, total)
	}
	_, err := Open(bytes.NewReader(b), int64(len(b)), Options{Sheet: "no"})
	if f, ok := fault.As(err); !ok || f.Field != "sheet" || !strings.Contains(f.Detail, "名单") {
		t.Error(err)
	}
}

// repack changes one part of an .xlsx.
func repack(t testing.TB, b []byte, part string, change func([]byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	found := false
	for _, p := range z.File {
		r, err := p.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if p.Name == part {
			body, found = change(body), true
		}
		e, err := w.Create(p.Name)
		if err != nil {
			t.Fatal(err)
		}
		e.Write(body)
	}
	if !found {
		t.Fatal(part, "is not in the file")
	}
	w.Close()
	return out.Bytes()
}

// bomb is a small file that says it unpacks to a terabyte.
func bomb(t testing.TB) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, UncompressedSize64: 1 << 40}); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return b.Bytes()
}

// SH-1: a damaged workbook is refused; what is readable of it is never taken for all of it.
func TestXLSXRefuses(t *testing.T) {
	good := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", "A1", "h", "")
		for i := range 500 {
			set(t, f, "Sheet1", fmt.Sprint("A", i+2), i, "")
		}
	})
	const part = "xl/worksheets/sheet1.xml"
	wide := book(t, func(f *excelize.File) {
		cells := make([]any, 10_000)
		for i := range cells {
			cells[i] = "c"
		}
		if err := f.SetSheetRow("Sheet1", "A1", &cells); err != nil {
			t.Fatal(err)
		}
	})
	for name, c := range map[string]struct {
		b    []byte
		key  string
		code fault.Code
	}{
		"cut file":         {good[:len(good)/2], "sheet.damaged", fault.Invalid},
		"sheet ends early": {repack(t, good, part, func(b []byte) []byte { return b[:len(b)/2] }), "sheet.damaged", fault.Invalid},
		"sheet ends between rows": {repack(t, good, part, func(b []byte) []byte {
			return b[:bytes.Index(b, []byte(`<row r="300"`))]
		}), "sheet.damaged", fault.Invalid},
		"bad XML within": {repack(t, good, part, func(b []byte) []byte {
			return bytes.Replace(b, []byte(`<row r="300"`), []byte(`<row r="300" & `), 1)
		}), "sheet.damaged", fault.Invalid},
		"zip bomb":       {bomb(t), "sheet.unzipped", fault.TooLarge},
		"no workbook":    {repack(t, good, "xl/workbook.xml", func([]byte) []byte { return []byte("<x/>") }), "sheet.damaged", fault.Invalid},
		"10 000 columns": {wide, "sheet.columns", fault.TooLarge},
	} {
		r, err := Open(bytes.NewReader(c.b), int64(len(c.b)), Options{})
		if f, ok := fault.As(err); !ok || f.Key != c.key || f.Code != c.code {
			t.Errorf("%s: %v %v, want %s", name, r, err, c.key)
		}
	}
	if n := len(lines(t, openBytes(t, good, Options{}))); n != 500 {
		t.Errorf("%d rows", n)
	}
	// A missing shared string, a style that is not there: nothing that stops the reading of the rest.
	odd := repack(t, good, part, func(b []byte) []byte {
		return bytes.Replace(b, []byte(`</row><row r="301"`), []byte(`<c r="C300" t="s"><v>99</v></c><c r="D300" s="99"><v>1</v></c></row><row r="301"`), 1)
	})
	if n := len(lines(t, openBytes(t, odd, Options{}))); n != 500 {
		t.Errorf("%d rows of the odd file", n)
	}
}

// The line list of a hospital as messy as real ones: 6 609 rows, and its cleaned form with real dates.
func TestLineLists(t *testing.T) {
	dir := os.Getenv("KANGMA_TESTDATA")
	if dir == "" {
		t.Skip("KANGMA_TESTDATA is not set")
	}
	for name, want := range map[string]struct{ rows, dates int }{"linelist_raw.xlsx": {6609, 9_000}, "linelist_cleaned.xlsx": {5888, 15_000}} {
		f, err := os.Open(filepath.Join(dir, "lists", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		info, _ := f.Stat()
		begin := time.Now()
		r, err := Open(f, info.Size(), Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, dates := 0, 0
		for {
			row, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil || row.Fault != nil {
				t.Fatal(row, err)
			}
			rows++
			if row.Number != rows+1 || len(row.Cells) != len(r.Header()) || len(row.Dates) != len(row.Cells) {
				t.Fatalf("row %d is numbered %d and has %d cells for %d columns", rows, row.Number, len(row.Cells), len(r.Header()))
			}
			for i, is := range row.Dates {
				if !is {
					continue
				}
				dates++
				if d, err := time.Parse("2006-01-02", row.Cells[i]); err != nil || d.Year() < 2012 || d.Year() > 2016 {
					t.Errorf("%s row %d, %s: %q is no date of that outbreak", name, row.Number, r.Header()[i], row.Cells[i])
				}
			}
		}
		if rows != want.rows || dates < want.dates {
			t.Errorf("%s: %d rows and %d dates, want %d and at least %d", name, rows, dates, want.rows, want.dates)
		}
		t.Logf("%s: %d rows of %d columns, %d dates, %.0f rows/s", name, rows, len(r.Header()), dates, float64(rows)/time.Since(begin).Seconds())
		r.Close()
	}
}

// BenchmarkXLSX is rows per second of eight columns, opening included.
func BenchmarkXLSX(b *testing.B) {
	const rows = 10_000
	data := book(b, func(f *excelize.File) {
		w, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		day, _ := f.NewStyle(&excelize.Style{NumFmt: 14})
		for i := range rows + 1 {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			err := w.SetRow(cell, []any{"420102199001011234", "13800000000", "420102", excelize.Cell{StyleID: day, Value: 43915 + i%50}, "fever", "wuhan-1", "a,b", fmt.Sprint("r-", i)})
			if err != nil {
				b.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			b.Fatal(err)
		}
	})
	for b.Loop() {
		r := openBytes(b, data, Options{})
		n := 0
		for ; ; n++ {
			if _, err := r.Next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		if n != rows {
			b.Fatal(n)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
