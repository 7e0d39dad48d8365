package api

import (
	"context"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/sheet"
	"kangma/node"
)

// mostPlaces is how long a table of places may be, in bytes.
const mostPlaces = 8 << 20

// importPlaces takes a CSV or XLSX table as the body, and answers for each row (MS-01).
func (a *API) importPlaces(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	file, err := sent(w, r, mostPlaces)
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	rows, err := a.node.ImportPlaces(ctx, c, file, sheet.Options{Sheet: r.URL.Query().Get("sheet")})
	a.say(w, r, placeRows(rows), err)
}

func placeRows(rows []node.PlaceRow) wire.PlaceRows {
	out := wire.PlaceRows{Read: len(rows), Rows: make([]wire.PlaceRow, len(rows))}
	for i, r := range rows {
		out.Rows[i] = wire.PlaceRow{Row: r.Number, Status: r.Status, Place: r.Place.ID}
		if f := r.Fault; f != nil {
			out.Rows[i].Key, out.Rows[i].Field, out.Rows[i].Detail = f.Key, f.Field, f.Detail
			out.Rows[i].Value = f.Value
		}
		switch r.Status {
		case "stored":
			out.Stored++
		case "duplicate":
			out.Duplicate++
		default:
			out.Refused++
		}
	}
	return out
}
