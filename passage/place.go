package passage

import (
	"strings"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// PlaceKind is a kind of public place that gets a code to post (MS-01).
type PlaceKind string

// PlaceKinds are the kinds of MS-01, and the two that collection points need beside them.
var PlaceKinds = []struct {
	Kind   PlaceKind
	Zh, En string
}{
	{"government_hall", "政务服务大厅", "government service hall"},
	{"school", "学校", "school"},
	{"hospital", "医院", "hospital"},
	{"station", "车站", "station"},
	{"housing_estate", "小区", "housing estate"},
	{"mall", "商场", "mall"},
	{"supermarket", "超市", "supermarket"},
	{"market", "农贸市场", "market"},
	{"hotel", "酒店", "hotel"},
	{"restaurant", "餐馆", "restaurant"},
	{"firm", "企业", "firm"},
	{"pharmacy", "药店", "pharmacy"},
	{"bank", "银行", "bank"},
	{"library", "图书馆", "library"},
	{"culture_centre", "文化馆", "culture centre"},
	{"entertainment", "娱乐场所", "entertainment venue"},
	{"village", "村庄", "village"},
	{"checkpoint", "卡口", "road checkpoint"},
	{"other", "其他场所", "other place"},
}

// Place is a public place with a code of its own.
type Place struct {
	ID        id.ID
	Kind      PlaceKind
	Name      string // in Chinese, as posted
	Region    region.Code
	Address   string    // "" if unknown
	Office    string    // that answers for the place, "" if unknown
	Phone     string    // the office's, as posted
	Location  *Location // nil if unknown
	CreatedAt instant.Instant
	CreatedBy id.ID
	ClosedAt  instant.Instant // Never while it is open
}

// Number is the place's as posters and pages say it: eight characters that a person can compare and read out on the telephone (SC-03).
func (p Place) Number() string {
	s := strings.ToUpper(p.ID.String())
	return s[24:28] + "-" + s[28:]
}

// Point is a collection point (采集点): where a collector stands, in a place or simply in a region (WH-11).
type Point struct {
	ID        id.ID
	Place     id.ID // zero if it belongs to no place
	Name      string
	Region    region.Code // the place's, if it has one
	Location  *Location
	CreatedAt instant.Instant
	CreatedBy id.ID
	ClosedAt  instant.Instant // Never while it is open
}

// Post is where a collector stands now: his current point.
type Post struct {
	Collector id.ID
	Point     id.ID
	Since     instant.Instant
}

// Limits of what is said of a place, in characters.
const (
	MaxPlaceName    = 100
	MaxPlaceAddress = 200
	MaxPlacePhone   = 30
)

// Names of the kind for readers; the kind itself if it is none.
func (k PlaceKind) Names() (zh, en string) {
	for _, known := range PlaceKinds {
		if known.Kind == k {
			return known.Zh, known.En
		}
	}
	return string(k), string(k)
}
