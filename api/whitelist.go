package api

import (
	"bytes"
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/sheet"
	"kangma/node"
)

// mostListed is how long a table of a white list may be, in bytes.
const mostListed = 8 << 20

// whitelistParams are what is said beside the table: nothing of any person.
var whitelistParams = []string{"list", "vetted_by", "filed_with", "from", "until", "sheet"}

// fileWhitelist takes a CSV or XLSX table as the body, and answers for each row (WZ-12).
func (a *API) fileWhitelist(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	table, err := sent(w, r, mostListed)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	q := r.URL.Query()
	f, err := a.node.FileWhitelist(ctx, c, table, sheet.Options{Sheet: q.Get("sheet")}, node.WhitelistTable{List: q.Get("list"),
		VettedBy: q.Get("vetted_by"), FiledBy: q.Get("filed_with"), From: q.Get("from"), Until: q.Get("until")})
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	out, err := a.filedWhitelist(f)
	a.say(w, r, out, err)
}

func (a *API) filedWhitelist(f node.FiledWhitelist) (wire.FiledWhitelist, error) {
	out := wire.FiledWhitelist{Again: f.Again, Read: len(f.Rows), Listed: f.Count("listed"), Refused: f.Count("refused"), Duplicate: f.Count("duplicate")}
	if !f.Case.ID.IsZero() {
		row := a.caseRow(f.Case)
		out.Case = &row
	}
	out.Rows = each(f.Rows, func(r node.WhitelistRow) wire.WhitelistRow {
		row := wire.WhitelistRow{Row: r.Number, Status: r.Status}
		if r.Fault != nil {
			row.Key, row.Field, row.Detail = r.Fault.Key, r.Fault.Field, r.Fault.Detail
		}
		return row
	})
	if out.Refused == 0 {
		return out, nil
	}
	var refused bytes.Buffer
	err := f.WriteRefused(&refused)
	out.Errors = refused.String()
	return out, err
}
