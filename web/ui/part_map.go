package ui

import (
	"slices"
	"strconv"

	"kangma/region"
)

// TileMap is a map as tiles, one a division: colour, sign and number say the same (rule UI-2). Borders are nobody's business
// here; who needs them has a map of his own.
type TileMap struct {
	Label         string
	Columns, Rows int
	Tiles         []Tile
}

func (TileMap) Part() string { return "tilemap" }

// Tile is one division of a TileMap.
type Tile struct {
	Column, Row int
	Code        region.Code
	Short       string // one to three characters
	Name        string // in full, for readers of the screen
	Level       string // "high", "medium", "clear"
	Value       string // below the name: a number
	Href        string
}

// X, Y are the left upper corner, for a tile of 44 in a grid of 48.
func (t Tile) X() int { return 48*t.Column + 2 }
func (t Tile) Y() int { return 48*t.Row + 2 }

// Width and Height of the picture.
func (m TileMap) Width() int  { return 48 * m.Columns }
func (m TileMap) Height() int { return 48 * m.Rows }

// Class is of its level, and says that its name needs smaller letters.
func (t Tile) Class() string {
	if len([]rune(t.Short)) > 1 {
		return "t-" + t.Level + " t-long"
	}
	return "t-" + t.Level
}

// Sign is what stands in a corner besides the colour.
func (t Tile) Sign() string { return map[string]string{"high": "!!", "medium": "!"}[t.Level] }

// Province is one square of a tile map of the country, 9 columns by 8 rows.
type Province struct {
	Code        region.Code
	Short, Name string // 鄂, 湖北省
	Column, Row int
}

// ProvinceOf finds the province in which a region lies.
func ProvinceOf(c region.Code) (Province, bool) {
	i := slices.IndexFunc(Provinces, func(p Province) bool { return p.Code.Contains(c) })
	if i < 0 {
		return Province{}, false
	}
	return Provinces[i], true
}

// Provinces are all of them, from the north.
var Provinces = func() (all []Province) {
	for _, p := range provinceTiles {
		all = append(all, Province{region.MustParseCode(strconv.Itoa(p.code) + "0000"), p.short, p.name, p.column, p.row})
	}
	return all
}()

var provinceTiles = []struct {
	code        int
	short, name string
	column, row int
}{
	{23, "黑", "黑龙江省", 8, 0},
	{15, "蒙", "内蒙古自治区", 6, 1}, {22, "吉", "吉林省", 8, 1},
	{65, "新", "新疆维吾尔自治区", 1, 2}, {62, "甘", "甘肃省", 3, 2}, {64, "宁", "宁夏回族自治区", 4, 2}, {14, "晋", "山西省", 5, 2}, {11, "京", "北京市", 6, 2}, {12, "津", "天津市", 7, 2}, {21, "辽", "辽宁省", 8, 2},
	{54, "藏", "西藏自治区", 1, 3}, {63, "青", "青海省", 2, 3}, {61, "陕", "陕西省", 4, 3}, {41, "豫", "河南省", 5, 3}, {13, "冀", "河北省", 6, 3}, {37, "鲁", "山东省", 7, 3},
	{51, "川", "四川省", 2, 4}, {50, "渝", "重庆市", 3, 4}, {42, "鄂", "湖北省", 4, 4}, {34, "皖", "安徽省", 5, 4}, {32, "苏", "江苏省", 6, 4}, {31, "沪", "上海市", 7, 4},
	{53, "滇", "云南省", 2, 5}, {52, "黔", "贵州省", 3, 5}, {43, "湘", "湖南省", 4, 5}, {36, "赣", "江西省", 5, 5}, {33, "浙", "浙江省", 6, 5},
	{45, "桂", "广西壮族自治区", 3, 6}, {44, "粤", "广东省", 4, 6}, {35, "闽", "福建省", 5, 6}, {71, "台", "台湾省", 7, 6},
	{46, "琼", "海南省", 3, 7}, {82, "澳", "澳门特别行政区", 4, 7}, {81, "港", "香港特别行政区", 5, 7},
}
