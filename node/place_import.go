package node

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"kangma/audit"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/passage"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// MaxPlaceRows is how many places one table may have.
const MaxPlaceRows = 5_000

// PlaceRow is what became of one row of a table of places.
type PlaceRow struct {
	Number int // as the spreadsheet numbers it
	Place  passage.Place
	Status string // "stored", "duplicate", "refused"
	Fault  *fault.Fault
}

// placeColumns are the columns of a table of places, by the names that they may have.
var placeColumns = []tableColumn{
	{"kind", []string{"kind", "类别", "场所类别", "类型"}, true},
	{"name", []string{"name", "名称", "场所名称"}, true},
	{"region", []string{"region", "区划", "行政区划", "区划代码"}, true},
	{"address", []string{"address", "地址"}, false},
	{"office", []string{"office", "联系单位", "主管单位"}, false},
	{"phone", []string{"phone", "联系电话", "电话"}, false},
	{"lat", []string{"lat", "纬度"}, false},
	{"lon", []string{"lon", "经度"}, false},
}

// ImportPlaces adds the places of a CSV or XLSX table, each row with its own result: a row that is wrong, or lies outside the caller's
// region, is refused and keeps none of the others; an open place of the same kind, name, address and region is a duplicate (MS-01).
func (n *Node) ImportPlaces(ctx context.Context, c Caller, file []byte, o sheet.Options) ([]PlaceRow, error) {
	if err := n.maySomewhere(ctx, c, staff.PointManage, staff.Purpose{}); err != nil {
		return nil, err
	}
	rows, err := n.readPlaces(file, o)
	if err != nil {
		return nil, err
	}
	out := make([]PlaceRow, len(rows))
	err = n.store.Write(ctx, func(tx *store.Tx) error {
		copy(out, rows)
		at := n.clock.Now()
		standing, err := n.stand(ctx, tx, c)
		if err != nil {
			return err
		}
		w, err := standing.MaySomewhere(staff.PointManage, staff.Purpose{}, at)
		if err != nil {
			return err
		}
		count := map[string]int{}
		for i := range out {
			r := &out[i]
			if r.Fault == nil {
				r.Place.CreatedBy = c.Account
				if err := importPlace(ctx, tx, standing, r, at); err != nil {
					f, ok := fault.As(err)
					if !ok || f.Code == fault.Internal {
						return err
					}
					r.Fault = f
				}
			}
			if r.Fault != nil {
				r.Status, r.Place.ID = "refused", id.ID{}
			}
			count[r.Status]++
		}
		e := office{Warrant: w, Caller: c}.entry(audit.PlaceImport, w.Region, at)
		e.Detail = e.Detail.With("read", len(out)).With("stored", count["stored"]).With("refused", count["refused"]).With("duplicate", count["duplicate"])
		return n.record(ctx, tx, e)
	})
	return out, err
}

// importPlace stores one row, or finds the place that is there already.
func importPlace(ctx context.Context, tx *store.Tx, by staff.Standing, r *PlaceRow, at instant.Instant) error {
	if _, err := by.May(staff.Ask{Action: staff.PointManage, Region: r.Place.Region}, at); err != nil {
		return err
	}
	p, err := passage.CheckPlace(r.Place)
	if err != nil {
		return err
	}
	same, err := tx.PlacesNamed(ctx, p.Region, p.Name)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(same, func(s passage.Place) bool { return s.Kind == p.Kind && s.Address == p.Address }); i >= 0 {
		r.Status, r.Place = "duplicate", same[i]
		return nil
	}
	r.Status = "stored"
	r.Place, err = passage.AddPlace(ctx, tx, p, at)
	return err
}

// readPlaces reads the whole table; a row that cannot be a place has its fault.
func (n *Node) readPlaces(file []byte, o sheet.Options) ([]PlaceRow, error) {
	table, err := sheet.Open(bytes.NewReader(file), int64(len(file)), o)
	if err != nil {
		return nil, err
	}
	defer table.Close()
	column, lacks, err := findColumns(placeColumns, table.Header())
	if err != nil {
		return nil, err
	}
	if lacks != "" {
		return nil, fault.New(fault.Invalid, "place.column", "the table has no column %s", lacks)
	}
	var rows []PlaceRow
	for {
		row, err := table.Next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		if len(rows) == MaxPlaceRows {
			return nil, fault.New(fault.TooLarge, "place.too_many_rows", "the table has more than %d places; divide it", MaxPlaceRows)
		}
		out := PlaceRow{Number: row.Number, Fault: row.Fault}
		if out.Fault == nil {
			cell := func(field string) string {
				if i, ok := column[field]; ok {
					return strings.TrimSpace(row.Cells[i])
				}
				return ""
			}
			var err error
			if out.Place, err = n.placeOf(cell); err != nil {
				out.Fault, _ = fault.As(err)
			}
		}
		rows = append(rows, out)
	}
}

// placeOf makes a place of the cells of one row.
func (n *Node) placeOf(cell func(string) string) (p passage.Place, err error) {
	if p.Kind, err = passage.PlaceKindNamed(cell("kind")); err != nil {
		return p, err
	}
	p.Name, p.Address, p.Office, p.Phone = cell("name"), cell("address"), cell("office"), cell("phone")
	if p.Region, err = region.ParseCode(cell("region")); err == nil {
		err = n.Regions().Check(p.Region)
	}
	if err != nil {
		why, _ := fault.As(err)
		return p, fault.Field("region", cell("region"), "%s", why.Detail)
	}
	lat, lon := cell("lat"), cell("lon")
	if lat == "" && lon == "" {
		return p, nil
	}
	var at [2]float64
	for i, s := range []string{lat, lon} {
		if at[i], err = strconv.ParseFloat(s, 64); err != nil {
			return p, fault.Field([]string{"lat", "lon"}[i], s, "is no number of degrees")
		}
	}
	where, err := passage.ParseLocation(at[0], at[1])
	p.Location = &where
	return p, err
}

func (r PlaceRow) String() string {
	if r.Fault != nil {
		return fmt.Sprintf("row %d: refused: %s", r.Number, r.Fault.Error())
	}
	return fmt.Sprintf("row %d: %s: %s", r.Number, r.Status, r.Place.ID)
}
