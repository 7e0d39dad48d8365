package node_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/pass"
	"kangma/person"
	"kangma/region"
	"kangma/review"
	"kangma/staff"
)

// paperText is what a PDF says.
func paperText(t *testing.T, pdf []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("no pdftotext: apt-get install poppler-utils")
		}
		t.Skip("no pdftotext: apt-get install poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func needFont(t *testing.T) {
	t.Helper()
	if _, err := poster.Font(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// WZ-15: who got a hospital certificate prints it while it holds; staff of the street print it too, which he reads; a collector checks it and
// prints none.
func TestPrintHospitalCertificate(t *testing.T) {
	needFont(t)
	inWenzhou(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		h.Address = "https://jkm.wenzhou.example"
		grid := h.desk("13800138001", staff.GridWorker, lucheng)
		elsewhere := h.desk("13800138002", staff.GridWorker, region.MustParseCode("330304"))
		c, who := h.resident("abnormal", true)
		h.record("m", evidence.Fact{Kind: evidence.ControlMonitoring, Source: "street", Region: wuma})
		k, err := h.OpenCase(ctx, c, node.NewCase{Kind: review.HospitalCertificate, Form: json.RawMessage(`{"hospital":"温州医科大学附属第一医院","transport":"专车"}`)})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.PrintCertificate(ctx, c, k.ID)
		wantFault(t, err, fault.Conflict, "certificate.not_issued")
		k = h.move(grid, k, review.Issue)
		pdf, err := h.PrintCertificate(ctx, c, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		text := paperText(t, pdf)
		for _, want := range []string{"就医证明", zhang.Name, "温州医科大学附属第一医院", "专车", "网格员", "https://jkm.wenzhou.example/ 开头", k.Due.In(instant.Beijing)[:10]} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in %s", want, text)
			}
		}
		if strings.Contains(text, zhang.Number) {
			t.Error("the whole number is printed")
		}
		if _, err := h.PrintCertificate(ctx, elsewhere, k.ID); fault.CodeOf(err) != fault.NotFound {
			t.Error("printed in another district:", err)
		}
		if _, err := h.PrintCertificate(ctx, grid, k.ID); err != nil {
			t.Error(err)
		}
		looks, _, err := h.Looks(ctx, c, who, id.ID{}, 50)
		if err != nil || !strings.Contains(fmt.Sprint(looks), "certificate.print") {
			t.Error("the holder does not read that it was printed:", looks, err)
		}
		h.clock.Add(review.HospitalTime)
		_, err = h.PrintCertificate(ctx, h.login("13800138000", person.HolderDoor), k.ID)
		wantFault(t, err, fault.Conflict, "certificate.not_issued")
	})
}

// HB-12: a certificate of isolation is printed and checked once two people of the county have certified it, and no longer when what it brought
// about was retracted.
func TestPrintIsolationCertificate(t *testing.T) {
	needFont(t)
	onBoth(t, func(t *testing.T, h *hubei) {
		ctx := t.Context()
		h.Address, h.Name = "https://jkm.hubei.example", pass.Text{ZH: "湖北", EN: "Hubei"}
		c, _ := h.apply("13800138000", zhang)
		one, two := h.desk("13800138003", staff.Reviewer, wuhan), h.desk("13800138004", staff.Reviewer, wuhan)
		form := fmt.Sprintf(`{"from":%q,"until":%q,"place":"社区隔离点","work":"供电保障","queried":true}`, h.Now().Add(-15*instant.Day).In(instant.Beijing), h.Now().Add(-time.Hour).In(instant.Beijing))
		k, err := h.OpenCase(ctx, one, node.NewCase{Kind: review.IsolationCertificate, Whom: node.Whom{IDType: "resident_id", Number: zhang.Number}, Form: json.RawMessage(form)})
		if err != nil {
			t.Fatal(err)
		}
		if seen, err := h.SeeCertificate(ctx, h.desk("13800138005", staff.GridWorker, wuhan), k.ID); err != nil || seen.Holds {
			t.Error("holds before it was approved:", seen, err)
		}
		k = h.move(two, k, review.Approve)
		pdf, err := h.PrintCertificate(ctx, c, k.ID)
		if err != nil {
			t.Fatal(err)
		}
		text := paperText(t, pdf)
		for _, want := range []string{"隔离期满证明", zhang.Name, "供电保障", "隔离天数", "审核员"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in %s", want, text)
			}
		}
		if strings.Contains(text, "社区隔离点") {
			t.Error("it says where he was isolated")
		}
		grid := h.desk("13800138006", staff.GridWorker, wuhan)
		if seen, err := h.SeeCertificate(ctx, grid, k.ID); err != nil || !seen.Holds || seen.Until != instant.Never || seen.Kind.Kind != review.IsolationCertificate {
			t.Error(seen, err)
		}
		_, err = h.PrintCertificate(ctx, c, h.opens(h.desk("13800138007", staff.Headquarters, region.MustParseCode("420000")), review.ModeSwitch, `{"mode":"colours_off","reason":"x"}`).ID)
		if fault.CodeOf(err) != fault.NotFound {
			t.Error("a case about nobody is printed by a holder:", err)
		}
	})
}
