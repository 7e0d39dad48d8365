package passage

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
)

func testPoint() Point {
	return Point{ID: id.New(now), Place: id.New(now), Region: wuhan, CreatedAt: now.Add(-time.Hour), ClosedAt: instant.Never}
}

func testScan() Scan {
	return Scan{ID: id.New(now), Person: id.New(now), Collector: id.New(now), At: now, Temperature: 365, Gate: pass.Ask,
		Claims: &pass.Claims{CTI: pass.CTI{1}, Colour: pass.Yellow, State: 7}}
}

// WH-12, HB-08: what a passage keeps, and that it does not name the person.
func TestPassage(t *testing.T) {
	s, point, key := testScan(), testPoint(), dayKey(t, DayOf(now))
	p, err := s.Passage(point, key, now)
	if err != nil {
		t.Fatal(err)
	}
	want := Passage{ID: s.ID, Pseudonym: key.Pseudonym(s.Person), Day: DayOf(now), Region: wuhan, Place: point.Place, Point: point.ID,
		Collector: s.Collector, At: now, Temperature: 365, Gate: pass.Ask, Token: pass.CTI{1}, Colour: pass.Yellow, State: 7, RecordedAt: now}
	if p != want || p.Pseudonym == Pseudonym(s.Person) || p.Feverish() || !p.Read() {
		t.Errorf("%+v, want %+v", p, want)
	}
	s.Claims, s.Person, s.Gate = nil, id.ID{}, pass.Unknown // BY-13: unreadable is an answer, and a passage all the same
	if p, err = s.Passage(point, key, now); err != nil || !p.Pseudonym.IsZero() || p.Read() {
		t.Error(p, err)
	}
}

func TestRefusedScans(t *testing.T) {
	key := dayKey(t, DayOf(now))
	for name, c := range map[string]struct {
		change func(*Scan, *Point)
		key    string
	}{
		"no id":           {func(s *Scan, _ *Point) { s.ID = id.ID{} }, "field.missing"},
		"no collector":    {func(s *Scan, _ *Point) { s.Collector = id.ID{} }, "field.missing"},
		"another answer":  {func(s *Scan, _ *Point) { s.Gate = 9 }, "field.invalid"},
		"a closed point":  {func(_ *Scan, p *Point) { p.ClosedAt = now }, "point.closed"},
		"a later point":   {func(_ *Scan, p *Point) { p.CreatedAt = now + 1 }, "point.closed"},
		"another day":     {func(s *Scan, _ *Point) { s.At = now - 1 }, "field.invalid"},
		"from the future": {func(s *Scan, _ *Point) { s.At = now.Add(ClockSkew) + 1 }, "passage.clock_ahead"},
	} {
		s, p := testScan(), testPoint()
		c.change(&s, &p)
		_, err := s.Passage(p, key, now)
		if f, ok := fault.As(err); !ok || f.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// PS-5: 72 hours back and two minutes ahead. What is ahead is refused as a conflict, since it will be taken later.
func TestInTime(t *testing.T) {
	for made, key := range map[instant.Instant]string{
		now: "", now.Add(-QueueAge): "", now.Add(-QueueAge) - 1: "passage.too_old", now.Add(ClockSkew): "", now.Add(ClockSkew) + 1: "passage.clock_ahead",
	} {
		err := InTime(made, now)
		if f, ok := fault.As(err); (err == nil) != (key == "") || ok && f.Key != key {
			t.Errorf("%s: %v", made, err)
		}
	}
	wantFault(t, InTime(now.Add(time.Hour), now), fault.Conflict, "passage.clock_ahead")
	if err := InTime(now.Add(time.Hour), now.Add(time.Hour)); err != nil {
		t.Error("not taken when its time has come:", err)
	}
}

// PS-4 as a property: whenever a gate sends a scan again, it has the same key of storage, over midnight too.
func TestKeyOfAPassageIsStable(t *testing.T) {
	keys := map[Day]*DayKey{}
	rapid.Check(t, func(t *rapid.T) {
		s, point := testScan(), testPoint()
		s.At = now.Add(time.Duration(rapid.IntRange(-3600, 3600).Draw(t, "made")) * time.Second)
		day := DayOf(s.At)
		if keys[day] == nil {
			keys[day] = dayKey(t, day)
		}
		var first *Passage
		for range 3 {
			recorded := s.At.Add(time.Duration(rapid.IntRange(-120, 3600*72).Draw(t, "recorded")) * time.Second)
			p, err := s.Passage(point, keys[day], recorded)
			if err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = &p
			}
			if p.ID != first.ID || p.Pseudonym != first.Pseudonym || p.Day != first.Day {
				t.Fatal("stored twice")
			}
		}
	})
}

// MS-02 (PS-6): 30 to 45 °C, one decimal; from 37.3 on a finding.
func TestTemperature(t *testing.T) {
	for celsius, want := range map[float64]Temperature{30: 300, 36.5: 365, 37.2: 372, 37.3: 373, 45: 450, 36.6: 366, 41.1: 411} {
		got, err := ParseTemperature(celsius)
		if err != nil || got != want || got.Feverish() != (celsius >= 37.3) || got.Celsius() != celsius {
			t.Errorf("%v: %d, %v", celsius, got, err)
		}
	}
	for _, bad := range []float64{0, 29.9, 45.1, 36.55, 365, -37, math.NaN(), math.Inf(1), math.Inf(-1), 1e300} {
		if got, err := ParseTemperature(bad); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%v: %d", bad, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // every tenth comes back from JSON as it was
		want := Temperature(rapid.IntRange(int(lowest), int(highest)).Draw(t, "tenths"))
		b, err := json.Marshal(want)
		var got Temperature
		if err := json.Unmarshal(b, &got); err != nil || got != want {
			t.Fatalf("%s: %d, %v", b, got, err)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	var none Temperature = 1
	if err := json.Unmarshal([]byte("null"), &none); err != nil || none != 0 || none.Feverish() {
		t.Error(none, err)
	}
	if err := json.Unmarshal([]byte(`"hot"`), &none); err == nil {
		t.Error("hot")
	}
}
