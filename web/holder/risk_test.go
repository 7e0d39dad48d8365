package holder

import (
	"net/http"
	"strings"
	"testing"

	"kangma/internal/instant"
	"kangma/region"
	"kangma/web/ui"
)

var someRisks = []RiskArea{
	{Region: Region{region.MustParseCode("420102"), "湖北省武汉市江岸区"}, Level: "high", Whole: true, From: start},
	{Region: Region{region.MustParseCode("420106"), "湖北省武汉市武昌区"}, Level: "medium", From: start},
	{Region: Region{region.MustParseCode("330106"), "浙江省杭州市西湖区"}, Level: "medium", Whole: true, From: start},
}

// NA-03, NA-05(7), WZ-09: the level of any place on any day, for everybody; colour is never the only sign.
func TestRiskPage(t *testing.T) {
	f := newFake()
	f.risks = someRisks
	w := ask(t, server(f), "zh", "/risk?where=江岸", nil)
	contains(t, "a listed place", w.Body.String(), "湖北省武汉市江岸区</h3>", "高风险", "在公布的名单上", "部分区域", "浙江省杭州市西湖区", `class="tile t-high"`, `class="tile t-medium"`, "湖北省，高风险 2", "<h3>湖北省</h3>")
	if n := strings.Count(w.Body.String(), `class="tile `); n != 34 {
		t.Errorf("%d provinces", n)
	}
	w = ask(t, server(f), "zh", "/risk?in=330000&day=2020-03-01", nil)
	body := w.Body.String()
	if strings.Contains(body, "武昌区") || !strings.Contains(body, "西湖区") {
		t.Error("the list of one province")
	}
	if want, _ := instant.Date("2020-03-02", instant.Beijing); f.asked != want-1 {
		t.Errorf("the end of the day was not asked for: %s", f.asked)
	}
	if w := ask(t, server(f), "en", "/risk?day=yesterday&where=Atlantis", nil); w.Code != http.StatusOK {
		t.Error(w.Code)
	} else {
		contains(t, "what is wrong", w.Body.String(), "Give a valid day", "No such place was found")
	}
}

// A place is listed as a whole, has places in it that are, or neither (evidence.md section 1: low never counts).
func TestRiskOfRegion(t *testing.T) {
	l, _ := ui.LanguageOf("en")
	for code, want := range map[string]string{"420102": "stop", "420102002": "stop", "420106": "warn", "420100": "warn", "330106": "warn", "330000": "warn", "110000": "done"} {
		r, err := region.ParseCode((code + "000000000000")[:12])
		if err != nil {
			t.Fatal(err)
		}
		if got := standing(l, Region{r, code}, someRisks); got.Notice.Kind != want {
			t.Errorf("%s: %+v", code, got)
		}
	}
}
