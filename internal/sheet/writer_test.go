package sheet

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWriterGuardsFormulas(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b, []string{"姓名", "=header"}, true)
	for _, cells := range [][]string{{"=1+1", "+86138"}, {"-1", "@x"}, {"\tx", "'x"}, {"＝1", "a=b"}, {"\"q\"", "a,b"}, {"only one"}} {
		if err := w.Write(Row{Cells: cells}, "=reason"); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFF姓名,'=header," + ReasonColumn + "\r\n" +
		"'=1+1,'+86138,'=reason\r\n'-1,'@x,'=reason\r\n\"'\tx\",''x,'=reason\r\n'＝1,a=b,'=reason\r\n\"\"\"q\"\"\",\"a,b\",'=reason\r\nonly one,,'=reason\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

// SH-3: whatever rows were refused, their file is read as the same rows, and again after a second time.
func TestRefusedRowsComeBack(t *testing.T) {
	// Not U+0000, which no table holds, and U+FFFD, which is refused.
	readable := rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != '\uFFFD' })
	cell := rapid.StringOf(rapid.OneOf(rapid.SampledFrom([]rune("=+-@\t\r\n'\",;＝ a1张")), readable))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 5).Draw(t, "width")
		header := make([]string, width)
		for i := range header {
			header[i] = strings.TrimSpace(cell.Draw(t, "name"))
		}
		header[width-1] = "last"
		var rows [][]string
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			row := make([]string, width)
			for i := range row {
				row[i] = cell.Draw(t, "cell")
			}
			row[0] += "x"
			rows = append(rows, row)
		}
		bom := rapid.Bool().Draw(t, "bom")
		got := rows
		for range 2 {
			var b bytes.Buffer
			w := NewWriter(&b, header, bom)
			for _, r := range got {
				if err := w.Write(Row{Cells: r}, cell.Draw(t, "reason")); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			r, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()), Options{})
			if err != nil {
				t.Fatal(err, b.String())
			}
			if diff := cmp.Diff(header, r.Header()); diff != "" {
				t.Fatal(diff)
			}
			got = nil
			for {
				row, err := r.Next()
				if err == io.EOF {
					break
				}
				if err != nil || row.Fault != nil {
					t.Fatal(row, err, b.String())
				}
				got = append(got, append([]string(nil), row.Cells...))
			}
			if diff := cmp.Diff(rows, got); diff != "" {
				t.Fatalf("%s in %q", diff, b.String())
			}
		}
	})
}

// A row with too many cells is refused again until somebody has corrected it; then it passes.
func TestRefusedRowStaysRefused(t *testing.T) {
	const text = "a,b\n1,2,3\n\"4\"x,5\n6,7\n"
	r := reader(t, text, Options{})
	var b bytes.Buffer
	w := NewWriter(&b, r.Header(), false)
	for {
		row, err := r.Next()
		if err == io.EOF {
			break
		}
		if row.Fault != nil {
			w.Write(row, row.Fault.Error())
		}
	}
	w.Flush()
	got := lines(t, reader(t, b.String(), Options{}))
	if diff := cmp.Diff([]string{"2! sheet.cells", "3: \"4\"x|5"}, got); diff != "" {
		t.Error(diff, b.String())
	}
	corrected := strings.Replace(b.String(), "1,2,\"row 2", "1,23,\"row 2", 1)
	corrected = strings.Replace(corrected, ",3\r\n", "\r\n", 1)
	if got := lines(t, reader(t, corrected, Options{})); got[0] != "2: 1|23" {
		t.Error(got, corrected)
	}
	// What is typed in afterwards stays as it was typed.
	typed := ReasonColumn + ",a,b\r\nx,=1,'y\r\n"
	if got := lines(t, reader(t, typed, Options{})); got[0] != "2: =1|'y" {
		t.Error(got)
	}
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = errors.New("disk full")

func TestWriterFails(t *testing.T) {
	w := NewWriter(&full{100_000}, []string{"a"}, false)
	var err error
	for range 100_000 {
		if err = w.Write(Row{Cells: []string{"some text"}}, "reason"); err != nil {
			break
		}
	}
	if !errors.Is(err, errFull) || !errors.Is(w.Flush(), errFull) {
		t.Error(err, w.Flush())
	}
}
