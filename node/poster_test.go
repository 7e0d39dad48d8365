package node_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/internal/poster"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
)

// MS-01, SC-03: the poster that an administrator prints carries a code that a holder registers with, beginning with the node's own
// address; one of another region cannot print it. Places without a code for paper are left out of a list and refused by name.
func TestPrintPosters(t *testing.T) {
	if _, err := poster.Font(); err != nil && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	h := open(t)
	ctx := t.Context()
	admin := h.staffed("13900000001", staff.Administrator, wuhan)
	elsewhere := h.staffed("13900000002", staff.Administrator, region.MustParseCode("420900"))
	add := func(name string) id.ID {
		p, err := h.AddPlace(ctx, admin, passage.Place{Kind: "school", Name: name, Region: wuhan})
		if err != nil {
			t.Fatal(err)
		}
		return p.ID
	}
	posted, screen, none := add("一中"), add("二中"), add("三中")
	for place, every := range map[id.ID]time.Duration{posted: 0, screen: 5 * time.Minute} {
		if _, err := h.IssuePlaceCode(ctx, admin, passage.PlaceCode{Place: place, Every: every}); err != nil {
			t.Fatal(err)
		}
	}
	var pdf bytes.Buffer
	_, err := h.PrintPosters(ctx, admin, node.Posters{Place: posted, Size: poster.A4}, &pdf)
	wantKey(t, err, "node.no_address")
	h.Address = "https://jkm.hubei.example/"
	for place, key := range map[id.ID]string{screen: "place.screen", none: "place.no_code"} {
		_, err := h.PrintPosters(ctx, admin, node.Posters{Place: place, Size: poster.A4}, &pdf)
		wantKey(t, err, key)
	}
	_, err = h.PrintPosters(ctx, elsewhere, node.Posters{Place: posted, Size: poster.A4}, &pdf)
	wantKey(t, err, "staff.outside_region")
	_, err = h.PrintPosters(ctx, elsewhere, node.Posters{Size: poster.A4}, &pdf)
	wantKey(t, err, "place.no_posters")
	if pdf.Len() > 0 {
		t.Fatal("something was printed with a refusal")
	}
	done, err := h.PrintPosters(ctx, admin, node.Posters{Size: poster.A3}, &pdf)
	if err != nil || done.Pages != 1 || len(done.LeftOut) != 2 {
		t.Fatal(done, err)
	}
	zbar, err := exec.LookPath("zbarimg")
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("no zbarimg: apt-get install zbar-tools poppler-utils")
	}
	path := filepath.Join(t.TempDir(), "p")
	if err := os.WriteFile(path+".pdf", pdf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftoppm", "-r", "60", "-png", "-singlefile", path+".pdf", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	link, err := exec.Command(zbar, "--quiet", "--raw", path+".png").Output()
	code, ok := strings.CutPrefix(strings.TrimSpace(string(link)), "https://jkm.hubei.example/visit?c=")
	if err != nil || !ok {
		t.Fatalf("the poster reads %q: %v", link, err)
	}
	holder, _ := h.apply("13800000001", zhang)
	if v, err := h.Visit(ctx, holder, id.ID{}, code, nil); err != nil || v.Place.Name != "一中" {
		t.Error(v, err)
	}
}
