package poster

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kangma/internal/fault"
)

var paper = Certificate{System: "温州健康码", SystemEN: "Wenzhou health code", Title: "就医证明", TitleEN: "Certificate for going to a hospital",
	Says:   []string{"持证人因就医需要前往下列医院，往返途中请予放行。", "有效期内除就医往返外，仍须遵守限制聚集的规定。"},
	SaysEN: []string{"The holder goes to the hospital named below; please let the holder pass.", "Otherwise the restriction of gatherings goes on."},
	Rows: []Row{{"姓名", "Name", "郑海"}, {"证件号码", "Document", "3***************90"}, {"前往医院", "Hospital", "温州医科大学附属第一医院"},
		{"交通方式", "Transport", "社区专车"}},
	Number: "01a20247ce41 52663471 bc4a731fed6b", Issuer: "浙江省温州市鹿城区基层防控组", Issued: "2021-12-20 09:30", Until: "2021-12-21 09:30",
	Link: "https://jkm.wenzhou.example/desk/certificates/01a20247ce4152663471bc4a731fed6b", Origin: "https://jkm.wenzhou.example", Hotline: "0577-12345"}

// WZ-15, HB-12: a certificate says in Chinese whom it is for, what it permits, until when and who issued it, and its code reads as the link
// by which it is checked.
func TestCertificate(t *testing.T) {
	pdftotext, pdftoppm, zbar, info := tool(t, "pdftotext", "poppler-utils"), tool(t, "pdftoppm", "poppler-utils"), tool(t, "zbarimg", "zbar-tools"), tool(t, "pdfinfo", "poppler-utils")
	chinese := font(t)
	var b bytes.Buffer
	if err := WriteCertificate(&b, chinese, paper); err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv("KANGMA_SHOTS")
	if dir == "" {
		dir = t.TempDir()
	}
	path := filepath.Join(dir, "certificate.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(run(t, pdftotext, "-layout", path, "-")), " ")
	for _, want := range []string{paper.Title, "郑海", "3***************90", "温州医科大学附属第一医院", paper.Issuer, paper.Number, "2021-12-21 09:30", paper.Hotline, paper.Says[0], paper.Origin + "/ 开头"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	if said := run(t, info, path); !strings.Contains(said, "(A4)") || !strings.Contains(said, "Pages:           1") {
		t.Error(said)
	}
	picture := strings.TrimSuffix(path, ".pdf")
	run(t, pdftoppm, "-r", "100", "-png", "-singlefile", path, picture)
	if got := strings.TrimSpace(run(t, zbar, "--quiet", "--raw", picture+".png")); got != paper.Link {
		t.Errorf("the printed code reads %q", got)
	}
	wrong := paper
	wrong.Rows = []Row{{"姓名", "Name", "郑🏥"}}
	if err := WriteCertificate(&b, chinese, wrong); fault.CodeOf(err) != fault.Invalid || strings.Contains(err.Error(), "郑") {
		t.Errorf("a sign that the font lacks: %v", err)
	}
}
