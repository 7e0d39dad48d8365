package riskarea

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"kangma/internal/fault"
)

const july = `{"code":0,"msg":"查询成功","data":{"end_update_time":"2022-07-25 7时","hcount":2,"mcount":1,"lcount":0,
"highlist":[{"type":"2","province":"四川省","city":"成都市","county":"武侯区","area_name":"四川省 成都市 武侯区","communitys":[" 晋阳街道 1号","簇桥街道"]}],
"middlelist":[{"type":"2","province":"北京市","city":"朝阳区","county":"酒仙桥街道","communitys":["二街坊　"]}],"lowlist":[]}}`

func TestParse(t *testing.T) {
	p, err := Parse(strings.NewReader(july))
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{High, "四川省", "成都市", "武侯区", "晋阳街道1号"},
		{High, "四川省", "成都市", "武侯区", "簇桥街道"},
		{Medium, "北京市", "朝阳区", "酒仙桥街道", "二街坊"},
	}
	if diff := cmp.Diff(want, p.Rows); diff != "" || p.At.In("+08:00") != "2022-07-25T07:00:00+08:00" {
		t.Error(p.At, diff)
	}
}

// RA-2, and whatever else makes a list unusable.
func TestParseRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, says string }{
		"count":    {`"hcount":2`, `"hcount":3`, `data.hcount: 3 is not the number of places listed, 2`},
		"missing":  {`"middlelist"`, `"midlist"`, `data.middlelist: is required`},
		"no lists": {`"highlist"`, `"list"`, `data.highlist: is required`},
		"time":     {`2022-07-25 7时`, `2022-07-35 7时`, `data.end_update_time: "2022-07-35 7时" is not a time like 2022-04-25 7时`},
		"hour":     {`2022-07-25 7时`, `2022-07-25 24时`, `data.end_update_time: "2022-07-25 24时" is not a time like 2022-04-25 7时`},
		"empty":    {`"簇桥街道"`, `" "`, `data.highlist[0].communitys[1]: " " has not 1 to 4000 characters`},
		"province": {`"province":"北京市"`, `"province":""`, `data.middlelist[0].province: "" has not 1 to 100 characters`},
		"long":     {`"簇桥街道"`, `"` + strings.Repeat("街", 4001) + `"`, ``},
		"failed":   {`"code":0`, `"code":401`, `code: 401 says that the query failed: "查询成功"`},
		"no data":  {`"data"`, `"date"`, `data: is required`},
		"broken":   {`}}`, `}`, ``},
		"text":     {`"hcount":2`, `"hcount":"2"`, ``},
	} {
		_, err := Parse(strings.NewReader(strings.Replace(july, c.old, c.new, 1)))
		if fault.CodeOf(err) != fault.Invalid || c.says != "" && err.Error() != c.says {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Parse(strings.NewReader(strings.Repeat(" ", maxList+1))); fault.CodeOf(err) != fault.TooLarge {
		t.Error(err)
	}
}

// Lists before July 2022 have no low level.
func TestParseWithoutLow(t *testing.T) {
	p, err := Parse(strings.NewReader(strings.NewReplacer(`,"lowlist":[]`, ``, `"lcount":0,`, ``).Replace(july)))
	if err != nil || len(p.Rows) != 3 {
		t.Error(p, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(july)
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Parse(strings.NewReader(s))
		if err != nil && fault.CodeOf(err) == fault.Internal {
			t.Fatal(err)
		}
		for _, r := range p.Rows {
			if r.Text == "" || r.Province == "" || r.Level.rank() == 0 {
				t.Fatalf("%+v", r)
			}
		}
	})
}
