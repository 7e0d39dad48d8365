package desk

import (
	"cmp"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/web/ui"
)

type inspectionsView struct {
	Page
	Errors ui.ErrorSummary
	Region ui.Field
	Show   ui.Button
	Lists  InspectionList
	Done   *ui.Notice
	Plan   *planForm // nil for who may not plan
}

func (inspectionsView) View() string { return "inspections" }

// planForm has places inspected every so many days.
type planForm struct {
	Region, Days ui.Field
	Kind         ui.Select
	Make         ui.Button
}

// inspections are what inspectors have before them (MS-03).
func (h *Pages) inspections(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showInspections(w, r, me, nil)
}

func (h *Pages) showInspections(w http.ResponseWriter, r *http.Request, me Me, wrong wrongs) error {
	v := inspectionsView{Page: h.page(r, me)}
	l := v.Prefs.Language
	where := r.URL.Query().Get("region")
	var asked wrongs
	var err error
	if v.Lists, err = h.service.Inspections(r.Context(), me.Bearer, where, false); err != nil && (fault.CodeOf(err) != fault.Invalid || !asked.from(l, err)) {
		return err
	}
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: where, Error: asked.of("region")}
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	if done := r.URL.Query().Get("done"); done != "" && l.Has("inspections.done."+done) {
		v.Done = &ui.Notice{Kind: "done", Lines: []string{l.T("inspections.done." + done)}}
	}
	if me.May(staff.PointManage) {
		v.Plan = &planForm{
			Region: ui.Field{Name: "plan_region", Label: l.T("desk.region"), Hint: l.T("staff.region.hint"), Value: r.PostFormValue("plan_region"), Error: wrong.of("plan_region")},
			Days:   ui.Field{Name: "plan_days", Label: l.T("inspections.days"), InputMode: "numeric", Width: "short", Value: r.PostFormValue("plan_days"), Error: wrong.of("plan_days")},
			Kind:   ui.Select{Name: "plan_kind", Label: l.T("places.kind"), Prompt: l.T("places.any"), Options: kindOptions(l, r.PostFormValue("plan_kind")), Error: wrong.of("plan_kind")},
			Make:   ui.Button{Text: l.T("inspections.plan.make"), Icon: "plus", Name: "act", Value: "plan"},
		}
	}
	v.Errors = append(asked, wrong...).summary()
	status := http.StatusOK
	if len(v.Errors.Items) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// manageInspections does one act on plans and findings.
func (h *Pages) manageInspections(w http.ResponseWriter, r *http.Request, me Me) error {
	act, ctx := r.PostFormValue("act"), r.Context()
	which, err := id.Parse(r.PostFormValue("which"))
	switch {
	case act == "plan":
		var days int
		if days, err = strconv.Atoi(digits(r.PostFormValue("plan_days"))); err != nil {
			err = fault.Field("days", r.PostFormValue("plan_days"), "is no number of days")
			break
		}
		err = h.service.Plan(ctx, me.Bearer, r.PostFormValue("plan_region"), r.PostFormValue("plan_kind"), days)
	case err != nil:
	case act == "end-plan":
		err = h.service.EndPlan(ctx, me.Bearer, which)
	case act == "close-finding":
		err = h.service.CloseFinding(ctx, me.Bearer, which)
	default:
		err = fault.Field("act", act, "is nothing that can be done here")
	}
	if err != nil {
		var wrong wrongs
		if !wrong.from(h.page(r, me).Prefs.Language, err) {
			return err
		}
		for i := range wrong {
			if wrong[i].Field != "" {
				wrong[i].Field = "plan_" + wrong[i].Field
			}
		}
		return h.showInspections(w, r, me, wrong)
	}
	http.Redirect(w, r, "/desk/inspections?done="+act, http.StatusSeeOther)
	return nil
}

type inspectView struct {
	Page
	Back   ui.Button
	Place  PlaceDetail
	Errors ui.ErrorSummary
	Items  []inspectItem
	Days   ui.Field
	Report ui.Button
}

func (inspectView) View() string { return "inspect" }

// inspectItem is one line of the checklist.
type inspectItem struct {
	Result ui.Choice
	Note   ui.Field
}

// inspectForm is the checklist of one place, for a planned inspection or by surprise.
func (h *Pages) inspectForm(w http.ResponseWriter, r *http.Request, me Me) error {
	return h.showInspect(w, r, me, nil)
}

func (h *Pages) showInspect(w http.ResponseWriter, r *http.Request, me Me, wrong wrongs) error {
	place, err := id.Parse(r.PathValue("place"))
	if err != nil {
		return err
	}
	v := inspectView{Page: h.page(r, me), Errors: wrong.summary()}
	if v.Place, err = h.service.Place(r.Context(), me.Bearer, place); err != nil {
		return err
	}
	l := v.Prefs.Language
	v.Back = ui.Button{Text: v.Place.Name, Kind: "plain", Icon: "back", Href: "/desk/places/" + place.String()}
	for _, c := range passage.Checklist {
		name, chosen := "item."+string(c.Item), r.PostFormValue("item."+string(c.Item))
		choice := ui.Choice{Name: name, Legend: l.Say(ui.Text{"zh": c.Zh, "en": c.En}), Across: true, Error: wrong.of(name)}
		for _, result := range []string{"yes", "no", "na"} {
			choice.Options = append(choice.Options, ui.Option{Value: result, Text: l.T("inspections.result." + result), Chosen: chosen == result})
		}
		note := "note." + string(c.Item)
		v.Items = append(v.Items, inspectItem{choice, ui.Field{Name: note, Label: l.T("inspections.note"), Optional: true, Value: r.PostFormValue(note), Error: wrong.of(note)}})
	}
	v.Days = ui.Field{Name: "days", Label: l.T("inspections.deadline"), InputMode: "numeric", Width: "short", Optional: true, Value: r.PostFormValue("days"), Error: wrong.of("days")}
	v.Report = ui.Button{Text: l.T("inspections.report")}
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	h.pages.Render(w, r, status, v)
	return nil
}

// inspect reports what was found.
func (h *Pages) inspect(w http.ResponseWriter, r *http.Request, me Me) error {
	l := h.page(r, me).Prefs.Language
	report, wrong, err := inspectionReport(r, l)
	if err != nil {
		return err
	}
	if len(wrong) == 0 {
		if err = h.service.Inspect(r.Context(), me.Bearer, report); err == nil {
			http.Redirect(w, r, "/desk/places/"+r.PathValue("place")+"?done=inspected", http.StatusSeeOther)
			return nil
		}
		if !wrong.from(l, err) {
			return err
		}
	}
	return h.showInspect(w, r, me, wrong)
}

// inspectionReport reads the checklist; each line must have an answer, and what is not in order a note.
func inspectionReport(r *http.Request, l *ui.Language) (report node.InspectionReport, wrong wrongs, err error) {
	if report.Place, err = id.Parse(r.PathValue("place")); err != nil {
		return report, nil, err
	}
	if s := r.FormValue("inspection"); s != "" {
		if report.Inspection, err = id.Parse(s); err != nil {
			return report, nil, err
		}
		report.Place = id.ID{}
	}
	if s := digits(r.PostFormValue("days")); s != "" {
		if report.Days, err = strconv.Atoi(s); err != nil {
			wrong.add("days", l.T("inspections.wrong.days"))
		}
	}
	for _, c := range passage.Checklist {
		name := string(c.Item)
		a := passage.Answer{Item: c.Item, Result: r.PostFormValue("item." + name), Note: strings.TrimSpace(r.PostFormValue("note." + name))}
		switch {
		case a.Result == "":
			wrong.add("item."+name, l.T("inspections.wrong.result"))
		case a.Result == "no" && a.Note == "":
			wrong.add("note."+name, l.T("inspections.wrong.note"))
		}
		report.Answers = append(report.Answers, a)
	}
	return report, wrong, nil
}

type coverageView struct {
	Page
	Errors ui.ErrorSummary
	Region ui.Field
	Days   ui.Field
	Show   ui.Button
	Where  Division
	Kinds  ui.Bars
	Map    ui.Part // the operator's, or tiles; nil if there is nothing to show
	Rows   []coverageRow
	CSV    string
}

func (coverageView) View() string { return "coverage" }

// coverageRow is one kind of place in one division.
type coverageRow struct {
	Region, Kind string
	Counts       [6]int // places, coded, posted, inspected, overdue, findings
}

// coverage shows how far codes and inspections reach (MS-03).
func (h *Pages) coverage(w http.ResponseWriter, r *http.Request, me Me) error {
	v := coverageView{Page: h.page(r, me)}
	l := v.Prefs.Language
	where, days := r.FormValue("region"), cmp.Or(r.FormValue("days"), "30")
	var wrong wrongs
	c, err := h.covered(r, me)
	if err != nil && (fault.CodeOf(err) != fault.Invalid || !wrong.from(l, err)) {
		return err
	}
	status := http.StatusOK
	if err != nil {
		status = ui.Status(err)
	} else {
		where = c.Region.Name
		v.show(l, c, r)
	}
	v.Errors = wrong.summary()
	v.Region = ui.Field{Name: "region", Label: l.T("desk.region"), Value: where, Error: wrong.of("region")}
	v.Days = ui.Field{Name: "days", Label: l.T("coverage.days"), InputMode: "numeric", Width: "short", Value: days, Error: wrong.of("days")}
	v.Show = ui.Button{Text: l.T("figures.show"), Kind: "second"}
	h.pages.Render(w, r, status, v)
	return nil
}

// covered reads what coverage is asked for, of the last 30 days if nothing is said.
func (h *Pages) covered(r *http.Request, me Me) (Covered, error) {
	days := 30
	if s := digits(r.FormValue("days")); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > 365 {
			return Covered{}, fault.Field("days", s, "is not between 1 and 365")
		}
		days = n
	}
	return h.service.Coverage(r.Context(), me.Bearer, r.FormValue("region"), days)
}

// show makes the pictures: bars by kind, a tile a division, and the table.
func (v *coverageView) show(l *ui.Language, c Covered, r *http.Request) {
	v.Where = c.Region
	v.CSV = "/desk/coverage.csv?" + url.Values{"region": {c.Region.Code.String()}, "days": {r.FormValue("days")}}.Encode()
	v.Kinds = ui.Bars{ID: "kinds", Title: l.T("coverage.kinds"), Of: l.T("places.kind"), Series: []ui.Series{
		{Name: l.T("coverage.inspected"), Class: "s-green"}, {Name: l.T("coverage.not"), Class: "s-none"}}}
	kinds, divisions := map[passage.PlaceKind]node.Coverage{}, map[region.Code]node.Coverage{}
	var order []region.Code
	for _, x := range c.List {
		if _, known := divisions[x.Region]; !known {
			order = append(order, x.Region)
		}
		kinds[x.Kind], divisions[x.Region] = added(kinds[x.Kind], x), added(divisions[x.Region], x)
		v.Rows = append(v.Rows, coverageRow{c.Names[x.Region.String()], l.Say(placeKind(x.Kind)), [6]int{x.Places, x.Coded, x.Posted, x.Inspected, x.Overdue, x.Findings}})
	}
	for _, k := range passage.PlaceKinds {
		if x := kinds[k.Kind]; x.Places > 0 {
			v.Kinds.Bars = append(v.Kinds.Bars, ui.Bar{Name: l.Say(ui.Text{"zh": k.Zh, "en": k.En}), Values: []int64{int64(x.Inspected), int64(x.Places - x.Inspected)},
				Text: l.T("coverage.of", "inspected", x.Inspected, "places", x.Places), Late: x.Overdue > 0})
		}
	}
	m := ui.TileMap{Label: l.T("coverage.map")}
	for i, d := range order {
		x := divisions[d]
		tile := ui.Tile{Code: d, Column: i % tilesARow, Row: i / tilesARow, Short: shortName(c.Names[d.String()]), Name: c.Names[d.String()], Level: "clear",
			Value: strconv.Itoa(100*x.Inspected/x.Places) + "%", Href: "/desk/coverage?" + url.Values{"region": {d.String()}}.Encode()}
		switch {
		case x.Overdue > 0:
			tile.Level = "high"
		case x.Findings > 0:
			tile.Level = "medium"
		}
		m.Tiles, m.Rows = append(m.Tiles, tile), tile.Row+1
	}
	if m.Columns = max(4, min(len(order), tilesARow)); len(order) > 0 {
		v.Map = v.Site.MapOf(m)
	}
}

func added(a, b node.Coverage) node.Coverage {
	b.Places, b.Coded, b.Posted, b.Inspected, b.Overdue, b.Findings = a.Places+b.Places, a.Coded+b.Coded, a.Posted+b.Posted, a.Inspected+b.Inspected, a.Overdue+b.Overdue, a.Findings+b.Findings
	return b
}

// coverageTable is the same as CSV.
func (h *Pages) coverageTable(w http.ResponseWriter, r *http.Request, me Me) error {
	c, err := h.covered(r, me)
	if err != nil {
		return err
	}
	rows := [][]string{{"region", "name", "kind", "places", "coded", "posted", "inspected", "overdue", "findings"}}
	for _, x := range c.List {
		row := []string{x.Region.String(), c.Names[x.Region.String()], string(x.Kind)}
		for _, n := range []int{x.Places, x.Coded, x.Posted, x.Inspected, x.Overdue, x.Findings} {
			row = append(row, strconv.Itoa(n))
		}
		rows = append(rows, row)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="coverage-`+c.Region.Code.String()+`.csv"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	return csv.NewWriter(w).WriteAll(rows)
}
