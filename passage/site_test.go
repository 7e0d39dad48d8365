package passage

import (
	"math"
	"strings"
	"testing"
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// MS-01: every kind of place of the list, and each only once.
func TestPlaceKinds(t *testing.T) {
	listed := "government_hall school hospital station housing_estate mall supermarket market hotel restaurant firm pharmacy bank library culture_centre entertainment village"
	for _, k := range strings.Fields(listed) {
		if got, err := ParsePlaceKind(k); err != nil || string(got) != k {
			t.Errorf("%s: %v", k, err)
		}
	}
	seen := map[PlaceKind]bool{}
	for _, k := range PlaceKinds {
		if seen[k.Kind] || k.Zh == "" || k.En == "" {
			t.Errorf("%s", k.Kind)
		}
		seen[k.Kind] = true
	}
	if _, err := ParsePlaceKind("casino"); err == nil {
		t.Error("a casino")
	}
}

// MS-01, WH-11: a place with its points, whose region they have.
func TestPlacesAndPoints(t *testing.T) {
	tx := newMemory()
	where := Location{30_580_000, 114_270_000}
	place, err := AddPlace(ctx, tx, Place{Kind: "station", Name: " 汉口站 ", Region: wuhan, Location: &where}, now)
	if err != nil || place.Name != "汉口站" || place.ClosedAt != instant.Never {
		t.Fatal(place, err)
	}
	point, err := AddPoint(ctx, tx, Point{Place: place.ID, Name: "南广场"}, now)
	if err != nil || point.Region != wuhan || point.Location == nil || *point.Location != where {
		t.Error(point, err)
	}
	alone, err := AddPoint(ctx, tx, Point{Name: "卡口", Region: wuhan}, now)
	if err != nil || !alone.Place.IsZero() {
		t.Error(err)
	}
	for name, p := range map[string]Point{
		"no name": {Region: wuhan}, "no region": {Name: "x"}, "another region": {Name: "x", Place: place.ID, Region: region.MustParseCode("330100")},
		"no such place": {Name: "x", Place: id.New(now)}, "long name": {Name: strings.Repeat("站", 101), Region: wuhan}, "control": {Name: "a\x00b", Region: wuhan},
	} {
		if _, err := AddPoint(ctx, tx, p, now); err == nil {
			t.Errorf("%s: added", name)
		}
	}
	for name, p := range map[string]Place{"no kind": {Name: "x", Region: wuhan}, "no name": {Kind: "mall", Region: wuhan}, "no region": {Kind: "mall", Name: "x"}} {
		if _, err := AddPlace(ctx, tx, p, now); err == nil {
			t.Errorf("%s: added", name)
		}
	}
	if err := ClosePlace(ctx, tx, place.ID, now); err != nil || tx.points[point.ID].ClosedAt != now || tx.points[alone.ID].ClosedAt == now {
		t.Error("a place closes with its points and no others:", err)
	}
	_, err = AddPoint(ctx, tx, Point{Name: "x", Place: place.ID}, now)
	wantFault(t, err, fault.Conflict, "point.closed")
}

// WH-11 (PS-7): the current point cannot be deleted, and the error says so; after a switch it can.
func TestCurrentPoint(t *testing.T) {
	tx, collector := newMemory(), id.New(now)
	_, err := CurrentPoint(ctx, tx, collector)
	wantFault(t, err, fault.Conflict, "point.none")
	place, err := AddPlace(ctx, tx, Place{Kind: "mall", Name: "商场", Region: wuhan}, now)
	if err != nil {
		t.Fatal(err)
	}
	a, err1 := AddPoint(ctx, tx, Point{Name: "甲", Place: place.ID}, now)
	b, err2 := AddPoint(ctx, tx, Point{Name: "乙", Region: wuhan}, now)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if _, err := SwitchPoint(ctx, tx, collector, a.ID, now); err != nil {
		t.Fatal(err)
	}
	err = ClosePoint(ctx, tx, a.ID, now)
	wantFault(t, err, fault.Conflict, "point.current")
	if !strings.Contains(err.Error(), "current point") {
		t.Errorf("the error does not say so: %v", err)
	}
	wantFault(t, ClosePlace(ctx, tx, place.ID, now), fault.Conflict, "point.current")
	if tx.points[a.ID].ClosedAt != instant.Never || tx.places[place.ID].ClosedAt != instant.Never {
		t.Error("closed all the same")
	}
	if _, err := SwitchPoint(ctx, tx, collector, b.ID, now); err != nil {
		t.Fatal(err)
	}
	if p, err := CurrentPoint(ctx, tx, collector); err != nil || p.ID != b.ID {
		t.Error(p, err)
	}
	for range 2 {
		if err := ClosePoint(ctx, tx, a.ID, now); err != nil {
			t.Fatal(err)
		}
	}
	_, err = SwitchPoint(ctx, tx, collector, a.ID, now)
	wantFault(t, err, fault.Conflict, "point.closed")
}

func TestLocations(t *testing.T) {
	wuhanCity, err1 := ParseLocation(30.5928, 114.3055)
	beijingCity, err2 := ParseLocation(39.9042, 116.4074)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	if d := wuhanCity.Metres(beijingCity); math.Abs(d-1_053_000) > 3_000 {
		t.Errorf("Wuhan to Beijing is %.0f m", d)
	}
	if d := (Location{0, 179_999_999}).Metres(Location{0, -179_999_999}); d > 1 {
		t.Errorf("across the date line: %.1f m", d)
	}
	if wuhanCity.Metres(wuhanCity) != 0 {
		t.Error("not at itself")
	}
	for _, bad := range [][2]float64{{91, 0}, {-91, 0}, {0, 181}, {0, -181}, {math.NaN(), 0}, {0, math.Inf(1)}} {
		if _, err := ParseLocation(bad[0], bad[1]); err == nil {
			t.Errorf("%v", bad)
		}
	}
}

// BY-21 (PS-8): a copied code is found; trains, aircraft and the wrong clocks of gates are not taken for one.
func TestDoubled(t *testing.T) {
	points := map[id.ID]Location{}
	at := func(lat, lon float64) id.ID {
		l, err := ParseLocation(lat, lon)
		if err != nil {
			t.Fatal(err)
		}
		point := id.New(now)
		points[point] = l
		return point
	}
	hankou, wuchang, beijing, guangzhou := at(30.617, 114.256), at(30.528, 114.317), at(39.904, 116.407), at(23.129, 113.264)
	gate2 := at(30.618, 114.257)
	where := func(p id.ID) (Location, bool) { l, ok := points[p]; return l, ok }
	for name, c := range map[string]struct {
		from, to id.ID
		after    time.Duration
		doubled  bool
	}{
		"two gates of one station at once":      {hankou, gate2, 0, false},
		"across the river in no time":           {hankou, wuchang, 0, false}, // 11 km: gates' clocks may be two minutes apart
		"Beijing ten minutes later":             {hankou, beijing, 10 * time.Minute, true},
		"Beijing by the fastest train":          {hankou, beijing, 4 * time.Hour, false},
		"Beijing to Guangzhou by air":           {beijing, guangzhou, 3*time.Hour + 10*time.Minute, false},
		"Beijing to Guangzhou in three hours":   {beijing, guangzhou, 2*time.Hour + 50*time.Minute, true},
		"a point whose position nobody knows":   {hankou, id.New(now), 0, false},
		"the same, the other way round in time": {beijing, hankou, 10 * time.Minute, true},
	} {
		ps := []Passage{{ID: id.New(now), Point: c.to, At: now.Add(c.after)}, {ID: id.New(now), Point: c.from, At: now}}
		found := FindDoubled(ps, where)
		if (len(found) == 1) != c.doubled {
			t.Errorf("%s: %+v", name, found)
		}
		if c.doubled && (found[0].First != ps[1].ID || found[0].Apart != c.after) {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
