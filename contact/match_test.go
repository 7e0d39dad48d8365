package contact

import (
	"encoding/binary"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
)

var (
	day, _   = passage.ParseDay("2020-03-20")
	index    = Keyed{1}
	infected = Patient{ID: id.ID{1}, Who: index, Status: Confirmed, Onset: day.Start().Add(24 * time.Hour), EndedAt: instant.Never}
)

// line is a service of so many stops, an hour apart.
func line(m Mode, t Traits, stops int) *Service {
	s := &Service{ID: id.ID{9}, Mode: m, Day: day, Numbers: []string{"G1"}, Traits: t}
	for i := range stops {
		s.Stops = append(s.Stops, Stop{Name: string(rune('A' + i)), Arrives: 600 + 60*i, Departs: 600 + 60*i})
	}
	return s
}

func nobody(i int) (k Keyed) {
	binary.BigEndian.PutUint64(k[8:], uint64(i))
	return k
}

func seat(t testing.TB, m Mode, coach, place, class string) Seat {
	s, err := ParseSeat(m, coach, place, class)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func zone(t testing.TB, m Mode, text string) Seat {
	s, err := ParseZone(m, text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func version(t testing.TB, name string) *Policy {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := all.Find(name, 0)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// one matches a single passenger with the patient.
func one(p *Policy, s *Service, at, other Seat, patient Patient) Found {
	b := NewBlock([]Passenger{{index, s.Whole(), at}, {nobody(7), s.Whole(), other}})
	found := NewMatcher(p, []Patient{patient}).Service(s, b, nil)
	if len(found) != 1 {
		return Found{}
	}
	return found[0]
}

// Every row of the contact rules, near and just beyond it (CT-3, BY-20).
func TestConveyances(t *testing.T) {
	type place struct{ coach, seat, class string }
	cn, de, july := version(t, "china@2020-03-07"), version(t, "rki@2020-03-01"), version(t, "rki@2020-07-01")
	sealed, open := Traits{}, Traits{Ventilated: true}
	for _, c := range []struct {
		name   string
		policy *Policy
		mode   Mode
		traits Traits
		a, b   place
		want   Class
		rule   string
	}{
		{"aircraft, three rows", cn, Flight, sealed, place{"", "12C", ""}, place{"", "15F", ""}, Close, "CN-AIR-3"},
		{"aircraft, the fourth row", cn, Flight, sealed, place{"", "12C", ""}, place{"", "16A", ""}, General, ""},
		{"aircraft, air not filtered", cn, Flight, Traits{Unfiltered: true}, place{"", "12C", ""}, place{"", "40A", ""}, Close, "CN-AIR-CABIN"},
		{"Germany, two rows", de, Flight, sealed, place{"", "12C", ""}, place{"", "14A", ""}, Close, "RKI-AIR-2"},
		{"Germany, the third row", de, Flight, sealed, place{"", "12C", ""}, place{"", "15A", ""}, General, ""},
		{"all masked, beside", july, Flight, Traits{Masked: true}, place{"", "12B", ""}, place{"", "12C", ""}, Close, "RKI-AIR-MASKED"},
		{"all masked, across the aisle", july, Flight, Traits{Masked: true}, place{"", "12C", ""}, place{"", "12D", ""}, General, ""},
		{"all masked, the row behind", july, Flight, Traits{Masked: true}, place{"", "12C", ""}, place{"", "13C", ""}, General, ""},
		{"sealed train, the coach", cn, Train, sealed, place{"5", "1A", ""}, place{"05车", "18F", ""}, Close, "CN-TRAIN-COACH"},
		{"sealed train, the next coach", cn, Train, sealed, place{"5", "1A", ""}, place{"6", "1A", ""}, General, ""},
		{"sealed train, a standing ticket in the coach", cn, Train, sealed, place{"5", "1A", ""}, place{"5", "", "无座"}, Close, "CN-TRAIN-COACH"},
		{"sealed train, a standing ticket without a coach", cn, Train, sealed, place{"5", "1A", ""}, place{"", "", "无座"}, Ask, "CN-TRAIN-COACH"},
		{"sealed train, hard sleepers are a coach", cn, Train, sealed, place{"5", "1号下铺", "硬卧"}, place{"5", "20号上铺", "硬卧"}, Close, "CN-TRAIN-COACH"},
		{"sealed train, soft sleeper, the compartment", cn, Train, sealed, place{"5", "13号上铺", "软卧"}, place{"5", "14号下铺", "软卧"}, Close, "CN-TRAIN-SOFT"},
		{"sealed train, soft sleeper, the next compartment", cn, Train, sealed, place{"5", "14号上铺", "软卧"}, place{"5", "15号下铺", "软卧"}, General, ""},
		{"ventilated train, the next bay", cn, Train, open, place{"5", "15", "硬座"}, place{"5", "30", "硬座"}, Close, "CN-TRAIN-BAY"},
		{"ventilated train, the bay after next", cn, Train, open, place{"5", "15", "硬座"}, place{"5", "31", "硬座"}, General, ""},
		{"ventilated train, soft sleeper", cn, Train, open, place{"5", "1号上铺", "软卧"}, place{"5", "3号上铺", "软卧"}, General, ""},
		{"sealed coach, everybody", cn, Coach, sealed, place{"", "1", ""}, place{"", "45", ""}, Close, "CN-COACH-ALL"},
		{"ventilated coach, three rows", cn, Coach, open, place{"", "5A", ""}, place{"", "8D", ""}, Close, "CN-COACH-3"},
		{"ventilated coach, the fourth row", cn, Coach, open, place{"", "5A", ""}, place{"", "9D", ""}, General, ""},
		{"ship, the cabin", cn, Ship, sealed, place{"", "A305", ""}, place{"", "A305", ""}, Close, "CN-SHIP-CABIN"},
		{"ship, another cabin", cn, Ship, sealed, place{"", "A305", ""}, place{"", "B305", ""}, General, ""},
	} {
		s := line(c.mode, c.traits, 2)
		got := one(c.policy, s, seat(t, c.mode, c.a.coach, c.a.seat, c.a.class), seat(t, c.mode, c.b.coach, c.b.seat, c.b.class), infected)
		if got.Class != c.want || got.Rule != c.rule {
			t.Errorf("%s: %s %s, want %s %s (%+v)", c.name, got.Class, got.Rule, c.want, c.rule, got)
		}
	}
}

// Crew: of the zone, to be asked where none is told, all of a coach; and high fever counts whatever the distance (CT-4).
func TestCrewAndSymptoms(t *testing.T) {
	cn, de := version(t, "china@2020-03-07"), version(t, "rki@2020-03-01")
	for _, c := range []struct {
		name   string
		policy *Policy
		mode   Mode
		traits Traits
		a, b   Seat
		want   Class
	}{
		{"crew of the rows", cn, Flight, Traits{}, seat(t, Flight, "", "12C", ""), zone(t, Flight, "10-20"), Close},
		{"crew of other rows", cn, Flight, Traits{}, seat(t, Flight, "", "12C", ""), zone(t, Flight, "21-30"), General},
		{"crew without a zone", cn, Flight, Traits{}, seat(t, Flight, "", "12C", ""), zone(t, Flight, ""), Ask},
		{"crew ill, passenger of his carriages", cn, Train, Traits{}, zone(t, Train, "5-8"), seat(t, Train, "6", "1A", ""), Close},
		{"staff of the carriage", cn, Train, Traits{}, seat(t, Train, "6", "1A", ""), zone(t, Train, "6"), Close},
		{"the driver of a coach", cn, Coach, Traits{Ventilated: true}, seat(t, Coach, "", "9A", ""), zone(t, Coach, ""), Close},
		{"face to face is asked", de, Flight, Traits{}, seat(t, Flight, "", "12C", ""), zone(t, Flight, "10-20"), Ask},
		{"two of the crew", cn, Flight, Traits{}, zone(t, Flight, "1-10"), zone(t, Flight, "8-20"), Close},
	} {
		if got := one(c.policy, line(c.mode, c.traits, 2), c.a, c.b, infected); got.Class != c.want {
			t.Errorf("%s: %s, want %s (%+v)", c.name, got.Class, c.want, got)
		}
	}
	ill := infected
	ill.Intense = true
	got := one(cn, line(Train, Traits{}, 2), seat(t, Train, "1", "1A", ""), seat(t, Train, "16", "9F", ""), ill)
	if got.Class != Close || got.Rule != "CN-SYMPTOMS" {
		t.Errorf("symptoms on the way: %+v", got)
	}
}

// Legs share a stretch by the order of stops, whatever the calendar says (CT-1): the property is that of sets of stretches.
func TestLegsOverlapByStops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stops := rapid.IntRange(2, 45).Draw(t, "stops")
		leg := func(label string) Leg {
			from := rapid.IntRange(0, stops-2).Draw(t, label)
			return Leg{uint8(from), uint8(rapid.IntRange(from+1, stops-1).Draw(t, label+" to"))}
		}
		a, b := leg("a"), leg("b")
		common := 0
		for i := range stops - 1 {
			if int(a.From) <= i && i < int(a.To) && int(b.From) <= i && i < int(b.To) {
				common++
			}
		}
		shared, ok := Overlap(a, b)
		if ok != (common > 0) || ok && int(shared.To-shared.From) != common {
			t.Fatalf("%v and %v share %v %v, want %d stretches", a, b, shared, ok, common)
		}
		if again, same := Overlap(b, a); again != shared || same != ok {
			t.Fatal("not the same the other way round")
		}
	})
}

// Whoever is near to another has him near too, and more rows never make fewer contacts (CT-3).
func TestNearnessIsMutualAndGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Policy{BaySeats: 10, Layouts: map[Mode]string{Flight: "ABC-DEF", Train: "ABC-DF", Coach: "AB-CD"}}
		m := rapid.SampledFrom([]Mode{Train, Flight, Coach, Ship}).Draw(t, "mode")
		draw := func(label string) Seat {
			return Seat{Kind: rapid.SampledFrom([]SeatKind{SeatUnknown, SeatChair, SeatHard, SeatSoft, SeatStanding, SeatCabin}).Draw(t, label),
				Coach: uint16(rapid.IntRange(0, 3).Draw(t, label+" coach")), Row: uint16(rapid.IntRange(0, 12).Draw(t, label+" row")),
				Letter: rapid.SampledFrom([]byte{0, 'A', 'B', 'C', 'D', 'F'}).Draw(t, label+" letter")}
		}
		a, b, s := draw("a"), draw("b"), line(m, Traits{}, 2)
		for _, reach := range reaches {
			before := farAway
			for n := range 5 {
				r := &Rule{Reach: reach, N: n}
				got := p.near(s, r, a, b)
				if got != p.near(s, r, b, a) {
					t.Fatalf("%s %d: %+v is not mutual of %v and %v", reach, n, got, a, b)
				}
				if before.near && !got.near {
					t.Fatalf("%s: near at %d, not at %d", reach, n-1, n)
				}
				before = got
			}
		}
	})
}

// Candidates beyond the cap get a notice, and nobody is lost or counted twice (CT-6, BY-20).
func TestCap(t *testing.T) {
	p := *version(t, "china@2020-03-07")
	s := line(Train, Traits{}, 3)
	all := []Passenger{{index, s.Whole(), seat(t, Train, "5", "10A", "")}, {index, Leg{0, 1}, seat(t, Train, "6", "1A", "")}}
	for i := range 90 {
		all = append(all, Passenger{nobody(i + 10), s.Whole(), Seat{Kind: SeatChair, Coach: 5, Row: uint16(1 + i/5), Letter: "ABCDF"[i%5]}})
	}
	all = append(all, all[5]) // one stands there twice
	for _, most := range []int{0, 1, 40, 90, 200} {
		p.Cap = most
		found := NewMatcher(&p, []Patient{infected}).Service(s, NewBlock(all), nil)
		var c Counts
		c.Add(found)
		want := most
		if most == 0 || most > 90 {
			want = 90
		}
		if c.Close != want || c.Notice != 90-want || len(found) != 90 {
			t.Errorf("cap %d: %+v", most, c)
		}
		for i := 1; i < len(found); i++ {
			if found[i].Class == found[i-1].Class && found[i].Score > found[i-1].Score {
				t.Errorf("cap %d: not the nearest first", most)
			}
		}
		if (c.Capped == 1) != (want < 90) {
			t.Errorf("cap %d is said: %+v", most, c)
		}
	}
}

// The window: two days before onset or four, the sample in the place of onset, the last negative of routine screening, until isolation (CT-5).
func TestWindow(t *testing.T) {
	at := func(s string) instant.Instant {
		i, err := instant.Date(s, instant.Beijing)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	early, spring := version(t, "china@2020-03-07"), version(t, "china@2022-03-15")
	for _, c := range []struct {
		name  string
		p     *Policy
		of    Patient
		from  string
		until instant.Instant
	}{
		{"onset", early, Patient{Onset: at("2020-03-21")}, "2020-03-19", instant.Never},
		{"four days", spring, Patient{Onset: at("2022-04-21")}, "2022-04-17", instant.Never},
		{"sample stands in", early, Patient{Status: Asymptomatic, Sampled: at("2020-03-21"), Isolated: at("2020-03-22")}, "2020-03-19", at("2020-03-22")},
		{"last negative", early, Patient{Status: Asymptomatic, Sampled: at("2020-03-21"), Negative: at("2020-03-15")}, "2020-03-15", instant.Never},
		{"symptoms count before screening", early, Patient{Onset: at("2020-03-21"), Sampled: at("2020-03-22"), Negative: at("2020-03-15")}, "2020-03-19", instant.Never},
	} {
		if w := c.p.Window(c.of); w.From != at(c.from) || w.Until != c.until {
			t.Errorf("%s: %s to %s", c.name, w.From.In(instant.Beijing), w.Until)
		}
	}
	s := line(Train, Traits{}, 3) // 10:00, 11:00, 12:00
	for _, c := range []struct {
		isolated time.Duration
		want     int
	}{{9 * time.Hour, 0}, {10 * time.Hour, 0}, {10*time.Hour + time.Minute, 1}} {
		p := infected
		p.Onset, p.Isolated = day.Start(), day.Start().Add(c.isolated)
		b := NewBlock([]Passenger{{index, s.Whole(), Seat{Kind: SeatChair, Coach: 5, Row: 1}}, {nobody(7), Leg{0, 1}, Seat{Kind: SeatChair, Coach: 5, Row: 1}}, {nobody(8), Leg{1, 2}, Seat{Kind: SeatChair, Coach: 5, Row: 1}}})
		if got := len(NewMatcher(early, []Patient{p}).Service(s, b, nil)); got != c.want {
			t.Errorf("isolated at %s: %d found, want %d", c.isolated, got, c.want)
		}
	}
}

// A block gives back what was put in, sealed or not, and refuses damage.
func TestBlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Passenger {
			return Passenger{Keyed(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "who")), Leg{rapid.Byte().Draw(t, "from"), rapid.Byte().Draw(t, "to")},
				Seat{SeatKind(rapid.IntRange(0, 6).Draw(t, "kind")), rapid.Uint16().Draw(t, "coach"), rapid.Uint16().Draw(t, "row"), rapid.Uint16().Draw(t, "last"), rapid.Byte().Draw(t, "letter")}}
		})).Draw(t, "all")
		text, err := NewBlock(all).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var again Block
		if err := again.UnmarshalBinary(text); err != nil {
			t.Fatal(err)
		}
		var got []Passenger
		for i := range again.Len() {
			got = append(got, again.At(i))
		}
		if !slices.Equal(got, all) {
			t.Fatalf("%v is read as %v", all, got)
		}
		if again.UnmarshalBinary(text[:len(text)-1]) == nil {
			t.Fatal("a shorter block is believed")
		}
	})
}
