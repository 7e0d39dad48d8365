package riskarea

import (
	"fmt"
	"slices"
	"strings"

	"kangma/region"
)

// Resolve finds the regions of a list's rows. Every row is in one of the two results, in the list's order.
//
// Province, city and county are looked up by name (region.Table.Find). A zone without a code of its own is found in the
// table of zones (data/zones.csv), or, if streets are loaded, by the one street of its city that the text begins with.
// Then the text is followed down to street and community as far as they are loaded and named at its beginning.
func Resolve(t *region.Table, p Published) ([]Entry, []Unresolved) {
	r := resolver{Table: t, places: map[[3]string]place{}, found: map[search]region.Code{}}
	var entries []Entry
	var unresolved []Unresolved
	for _, row := range p.Rows {
		if e, reason := r.resolve(row); reason == "" {
			entries = append(entries, e)
		} else {
			unresolved = append(unresolved, Unresolved{Row: row, Reason: reason})
		}
	}
	return entries, unresolved
}

type resolver struct {
	*region.Table
	places map[[3]string]place
	found  map[search]region.Code
}

// place is what province, city and county of a row mean.
type place struct {
	region region.Code
	part   bool        // the place named is not region but lies in it
	within region.Code // where a street of the text is looked for, if region is none or only has the place in it
	reason string      // if region is none
	names  []string    // with which the text may begin once more
}

func (r *resolver) resolve(row Row) (Entry, string) {
	if row.Province == corps {
		return r.resolveCorps(row)
	}
	key := [3]string{row.Province, row.City, row.County}
	pl, ok := r.places[key]
	if !ok {
		pl = r.place(row)
		r.places[key] = pl
	}
	text := withoutException(withoutNames(row.Text, pl.names), pl.names)
	e := Entry{Row: row, Region: pl.region}
	if pl.region != 0 && !pl.part {
		return r.deepen(e, text), ""
	}
	if c, rest := r.streetOfZone(text, pl.within); c != 0 {
		e.Region = c
		return r.deepen(e, rest), ""
	}
	if pl.region == 0 {
		return e, pl.reason
	}
	e.Name = r.FullName(e.Region)
	return e, ""
}

// place looks up the three names of a row.
func (r *resolver) place(row Row) place {
	province := r.one(row.Province, region.Nation, region.LevelProvince)
	if province == 0 {
		return place{reason: fmt.Sprintf("there is no province %s", row.Province)}
	}
	names := []string{row.Province, row.City, row.County, unbracketed(row.County)}
	base := province
	if row.City != row.Province && !strings.Contains(row.City, "直辖") && row.City != row.County {
		if base = r.one(row.City, province, region.LevelPrefecture, region.LevelCounty); base == 0 {
			return place{reason: fmt.Sprintf("there is no %s in %s", row.City, row.Province)}
		}
	}
	if row.County == "市辖区" { // of a city without counties: 儋州市
		pl := r.countyless(base, names)
		pl.part = false
		return pl
	}
	if c := r.one(row.County, base, region.LevelCounty, region.LevelStreet); c != 0 {
		return place{region: c, part: r.succeeded(row.County, base, c), within: c, names: names}
	}
	if inner, ok := bracketed(row.County); ok { // 经开区（汉南区）
		if c := r.one(inner, base, region.LevelCounty, region.LevelStreet); c != 0 {
			return place{region: c, within: c, names: names}
		}
	}
	if z, ok := zones()[zoneKey{province, row.City, row.County}]; ok {
		return place{region: z, part: true, within: base, names: names}
	}
	pl := r.countyless(base, names)
	if pl.region == 0 && (base != province || row.City == row.Province) {
		pl.within = base // a city: over a whole province a street's name says too little
	}
	pl.reason = fmt.Sprintf("%s is not a county of %s, and its text names no street there that is known", row.County, r.FullName(base))
	return pl
}

// countyless is a city or county below which come streets, whose names the row has in the place of a county.
func (r *resolver) countyless(c region.Code, names []string) place {
	for _, d := range r.Children(c) {
		if d.Code.Level() <= region.LevelCounty {
			return place{reason: fmt.Sprintf("no county of %s is named", r.FullName(c))}
		}
	}
	return place{region: c, part: true, within: c, names: names}
}

// one finds the single division of a name and of the first of the levels that has any.
func (r *resolver) one(name string, within region.Code, levels ...region.Level) region.Code {
	found := r.Find(name, within)
	for _, l := range levels {
		at := slices.DeleteFunc(slices.Clone(found), func(d region.Division) bool { return d.Code.Level() != l })
		switch len(at) {
		case 0:
			continue
		case 1:
			return at[0].Code
		}
		return 0
	}
	return 0
}

// succeeded says whether a name was found only as that of a division which the found one took over.
func (r *resolver) succeeded(name string, within, found region.Code) bool {
	return r.Name(found) != name && slices.ContainsFunc(r.FindRetired(name, within), func(x region.Retired) bool { return x.Successor == found })
}

// bracketed is what stands in a name's brackets: 经开区（汉南区）.
func bracketed(s string) (string, bool) {
	_, s, ok := strings.Cut(s, "（")
	s, _, end := strings.Cut(s, "）")
	return s, ok && end
}

// unbracketed is the name without them: 旧宫（地区）镇 is 旧宫镇.
func unbracketed(s string) string {
	before, rest, _ := strings.Cut(s, "（")
	_, after, ok := strings.Cut(rest, "）")
	if !ok {
		return s
	}
	return before + after
}
