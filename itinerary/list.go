package itinerary

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"kangma/region"
)

// List is the cities that count as risk areas on a day, as the city's headquarters decides them (WZ-09): whole cities,
// in order, each once. It is the same for everybody who is asked about (IT-6).
type List struct{ Cities []region.Code }

// Digest names the content of a list: two lists of the same cities have one.
type Digest [32]byte

// NewList is the list of the cities in which regions are listed. A node's own city is not in it: that its people were
// there says nothing, and who stayed in a risk area of it is known otherwise.
func NewList(listed []region.Code, own region.Code) List {
	var l List
	home := City(own)
	for _, c := range listed {
		if c = City(c); c != home || own.Level() < region.LevelPrefecture {
			l.Cities = append(l.Cities, c)
		}
	}
	slices.Sort(l.Cities)
	l.Cities = slices.Compact(l.Cities)
	return l
}

// Codes are the cities in digits.
func (l List) Codes() []string {
	out := make([]string, len(l.Cities))
	for i, c := range l.Cities {
		out[i] = c.String()
	}
	return out
}

// Digest is SHA-256 over the codes, one a line, behind a line that says what they are.
func (l List) Digest() Digest {
	return sha256.Sum256([]byte("risk cities 1\n" + strings.Join(l.Codes(), "\n")))
}

func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Has says whether a place lies in a city of the list.
func (l List) Has(c region.Code) bool {
	return slices.ContainsFunc(l.Cities, func(in region.Code) bool { return in.Contains(c) || in == City(c) })
}

// municipalities are the provinces that are one city.
var municipalities = []region.Code{region.MustParseCode("110000"), region.MustParseCode("120000"), region.MustParseCode("310000"), region.MustParseCode("500000")}

// City is the city of a place as people and operators name it: a prefecture; a municipality as a whole; a county that is
// governed by its province directly, of which the code gives no prefecture (digits 90).
func City(c region.Code) region.Code {
	if p := c.At(region.LevelProvince); slices.Contains(municipalities, p) {
		return p
	}
	if city := c.At(region.LevelPrefecture); city.Digits()/1e8%100 != 90 {
		return city
	}
	return c.At(region.LevelCounty)
}
