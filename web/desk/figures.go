package desk

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/node"
	"kangma/passage"
	"kangma/policy"
	"kangma/region"
	"kangma/web/ui"
)

// Figures is counts without persons, for those who may read statistics.
type Figures interface {
	// Figures are the counts of a region in a time. A region is a code or a name, days are as 2020-03-25; what is empty is where and
	// how long somebody would ask first. Faults name region, from, until.
	Figures(ctx context.Context, b Bearer, region, from, until string) (Counts, error)
}

// Counts are what dashboards show.
type Counts struct {
	Region       Division
	Up           Division // the region above, if he may see it
	Period       node.Period
	Codes        []node.Tally // by day, division right below the region, colour
	Applications []node.ApplicationCount
	Cases        []KindFigures
	Hours        []node.PassageCount // of the last day
	Places       []node.PassageCount
	Names        map[region.Code]string
}

// Division is a region as pages name it.
type Division struct {
	Code region.Code
	Name string
}

// KindFigures are those of one kind of case.
type KindFigures struct {
	node.CaseFigures
	Name ui.Text
}

type figuresView struct {
	Page
	Where, From, Until ui.Field
	Show               ui.Button
	Errors             ui.ErrorSummary
	Counts             Counts
	Up                 *ui.Button
	Codes, Hours       ui.Chart
	Applications       ui.Chart
	Map                ui.Part // the operator's, or tiles; nil if there is nothing to show
	Cases, Places      ui.Bars
}

func (figuresView) View() string { return "figures" }

// figures shows the counts of a region as pictures.
func (h *Pages) figures(w http.ResponseWriter, r *http.Request, me Me) error {
	v := figuresView{Page: h.page(r, me)}
	l := v.Prefs.Language
	where, from, until := strings.TrimSpace(r.FormValue("region")), r.FormValue("from"), r.FormValue("until")
	counts, err := h.service.Figures(r.Context(), me.Bearer, where, from, until)
	var wrong wrongs
	status := http.StatusOK
	if err != nil {
		if fault.CodeOf(err) != fault.Invalid || !wrong.from(l, err) {
			return err
		}
		status = ui.Status(err)
	} else {
		where, from, until = counts.Region.Name, counts.Period.From.String(), counts.Period.Until.String()
		v.show(l, counts)
	}
	v.Counts, v.Errors = counts, wrong.summary()
	v.Where = ui.Field{Name: "region", Label: l.T("figures.region"), Value: where, Error: wrong.of("region")}
	v.From = ui.Field{Name: "from", Label: l.T("figures.from"), Type: "date", Value: from, Error: wrong.of("from")}
	v.Until = ui.Field{Name: "until", Label: l.T("figures.until"), Type: "date", Value: until, Error: wrong.of("until")}
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	h.pages.Render(w, r, status, v)
	return nil
}

// show makes the pictures of counts.
func (v *figuresView) show(l *ui.Language, c Counts) {
	csv := func(of string) string { return figuresPath("/desk/figures/"+of+".csv", c.Region.Code, c.Period) }
	v.Codes = coloursChart(l, c)
	if m := coloursMap(l, c); len(m.Tiles) > 0 {
		v.Map = v.Site.MapOf(m)
	}
	v.Codes.Source, v.Codes.ID = csv("codes"), "codes"
	v.Applications = ui.Chart{ID: "applications", Title: l.T("figures.applications"), Of: l.T("figures.day"), Source: csv("applications"), Series: []ui.Series{
		{Name: l.T("figures.on_time"), Class: "s-green"}, {Name: l.T("figures.late"), Class: "s-red"}, {Name: l.T("figures.open"), Class: "s-none"}, {Name: l.T("figures.missed"), Class: "s-yellow"}}}
	days := map[passage.Day]node.ApplicationCount{}
	for _, a := range c.Applications {
		days[a.Day] = a
	}
	for d := c.Period.From; d <= c.Period.Until; d++ {
		a := days[d]
		v.Applications.Columns = append(v.Applications.Columns, ui.Column{Label: d.String(), Values: []int64{a.OnTime, a.Late, a.Open, a.Missed}})
	}
	v.Applications.Columns = dayTicks(v.Applications.Columns)
	v.Cases = casesBars(l, c.Cases)
	v.Cases.Source = csv("cases")
	day := c.Period.Until.String()
	v.Hours = ui.Chart{ID: "hours", Title: l.T("figures.passages", "day", day), Of: l.T("figures.hour"), Source: csv("passages"), Series: outcomes(l)}
	var hours [24]node.PassageCount
	for _, x := range c.Hours {
		hours[x.Hour] = x
	}
	for i, x := range hours {
		col := ui.Column{Label: strconv.Itoa(i) + ":00", Values: passed(x)}
		if i%3 == 0 {
			col.Tick = col.Label
		}
		v.Hours.Columns = append(v.Hours.Columns, col)
	}
	v.Places = ui.Bars{ID: "places", Title: l.T("figures.places", "day", day), Of: l.T("figures.place"), Series: outcomes(l)}
	for _, x := range c.Places {
		all := passed(x)
		v.Places.Bars = append(v.Places.Bars, ui.Bar{Name: x.Place, Values: all, Text: ui.Thousands(all[0] + all[1] + all[2] + all[3])})
	}
	if c.Up.Name != "" {
		v.Up = &ui.Button{Text: l.T("figures.up", "region", c.Up.Name), Kind: "quiet", Href: figuresPath("/desk/figures", c.Up.Code, c.Period)}
	}
}

func figuresPath(path string, r region.Code, p node.Period) string {
	return path + "?" + url.Values{"region": {r.String()}, "from": {p.From.String()}, "until": {p.Until.String()}}.Encode()
}

func outcomes(l *ui.Language) []ui.Series {
	return []ui.Series{{Name: l.T("figures.pass"), Class: "s-green"}, {Name: l.T("figures.ask"), Class: "s-yellow"}, {Name: l.T("figures.stop"), Class: "s-red"}, {Name: l.T("figures.unknown"), Class: "s-gray"}}
}

func passed(x node.PassageCount) []int64 { return []int64{x.Pass, x.Ask, x.Stop, x.Unknown} }

// dayTicks names some of the days below their columns, as month and day.
func dayTicks(columns []ui.Column) []ui.Column {
	return ui.EveryFew(columns, 10, func(i int) string { return strings.TrimLeft(strings.Replace(columns[i].Label[5:], "-", "/", 1), "0") })
}

var shownColours = []policy.Colour{policy.Green, policy.Yellow, policy.Red, policy.Gray, policy.None}

// coloursChart is the colours of all, day by day.
func coloursChart(l *ui.Language, c Counts) ui.Chart {
	chart := ui.Chart{Title: l.T("figures.codes"), Of: l.T("figures.day")}
	at := map[policy.Colour]int{}
	for i, colour := range shownColours {
		at[colour] = i
		chart.Series = append(chart.Series, ui.Series{Name: l.T("colour." + string(colour)), Class: "s-" + string(colour)})
	}
	days := map[passage.Day][]int64{}
	for _, t := range c.Codes {
		if days[t.Day] == nil {
			days[t.Day] = make([]int64, len(shownColours))
		}
		days[t.Day][at[t.Colour]] += t.People
	}
	for d := c.Period.From; d <= c.Period.Until; d++ {
		values := days[d]
		if values == nil {
			values = make([]int64, len(shownColours))
		}
		chart.Columns = append(chart.Columns, ui.Column{Label: d.String(), Values: values})
	}
	chart.Columns = dayTicks(chart.Columns)
	return chart
}

// coloursMap is one tile a division, with how many of its people are red or yellow on the last counted day.
func coloursMap(l *ui.Language, c Counts) ui.TileMap {
	m := ui.TileMap{Label: l.T("figures.map")}
	var last passage.Day
	for _, t := range c.Codes {
		last = max(last, t.Day)
	}
	type count struct{ red, yellow int64 }
	counts := map[region.Code]count{}
	var order []region.Code
	for _, t := range c.Codes {
		if t.Day != last {
			continue
		}
		n, known := counts[t.Region]
		if !known {
			order = append(order, t.Region)
		}
		switch t.Colour {
		case policy.Red:
			n.red += t.People
		case policy.Yellow:
			n.yellow += t.People
		}
		counts[t.Region] = n
	}
	for i, r := range order {
		n := counts[r]
		tile := ui.Tile{Code: r, Short: shortName(c.Names[r]), Name: c.Names[r], Level: "clear", Value: ui.Thousands(n.red + n.yellow), Href: figuresPath("/desk/figures", r, c.Period)}
		switch {
		case n.red > 0:
			tile.Level = "high"
		case n.yellow > 0:
			tile.Level = "medium"
		}
		if p, ok := ui.ProvinceOf(r); ok && c.Region.Code == region.Nation {
			tile.Column, tile.Row, tile.Short = p.Column, p.Row, p.Short
		} else {
			tile.Column, tile.Row = i%tilesARow, i/tilesARow
		}
		m.Columns, m.Rows = max(m.Columns, tile.Column+1), max(m.Rows, tile.Row+1)
		m.Tiles = append(m.Tiles, tile)
	}
	m.Columns = max(m.Columns, min(len(order), tilesARow), 4)
	return m
}

const tilesARow = 6

// shortName is the first two characters of a name.
func shortName(name string) string {
	runes := []rune(name)
	return string(runes[:min(2, len(runes))])
}

func casesBars(l *ui.Language, list []KindFigures) ui.Bars {
	b := ui.Bars{ID: "cases", Title: l.T("figures.cases"), Of: l.T("figures.kind"), Series: []ui.Series{{Name: l.T("figures.cases"), Class: "s-plain"}}}
	for _, f := range list {
		key := "figures.case"
		if f.Closed == 0 {
			key = "figures.case.open"
		}
		b.Bars = append(b.Bars, ui.Bar{Name: l.Say(f.Name), Values: []int64{int64(f.Median)}, Late: f.Overdue > 0,
			Text: l.T(key, "median", l.Span(f.Median), "ninth", l.Span(f.Ninth), "closed", f.Closed, "open", f.Open, "overdue", f.Overdue)})
	}
	return b
}

// figuresTable is one of the pictures as CSV.
func (h *Pages) figuresTable(w http.ResponseWriter, r *http.Request, me Me) error {
	c, err := h.service.Figures(r.Context(), me.Bearer, r.FormValue("region"), r.FormValue("from"), r.FormValue("until"))
	if err != nil {
		return err
	}
	of := r.PathValue("table")
	make, known := figuresTables[of]
	if !known {
		return fault.New(fault.NotFound, "page.missing", "no such page")
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+strings.TrimSuffix(of, ".csv")+"-"+c.Region.Code.String()+"-"+c.Period.Until.String()+`.csv"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	return csv.NewWriter(w).WriteAll(make(c))
}

// figuresTables are the pictures as rows, by the name of their file.
var figuresTables = map[string]func(c Counts) [][]string{
	"codes.csv": func(c Counts) [][]string {
		rows := [][]string{{"day", "region", "name", "colour", "people"}}
		for _, t := range c.Codes {
			rows = append(rows, []string{t.Day.String(), t.Region.String(), c.Names[t.Region], string(t.Colour), strconv.FormatInt(t.People, 10)})
		}
		return rows
	},
	"applications.csv": func(c Counts) [][]string {
		rows := [][]string{{"day", "on_time", "late", "open", "missed"}}
		for _, a := range c.Applications {
			rows = append(rows, append([]string{a.Day.String()}, numbers(a.OnTime, a.Late, a.Open, a.Missed)...))
		}
		return rows
	},
	"cases.csv": func(c Counts) [][]string {
		rows := [][]string{{"kind", "closed", "median_seconds", "ninth_seconds", "open", "overdue"}}
		for _, f := range c.Cases {
			rows = append(rows, append([]string{string(f.Kind)}, numbers(f.Closed, int64(f.Median.Seconds()), int64(f.Ninth.Seconds()), f.Open, f.Overdue)...))
		}
		return rows
	},
	"passages.csv": func(c Counts) [][]string {
		rows := [][]string{{"day", "hour", "place", "pass", "ask", "stop", "unknown"}}
		for _, x := range c.Hours {
			rows = append(rows, append([]string{c.Period.Until.String(), strconv.Itoa(x.Hour), ""}, numbers(passed(x)...)...))
		}
		for _, x := range c.Places {
			rows = append(rows, append([]string{c.Period.Until.String(), "", x.Place}, numbers(passed(x)...)...))
		}
		return rows
	},
}

func numbers(values ...int64) (out []string) {
	for _, v := range values {
		out = append(out, strconv.FormatInt(v, 10))
	}
	return out
}
