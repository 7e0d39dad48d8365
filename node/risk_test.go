package node_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"kangma/evidence"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/node"
	"kangma/policy"
	"kangma/region"
)

const list1 = `{"data":{"end_update_time":"2020-12-11 09时","hcount":1,"mcount":1,"highlist":[{"province":"浙江省","city":"杭州市","county":"西湖区","communitys":["全域"]}],
 "middlelist":[{"province":"浙江省","city":"杭州市","county":"上城区","communitys":["某某小区"]}]},"code":0,"msg":""}`
const list2 = `{"data":{"end_update_time":"2020-12-20 09时","hcount":0,"mcount":1,"highlist":[],
 "middlelist":[{"province":"浙江省","city":"杭州市","county":"上城区","communitys":["某某小区"]}]},"code":0,"msg":""}`

// national is a node of the national rule book, where risk lists matter.
func national(t *testing.T) *hubei {
	return openAt(t, time.Date(2020, 12, 12, 1, 0, 0, 0, time.UTC), func(c *node.Config) { c.Region, c.Pack = region.Nation, "national" })
}

// A list is a dated version; what changed is shown, whoever stayed there is decided anew, and an older one is refused. WZ-09, NA-05
func TestRiskListsAct(t *testing.T) {
	h := national(t)
	ctx := t.Context()
	c, _ := h.apply("13800138000", zhang)
	h.record("1", evidence.Fact{Kind: evidence.Stay, Source: "cdc", Region: region.MustParseCode("330106"), ValidFrom: h.Now().Add(-24 * time.Hour)})
	if s := h.show(c); slices.Contains(s.Decision.Labels, "notice") {
		t.Fatal(s.Decision.Labels)
	}
	got, err := h.ImportRisk(ctx, node.Itself, "test", []byte(list1))
	if err != nil || got.Rows != 2 || got.Resolved != 2 || len(got.Change.Added) != 2 {
		t.Fatalf("%+v %v", got, err)
	}
	if s := h.show(c); !slices.Contains(s.Decision.Labels, "notice") || s.Decision.Colour != policy.Green {
		t.Fatal(s.Decision.Labels)
	}
	if _, err := h.ImportRisk(ctx, node.Itself, "test", []byte(list1)); fault.CodeOf(err) != fault.Conflict {
		t.Error("the same list again:", err)
	}
	h.clock.Add(9 * instant.Day)
	if got, err = h.ImportRisk(ctx, node.Itself, "test", []byte(list2)); err != nil || len(got.Change.Removed) != 1 || len(got.Change.Added) != 0 {
		t.Fatalf("%+v %v", got, err)
	}
	if s := h.show(c); slices.Contains(s.Decision.Labels, "notice") {
		t.Error("the area is off the list, but", s.Decision.Labels)
	}
	was, err := h.Why(ctx, c, id.ID{}, h.Now()-1)
	if err != nil || !slices.Contains(was.Labels, "notice") {
		t.Error("a moment ago it was listed:", was.Labels, err)
	}
}

// All 25 official lists, in order, through the whole node: at least 98 % of rows resolve.
func TestOfficialRiskLists(t *testing.T) {
	dir := os.Getenv("KANGMA_TESTDATA")
	if dir == "" {
		t.Skip("KANGMA_TESTDATA is not set")
	}
	files, err := filepath.Glob(filepath.Join(dir, "riskareas", "*.json"))
	if err != nil || len(files) != 25 {
		t.Fatal(len(files), err)
	}
	h := national(t)
	rows, resolved := 0, 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		h.clock.Add(time.Hour)
		r, err := h.ImportRisk(t.Context(), node.Itself, filepath.Base(f), data)
		if err != nil {
			t.Fatal(f, err)
		}
		rows, resolved = rows+r.Rows, resolved+r.Resolved
	}
	if rows < 40_000 || resolved*100 < rows*98 {
		t.Errorf("%d of %d rows resolved", resolved, rows)
	}
	t.Logf("%d of %d rows resolved, %.2f %%", resolved, rows, 100*float64(resolved)/float64(rows))
}
