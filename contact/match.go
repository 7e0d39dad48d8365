package contact

import (
	"bytes"
	"cmp"
	"slices"

	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/region"
)

// Passenger is one line of a list: who, on which leg, where. Somebody may stand there twice, with two seats.
type Passenger struct {
	Who  Keyed
	Leg  Leg
	Seat Seat
}

// Exposure is a journey of a patient on a service, whose place is known or, of a published trip, only the carriage.
type Exposure struct {
	Patient id.ID       // the trip itself, if it is a published one
	Region  region.Code // of who answers for it
	Leg     Leg
	Seat    Seat
	Window  Window
	Intense bool
}

// Found is somebody who travelled with a patient, and all that it stands on (CT-3).
type Found struct {
	Who     Keyed
	Service id.ID
	Patient id.ID
	Region  region.Code
	Class   Class
	Rule    string          // that fired; "" of General
	Apart   int             // rows or bays between them; Unknown where that means nothing
	Stops   int             // stretches between two stops that they shared
	Minutes int             // that they shared; Unknown where times are not known
	Score   int             // 1 to 100, of Close and Ask: how near and how long
	Leg     Leg             // his own
	Seat    Seat            // his own
	Last    instant.Instant // when they parted
}

// Matcher finds who travelled with patients. Immutable, safe for concurrent use.
type Matcher struct {
	Policy   *Policy
	patients map[Keyed]Patient
}

// NewMatcher takes the patients that stand.
func NewMatcher(p *Policy, patients []Patient) *Matcher {
	m := &Matcher{p, make(map[Keyed]Patient, len(patients))}
	for _, one := range patients {
		if before, twice := m.patients[one.Who]; !twice || one.Onset != 0 && (before.Onset == 0 || one.Onset < before.Onset) {
			m.patients[one.Who] = one
		}
	}
	return m
}

// IsPatient says whether somebody is one of the patients.
func (m *Matcher) IsPatient(k Keyed) bool {
	_, ok := m.patients[k]
	return ok
}

// Service matches one service with all of its passengers, who are read once, and the trips that were published of it. The
// answer has each pair of passenger and journey of a patient once, in order of patient, class, score and identifier; of those
// that a rule calls near so many as the cap allows, the others with a notice (CT-6). Patients themselves are not in it.
func (m *Matcher) Service(s *Service, b *Block, published []Exposure) []Found {
	var journeys []journey
	add := func(own Keyed, e Exposure) {
		i := slices.IndexFunc(journeys, func(j journey) bool { return j.patient == e.Patient })
		if i < 0 {
			i, journeys = len(journeys), append(journeys, journey{patient: e.Patient, own: own})
		}
		journeys[i].exposures = append(journeys[i].exposures, e)
	}
	for _, e := range published {
		add(Keyed{}, e)
	}
	for i := range b.Len() {
		p, ok := m.patients[b.Who(i)]
		if !ok {
			continue
		}
		at := b.At(i)
		w := m.Policy.Window(p)
		if from, until := s.Between(at.Leg); w.overlaps(from, until) {
			add(p.Who, Exposure{p.ID, p.Region, at.Leg, at.Seat, w, p.Intense})
		}
	}
	var all []Found
	for _, j := range journeys {
		all = append(all, m.around(s, b, j)...)
	}
	return all
}

// journey is a patient on a service: with more than one exposure where he changed his seat, or several carriages were published.
type journey struct {
	patient   id.ID
	own       Keyed // zero of a published one
	exposures []Exposure
}

// around are all who shared a stretch with one patient, the nearest first.
func (m *Matcher) around(s *Service, b *Block, j journey) []Found {
	var out []Found
	place := map[Keyed]int{} // of who is there twice
	for _, e := range j.exposures {
		rules := m.Policy.applying(s, e)
		for i := range b.Len() {
			who := b.Who(i)
			if who == j.own || m.IsPatient(who) {
				continue
			}
			f, ok := m.pair(s, rules, e, b.At(i))
			if !ok {
				continue
			}
			at, twice := place[who]
			switch {
			case !twice:
				place[who] = len(out)
				out = append(out, f)
			case nearer(f, out[at]):
				out[at] = f
			}
		}
	}
	slices.SortFunc(out, func(a, b Found) int {
		return cmp.Or(cmp.Compare(classOrder[b.Class], classOrder[a.Class]), cmp.Compare(b.Score, a.Score), bytes.Compare(a.Who[:], b.Who[:]))
	})
	if m.Policy.Cap > 0 {
		for i := m.Policy.Cap; i < len(out) && out[i].Class != General; i++ {
			out[i].Class = Notice
		}
	}
	return out
}

func nearer(a, b Found) bool {
	return cmp.Or(cmp.Compare(classOrder[a.Class], classOrder[b.Class]), cmp.Compare(a.Score, b.Score), cmp.Compare(a.Minutes, b.Minutes)) > 0
}

// applying are the rules that concern an exposure.
func (p *Policy) applying(s *Service, e Exposure) []*Rule {
	var all []*Rule
	for i := range p.Rules {
		r := &p.Rules[i]
		if r.Mode != "" && r.Mode != s.Mode || !r.When.hold(s.Traits, e.Intense) {
			continue
		}
		if len(r.kinds) > 0 && !slices.Contains(r.kinds, e.Seat.Kind) {
			continue
		}
		all = append(all, r)
	}
	return all
}

func (c conditions) hold(t Traits, intense bool) bool {
	for _, one := range []struct {
		want *bool
		is   bool
	}{{c.Ventilated, t.Ventilated}, {c.Unfiltered, t.Unfiltered}, {c.Masked, t.Masked}, {c.Intense, intense}} {
		if one.want != nil && *one.want != one.is {
			return false
		}
	}
	return true
}

// pair is what a passenger is to an exposure; ok is false if they shared nothing within the patient's window.
func (m *Matcher) pair(s *Service, rules []*Rule, e Exposure, p Passenger) (Found, bool) {
	shared, ok := Overlap(e.Leg, p.Leg)
	if !ok {
		return Found{}, false
	}
	from, until := s.Between(shared)
	if !e.Window.overlaps(from, until) {
		return Found{}, false
	}
	f := Found{Who: p.Who, Service: s.ID, Patient: e.Patient, Region: e.Region, Class: General, Apart: Unknown, Stops: int(shared.To - shared.From),
		Minutes: s.Minutes(shared), Leg: p.Leg, Seat: p.Seat, Last: min(until, e.Window.Until)}
	for _, r := range rules {
		near := m.reached(s, r, e, p)
		class := r.Class
		switch {
		case near.unknown:
			class = Ask
		case !near.near:
			continue
		}
		if classOrder[class] > classOrder[f.Class] {
			f.Class, f.Rule, f.Apart = class, r.ID, near.apart
		}
	}
	if f.Class != General {
		f.Score = score(f)
	}
	return f, true
}

// reached is whether a rule reaches from a patient to somebody.
func (m *Matcher) reached(s *Service, r *Rule, e Exposure, p Passenger) nearness {
	patientServes, heServes := e.Seat.Kind == SeatCrew, p.Seat.Kind == SeatCrew
	if !patientServes && !heServes {
		return m.Policy.near(s, r, e.Seat, p.Seat)
	}
	switch {
	case r.Crew == "all", r.Reach == ReachAll:
		return beside
	case r.Crew == "ask":
		return unclear
	case r.Crew == "":
		return farAway
	case patientServes && heServes:
		return together(s, e.Seat, p.Seat)
	case patientServes:
		return serves(s, e.Seat, p.Seat)
	}
	return serves(s, p.Seat, e.Seat)
}

// score ranks candidates of one patient: how near they sat, halved with each three rows and for an unknown distance, times how
// long they shared, which counts in full from an hour on.
func score(f Found) int {
	near := 100
	switch {
	case f.Class == Ask:
		near = 25
	case f.Apart > 0:
		near = 100 * 3 / (3 + f.Apart)
	case f.Apart == Unknown:
		near = 60
	}
	minutes := 30
	if f.Minutes != Unknown {
		minutes = min(f.Minutes, 60)
	}
	return max(1, near*(minutes+20)/80)
}

// Patients is how many different people the patients are.
func (m *Matcher) Patients() int { return len(m.patients) }
