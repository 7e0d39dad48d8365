package node_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kangma/evidence"
	"kangma/internal/testkit"
	"kangma/node"
	"kangma/store/migrations"
)

// sheetRow is one row of a file as a test makes it.
type sheetRow struct{ number, who, when, result int }

func (r sheetRow) String() string {
	number := ""
	if r.number > 0 {
		number = fmt.Sprint(r.number)
	}
	who := node.Sample(r.who).Number
	if r.who == 0 {
		who = "110105194912310021" // a wrong check digit
	}
	return fmt.Sprintf("%s,%s,2020-03-2%d,%s\n", number, who, r.when, []string{"阴性", "阳性", "可疑"}[r.result])
}

// counted says what must become of rows, by the rules in as few words as can be: an oracle. stored is what was
// stored before, by number or, without one, by content.
func counted(rows []sheetRow, stored map[string]string) (kept, refused, duplicate int64) {
	for _, r := range rows {
		content := fmt.Sprint(r.who, r.when, r.result)
		key := "content " + content
		if r.number > 0 {
			key = fmt.Sprint("number ", r.number)
		}
		switch before, known := stored[key]; {
		case r.who == 0 || r.result == 2:
			refused++
		case known && before == content:
			duplicate++
		case known:
			refused++
		default:
			stored[key] = content
			kept++
		}
	}
	return kept, refused, duplicate
}

// Whatever the rows, read = stored + refused + duplicate, each as the rules say; a dry run counts the same and stores
// nothing; the same file again stores nothing; refused rows come out as they went in. EV-4
func TestImportCounts(t *testing.T) {
	h := newImporter(t, testkit.SQLiteURL(t, migrations.Files))
	source := 0
	rapid.Check(t, func(rt *rapid.T) {
		source++
		o := node.ImportOptions{Kind: evidence.TestNucleic, Source: fmt.Sprint("lab-", source)}
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) sheetRow {
			return sheetRow{rapid.IntRange(0, 6).Draw(t, "number"), rapid.IntRange(0, 3).Draw(t, "who"), rapid.IntRange(1, 2).Draw(t, "when"), rapid.IntRange(0, 2).Draw(t, "result")}
		}), 1, 40).Draw(rt, "rows")
		var file strings.Builder
		file.WriteString("编号,身份证号,采样时间,检测结果\n")
		for _, r := range rows {
			file.WriteString(r.String())
		}
		before := h.count("SELECT COUNT(*) FROM evidence")
		known := map[string]string{}
		kept, refused, duplicate := counted(rows, known)
		dry := o
		dry.DryRun = true
		for run, o := range []node.ImportOptions{dry, o, o, dry} {
			if run == 2 {
				kept, refused, duplicate = counted(rows, known)
			}
			i := h.run(file.String(), o)
			if i.Stored != kept || i.Refused != refused || i.Duplicate != duplicate || i.Read != int64(len(rows)) {
				rt.Fatalf("run %d: read %d = stored %d + refused %d + duplicate %d, want %d + %d + %d of %d\n%s", run, i.Read, i.Stored, i.Refused, i.Duplicate,
					kept, refused, duplicate, len(rows), file.String())
			}
			list, err := h.Refused(t.Context(), node.Itself, i.ID, 0, 100)
			if err != nil || int64(len(list)) != refused {
				rt.Fatal(len(list), err)
			}
			for _, r := range list {
				if got := strings.Join(r.Cells, ",") + "\n"; got != rows[r.Row-2].String() {
					rt.Fatalf("row %d was refused as %q", r.Row, got)
				}
			}
			if stored := h.count("SELECT COUNT(*) FROM evidence"); run == 0 && stored != before || run > 0 && stored != before+int64(len(known)) {
				rt.Fatalf("run %d: %d are stored", run, stored-before)
			}
		}
	})
}
