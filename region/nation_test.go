package region

import (
	"os"
	"runtime"
	"testing"
	"time"
)

// All streets and communities of the nation, from the file that scripts/fetch-divisions.sh makes.
func TestNation(t *testing.T) {
	path := os.Getenv("KANGMA_DIVISIONS")
	if path == "" {
		t.Skip("KANGMA_DIVISIONS names no file of streets and communities")
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	tb, r, err := Embedded().With(ReadDivisions(f))
	if err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%v in %v, %.1f MB", r, took, float64(after.HeapAlloc-before.HeapAlloc)/1e6)
	if r.Refused != 0 || r.Read != r.Stored+r.Duplicate {
		t.Errorf("%v: %v", r, r.Refusals)
	}
	// One line of the 620 573 is 金门县 itself, whose code has no community.
	if n := tb.Len(LevelCommunity); n != 620_572 {
		t.Errorf("%d communities", n)
	}
	if got := tb.FullName(MustParseCode("420102003001")); got != "湖北省武汉市江岸区一元街道岳飞社区" {
		t.Error(got)
	}

	// Each query under a millisecond (issue 2): here on average, over every county.
	var counties []Code
	for i := range tb.codes {
		if c := tb.at(i).Code; c.Level() == LevelCounty {
			counties = append(counties, c)
		}
	}
	for name, query := range map[string]func(c Code){
		"children": func(c Code) { tb.Children(c) },
		"contains": func(c Code) { MustParseCode("420000").Contains(c); tb.Parent(c) },
		"check":    func(c Code) { _ = tb.Check(c + 3_001) },
		"name":     func(c Code) { tb.FullName(c + 3_001) },
	} {
		start := time.Now()
		for _, c := range counties {
			query(c)
		}
		each := time.Since(start) / time.Duration(len(counties))
		t.Logf("%s: %v", name, each)
		if each > time.Millisecond {
			t.Errorf("%s takes %v", name, each)
		}
	}
	start = time.Now()
	tb.Find("岳飞社区", MustParseCode("420102"))
	t.Logf("first find: %v", time.Since(start))
	start = time.Now()
	if got := tb.Find("一元街", MustParseCode("420102")); len(got) != 1 || got[0].Code.String() != "420102003000" {
		t.Error(got)
	}
	t.Logf("find: %v", time.Since(start))
}
