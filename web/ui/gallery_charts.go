package ui

import "strconv"

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
