package sheet

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"kangma/internal/fault"
)

func reader(t testing.TB, text string, o Options) *Reader {
	t.Helper()
	r, err := Open(strings.NewReader(text), int64(len(text)), o)
	if err != nil {
		t.Fatalf("%.80q: %v", text, err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// lines reads all rows: "number: cell|cell", or "number! key" where there is a fault.
func lines(t testing.TB, r *Reader) (out []string) {
	t.Helper()
	for {
		row, err := r.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%d: %s", row.Number, strings.Join(row.Cells, "|"))
		if row.Fault != nil {
			line = fmt.Sprintf("%d! %s", row.Number, row.Fault.Key)
			if want := fmt.Sprintf("row %d", row.Number); row.Fault.Field != want {
				t.Errorf("the fault names %q, not %q", row.Fault.Field, want)
			}
		}
		out = append(out, line)
	}
}

// SH-1, SH-2: every row that is not blank is given once, and a damaged one costs no other.
func TestCSVForms(t *testing.T) {
	long := strings.Repeat("x", MaxField+1)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"plain":                    {"a,b\n1,2\n3,4\n", []string{"2: 1|2", "3: 3|4"}},
		"no end of line":           {"a,b\n1,2", []string{"2: 1|2"}},
		"CR LF":                    {"a,b\r\n1,2\r\n", []string{"2: 1|2"}},
		"CR":                       {"a,b\r1,2\r3,4", []string{"2: 1|2", "3: 3|4"}},
		"byte order mark":          {"\xef\xbb\xbfa,b\n1,2\n", []string{"2: 1|2"}},
		"semicolons":               {"a;b;c\n1,5;2;3\n4;5,5;6\n", []string{"2: 1,5|2|3", "3: 4|5,5|6"}},
		"tabs":                     {"a\tb\n1,2\t3\n", []string{"2: 1,2|3"}},
		"one column":               {"a\n1\n2\n", []string{"2: 1", "3: 2"}},
		"blank rows count":         {"\n,\na,b\n\n1,2\n , \n,,\n3,4\n", []string{"5: 1|2", "6:  | ", "8: 3|4"}},
		"short rows":               {"a,b,c\n1\n1,2\n", []string{"2: 1||", "3: 1|2|"}},
		"empty cells too many":     {"a,b\n1,2,,\n", []string{"2: 1|2"}},
		"cells too many":           {"a,b\n1,2,3\n4,5\n", []string{"2! sheet.cells", "3: 4|5"}},
		"quoted":                   {"a,b\n\"1,1\",\"2\"\"2\"\n\"\",\"\"\"\"\n", []string{"2: 1,1|2\"2", "3: |\""}},
		"line in a cell":           {"a,b\n\"x\r\ny\",2\n3,4\n", []string{"2: x\r\ny|2", "3: 3|4"}},
		"quote within":             {"a,b\n5'10\",x\n", []string{"2: 5'10\"|x"}},
		"quoted, CR LF":            {"a,b\r\n1,\"2\"\r\n3,4\r\n", []string{"2: 1|2", "3: 3|4"}},
		"quoted at the end":        {"a,b\n1,\"2\"", []string{"2: 1|2"}},
		"quoted, CR at the end":    {"a,b\n1,\"2\"\r", []string{"2: 1|2"}},
		"comma at the end":         {"a,b\n1,", []string{"2: 1|"}},
		"quoted, comma at the end": {"a,b\n\"1\",", []string{"2: 1|"}},
		"text behind a quote":      {"a,b\n\"1\"x,2\n3,4\n", []string{"2! sheet.quote", "3: 3|4"}},
		"quote not closed":         {"a,b\n1,\"2\n3,4\n5,6\n", []string{"2! sheet.quote", "3: 3|4", "4: 5|6"}},
		"quote closed by another":  {"a,b\n1,\"2\n3,\"4\"\n5,6\n", []string{"2! sheet.quote", "3: 3|4", "4: 5|6"}},
		"only a quote":             {"a,b\n\"", []string{"2! sheet.quote"}},
		"not UTF-8":                {"姓名,乙\n张,\xff\n李,4\n", []string{"2! sheet.encoding", "3: 李|4"}},
		"damaged by its sender":    {"a,b\n\uFFFD,1\n3,4\n", []string{"2: \uFFFD|1", "3: 3|4"}},
		"damaged and refused":      {"a," + ReasonColumn + "\n\uFFFD,1\n3,4\n", []string{"2! sheet.encoding", "3: 3"}},
		"long field":               {"a,b\n" + long + ",2\n3,4\n", []string{"2! sheet.field", "3: 3|4"}},
		"long quoted field":        {"a,b\n\"" + long + "\",2\n3,4\n", []string{"2! sheet.field", "3: 3|4"}},
		"longest field":            {"a,b\n" + long[1:] + ",2\n", []string{"2: " + long[1:] + "|2"}},
		"endless line":             {"a,b\n" + strings.Repeat("x", 3*MaxRow) + "\n3,4\n", []string{"2! sheet.row", "3: 3|4"}},
		"endless last line":        {"a,b\n" + strings.Repeat("x", 3*MaxRow), []string{"2! sheet.row"}},
		"endless quote":            {"a,b\n\"1,2\n" + strings.Repeat("3,4\n", 2*MaxRow/4), nil},
		"many cells":               {"a,b\n" + strings.Repeat("x,", MaxColumns) + "\n3,4\n", []string{"2! sheet.columns", "3: 3|4"}},
	} {
		got := lines(t, reader(t, c.text, Options{}))
		if name == "endless quote" {
			if len(got) != 1+2*MaxRow/4 || got[0] != "2! sheet.row" || got[1] != "3: 3|4" {
				t.Errorf("%s: %d rows, first %.100q", name, len(got), got[:2])
			}
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %.400s", name, diff)
		}
	}
}

// A fault says the row and what is wrong, and repeats no value, which might be a name.
func TestRowFaultIsDiscreet(t *testing.T) {
	r := reader(t, "姓名,证件\n\"张三\"丰,420102\n", Options{})
	row, err := r.Next()
	if err != nil || row.Fault == nil {
		t.Fatal(row, err)
	}
	if s := row.Fault.Error(); strings.Contains(s, "张") || !strings.HasPrefix(s, "row 2: ") || row.Fault.Code != fault.Invalid {
		t.Error(s)
	}
	if diff := cmp.Diff([]string{"\"张三\"丰", "420102"}, row.Cells); diff != "" {
		t.Error("cells as they could be made out:", diff)
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		o    Options
		key  string
	}{
		"empty":            {"", Options{}, "sheet.empty"},
		"blank":            {"\n\n,,\n", Options{}, "sheet.empty"},
		"no such header":   {"a,b\n", Options{Header: 3}, "sheet.empty"},
		"blank header":     {"a,b\n,\n1,2\n", Options{Header: 2}, "sheet.empty"},
		"10 000 columns":   {strings.Repeat("c,", 9999) + "c\n1\n", Options{}, "sheet.columns"},
		"damaged header":   {"a,\"b\n1,2\n", Options{}, "sheet.quote"},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Options{}, "sheet.format"},
		"old .xls":         {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", Options{}, "sheet.format"},
		"no real .xlsx":    {"PK\x03\x04 and nothing else", Options{}, "sheet.damaged"},
		"a sheet of a CSV": {"a,b\n", Options{Sheet: "one"}, "field.invalid"},
		"no such encoding": {"a,b\n", Options{Encoding: "ebcdic"}, "field.invalid"},
	} {
		r, err := Open(strings.NewReader(c.text), int64(len(c.text)), c.o)
		f, ok := fault.As(err)
		if !ok || f.Key != c.key {
			t.Errorf("%s: %v %v, want %s", name, r, err, c.key)
		}
	}
	if _, err := Open(strings.NewReader("a,b"), 10, Options{}); err != io.ErrUnexpectedEOF {
		t.Errorf("a file that is shorter than it was said: %v", err)
	}
}

// Files as Chinese systems write them are read without being told their encoding.
func TestEncodings(t *testing.T) {
	text := "姓名,住址,备注\r\n张三,湖北省武汉市江岸区,\"一,二\"\r\n李四,\U00020000村,\r\n"
	want := []string{"2: 张三|湖北省武汉市江岸区|一,二", "3: 李四|\U00020000村|"}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	le, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	be, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	for name, c := range map[string]struct {
		text string
		o    Options
	}{
		"UTF-8": {text, Options{}}, "UTF-8 with mark": {"\uFEFF" + text, Options{}}, "GB 18030": {gb, Options{}},
		"GB 18030, said": {gb, Options{Encoding: GB18030}}, "UTF-16 BE": {be, Options{}}, "mark before saying": {"\uFEFF" + text, Options{Encoding: GB18030}},
	} {
		if diff := cmp.Diff(want, lines(t, reader(t, c.text, c.o))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if got := lines(t, reader(t, le, Options{})); !strings.Contains(got[0], "一\t二") || got[1] != want[1] {
		t.Errorf("UTF-16 LE with tabs: %q", got)
	}

	// Chinese far behind a long beginning in ASCII.
	far := "a,b\n" + strings.Repeat("1,2\n", 200_000)
	end, _ := simplifiedchinese.GB18030.NewEncoder().String("武汉,江岸\n")
	if got := lines(t, reader(t, far+end, Options{})); got[len(got)-1] != "200002: 武汉|江岸" {
		t.Errorf("GB 18030 at the end: %q", got[len(got)-1])
	}
	// Bytes that are not GB 18030 cost their row only.
	if got := lines(t, reader(t, gb+"\xff\xff,x,y\r\n"+end[:4]+",x,y\r\n", Options{})); len(got) != 4 || got[2] != "4! sheet.encoding" || got[3] != "5: 武汉|x|y" {
		t.Errorf("damaged GB 18030: %q", got)
	}
}

func TestHeader(t *testing.T) {
	r := reader(t, "名单,,\n 姓名 ,证件,姓名,,\n1,2,3,4\n", Options{Header: 2})
	if diff := cmp.Diff([]string{"姓名", "证件", "姓名"}, r.Header()); diff != "" {
		t.Error(diff)
	}
	if i, err := r.Column("证件"); i != 1 || err != nil {
		t.Error(i, err)
	}
	for _, name := range []string{"姓名", "电话"} {
		if _, err := r.Column(name); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("column %s: %v", name, err)
		}
	}
	if got := lines(t, r); got[0] != "3! sheet.cells" {
		t.Error(got)
	}
}

func TestSkipAndProgress(t *testing.T) {
	text := "a,b\n" + strings.Repeat("\nx,\"y\ny\"\n", 50_000)
	all := lines(t, reader(t, text, Options{}))
	for _, n := range []int{0, 1, 2, 3, 50, 99_999, 100_001, 200_000} {
		r := reader(t, text, Options{})
		if err := r.Skip(n); err != nil {
			t.Fatal(err)
		}
		got := lines(t, r)
		want := all[min(len(all), max(0, (n-1)/2)):]
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("behind row %d: %d rows, want %d", n, len(got), len(want))
		}
		if err := r.Skip(5); err != nil {
			t.Error("back:", err)
		}
	}
	r := reader(t, text, Options{})
	last := int64(0)
	for n := 0; ; n++ {
		if _, err := r.Next(); err == io.EOF {
			break
		}
		done, total := r.Progress()
		if done < last || done > total || total != int64(len(text)) {
			t.Fatal(done, last, total)
		}
		if n == 25_000 && (done < total*2/5 || done > total*3/5) {
			t.Errorf("in the middle %d of %d", done, total)
		}
		last = done
	}
	if last != int64(len(text)) {
		t.Errorf("at the end %d of %d", last, len(text))
	}
}

// What the standard library reads without complaint is read the same here.
func TestAgreesWithEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		cell := rapid.StringOf(rapid.SampledFrom([]rune("ab \"\n,;'=张\t"))) // no CR: the standard library changes it
		var table [][]string
		table = append(table, strings.Fields("h1 h2 h3 h4")[:width])
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			row := make([]string, width)
			for i := range row {
				row[i] = cell.Draw(t, "cell")
			}
			row[0] = "x" + row[0] // not blank
			table = append(table, row)
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.UseCRLF = false
		if err := w.WriteAll(table); err != nil {
			t.Fatal(err)
		}
		r, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()), Options{Comma: ','})
		if err != nil {
			t.Fatal(err)
		}
		for n := 2; ; n++ {
			row, err := r.Next()
			if err == io.EOF {
				if n != len(table)+1 {
					t.Fatalf("%d rows of %d", n-2, len(table)-1)
				}
				return
			}
			if err != nil || row.Fault != nil || row.Number != n {
				t.Fatal(row, err)
			}
			if diff := cmp.Diff(table[n-1], row.Cells); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// The places of exposure of New Zealand: 3 828 rows, with lines within cells.
func TestLocationsOfInterest(t *testing.T) {
	dir := os.Getenv("KANGMA_TESTDATA")
	if dir == "" {
		t.Skip("KANGMA_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "lists", "nz_locations_of_interest.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	r, err := Open(f, info.Size(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	f2, _ := os.Open(f.Name())
	defer f2.Close()
	std, err := csv.NewReader(f2).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		rows++
		if err != nil || row.Fault != nil {
			t.Fatal(row, err)
		}
		if diff := cmp.Diff(std[rows], row.Cells); diff != "" {
			t.Fatal(diff)
		}
	}
	if rows != 3828 {
		t.Errorf("%d rows, want 3828", rows)
	}
}

// A file of any size takes the same memory.
func TestMemoryIsFlat(t *testing.T) {
	peak := func(rows int) uint64 {
		r, err := Open(endless{int64(rows)}, int64(rows)*int64(len(pattern)), Options{})
		if err != nil {
			t.Fatal(err)
		}
		var m runtime.MemStats
		most := uint64(0)
		for n := 0; ; n++ {
			if _, err := r.Next(); err == io.EOF {
				if n != rows-1 {
					t.Fatalf("%d rows", n)
				}
				return most
			} else if err != nil {
				t.Fatal(err)
			}
			if n%20_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
		}
	}
	small, big := peak(40_000), peak(400_000)
	if big > small+1<<20 {
		t.Errorf("400 000 rows hold %d bytes, 40 000 rows %d", big, small)
	}
}

// endless is the pattern again and again.
type endless struct{ rows int64 }

const pattern = "420102199001011234,13800000000,420102,2020-03-25T09:00:00+08:00,fever,wuhan-1,\"a,b\",r-000001\n"

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	size := e.rows * int64(len(pattern))
	n := 0
	for n < len(p) && at+int64(n) < size {
		n += copy(p[n:min(int64(len(p)), size-at)], pattern[(at+int64(n))%int64(len(pattern)):])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;b\n\"x\ny\";2\r\n", "a\tb\n\"1\"x\t\"", "\xff\xfea\x00,\x00", "姓名\n\xd5\xc5\n", "a\r\"\"\r\"b", "\"a\"\n\"\"\"\n", ReasonColumn + ",a\n'=,'x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Open(bytes.NewReader(data), int64(len(data)), Options{})
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatalf("%q: %v", data, err)
			}
			return
		}
		defer r.Close()
		last := 0
		for {
			row, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				if _, ok := fault.As(err); !ok {
					t.Fatalf("%q: %v", data, err)
				}
				return
			}
			if row.Number <= last || row.Fault == nil && len(row.Cells) != len(r.Header()) || len(row.Cells) < len(r.Header()) {
				t.Fatalf("%q: row %d after %d has %d cells for %d columns", data, row.Number, last, len(row.Cells), len(r.Header()))
			}
			last = row.Number
		}
		if last > bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte("\r"))+1 {
			t.Fatalf("%q: %d rows", data, last)
		}
	})
}

// BenchmarkCSV is rows per second of eight columns, with and without quotes, and in GB 18030.
func BenchmarkCSV(b *testing.B) {
	plain := "420102199001011234,13800000000,420102,2020-03-25T09:00:00+08:00,fever,wuhan-1,abc,r-000001\n"
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String("420102199001011234,13800000000,江岸区,2020-03-25T09:00:00+08:00,发热门诊,武汉一,甲乙,r-000001\n")
	for _, c := range []struct{ name, row string }{{"plain", plain}, {"quoted", pattern}, {"gb18030", gb}} {
		b.Run(c.name, func(b *testing.B) {
			text := strings.Repeat(c.row, 100_000)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				r, err := Open(strings.NewReader(text), int64(len(text)), Options{})
				if err != nil {
					b.Fatal(err)
				}
				n := 1
				for ; ; n++ {
					if row, err := r.Next(); err == io.EOF {
						break
					} else if err != nil || row.Fault != nil {
						b.Fatal(row, err)
					}
				}
				if n != 100_000 {
					b.Fatal(n)
				}
			}
			b.ReportMetric(float64(b.N)*100_000/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
