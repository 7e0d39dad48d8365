package region

import "testing"

func TestFind(t *testing.T) {
	for _, c := range []struct{ name, within, want string }{
		{"武汉", "000000", "武汉市"}, {"武汉市", "420000", "武汉市"}, {" 江岸 区", "420100", "江岸区"}, {"湖北", "000000", "湖北省"},
		{"内蒙古", "000000", "内蒙古自治区"}, {"新疆", "000000", "新疆维吾尔自治区"}, {"广西", "000000", "广西壮族自治区"},
		{"恩施州", "000000", "恩施土家族苗族自治州"}, {"恩施", "420000", "恩施土家族苗族自治州 恩施市"}, {"伊犁州", "650000", "伊犁哈萨克自治州"},
		{"巴州", "650000", "巴音郭楞蒙古自治州"}, {"巴州区", "510000", "巴州区"}, {"黔西南州", "520000", "黔西南布依族苗族自治州"},
		{"鄂温克旗", "150000", "鄂温克族自治旗"}, {"积石山县", "620000", "积石山保安族东乡族撒拉族自治县"}, {"前郭县", "220000", "前郭尔罗斯蒙古族自治县"},
		{"浦东", "310000", "浦东新区"}, {"神农架", "420000", "神农架林区"}, {"石河子", "650000", "石河子市"}, {"喀什", "650000", "喀什地区 喀什市"},
		{"吉林", "000000", "吉林省 吉林市"}, {"朝阳县", "210000", "朝阳县"}, {"朝阳区", "210000", ""}, {"沙县", "350000", "沙县区"},
		// zones that have a code of their own
		{"经开区", "130700", "张家口经济开发区"}, {"高新区", "130800", "承德高新技术产业开发区"}, {"开发区", "130300", "秦皇岛市经济技术开发区"},
		{"稀土高新区", "150200", "包头稀土高新技术产业开发区"}, {"高新技术产业开发区", "152900", "内蒙古阿拉善高新技术产业开发区"},
		{"高新区", "371000", "威海火炬高技术产业开发区"}, {"大通湖区", "430900", "益阳市大通湖管理区"}, {"净月区", "220100", "长春净月高新技术产业开发区"},
		{"高新区", "610100", ""},
		// names no longer in force
		{"下城区", "330100", "拱墅区"}, {"长泰县", "350600", "长泰区"}, {"大同县", "140200", "云州区"}, {"经开区", "511000", "市中区"},
		{"市辖区", "110000", ""}, {"", "000000", ""}, {"区", "000000", ""}, {"不存在县", "000000", ""},
	} {
		if got := names(Embedded().Find(c.name, MustParseCode(c.within))); got != c.want {
			t.Errorf("%q within %s is %q, want %q", c.name, c.within, got, c.want)
		}
	}
}

// Every division is found by its own full name, and nothing is found outside of where it was looked for.
func TestFindsEachByItsName(t *testing.T) {
	tb := Embedded()
	for i := range tb.codes {
		d := tb.at(i)
		if tb.hidden(d.Code) {
			continue
		}
		found := false
		for _, f := range tb.Find(d.Name, d.Code.Parent()) {
			found = found || f == d
		}
		if !found && d.Code != Nation {
			t.Errorf("%s %s is not found in %s", d.Code, d.Name, d.Code.Parent())
		}
		if got := tb.Find(d.Name, MustParseCode("820000")); len(got) > 0 && !MustParseCode("820000").Contains(got[0].Code) {
			t.Errorf("%s is found in Macao: %v", d.Name, got)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	hubei := MustParseCode("420000")
	for b.Loop() {
		Embedded().Find("恩施州", hubei)
	}
}
