package ui

import (
	"slices"
	"strconv"
)

// Chart is columns of stacked counts, one a day or an hour, with its table below and as CSV: what is seen is read too (rule UI-2).
// Series are told apart by colour and by pattern.
type Chart struct {
	ID      string // unique on the page
	Title   string
	Of      string // what the columns are: "day"
	Series  []Series
	Columns []Column
	Source  string // address of the CSV, "" if there is none
}

func (Chart) Part() string { return "chart" }

// Series is one kind of count.
type Series struct {
	Name  string
	Class string // of its colour: "s-green"
}

// Column is one day or hour; Tick is what stands below it, "" for none.
type Column struct {
	Label, Tick string
	Values      []int64 // by series
}

// The picture is 720 by 240; the columns stand right of its axis, with room for the last tick.
const (
	chartLeft, chartRight, chartTop, chartFloor = 52, 704, 10, 210
)

// widestColumn is how wide a column is at most, where there are few.
const widestColumn = 48

// Slab is one count of a column as it is drawn.
type Slab struct {
	X, Y, Width, Height string
	Class, Pattern      string
	Says                string
}

// Empty says whether there is nothing to draw.
func (c Chart) Empty() bool { return c.most() == 0 }

func (c Chart) most() (most int64) {
	for _, col := range c.Columns {
		most = max(most, sum(col.Values))
	}
	return most
}

func sum(v []int64) (s int64) {
	for _, x := range v {
		s += x
	}
	return s
}

// top is the round number at which the axis ends, and the step between its lines.
func (c Chart) top() (top, step int64) { return roundAxis(c.most()) }

func roundAxis(most int64) (top, step int64) {
	step = 1
	for i := 0; step*5 < most; i++ {
		step = step / [...]int64{1, 2, 5}[i%3] * [...]int64{2, 5, 10}[i%3]
	}
	top = step
	for top < most {
		top += step
	}
	return top, step
}

// Line is a line of the axis.
type Line struct {
	Y    string
	Text string
}

// Lines of the axis, from the floor.
func (c Chart) Lines() (lines []Line) {
	top, step := c.top()
	for v := int64(0); v <= top; v += step {
		lines = append(lines, Line{fixed(chartFloor - (chartFloor-chartTop)*float64(v)/float64(top)), Thousands(v)})
	}
	return lines
}

// Slabs are all counts as they are drawn, from the floor up.
func (c Chart) Slabs() (slabs []Slab) {
	top, _ := c.top()
	slot := float64(chartRight-chartLeft) / float64(len(c.Columns))
	width := min(slot*.76, widestColumn)
	for i, col := range c.Columns {
		y := float64(chartFloor)
		for s, v := range col.Values {
			h := (chartFloor - chartTop) * float64(v) / float64(top)
			if y -= h; v > 0 {
				slabs = append(slabs, Slab{fixed(chartLeft + slot*(float64(i)+.5) - width/2), fixed(y), fixed(width), fixed(h), c.Series[s].Class, pattern(c.ID, s),
					col.Label + " · " + c.Series[s].Name + " " + Thousands(v)})
			}
		}
	}
	return slabs
}

// Legend names the series beside their colour and pattern.
func (c Chart) Legend() []Slab { return legend(c.ID, c.Series) }

func legend(id string, series []Series) (list []Slab) {
	for i, s := range series {
		list = append(list, Slab{Class: s.Class, Pattern: pattern(id, i), Says: s.Name})
	}
	return list
}

// pattern is what lies over the colour of a series, "" over the first.
func pattern(id string, series int) string {
	if series == 0 || series >= len(patterns) {
		return ""
	}
	return "url(#" + id + "-" + patterns[series] + ")"
}

var patterns = []string{"", "lines", "dots", "cross", "level"}

// Ticks are the names below the columns.
func (c Chart) Ticks() (ticks []Line) {
	slot := float64(chartRight-chartLeft) / float64(len(c.Columns))
	for i, col := range c.Columns {
		if col.Tick != "" {
			ticks = append(ticks, Line{fixed(chartLeft + slot*(float64(i)+.5)), col.Tick})
		}
	}
	return ticks
}

// Rows are the columns as a table.
func (c Chart) Rows() (rows [][]string) {
	for _, col := range c.Columns {
		row := []string{col.Label}
		for _, v := range col.Values {
			row = append(row, Thousands(v))
		}
		rows = append(rows, row)
	}
	return rows
}

// Bars are lines of stacked counts, one a thing that has a name.
type Bars struct {
	ID     string // unique on the page
	Title  string
	Of     string
	Series []Series
	Bars   []Bar
	Source string
}

func (Bars) Part() string { return "bars" }

// Legend names the series beside their colour and pattern.
func (b Bars) Legend() []Slab { return legend(b.ID, b.Series) }

// Bar is one of them; Text stands behind it.
type Bar struct {
	Name, Text string
	Values     []int64
	Late       bool // it is worse than it should be
}

// Slabs of one bar as they are drawn in a picture of 300 by 20.
func (b Bars) Slabs(i int) (slabs []Slab) {
	most := int64(1)
	for _, x := range b.Bars {
		most = max(most, sum(x.Values))
	}
	x := 0.0
	for s, v := range b.Bars[i].Values {
		if w := 300 * float64(v) / float64(most); v > 0 {
			slabs = append(slabs, Slab{X: fixed(x), Y: "0", Width: fixed(w), Height: "20", Class: b.Series[s].Class, Pattern: pattern(b.ID, s)})
			x += w
		}
	}
	return slabs
}

// Thousands writes a count in groups of three digits.
func Thousands(v int64) string {
	s := strconv.FormatInt(v, 10)
	var out []byte
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			out = append(out, ' ')
		}
		out = append(out, s[i])
	}
	return string(out)
}

func fixed(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// EveryFew gives ticks to at most so many of the columns, the last among them.
func EveryFew(columns []Column, most int, tick func(i int) string) []Column {
	out := slices.Clone(columns)
	step := max(1, (len(out)+most-1)/most)
	for i := len(out) - 1; i >= 0; i -= step {
		out[i].Tick = tick(i)
	}
	return out
}
