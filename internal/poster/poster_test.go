package poster

import (
	"bytes"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kangma/internal/fault"
)

var sample = Poster{System: "湖北省健康码", SystemEN: "Hubei health code", Place: "球场路菜市场", Kind: "农贸市场", KindEN: "market", Region: "湖北省武汉市江岸区", Address: "球场路18号",
	Office: "球场街道办事处", Phone: "027-82345678", Number: "16D1-E594", Version: 3, Issued: "2020-03-25",
	Link:   "https://jkm.hubei.example/visit?c=AWuDK0QBogG-A8YM8XuJsW0YReWUAAAAAQAAAACWYEoRN9S6c_-DU_L9xECE-rJSjP9nzQO4vp8QnlLWnMxgC-VSZDSHwZrH1PMsQZs9fa4Dn4JUtn4J8M1aSPjo",
	Origin: "https://jkm.hubei.example", Hotline: "027-12345", Days: 14}

// tool is the path of a program that a test needs.
func tool(t *testing.T, name, pkg string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no %s: apt-get install %s", name, pkg)
		}
		t.Skipf("no %s: apt-get install %s", name, pkg)
	}
	return path
}

// font is the machine's Chinese font.
func font(t *testing.T) []byte {
	t.Helper()
	f, err := Font()
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	return f
}

func written(t *testing.T, size Size, posters ...Poster) string {
	t.Helper()
	font := font(t)
	var b bytes.Buffer
	if err := Write(&b, font, size, posters); err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("KANGMA_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, "poster-"+string(size)+"-"+strconv.Itoa(len(posters))+".pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
	return string(out)
}

// MS-01, SC-03: what is printed is the place, the steps, the hotline, the number and how a genuine link begins, in both sizes, and the
// printed code reads as the link.
func TestPoster(t *testing.T) {
	pdftotext, pdftoppm, zbar, info := tool(t, "pdftotext", "poppler-utils"), tool(t, "pdftoppm", "poppler-utils"), tool(t, "zbarimg", "zbar-tools"), tool(t, "pdfinfo", "poppler-utils")
	for size, millimetres := range map[Size][2]int{A4: {210, 297}, A3: {297, 420}} {
		path := written(t, size, sample)
		text := strings.Join(strings.Fields(run(t, pdftotext, "-layout", path, "-")), " ")
		for _, want := range []string{sample.Place, sample.Number, sample.Hotline, sample.Origin + "/ 开头", "首次使用", "如何辨别真伪", "genuine", sample.Office, "第3版", "农贸市场 market", "14天后自动销毁"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %q in %s", size, want, text)
			}
		}
		if !strings.Contains(run(t, info, path), "("+string(size)+")") {
			t.Errorf("not %s: %s", size, run(t, info, path))
		}
		picture := strings.TrimSuffix(path, ".pdf")
		run(t, pdftoppm, "-r", "100", "-png", "-singlefile", path, picture)
		f, err := os.Open(picture + ".png")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		c, err := png.DecodeConfig(f)
		if want := millimetres[0] * 100 * 10 / 254; err != nil || c.Width < want-2 || c.Width > want+2 {
			t.Errorf("%s is %d pixels wide, want %d: %v", size, c.Width, want, err)
		}
		if got := strings.TrimSpace(run(t, zbar, "--quiet", "--raw", picture+".png")); got != sample.Link {
			t.Errorf("%s: the printed code reads %q", size, got)
		}
	}
}

// MS-01: a region's posters are one file, a page a place; long names are made to fit.
func TestManyPosters(t *testing.T) {
	info, pdftotext := tool(t, "pdfinfo", "poppler-utils"), tool(t, "pdftotext", "poppler-utils")
	long := sample
	long.Place, long.Address, long.Office = strings.Repeat("很长的名字", 20), strings.Repeat("很长的地址", 40), strings.Repeat("很长的单位", 20)
	path := written(t, A4, sample, long, sample)
	if !strings.Contains(run(t, info, path), "Pages:           3") {
		t.Error(run(t, info, path))
	}
	if text := run(t, pdftotext, "-f", "2", "-l", "2", path, "-"); !strings.Contains(text, long.Place) {
		t.Error("the long name is cut")
	}
}

// Nothing is printed with holes: Latin goes by a font that has it, all that every poster says is in the Chinese font, and a name with a
// character that it lacks is refused.
func TestNoHoles(t *testing.T) {
	font := font(t)
	all := "如何辨别真伪扫码登记平安通行编号场所码"
	for _, s := range steps {
		all += s[0] + s[1]
	}
	source, err := os.ReadFile("draw.go")
	if err != nil {
		t.Fatal(err)
	}
	if c := lacks(font, all+string(source)); c != 0 {
		t.Errorf("%q is not in the font", c)
	}
	for _, r := range runs("编号 No. 12·第3版") {
		for _, c := range r.text {
			if r.latin != (c < 0x100) {
				t.Errorf("%q in a run of %+v", c, r)
			}
		}
	}
	for _, name := range []string{"“引号”商场", "𡒄村", "😀"} {
		p := sample
		p.Place = name
		if err := Write(io.Discard, font, A4, []Poster{p}); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSizes(t *testing.T) {
	if s, err := ParseSize(""); s != A4 || err != nil {
		t.Error(s, err)
	}
	if _, err := ParseSize("Letter"); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// BY-09, NA-12: a code on paper says whose it is, masked, until when, how it is used and where its loss is reported, and no colour; both codes of
// it read as the token.
func TestPaper(t *testing.T) {
	pdftotext, pdftoppm, zbar := tool(t, "pdftotext", "poppler-utils"), tool(t, "pdftoppm", "poppler-utils"), tool(t, "zbarimg", "zbar-tools")
	chinese := font(t)
	p := Paper{System: "湖北省健康码", SystemEN: "Hubei health code", Name: "张*", Document: "4***************34", Number: "16D1-E594", Issued: "2020-03-25", Until: "2020-06-23",
		Code: "KM1:" + strings.Repeat("6BF6XG+2P4", 21), Hotline: "027-12345"}
	dir := os.Getenv("KANGMA_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, "paper.pdf")
	var b bytes.Buffer
	if err := WritePaper(&b, chinese, p); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(run(t, pdftotext, "-layout", path, "-")), " ")
	for _, want := range []string{p.Name, p.Document, p.Number, p.Until, p.Hotline, "挂失", "身份证件", "no colour", "carry it"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	for _, colour := range []string{"绿码", "红码", "黄码", "green code"} {
		if strings.Contains(text, colour) {
			t.Errorf("it says %s", colour)
		}
	}
	run(t, pdftoppm, "-r", "150", "-png", "-singlefile", path, strings.TrimSuffix(path, ".pdf"))
	if got := strings.Fields(run(t, zbar, "--quiet", "--raw", strings.TrimSuffix(path, ".pdf")+".png")); len(got) == 0 || got[0] != p.Code {
		t.Errorf("the printed code reads %q", got)
	}
	p.Name = "𡒄*" // a rare name is left out, the paper is printed all the same
	if err := WritePaper(io.Discard, chinese, p); err != nil {
		t.Error(err)
	}
	if all, err := os.ReadFile("paper.go"); err != nil || lacks(chinese, string(all)) != 0 {
		t.Errorf("%q is not in the font: %v", lacks(chinese, string(all)), err)
	}
}
