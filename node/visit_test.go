package node_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"kangma/internal/db"
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/internal/sheet"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
	"kangma/store"
)

// staffed appoints somebody and logs him in at the staff door.
func (h *hubei) staffed(phone string, role staff.Role, r region.Code) node.Caller {
	h.t.Helper()
	if _, err := h.Appoint(h.t.Context(), node.Itself, node.NewAppointment{Phone: phone, Name: "王主任", Role: role, Region: r}); err != nil {
		h.t.Fatal(err)
	}
	return h.login(phone, person.StaffDoor)
}

// rows counts what is in each table.
func (h *hubei) rows() map[string]int {
	h.t.Helper()
	s, err := store.Open(h.t.Context(), h.Database)
	if err != nil {
		h.t.Fatal(err)
	}
	defer s.Close()
	count := map[string]int{}
	err = s.Read(h.t.Context(), func(tx *store.Tx) error {
		tables, err := db.List(h.t.Context(), tx.Raw(), func(scan db.Scan) (name string, err error) { err = scan(&name); return name, err },
			`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
		for _, name := range tables {
			var n int
			if err := tx.Raw().QueryRow(h.t.Context(), "SELECT COUNT(*) FROM "+name, nil, &n); err != nil {
				return err
			}
			count[name] = n
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return count
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key {
		t.Errorf("%v, want %s", err, key)
	}
}

// MS-01, BY-18, PS-10, HB-10: a holder scans a place's code and has registered a visit, which he can read for 14 days and which is no
// evidence: nothing that is known of him changes, no decision is made, and neither the log nor the database says who was where.
func TestVisit(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	admin := h.staffed("13900000001", staff.Administrator, wuhan)
	where := passage.Location{Lat: 30_580_000, Lon: 114_270_000}
	place, err := h.AddPlace(ctx, admin, passage.Place{Kind: "market", Name: "球场路菜市场", Region: wuhan, Location: &where})
	if err != nil {
		t.Fatal(err)
	}
	_, _, _, err = h.PlaceCode(ctx, admin, place.ID)
	wantKey(t, err, "place.no_code")
	if _, err := h.IssuePlaceCode(ctx, admin, passage.PlaceCode{Place: place.ID, Radius: 300}); err != nil {
		t.Fatal(err)
	}
	code, _, _, err := h.PlaceCode(ctx, admin, place.ID)
	if err != nil {
		t.Fatal(err)
	}
	holder, _ := h.apply("13800000001", zhang)
	before, rows := h.show(holder), h.rows()

	far := passage.Location{Lat: 30_590_000, Lon: 114_270_000}
	_, err = h.Visit(ctx, holder, id.ID{}, code, &passage.Fix{Location: far})
	wantKey(t, err, "visit.far")
	v, err := h.Visit(ctx, holder, id.ID{}, code, &passage.Fix{Location: where, Error: 30})
	if err != nil || v.Again || v.Place.Name != place.Name {
		t.Fatal(v, err)
	}
	if again, err := h.Visit(ctx, holder, id.ID{}, code, nil); err != nil || !again.Again || again.ID != v.ID {
		t.Error(again, err)
	}
	if list, err := h.Visits(ctx, holder, id.ID{}); err != nil || len(list) != 1 || list[0].ID != v.ID || list[0].Place.Name != place.Name {
		t.Error(list, err)
	}
	_, err = h.Visit(ctx, holder, id.New(h.Now()), code, nil)
	wantKey(t, err, "person.not_linked")

	// BY-18: of all tables visits alone has a row more, and the keys of days. So there is no evidence, no decision, no job, no entry in
	// the log that says for ever who was where, and no position (HB-10): the table has no column for one.
	after := h.rows()
	for table, n := range after {
		if want := rows[table] + map[string]int{"visits": 1, "passage_days": 1}[table]; n != want {
			t.Errorf("%s has %d rows after a visit, %d before", table, n, rows[table])
		}
	}
	if again := h.show(holder); again.Token != before.Token {
		t.Error("the code changed")
	}

	// New posters: the old ones are worth nothing.
	if _, err := h.IssuePlaceCode(ctx, admin, passage.PlaceCode{Place: place.ID}); err != nil {
		t.Fatal(err)
	}
	_, err = h.Visit(ctx, holder, id.ID{}, code, nil)
	wantKey(t, err, "visit.code_replaced")
	if err := h.RevokePlaceCode(ctx, admin, place.ID); err != nil {
		t.Fatal(err)
	}
	_, err = h.PlaceOfCode(ctx, code)
	wantKey(t, err, "visit.code_replaced")

	// BY-07, PS-3: after the retention the visit is gone with its day.
	h.clock.Add(16 * instant.Day)
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- h.Run(running) }()
	for end := time.Now().Add(20 * time.Second); h.rows()["visits"] > 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
	}
	stop()
	if err := <-ended; err != nil || h.rows()["visits"] > 0 {
		t.Error("visits are kept", err)
	}
	holder = h.login("13800000001", person.HolderDoor)
	if list, err := h.Visits(ctx, holder, id.ID{}); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

// MS-01, WH-08: places are listed and changed in one's own region only; a table is imported with a result for each row.
func TestPlaces(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	admin := h.staffed("13900000001", staff.Administrator, wuhan)
	elsewhere := h.staffed("13900000002", staff.Administrator, region.MustParseCode("420900"))
	table := strings.Join([]string{"场所名称,类别,行政区划,地址,联系单位,联系电话,纬度,经度",
		"一中,学校,420102,解放大道1号,教育局,027-1,30.6,114.3",
		"汉口超市,supermarket,420102,,,,,",
		"孝感商场,mall,420900,,,,,",
		"赌场,casino,420102,,,,,",
		"没有区划,mall,429999,,,,,",
		",mall,420102,,,,,",
		"一中,school,420102,解放大道1号,,,,",
		"二中,school,420102,,,,91,0"}, "\r\n")
	rows, err := h.ImportPlaces(ctx, admin, []byte(table), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		s := r.Status
		if r.Fault != nil {
			s += " " + r.Fault.Key + " " + r.Fault.Field
		}
		got = append(got, s)
	}
	want := "stored|stored|refused staff.outside_region |refused field.invalid kind|refused field.invalid region|refused field.missing name|duplicate|refused field.invalid location.lat"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("%s\nwant %s", s, want)
	}
	if rows[6].Place.ID != rows[0].Place.ID || rows[7].Number != 9 {
		t.Error(rows[6], rows[7])
	}
	list, err := h.Places(ctx, admin, passage.PlaceQuery{Limit: 10})
	if err != nil || len(list) != 2 {
		t.Fatal(list, err)
	}
	if p, err := h.Place(ctx, admin, rows[0].Place.ID); err != nil || p.Kind != "school" || p.Office != "教育局" || p.Location == nil {
		t.Error(p, err)
	}
	page, err := h.Places(ctx, admin, passage.PlaceQuery{Limit: 1, After: list[0].ID})
	if err != nil || len(page) != 1 || page[0].ID != list[1].ID {
		t.Error(page, err)
	}
	if found, err := h.Places(ctx, node.Itself, passage.PlaceQuery{Name: "超市", Limit: 10}); err != nil || len(found) != 1 {
		t.Error(found, err)
	}
	if none, err := h.Places(ctx, elsewhere, passage.PlaceQuery{Limit: 10}); err != nil || len(none) != 0 {
		t.Error(none, err)
	}
	_, err = h.Places(ctx, elsewhere, passage.PlaceQuery{Region: wuhan, Limit: 10})
	wantKey(t, err, "staff.outside_region")
	_, err = h.Place(ctx, elsewhere, list[0].ID)
	wantKey(t, err, "staff.outside_region")
	_, err = h.IssuePlaceCode(ctx, elsewhere, passage.PlaceCode{Place: list[0].ID})
	wantKey(t, err, "staff.outside_region")
	wantKey(t, h.RevokePlaceCode(ctx, elsewhere, list[0].ID), "staff.outside_region")
	if rows, err := h.ImportPlaces(ctx, admin, []byte(table), sheet.Options{}); err != nil || rows[0].Status != "duplicate" || rows[1].Status != "duplicate" {
		t.Error("a second time:", rows[:2], err)
	}
	_, err = h.ImportPlaces(ctx, admin, []byte("名称,类别\n一中,学校\n"), sheet.Options{})
	wantKey(t, err, "place.column")
	_, err = h.ImportPlaces(ctx, admin, bytes.Repeat([]byte("名称,类别,区划\n"), 1), sheet.Options{})
	if err != nil {
		t.Error("an empty table:", err)
	}
	collector := h.login("13800000009", person.StaffDoor)
	_, err = h.ImportPlaces(ctx, collector, []byte(table), sheet.Options{})
	wantKey(t, err, "staff.not_permitted")
}
