package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"kangma/api/wire"
	"kangma/internal/fault"
	"kangma/internal/sheet"
	"kangma/node"
)

// mostPlaces is how long a table of places may be, in bytes.
const mostPlaces = 8 << 20

// importPlaces takes a CSV or XLSX table as the body, and answers for each row (MS-01).
func (a *API) importPlaces(ctx context.Context, w http.ResponseWriter, r *http.Request, c node.Caller) {
	file, err := io.ReadAll(io.LimitReader(upload{r.Body, http.NewResponseController(w)}, mostPlaces+1))
	if err == nil && len(file) > mostPlaces {
		err = fault.New(fault.TooLarge, "request.too_large", "a table of places has at most %d bytes", mostPlaces)
	}
	var rows []node.PlaceRow
	if err == nil {
		rows, err = a.node.ImportPlaces(ctx, c, file, sheet.Options{Sheet: r.URL.Query().Get("sheet")})
	}
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	text, err := json.Marshal(placeRows(rows))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	answer(w, func(b []byte) []byte { return append(b, text...) })
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
