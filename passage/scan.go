package passage

import (
	"time"

	"kangma/internal/fault"
	"kangma/internal/id"
	"kangma/internal/instant"
	"kangma/pass"
	"kangma/region"
)

// Limits of when a passage may have been (PS-5).
const (
	QueueAge  = 72 * time.Hour  // how long a gate may keep a passage that it made without a network
	ClockSkew = 2 * time.Minute // by which a gate's clock may be ahead
)

// Scan is what a gate reports of one code that it read, with what the node found out about it. ID is chosen by the
// gate at random or by id.New, and is the same when it reports again.
type Scan struct {
	ID          id.ID
	Person      id.ID // zero if the code is no person's of this node
	Collector   id.ID
	At          instant.Instant
	Temperature Temperature
	Gate        pass.Outcome
	Claims      *pass.Claims // nil if no token could be read
	Home        region.Code  // the node's own issuer: of another's token the passage names its issuer
	Offline     bool
}

// Passage makes the passage of a scan at a point (WH-12): key is that of the day of s.At, recorded is when the node
// got to know of it.
func (s Scan) Passage(point Point, key *DayKey, recorded instant.Instant) (Passage, error) {
	if s.ID.IsZero() {
		return Passage{}, fault.Missing("id")
	}
	if s.Collector.IsZero() {
		return Passage{}, fault.Missing("collector")
	}
	if s.Gate > pass.Stop {
		return Passage{}, fault.Field("gate", uint8(s.Gate), "is no answer of a gate")
	}
	if s.At < point.CreatedAt || s.At >= point.ClosedAt {
		return Passage{}, closed("point")
	}
	if err := InTime(s.At, recorded); err != nil {
		return Passage{}, err
	}
	if key.Day != DayOf(s.At) {
		return Passage{}, fault.Field("at", s.At, "is not on the day of the key, %s", key.Day)
	}
	p := Passage{
		ID: s.ID, Day: key.Day, Region: point.Region, Place: point.Place, Point: point.ID, Collector: s.Collector,
		At: s.At, Temperature: s.Temperature, Gate: s.Gate, Offline: s.Offline, RecordedAt: recorded,
	}
	if !s.Person.IsZero() {
		p.Pseudonym = key.Pseudonym(s.Person)
	}
	if s.Claims != nil {
		p.Token, p.Colour, p.State = s.Claims.CTI, s.Claims.Colour, s.Claims.State
		if s.Claims.Issuer != s.Home {
			p.Issuer = s.Claims.Issuer
		}
	}
	return p, nil
}

// InTime refuses a passage that is older than QueueAge for good, and one that is more than ClockSkew ahead until its
// time has come: the gate keeps it and sends it again. The instant is never changed, so that storing stays idempotent
// over midnight (PS-4, PS-5).
func InTime(made, recorded instant.Instant) error {
	if made > recorded.Add(ClockSkew) {
		ahead := made.Sub(recorded).Round(time.Second)
		return fault.New(fault.Conflict, "passage.clock_ahead", "this gate's clock is %s ahead; set it right, the passage is kept in the gate and will be taken when its time has come", ahead)
	}
	if made.Add(QueueAge) < recorded {
		return fault.Field("at", made, "is more than 72 hours ago; it is too late to store this passage").WithKey("passage.too_old")
	}
	return nil
}
