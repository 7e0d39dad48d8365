package holder

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kangma/internal/instant"
	"kangma/region"
	"kangma/web/ui"
)

type riskView struct {
	ui.Page
	At      instant.Instant
	Map     ui.Part // the operator's, or tiles
	Where   ui.Field
	Day     ui.Field
	Look    ui.Button
	Asked   bool
	Answers []riskAnswer
	Title   string // of the list: a province, or all
	Groups  []riskGroup
	All     ui.Button // Href "" where all are shown
}

func (riskView) View() string { return "risk" }

// riskAnswer says how a region stands that somebody asked for.
type riskAnswer struct {
	Name   string
	Notice ui.Notice
}

// riskGroup is the list of one province.
type riskGroup struct {
	Name  string
	Areas []riskLine
}

type riskLine struct {
	Name, Level, Word, Part string
	From                    instant.Instant
}

// risk shows the risk level of places, for any region and any day (NA-03, NA-05). Anybody may read it.
func (h *Pages) risk(w http.ResponseWriter, r *http.Request) error {
	l := h.page(r).Prefs.Language
	day, where := r.FormValue("day"), strings.TrimSpace(r.FormValue("where"))
	var at instant.Instant
	var wrong wrongs
	if day != "" {
		from, err := instant.Date(day, instant.Beijing)
		if err != nil {
			wrong.add("day", l.T("risk.day.wrong"))
		} else {
			at = from + instant.Instant(instant.Day/1000) - 1
		}
	}
	areas, at, err := h.service.RiskAreas(r.Context(), at)
	if err != nil {
		return err
	}
	v := riskView{Page: h.page(r), At: at, Asked: where != "",
		Where: ui.Field{Name: "where", Label: l.T("risk.where"), Hint: l.T("risk.where.hint"), Value: where},
		Day:   ui.Field{Name: "day", Label: l.T("risk.day"), Hint: l.T("risk.day.hint"), Type: "date", Value: day, Optional: true, Error: wrong.of("day")},
		Look:  ui.Button{Text: l.T("risk.look"), Kind: "second"}}
	v.Map = v.Site.MapOf(provinces(l, areas, day))
	if v.Asked {
		found, err := h.service.FindRegions(r.Context(), where)
		if err != nil {
			return err
		}
		for _, d := range found {
			v.Answers = append(v.Answers, standing(l, d, areas))
		}
	}
	in, _ := region.ParseCode(r.FormValue("in"))
	v.Groups = riskGroups(l, areas, in)
	if v.Title = l.T("risk.list"); !in.IsZero() {
		v.All = ui.Button{Text: l.T("risk.all"), Kind: "second", Href: "/risk" + dayQuery("?", day)}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

func dayQuery(sign, day string) string {
	if day == "" {
		return ""
	}
	return sign + "day=" + url.QueryEscape(day)
}

// provinces is the country with the number of listed areas in each province, and the highest level among them.
func provinces(l *ui.Language, areas []RiskArea, day string) ui.TileMap {
	type sum struct {
		n     int
		level string
	}
	sums := map[region.Code]sum{}
	for _, a := range areas {
		p := a.Code.At(region.LevelProvince)
		s := sums[p]
		s.n++
		if s.level != "high" {
			s.level = a.Level
		}
		sums[p] = s
	}
	m := ui.TileMap{Label: l.T("risk.map"), Columns: 9, Rows: 8}
	for _, p := range ui.Provinces {
		s := sums[p.Code]
		t := ui.Tile{Column: p.Column, Row: p.Row, Code: p.Code, Short: p.Short, Name: l.T("risk.tile", "name", p.Name, "level", l.T("risk.level."+cmp.Or(s.level, "clear"))), Level: cmp.Or(s.level, "clear"),
			Href: "/risk?in=" + p.Code.String() + dayQuery("&", day) + "#list"}
		if s.n > 0 {
			t.Value = strconv.Itoa(s.n)
		}
		m.Tiles = append(m.Tiles, t)
	}
	return m
}

// standing is how a region stands: listed itself or as a part of what is, or with places in it that are.
func standing(l *ui.Language, d Region, areas []RiskArea) riskAnswer {
	level, parts := "", 0
	for _, a := range areas {
		switch {
		case a.Whole && a.Code.Contains(d.Code):
			if level != "high" {
				level = a.Level
			}
		case d.Code.Contains(a.Code):
			parts++
		}
	}
	out := riskAnswer{Name: d.Name, Notice: ui.Notice{Kind: "done", Title: l.T("risk.level.clear"), Lines: []string{l.T("risk.clear.note")}}}
	switch {
	case level == "high":
		out.Notice = ui.Notice{Kind: "stop", Title: l.T("risk.level.high"), Lines: []string{l.T("risk.listed.note")}}
	case level != "":
		out.Notice = ui.Notice{Kind: "warn", Title: l.T("risk.level.medium"), Lines: []string{l.T("risk.listed.note")}}
	case parts > 0:
		out.Notice = ui.Notice{Kind: "warn", Title: l.T("risk.parts", "n", parts), Lines: []string{l.T("risk.parts.note")}}
	}
	return out
}

// riskGroups lists areas by province, of one province if in names one.
func riskGroups(l *ui.Language, areas []RiskArea, in region.Code) []riskGroup {
	var groups []riskGroup
	last := region.Code(0)
	sorted := slices.Clone(areas)
	slices.SortStableFunc(sorted, func(a, b RiskArea) int { return cmp.Compare(a.Code, b.Code) })
	for _, a := range sorted {
		if !in.IsZero() && !in.Contains(a.Code) {
			continue
		}
		if p, ok := ui.ProvinceOf(a.Code); ok && p.Code != last {
			last = p.Code
			groups = append(groups, riskGroup{Name: p.Name})
		}
		if len(groups) == 0 {
			continue
		}
		line := riskLine{Name: a.Name, Level: a.Level, Word: l.T("risk.level." + a.Level), From: a.From}
		if !a.Whole {
			line.Part = l.T("risk.part")
		}
		g := &groups[len(groups)-1]
		g.Areas = append(g.Areas, line)
	}
	return groups
}
