package ui

import (
	"strconv"
	"strings"

	"kangma/region"
)

func colourSeries(l *Language) (list []Series) {
	for _, c := range []string{"green", "yellow", "red", "gray", "none"} {
		list = append(list, Series{l.T("colour." + c), "s-" + c})
	}
	return list
}

func chartSamples(l *Language) []Part {
	c := Chart{ID: "sample-chart", Title: l.T("home.colours"), Of: l.T("figures.day"), Series: colourSeries(l), Source: "#"}
	empty := c
	empty.ID = "sample-empty"
	for i := range 30 {
		n := int64(i)
		c.Columns = append(c.Columns, Column{Label: "3/" + strconv.Itoa(i+1), Values: []int64{4000 + 97*n, 300 + 40*(n%7), 120 + 12*n, 80, 30 - n}})
	}
	c.Columns = EveryFew(c.Columns, 8, func(i int) string { return c.Columns[i].Label })
	one := Chart{ID: "sample-one", Title: l.T("home.colours"), Of: l.T("figures.day"), Series: colourSeries(l), Columns: []Column{{Label: "3/1", Tick: "3/1", Values: []int64{1, 0, 0, 0, 0}}}}
	return []Part{c, one, empty}
}

func barSamples(l *Language) []Part {
	series := []Series{{l.T("colour.green"), "s-green"}, {l.T("colour.yellow"), "s-yellow"}, {l.T("colour.red"), "s-red"}}
	return []Part{
		Bars{ID: "sample-bars", Title: l.T("home.colours"), Of: l.T("figures.region"), Series: series, Source: "#", Bars: []Bar{
			{Name: "江岸区", Values: []int64{900, 40, 12}, Text: "952"}, {Name: "硚口区", Values: []int64{410, 90, 0}, Text: "500", Late: true}, {Name: "江汉区", Values: []int64{0, 0, 0}, Text: "0"}}},
		Bars{ID: "sample-none", Title: l.T("home.colours"), Of: l.T("figures.region"), Series: series[:1]},
	}
}

// sampleOutlines are three divisions that touch, one of them of two parts.
const sampleOutlines = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"adcode":420102},"geometry":{"type":"Polygon","coordinates":[[[114.2,30.5],[114.4,30.5],[114.42,30.7],[114.2,30.72],[114.2,30.5]]]}},
{"type":"Feature","properties":{"code":"420103"},"geometry":{"type":"Polygon","coordinates":[[[114.0,30.5],[114.2,30.5],[114.2,30.72],[114.05,30.66],[114.0,30.5]]]}},
{"type":"Feature","properties":{"code":"420104"},"geometry":{"type":"MultiPolygon","coordinates":[[[[114.0,30.3],[114.4,30.35],[114.4,30.5],[114.0,30.5],[114.0,30.3]]],[[[114.45,30.3],[114.5,30.3],[114.5,30.36],[114.45,30.3]]]]}}]}`

func shapeSamples(l *Language) []Part {
	g, err := ReadGeography(strings.NewReader(sampleOutlines))
	if err != nil {
		panic(err)
	}
	tile := func(code, short, name, level, value string) Tile {
		return Tile{Code: region.MustParseCode(code), Short: short, Name: name, Level: level, Value: value, Href: "#"}
	}
	return []Part{Site{Geography: g}.MapOf(TileMap{Label: l.T("risk.map"), Tiles: []Tile{tile("420102", "江岸", "江岸区", "high", "12"), tile("420103", "江汉", "江汉区", "medium", "3"), tile("420104", "硚口", "硚口区", "clear", "0")}})}
}
