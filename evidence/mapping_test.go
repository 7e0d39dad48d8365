package evidence_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/instant"
	"kangma/region"
)

var hubei = region.MustParseCode("420000")

func bind(t *testing.T, mapping string, header ...string) *evidence.Binding {
	t.Helper()
	m, err := evidence.ParseMapping([]byte(mapping))
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Bind(header, region.Embedded(), hubei)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const tests = `
name: lab
fields:
  id_number: 身份证号
  id_type: {columns: 证件类型, values: {"01": resident_id}}
  name: [受检者, 姓名]
  kind: {value: test.nucleic}
  source: {value: lab-1}
  number: 条码号
  region: 区县
  valid_from: 采样时间
  attrs.result: {columns: [检测结果], values: {未见: negative}}
`

// A row becomes a fact, by a mapping that somebody wrote. EV-3
func TestMappingReads(t *testing.T) {
	b := bind(t, tests, "条码号", "姓名", "身份证号", "证件类型", "采样时间", "检测结果（必填）", "区县", "备注")
	got, err := b.Read([]string{" 7 ", "张三", "11010519491231002X", "01", "2020/3/25 9:05", "未见", "江岸区", "whatever"})
	if err != nil {
		t.Fatal(err)
	}
	at, _, _ := instant.Parse("2020-03-25T09:05:00+08:00")
	want := evidence.Line{IDType: "resident_id", IDNumber: "11010519491231002X", Name: "张三", Number: "7",
		Fact: evidence.Fact{ID: "-", Kind: evidence.TestNucleic, Source: "lab-1", Region: region.MustParseCode("420102"), ValidFrom: at, ValidUntil: instant.Never,
			Attrs: evidence.Attrs{evidence.TextAttr(evidence.Result, "negative")}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// What is wrong with a row names the column of the file and the value, but never a name or a number. EV-3
func TestMappingRefusesRows(t *testing.T) {
	b := bind(t, strings.Replace(tests, "kind: {value: test.nucleic}", "kind: 种类", 1)+"  valid_until: 结束\n  attrs.temperature: 体温\n  attrs.days: 天数\n  attrs.last_exposure: 末次接触\n  attrs.stayed: 逗留\n  attrs.phone: 电话\n  attrs.issuer: 发码地\n  attrs.status: 状态\n  attrs.colour: 码色\n",
		"条码号", "姓名", "身份证号", "证件类型", "采样时间", "检测结果", "区县", "种类", "结束", "体温", "天数", "末次接触", "逗留", "电话", "发码地", "状态", "码色")
	good := []string{"7", "张三", "11010519491231002X", "", "2020-03-25", "阴性", "", "核酸检测", "", "", "", "", "", "", "", "", ""}
	if _, err := b.Read(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		column      int
		value, want string
		more        map[int]string
	}{
		{2, "", `身份证号: is required`, nil},
		{4, "", `采样时间: is required`, nil},
		{4, "0020-03-25 09:00", `采样时间: "0020-03-25 09:00" is not a time: year 0020 is not between 1850 and 9999`, nil},
		{4, "25/03/2020", `采样时间: "25/03/2020" is not a time: write 2020-03-25 09:00 or 2020-03-25T09:00:00+08:00`, nil},
		{4, "43915.5", `采样时间: "43915.5" is not a time but a spreadsheet's number of one: format the column as a date`, nil},
		{4, "2020-02-30", `采样时间: "2020-02-30" is not a time: no such day`, nil},
		{5, "阳", "", nil},
		{5, "可疑", `检测结果: "可疑" is not one of negative, positive, pending`, nil},
		{5, "", `检测结果: is required`, nil},
		{6, "999999", `区县: "999999" is not a known region`, nil},
		{6, "亚特兰蒂斯", `区县: "亚特兰蒂斯" is not a known region`, nil},
		{6, "湖北省武汉市江岸区", "", nil},
		{6, "武汉市江岸区", "", nil},
		{6, "4201", `区县: "4201" is not a region code of 6 or 12 digits`, nil},
		{7, "unheard.of", `种类: "unheard.of" is not a kind of evidence`, nil},
		{7, "declaration", `种类: "declaration" is what a holder states himself; nobody records it for him`, nil},
		{7, "", `种类: is required`, nil},
		{8, "2020-03-24", `结束: "2020-03-24" is before the beginning, 2020-03-25T00:00:00+08:00`, nil},
		{8, "2020-03-26T00:00:00Z", "", nil},
		{9, "36.5", `体温: "36.5" is given, but test.nucleic has no attribute temperature`, nil},
		{9, "46℃", `体温: "46℃" is not between 30 and 45`, map[int]string{7: "fever.checked", 5: ""}},
		{9, "0x1p5", `体温: "0x1p5" is not a number`, map[int]string{7: "fever.checked", 5: ""}},
		{9, "37.3℃", ``, map[int]string{7: "fever.checked", 5: ""}},
		{10, "-14", `天数: "-14" is not a whole number`, map[int]string{7: "隔离期满证明", 5: ""}},
		{10, "１４", ``, map[int]string{7: "隔离期满证明", 5: ""}},
		{11, "yesterday", `末次接触: "yesterday" is not a time: write 2020-03-25 09:00 or 2020-03-25T09:00:00+08:00`, map[int]string{7: "密切接触者", 5: ""}},
		{12, "maybe", `逗留: "maybe" is given, but test.nucleic has no attribute stayed`, nil},
		{13, strings.Repeat("1", 2001), `电话: is longer than 2000 characters`, map[int]string{7: "居家隔离", 5: ""}},
		{14, "420102001001", `发码地: "420102001001" is not a region of county level or above`, map[int]string{7: "upstream", 5: "", 15: "ok", 16: "红码"}},
		{16, "紫", `码色: "紫" is not one of red, yellow, green, gray, none`, map[int]string{7: "upstream", 5: "", 14: "330000", 15: "正常"}},
		{0, strings.Repeat("7", 201), `条码号: "` + strings.Repeat("7", 80) + `…" is longer than 200 bytes or has control characters`, nil},
		{0, "7\x008", `条码号: "7\x008" is longer than 200 bytes or has control characters`, nil},
	} {
		row := slices.Clone(good)
		row[c.column] = c.value
		for i, v := range c.more {
			row[i] = v
		}
		_, err := b.Read(row)
		if c.want == "" && err != nil || c.want != "" && (err == nil || fault.CodeOf(err) != fault.Invalid || err.Error() != c.want) {
			t.Errorf("%q gives %v, want %s", c.value, err, c.want)
		}
	}
}

// A mapping or table of which no row could be used is refused as a whole.
func TestMappingRefusesTables(t *testing.T) {
	for mapping, want := range map[string]string{
		"":                             "fields: is required",
		"fields: 3":                    "mapping",
		"nonsense: 3":                  "mapping",
		"fields: {weight: 体重}":         `fields: "weight" is not a field`,
		"fields: {attrs.weight: 体重}":   `fields: "attrs.weight" is not a field`,
		"fields: {name: {column: 姓名}}": `mapping: "column" is not one of`,
		"fields: {name: {}}":           `fields: "name" has neither`,
		"zone: Beijing\nfields: {id_number: 号}": `zone: "Beijing" is not an offset`,
		"fields: {name: 姓名}":                    `id_number: is required, and the table has no column for it; its columns are: 姓名, 号, 时间, 时间, 区`,
		"fields: {id_number: 证件}":               `id_number: is required, and the table has none of the columns 证件; its columns are`,
		"fields: {id_number: 号, kind: {value: case.confirmed}, source: {value: s}, valid_from: 时间}":                        `column: "时间" is in the table more than once`,
		"fields: {id_number: 号, kind: {value: fever.clinic}, source: {value: s}, valid_from: {value: 2020-03-25}}":         `region: is required, and the table has no column`,
		"fields: {id_number: 号, kind: {value: registration}, source: {value: s}, valid_from: {value: 2020-03-25}}":         `kind: "registration" is what a holder`,
		"fields: {id_number: 号, kind: {value: test.nucleic}, source: {value: s}, valid_from: {value: 2020-03-25}}":         `attrs.result: is required`,
		"fields: {id_number: 号, kind: {value: case.confirmed}, source: {value: s}, valid_from: {value: x}, attrs.days: 区}": `attrs.days: "days" is not an attribute of case.confirmed`,
	} {
		m, err := evidence.ParseMapping([]byte(mapping))
		if err == nil {
			_, err = m.Bind([]string{"姓名", "号", "时间", "时间", "区"}, region.Embedded(), hubei)
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) && !strings.Contains(err.Error(), "the "+want) {
			t.Errorf("%s\ngives %v, want %s", mapping, err, want)
		}
	}
}

// Times as tables write them, all the same instant; without an offset they are Beijing's, a day by itself is its 00:00.
func TestParseTime(t *testing.T) {
	want, _, _ := instant.Parse("2020-03-05T09:05:07+08:00")
	for _, s := range []string{"2020-03-05T09:05:07+08:00", "2020-03-05T01:05:07Z", "2020-03-05 09:05:07", "2020-03-05T09:05:07", "2020/3/5 9:05:07", "2020.03.05 09:05:07",
		"2020年3月5日 9时5分7秒", "2020年03月05日09:05:07", "20200305090507", "20200305 09:05:07", "2020-03-05 10:05:07 +09:00", "2020-03-05  09:05:07.000"} {
		if got, err := evidence.ParseTime(s, instant.Beijing); err != nil || got != want {
			t.Errorf("%s is %s %v", s, got, err)
		}
	}
	day, _ := instant.Date("2020-03-05", instant.Beijing)
	for _, s := range []string{"2020-03-05", "2020/3/5", "2020年3月5日", "20200305", "2020.3.5", "2020-03-05 00:00"} {
		if got, err := evidence.ParseTime(s, instant.Beijing); err != nil || got != day {
			t.Errorf("%s is %s %v", s, got, err)
		}
	}
	for _, s := range []string{"", "2020", "2020-03", "5.3.2020", "05/03/2020", "2020-13-01", "2020-03-05 24:00", "2020-03-05 9", "2020-03-05T", "2020-03-05 09:05 PM", "上午9:00",
		"2020-03-05 09:05+8", "2020-03-05 -1:00", "1849-12-31", "10000-01-01", "20-03-05", "202003050", "2020年3月", "２０２０-03-05x"} {
		if got, err := evidence.ParseTime(s, instant.Beijing); err == nil {
			t.Errorf("%q is %s", s, got)
		}
	}
}

// Any time that is written is read as the same instant, by RFC 3339 and as a spreadsheet has it.
func TestParseTimeRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(1850, 1, 2, 0, 0, 0, 0, time.UTC).UnixMicro()
		at := instant.Instant(rapid.Int64Range(from, time.Date(9999, 12, 30, 0, 0, 0, 0, time.UTC).UnixMicro()).Draw(t, "at"))
		s := at.In(instant.Beijing)
		for _, s := range []string{s, strings.Replace(strings.TrimSuffix(s, "+08:00"), "T", " ", 1)} {
			if got, err := evidence.ParseTime(s, instant.Beijing); err != nil || got != at {
				t.Fatalf("%s is %s %v", s, got, err)
			}
		}
	})
}

func FuzzParseTime(f *testing.F) {
	for _, s := range []string{"2020-03-25", "2020年3月5日9时5分", "20200305090507", "2020-03-05T09:05:07.123456+08:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := evidence.ParseTime(s, instant.Beijing)
		if err != nil {
			if _, ok := fault.As(err); !ok {
				t.Fatal(err)
			}
			return
		}
		if again, err := evidence.ParseTime(at.In(instant.Beijing), instant.Beijing); err != nil || again != at {
			t.Fatalf("%q is %s, written again %s %v", s, at, again, err)
		}
	})
}

// A template's columns are understood without a mapping, every attribute of every kind that is imported.
func TestSuggestReadsTemplates(t *testing.T) {
	for _, k := range evidence.Kinds() {
		if k.ByHolder() {
			continue
		}
		header := evidence.Template(k)
		m := evidence.Suggest(header, k)
		if want := len(header) + 1; len(m.Fields) != want { // and the kind
			t.Errorf("%s: of %v only %d fields are understood: %v", k, header, len(m.Fields), m.Fields)
		}
		if _, err := m.Bind(header, region.Embedded(), hubei); err != nil {
			t.Errorf("%s: %v", k, err)
		}
	}
}

// Columns as feeds name them are understood, in Chinese and in English.
func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		header string
		kind   evidence.Kind
		want   map[evidence.Field]string
	}{
		{"姓名 身份证号 发热门诊所在区划 登记时间 备注", evidence.FeverClinic, map[evidence.Field]string{
			"name": "姓名", "id_number": "身份证号", "region": "发热门诊所在区划", "valid_from": "登记时间"}},
		{"序号 条码号 受检者姓名 证件类型 证件号码 采样时间 报告时间 核酸检测结果 检测机构", evidence.TestNucleic, map[evidence.Field]string{
			"number": "条码号", "name": "受检者姓名", "id_type": "证件类型", "id_number": "证件号码", "valid_from": "采样时间", "attrs.result": "核酸检测结果", "source": "检测机构"}},
		{"Name Id_Number Date Result Record-No", evidence.TestNucleic, map[evidence.Field]string{
			"name": "Name", "id_number": "Id_Number", "valid_from": "Date", "attrs.result": "Result", "number": "Record-No"}},
		{"kind source id_number valid_from valid_until region attrs.result attrs.days", 0, map[evidence.Field]string{
			"kind": "kind", "source": "source", "id_number": "id_number", "valid_from": "valid_from", "valid_until": "valid_until", "region": "region", "attrs.result": "attrs.result", "attrs.days": "attrs.days"}},
	} {
		got := map[evidence.Field]string{}
		for f, col := range evidence.Suggest(strings.Fields(c.header), c.kind).Fields {
			if len(col.Names) > 0 {
				got[f] = col.Names[0]
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", c.header, d)
		}
	}
}

// A mapping is read as it was written, as YAML for people and as JSON for the database.
func TestMappingIsKept(t *testing.T) {
	m, err := evidence.ParseMapping([]byte(tests))
	if err != nil {
		t.Fatal(err)
	}
	again, err := evidence.ParseMapping(m.YAML())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(m, again); d != "" {
		t.Error(d)
	}
	if with := m.With(evidence.FieldSource, "lab-2"); with.Constant(evidence.FieldSource) != "lab-2" || m.Constant(evidence.FieldSource) != "lab-1" {
		t.Error("With changes a copy")
	}
}
