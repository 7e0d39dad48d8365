package region

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"kangma/internal/fault"
	"pgregory.net/rapid"
)

const jiangan = `code,name,parent
420102003,一元街道,420102
420102003001,岳飞社区,420102003
420102003002,扬子社区,
420102003001,岳飞社区,420102003
420100,武汉市,
421300,随州(市),
429999001,无名街道,
42010200300,少一位,
420102003003,,
420102003004,"引号"坏",
420102003005,别处的社区,420103
000000,中国,
420102003006
`

func TestLoad(t *testing.T) {
	tb, r, err := Embedded().With(ReadDivisions(strings.NewReader("\ufeff" + jiangan)))
	if err != nil {
		t.Fatal(err)
	}
	if r.Read != 13 || r.Read != r.Stored+r.Refused+r.Duplicate || r.Stored != 4 || r.Duplicate != 2 {
		t.Error(r)
	}
	var refusals []string
	for _, err := range r.Refusals {
		if fault.CodeOf(err) != fault.Invalid {
			t.Errorf("not a fault: %v", err)
		}
		refusals = append(refusals, err.Error())
	}
	want := []string{
		`line 9.code: "42010200300" is not a division code of 2, 4, 6, 9 or 12 digits`,
		`line 10.name: is required`,
		`line 11: is not CSV: extraneous or missing " in quoted-field`,
		`line 12.parent: "420103" does not contain 420102003005`,
		`line 13.code: "000000" is the nation, which is not loaded`,
		`line 14.columns: are only 1`,
		`code: "429999001000" lies in no known county`,
	}
	if diff := cmp.Diff(want, refusals); diff != "" {
		t.Error(diff)
	}
	for code, name := range map[string]string{"420102003001": "湖北省武汉市江岸区一元街道岳飞社区", "421300": "湖北省随州(市)"} {
		if got := tb.FullName(MustParseCode(code)); got != name {
			t.Errorf("%s is %s", code, got)
		}
	}
	if got := tb.Children(MustParseCode("420102003000")); names(got) != "岳飞社区 扬子社区" {
		t.Error(got)
	}
	if got := tb.Parent(MustParseCode("420102003002")).String(); got != "420102003000" {
		t.Error(got)
	}
	// Communities are loaded for 420102 only, so there they must exist (RG-1).
	for code, exists := range map[string]bool{"420102003001": true, "420102003000": true, "420102003009": false, "420102004000": false,
		"420103001001": true, "330103": true} {
		if (tb.Check(MustParseCode(code)) == nil) != exists {
			t.Errorf("%s: %v", code, tb.Check(MustParseCode(code)))
		}
	}
	if Embedded().Name(MustParseCode("421300")) != "随州市" {
		t.Error("the embedded table has changed")
	}
}

func TestLoadFailures(t *testing.T) {
	broken := errors.New("the disk is gone")
	if _, _, err := Embedded().With(ReadDivisions(io.MultiReader(strings.NewReader(jiangan), iotest.ErrReader(broken)))); !errors.Is(err, broken) {
		t.Error(err)
	}
	for _, file := range []string{"", "a,b\n420102,江岸区\n", strings.Repeat("x", 1e6)} {
		_, r, err := Embedded().With(ReadDivisions(strings.NewReader(file)))
		if err != nil || r.Refused != 1 || r.Read != 1 {
			t.Errorf("%.20s: %v %v", file, r, err)
		}
	}
}

// The order of the file does not matter, and the counts add up.
func TestLoadOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []string
		for i := range rapid.IntRange(1, 40).Draw(t, "n") {
			lines = append(lines, fmt.Sprintf("%s,地方%d", twelve(code(t, "code")), i%3))
		}
		load := func(lines []string) (*Table, LoadReport) {
			tb, r, err := Embedded().With(ReadDivisions(strings.NewReader("code,name\n" + strings.Join(lines, "\n"))))
			if err != nil || r.Read != len(lines) || r.Read != r.Stored+r.Refused+r.Duplicate {
				t.Fatal(r, err)
			}
			return tb, r
		}
		a, ra := load(lines)
		rand.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		b, rb := load(lines)
		if diff := cmp.Diff(a.codes, b.codes); diff != "" || ra.Refused != rb.Refused {
			t.Fatal(diff, ra, rb)
		}
	})
}
