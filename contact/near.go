package contact

import "strings"

// near is how far a place is from a patient's under a reach: Unknown apart if it is near without rows between, far if it is not near.
type nearness struct {
	near, unknown bool
	apart         int // rows or bays; Unknown where that means nothing
}

var (
	farAway = nearness{apart: Unknown}
	beside  = nearness{near: true, apart: Unknown}
	unclear = nearness{unknown: true, apart: Unknown}
)

// near compares two places of passengers.
func (p *Policy) near(s *Service, r *Rule, a, b Seat) nearness {
	switch r.Reach {
	case ReachNone:
		return farAway
	case ReachAll:
		return beside
	case ReachCabin:
		switch {
		case a.Row == 0 || b.Row == 0:
			return unclear
		case a.Row == b.Row && a.Letter == b.Letter && a.Coach == b.Coach:
			return beside
		}
		return farAway
	}
	if s.Mode == Train { // rows are counted anew in each carriage
		if a.Coach == 0 || b.Coach == 0 {
			return unclear
		}
		if a.Coach != b.Coach {
			return farAway
		}
	}
	if r.Reach == ReachCoach {
		return nearness{near: true, apart: rowsApart(a, b)}
	}
	if a.Row == 0 || b.Row == 0 {
		return unclear
	}
	switch r.Reach {
	case ReachCompartment:
		if pair(a.Row) != pair(b.Row) {
			return farAway
		}
		return beside
	case ReachBay:
		return within(p.bay(a), p.bay(b), r.N)
	case ReachRows:
		return within(int(a.Row), int(b.Row), r.N)
	}
	if a.Row != b.Row { // neighbours
		return farAway
	}
	if a.Letter == 0 || b.Letter == 0 {
		return unclear
	}
	if !p.sideBySide(s, a.Letter, b.Letter) {
		return farAway
	}
	return nearness{near: true}
}

func within(a, b, n int) nearness {
	d := a - b
	if d < 0 {
		d = -d
	}
	return nearness{near: d <= n, apart: d}
}

// rowsApart is how many rows are between two places, Unknown where they are not counted alike.
func rowsApart(a, b Seat) int {
	if a.Kind != SeatChair || b.Kind != SeatChair || a.Row == 0 || b.Row == 0 || (a.Letter == 0) != (b.Letter == 0) || a.Letter == 0 {
		return Unknown
	}
	return within(int(a.Row), int(b.Row), 0).apart
}

// pair is the compartment or bay of a berth: berths are numbered along the carriage, each number one column of them, and
// two columns face each other (13 and 14 are the seventh).
func pair(berth uint16) int { return (int(berth) + 1) / 2 }

// bay is where a place lies in an open carriage: the row of a seat with a letter, so many seats that are counted through, two
// columns of berths.
func (p *Policy) bay(s Seat) int {
	switch {
	case s.Kind == SeatHard || s.Kind == SeatSoft:
		return pair(s.Row)
	case s.Letter == 0 && p.BaySeats > 0:
		return (int(s.Row) + p.BaySeats - 1) / p.BaySeats
	}
	return int(s.Row)
}

// sideBySide says whether two letters of a row stand beside each other with no aisle between.
func (p *Policy) sideBySide(s *Service, a, b byte) bool {
	layout := s.Traits.Layout
	if layout == "" {
		layout = p.Layouts[s.Mode]
	}
	i := strings.IndexByte(layout, a)
	if i < 0 || a == b {
		return false
	}
	return i > 0 && layout[i-1] == b || i+1 < len(layout) && layout[i+1] == b
}

// serves says whether crew serves a place: by its zone of carriages or rows.
func serves(s *Service, crew, seat Seat) nearness {
	from, at := crew.Row, seat.Row
	if s.Mode == Train {
		from, at = crew.Coach, seat.Coach
	}
	switch {
	case crew.To == wholeZone, s.Mode == Coach:
		return beside
	case crew.To == 0 || at == 0:
		return unclear
	case from <= at && at <= crew.To:
		return beside
	}
	return farAway
}

// together says whether two of the crew serve zones that meet.
func together(s *Service, a, b Seat) nearness {
	if s.Mode == Coach || a.To == wholeZone || b.To == wholeZone {
		return beside
	}
	if a.To == 0 || b.To == 0 {
		return unclear
	}
	from := max(a.Row, b.Row)
	if s.Mode == Train {
		from = max(a.Coach, b.Coach)
	}
	if from <= min(a.To, b.To) {
		return beside
	}
	return farAway
}
