package riskarea

import (
	_ "embed"
	"strings"
	"sync"

	"kangma/region"
)

//go:embed data/zones.csv
var zonesCSV string

// zoneKey names a zone as the lists do. A regiment of the Corps has the Corps as its city.
type zoneKey struct {
	province region.Code
	city     string
	zone     string
}

// zones are development zones and regiments without a code of their own, with the county in which their streets lie. A
// zone whose streets lie in several counties is not among them. Each line of the file cites streets (or communities)
// that show it, by their statistical codes of June 2023; a test looks them up.
var zones = sync.OnceValue(func() map[zoneKey]region.Code {
	m := map[zoneKey]region.Code{}
	for line := range strings.Lines(zonesCSV[strings.Index(zonesCSV, "\n")+1:]) {
		f := strings.SplitN(line, ",", 5) // province,city,zone,county,streets
		m[zoneKey{region.MustParseCode(f[0]), f[1], f[2]}] = region.MustParseCode(f[3])
	}
	return m
})
