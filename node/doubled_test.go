package node_test

import (
	"context"
	"testing"
	"time"

	"kangma/internal/id"
	"kangma/node"
	"kangma/passage"
	"kangma/person"
	"kangma/region"
	"kangma/staff"
)

// BY-21, PS-8: the same code at two points 900 km apart within minutes is reported to staff of both regions and to the auditor, once, and
// without saying whose it is; at two points of one town it is not.
func TestDoubled(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	holder, who := h.apply("13800000001", zhang)
	token := h.show(holder).Token
	xiaogan := region.MustParseCode("420900")
	point := func(name string, r region.Code, lat, lon float64) passage.Point {
		where, err := passage.ParseLocation(lat, lon)
		if err != nil {
			t.Fatal(err)
		}
		p, err := h.AddPoint(ctx, node.Itself, passage.Point{Name: name, Region: r, Location: &where})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	points := []passage.Point{point("东门", wuhan, 30.60, 114.30), point("西门", wuhan, 30.61, 114.30), point("远处", xiaogan, 39.90, 116.40)}
	var gates []node.Caller
	for i, p := range points {
		phone := "1370000000" + string(rune('0'+i))
		if _, err := h.Appoint(ctx, node.Itself, node.NewAppointment{Phone: phone, Name: "李四", Role: staff.Collector, Region: p.Region, Point: p.ID}); err != nil {
			t.Fatal(err)
		}
		gates = append(gates, h.login(phone, person.StaffDoor))
	}
	auditor := h.staffed("13900000001", staff.Auditor, wuhan)
	admin := h.staffed("13900000002", staff.Administrator, xiaogan)
	var scans []id.ID
	for i, p := range points {
		h.clock.Add(3 * time.Minute)
		scan := id.New(h.Now())
		if s, err := h.Scan(ctx, gates[i], node.ScanRequest{ID: scan, Point: p.ID, Token: token}); err != nil || !s.Stored {
			t.Fatal(s, err)
		}
		scans = append(scans, scan)
	}
	for range 2 {
		running, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- h.Run(running) }()
		for end := time.Now().Add(20 * time.Second); h.rows()["doubled"] == 0 && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		}
		stop()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]node.Caller{"auditor": auditor, "administrator": admin, "node": node.Itself} {
		list, err := h.Doubled(ctx, c, 0, id.ID{}, 10)
		if err != nil || len(list) != 1 {
			t.Fatal(name, list, err)
		}
		d := list[0]
		if d.First != scans[1] || d.Second != scans[2] || d.FirstPoint != points[1].ID || d.SecondRegion != xiaogan || d.Metres < 900_000 || d.Needed < 3600 {
			t.Errorf("%s: %+v", name, d)
		}
		if d.First == who || d.Second == who {
			t.Error("it says who")
		}
	}
	_, err := h.Doubled(ctx, admin, wuhan, id.ID{}, 10)
	wantKey(t, err, "staff.outside_region")
	_, err = h.Doubled(ctx, gates[0], 0, id.ID{}, 10)
	wantKey(t, err, "staff.not_permitted")
}
