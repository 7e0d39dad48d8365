package region

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"kangma/internal/fault"
)

func names(divs []Division) string {
	var s []string
	for _, d := range divs {
		s = append(s, d.Name)
	}
	return strings.Join(s, " ")
}

// RG-1
func TestCheckEmbedded(t *testing.T) {
	for code, exists := range map[string]bool{
		"000000": true, "420000": true, "420100": true, "420104": true, "330300": true, "110100": true, "429004": true, "659012": true,
		"420104001002": true, "420104001000": true, "441900003001": true, // no communities loaded: the county exists
		"330103": true, "330103001002": true, // retired in 2021
		"371202": true, "441901": true, "330101": true,
		"999999": false, "420199": false, "429900": false, "420199001002": false,
	} {
		c, err := ParseCode(code)
		if err == nil {
			err = Embedded().Check(c)
		}
		if (err == nil) != exists {
			t.Errorf("%s: %v", code, err)
		}
	}
	f, ok := fault.As(Embedded().Check(MustParseCode("999999")))
	if !ok || f.Code != fault.Invalid || f.Detail != "is not a known region" {
		t.Errorf("the fault is %#v", f)
	}
	if Embedded().Check(0) == nil {
		t.Error("no region is a known region")
	}
}

func TestTree(t *testing.T) {
	tb := Embedded()
	if n := tb.Len(LevelProvince); n != 34 {
		t.Errorf("%d provinces", n)
	}
	for code, want := range map[string]string{
		"420102": "湖北省武汉市江岸区", "110105": "北京市朝阳区", "429004": "湖北省仙桃市", "500240": "重庆市石柱土家族自治县",
		"330103": "浙江省杭州市下城区", "420102003001": "湖北省武汉市江岸区", "460400": "海南省儋州市", "620201": "甘肃省嘉峪关市",
		"659001": "新疆维吾尔自治区石河子市", "000000": "全国",
	} {
		if got := tb.FullName(MustParseCode(code)); got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
	for code, want := range map[string]string{
		"420102": "420100", "420100": "420000", "420000": "000000", "110105": "110000", "429004": "420000", "500229": "500000",
		"420102003001": "420102", "441900003001": "441900", "000000": "", "330103": "330100",
	} {
		if got := tb.Parent(MustParseCode(code)).String(); got != want {
			t.Errorf("the parent of %s is %s, want %s", code, got, want)
		}
	}
	if n := len(tb.Children(Nation)); n != 34 {
		t.Errorf("the nation has %d children", n)
	}
	if got := names(tb.Children(MustParseCode("420000"))); got != "武汉市 黄石市 十堰市 宜昌市 襄阳市 鄂州市 荆门市 孝感市 荆州市 黄冈市 咸宁市 随州市 恩施土家族苗族自治州 仙桃市 潜江市 天门市 神农架林区" {
		t.Errorf("Hubei has %s", got)
	}
	for code, n := range map[string]int{"110000": 16, "110100": 16, "500000": 38, "420100": 13, "441900": 0, "420102": 0} {
		if got := len(tb.Children(MustParseCode(code))); got != n {
			t.Errorf("%s has %d children, want %d", code, got, n)
		}
	}
}

// Every division hangs under its parent, once.
func TestTreeIsWhole(t *testing.T) {
	tb := Embedded()
	seen := map[Code]bool{}
	var walk func(Code)
	walk = func(c Code) {
		for _, d := range tb.Children(c) {
			if seen[d.Code] || tb.Parent(d.Code) != c || !c.Contains(d.Code) || tb.hidden(d.Code) {
				t.Errorf("%s %s under %s", d.Code, d.Name, c)
			}
			seen[d.Code] = true
			walk(d.Code)
		}
	}
	walk(Nation)
	for i := range tb.codes {
		if c := tb.at(i).Code; c != Nation && seen[c] == tb.hidden(c) {
			t.Errorf("%s: reached %v, hidden %v", c, seen[c], tb.hidden(c))
		}
	}
}

func TestSuccessors(t *testing.T) {
	tb := Embedded()
	for code, want := range map[string]string{
		"330103": "330105", "330104": "330102", "320602": "320613", "320611": "320613", "371202": "370116", "371203": "370117",
		"652923": "652902", "140726": "140703", "360105": "360112", "130521": "130503", "420821": "420882", "421023": "421088",
		"350402": "350404", "410306": "410308", "540422": "540481", "522200": "520600", "330101": "330100", "110200": "110000",
		"371200": "", "330105": "", "130421": "",
	} {
		got, ok := tb.Successor(MustParseCode(code))
		if got.String() != want || ok != (want != "") {
			t.Errorf("%s is succeeded by %q, want %q", code, got, want)
		}
	}
	if r, _ := tb.Retired(MustParseCode("330103")); r.Name != "下城区" || r.GoneBy != "2021-10" {
		t.Errorf("330103: %+v", r)
	}
	for c, r := range tb.retired {
		if _, both := tb.find(c); both {
			t.Errorf("%s is both retired and in force", c)
		}
		if _, ok := tb.find(r.Successor); r.Successor != 0 && !ok {
			t.Errorf("%s is succeeded by %s, which does not exist", c, r.Successor)
		}
	}
}

// What embedded.go relies on when it cuts the files apart without a CSV reader.
func TestEmbeddedFiles(t *testing.T) {
	for name, csv := range map[string]string{"divisions": divisionsCSV, "retired": retiredCSV} {
		var codes []string
		for code, rest := range rows(csv) {
			codes = append(codes, code)
			if strings.ContainsAny(rest, "\"\r") || strings.Count(rest, ",") != map[string]int{"divisions": 0, "retired": 2}[name] {
				t.Errorf("%s: %s,%s", name, code, rest)
			}
		}
		want := slices.Clone(codes)
		slices.Sort(want)
		if diff := cmp.Diff(slices.Compact(want), codes); diff != "" {
			t.Errorf("%s is not in order, or has a code twice: %s", name, diff)
		}
	}
}

func BenchmarkDecodeEmbedded(b *testing.B) {
	for b.Loop() {
		decode()
	}
}
