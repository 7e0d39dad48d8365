package passage

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/person"
)

// PS-12: what was written down is found again by the same number within a day, opens under the key of its day and for its passage only, and prints masked.
func TestWritten(t *testing.T) {
	ring, err := person.NewKeyring(person.Key{ID: 1, Secret: [32]byte{1}})
	if err != nil {
		t.Fatal(err)
	}
	open := func(d Day) *DayKey {
		k, err := OpenDay(ring, NewDay(ring, d, 1))
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	today, tomorrow := open(18346), open(18347)
	w, err := ParseWritten([]byte(`{"name":" 王秀英 ","phone":"027-82811234","number":"42010219400101002x"}`))
	if err != nil || w != (Written{"王秀英", "027-82811234", "42010219400101002X"}) {
		t.Fatalf("%v", err)
	}
	m, err := Shown{Sealed: []byte{1}}.Manual(Passage{ID: id.New(5), Day: today.Day}, &w, today)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(m.Sealed, []byte("王秀英")) || m.Pseudonym.IsZero() {
		t.Errorf("%+v", m)
	}
	if got, err := m.Written(today); err != nil || *got != w {
		t.Errorf("%v", err)
	}
	if _, err := m.Written(tomorrow); err == nil {
		t.Error("opened under the key of another day")
	}
	moved := m
	moved.ID = id.New(6)
	if _, err := moved.Written(today); err == nil {
		t.Error("opened for another passage")
	}
	for name, other := range map[string]struct {
		w    Written
		key  *DayKey
		same bool
	}{
		"the same number":             {Written{Name: "王秀莲", Number: w.Number}, today, true},
		"another number":              {Written{Name: w.Name, Phone: w.Phone, Number: "X1"}, today, false},
		"another day":                 {w, tomorrow, false},
		"a number that is like phone": {Written{Name: w.Name, Phone: w.Number}, today, false},
	} {
		o, err := Shown{Sealed: []byte{1}}.Manual(Passage{ID: id.New(7), Day: other.key.Day}, &other.w, other.key)
		if err != nil || (o.Pseudonym == m.Pseudonym) != other.same {
			t.Errorf("%s: %v", name, err)
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "w", w)
	for _, s := range []string{fmt.Sprint(w), fmt.Sprintf("%+v %#v %q", w, w, w), fmt.Sprint(&w), log.String()} {
		if strings.Contains(s, "秀英") || strings.Contains(s, "82811234") || strings.Contains(s, "1940") {
			t.Errorf("printed: %s", s)
		}
	}
	for bad, key := range map[string]string{
		`{"name":"","phone":"1"}`: "field.missing", `{"name":"王"}`: "manual.unreachable", `{"name":"王","phone":"1\u0007"}`: "field.invalid",
		`{"name":"` + strings.Repeat("王", 51) + `","phone":"1"}`: "field.invalid", `{"name":"王","phone":"1","photo":"x"}`: "slip.form", `[]`: "slip.form", ``: "slip.form",
	} {
		_, err := ParseWritten([]byte(bad))
		if f, ok := fault.As(err); !ok || f.Key != key {
			t.Errorf("%.40s: %v, want %s", bad, err, key)
		}
	}
}

// PS-12, WZ-18: what a slip carries in place of a token.
func TestShown(t *testing.T) {
	for text, want := range map[string]string{
		"KM1:ABC": "", "": "", "HC1:X": "", "KF1:green-clear": "ok", "KF1:none-none": "ok", "KF1:red-marked": "ok", "KR1:AAAA": "ok",
		"KF1:green": "bad", "KF1:mauve-clear": "bad", "KF1:": "bad", "KR1:=": "bad",
	} {
		s, manual, err := ParseShown(text)
		got := ""
		if manual {
			got = "ok"
			if err != nil {
				got = "bad"
			}
		}
		if got != want {
			t.Errorf("%q: %+v %v %v, want %q", text, s, manual, err, want)
		}
	}
	if s, _, _ := ParseShown("KF1:yellow-marked"); s.Colour != pass.Yellow || s.Itinerary != ItineraryMarked {
		t.Errorf("%+v", s)
	}
}

// PS-13: a time without the system cannot end before it began, nor in the future, and is told within three days.
func TestFallbackCheck(t *testing.T) {
	now := instant.Instant(1585098000_000000)
	good := Fallback{ID: id.New(now), Began: now.Add(-instant.Day), Ended: instant.Never}
	if err := good.Check(now); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*Fallback){
		"no id":        func(f *Fallback) { f.ID = id.ID{} },
		"ends before":  func(f *Fallback) { f.Ended = f.Began - 1 },
		"ends later":   func(f *Fallback) { f.Ended = now.Add(instant.Day) },
		"too long ago": func(f *Fallback) { f.Began = now.Add(-4 * instant.Day) },
		"not yet":      func(f *Fallback) { f.Began = now.Add(instant.Day) },
	} {
		f := good
		change(&f)
		if f.Check(now) == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
