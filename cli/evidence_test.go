package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kangma/cli"
	"kangma/evidence"
	"kangma/node"
)

const labFile = `序号,姓名,身份证号,采样时间,检测结果,检测机构
1,张三,11010519491231002X,2020-03-25 09:00,阴性,武汉一检
2,李四,11010519491231002X,2020-03-25 09:00,可疑,武汉一检
3,张三,11010519491231002X,2020-03-25 09:00,阴性,武汉一检
`

// newNode makes a node in a folder of its own.
func newNode(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	if code, _, errs := kangma(t, "", "init", "--data", dir, "--region", "420000", "--pack", "hubei@2020-03-22"); code != 0 {
		t.Fatal(errs)
	}
	return dir
}

// A file is tried, imported, its refused rows corrected and imported again. EV-3, EV-4
func TestEvidenceImport(t *testing.T) {
	dir := newNode(t)
	file, wrong := filepath.Join(dir, "lab.csv"), filepath.Join(dir, "wrong.csv")
	if err := os.WriteFile(file, []byte(labFile), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := kangma(t, "", "evidence", "import", file, "--data", dir, "--kind", "test.nucleic", "--dry-run")
	if code != 1 || !strings.HasPrefix(out, "dry run: read 3 = stored 1 + refused 1 + duplicate 1") || !strings.Contains(errs, `row 3, 检测结果: "可疑" is not one of negative, positive, pending`) {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	code, out, errs = kangma(t, labFile, "evidence", "import", "-", "--data", dir, "--kind", "test.nucleic", "--errors", wrong)
	if code != 1 || !strings.HasPrefix(out, "read 3 = stored 1 + refused 1 + duplicate 1") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	info, err := os.Stat(wrong)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatal("the refused rows are open to others", err)
	}
	text, _ := os.ReadFile(wrong)
	if err := os.WriteFile(wrong, bytes.ReplaceAll(text, []byte("09:00,可疑"), []byte("10:00,阳性")), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs = kangma(t, "", "evidence", "import", wrong, "--data", dir, "--kind", "test.nucleic"); code != 0 || !strings.HasPrefix(out, "read 1 = stored 1 + refused 0 + duplicate 0") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	_, out, _ = kangma(t, "", "evidence", "imports", "--data", dir)
	if strings.Count(out, "\n") != 3 || !strings.Contains(out, " done - read") && !strings.Contains(out, " done -: read") {
		t.Error(out)
	}
	id := regexp.MustCompile(`[0-9a-f]{32}`).FindAllString(out, -1)[1] // newest first
	if code, out, _ = kangma(t, "", "evidence", "errors", id, "--data", dir); code != 0 || !strings.Contains(out, "可疑") {
		t.Error(code, out)
	}
	for _, args := range [][]string{
		{"import"}, {"import", file, "--resume", id}, {"import", "--resume", "nonsense"}, {"import", "--resume", id}, {"import", file}, {"import", file, "--kind", "nonsense"},
		{"import", file, "--kind", "test.nucleic", "--mapping", "nonsense"}, {"import", filepath.Join(dir, "none.csv")}, {"errors", "nonsense"}, {"mappings", "--show", "nonsense"},
	} {
		if code, out, errs := kangma(t, "", append(append([]string{"evidence"}, args...), "--data", dir)...); code != 1 || out != "" || errs == "" {
			t.Errorf("%v: %d %q %q", args, code, out, errs)
		}
	}
}

// interrupter ends a context as soon as the import has said its id, as Ctrl-C does.
type interrupter struct {
	bytes.Buffer
	cancel func()
}

func (w *interrupter) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("import ")) {
		w.cancel()
	}
	return w.Buffer.Write(b)
}

// Ctrl-C stops an import, and --resume goes on with it. EV-4
func TestEvidenceImportResumes(t *testing.T) {
	dir := newNode(t)
	var file strings.Builder
	file.WriteString("编号,身份证号,采样时间,检测结果\n")
	const rows = 30_000
	for i := range rows {
		fmt.Fprintf(&file, "%d,%s,2020-03-24,阴性\n", i, node.Sample(i%1000).Number)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	errs := interrupter{cancel: cancel}
	var out bytes.Buffer
	code := cli.Run(ctx, []string{"evidence", "import", "-", "--data", dir, "--kind", "test.nucleic", "--source", "lab"}, strings.NewReader(file.String()), &out, &errs)
	id := regexp.MustCompile(`--resume ([0-9a-f]{32})`).FindStringSubmatch(errs.String())
	if code != 1 || id == nil {
		t.Fatalf("%d %s %s", code, out.String(), errs.String())
	}
	code, after, problem := kangma(t, "", "evidence", "import", "--resume", id[1], "--data", dir)
	if code != 0 || !strings.HasPrefix(after, fmt.Sprintf("read %d = stored %d + refused 0 + duplicate 0", rows, rows)) {
		t.Errorf("%d %s %s", code, after, problem)
	}
}

// Kinds, templates, suggestions and saved mappings serve one another.
func TestEvidenceMappings(t *testing.T) {
	dir := newNode(t)
	code, kinds, _ := kangma(t, "", "evidence", "kinds")
	for _, k := range evidence.Kinds() {
		if code != 0 || !strings.Contains(kinds, k.String()+"  "+k.Spec().Zh) {
			t.Errorf("%s is not listed", k)
		}
	}
	code, template, _ := kangma(t, "", "evidence", "template", "fever.clinic")
	if code != 0 || !strings.Contains(template, "证件号码*") {
		t.Fatal(template)
	}
	path := filepath.Join(dir, "fever.csv")
	if err := os.WriteFile(path, []byte(template+"身份证,11010519491231002X,张三,协和医院,1,江岸区,2020-03-25 09:00,\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, mapping, errs := kangma(t, "", "evidence", "suggest", path, "--kind", "fever.clinic")
	if code != 0 || errs != "" {
		t.Fatal(code, errs)
	}
	saved := filepath.Join(dir, "mapping.yaml")
	if err := os.WriteFile(saved, []byte("name: hospitals\n"+mapping), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs = kangma(t, "", "evidence", "mappings", "--save", saved, "--data", dir); code != 0 {
		t.Fatal(errs)
	}
	if _, list, _ := kangma(t, "", "evidence", "mappings", "--data", dir); !strings.HasPrefix(list, "hospitals: ") {
		t.Error(list)
	}
	if _, shown, _ := kangma(t, "", "evidence", "mappings", "--show", "hospitals", "--data", dir); !strings.Contains(shown, mapping) {
		t.Error(shown)
	}
	for _, m := range []string{"hospitals", saved} {
		code, out, errs := kangma(t, "", "evidence", "import", path, "--data", dir, "--mapping", m)
		if code != 0 || !strings.HasPrefix(out, "read 1 = ") {
			t.Errorf("%s: %s %s", m, out, errs)
		}
	}
	if code, _, errs := kangma(t, "", "evidence", "template", "declaration"); code != 1 || !strings.Contains(errs, "holders state themselves") {
		t.Error(errs)
	}
}
