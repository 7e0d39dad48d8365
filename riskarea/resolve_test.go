package riskarea

import (
	"strings"
	"testing"

	"kangma/region"
)

// streets of the places in TestResolve, for tests that need no file.
const streets = `code,name
110105011,酒仙桥街道
110115103,旧宫地区
110105011001,大山子社区居委会
120103002,挂甲寺街道
510107001,浆洗街街道
150402004,哈达街道
420102003,一元街道
420102003001,岳飞社区
420102003002,新民村委会
441900011,东城街道
442000008,南朗街道
460400100,那大镇
460400100001,先锋社区居委会
610113006,鱼化寨街道
610112002,三桥街道
500106016,虎溪街道
654004506,兵团六十二团
659001001,新城街道
130771001,南站街道
441303006,大亚湾澳头街道
`

func TestResolve(t *testing.T) {
	loaded, r, err := region.Embedded().With(region.ReadDivisions(strings.NewReader(streets)))
	if err != nil || r.Refused > 0 {
		t.Fatal(r, err, r.Refusals)
	}
	xpcc := "新疆生产建设兵团 新疆生产建设兵团 新疆生产建设兵团"
	for _, c := range []struct {
		place, text string
		embedded    string // region, with ! if whole
		loaded      string
	}{
		{"湖北省 武汉市 江岸区", "一元街道岳飞社区3号楼", "420102", "420102003001"},
		{"湖北省 武汉市 江岸区", "一元街道岳飞社区", "420102", "420102003001!"},
		{"湖北省 武汉市 江岸区", "武汉市江岸区一元街道全域（高风险区除外）", "420102", "420102003000!"},
		{"湖北省 武汉市 江岸区", "一元街道办新民村（除3组外）", "420102", "420102003002!"},
		{"湖北省 武汉市 江岸区", "岳飞社区", "420102", "420102003001!"},
		{"湖北省 武汉市 江岸区", "一元小区", "420102", "420102"},
		{"湖北省 武汉市 江岸区", "江岸区除高、中风险区以外的其他区域", "420102!", "420102!"},
		{"湖北省 武汉市 江岸区", "全域", "420102!", "420102!"},
		{"湖北省 武汉市 江岸区", "香港路除3号外的其他区域", "420102", "420102"},
		{"西藏自治区 阿里地区 普兰县", "中高风险区以外的普兰县其他区域", "542521!", "542521!"},
		{"内蒙古自治区 赤峰市 红山区", "哈达街西段路北118号", "150402", "150402"},
		{"天津市 天津市 河西区", "挂甲寺街晓星园", "120103", "120103002000"},
		{"北京市 朝阳区 酒仙桥街道", "二街坊", "110105", "110105011000"},
		{"北京市 大兴区 旧宫（地区）镇", "大兴区旧宫镇除高中风险区外的其他区域", "110115", "110115103000!"},
		{"湖北省 省直辖县级行政单位 潜江市", "园林街道", "429005", "429005"},
		{"河北省 辛集市 辛集市", "位伯镇", "130181", "130181"},
		{"河北省 安新县 安新县", "全域", "130632!", "130632!"},
		{"海南省 儋州市 市辖区", "那大镇先锋社区：先锋路", "460400", "460400100001"},
		{"海南省 儋州市 市辖区", "儋州市内除高、中风险区以外的区域", "460400!", "460400!"},
		{"广东省 东莞市 东城街道", "主山社区", "441900", "441900011000"},
		{"广东省 中山市 翠亨新区（南朗街道）", "东六围", "442000", "442000008000"},
		{"湖北省 武汉市 经开区（汉南区）", "武汉市武汉经开区除高风险区以外的其他区域", "420113", "420113"},
		{"黑龙江省 大兴安岭地区 加格达奇区(虚拟)", "东山街道1号", "232761", "232761"},
		// zones with a code, with a county, and with neither
		{"河北省 张家口市 经开区", "南站街道学府路社区", "130771", "130771001000"},
		{"四川省 内江市 经开区", "经开区除高风险区以外的其他区域", "511002", "511002"},
		{"广东省 惠州市 大亚湾区", "大亚湾区全域（高风险区除外）", "441303", "441303"},
		{"陕西省 西安市 高新区", "鱼化寨街道天谷八路", "", "610113006000"},
		{"陕西省 西安市 西咸新区", "沣东新城三桥街道沁园小区", "", "610112002000"},
		{"陕西省 西安市 高新区", "高新区除高风险区以外区域", "", ""},
		{"重庆市 重庆市 重庆高新区", "虎溪街道新壹站公寓", "", "500106016000"},
		// the Corps
		{xpcc, "第八师石河子市新城街道16小区", "659001", "659001001000"},
		{xpcc, "除已划分为中、高风险区域以外第八师石河子市其它区域", "659001!", "659001!"},
		{xpcc, "第四师六十二团金桥小区", "654004", "654004506000"},
		{xpcc, "除已划分为中、高风险区域以外第四师六十二团其它区域", "654004", "654004506000!"},
		{xpcc, "第四师六十四团12连", "", ""},
		{"火星省 武汉市 江岸区", "全域", "", ""},
		{"湖北省 火星市 江岸区", "全域", "", ""},
		{"湖北省 武汉市 火星区", "全域", "", ""},
	} {
		names := strings.Split(c.place, " ")
		row := Row{High, names[0], names[1], names[2], c.text}
		for tb, want := range map[*region.Table]string{region.Embedded(): c.embedded, loaded: c.loaded} {
			entries, unresolved := Resolve(tb, Published{Rows: []Row{row}})
			got := ""
			switch {
			case len(entries)+len(unresolved) != 1:
				t.Fatalf("RA-1: %s is in %d results", c.place, len(entries)+len(unresolved))
			case len(entries) == 0 && unresolved[0].Reason == "":
				t.Errorf("RA-1: no reason for %s %s", c.place, c.text)
			case len(entries) == 1:
				if got = entries[0].Region.String(); entries[0].Whole {
					got += "!"
				}
				if entries[0].Name != tb.FullName(entries[0].Region) {
					t.Errorf("%s is called %s", got, entries[0].Name)
				}
			}
			if got != want {
				t.Errorf("%s %s: %q, want %q", c.place, c.text, got, want)
			}
		}
	}
}

// Every zone's county exists, and so do, where communities are loaded, the streets that are cited.
func TestZones(t *testing.T) {
	tb := nation(t)
	for line := range strings.Lines(zonesCSV[strings.Index(zonesCSV, "\n")+1:]) {
		f := strings.Split(strings.TrimSpace(line), ",")
		if len(f) != 5 {
			t.Fatalf("%q", line)
		}
		county := region.MustParseCode(f[3])
		if d, ok := tb.Lookup(county); !ok || county.Level() != region.LevelCounty {
			t.Errorf("%s: %v", f[2], d)
		}
		for _, cited := range strings.Split(f[4], ";") {
			code, name, _ := strings.Cut(cited, " ")
			c := region.MustParseCode((code + "000")[:12])
			if !county.Contains(c) {
				t.Errorf("%s: %s does not lie in %s", f[2], code, county)
			}
			if got := tb.Name(c); got != name && tb != region.Embedded() {
				t.Errorf("%s: %s is %s, not %s", f[2], code, got, name)
			}
		}
	}
}
