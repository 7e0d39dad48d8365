package desk

import (
	"net/http"

	"kangma/internal/id"
	"kangma/internal/jobs"
	"kangma/policy"
	"kangma/region"
	"kangma/web/ui"
)

type trialView struct {
	Page
	Policy        string
	State         ui.Notice
	Again, Share  int
	Changes, Ages ui.Bars
	Map           ui.TileMap
}

func (trialView) View() string { return "trial" }

// startTrial has a pack tried on the whole population.
func (h *Pages) startTrial(w http.ResponseWriter, r *http.Request, me Me) error {
	pack, err := policy.ParseDigest(r.PostForm.Get("digest"))
	if err != nil {
		return h.showRules(w, r, me, err)
	}
	which, err := h.service.StartTrial(r.Context(), me.Bearer, pack)
	if err != nil {
		return h.showRules(w, r, me, err)
	}
	http.Redirect(w, r, "/desk/rules/trials/"+which.String(), http.StatusSeeOther)
	return nil
}

// trial is one as it stands: what a pack would change, as pictures; counts of fewer than ten people are hidden.
func (h *Pages) trial(w http.ResponseWriter, r *http.Request, me Me) error {
	which, err := id.Parse(r.PathValue("id"))
	if err != nil {
		return err
	}
	t, names, err := h.service.Trial(r.Context(), me.Bearer, which)
	if err != nil {
		return err
	}
	v := trialView{Page: h.page(r, me), Policy: t.Policy}
	l := v.Prefs.Language
	switch {
	case t.Result != nil:
		v.State = ui.Notice{Kind: "done", Title: l.T("trial.done"), Lines: []string{l.T("trial.counts", "decided", toldCount(l, t.Result.Decided), "changed", toldCount(l, t.Result.Changed), "against", t.Result.Against)}}
		v.show(l, t.Result.Told, names)
	case t.Job.State == jobs.Failed, t.Job.State == jobs.Stopped:
		v.State = ui.Notice{Kind: "stop", Title: l.T("trial.failed")}
	default:
		v.State, v.Again = ui.Notice{Kind: "info", Title: l.T("imports.running")}, 3
		if t.Job.Progress.Total > 0 {
			v.Share = int(100 * t.Job.Progress.Done / t.Job.Progress.Total)
		}
	}
	h.pages.Render(w, r, http.StatusOK, v)
	return nil
}

// toldCount is a count as it may be told.
func toldCount(l *ui.Language, n int64) string {
	if n < 0 {
		return l.T("imports.few")
	}
	return ui.Thousands(n)
}

func (v *trialView) show(l *ui.Language, t policy.Told, names map[string]string) {
	people := []ui.Series{{Name: l.T("imports.people"), Class: "s-plain"}}
	v.Changes = turns(l, "changes", l.T("trial.changes"), l.T("imports.people"), t.Changes)
	v.Ages = ui.Bars{ID: "ages", Title: l.T("trial.ages"), Of: l.T("trial.age"), Series: people}
	for i, band := range t.Ages.Columns {
		if band == "unknown" {
			band = l.T("trial.elsewhere")
		}
		v.Ages.Bars = append(v.Ages.Bars, ui.Bar{Name: band, Values: []int64{max(0, t.Ages.Sums[i])}, Text: toldCount(l, t.Ages.Sums[i])})
	}
	v.Map = ui.TileMap{Label: l.T("trial.map"), Columns: tilesARow}
	for i, column := range t.Regions.Columns {
		tile := ui.Tile{Name: names[column], Short: shortName(names[column]), Level: "medium", Value: toldCount(l, t.Regions.Sums[i]), Href: "#changed", Column: i % tilesARow, Row: i / tilesARow}
		if tile.Name == "" {
			tile.Name, tile.Short = l.T("trial.elsewhere"), "—"
		}
		if t.Regions.Sums[i] < 0 {
			tile.Level, tile.Value = "clear", "<10"
		}
		if r, err := region.ParseCode(column); err == nil && r.Parent() == region.Nation {
			if p, ok := ui.ProvinceOf(r); ok {
				tile.Column, tile.Row, tile.Short = p.Column, p.Row, p.Short
			}
		}
		v.Map.Columns, v.Map.Rows = max(v.Map.Columns, tile.Column+1), max(v.Map.Rows, tile.Row+1)
		v.Map.Tiles = append(v.Map.Tiles, tile)
	}
}

// turns are changes of colour as bars, one a pair.
func turns(l *ui.Language, id, title, of string, changes []policy.ToldChange) ui.Bars {
	out := ui.Bars{ID: id, Title: title, Of: l.T("imports.change"), Series: []ui.Series{{Name: of, Class: "s-plain"}}}
	for _, c := range changes {
		name := l.T("colour."+string(c.From.Colour)) + " → " + l.T("colour."+string(c.To.Colour))
		if c.Others {
			name = l.T("trial.others")
		}
		out.Bars = append(out.Bars, ui.Bar{Name: name, Values: []int64{max(0, c.People)}, Text: toldCount(l, c.People)})
	}
	return out
}
