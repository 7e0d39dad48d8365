package api

import (
	"cmp"
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/node"
	"kangma/riskarea"
)

// mostList is how long a published list may be.
const mostList = 16 << 20

// importRisk takes a list of risk areas as it was published as the body (WZ-09).
func (a *API) importRisk(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	source := r.URL.Query().Get("source")
	if source == "" {
		a.refuse(w, r, fault.Missing("source"))
		return
	}
	list, err := sent(w, r, mostList)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	done, err := a.node.ImportRisk(ctx, c, source, list)
	a.say(w, r, riskImported(done), err)
}

func riskImported(r node.RiskImport) wire.RiskImport {
	return wire.RiskImport{List: r.List, Published: wire.Time(r.Published), Rows: r.Rows, Resolved: r.Resolved, Regime: r.Regime, Coloured: r.Coloured, Held: r.Held,
		Added: each(r.Change.Added, listed), Removed: each(r.Change.Removed, listed),
		Unresolved: each(r.Unresolved, func(u riskarea.Unresolved) wire.RiskRow {
			return wire.RiskRow{Level: string(u.Level), Province: u.Province, City: u.City, County: u.County, Text: u.Text, Reason: u.Reason}
		}),
		Changed: each(r.Change.Changed, func(c riskarea.LevelChange) wire.RiskArea {
			to := listed(c.To)
			to.Was = string(c.From)
			return to
		})}
}

func listed(e riskarea.Entry) wire.RiskArea {
	return wire.RiskArea{Region: e.Region.String(), Name: e.Name, Level: string(e.Level), Text: e.Text, Whole: e.Whole}
}

// riskAreas lists the areas that are listed at an instant.
func (a *API) riskAreas(ctx context.Context, _ node.Caller, in *struct {
	At string `query:"at" maxLength:"40" doc:"now if absent"`
}) (out wire.Page[wire.RiskArea], err error) {
	at, err := parseTime("at", in.At)
	if err != nil {
		return out, err
	}
	areas, err := a.node.RiskAreas(ctx, cmp.Or(at, a.node.Now()))
	out.Items = each(areas, func(r riskarea.Area) wire.RiskArea {
		return wire.RiskArea{Region: r.Region.String(), Name: r.Name, Level: string(r.Level), Whole: r.Whole, From: wire.Time(r.From), Until: wire.Time(r.Until)}
	})
	return out, err
}
