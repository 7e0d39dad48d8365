package contact

import (
	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/passage"
	"kangma/person"
)

// WrappedDay is the key of a day of service as it is stored, wrapped under a key of the node. Destroying it destroys the day's lists (CT-9).
type WrappedDay struct {
	Day       passage.Day
	Key       []byte
	CreatedAt instant.Instant
}

const dayPurpose = "kangma contact day 1"

// NewDay makes the key of a day of service.
func NewDay(ring *person.Keyring, day passage.Day, at instant.Instant) WrappedDay {
	_, wrapped := ring.WrapNew(dayPurpose, []byte(day.String()))
	return WrappedDay{day, wrapped, at}
}

// Open gives the safe in which the day's lists are sealed. It fails with person.ErrKey.
func (w WrappedDay) Open(ring *person.Keyring) (DaySafe, error) {
	key, err := ring.Unwrap(w.Key, dayPurpose, []byte(w.Day.String()))
	return DaySafe{key}, err
}

// DaySafe seals the lists of one day of service.
type DaySafe struct{ key []byte }

// Seal makes bytes of a list that only this day's key opens.
func (s DaySafe) Seal(service id.ID, b *Block) ([]byte, error) {
	text, err := b.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return person.SealWith(s.key, text, service[:]), nil
}

// Open reads a list. No bytes are an empty list.
func (s DaySafe) Open(service id.ID, sealed []byte) (*Block, error) {
	b := &Block{}
	if len(sealed) == 0 {
		return b, nil
	}
	text, err := person.OpenWith(s.key, sealed, service[:])
	if err != nil {
		return nil, err
	}
	return b, b.UnmarshalBinary(text)
}

// Listed is a service with its list as it is stored.
type Listed struct {
	Service
	Rows     int
	ListedAt instant.Instant
	Sealed   []byte
}

// Append adds a passenger to a list unless he stands there already with that leg and place.
func Append(b *Block, there map[Passenger]bool, p Passenger) (added bool, err error) {
	if there[p] {
		return false, nil
	}
	if b.Len() >= MaxPassengers {
		return false, fault.New(fault.TooLarge, "contact.list_full", "the lists of one service have at most %d lines", MaxPassengers)
	}
	b.Add(p)
	there[p] = true
	return true, nil
}

// Index is who stands in a list.
func (b *Block) Index() map[Passenger]bool {
	there := make(map[Passenger]bool, b.Len())
	for i := range b.Len() {
		there[b.At(i)] = true
	}
	return there
}

// Trip is a journey of a patient that was published without a name: the form "on the same trip as a confirmed patient" of
// February 2020. It has a carriage at most, no seat.
type Trip struct {
	ID      id.ID       `json:"id"`
	Day     passage.Day `json:"day"`
	Mode    Mode        `json:"mode"`
	Number  string      `json:"number"`
	Service id.ID       `json:"service"`
	From    string      `json:"from,omitempty"`
	To      string      `json:"to,omitempty"`
	Coaches []uint16    `json:"coaches,omitempty"`
	Note    string      `json:"note,omitempty"`
	Source  string      `json:"source"`
}

// Exposures are a trip as the matcher takes it: one for each carriage that it names, one without if it names none.
func (t Trip) Exposures(s *Service) ([]Exposure, error) {
	leg, err := s.Leg(t.From, t.To)
	if err != nil {
		return nil, err
	}
	e := Exposure{Patient: t.ID, Leg: leg, Window: Window{Until: instant.Never}}
	if len(t.Coaches) == 0 {
		return []Exposure{e}, nil
	}
	var all []Exposure
	for _, c := range t.Coaches {
		e.Seat.Coach = c
		all = append(all, e)
	}
	return all, nil
}

// Counts say what a run did.
type Counts struct {
	Patients   int `json:"patients"`
	Trips      int `json:"trips"` // published ones
	Services   int `json:"services"`
	Passengers int `json:"passengers"` // lines read
	Close      int `json:"close"`
	Ask        int `json:"ask"`
	Notice     int `json:"notice"` // near, but beyond the cap (BY-20)
	General    int `json:"general"`
	Capped     int `json:"capped"`   // journeys of patients whose candidates were more than the cap
	Proposed   int `json:"proposed"` // new pieces of evidence, each with its case
	Held       int `json:"held"`     // that would have coloured too many people in a day (BY-18)
	Unknown    int `json:"unknown"`  // candidates who are not people of this node
}

// Add counts what was found on one service.
func (c *Counts) Add(found []Found) {
	capped := map[id.ID]bool{}
	for i := range found {
		switch found[i].Class {
		case Close:
			c.Close++
		case Ask:
			c.Ask++
		case Notice:
			c.Notice++
			capped[found[i].Patient] = true
		default:
			c.General++
		}
	}
	c.Capped += len(capped)
}

// Run is one matching of all lists with all patients.
type Run struct {
	ID      id.ID
	At      instant.Instant
	Policy  string // name@version
	Trial   bool   // nothing follows from it
	By      string
	EndedAt instant.Instant // Never while it runs
	Counts  Counts
}

// Candidate is somebody found, as it is stored.
type Candidate struct {
	Found
	Run id.ID
	Day passage.Day
}

// CandidateQuery says which candidates of a run are listed: those of patients of a region, the nearest first.
type CandidateQuery struct {
	Run    id.ID
	Lo, Hi int64 // of region codes
	Class  Class
	After  *Candidate // the last of the page before; nil for the first page
	Limit  int
}
