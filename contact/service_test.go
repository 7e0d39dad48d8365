package contact

import (
	"slices"
	"testing"

	"kangma/internal/instant"
	"kangma/passage"
)

// One train, two numbers; and the short form of timetables (CT-2).
func TestNumbers(t *testing.T) {
	for s, want := range map[string][]string{
		"G2331/G2334": {"G2331", "G2334"}, "K105/6": {"K105", "K106"}, "g2331/34": {"G2331", "G2334"}, "CA 1234": {"CA1234"}, "Ｇ１": {"G1"}, "G1/G1": {"G1"}, "1461/1462": {"1461", "1462"},
		"鄂A12345": {"鄂A12345"},
	} {
		if got, err := ParseNumbers(s); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "/", "G", "G1234567890123456789012", "G\x001", "高铁"} {
		if got, err := ParseNumbers(s); err == nil {
			t.Errorf("%q is read as %v", s, got)
		}
	}
}

// A stop after midnight belongs to the day on which the train left its origin (CT-2, CT-1).
func TestServiceDay(t *testing.T) {
	left, _ := passage.ParseDay("2020-03-20")
	s := Service{Mode: Train, Day: left, Numbers: []string{"G2331"}, Stops: []Stop{{"武汉", Unknown, 1260}, {"南昌西", 1350, 1355}, {"温州南", 1480, Unknown}, {"福州", 1560, Unknown}}}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	if got, err := s.ServiceDay(left, "南昌西站"); err != nil || got != left {
		t.Error(got, err)
	}
	s.Stops[2].Departs = 1485
	if got, err := s.ServiceDay(left+1, "温州南"); err != nil || got != left {
		t.Error("boarded after midnight:", got, err)
	}
	l, err := s.Leg("温州南", "福州")
	if err != nil || l != (Leg{2, 3}) {
		t.Fatal(l, err)
	}
	from, until := s.Between(l)
	if from.In(instant.Beijing) != "2020-03-21T00:45:00+08:00" || until.In(instant.Beijing) != "2020-03-21T02:00:00+08:00" || s.Minutes(l) != 75 {
		t.Error(from.In(instant.Beijing), until.In(instant.Beijing), s.Minutes(l))
	}
	for _, bad := range [][2]string{{"上海", ""}, {"福州", ""}, {"南昌西", "武汉"}, {"南昌西", "南昌西"}} {
		if l, err := s.Leg(bad[0], bad[1]); err == nil {
			t.Errorf("%v is a leg %v", bad, l)
		}
	}
	loop := Service{Stops: []Stop{{Name: "甲"}, {Name: "乙"}, {Name: "甲"}, {Name: "丙"}}}
	if l, err := loop.Leg("甲", "甲"); err != nil || l != (Leg{0, 2}) {
		t.Error("a ring:", l, err)
	}
}

// A day's lists end with its key (CT-9).
func TestExpired(t *testing.T) {
	d, _ := passage.ParseDay("2020-03-01")
	if Expired(d, 14, (d+14).Start()) || !Expired(d, 14, (d+15).Start()) {
		t.Error("lists are kept 14 days after theirs, and no longer")
	}
}

// Places as lists write them; what cannot be read is refused and never guessed (CT-4).
func TestSeats(t *testing.T) {
	for _, c := range []struct {
		m                   Mode
		coach, place, class string
		want                Seat
	}{
		{Train, "05", "12F", "二等座", Seat{Kind: SeatChair, Coach: 5, Row: 12, Letter: 'F'}},
		{Train, "5车厢", "012F号", "", Seat{Kind: SeatChair, Coach: 5, Row: 12, Letter: 'F'}},
		{Train, "加1", "", "", Seat{}},
		{Train, "11", "13号下铺", "硬卧", Seat{Kind: SeatHard, Coach: 11, Row: 13, Letter: 'L'}},
		{Train, "11", "13下", "软卧", Seat{Kind: SeatSoft, Coach: 11, Row: 13, Letter: 'L'}},
		{Train, "3", "", "无座", Seat{Kind: SeatStanding, Coach: 3}},
		{Train, "3", "无座", "", Seat{Kind: SeatStanding, Coach: 3}},
		{Train, "3", "45号", "硬座", Seat{Kind: SeatChair, Coach: 3, Row: 45}},
		{Flight, "", "３１Ｋ", "", Seat{Kind: SeatChair, Row: 31, Letter: 'K'}},
		{Ship, "", "A305", "", Seat{Kind: SeatCabin, Row: 305, Letter: 'A'}},
		{Train, "", "", "", Seat{}},
	} {
		got, err := ParseSeat(c.m, c.coach, c.place, c.class)
		if c.coach == "加1" {
			if err == nil {
				t.Error("a carriage 加1 is read as", got)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%v: %+v %v", c, got, err)
		}
	}
	for _, s := range []string{"0A", "12AB", "A", "12F下铺", "99999"} {
		if got, err := ParseSeat(Train, "5", s, ""); err == nil {
			t.Errorf("%q is read as %+v", s, got)
		}
	}
	if _, err := ParseSeat(Train, "5", "12F", "无座"); err == nil {
		t.Error("standing, with a seat")
	}
}
