package riskarea

import (
	"regexp"
	"strings"

	"kangma/region"
)

// corps is the Xinjiang Production and Construction Corps, which the lists give as a province, a city and a county. Its
// divisions and regiments are no administrative divisions; they lie in counties and cities of Xinjiang.
const corps = "新疆生产建设兵团"

var (
	xinjiang   = region.MustParseCode("650000")
	armyOfText = regexp.MustCompile(`^第[一二三四五六七八九十]+师市?`)
)

// resolveCorps reads 第八师石河子市向阳街道… and 第四师六十二团…: a city in the text, else a regiment of the table of zones.
func (r *resolver) resolveCorps(row Row) (Entry, string) {
	names := []string{corps}
	text := withoutException(withoutNames(row.Text, names), names)
	e := Entry{Row: row}
	after := armyOfText.ReplaceAllString(text, "")
	if name, rest, ok := strings.Cut(after, "市"); ok {
		if e.Region = r.only(name+"市", xinjiang, region.LevelCounty); e.Region != 0 {
			return r.deepen(e, rest), ""
		}
	}
	regiment := ""
	for k, c := range zones() {
		if k.city == corps && strings.HasPrefix(after, k.zone) && len(k.zone) > len(regiment) {
			regiment, e.Region = k.zone, c
		}
	}
	if e.Region == 0 {
		return e, "the text names no city of the Corps and no regiment whose county is known"
	}
	rest := after[len(regiment):]
	if c := r.only("兵团"+regiment, e.Region, region.LevelStreet); c != 0 {
		e.Region = c
		return r.deepen(e, rest), ""
	}
	e = r.deepen(e, rest)
	e.Whole = false // the regiment is a part of its county
	return e, ""
}
