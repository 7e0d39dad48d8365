package ui

import "net/http"

// gallery shows every part in every state, in the reader's language and preferences.
type gallery struct {
	site  Site
	pages *Pages
}

type galleryView struct {
	Page
	Groups []group
}

type group struct {
	Name  string
	Parts []Part
}

func (galleryView) View() string { return "gallery" }

func (g gallery) show(w http.ResponseWriter, r *http.Request) {
	p := NewPage(g.site, r)
	g.pages.Render(w, r, http.StatusOK, galleryView{Page: p, Groups: Samples(p.Prefs.Language)})
}

// Samples are all parts in all their states, under the names of their structs.
func Samples(l *Language) []group {
	return []group{
		{"Banner", banners()}, {"Card", cards(l)}, {"Countdown", []Part{Countdown{Now: noon, Until: noon.Add(quarter), Whole: 900}, Countdown{Now: noon, Until: noon, Whole: 900}}},
		{"Clock", []Part{Clock{Applied: noon, Due: noon.Add(4 * hour), Now: noon.Add(hour)}, Clock{Applied: noon, Due: noon.Add(4 * hour), Now: noon.Add(5 * hour)}}},
		{"Reason", reasonSamples(l)}, {"Verdict", verdicts(l)}, {"Notice", notices(l)},
		{"Field", fields(l)}, {"Choice", choices(l)}, {"Select", selects(l)}, {"RegionPicker", pickers(l)},
		{"Agree", []Part{Agree{Name: "a1", Text: l.T("health.truth")}, Agree{Name: "a2", Text: l.T("health.truth"), Chosen: true}, Agree{Name: "a3", Text: l.T("health.truth"), Error: l.T("fault.field.missing.truth")}}},
		{"ErrorSummary", []Part{ErrorSummary{Items: []ErrorItem{{"f1", l.T("fault.field.missing.phone")}, {"f2", l.T("fault.field.invalid.number")}, {"", l.T("fault.declaration.once_a_day")}}}}},
		{"Button", buttons(l)}, {"Steps", []Part{Steps{Names: stepNames(l), Here: 0}, Steps{Names: stepNames(l), Here: 2}}},
		{"Switcher", []Part{Switcher{Label: l.T("wards.switch"), Add: "#", Tabs: []Tab{{Text: "王*", Href: "#", Here: true}, {Text: "李*明", Href: "#"}, {Text: "王*", Href: "#"}}}}},
		{"Items", []Part{Items{[]Item{{Text: l.T("declare.title"), Note: l.T("declare.note"), Icon: "pen", Href: "#"}, {Text: l.T("declarations.title"), Icon: "list", Tag: l.T("declare.today"), Href: "#"}}}}},
		{"TileMap", []Part{TileMap{Label: l.T("risk.map"), Columns: 3, Rows: 2, Tiles: []Tile{
			{Column: 0, Row: 0, Short: "鄂", Name: "湖北省", Level: "high", Value: "12", Href: "#"}, {Column: 1, Row: 0, Short: "皖", Name: "安徽省", Level: "medium", Value: "3", Href: "#"},
			{Column: 2, Row: 1, Short: "浙", Name: "浙江省", Level: "clear", Href: "#"}}}}},
		{"ShapeMap", shapeSamples(l)},
		{"Chart", chartSamples(l)}, {"Bars", barSamples(l)},
		{"Rows", []Part{Rows{[]Row{{l.T("health.temperature"), "36.5 ℃"}, {l.T("why.version"), "hubei@2020-03-22"}}}}},
	}
}
