package node_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"kangma/evidence"
	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/internal/sheet"
	"kangma/internal/testkit"
	"kangma/node"
	"kangma/person"
	"kangma/policy"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
	"kangma/store/migrations"
)

// importer is a node that imports, with its database open beside it.
type importer struct {
	*hubei
	beside *store.Store
	dir    string
}

// importers runs a test on both engines.
func importers(t *testing.T, test func(t *testing.T, h importer)) {
	eachURL(t, func(t *testing.T, url string) { test(t, newImporter(t, url)) })
}

func newImporter(t *testing.T, url string) importer {
	c := &clock{now: spring}
	cfg := config(t, t.TempDir(), c)
	cfg.Database, cfg.Spool = url, filepath.Join(t.TempDir(), "spool")
	return running(t, cfg, c, url)
}

// running is a node that works in the background.
func running(t *testing.T, cfg node.Config, c *clock, url string) importer {
	cfg.Workers = 2
	n, err := node.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		n.Close()
	})
	beside, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { beside.Close() })
	return importer{&hubei{n, c, t}, beside, cfg.Spool}
}

// run imports a file to its end.
func (h importer) run(file string, o node.ImportOptions) node.Import {
	h.t.Helper()
	run, err := h.StartImport(h.t.Context(), node.Itself, strings.NewReader(file), o)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.wait(run, jobs.Done)
}

// start begins to import a file.
func (h importer) start(c node.Caller, file string) id.ID {
	h.t.Helper()
	run, err := h.StartImport(h.t.Context(), c, strings.NewReader(file), node.ImportOptions{})
	if err != nil {
		h.t.Fatal(err)
	}
	return run
}

func (h importer) wait(run id.ID, want jobs.State) node.Import {
	h.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(2 * time.Millisecond) {
		i, err := h.Import(h.t.Context(), node.Itself, run)
		if err != nil {
			h.t.Fatal(err)
		}
		if i.Read != i.Stored+i.Refused+i.Duplicate {
			h.t.Fatalf("the counts do not add up: %+v", i.Import)
		}
		if i.Ended() && i.State != want || time.Now().After(deadline) {
			h.t.Fatalf("%s, %s", i.State, i.Error)
		}
		if i.State == want {
			return i
		}
	}
}

func (h importer) reasons(run id.ID) (list []string) {
	h.t.Helper()
	refused, err := h.Refused(h.t.Context(), node.Itself, run, 0, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, r := range refused {
		list = append(list, r.Reason)
	}
	return list
}

// count asks the database behind the node's back.
func (h importer) count(query string) (n int64) {
	h.t.Helper()
	if err := h.beside.DB().Read(h.t.Context(), func(tx *db.Tx) error { return tx.QueryRow(h.t.Context(), query, nil, &n) }); err != nil {
		h.t.Fatal(err)
	}
	return n
}

var nucleic = node.ImportOptions{File: "/home/somebody/feed.csv", Kind: evidence.TestNucleic, Source: "lab-1"}

const header = "条码号,姓名,身份证号,采样时间,检测结果\n"

// Rows of a file become evidence, with decisions in the same run; what is wrong is refused with its reason; the same
// file again is all duplicates. HB-01, EV-3, EV-4
func TestImport(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		c, _ := h.apply("13800138000", zhang)
		if h.show(c).Decision.Colour != policy.Green {
			t.Fatal("not green before")
		}
		file := "编号,姓名,身份证号,发热门诊所在区划,登记时间\n" +
			"1,张三丰,11010519491231002X,江岸区,2020-03-25 08:00\n" +
			"2,张三丰,11010519491231002X,亚特兰蒂斯,2020-03-25 08:00\n" +
			"3,李四," + node.Sample(3).Number + ",420102,2020-03-25\n" +
			"1,张三丰,11010519491231002X,江岸区,2020-03-25 08:00\n" +
			"1,张三丰,11010519491231002X,江汉区,2020-03-25 08:00\n"
		o := node.ImportOptions{File: "f.csv", Kind: evidence.FeverClinic, Source: "wuhan-hospital-1"}
		dry := o
		dry.DryRun = true
		i := h.run(file, dry)
		if i.Read != 5 || i.Stored != 2 || i.Refused != 2 || i.Duplicate != 1 || h.count("SELECT COUNT(*) FROM evidence WHERE kind = 'fever.clinic'") != 0 || h.count("SELECT COUNT(*) FROM people") != 1 {
			t.Fatalf("dry run: %+v", i.Import)
		}
		if i = h.run(file, o); i.Read != 5 || i.Stored != 2 || i.Refused != 2 || i.Duplicate != 1 || i.Total != 5 {
			t.Fatalf("%+v", i.Import)
		}
		want := `row 3, 发热门诊所在区划: "亚特兰蒂斯" is not a known region
row 6, 编号: "1" is the number of another record of this source; to correct that one, end or retract it`
		if got := strings.Join(h.reasons(i.ID), "\n"); got != want {
			t.Errorf("reasons:\n%s", got)
		}
		if h.show(c).Decision.State != "red.fever" {
			t.Error("the decision did not come with the evidence")
		}
		if i = h.run(file, o); i.Stored != 0 || i.Refused != 2 || i.Duplicate != 3 {
			t.Fatalf("the same file again: %+v", i.Import)
		}
		if n := h.count("SELECT COUNT(*) FROM evidence WHERE kind = 'fever.clinic'"); n != 2 {
			t.Errorf("%d stored", n)
		}
		if left, _ := os.ReadDir(h.dir); len(left) != 0 {
			t.Errorf("%d files were left behind", len(left))
		}
	})
}

// Bad input, row by row: it is refused, says why, names column and value but nobody, and costs no other row. EV-3
func TestImportBadRows(t *testing.T) {
	h := newImporter(t, testkit.SQLiteURL(t, migrations.Files))
	good := node.Sample(1).Number
	day := "2020-03-24"
	for name, c := range map[string]struct{ row, want string }{
		"wrong check digit":       {"1,张三," + good[:17] + string("0123456789"[(good[17]-'0'+1)%10]) + "," + day + ",阴性", "row 2, 身份证号: has a wrong check character"},
		"birth in the future":     {"1,张三," + identity("420102", "20300101", "001") + "," + day + ",阴性", "row 2, 身份证号: is in the future"},
		"no number":               {"1,张三,," + day + ",阴性", "row 2, 身份证号: is required"},
		"a name that is none":     {"1,张3," + good + "," + day + ",阴性", "row 2, 姓名: has a character that no name has"},
		"year 0020":               {"1,张三," + good + ",0020-03-24,阴性", `row 2, 采样时间: "0020-03-24" is not a time: year 0020`},
		"a day that is none":      {"1,张三," + good + ",2020-02-30,阴性", `row 2, 采样时间: "2020-02-30" is not a time: no such day`},
		"unknown result":          {"1,张三," + good + "," + day + ",可疑", `row 2, 检测结果: "可疑" is not one of negative, positive, pending`},
		"broken quote":            {`1,"张三,` + good + "," + day + ",阴性", "row 2: has a quote that is not closed"},
		"text behind a quote":     {`1,"张"三,` + good + "," + day + ",阴性", "row 2: has text behind a closing quote"},
		"too many cells":          {"1,张三," + good + "," + day + ",阴性,x", "row 2: has 6 cells, the header has 5"},
		"10 000 columns":          {strings.Repeat("1,", 10_000), "row 2: has 10001 cells, more than 1000"},
		"a million characters":    {"1,张三," + good + "," + day + "," + strings.Repeat("阴", 1_000_000), "row 2: has more than 1048576 bytes in column 5"},
		"a million bytes":         {"1,张三," + good + "," + day + "," + strings.Repeat("x", 1_000_000), `row 2, 检测结果: "xxxx`},
		"a million of a number":   {"1,张三," + strings.Repeat("1", 1_000_000) + "," + day + ",阴性", "row 2, 身份证号: is longer than 64 bytes"},
		"bytes of no encoding":    {"1,张三," + good + "," + day + ",\xff\xfe", "row 2: has characters that cannot be read"},
		"control characters":      {"1\x01,张三," + good + "," + day + ",阴性", `row 2, 条码号: "1\x01" is longer than 200 bytes or has control characters`},
		"a number that is longer": {strings.Repeat("7", 300) + ",张三," + good + "," + day + ",阴性", "row 2, 条码号: "},
	} {
		i := h.run(header+c.row+"\n2,李四,"+node.Sample(2).Number+","+day+",阴性\n", nucleic)
		got := h.reasons(i.ID)
		if i.Refused != 1 || i.Read != 2 || len(got) != 1 || !strings.HasPrefix(got[0], c.want) || len(got[0]) > 300 {
			t.Errorf("%s: %d of %d refused: %.300q", name, i.Refused, i.Read, got)
		}
		if strings.Contains(strings.Join(got, ""), good) || strings.Contains(strings.Join(got, ""), "张") {
			t.Errorf("%s: the reason names somebody: %s", name, got)
		}
	}
	if n := h.count("SELECT COUNT(*) FROM evidence"); n != 1 { // the second row, once
		t.Errorf("%d pieces of evidence are stored", n)
	}
	end := node.ImportOptions{Kind: evidence.ControlHome, Source: "street"}
	i := h.run("身份证号,开始时间,结束时间\n"+good+",2020-03-24,2020-03-23\n"+good+",2020-03-24 09:00,\n", end)
	if got := h.reasons(i.ID); i.Stored != 1 || len(got) != 1 || got[0] != `row 2, 结束时间: "2020-03-23" is before the beginning, 2020-03-24T00:00:00+08:00` {
		t.Errorf("an end before the beginning: %v", got)
	}
}

// identity makes a number of GB 11643.
func identity(region, born, sequence string) string {
	body := region + born + sequence
	sum := 0
	for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(body[i]-'0') * w
	}
	return body + "10X98765432"[sum%11:sum%11+1]
}

// The same rows in every form in which files come are the same evidence. EV-4
func TestImportForms(t *testing.T) {
	h := newImporter(t, testkit.SQLiteURL(t, migrations.Files))
	rows := [][]string{{"条码号", "姓名", "身份证号", "采样时间", "检测结果"}}
	for k := range 20 {
		p := node.Sample(k)
		rows = append(rows, []string{fmt.Sprint(k), p.Name, p.Number, fmt.Sprintf("2020-03-24 09:%02d:00", k), "阴性"})
	}
	csv := func(comma string) string {
		var b strings.Builder
		for _, r := range rows {
			b.WriteString(strings.Join(r, comma) + "\r\n")
		}
		return b.String()
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(csv(","))
	if err != nil {
		t.Fatal(err)
	}
	if i := h.run(csv(","), nucleic); i.Stored != 20 {
		t.Fatalf("%+v", i.Import)
	}
	for name, file := range map[string]string{"with a byte order mark": "\uFEFF" + csv(","), "GB 18030": gb, "semicolons": csv(";"), "tabs": csv("\t"), "XLSX": workbook(t, rows)} {
		if i := h.run(file, nucleic); i.Duplicate != 20 {
			t.Errorf("%s: %+v %v", name, i.Import, h.reasons(i.ID))
		}
	}
}

// workbook has the times as spreadsheets keep them: numbers under a format.
func workbook(t *testing.T, rows [][]string) string {
	f := excelize.NewFile()
	defer f.Close()
	for y, r := range rows {
		for x, v := range r {
			cell, _ := excelize.CoordinatesToCellName(x+1, y+1)
			var value any = v
			if at, err := time.Parse("2006-01-02 15:04:05", v); err == nil {
				value = at // excelize writes number and format
			}
			if err := f.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file that is useless as a whole is refused at once, and nothing is left behind.
func TestImportBadFiles(t *testing.T) {
	h := newImporter(t, testkit.SQLiteURL(t, migrations.Files))
	mapped := nucleic
	mapped.Mapping, _ = evidence.ParseMapping([]byte("fields: {id_number: 号码, valid_from: 日期, attrs.result: 结果}"))
	saved := nucleic
	saved.Saved = "nobody's"
	wrong := nucleic
	wrong.Table.Encoding = sheet.GB18030
	for name, c := range map[string]struct {
		file string
		o    node.ImportOptions
		want string
	}{
		"empty":            {"", nucleic, "the file has no row"},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00\x00", nucleic, "the file is neither"},
		"10 000 columns":   {strings.Repeat("x,", 10_000), nucleic, "row 1: has 10001 cells, more than 1000"},
		"no such columns":  {"a,b,c\n1,2,3\n", nucleic, "id_number: is required, and the table has no column for it; its columns are: a, b, c"},
		"other columns":    {header, mapped, "id_number: is required, and the table has none of the columns 号码"},
		"no kind":          {header, node.ImportOptions{Source: "x"}, "kind: is required"},
		"no source":        {header, node.ImportOptions{Kind: evidence.TestNucleic}, "source: is required"},
		"a holder's kind":  {header, node.ImportOptions{Kind: evidence.Declaration, Source: "x"}, `kind: "declaration" is what a holder states himself`},
		"unknown mapping":  {header, saved, `mapping: "nobody's" is not the name of a saved mapping`},
		"another encoding": {header, wrong, "row 1: has characters that cannot be read"},
		"a damaged xlsx":   {"PK\x03\x04 and no more", nucleic, "the .xlsx is damaged"},
	} {
		_, err := h.StartImport(t.Context(), node.Itself, strings.NewReader(c.file), c.o)
		if fault.CodeOf(err) == fault.Internal || err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, _ := os.ReadDir(h.dir); len(n) != 0 {
		t.Errorf("%d files were left behind", len(n))
	}
}

// The file of refused rows, corrected, is imported as the rows that it was made of. SH-3, EV-4
func TestImportErrorFile(t *testing.T) {
	h := newImporter(t, testkit.SQLiteURL(t, migrations.Files))
	i := h.run(header+
		"1,张三,"+node.Sample(1).Number+",2020-03-24,阴性\n"+
		"2,=HYPERLINK(1),"+node.Sample(2).Number+",2020-03-24,阳姓\n"+
		"3,王五,"+node.Sample(3).Number+",2020-13-24,阴性\n", nucleic)
	var b bytes.Buffer
	if n, err := h.ImportErrors(t.Context(), node.Itself, i.ID, &b); err != nil || n != 2 {
		t.Fatal(n, err)
	}
	if s := b.String(); !strings.Contains(s, "'=HYPERLINK") || !strings.Contains(s, `"row 4, 采样时间: ""2020-13-24"" is not a time: no such day"`) {
		t.Errorf("%s", s)
	}
	corrected := strings.NewReplacer("'=HYPERLINK(1)", "李四", "阳姓", "阳性", "2020-13-24,", "2020-03-24,").Replace(b.String())
	if i = h.run(corrected, nucleic); i.Stored != 2 || i.Read != 2 {
		t.Fatalf("%+v %v", i.Import, h.reasons(i.ID))
	}
	for what, query := range map[string]string{
		"sealed rows":       "SELECT COUNT(*) FROM import_refusals",
		"rows in the clear": "SELECT COUNT(*) FROM import_refusals WHERE CAST(sealed AS TEXT) LIKE '%王五%' OR reason LIKE '%2020-13%'",
	} {
		if n := h.count(query); n != map[string]int64{"sealed rows": 2}[what] {
			t.Errorf("%d %s", n, what)
		}
	}
}

// Who may import, for which people, and what is written down of it. BY-04, BY-19, NO-1, ST-1
func TestImportPermission(t *testing.T) {
	h := newImporter(t, testkit.SQLiteURL(t, migrations.Files))
	ctx := t.Context()
	c, _ := h.apply("13800138000", zhang) // lives in Jiang'an
	if _, err := h.StartImport(ctx, c, strings.NewReader(header), nucleic); fault.CodeOf(err) != fault.Forbidden {
		t.Errorf("a holder imports: %v", err)
	}
	for phone, r := range map[string]string{"13700137000": "420102", "13700137001": "420103"} {
		if _, err := h.Appoint(ctx, node.Itself, node.NewAppointment{Phone: phone, Name: "李四", Role: staff.HealthDataOfficer, Region: region.MustParseCode(r)}); err != nil {
			t.Fatal(err)
		}
	}
	mine, other := h.login("13700137000", person.StaffDoor), h.login("13700137001", person.StaffDoor)
	file := header + "1,张三丰," + zhang.Number + ",2020-03-24,阴性\n2,李四," + node.Sample(2).Number + ",2020-03-24,阴性\n"
	run, err := h.StartImport(ctx, mine, strings.NewReader(file), nucleic)
	if err != nil {
		t.Fatal(err)
	}
	if i := h.wait(run, jobs.Done); i.Stored != 1 || i.Refused != 1 || !strings.Contains(h.reasons(run)[0], "outside the region") {
		t.Errorf("%+v", i.Import)
	}
	if _, err := h.Import(ctx, mine, run); err != nil {
		t.Error(err)
	}
	if _, err := h.Import(ctx, other, run); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("another's import: %v", err)
	}
	if list, _, err := h.Imports(ctx, other, id.ID{}, 10); err != nil || len(list) != 0 {
		t.Errorf("another's list: %v %v", list, err)
	}
	for step, want := range map[string]int64{"start": 1, "batch": 1, "end": 1} {
		if n := h.count(`SELECT COUNT(*) FROM audit_entries WHERE action = 'evidence.import' AND detail LIKE '%"step":"` + step + `"%'`); n != want {
			t.Errorf("%d entries of step %s", n, step)
		}
	}
}

// A mapping is saved by name and used by it.
func TestSavedMappings(t *testing.T) {
	importers(t, func(t *testing.T, h importer) {
		ctx := t.Context()
		m, err := evidence.ParseMapping([]byte("fields: {id_number: 号码, valid_from: 日期, attrs.result: {columns: 结果, values: {好: negative}}, kind: {value: test.nucleic}, source: {value: lab}}"))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.SaveMapping(ctx, node.Itself, m); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("without a name: %v", err)
		}
		for _, m.Name = range []string{"labs of Wuhan", "武汉", "labs of Wuhan"} {
			if err := h.SaveMapping(ctx, node.Itself, m); err != nil {
				t.Fatal(err)
			}
		}
		list, err := h.Mappings(ctx, node.Itself)
		if err != nil || len(list) != 2 || list[0].Name != "labs of Wuhan" {
			t.Fatal(list, err)
		}
		if i := h.run("号码,日期,结果\n"+node.Sample(1).Number+",2020/3/24,好\n", node.ImportOptions{Saved: "武汉"}); i.Stored != 1 || i.Source != "lab" {
			t.Errorf("%+v %v", i.Import, h.reasons(i.ID))
		}
	})
}
