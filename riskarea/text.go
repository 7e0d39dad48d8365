package riskarea

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kangma/region"
)

// deepen follows the text down from the region of e to street and community.
func (r *resolver) deepen(e Entry, text string) Entry {
	if e.Region.Level() < region.LevelStreet {
		if c, rest := r.street(text, e.Region); c != 0 {
			e.Region, text = c, rest
		}
	}
	if c, rest := r.community(text, e.Region); c != 0 {
		e.Region, text = c, rest
	}
	e.Whole = whole.MatchString(text)
	e.Name = r.FullName(e.Region)
	return e
}

const maxPlace = 16 // characters of a street's or community's name

var (
	streetEnds    = []string{"街道办事处", "街道办", "街道", "街办", "办事处", "街", "镇", "乡", "苏木", "地区", "农场", "团", "管理区"}
	communityEnds = []string{"社区居委会", "居委会", "居委", "社区", "村委会", "村委", "村", "嘎查"}
)

// street is the single street, town or township in c with whose name the text begins, and the text after it. The
// longest name holds.
func (r *resolver) street(text string, c region.Code) (region.Code, string) {
	return r.beginning(text, c, region.LevelStreet, streetEnds)
}

// streetOfZone is a street of a zone's text, which may name a part of the zone first: 沣东新城三桥街道.
func (r *resolver) streetOfZone(text string, c region.Code) (region.Code, string) {
	if c == 0 {
		return 0, text
	}
	if found, rest := r.street(text, c); found != 0 {
		return found, rest
	}
	if i := partOfZone.FindStringIndex(text); i != nil {
		return r.street(text[i[1]:], c)
	}
	return 0, text
}

var partOfZone = regexp.MustCompile(`^.{1,8}?(?:新城|新区|开发区|高新区|经开区)`)

func (r *resolver) community(text string, c region.Code) (region.Code, string) {
	return r.beginning(text, c, region.LevelCommunity, communityEnds)
}

func (r *resolver) beginning(text string, c region.Code, level region.Level, ends []string) (region.Code, string) {
	var cuts []int
	for _, end := range ends {
		for from := 0; ; {
			i := strings.Index(text[from:], end)
			if i < 0 {
				break
			}
			from += i + len(end)
			if utf8.RuneCountInString(text[:from]) > maxPlace {
				break
			}
			cuts = append(cuts, from)
		}
	}
	slices.Sort(cuts)
	for _, cut := range slices.Backward(cuts) {
		if strings.HasSuffix(text[:cut], "街") && roadGoesOn.MatchString(text[cut:]) {
			continue
		}
		if found := r.only(text[:cut], c, level); found != 0 {
			return found, text[cut:]
		}
	}
	return 0, text
}

// roadGoesOn follows a 街 that is a road (哈达街西段118号, 通乡街与松木街交口) and not the office of that name (同德街).
var roadGoesOn = regexp.MustCompile(`^(?:[0-9以与和及、，东西南北路巷段号口]|中段)`)

type search struct {
	name   string
	within region.Code
	level  region.Level
}

// only is one, remembered: the lists repeat the same places.
func (r *resolver) only(name string, within region.Code, level region.Level) region.Code {
	key := search{name, within, level}
	c, ok := r.found[key]
	if !ok {
		c = r.one(name, within, level)
		r.found[key] = c
	}
	return c
}

// withoutNames takes the row's own province, city and county off the front of its text, where they may stand again.
func withoutNames(text string, names []string) string {
	for again := true; again; {
		again = false
		for _, n := range names {
			if s, ok := strings.CutPrefix(text, n); ok && n != "" {
				text, again = s, true
			}
		}
	}
	return text
}

// exception is an opening like 除已划分为中、高风险区域以外的, before the place of which it is excepted.
var exception = regexp.MustCompile(`^(?:除[^（）()]*?|[高中低、及和]+)风险(?:地区|区域|区)?(?:以外|之外|外)的?`)

// withoutException takes an opening exception off the front: the rest says of what.
func withoutException(text string, names []string) string {
	if i := exception.FindStringIndex(text); i != nil {
		return withoutNames(text[i[1]:], names)
	}
	return text
}

// whole is what may follow a division's name if all of it is meant: nothing, 全域, 除高风险区外的其他区域,
// （除中、高风险区外）, （高风险区除外）, and a list of what that contains.
var whole = regexp.MustCompile(`^(?:全域|全境|全部区域|全部|整体|辖区内?|辖内|域内|区域内?|内)?` +
	`(?:除[^（）()]*外|[（(]除[^（）()]*[）)]|[（(][^（）()]*(?:除外|以外)[）)])?` +
	`的?(?:其他|其它|其余)?的?(?:所有|各)?(?:区域|地区|地方|范围)*` +
	`(?:[（(]包?含[^（）()]*[）)])?$`)
