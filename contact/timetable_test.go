package contact

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"kangma/internal/sheet"
)

// The real timetable of China's high-speed trains of 2016: every one of its 34 647 stops is read, and the counts add up (CT-8, CT-2).
func TestTheRealTimetableIsReadWhole(t *testing.T) {
	dir := os.Getenv("KANGMA_TESTDATA")
	if dir == "" {
		t.Skip("KANGMA_TESTDATA is not set: the timetable of 2016 is not there")
	}
	data, err := os.ReadFile(filepath.Join(dir, "transport", "china_hsr_timetable_2016.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := sheet.Open(bytes.NewReader(data), int64(len(data)), sheet.Options{Sheet: "时刻表"})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	r, err := NewTimetableReader(table.Header())
	if err != nil {
		t.Fatal(err)
	}
	var all []*Timetable
	stops, twice, nights, longest := 0, 0, 0, 0
	take := func(one *Timetable) {
		if one == nil {
			return
		}
		all, stops = append(all, one), stops+len(one.Stops)
		longest = max(longest, len(one.Stops))
		if len(one.Numbers) > 1 {
			twice++
		}
		if one.Stops[len(one.Stops)-1].Arrives > 1440 {
			nights++
		}
	}
	for {
		row, err := table.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		one, bad := r.Row(row.Number, row.Cells)
		if bad != nil {
			t.Log(bad)
		}
		take(one)
	}
	one, bad := r.End()
	if bad != nil {
		t.Log(bad)
	}
	take(one)
	if r.Read != 34647 || r.Read != r.Stored+r.Refused || stops != r.Stored || r.Refused != 0 {
		t.Errorf("read %d = stored %d + refused %d, %d stops in timetables", r.Read, r.Stored, r.Refused, stops)
	}
	t.Logf("%d services, %d with several numbers, %d that end after midnight, at most %d stops", len(all), twice, nights, longest)
}
