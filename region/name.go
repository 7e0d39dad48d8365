package region

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// kind is what the end of a name says about the division. Names of the same kind and stem are the same place:
// 恩施土家族苗族自治州 and 恩施州, 劝业场街道 and 劝业场街, 大通回族土族自治县 and 大通县.
type kind uint8

const (
	kindNone kind = iota
	kindProvince
	kindCity // 市, of a prefecture or a county
	kindPrefecture
	kindCounty
	kindBanner
	kindDistrict
	kindStreet
	kindTown
	kindTownship
	kindCommunity
	kindVillage
	kindEconomic // the zones, whose codes are statistical: 经济技术开发区, 经开区, 开发区
	kindHighTech // 高新技术产业开发区, 高新区
	kindManaged  // 管理区
)

type ending struct {
	text string
	kind kind
}

var endings = []ending{
	{"特别行政区", kindProvince}, {"自治区", kindProvince}, {"省", kindProvince},
	{"自治州", kindPrefecture}, {"地区", kindPrefecture}, {"州", kindPrefecture}, {"盟", kindPrefecture},
	{"经济技术开发区", kindEconomic}, {"经济开发区", kindEconomic}, {"经开区", kindEconomic},
	{"高新技术产业开发区", kindHighTech}, {"高新技术开发区", kindHighTech}, {"高技术产业开发区", kindHighTech},
	{"高新技术产业园区", kindHighTech}, {"高新区", kindHighTech},
	{"开发区", kindEconomic}, {"管理区", kindManaged},
	{"自治县", kindCounty}, {"县", kindCounty}, {"自治旗", kindBanner}, {"旗", kindBanner},
	{"新区", kindDistrict}, {"特区", kindDistrict}, {"林区", kindDistrict}, {"区", kindDistrict},
	{"市", kindCity},
	{"街道办事处", kindStreet}, {"街道办", kindStreet}, {"街办", kindStreet}, {"地区办事处", kindStreet}, {"办事处", kindStreet}, {"街道", kindStreet}, {"街", kindStreet},
	{"镇", kindTown}, {"民族乡", kindTownship}, {"乡", kindTownship}, {"民族苏木", kindTownship}, {"苏木", kindTownship},
	{"社区居民委员会", kindCommunity}, {"社区居委会", kindCommunity}, {"居民委员会", kindCommunity},
	{"居委会", kindCommunity}, {"居委", kindCommunity}, {"社区", kindCommunity},
	{"村民委员会", kindVillage}, {"村委会", kindVillage}, {"村委", kindVillage}, {"嘎查", kindVillage}, {"村", kindVillage},
}

// endingsBy are the endings by their last character.
var endingsBy = sync.OnceValue(func() map[rune][]ending {
	m := map[rune][]ending{}
	for _, e := range endings {
		last, _ := utf8.DecodeLastRuneInString(e.text)
		m[last] = append(m[last], e)
	}
	return m
})

func (k kind) zone() bool { return k >= kindEconomic }

// sub says whether the kind is of a street, town or township, or of a community: such change kind without notice,
// and people mix them up.
func (k kind) sub() bool { return k >= kindStreet && k <= kindVillage }

// peoples that give autonomous divisions the second half of their names.
var peoples = []string{
	"壮族", "回族", "苗族", "土家族", "彝族", "藏族", "羌族", "侗族", "布依族", "瑶族", "傣族", "白族", "哈尼族", "傈僳族",
	"景颇族", "朝鲜族", "满族", "蒙古族", "维吾尔族", "哈萨克族", "柯尔克孜族", "畲族", "黎族", "拉祜族", "佤族", "布朗族",
	"纳西族", "普米族", "独龙族", "怒族", "水族", "仡佬族", "毛南族", "仫佬族", "土族", "撒拉族", "裕固族", "保安族", "东乡族",
	"达斡尔族", "鄂温克族", "鄂伦春族", "锡伯族", "各族",
	"蒙古", "维吾尔", "哈萨克", "柯尔克孜", "塔吉克", "锡伯",
}

const minStem = 2 // characters; 沙县 and 城区 are not shortened

// clean is a name without spaces and what stands in brackets: 东小口（地区）镇 is 东小口镇.
func clean(name string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch {
		case r == '(' || r == '（':
			depth++
		case (r == ')' || r == '）') && depth > 0:
			depth--
		case depth == 0 && !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff':
			return r
		}
		return -1
	}, name)
}

// parseName takes a clean name apart. A zone may have no stem of its own (高新区).
func parseName(name string) (stem string, k kind) {
	var longest string
	last, _ := utf8.DecodeLastRuneInString(name)
	for _, e := range endingsBy()[last] {
		rest, ok := strings.CutSuffix(name, e.text)
		if ok && len(e.text) > len(longest) && (e.kind.zone() || utf8.RuneCountInString(rest) >= minStem) {
			stem, k, longest = rest, e.kind, e.text
		}
	}
	if k == kindNone {
		return name, k
	}
	switch k {
	case kindProvince, kindPrefecture, kindCounty, kindBanner, kindTownship:
		stem = withoutPeoples(stem, strings.HasPrefix(longest, "自治"))
	}
	return stem, k
}

// withoutPeoples cuts the peoples off the end of a stem as far as two characters remain; of those written without 族
// only where the division is autonomous.
func withoutPeoples(stem string, autonomous bool) string {
	for again := true; again; {
		again = false
		for _, p := range peoples {
			if !autonomous && !strings.HasSuffix(p, "族") {
				continue
			}
			if s, ok := strings.CutSuffix(stem, p); ok && utf8.RuneCountInString(s) >= minStem {
				stem, again = s, true
			}
		}
	}
	if s, ok := strings.CutSuffix(stem, "族"); ok && utf8.RuneCountInString(s) >= minStem {
		return s // 鄂温克族自治旗 is 鄂温克旗
	}
	return stem
}

// nicknames in use that no rule yields.
var nicknames = map[string]Code{
	"巴州": MustParseCode("652800"), "博州": MustParseCode("652700"), "克州": MustParseCode("653000"),
	"锡盟": MustParseCode("152500"), "阿盟": MustParseCode("152900"),
	"前郭县": MustParseCode("220721"), "杜蒙县": MustParseCode("230624"), "阜蒙县": MustParseCode("210921"),
	"喀左县": MustParseCode("211324"), "莫旗": MustParseCode("150722"), "察县": MustParseCode("654022"),
	"塔县": MustParseCode("653131"), "白沟新城": MustParseCode("130672"), "威海高新区": MustParseCode("371071"),
}
